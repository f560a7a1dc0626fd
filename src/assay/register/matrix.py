"""Services against programs: in how many regions each claim stands."""

from dataclasses import dataclass
from datetime import date

from assay.register.claim import Claim, ClaimState
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
    raise NotImplementedError
