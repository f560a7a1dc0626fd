"""Lists of services as providers publish them: rows, entries, and what they change."""

from dataclasses import dataclass
from datetime import date

from assay.register.basis import Extent

__all__ = ["Entry", "Listed", "Question"]


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


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Entry:
    """A service in some regions, from a day to a day."""

    service: str
    regions: Extent
    since: date | None = None
    """None for the day of the statement itself."""
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Question:
    """Something in a list that could mean several things, or nothing."""

    place: str
    asked: str
    """The text as it stands."""
    what: str
    """A service, a region, a date."""
    candidates: tuple[str, ...] = ()
    """What it may mean; empty where nothing is near."""
