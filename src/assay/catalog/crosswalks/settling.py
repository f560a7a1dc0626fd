"""A crosswalk from elsewhere, held to the catalogs that are here.

Its ends are named, its ids found in whatever spelling, and each row that cannot hold
here is left out and told: an end that is no active requirement, a row that is said
again, or one that another crosswalk here says already.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from assay.catalog.crosswalks.same import said_by
from assay.catalog.ids import Family, UnreadableId, among, family_of
from assay.catalog.library import Library
from assay.catalog.values import Catalog, Crosswalk, Row
from assay.errors import BadInput, Problem
from assay.ids import near

__all__ = ["Settled", "settle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A crosswalk that holds here, and what of it was left out."""

    crosswalk: Crosswalk
    problems: tuple[Problem, ...]
    held_by: Mapping[str, int]
    """How many rows were left out because that crosswalk says the same and as much."""


def settle(crosswalk: Crosswalk, library: Library, *, file: str) -> Settled:
    """The crosswalk with the rows that hold here.

    Args:
        crosswalk: As it was read, its ends named as catalogs are here.
        library: What is held here.
        file: The file that it was read from.

    Raises:
        BadInput: An end is no catalog here.
    """
    ends = {"source": crosswalk.source, "target": crosswalk.target}
    missing = [
        _no_catalog(end, name, file, library.catalogs)
        for end, name in ends.items()
        if name not in library.catalogs
    ]
    if missing:
        raise BadInput(missing)
    first, second = (library.catalogs[name] for name in ends.values())
    settling = _Settling(file, _Ids(first), _Ids(second))
    rows = list(settling.rows(crosswalk))
    fresh, held_by = _fresh(rows, crosswalk, library)
    return Settled(
        crosswalk=replace(crosswalk, rows=fresh),
        problems=tuple(settling.problems),
        held_by=held_by,
    )


def _no_catalog(
    end: str, name: str, file: str, catalogs: Mapping[str, Catalog]
) -> Problem:
    message = (
        f"Its {end} {name!r} is no catalog held here"
        if name
        else f"It does not say which catalog its {end}s are of"
    )
    close = near(name, catalogs) if name else ()
    meant = f", perhaps {' or '.join(close)}" if close else ""
    remedy = f"Name one with --{end}{meant}, or import it first."
    return Problem(file=file, place=end, message=message, remedy=remedy)


class _Ids:
    """Finds the active requirements of a catalog in any spelling, each once."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog.id
        self._family: Family = family_of(catalog.id)
        self._status = {one.id: one.status for one in catalog.requirements}
        self._found: dict[str, str] = {}

    def find(self, name: str) -> str:
        """The id; empty where there is none, or more than one."""
        if name in self._status:
            return name
        if name not in self._found:
            try:
                ids = among(name, self._status, self._family)
            except UnreadableId:
                ids = ()
            self._found[name] = ids[0] if len(ids) == 1 else ""
        return self._found[name]

    def fault(self, name: str) -> str:
        """Why a requirement is no end of a row; empty where it is one."""
        found = self.find(name)
        if not found:
            return f"{name} is no requirement of {self.catalog}"
        if self._status[found] != "active":
            return f"{found} is withdrawn in {self.catalog}"
        return ""


@dataclass(slots=True)
class _Settling:
    file: str
    sources: _Ids
    targets: _Ids
    problems: list[Problem] = field(default_factory=list[Problem])

    def rows(self, walk: Crosswalk) -> Iterator[Row]:
        said: dict[tuple[object, ...], int] = {}
        for number, row in enumerate(walk.rows, 1):
            faults = list(self._faults(row))
            kept = None if faults else self._found(row)
            key = said_by(walk, kept) if kept is not None else ()
            if key in said:
                faults.append(f"It says again what row {said[key]} says")
                kept = None
            self.problems += [
                Problem(
                    file=self.file,
                    place=f"row {number}",
                    message=f"{fault}; the row is left out",
                )
                for fault in faults
            ]
            if kept is not None:
                said[key] = number
                yield kept

    def _faults(self, row: Row) -> Iterator[str]:
        yield from filter(None, [self.sources.fault(row.source)])
        yield from filter(None, map(self.targets.fault, row.targets))

    def _found(self, row: Row) -> Row:
        found = dict.fromkeys(self.targets.find(one) for one in row.targets)
        return replace(row, source=self.sources.find(row.source), targets=tuple(found))


def _fresh(
    rows: list[Row], walk: Crosswalk, library: Library
) -> tuple[tuple[Row, ...], dict[str, int]]:
    """The rows that no other crosswalk here says as much of, and which do."""
    before: dict[tuple[object, ...], str] = {}
    ends = {walk.source, walk.target}
    for other in library.crosswalks.values():
        if other.id != walk.id and {other.source, other.target} == ends:
            for row in other.rows:
                for status in {row.status, "proposed"}:
                    before.setdefault((status, *said_by(other, row)), other.id)
    fresh: list[Row] = []
    held_by: dict[str, int] = {}
    for row in rows:
        holder = before.get((row.status, *said_by(walk, row)))
        if holder is None:
            fresh.append(row)
        else:
            held_by[holder] = held_by.get(holder, 0) + 1
    return tuple(fresh), held_by
