"""Services against programs: in how many regions each claim stands."""

from dataclasses import dataclass, replace
from datetime import date

from assay.register.answer import answer
from assay.register.claim import Claim, ClaimState, Question
from assay.register.grounds import grounds
from assay.register.question import level_of
from assay.register.reach import Asked
from assay.register.spread import Atlas, atlas, spread
from assay.register.state import known_by
from assay.register.values import Register

__all__ = ["Cell", "Matrix", "Row", "matrix"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One service under one program, over the regions asked about."""

    program: str
    service: str
    """Empty for the program as a whole."""
    counts: dict[ClaimState, int]
    """In how many regions each state is found; states found nowhere are absent."""
    regions: int
    """In how many regions the service is offered on that day."""
    claim: Claim
    """The best claim over those regions."""


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
    shown: dict[str, dict[str, Cell]] = {}
    for program in programs if programs is not None else tuple(seen.programs):
        at = level_of(seen.programs[program], level) if level else ""
        if bool(at) == bool(level):
            shown[program] = _column(
                seen, map_, on, Question(program=program, region=region, level=at)
            )
    services = {"": "The program as a whole"}
    services.update((one.id, one.title) for one in seen.services.values())
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
                cells=tuple(column[service] for column in shown.values()),
            )
            for service, title in services.items()
        ),
    )


def _column(
    register: Register, map_: Atlas, on: date, question: Question
) -> dict[str, Cell]:
    """One program: a cell for each service, and one for the program as a whole."""
    known = grounds(register, question.program, on)
    states = spread(register, map_, on, question.level, known)
    looked_at = map_.bits[question.region] if question.region else map_.mask("all")
    cells: dict[str, Cell] = {}
    for service, by_state in states.items():
        asked = Asked(register, replace(question, service=service), on)
        counts: dict[ClaimState, int] = {
            state: (mask & looked_at).bit_count() for state, mask in by_state.items()
        }
        cells[service] = Cell(
            program=question.program,
            service=service,
            counts={state: count for state, count in counts.items() if count},
            regions=(map_.offered[service] & looked_at).bit_count(),
            claim=answer(asked, known),
        )
    return cells
