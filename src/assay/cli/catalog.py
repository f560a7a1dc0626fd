"""`assay catalog`: what may be asked."""

from pathlib import Path

import click

from assay.catalog import Baseline, Catalog
from assay.cli.catalog_fetch import command as fetch
from assay.cli.catalog_import import command as import_
from assay.cli.catalog_parameters import command as parameters
from assay.cli.catalog_search import command as search
from assay.cli.catalog_show import command as show
from assay.cli.documents import convert, resolve, validate
from assay.cli.options import json_flag, workspace_root
from assay.cli.show import console, emit_json, table
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
command.add_command(show)
command.add_command(parameters)
command.add_command(import_)
command.add_command(fetch)


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
