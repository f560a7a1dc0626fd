"""`assay register`: services, regions and lists of scope, in and out."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

import click

from assay.cli.options import DAY, json_flag, on, workspace_root
from assay.cli.show import console, emit_json, table
from assay.errors import BadInput, Problem
from assay.oscal import form_of
from assay.workspace import open_workspace
from assay.workspace.components import import_components
from assay.workspace.files import write_atomically
from assay.workspace.importing import Answers, Preview, apply
from assay.workspace.lists import export_list, import_list

__all__ = ["command"]

_PROGRAM = click.option("--program", metavar="P", help="The program it is a list of.")
_AS = click.option(
    "--as",
    "as_",
    type=click.Choice(["scope", "eligible"]),
    default="scope",
    show_default=True,
    help="What it lists: a statement's scope, or what is eligible for an agreement.",
)
_STATEMENT = click.option(
    "--attestation", metavar="ID", default="", help="The statement, where several hold."
)


@click.group("register", short_help="Services, regions and scopes, in and out.")
def command() -> None:
    """Bring register data in as providers publish it, and out again."""


def _answers(
    _: click.Context, __: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in values:
        name, equals, meant = value.rpartition("=")
        if not (name and equals and meant):
            raise click.BadParameter(f"{value!r} is not NAME=ID: 'Amazon S3=s3'")
        found[name] = meant
    return found


@command.command("import")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE...",
)
@_PROGRAM
@_AS
@_STATEMENT
@click.option(
    "--dated",
    type=DAY,
    metavar="DATE",
    help="The list's own day. Default: today, or the register's own day.",
)
@click.option(
    "--map",
    "answers",
    multiple=True,
    callback=_answers,
    metavar="NAME=ID",
    help="What a name in the list means.",
)
@click.option("--skip", multiple=True, metavar="NAME", help="Pass over this name.")
@click.option("--apply", "write", is_flag=True, help="Write it, if nothing is open.")
@workspace_root
@json_flag
def _import(
    *,
    files: tuple[Path, ...],
    program: str | None,
    as_: Literal["scope", "eligible"],
    attestation: str,
    dated: date | None,
    answers: dict[str, str],
    skip: tuple[str, ...],
    write: bool,
    root: Path,
    as_json: bool,
) -> int:
    """Preview, and with --apply make, what a file would change.

    \b
    FILE may be
      a list of services in CSV or XLSX, with a column `service` and, if they are
      known, `region`, `from` and `to` (with --program); or
      OSCAL component definitions of a provider's services and regions.

    A name that is not plain is asked about, never guessed. Exit 0 if the preview is
    clean or was applied, 2 while questions are open.
    """  # noqa: D301 - Click reads \b as "keep these lines"
    workspace = open_workspace(root)
    told = Answers(map_=answers, skip=frozenset(skip))
    if _are_documents(files, program):
        preview = import_components(workspace, files, told)
    else:
        [file] = files
        preview = import_list(
            workspace,
            file,
            program=program or "",
            as_=as_,
            answers=told,
            attestation=attestation,
            dated=dated,
        )
    applied = write and not preview.questions
    if applied:
        apply(workspace, preview)
    if as_json:
        emit_json(_as_json(preview, applied=applied))
    else:
        _tell(preview, applied=applied)
    return 2 if preview.questions else 0


def _are_documents(files: Sequence[Path], program: str | None) -> bool:
    """Whether they are OSCAL, and if not, whether what a list needs is there."""
    if not program and all(form_of(file.name) for file in files):
        return True
    if not program:
        raise click.UsageError("Name the program that it is a list of: --program P.")
    if len(files) > 1:
        raise click.UsageError("One list at a time.")
    return False


def _as_json(preview: Preview, *, applied: bool) -> dict[str, object]:
    return {
        "changes": preview.says,
        "notes": preview.notes,
        "questions": preview.questions,
        "problems": preview.problems,
        "counts": preview.counts,
        "files": sorted(preview.files),
        "applied": applied,
    }


_SHOWN = 40


def _tell(preview: Preview, *, applied: bool) -> None:
    for line in preview.says[:_SHOWN]:
        click.echo(line)
    if len(preview.says) > _SHOWN:
        click.echo(f"... and {len(preview.says) - _SHOWN} more (all with --json)")
    if not preview.says:
        click.echo("Nothing would change.")
    for line in preview.notes:
        click.echo(f"note: {line}", err=True)
    for problem in preview.problems[:_SHOWN]:
        click.echo(f"warning: {problem}", err=True)
    left = len(preview.problems) - _SHOWN
    if left > 0:
        click.echo(f"warning: ... and {left} more (all with --json)", err=True)
    if preview.questions:
        rows = [
            (
                one.place,
                one.what,
                one.asked,
                ", ".join(one.candidates) or "nothing near",
            )
            for one in preview.questions
        ]
        console().print(table(("where", "what", "asked", "may mean"), rows))
        click.echo("Answer with --map NAME=ID or --skip NAME; nothing is written yet.")
        return
    counts = ", ".join(f"{count} {name}" for name, count in preview.counts.items())
    done = "Written" if applied else "Preview; --apply writes it"
    click.echo(f"{done}: {counts}.")


@command.command("export")
@click.option("--program", metavar="P", required=True, help="Of which program.")
@_AS
@_STATEMENT
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "xlsx"]),
    default=None,
    help="Default: as the output's name tells, or CSV.",
)
@click.option(
    "-o",
    "--output",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Default: standard output.",
)
@on
@workspace_root
@json_flag
def _export(
    *,
    program: str,
    as_: Literal["scope", "eligible"],
    attestation: str,
    form: Literal["csv", "xlsx"] | None,
    out: Path | None,
    on: date | None,
    root: Path,
    as_json: bool,
) -> int:
    """Write the services in scope or eligible on a day, as `import` reads them."""
    named: Literal["csv", "xlsx"] = (
        "xlsx" if out is not None and out.suffix == ".xlsx" else "csv"
    )
    chosen = form or named
    if chosen == "xlsx" and out is None:
        message = "A workbook is no text"
        remedy = "Name a file with -o."
        raise BadInput([Problem(file="--format", message=message, remedy=remedy)])
    data = export_list(
        open_workspace(root),
        program=program,
        as_=as_,
        form=chosen,
        attestation=attestation,
        on=on,
    )
    if out is None:
        click.echo(data, nl=False)
        return 0
    write_atomically(out, data)
    if as_json:
        emit_json({"file": str(out), "bytes": len(data)})
    else:
        click.echo(f"{out}: {len(data):,} bytes")
    return 0
