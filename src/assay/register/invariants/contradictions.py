"""No cell is in scope and excluded at once."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from assay.errors import Problem
from assay.register.calendar import latest
from assay.register.claim import Question
from assay.register.extent import members
from assay.register.fitting import fit
from assay.register.invariants.declared import attestation_file
from assay.register.reach import Asked, Reach, exclusions, meet, reaches
from assay.register.state import began, hold
from assay.register.values import Attestation, Exclusion, Register

__all__ = ["faults"]


def faults(register: Register) -> Iterator[Problem]:
    """Scopes that contradict their own exclusions, or another statement's."""
    known = {
        made.id: made
        for made in register.attestations.values()
        if made.program in register.programs and began(made) != date.max
    }
    for made in known.values():
        yield from _within(register, made)
    for one, other in combinations(known.values(), 2):
        alike = one.program == other.program and one.edition == other.edition
        if alike and not _succeeds(register, one, other):
            yield from _between(register, one, other)
            yield from _between(register, other, one)
            yield from _opinions(register, one, other)


def _within(register: Register, made: Attestation) -> Iterator[Problem]:
    """An exclusion may carve from an `all`; what is named cannot be excluded too."""
    for index, exclusion in enumerate(made.exclusions):
        for reach in reaches(register, made.scope):
            if _clash(reach, exclusion):
                yield Problem(
                    file=attestation_file(made.id),
                    place=f"exclusions[{index}]",
                    message="It excludes what the scope of the same statement names",
                    remedy="Remove it from one of the two, or end the scope: `until`.",
                )
                break


def _clash(reach: Reach, exclusion: Exclusion) -> bool:
    left_out = Reach(services=exclusion.services, regions=exclusion.regions)
    carved = (reach.services == "all" and exclusion.services != "all") or (
        reach.regions == "all" and exclusion.regions != "all"
    )
    over = (
        reach.until is not None
        and exclusion.since is not None
        and reach.until < exclusion.since
    )
    return meet(reach, left_out) and not carved and not over


def _succeeds(register: Register, one: Attestation, other: Attestation) -> bool:
    """Whether one of the two has replaced the other, directly or by several steps."""
    return other.id in _line(register, one) or one.id in _line(register, other)


def _line(register: Register, made: Attestation) -> set[str]:
    line, following = set[str](), made.superseded_by
    while following and following not in line and following in register.attestations:
        line.add(following)
        following = register.attestations[following].superseded_by
    return line


def _between(
    register: Register, one: Attestation, other: Attestation
) -> Iterator[Problem]:
    """What one states in force, the other must not exclude on the same day."""
    for exclusion in exclusions(register, other):
        on = latest(began(one), began(other), exclusion.since) or date.min
        if not _both_in_force(register, one, other, on):
            continue
        cell = _covered(register, one, other, exclusion, on)
        if cell is not None:
            yield Problem(
                file=attestation_file(one.id),
                place="scope",
                message=f"{_told(cell)} is in scope here and excluded by {other.id}, "
                f"both in force on {on}",
                remedy="Correct one of them, or say `superseded_by` in the older.",
            )


def _both_in_force(
    register: Register, one: Attestation, other: Attestation, on: date
) -> bool:
    states = (hold(register, made, on).state for made in (one, other))
    return all(state == "in_force" for state in states)


def _covered(
    register: Register,
    one: Attestation,
    other: Attestation,
    exclusion: Exclusion,
    on: date,
) -> Question | None:
    """A cell that the exclusion leaves out and `one` covers at one of its levels."""
    scope = tuple(reaches(register, one.scope))
    own = tuple(exclusions(register, one))
    levels = {level for s in other.scope for level in s.levels} or {""}
    services = members(exclusion.services, register.services)
    regions = members(exclusion.regions, register.regions)
    for service in services:
        for region in regions:
            for level in sorted(levels):
                cell = Question(
                    program=one.program, service=service, region=region, level=level
                )
                if fit(Asked(register, cell, on), scope, own).fit == "yes":
                    return cell
    return None


def _told(cell: Question) -> str:
    at = f" at level {cell.level}" if cell.level else ""
    return f"{cell.service} in {cell.region}{at}"


def _opinions(
    register: Register, one: Attestation, other: Attestation
) -> Iterator[Problem]:
    """Two reports on one period and scope cannot differ in their opinion."""
    if one.period is None or one.period != other.period or one.opinion == other.opinion:
        return
    pairs = (
        (left, right)
        for left in reaches(register, one.scope)
        for right in reaches(register, other.scope)
    )
    if any(meet(left, right) for left, right in pairs):
        yield Problem(
            file=attestation_file(one.id),
            place="opinion",
            message=f"{other.id} reports on the same period with another opinion",
            remedy="Correct one of them, or say `superseded_by` in the older.",
        )
