"""From controls to requirements, by reviewed coverage; from requirements to a cell.

A requirement follows from a full, reviewed coverage whose controls are all met. Several
coverages are alternatives. Partial and proposed ones conclude nothing: the requirement
is unknown, and says so.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from assay.catalog import requirements_of
from assay.checks import Verdict, all_of, any_of
from assay.register import Coverage
from assay.standing.control import control_state
from assay.standing.ground import Ground
from assay.standing.values import ControlState, EvidenceState, RequirementState

__all__ = ["Place", "evidence_state", "requirement_states"]


_NAMED = 3
"""How many requirements a reason names before it counts."""


class Place:
    """States at one (service, region), each control worked out once."""

    def __init__(self, ground: Ground, service: str, region: str) -> None:
        self.ground = ground
        self.service = service
        self.region = region
        self._controls: dict[str, ControlState] = {}

    def control(self, identifier: str) -> ControlState:
        """The state of one control here."""
        if identifier not in self._controls:
            control = self.ground.controls[identifier]
            state = control_state(self.ground, control, self.service, self.region)
            self._controls[identifier] = state
        return self._controls[identifier]


def requirement_states(place: Place, set_id: str) -> tuple[RequirementState, ...]:
    """Each active requirement of a catalog or baseline at a place, in its order."""
    rows = _coverage_by_requirement(place.ground, set_id)
    return tuple(
        _requirement_state(place, requirement.id, rows.get(requirement.id, ()))
        for requirement in requirements_of(place.ground.library, set_id)
    )


def evidence_state(place: Place, set_id: str) -> EvidenceState:
    """What the evidence says of every requirement of the set together."""
    states = requirement_states(place, set_id)
    count: Counter[Verdict] = Counter(state.state for state in states)
    verdict = all_of(state.state for state in states) if states else "unknown"
    return EvidenceState(
        state=verdict,
        reason=_reason(states, verdict),
        met=count["met"],
        not_met=count["not_met"],
        unknown=count["unknown"],
        not_applicable=count["not_applicable"],
        catalog=set_id,
        synthetic=any(c.synthetic for state in states for c in state.controls),
        run=place.ground.run_id,
    )


def _coverage_by_requirement(
    ground: Ground, set_id: str
) -> Mapping[str, tuple[Coverage, ...]]:
    baseline = ground.library.baselines.get(set_id)
    catalog = baseline.catalog if baseline else set_id
    rows: dict[str, list[Coverage]] = {}
    for row in ground.coverage:
        if row.catalog == catalog:
            for requirement in row.requirements:
                rows.setdefault(requirement, []).append(row)
    return {requirement: tuple(found) for requirement, found in rows.items()}


def _requirement_state(
    place: Place, requirement: str, rows: Iterable[Coverage]
) -> RequirementState:
    stated = tuple(rows)
    full = [row for row in stated if row.extent == "full" and row.status == "reviewed"]
    if not full:
        reason = _uncovered(stated)
        return RequirementState(
            requirement=requirement, state="unknown", reason=reason, controls=()
        )
    found = [[place.control(name) for name in row.controls] for row in full]
    verdicts = [all_of(control.state for control in controls) for controls in found]
    verdict = any_of(verdicts)
    best = found[verdicts.index(verdict)] if verdict in verdicts else found[0]
    reason = next((c.reason for c in best if c.state == verdict), "")
    return RequirementState(
        requirement=requirement, state=verdict, reason=reason, controls=tuple(best)
    )


def _uncovered(rows: tuple[Coverage, ...]) -> str:
    if any(row.status == "proposed" for row in rows):
        return "Coverage is proposed and not yet reviewed"
    if rows:
        return "Controls cover it only in part"
    return "No control is stated to cover it"


def _reason(states: tuple[RequirementState, ...], verdict: Verdict) -> str:
    if not states:
        return "The program has no requirements on record to test against"
    total = len(states)
    at_fault = [state for state in states if state.state == verdict]
    if verdict == "met":
        return f"All {total} requirements that apply are met"
    if verdict == "not_applicable":
        return "None of the requirements applies here"
    names = ", ".join(state.requirement for state in at_fault[:_NAMED])
    rest = len(at_fault) - _NAMED
    more = f" and {rest} more" if rest > 0 else ""
    word = "not met" if verdict == "not_met" else "unknown"
    first = f": {at_fault[0].reason}" if len(at_fault) == 1 else ""
    return f"{len(at_fault)} of {total} requirements {word} ({names}{more}){first}"
