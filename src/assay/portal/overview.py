"""The programs at a glance: each with its best claim, grouped by kind."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from assay.portal import wording
from assay.portal.asked import Asked
from assay.portal.board import Board
from assay.register import Cell, ClaimState

__all__ = ["Group", "Shelf", "Tile", "count_states", "shelve", "tiles"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One program on a day."""

    program: str
    title: str
    kind: str
    state: ClaimState
    says: str
    since: date | None
    until: date | None
    target: date | None
    in_force: int
    """Regions in which it is in force for one service at least."""
    regions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The programs of one kind."""

    kind: str
    title: str
    meaning: str
    programs: tuple[Tile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """How many programs stand in each state, and all of them by kind."""

    states: dict[str, int]
    groups: tuple[Group, ...]


def tiles(shown: Board, asked: Asked) -> tuple[Tile, ...]:
    """Every program as a whole, in the order of the library."""
    whole = shown.matrix(asked.day, asked.as_of).rows[0]
    return tuple(_tile(shown, cell) for cell in whole.cells)


def shelve(found: tuple[Tile, ...]) -> Shelf:
    """Tiles by kind, kinds in the order from certificate to guidance."""
    groups = tuple(
        Group(
            kind=kind,
            title=wording.kind_names(kind),
            meaning=wording.kind_meaning(kind),
            programs=tuple(sorted(members, key=_standing_order)),
        )
        for kind in wording.KIND_ORDER
        if (members := [one for one in found if one.kind == kind])
    )
    return Shelf(states=count_states(found), groups=groups)


def count_states(found: tuple[Tile, ...]) -> dict[str, int]:
    """How many in each claim state, best first; states found nowhere are left out."""
    counts: Counter[str] = Counter(one.state for one in found)
    return {state: counts[state] for state in wording.CLAIMS if counts[state]}


def _tile(shown: Board, cell: Cell) -> Tile:
    program = shown.register.programs[cell.program]
    return Tile(
        program=program.id,
        title=program.title,
        kind=program.kind,
        state=cell.claim.state,
        says=cell.claim.says,
        since=cell.claim.since,
        until=cell.claim.until,
        target=cell.claim.target,
        in_force=cell.counts.get("in_force", 0),
        regions=cell.regions,
    )


def _standing_order(tile: Tile) -> tuple[int, str]:
    return list(wording.CLAIMS).index(tile.state), tile.title.lower()
