"""`assay catalog list`: the catalogs and baselines held, and where tools look."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.catalog import Baseline, Catalog, Library
from assay.cli.options import json_flag, workspace_root
from assay.cli.show import console, emit_json, table
from assay.workspace import held_library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assay.workspace.looking import Looking

__all__ = ["command"]


@click.command("list")
@workspace_root
@json_flag
def command(*, root: Path, as_json: bool) -> int:
    """List the catalogs and baselines held."""
    library = held_library(root)
    sets: list[Catalog | Baseline] = list(library.catalogs.values())
    sets += library.baselines.values()
    looking = tuple(_looking(root, library))
    if as_json:
        emit_json({"sets": [_brief(one) for one in sets], "testable": looking})
        return 0
    rows = [(one.id, one.edition, f"{one.count:,}", _unit(one)) for one in sets]
    console().print(table(("id", "edition", "count", "counted in"), rows))
    for one in looking:
        asked = f"{one.testable:,} requirements"
        if one.requirements is not None:
            asked = f"{one.testable:,} of {one.requirements:,} requirements of {one.of}"
        click.echo(f"{one.id}: {', '.join(one.tools)} has checks for {asked}.")
    if looking:
        click.echo("That is where a tool looks, and not what it found.")
    return 0


def _looking(root: Path, library: Library) -> "Iterator[Looking]":
    if (root / "catalogs/coverage").is_dir():
        # Few workspaces have any, and nobody else waits for what reads it.
        from assay.workspace.looking import where_tools_look  # noqa: PLC0415

        yield from where_tools_look(root, library)


def _brief(one: Catalog | Baseline) -> dict[str, object]:
    return {
        "id": one.id,
        "title": one.title,
        "edition": one.edition,
        "unit": _unit(one),
        "count": one.count,
        "source": one.provenance.source,
        "rights": one.provenance.rights,
        "confirmed": one.provenance.confirmed,
    }


def _unit(one: Catalog | Baseline) -> str:
    return one.unit if isinstance(one, Catalog) else f"of {one.catalog}"
