"""`assay catalog list`: the catalogs and baselines held."""

from pathlib import Path

import click

from assay.catalog import Baseline, Catalog
from assay.cli.options import json_flag, workspace_root
from assay.cli.show import console, emit_json, table
from assay.workspace import held_library

__all__ = ["command"]


@click.command("list")
@workspace_root
@json_flag
def command(*, root: Path, as_json: bool) -> int:
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
