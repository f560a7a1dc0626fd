"""Services against programs: in how many regions each claim stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from assay.register.answer import answer
from assay.register.claim import Claim, ClaimState, Question
from assay.register.grounds import Ground, grounds
from assay.register.question import level_of
from assay.register.reach import Asked
from assay.register.recorded import known_by
from assay.register.spread import Atlas, atlas, spread
from assay.register.values import Register

__all__ = ["Cell", "Matrix", "Row", "matrix"]

Counts: TypeAlias = dict[ClaimState, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """What the cells of one program have in common."""

    register: Register
    question: Question
    on: date
    known: tuple[Ground, ...]

    def claim(self, service: str) -> Claim:
        question = replace(self.question, service=service)
        return answer(Asked(self.register, question, self.on), self.known)


@dataclass(frozen=True, slots=True)
class Cell:
    """One service under one program, over the regions asked about."""

    program: str
    service: str
    """Empty for the program as a whole."""
    state: ClaimState
    """The best state over those regions."""
    counts: Counts
    """In how many regions each state is found; states found nowhere are absent."""
    regions: int
    """In how many regions the service is offered on that day."""
    _column: _Column = field(repr=False, compare=False)

    @property
    def claim(self) -> Claim:
        """The best claim over those regions, put into words when it is asked for."""
        return self._column.claim(self.service)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One service, with a cell for each program of the matrix in their order."""

    service: str
    """Empty for the program as a whole, whichever its services."""
    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """What is claimed on a day: the first row is the program as a whole."""

    on: date
    as_of: date | None
    region: str
    """The one region asked about, or empty for all of them."""
    level: str
    programs: tuple[str, ...]
    rows: tuple[Row, ...]


def matrix(
    register: Register,
    on: date,
    as_of: date | None = None,
    *,
    programs: tuple[str, ...] | None = None,
    region: str = "",
    level: str = "",
) -> Matrix:
    """Every service against every program on a day.

    `region` is an id. `level` is any spelling; programs without such a level are left
    out of the matrix.
    """
    seen = register if as_of is None else known_by(register, as_of)
    map_ = atlas(seen, on)
    shown: dict[str, tuple[Cell, ...]] = {}
    for program in programs if programs is not None else tuple(seen.programs):
        at = level_of(seen.programs[program], level) if level else ""
        if bool(at) == bool(level):
            asked = Question(program=program, region=region, level=at)
            column = _Column(
                register=seen,
                question=asked,
                on=on,
                known=grounds(seen, program, on),
            )
            shown[program] = tuple(_cells(column, map_))
    titles = {"": "The program as a whole"}
    titles.update((one.id, one.title) for one in seen.services.values())
    return Matrix(
        on=on,
        as_of=as_of,
        region=region,
        level=level,
        programs=tuple(shown),
        rows=tuple(
            Row(
                service=service,
                title=title,
                cells=tuple(column[index] for column in shown.values()),
            )
            for index, (service, title) in enumerate(titles.items())
        ),
    )


def _cells(column: _Column, map_: Atlas) -> Iterator[Cell]:
    """One program's cells: of the program as a whole, then of each service."""
    question = column.question
    states = spread(column.register, map_, question.level, column.known)
    looked_at = map_.bits[question.region] if question.region else map_.mask("all")
    offered = map_.offered
    whole: dict[ClaimState, int] = {
        state: mask & looked_at for state, mask in states.whole.items()
    }
    counts = _counts(whole, [mask.bit_count() for mask in whole.values()])
    yield _cell(column, "", counts, (offered[""] & looked_at).bit_count())
    by_state = [
        [(mask & looked_at).bit_count() for mask in map_.rows(grid)]
        for grid in states.grids.values()
    ]
    # Most cells of a column are alike: what is counted in them is told once.
    alike: dict[tuple[int, ...], Counts] = {}
    for service, *found in zip(map_.services, *by_state, strict=True):
        many = tuple(found)
        if many not in alike:
            alike[many] = _counts(states.grids, many)
        regions = (offered[service] & looked_at).bit_count()
        yield _cell(column, service, alike[many], regions)


def _counts(states: Iterable[ClaimState], many: Iterable[int]) -> Counts:
    return {state: count for state, count in zip(states, many, strict=True) if count}


def _cell(column: _Column, service: str, counts: Counts, regions: int) -> Cell:
    """A cell; its counts are in the order of rank, so the first is the best.

    A source that names no regions claims the whole and, of each region, states nothing:
    what is asked of the whole is then answered as such.
    """
    best: ClaimState = next(iter(counts)) if counts else "not_claimed"
    if best == "not_stated":
        best = column.claim(service).state
    return Cell(column.question.program, service, best, counts, regions, column)
