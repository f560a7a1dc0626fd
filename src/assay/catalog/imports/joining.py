"""A crosswalk from elsewhere, held to the catalogs here; what dangles is told."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from assay.catalog.values import Catalog, Crosswalk, Row
from assay.errors import Problem

__all__ = ["joined"]


def joined(
    crosswalk: Crosswalk, catalogs: Mapping[str, Catalog], file: str
) -> tuple[Crosswalk, tuple[Problem, ...]]:
    """The rows whose ends are listed, each once, and every row that is left aside."""
    sources = {row.id for row in catalogs[crosswalk.source].requirements}
    targets = {row.id for row in catalogs[crosswalk.target].requirements}
    problems: list[Problem] = []
    kept: dict[tuple[str, str, tuple[str, ...]], Row] = {}
    for number, row in enumerate(crosswalk.rows):
        faults = list(_faults(row, sources, targets, crosswalk))
        found = tuple(one for one in row.targets if one in targets)
        if row.source in sources and found and (row.either or found == row.targets):
            key = (row.source, row.relation, found)
            if key in kept:
                faults.append(f"{row.source} {row.relation} is stated again")
            else:
                kept[key] = replace(row, targets=found)
        problems.extend(
            Problem(file=file, place=f"row {number + 1}", message=fault)
            for fault in faults
        )
    return replace(crosswalk, rows=tuple(kept.values())), tuple(problems)


def _faults(
    row: Row, sources: set[str], targets: set[str], crosswalk: Crosswalk
) -> Iterator[str]:
    if row.source not in sources:
        yield f"{row.source} is no requirement of {crosswalk.source}; left out"
    for one in row.targets:
        if one not in targets:
            yield f"{one} is no requirement of {crosswalk.target}; left out"
