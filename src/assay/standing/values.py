"""Where each cell stands: claim and evidence side by side, never merged."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from assay.checks import Verdict
from assay.register import Claim

__all__ = [
    "CellStanding",
    "ControlState",
    "EvidenceState",
    "RequirementState",
    "Standing",
]

Mark: TypeAlias = Literal["", "at_risk", "ready"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlState:
    """A control in one (service, region): all of its checks there."""

    control: str
    state: Verdict
    reason: str
    checks: tuple[str, ...]
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementState:
    """A requirement in one (service, region), by its best reviewed full coverage."""

    requirement: str
    state: Verdict
    reason: str
    controls: tuple[ControlState, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceState:
    """What the evidence says of one cell."""

    state: Verdict
    reason: str
    met: int
    not_met: int
    unknown: int
    not_applicable: int
    """Requirements by state; they sum to the catalog's count."""
    untested: int = 0
    """Of the unknown ones, those that no check reaches: no reviewed full coverage, or
    a control that nothing tests. That is not the same as a test gone silent."""
    catalog: str
    synthetic: bool
    run: str
    """Id of the run it rests on; empty where there was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellStanding:
    """One cell: program, level, service, region."""

    program: str
    level: str
    service: str
    region: str
    claim: Claim
    evidence: EvidenceState
    mark: Mark
    """`at_risk`: in force, while something tested is not met or has gone unknown.
    `ready`: not claimed, and met. Empty otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Every cell on a day."""

    on: date
    at: datetime
    cells: tuple[CellStanding, ...]
