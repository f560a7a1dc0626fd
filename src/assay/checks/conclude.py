"""From the tally of a check to what it says of the control."""

from collections.abc import Iterator

from assay.checks.values import Check, Tally, Verdict

__all__ = ["conclude"]


def conclude(
    check: Check, tally: Tally, *, doubt: str = "", failure: str = ""
) -> tuple[Verdict, str]:
    """The verdict on the whole, and why, in one line.

    Args:
        check: The check.
        tally: How many subjects got each verdict.
        doubt: Why nothing can be met on this evidence; empty where it can.
        failure: Why the check could not be run; empty where it was.
    """
    for applies, verdict, why in _cases(check, tally, doubt, failure):
        if applies:
            return verdict, why
    return "met", f"all {tally.population:,} met"


def _cases(
    check: Check, tally: Tally, doubt: str, failure: str
) -> Iterator[tuple[bool, Verdict, str]]:
    """What may be said, first what outweighs the rest."""
    everyone = f"{tally.population:,}"
    tolerated = f", {check.tolerance:,} tolerated" if check.tolerance else ""
    deviations = f"{tally.not_met:,} of {everyone} not met{tolerated}"
    judged = tally.met + tally.not_met
    yield tally.not_met > check.tolerance, "not_met", deviations
    yield bool(failure), "unknown", failure
    yield bool(doubt), "unknown", doubt
    yield tally.population == 0, "unknown", "no population was seen"
    yield tally.unknown > 0, "unknown", f"{tally.unknown:,} of {everyone} unknown"
    yield judged == 0, "not_applicable", f"none of {everyone} is applicable"
    yield tally.not_met > 0, "met", deviations
    rest = f"{tally.not_applicable:,} not applicable"
    yield tally.not_applicable > 0, "met", f"{tally.met:,} of {everyone} met, {rest}"
