"""From outcomes to the state of a control in one place.

A place is a (service, region) pair; an empty axis asks about all of that axis. Rows
that are provider-wide count everywhere.
"""

from collections.abc import Iterable, Iterator, Mapping

from assay.checks import Outcome, Tally, Verdict, all_of
from assay.evidence import Manifest, Reach
from assay.register import Control, members
from assay.standing.ground import Ground
from assay.standing.values import ControlState

__all__ = ["check_state", "control_state"]


def control_state(
    ground: Ground, control: Control, service: str, region: str
) -> ControlState:
    """The conjunction of the control's checks at a place (Kleene)."""
    outcomes = ground.outcomes.get(control.id, ())
    if not _applies(ground, control, service, region):
        reason = "The control does not apply here"
        return _state(control, "not_applicable", reason, ())
    if not outcomes:
        reason = "No check of this control was run"
        return _state(control, "unknown", reason, ())
    found = [check_state(ground, outcome, service, region) for outcome in outcomes]
    verdict = all_of(state for state, _ in found)
    reasons = dict.fromkeys(reason for state, reason in found if state == verdict)
    return _state(control, verdict, "; ".join(reasons), outcomes)


def _state(
    control: Control, state: Verdict, reason: str, outcomes: tuple[Outcome, ...]
) -> ControlState:
    return ControlState(
        control=control.id,
        state=state,
        reason=reason,
        checks=tuple(outcome.check for outcome in outcomes),
        synthetic=any(outcome.synthetic for outcome in outcomes),
    )


def _applies(ground: Ground, control: Control, service: str, region: str) -> bool:
    services = members(control.services, ground.register.services)
    regions = members(control.regions, ground.register.regions)
    return (not service or service in services) and (not region or region in regions)


def check_state(
    ground: Ground, outcome: Outcome, service: str, region: str
) -> tuple[Verdict, str]:
    """The verdict of one check at a place, and why."""
    if outcome.tally.population == 0:
        return "unknown", f"{outcome.check}: {outcome.reason}"
    tally = _sum(_cells(outcome.cells, service, region))
    if tally.population == 0:
        return _empty(ground, outcome, service, region)
    excess = outcome.verdict == "not_met"  # more deviations than are tolerated
    part = f"of {tally.population}"
    if tally.not_met and excess:
        return "not_met", f"{outcome.check}: {tally.not_met} {part} not met"
    if tally.unknown:
        return "unknown", f"{outcome.check}: {tally.unknown} {part} unknown"
    if tally.met or tally.not_met:
        return "met", f"{outcome.check}: {tally.met} {part} met"
    return "not_applicable", f"{outcome.check}: nothing to judge here"


def _empty(
    ground: Ground, outcome: Outcome, service: str, region: str
) -> tuple[Verdict, str]:
    """Nobody to judge at this place: nothing there, or nothing seen?"""
    if not _was_seen(ground.manifests, outcome.batches, service, region):
        where = " in ".join(part for part in (service, region) if part)
        return "unknown", f"{outcome.check}: evidence did not reach {where}"
    return "not_applicable", f"{outcome.check}: seen, and nothing to judge here"


def _was_seen(
    manifests: Mapping[str, Manifest],
    batches: Iterable[str],
    service: str,
    region: str,
) -> bool:
    """Whether of each table a batch reached the place, and none fell short there."""
    reached: dict[str, bool] = {}
    for name in batches:
        batch = manifests.get(name)
        if batch is None:
            return False
        if batch.partial and _covers(batch.expected, service, region):
            return False
        got = _covers(batch.got, service, region)
        reached[batch.table] = reached.get(batch.table, False) or got
    return all(reached.values())


def _covers(reach: Reach, service: str, region: str) -> bool:
    return (not reach.services or not service or service in reach.services) and (
        not reach.regions or not region or region in reach.regions
    )


def _cells(
    cells: Mapping[tuple[str, str], Tally], service: str, region: str
) -> Iterator[Tally]:
    if service and region:
        for place in ((service, region), (service, ""), ("", region), ("", "")):
            if place in cells:
                yield cells[place]
        return
    for (at_service, at_region), tally in cells.items():
        if _fits(at_service, service) and _fits(at_region, region):
            yield tally


def _fits(axis: str, asked: str) -> bool:
    return not axis or not asked or axis == asked


def _sum(tallies: Iterator[Tally]) -> Tally:
    met = not_met = unknown = not_applicable = 0
    for tally in tallies:
        met += tally.met
        not_met += tally.not_met
        unknown += tally.unknown
        not_applicable += tally.not_applicable
    return Tally(
        met=met, not_met=not_met, unknown=unknown, not_applicable=not_applicable
    )
