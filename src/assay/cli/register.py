"""`assay register`: services, regions and lists of scope, in and out."""

from collections.abc import Iterator, Sequence
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
from assay.workspace.lists import COLUMNS, export_list, import_list, list_rows
from assay.workspace.target import Target

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
        if not (name.strip() and equals and meant.strip()):
            raise click.BadParameter(f"{value!r} is not NAME=ID: 'Amazon S3=s3'")
        found[name.strip()] = meant.strip()
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
    "--sheet", metavar="NAME", default="", help="Which, if several are lists."
)
@click.option(
    "--regions",
    metavar="R,R",
    default="",
    help="The regions of rows that name none, or `all`.",
)
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
    help="What a name in it means: a service, regions (R,R), a day, a country.",
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
    sheet: str,
    regions: str,
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
      OSCAL component definitions of a provider's services and regions; what they
      import is read from the same folder.

    A name that is not plain is asked about, never guessed. Exit 0 if the preview is
    clean or was applied, 2 while questions are open or the register would be at fault.
    """  # noqa: D301 - Click reads \b as "keep these lines"
    workspace = open_workspace(root)
    told = Answers(
        map_=answers,
        skip=frozenset(one.strip() for one in skip),
        sheet=sheet,
        regions=tuple(one.strip() for one in regions.split(",") if one.strip()),
    )
    if _are_documents(files, program):
        preview = import_components(workspace, files, told)
    else:
        preview = import_list(
            workspace,
            files[0],
            Target(program=program or "", as_=as_, attestation=attestation),
            told,
            dated,
        )
    applied = write and not preview.open_
    if applied:
        apply(workspace, preview)
    if as_json:
        emit_json(_as_json(preview, applied=applied))
    else:
        _tell(preview, applied=applied)
    return 2 if preview.open_ else 0


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
        "counts": preview.counts,
        "questions": preview.questions,
        "faults": preview.faults,
        "problems": preview.problems,
        "notes": preview.notes,
        "files": sorted(preview.files),
        "applied": applied,
    }


_SHOWN = 40
_FEW = 5
"""What the source got wrong is the publisher's to read whole; a few show what it is."""


def _tell(preview: Preview, *, applied: bool) -> None:
    for line in _some(preview.says):
        click.echo(line)
    warnings = [f"warning: {problem}" for problem in preview.problems]
    for line in (
        *_some(warnings, _FEW),
        *_some([f"note: {one}" for one in preview.notes]),
    ):
        click.echo(line, err=True)
    if preview.questions:
        _ask(preview)
    elif preview.faults:
        for fault in preview.faults:
            click.echo(fault, err=True)
        click.echo("The register would be at fault; nothing is written.", err=True)
    else:
        _sum_up(preview, applied=applied)


def _sum_up(preview: Preview, *, applied: bool) -> None:
    if not preview.says:
        click.echo("Nothing would change.")
    done = "Written" if applied else "Preview; --apply writes it"
    if not preview.files:
        done = "Nothing to write"
    counts = (f"{n} {name.replace('_', ' ')}" for name, n in preview.counts.items())
    click.echo(f"{done}: {', '.join(counts)}.")


def _some(lines: Sequence[str], most: int = _SHOWN) -> Iterator[str]:
    yield from lines[:most]
    if len(lines) > most:
        yield f"... and {len(lines) - most} more (all with --json)"


def _ask(preview: Preview) -> None:
    rows = [
        (one.place, one.what, one.asked, ", ".join(one.candidates) or "nothing near")
        for one in preview.questions
    ]
    console().print(table(("where", "what", "asked", "may mean"), rows))
    click.echo("Answer with --map NAME=ID or --skip NAME; nothing is written yet.")


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
    target = Target(program=program, as_=as_, attestation=attestation)
    workspace = open_workspace(root)
    chosen = form or named
    if out is None and as_json:
        found = list_rows(workspace, target, on)
        emit_json([dict(zip(COLUMNS, row, strict=True)) for row in found])
        return 0
    if chosen == "xlsx" and out is None:
        message = "A workbook is no text"
        remedy = "Name a file with -o."
        raise BadInput([Problem(file="--format", message=message, remedy=remedy)])
    data = export_list(workspace, target, chosen, on)
    if out is None:
        click.echo(data, nl=False)
        return 0
    write_atomically(out, data)
    if as_json:
        emit_json({"file": str(out), "bytes": len(data)})
    else:
        click.echo(f"{out}: {len(data):,} bytes")
    return 0
