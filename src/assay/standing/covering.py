"""What of a catalog or baseline is covered, by whose word, and how that stands.

That controls are stated to cover a requirement is one thing, that the evidence says it
is met another; the two are told side by side and never merged.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from assay.catalog import requirements_of
from assay.checks import Verdict
from assay.register import Coverage
from assay.standing.requirement import Place, requirement_states

__all__ = ["Covered", "Stated", "covered"]

Stated: TypeAlias = Literal["covered", "proposed", "partly", "not_covered"]
"""`covered`: a full coverage that somebody reviewed. `proposed`: one that nobody has.
`partly`: in part only, and parts never add up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """One requirement: what is stated to cover it, and what the evidence says."""

    requirement: str
    title: str
    stated: Stated
    controls: tuple[str, ...]
    """Of all statements that are of this kind."""
    by: tuple[str, ...]
    """Parties whose statements these are."""
    on: date | None
    """The newest of them."""
    state: Verdict
    reason: str


def covered(place: Place, set_id: str) -> tuple[Covered, ...]:
    """Each active requirement of a catalog or baseline, in its order.

    Raises:
        UnknownName: There is no such catalog or baseline.
    """
    library = place.ground.library
    asked = requirements_of(library, set_id)
    baseline = library.baselines.get(set_id)
    catalog = baseline.catalog if baseline else set_id
    rows: dict[str, list[Coverage]] = {}
    for row in place.ground.coverage:
        for identifier in row.requirements if row.catalog == catalog else ():
            rows.setdefault(identifier, []).append(row)
    states = {one.requirement: one for one in requirement_states(place, set_id)}
    found: list[Covered] = []
    for one in asked:
        stated, own = _stated(rows.get(one.id, ()))
        state = states[one.id]
        found.append(
            Covered(
                requirement=one.id,
                title=one.title,
                stated=stated,
                controls=tuple(dict.fromkeys(c for row in own for c in row.controls)),
                by=tuple(dict.fromkeys(row.by for row in own)),
                on=max((row.on for row in own), default=None),
                state=state.state,
                reason=state.reason,
            )
        )
    return tuple(found)


def _stated(rows: Iterable[Coverage]) -> tuple[Stated, list[Coverage]]:
    """The best that is stated, and the statements that are of this kind."""
    by_kind: dict[Stated, list[Coverage]] = {}
    for row in rows:
        by_kind.setdefault(_kind(row), []).append(row)
    best: tuple[Stated, ...] = ("covered", "proposed", "partly")
    for kind in best:
        if kind in by_kind:
            return kind, by_kind[kind]
    return "not_covered", []


def _kind(row: Coverage) -> Stated:
    if row.extent == "partial":
        return "partly"
    return "covered" if row.status == "reviewed" else "proposed"
