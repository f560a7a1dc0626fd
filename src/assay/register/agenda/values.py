"""What a calendar is made of."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from assay.register.claim import ClaimState

__all__ = ["About", "Deadline", "Fall", "Missed", "Obligation", "ObligationKind"]

ObligationKind: TypeAlias = Literal[
    "surveillance",
    "assessment",
    "full_coverage",
    "scan",
    "renewal",
    "edition",
    "historical",
    "restatement",
    "reinstatement",
    "report",
    "bridge",
    "agreement",
    "plan",
    "migration",
    "eligible",
]
About: TypeAlias = Literal["attestation", "agreement", "plan", "migration", "eligible"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The last day for something, as the rules of its program give it."""

    due: date
    kind: ObligationKind
    about: About
    subject: str
    """Id of the attestation or agreement; what a plan, migration or row is about."""
    program: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """Cells that lose their state alike."""

    of: Literal["claim", "agreement"]
    """A state of the register, or what an agreement lets its customer do."""
    program: str
    level: str
    before: ClaimState
    after: ClaimState
    services: tuple[str, ...]
    """Empty where the register's source names no services."""
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """What comes of it if nothing is recorded by the day."""

    state: ClaimState
    """What the statement itself becomes."""
    falls_on: date
    """The first day of that state."""
    cells: tuple[Fall, ...]
    """Cells that no other statement holds up, those of other programs included."""
    services: int
    """How many services those cells are of."""
    regions: int
    """In how many regions they lie."""
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """Something that must be done by a day."""

    due: date
    """The last day on which it is in time."""
    overdue: bool
    kind: ObligationKind
    about: About
    subject: str
    party: str
    """Who must act, or whose agreement it is, by name."""
    program: str
    says: str
    done_by: str
    """What to record, and where, once it is done."""
    if_missed: Missed | None
    """None where no state of the register changes."""
