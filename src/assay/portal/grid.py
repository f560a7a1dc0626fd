"""The scope matrix as a page shows it: lines against programs, compared with a day."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from assay.errors import UnknownName
from assay.ids import near
from assay.portal import wording
from assay.portal.asked import Asked
from assay.portal.board import Board
from assay.register import Cell, ClaimState, Matrix, News, Row, diff, news

__all__ = ["Column", "Filters", "Grid", "Line", "Square", "build_grid", "squares"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """How a reader narrowed the matrix; ids, or empty."""

    region: str = ""
    kind: str = ""
    level: str = ""
    compare: date | None = None
    everything: bool = False
    """Also programs of which nothing is claimed anywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A program."""

    program: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """One line under one program."""

    program: str
    service: str
    region: str
    state: ClaimState
    held: int
    """Regions in which it is in force."""
    regions: int
    """Regions in which it is offered."""
    says: str
    since: date | None
    until: date | None
    evidence: str
    """What the evidence says of the same cell; beside the claim, never merged."""
    mark: str
    """`at_risk`, `ready` or nothing."""
    before: ClaimState | None = None
    """Its state on the day compared with, where that was another."""
    held_before: int | None = None
    """Regions in force on that day, where the number was another."""

    @property
    def changed(self) -> bool:
        """Whether it differs from the day compared with."""
        return self.before is not None or self.held_before is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A service; or a region, where the register names no services."""

    id: str
    title: str
    group: str
    cells: tuple[Square, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The matrix of a page."""

    on: date
    as_of: date | None
    filters: Filters
    lines: str
    """What the lines are: `services` or `regions`."""
    programs: tuple[Column, ...]
    rows: tuple[Line, ...]
    states: dict[str, int]
    """How many cells stand in each state."""
    marks: dict[str, int]
    """How many cells carry each mark."""
    changes: tuple[News, ...]
    """What happened since the day compared with, in sentences."""


def build_grid(shown: Board, asked: Asked, filters: Filters) -> Grid:
    """The matrix that was asked for."""
    now = _lines(shown, asked.day, asked, filters)
    if filters.level and not now[0].cells:
        raise UnknownName("level", filters.level, near=_near_level(shown, filters))
    before = _lines(shown, filters.compare, asked, filters) if filters.compare else now
    kept = _kept(shown, now, before, filters)
    rows = tuple(
        _compared(line, old, kept) for line, old in zip(now, before, strict=True)
    )
    programs = tuple(_column(shown, now[0].cells[index].program) for index in kept)
    counts: Counter[str] = Counter(
        cell.state for line in rows if line.id for cell in line.cells
    )
    return Grid(
        on=asked.day,
        as_of=asked.as_of,
        filters=filters,
        lines="services" if shown.register.services else "regions",
        programs=programs,
        rows=rows,
        states={state: counts[state] for state in wording.CLAIMS if counts[state]},
        marks=dict(
            Counter(cell.mark for line in rows if line.id for cell in line.cells)
            & Counter({mark: len(rows) * len(kept) for mark in wording.MARKS})
        ),
        changes=_changes(shown, asked, filters, {one.program for one in programs}),
    )


def squares(
    shown: Board, day: date, asked: Asked, row: Row, filters: Filters
) -> tuple[Square, ...]:
    """The cells of a matrix row, each with its evidence beside it."""
    return tuple(_square(shown, day, asked, cell, filters) for cell in row.cells)


def _square(
    shown: Board, day: date, asked: Asked, cell: Cell, filters: Filters
) -> Square:
    question = shown.ask(cell.program, cell.service, filters.region, filters.level)
    stands = shown.cell(question, day, asked.as_of)
    return Square(
        program=cell.program,
        service=cell.service,
        region=filters.region,
        state=cell.claim.state,
        held=cell.counts.get("in_force", 0),
        regions=cell.regions,
        says=cell.claim.says,
        since=cell.claim.since,
        until=cell.claim.until,
        evidence=stands.evidence.state,
        mark=stands.mark,
    )


def _lines(shown: Board, day: date, asked: Asked, filters: Filters) -> tuple[Line, ...]:
    if shown.register.services:
        return tuple(_services(shown, day, asked, filters))
    return tuple(_regions(shown, day, asked, filters))


def _matrix(shown: Board, day: date, asked: Asked, filters: Filters) -> Matrix:
    return shown.matrix(day, asked.as_of, region=filters.region, level=filters.level)


def _services(
    shown: Board, day: date, asked: Asked, filters: Filters
) -> Iterator[Line]:
    services = shown.register.services
    for row in _matrix(shown, day, asked, filters).rows:
        sold = services.get(row.service)
        yield Line(
            id=row.service,
            title=row.title,
            group=sold.category if sold else "",
            cells=squares(shown, day, asked, row, filters),
        )


def _regions(shown: Board, day: date, asked: Asked, filters: Filters) -> Iterator[Line]:
    """A line for each region: what a register without services can answer."""
    if not filters.region:
        whole = _matrix(shown, day, asked, filters).rows[0]
        cells = squares(shown, day, asked, whole, filters)
        yield Line(id="", title=whole.title, group="", cells=cells)
    for region in shown.register.regions.values():
        if filters.region in {"", region.id}:
            there = replace(filters, region=region.id)
            row = _matrix(shown, day, asked, there).rows[0]
            yield Line(
                id=region.id,
                title=region.title,
                group=region.partition,
                cells=squares(shown, day, asked, row, there),
            )


def _kept(
    shown: Board, now: tuple[Line, ...], before: tuple[Line, ...], filters: Filters
) -> list[int]:
    """Places of the programs to show."""
    programs = shown.register.programs
    kept: list[int] = []
    for index, cell in enumerate(now[0].cells):
        kind = programs[cell.program].kind
        claimed = filters.everything or any(
            line.cells[index].state != "not_claimed" for line in (*now, *before)
        )
        if claimed and filters.kind in {"", kind}:
            kept.append(index)
    order = wording.KIND_ORDER
    return sorted(
        kept, key=lambda i: order.index(programs[now[0].cells[i].program].kind)
    )


def _compared(line: Line, old: Line, kept: list[int]) -> Line:
    cells = tuple(_changed(line.cells[i], old.cells[i]) for i in kept)
    return Line(id=line.id, title=line.title, group=line.group, cells=cells)


def _changed(cell: Square, old: Square) -> Square:
    return replace(
        cell,
        before=old.state if old.state != cell.state else None,
        held_before=old.held if old.held != cell.held else None,
    )


def _column(shown: Board, program: str) -> Column:
    found = shown.register.programs[program]
    return Column(program=found.id, title=found.title, kind=found.kind)


def _changes(
    shown: Board, asked: Asked, filters: Filters, programs: set[str]
) -> tuple[News, ...]:
    if filters.compare is None:
        return ()
    first, second = sorted((filters.compare, asked.day))
    found = shown.keep(
        ("diff", first, second, asked.as_of),
        lambda: news(shown.register, diff(shown.register, first, second, asked.as_of)),
    )
    return tuple(
        change
        for change in found
        if change.program in programs
        and (not filters.region or filters.region in change.regions)
    )


def _near_level(shown: Board, filters: Filters) -> tuple[str, ...]:
    names = [
        level.title
        for program in shown.register.programs.values()
        for level in program.levels
    ]
    return near(filters.level, names)
