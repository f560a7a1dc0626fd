"""`assay crosswalk import` and `export`: crosswalks in and out of files."""

from pathlib import Path

import click

from assay.cli.options import json_flag, workspace_root
from assay.cli.responsibility_files import write_out
from assay.cli.show import emit_json
from assay.errors import Problem
from assay.workspace import held_library, open_workspace
from assay.workspace.clock import system_clock
from assay.workspace.crosswalk_files import (
    Form,
    ImportedCrosswalks,
    apply_crosswalks,
    export_crosswalk,
    preview_crosswalks,
)

__all__ = ["export_command", "import_command"]

_FORMS: tuple[Form, ...] = ("csv", "oscal-json", "oscal-yaml", "oscal-xml")
_ENDINGS: dict[str, Form] = {
    ".csv": "csv",
    ".json": "oscal-json",
    ".yaml": "oscal-yaml",
    ".yml": "oscal-yaml",
    ".xml": "oscal-xml",
}
_SHOWN = 10
"""How many problems are told where nobody asked for JSON."""


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--source", default="", metavar="ID", help="The catalog it is from.")
@click.option("--target", default="", metavar="ID", help="The catalog it is to.")
@click.option(
    "--id", "name", default="", metavar="ID", help="What to hold the crosswalk under."
)
@click.option("--apply", "write", is_flag=True, help="Write it.")
@workspace_root
@json_flag
def import_command(
    *,
    file: Path,
    source: str,
    target: str,
    name: str,
    write: bool,
    root: Path,
    as_json: bool,
) -> int:
    """Preview, and with --apply write, the crosswalks in a file.

    FILE is an OSCAL mapping collection, a mapping set of CISO Assistant, the map from
    SP 800-171 to SP 800-53 as JSON, or a table in CSV or XLSX. Rows are proposed unless
    the file says who reviewed them and when; rows whose ends are not held here, or that
    are held already, are left out and told.

    Exit 0 if all of it can be read, 1 if some rows are left out, 2 if none can be read.
    """
    workspace = open_workspace(root)
    preview = preview_crosswalks(
        workspace, file, source=source, target=target, name=name
    )
    applied = write and bool(preview.files)
    if applied:
        apply_crosswalks(workspace, preview)
    if as_json:
        emit_json(
            {
                "form": preview.form,
                "applied": applied,
                "says": preview.says,
                "notes": preview.notes,
                "problems": preview.problems,
                "files": list(preview.files),
                "crosswalks": preview.crosswalks,
            }
        )
    else:
        _tell(preview, applied=applied)
    return int(bool(preview.problems))


def _tell(preview: ImportedCrosswalks, *, applied: bool) -> None:
    for line in (*preview.says, *preview.notes):
        click.echo(line)
    for problem in preview.problems[:_SHOWN]:
        click.echo(str(_short(problem)))
    more = len(preview.problems) - _SHOWN
    if more > 0:
        click.echo(f"and {more:,} further problems; --json lists them all.")
    if applied:
        click.echo(f"Wrote {', '.join(preview.files)}.")
    elif preview.files:
        click.echo("Nothing is written yet; --apply writes it.")
    else:
        click.echo("There is nothing to write.")


def _short(problem: Problem) -> Problem:
    """Without the file, which is the one that was named."""
    return Problem(
        file="",
        place=problem.place,
        message=problem.message,
        remedy=problem.remedy,
    )


@click.command("export")
@click.argument("identifier", metavar="ID")
@click.option(
    "--format", "form", type=click.Choice(_FORMS), help="Default: as FILE is called."
)
@click.option(
    "-o",
    "--output",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The file to write. Default: standard output, as CSV.",
)
@workspace_root
def export_command(
    *, identifier: str, form: Form | None, out: Path | None, root: Path
) -> int:
    """Write a crosswalk as CSV or as an OSCAL mapping collection.

    Both say of each row who states it, on which day, who reviewed it, where it is cited
    and why, and reading them gives the same rows again.
    """
    chosen = form
    if chosen is None and out is not None:
        chosen = _ENDINGS.get(out.suffix.lower())
        if chosen is None:
            raise click.UsageError(f"{out.name} tells no form; name one with --format.")
    at = system_clock().replace(microsecond=0)
    data = export_crosswalk(held_library(root), identifier, chosen or "csv", at)
    write_out(data, out)
    return 0
