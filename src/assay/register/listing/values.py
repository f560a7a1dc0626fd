"""Lists of services as providers publish them: rows, parts, and what they change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from assay.register.basis import Extent

__all__ = ["Cell", "Changed", "Listed", "Part", "Piece", "Question"]

Cell: TypeAlias = tuple[str, str]
"""A service and a region."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One row of a list, its names resolved."""

    service: str
    regions: Extent | None
    """None where the list does not say."""
    since: date | None
    until: date | None
    place: str
    """Where it stands: `row 7`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some services in some regions, from a day to a day: as a file has it."""

    services: Extent
    regions: Extent
    since: date | None = None
    """None for the day of the statement itself."""
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part that takes the place of another, or is new."""

    part: Part
    origin: int | None = None
    """The part whose place it takes, and whose other keys it shares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What a list makes of the parts that a file has."""

    kept: Mapping[int, frozenset[Cell]]
    """Of each part that loses cells, those that stay; a part not named stays whole."""
    pieces: tuple[Piece, ...]
    says: tuple[str, ...]
    """The change in sentences."""
    notes: tuple[str, ...]
    """What the list says and nothing was made of, and why."""
    joined: int
    """Cells that join."""
    left: int
    moved: int
    """Cells whose days change."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Question:
    """Something in a list that could mean several things, or nothing."""

    place: str
    asked: str
    """The text as it stands."""
    what: str
    """A service, a region, a date, a country."""
    candidates: tuple[str, ...] = ()
    """What it may mean, as an answer would give it; empty where nothing is near."""
