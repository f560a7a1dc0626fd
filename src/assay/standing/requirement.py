"""From controls to requirements, by reviewed coverage; from requirements to a cell.

A requirement follows from a full, reviewed coverage whose controls are all met. Several
coverages are alternatives. Partial and proposed ones conclude nothing: the requirement
is unknown, and says so.
"""

from collections import Counter

from assay.catalog import requirements_of
from assay.checks import Verdict, all_of, any_of
from assay.register import Coverage
from assay.standing.control import control_state
from assay.standing.ground import Ground, Group
from assay.standing.values import ControlState, EvidenceState, RequirementState

__all__ = ["Place", "evidence_state", "requirement_states"]


_NAMED = 3
"""How many requirements a reason names before it counts."""


class Place:
    """States at one (service, region), each control and each set worked out once."""

    def __init__(self, ground: Ground, service: str, region: str) -> None:
        self.ground = ground
        self.service = service
        self.region = region
        self._controls: dict[str, ControlState] = {}
        self._evidence: dict[str, EvidenceState] = {}

    def control(self, identifier: str) -> ControlState:
        """The state of one control here."""
        if identifier not in self._controls:
            control = self.ground.controls[identifier]
            state = control_state(self.ground, control, self.service, self.region)
            self._controls[identifier] = state
        return self._controls[identifier]

    def evidence(self, set_id: str) -> EvidenceState:
        """What the evidence says here of a whole catalog or baseline."""
        if set_id not in self._evidence:
            self._evidence[set_id] = evidence_state(self, set_id)
        return self._evidence[set_id]


def requirement_states(place: Place, set_id: str) -> tuple[RequirementState, ...]:
    """Each active requirement of a catalog or baseline at a place, in its order."""
    found: dict[int, RequirementState] = {}
    for group in _groups(place.ground, set_id):
        for position, requirement in group.asked:
            found[position] = _requirement_state(place, requirement, group.rows)
    return tuple(found[position] for position in sorted(found))


def evidence_state(place: Place, set_id: str) -> EvidenceState:
    """What the evidence says of every requirement of the set together."""
    count: Counter[Verdict] = Counter()
    states: list[tuple[Group, RequirementState]] = []
    for group in _groups(place.ground, set_id):
        state = _requirement_state(place, group.asked[0][1], group.rows)
        states.append((group, state))
        count[state.state] += len(group.asked)
    verdict = all_of(count) if count else "unknown"
    at_fault = [pair for pair in states if pair[1].state == verdict]
    return EvidenceState(
        state=verdict,
        reason=_reason(at_fault, verdict, count.total()),
        met=count["met"],
        not_met=count["not_met"],
        unknown=count["unknown"],
        not_applicable=count["not_applicable"],
        untested=sum(len(g.asked) for g, state in states if _untested(state)),
        catalog=set_id,
        synthetic=any(c.synthetic for _, state in states for c in state.controls),
        run=place.ground.run_id,
    )


def _groups(ground: Ground, set_id: str) -> tuple[Group, ...]:
    """A set's requirements, those with the same coverage together."""
    if set_id not in ground.groups:
        ground.groups[set_id] = _grouped(ground, set_id)
    return ground.groups[set_id]


def _grouped(ground: Ground, set_id: str) -> tuple[Group, ...]:
    baseline = ground.library.baselines.get(set_id)
    catalog = baseline.catalog if baseline else set_id
    rows: dict[str, list[int]] = {}
    for number, row in enumerate(ground.coverage):
        if row.catalog == catalog:
            for requirement in row.requirements:
                rows.setdefault(requirement, []).append(number)
    together: dict[tuple[int, ...], list[tuple[int, str]]] = {}
    for position, one in enumerate(requirements_of(ground.library, set_id)):
        numbers = tuple(rows.get(one.id, ()))
        together.setdefault(numbers, []).append((position, one.id))
    return tuple(
        Group(rows=tuple(ground.coverage[n] for n in numbers), asked=tuple(asked))
        for numbers, asked in together.items()
    )


def _requirement_state(
    place: Place, requirement: str, rows: tuple[Coverage, ...]
) -> RequirementState:
    full = [row for row in rows if row.extent == "full" and row.status == "reviewed"]
    if not full:
        reason = _uncovered(rows)
        return RequirementState(
            requirement=requirement, state="unknown", reason=reason, controls=()
        )
    found = [[place.control(name) for name in row.controls] for row in full]
    verdicts: list[Verdict] = [
        all_of(control.state for control in controls) for controls in found
    ]
    verdict = any_of(verdicts)
    best = found[verdicts.index(verdict)] if verdict in verdicts else found[0]
    reason = next((c.reason for c in best if c.state == verdict), "")
    return RequirementState(
        requirement=requirement, state=verdict, reason=reason, controls=tuple(best)
    )


def _untested(state: RequirementState) -> bool:
    """Unknown since nothing tests it, rather than since a test saw nothing."""
    reached = bool(state.controls) and all(one.checks for one in state.controls)
    return state.state == "unknown" and not reached


def _uncovered(rows: tuple[Coverage, ...]) -> str:
    if any(row.status == "proposed" for row in rows):
        return "Coverage is proposed and not yet reviewed"
    if rows:
        return "Controls cover it only in part"
    return "No control is stated to cover it"


def _reason(
    at_fault: list[tuple[Group, RequirementState]], verdict: Verdict, total: int
) -> str:
    if not total:
        return "The program has no requirements on record to test against"
    if verdict == "met":
        return f"All {total} requirements that apply are met"
    if verdict == "not_applicable":
        return "None of the requirements applies here"
    asked = sorted(one for group, _ in at_fault for one in group.asked)
    names = ", ".join(name for _, name in asked[:_NAMED])
    rest = len(asked) - _NAMED
    more = f" and {rest} more" if rest > 0 else ""
    word = "not met" if verdict == "not_met" else "unknown"
    first = f": {at_fault[0][1].reason}" if len(asked) == 1 else ""
    return f"{len(asked)} of {total} requirements {word} ({names}{more}){first}"
