"""`assay catalog import`: what somebody else's file would change, and changing it."""

import re
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from assay.catalog.imports.tables import FIELDS
from assay.cli.options import json_flag, workspace_root
from assay.cli.show import emit_json
from assay.errors import Problem
from assay.workspace import open_workspace
from assay.workspace.catalogs import (
    CatalogPreview,
    Told,
    apply_import,
    preview_import,
)

__all__ = ["command"]

_SHOWN = 40


_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_PAIRS = re.compile(r",(?=\s*\w+\s*=)")


def _columns(_: click.Context, __: click.Parameter, value: str) -> object:
    """From our fields to headings; a heading may have a comma in it."""
    found: dict[str, str] = {}
    for pair in _PAIRS.split(value) if value.strip() else ():
        field, equals, heading = pair.partition("=")
        if not (field.strip() and equals and heading.strip()):
            raise click.BadParameter(f"{pair!r} is not FIELD=HEADING: 'id=Ref'")
        if field.strip() in found:
            raise click.BadParameter(f"{field.strip()!r} is said twice")
        found[field.strip()] = heading.strip()
    return found


def _called(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> object:
    found: dict[str, str] = {}
    for value in values:
        name, equals, meant = value.rpartition("=")
        if not (name.strip() and equals and meant.strip()):
            raise click.BadParameter(f"{value!r} is not NAME=ID: 'rev5.json=my-rev-5'")
        found[name.strip()] = meant.strip()
    return found


@click.command("import", short_help="Bring in a catalog of somebody else's.")
@click.argument(
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
)
@click.option("--as", "as_", metavar="ID", default="", help="Keep it under this id.")
@click.option("--name", metavar="TITLE", default="", help="Its title.")
@click.option("--edition", metavar="E", default="", help="Which edition it is.")
@click.option("--owner", metavar="O", default="", help="Whose it is.")
@click.option("--licence", metavar="L", default="", help="Under what terms it is.")
@click.option("--unit", metavar="U", default="", help="What one requirement of it is.")
@click.option("--program", metavar="P", default="", help="Which program asks it.")
@click.option("--level", metavar="L", default="", help="Of a baseline: its level.")
@click.option(
    "--of", metavar="ID", default="", help="The catalog here that it chooses from."
)
@click.option(
    "--map",
    "called",
    multiple=True,
    callback=_called,
    metavar="NAME=ID",
    help="Which catalog here a name in the file means.",
)
@click.option(
    "--columns",
    callback=_columns,
    default="",
    metavar="FIELD=HEADING,...",
    help="For a table: which column holds what. Fields: " + ", ".join(FIELDS) + ".",
)
@click.option("--sheet", metavar="NAME", default="", help="Which sheet of a workbook.")
@click.option("--apply", "write", is_flag=True, help="Write it, if nothing is open.")
@workspace_root
@json_flag
def command(
    *,
    file: Path,
    as_: str,
    name: str,
    edition: str,
    owner: str,
    licence: str,
    unit: str,
    program: str,
    level: str,
    of: str,
    called: dict[str, str],
    columns: dict[str, str],
    sheet: str,
    write: bool,
    root: Path,
    as_json: bool,
) -> int:
    """Preview, and with --apply make, what a catalog of somebody else's would change.

    The form of FILE is told by what it holds. Defects of the source are told one by one
    and never mended in silence. The file itself is kept in the workspace, with its
    digest, its owner, its licence and its edition; texts of requirements stay there.

    Exit 0 if the preview is clean or was applied, 2 where something has to be said
    first or the workspace would be at fault.
    """
    workspace = open_workspace(root)
    told = Told(
        id=as_,
        name=name,
        edition=edition,
        owner=owner,
        licence=licence,
        unit=unit,
        program=program,
        level=level,
        of=of,
        called=called,
    )
    with _waiting(file, quiet=as_json):
        preview = preview_import(workspace, file, told, columns=columns, sheet=sheet)
    applied = write and not preview.open_
    if applied:
        apply_import(workspace, preview)
    if as_json:
        emit_json(_as_json(preview, applied=applied))
    else:
        _tell(preview, applied=applied)
    return 2 if preview.open_ else 0


@contextmanager
def _waiting(file: Path, *, quiet: bool) -> Generator[None]:
    """Show a person that a large file is being read; a program is told nothing."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415 - on a terminal only
    from rich.text import Text  # noqa: PLC0415 - on a terminal only

    reading = Text(f"Reading {file.name}, {file.stat().st_size:,} bytes")
    with Console(stderr=True).status(reading):
        yield


def _as_json(preview: CatalogPreview, *, applied: bool) -> dict[str, object]:
    return {
        "origin": preview.origin,
        "sets": preview.sets,
        "changes": preview.says,
        "notes": preview.notes,
        "questions": preview.asked,
        "problems": [_warning(one) for one in preview.problems],
        "faults": preview.faults,
        "files": list(preview.files),
        "applied": applied and bool(preview.files),
    }


def _warning(problem: Problem) -> dict[str, str]:
    return {
        "level": "warning",
        "file": problem.file,
        "place": problem.place,
        "message": problem.message,
        "remedy": problem.remedy,
    }


def _say(line: str, *, err: bool = False) -> None:
    """Print what a file says, so that nothing in it can speak to the terminal."""
    click.echo(_CONTROLS.sub("?", line), err=err)


def _tell(preview: CatalogPreview, *, applied: bool) -> None:
    for line in _some(preview.says):
        _say(line)
    for line in (
        *_some([f"warning: {one}" for one in preview.problems]),
        *_some([f"note: {one}" for one in preview.notes]),
    ):
        _say(line, err=True)
    if preview.faults:
        for fault in preview.faults:
            _say(str(fault), err=True)
        click.echo("The workspace would be at fault; nothing is written.", err=True)
    elif preview.asked:
        _ask(preview)
    else:
        _sum_up(preview, applied=applied)


def _sum_up(preview: CatalogPreview, *, applied: bool) -> None:
    if not preview.says:
        click.echo("Nothing would change: it is held here already, just so.")
        return
    origin = preview.origin
    _say(
        "From "
        + ", ".join(
            part
            for part in (
                origin.file,
                origin.form,
                origin.publisher,
                f"SHA-256 {origin.sha256[:16]}…",
            )
            if part
        )
        + "."
    )
    done = "Written" if applied else "Preview; --apply writes"
    click.echo(f"{done}: {', '.join(preview.files)}.")


def _some(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:_SHOWN]
    if len(lines) > _SHOWN:
        yield f"... and {len(lines) - _SHOWN} more (all with --json)"


def _ask(preview: CatalogPreview) -> None:
    for one in preview.asked:
        maybe = f"; perhaps {' or '.join(one.candidates)}" if one.candidates else ""
        _say(f"{one.place}: {one.what}{maybe}. Say it with {one.option}.")
    click.echo("Nothing is written yet.")
