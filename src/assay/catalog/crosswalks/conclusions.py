"""What carrying verdicts gives: a conclusion for each requirement, and its grounds."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from assay.catalog.crosswalks.contradicting import Contradiction
from assay.catalog.crosswalks.deciding import Verdict
from assay.catalog.crosswalks.reusing import How
from assay.catalog.values import Relation

__all__ = ["Carried", "Conclusion", "Lack", "Reuse", "Step", "Why"]

Why: TypeAlias = Literal[
    "not_met", "unknown", "not_applicable", "not_selected", "withdrawn"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row of a path, and who answers for it. Ids are `catalog/requirement`."""

    crosswalk: str
    source: str
    relation: Relation
    targets: tuple[str, ...]
    either: bool
    by: str
    reviewer: str
    on: date | None
    citation: str
    assumed: str
    """What it supposes; then it is a row of no crosswalk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Something that would have to be met, and why it does not count."""

    requirement: str
    """As `catalog/requirement`."""
    why: Why
    now: tuple[str, ...] = ()
    """Of a withdrawn one: the ids it was moved to or incorporated into."""
    now_met: bool = False
    """Whether all of those are met: a hint for the reviewer, not a conclusion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reuse:
    """A requirement of the first set that shares something with one of the second."""

    requirement: str
    verdict: Verdict
    how: How
    path: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """What follows for one requirement, and why."""

    requirement: str
    state: Literal["met", "not_met", "unknown"]
    """`unknown` is no verdict on it: nothing here carries it."""
    why: str
    """The reason in words; for `unknown`, the gap."""
    path: tuple[Step, ...] = ()
    """The rows it follows by, each after those that it needs."""
    assumes: tuple[str, ...] = ()
    """What it supposes and nobody stated."""
    lacks: tuple[Lack, ...] = ()
    """What the nearest row still lacks."""
    evidence: tuple[Reuse, ...] = ()
    """For `unknown`: whose evidence may be used again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """One set carried to another, requirement by requirement."""

    source: str
    target: str
    conclusions: tuple[Conclusion, ...]
    conflicts: tuple[str, ...]
    """Stated not met, while the rows and other verdicts make them met."""
    contradictions: tuple[Contradiction, ...] = ()
    """Reviewed rows that cannot all hold; none of them was used."""
    could_suppose: bool = False
    """Whether rows reach only another edition of one of the two sets, with which it
    shares ids, and that these ask the same was not supposed."""

    @property
    def counts(self) -> dict[str, int]:
        """How many are met, not met and unknown."""
        count = Counter(one.state for one in self.conclusions)
        return {state: count[state] for state in ("met", "not_met", "unknown")}
