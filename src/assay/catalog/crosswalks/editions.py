"""Editions of one standard, where they may be supposed to ask the same by one id.

Where two editions both record what they withdrew, and no crosswalk relates them, an id
that both keep may be supposed to be the same requirement. Nobody has reviewed that: who
asks may suppose it, and every conclusion that does says so.
"""

from collections.abc import Iterable, Iterator

from assay.catalog.crosswalks.graph import Placed
from assay.catalog.library import Library
from assay.catalog.values import Catalog, Row

__all__ = ["kept_ids", "siblings"]


def siblings(library: Library, catalog: Catalog) -> Iterator[Catalog]:
    """Other editions of its standard, where both keep record of what they withdrew."""
    if not _keeps_record(catalog):
        return
    for other in library.catalogs.values():
        same = other.id != catalog.id and other.standard == catalog.standard
        if same and _keeps_record(other):
            yield other


def _keeps_record(catalog: Catalog) -> bool:
    return any(one.status == "withdrawn" for one in catalog.requirements)


def kept_ids(
    library: Library, catalogs: Iterable[Catalog], rows: Iterable[Placed]
) -> list[Placed]:
    """A row for each id that a catalog shares with another edition.

    There is none where `rows` relate the two already: who reviewed them knows better.
    """
    linked = {frozenset({one.source[0], to[0]}) for one in rows for to in one.targets}
    pairs = {
        frozenset({catalog.id, other.id})
        for catalog in catalogs
        for other in siblings(library, catalog)
    }
    return [
        row
        for one, other in sorted(tuple(sorted(pair)) for pair in pairs - linked)
        for row in _shared(library.catalogs[one], library.catalogs[other])
    ]


def _shared(one: Catalog, other: Catalog) -> Iterator[Placed]:
    own = {row.id for row in one.requirements if row.status == "active"}
    assumed = f"an id that {one.id} and {other.id} both keep asks the same in both"
    for row in other.requirements:
        if row.status == "active" and row.id in own:
            yield Placed(
                crosswalk="",
                source=(one.id, row.id),
                targets=((other.id, row.id),),
                row=Row(source=row.id, targets=(row.id,), relation="equal"),
                assumed=assumed,
            )
