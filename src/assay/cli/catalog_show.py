"""`assay catalog show`: a catalog or baseline, or one requirement with its text."""

from pathlib import Path

import click
from rich.text import Text

from assay.catalog import Catalog, Library, Requirement, family_of, printed
from assay.catalog.ids import UnreadableId, among
from assay.catalog.parameters import filled, valued
from assay.cli.options import json_flag, workspace_root
from assay.cli.show import console, emit_json, table
from assay.errors import UnknownName
from assay.ids import near
from assay.workspace import held_library
from assay.workspace.parameters import held_settings

__all__ = ["command"]


@click.command("show", short_help="Show a catalog, or one requirement.")
@click.argument("identifier", metavar="ID")
@click.argument("requirement", metavar="[REQUIREMENT]", required=False)
@workspace_root
@json_flag
def command(
    *, identifier: str, requirement: str | None, root: Path, as_json: bool
) -> int:
    """Show a catalog or baseline, or one requirement of it in any spelling of its id.

    The text of a requirement, where its catalog was imported with it, is shown with the
    values of its parameters.
    """
    library = held_library(root)
    catalog, chosen = _chosen(library, identifier)
    rows = [one for one in catalog.requirements if chosen is None or one.id in chosen]
    text = ""
    if requirement is not None:
        rows = [_one(requirement, rows, catalog, identifier)]
        found = valued(library, identifier, held_settings(root, library))
        text = filled(rows[0].text, {each.parameter.id: each for each in found})
    if as_json:
        told = {"catalog": catalog.id, "requirements": rows}
        emit_json(told if requirement is None else told | {"text": text})
        return 0
    out = console()
    out.print(Text(_about(catalog)))
    family = family_of(catalog.id)
    shown = [
        (printed(one.id, family), one.title, one.group, _status(one)) for one in rows
    ]
    out.print(table(("id", "title", "group", "status"), shown))
    if text:
        click.echo(f"\n{text}")
    return 0


def _about(catalog: Catalog) -> str:
    """Its title, edition and source; an imported one's source names all three."""
    source = catalog.provenance.source
    if source.startswith(catalog.title):
        return source
    return f"{catalog.title}, {catalog.edition} ({source})"


def _one(
    spelling: str, rows: list[Requirement], catalog: Catalog, identifier: str
) -> Requirement:
    by_id = {one.id: one for one in rows}
    found = among(spelling, by_id, family_of(catalog.id))
    if len(found) > 1:
        raise UnreadableId(spelling, found)
    if not found:
        close = near(spelling, by_id)
        raise UnknownName(f"requirement in {identifier}", spelling, near=close)
    return by_id[found[0]]


def _status(one: Requirement) -> str:
    now = f", now {', '.join(one.now)}" if one.now else ""
    return "" if one.status == "active" else f"{one.status}{now}"


def _chosen(library: Library, identifier: str) -> tuple[Catalog, frozenset[str] | None]:
    if identifier in library.catalogs:
        return library.catalogs[identifier], None
    if identifier in library.baselines:
        baseline = library.baselines[identifier]
        return library.catalogs[baseline.catalog], frozenset(baseline.requirements)
    known = [*library.catalogs, *library.baselines]
    raise UnknownName("catalog", identifier, near=near(identifier, known))
