"""`assay catalog`: what may be asked."""

from pathlib import Path

import click

from assay.catalog import Baseline, Catalog, Library
from assay.cli.catalog_search import command as search
from assay.cli.documents import convert, resolve, validate
from assay.cli.options import json_flag, workspace_root
from assay.cli.show import console, emit_json, table
from assay.errors import UnknownName
from assay.ids import near
from assay.workspace import held_library

__all__ = ["command"]


@click.group("catalog", short_help="Catalogs, baselines and crosswalks.")
def command() -> None:
    """Look at what may be asked: catalogs, baselines and crosswalks.

    Each names its edition and its counting unit, because the number of requirements of
    a standard depends on what is counted. In a workspace its own are among them.
    """


command.add_command(validate)
command.add_command(convert)
command.add_command(resolve)
command.add_command(search)


@command.command("list")
@workspace_root
@json_flag
def _list(*, root: Path, as_json: bool) -> int:
    """List the catalogs and baselines held."""
    library = held_library(root)
    sets: list[Catalog | Baseline] = list(library.catalogs.values())
    sets += library.baselines.values()
    if as_json:
        emit_json({"sets": [_brief(one) for one in sets]})
        return 0
    rows = [(one.id, one.edition, f"{one.count:,}", _unit(one)) for one in sets]
    console().print(table(("id", "edition", "count", "counted in"), rows))
    return 0


@command.command("show")
@click.argument("identifier", metavar="ID")
@click.argument("requirement", metavar="[REQUIREMENT]", required=False)
@workspace_root
@json_flag
def _show(
    *, identifier: str, requirement: str | None, root: Path, as_json: bool
) -> int:
    """Show a catalog or baseline, or one requirement of it."""
    library = held_library(root)
    catalog, chosen = _chosen(library, identifier)
    rows = [one for one in catalog.requirements if chosen is None or one.id in chosen]
    if requirement is not None:
        rows = [one for one in rows if one.id == requirement.lower()]
        if not rows:
            known = [one.id for one in catalog.requirements]
            close = near(requirement, known)
            raise UnknownName(f"requirement in {identifier}", requirement, near=close)
    if as_json:
        emit_json({"catalog": catalog.id, "requirements": rows})
        return 0
    out = console()
    out.print(f"{catalog.title}, {catalog.edition} ({catalog.provenance.source})")
    out.print(
        table(
            ("id", "title", "group", "status"),
            [(one.id, one.title, one.group, _status(one.status)) for one in rows],
        )
    )
    return 0


def _status(status: str) -> str:
    return "" if status == "active" else status


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


def _chosen(library: Library, identifier: str) -> tuple[Catalog, frozenset[str] | None]:
    if identifier in library.catalogs:
        return library.catalogs[identifier], None
    if identifier in library.baselines:
        baseline = library.baselines[identifier]
        return library.catalogs[baseline.catalog], frozenset(baseline.requirements)
    known = [*library.catalogs, *library.baselines]
    raise UnknownName("catalog", identifier, near=near(identifier, known))
