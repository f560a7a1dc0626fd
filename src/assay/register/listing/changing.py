"""From a list to the parts that a file should have, and what that changes.

The list says what is in scope on its day, as a whole. What it names and the file does
not have joins on that day, or on the day that the list gives; what the file has and the
list does not name leaves with the day before. What had left before stays history, and
so does everything that a file says beside services, regions and days.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from assay.errors import Problem
from assay.register.basis import Extent
from assay.register.extent import members
from assay.register.listing.cells import (
    Span,
    Spans,
    cells_of,
    grouped,
    overlap,
    spans_of,
)
from assay.register.listing.telling import Told
from assay.register.listing.values import Cell, Changed, Listed, Part, Piece
from assay.register.values import Register
from assay.register.wording import listed

__all__ = ["Held", "Published", "change"]

_DAY: Final = timedelta(days=1)
_NOTED: Final = 8
"""Cells named in a note; how many more there are is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A list, and how to read what it leaves open."""

    rows: tuple[Listed, ...]
    file: str
    dated: date
    """The list's own day."""
    columns: frozenset[str]
    """A list without a column `to` says nothing against an end that is known."""
    regions: Extent | None = None
    """The regions of rows that name none; None for those that the file has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a file has, and what is to be known of it."""

    parts: tuple[Part, ...]
    what: str
    """What it is, for the sentences."""
    start: date | None = None
    """The statement's own day: nothing is in its scope before."""
    excluded: frozenset[Cell] = frozenset()
    """Cells that the statement excludes whatever its scope says."""
    default: Extent | None = None
    """The regions of a service to which neither the list nor the file gives any."""


def change(
    register: Register, held: Held, said: Published, problems: list[Problem]
) -> Changed:
    """What a list makes of what a file has.

    Args:
        register: Whose services and regions they are.
        held: The file now.
        said: The list.
        problems: Where it goes if the list contradicts itself, or leaves open where.
    """
    plan = _Plan(register, held, said, spans_of(register, held.parts), problems)
    wanted = plan.wanted()
    for cell in sorted(plan.now.keys() | wanted.keys()):
        if cell not in held.excluded:
            plan.settle(cell, wanted.get(cell))
    freed = (f"What {held.what} left unstated is listed now.",) if plan.unstated else ()
    kept = {
        index: cells_of(register, held.parts[index]) - lost
        for index, lost in sorted(plan.lost.items())
    }
    return Changed(
        kept={**kept, **{index: frozenset[Cell]() for index in plan.unstated}},
        pieces=tuple(plan.pieces()),
        says=(*freed, *plan.told.sentences(register)),
        notes=tuple(
            f"{what}: {listed([f'{s} in {r}' for s, r in cells], most=_NOTED)}."
            for what, cells in plan.notes.items()
        ),
        joined=plan.told.count("joins"),
        left=plan.told.count("leaves") + plan.told.count("recalled"),
        moved=plan.told.count("moves"),
    )


@dataclass(slots=True)
class _Plan:
    register: Register
    held: Held
    said: Published
    now: Spans
    problems: list[Problem]
    lost: defaultdict[int, set[Cell]] = field(
        default_factory=lambda: defaultdict[int, set[Cell]](set)
    )
    """Cells that a part no longer has as it says."""
    new: defaultdict[int | None, dict[Cell, list[Span]]] = field(
        default_factory=lambda: defaultdict[int | None, dict[Cell, list[Span]]](dict)
    )
    """Days of cells, by the part whose place they take."""
    told: Told = field(init=False)
    unstated: tuple[int, ...] = field(init=False)
    """Parts that do not say which services or regions they are."""
    notes: dict[str, dict[Cell, None]] = field(
        default_factory=dict[str, dict[Cell, None]]
    )
    """What nothing was made of, each with its cells in order."""

    def __post_init__(self) -> None:
        self.told = Told(what=self.held.what)
        self.unstated = tuple(
            index
            for index, part in enumerate(self.held.parts)
            if "unstated" in (part.services, part.regions)
        )

    def wanted(self) -> dict[Cell, list[Span]]:
        """The days of each cell that the list names."""
        first: dict[Cell, list[tuple[Span, str]]] = {}
        nowhere: list[str] = []
        for row in self.said.rows:
            extent = self._regions(row)
            if extent is None:
                nowhere.append(row.service)
                continue
            for region in members(extent, self.register.regions):
                self._want(first, (row.service, region), row)
        if nowhere:
            named = listed(list(dict.fromkeys(nowhere)), most=8)
            message = f"Neither the list nor {self.held.what} says where: {named}"
            remedy = "Add a column `region`, or say --regions all (or which)."
            self._fault("", message, remedy)
        return {cell: [span for span, _ in rows] for cell, rows in first.items()}

    def _regions(self, row: Listed) -> Extent | None:
        if row.regions is not None:
            return row.regions
        if self.said.regions is not None:
            return self.said.regions
        there = {
            region
            for (service, region), spans in self.now.items()
            if service == row.service and any(self._live(span) for span, _ in spans)
        }
        if there:
            return members(tuple(there), self.register.regions)
        extents = {p.regions for p in self.held.parts if self._live((None, p.until))}
        shared = extents.pop() if len(extents) == 1 else None
        return self.held.default if shared in (None, "unstated") else shared

    def _want(
        self, first: dict[Cell, list[tuple[Span, str]]], cell: Cell, row: Listed
    ) -> None:
        if cell in self.held.excluded:
            self._note("Listed, and expressly excluded by the statement", cell)
            return
        offered = self.register.services[cell[0]].regions
        named = row.regions is not None and row.regions != "all"
        if named and cell[1] not in members(offered, self.register.regions):
            self._note("Listed, and not offered by services.toml", cell)
        span = row.since, row.until
        rows = first.setdefault(cell, [])
        if any(one == span for one, _ in rows):
            return
        clash = next((place for one, place in rows if overlap(one, span)), None)
        if clash is not None:
            message = f"{cell[0]} in {cell[1]} has other days in {clash}"
            self._fault(row.place, message, "Let one of the two rows say it.")
        rows.append((span, row.place))

    def settle(self, cell: Cell, wanted: list[Span] | None) -> None:
        """Work out what becomes of a cell."""
        if wanted is None:
            self._leave(cell)
            return
        spans = self.now.get(cell, [])
        desired = [span for one in wanted for span in self._resolved(cell, one, spans)]
        replaced = [
            (span, index)
            for span, index in spans
            if self._same(span) not in desired
            and (self._live(span) or any(overlap(span, one) for one in desired))
        ]
        for _, index in replaced:
            self.lost[index].add(cell)
        known = [self._same(span) for span, _ in spans]
        for span in desired:
            if span not in known:
                self._put(cell, span, replaced)

    def _put(self, cell: Cell, span: Span, replaced: list[tuple[Span, int]]) -> None:
        before, origin = replaced[0] if replaced else (None, None)
        self.new[origin].setdefault(cell, []).append(span)
        over = span[1] is not None and span[1] < self.said.dated
        if before is not None and over and self._live(before):
            self.told.leaves(cell, span[1] or self.said.dated)
        elif before is not None:
            self.told.moves(cell, span, self._same(before))
        elif over:
            self.told.was(cell, span)
        else:
            self.told.joins(cell, span)

    def _leave(self, cell: Cell) -> None:
        """A cell that the list does not name ends with the day before the list's."""
        last = self.said.dated - _DAY
        for span, index in self.now[cell]:
            if not self._live(span):
                continue
            self.lost[index].add(cell)
            first = span[0] or self.held.start
            if first is not None and first > last:
                self.told.recalled(cell, first)
            else:
                self.new[index].setdefault(cell, []).append((span[0], last))
                self.told.leaves(cell, last)

    def _resolved(
        self, cell: Cell, span: Span, spans: list[tuple[Span, int]]
    ) -> list[Span]:
        """The days that a row means, given those that are known."""
        since, until = span
        live = [self._same(one) for one, _ in spans if self._live(one)]
        open_ = until is None and "to" not in self.said.columns
        if since is not None:
            begun = self._same((since, until))
            same = [one for one in live if one[0] == begun[0]]
            return same[:1] if open_ and same else [begun]
        if live:
            return live if open_ else [(min(live, key=_first)[0], until)]
        if until is not None and until < self.said.dated:
            return self._past(cell, until, spans)
        # A list that says what a statement left unstated says it of its first day.
        first = None if self.unstated and self.held.start else self.said.dated
        return [self._same((first, until))]

    def _past(
        self, cell: Cell, until: date, spans: list[tuple[Span, int]]
    ) -> list[Span]:
        """A row that only says when a cell left: what is known of that stays."""
        known = [self._same(one) for one, _ in spans if one[1] == until]
        if not known:
            what = f"Left on {until}, from what day on is not said, and left aside"
            self._note(what, cell)
        return known

    def pieces(self) -> list[Piece]:
        """What comes to the parts, the new behind what takes a part's place."""
        listed_ = {
            row.service
            for row in self.said.rows
            if (row.regions or self.said.regions or self.held.default) == "all"
        }
        ordered = sorted(
            self.new.items(), key=lambda one: (one[0] is None, one[0] or 0)
        )
        return [
            Piece(part=part, origin=origin)
            for origin, cells in ordered
            for part in grouped(
                self.register, cells, listed_ | self._everywhere(origin)
            )
        ]

    def _everywhere(self, origin: int | None) -> set[str]:
        """Services that the part whose place is taken has in all regions."""
        if origin is None or self.held.parts[origin].regions != "all":
            return set()
        part = self.held.parts[origin]
        return set(members(part.services, self.register.services))

    def _live(self, span: Span) -> bool:
        return span[1] is None or span[1] >= self.said.dated

    def _same(self, span: Span) -> Span:
        """A span with the statement's own day, or an earlier one, left out."""
        since, start = span[0], self.held.start
        early = since is not None and start is not None and since <= start
        return (None if early else since), span[1]

    def _note(self, what: str, cell: Cell) -> None:
        self.notes.setdefault(what, {})[cell] = None

    def _fault(self, place: str, message: str, remedy: str) -> None:
        self.problems.append(
            Problem(file=self.said.file, place=place, message=message, remedy=remedy)
        )


def _first(span: Span) -> date:
    return span[0] or date.min
