"""How far a statement reaches: its scope with references resolved, against a question.

Three answers are kept apart. A cell can be in scope, out of it, or `unstated`: the
source says there is a scope and not which. What is expressly excluded is excluded
whatever else the same statement says.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from assay.register.calendar import earliest, latest
from assay.register.claim import Question
from assay.register.extent import named, reference
from assay.register.program import Program
from assay.register.values import Attestation, Exclusion, Extent, Register, Scope

__all__ = [
    "Asked",
    "Fit",
    "Limits",
    "Reach",
    "bars",
    "exclusions",
    "fits_level",
    "levels_below",
    "likenesses",
    "limits",
    "meet",
    "offered",
    "partial",
    "reaches",
    "within",
]

Fit: TypeAlias = Literal["yes", "unstated", "left", "excluded", "no"]
"""`left`: it was in scope, and left it before the day asked about."""

Limits: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]

_FURTHER = (
    ("facility", "facilities"),
    ("data", "data"),
    ("account", "accounts"),
    ("person", "persons"),
)
"""Axes of a question, and the field of a scope that may limit it on each."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put to a register, of a day."""

    register: Register
    question: Question
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """One product of a scope; its extents refer to nothing else."""

    services: Extent
    regions: Extent
    levels: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    limits: Limits = ()
    """The further axes that it is limited on, each with the members it names."""


def reaches(
    register: Register, scopes: Iterable[Scope], seen: frozenset[str] = frozenset()
) -> Iterator[Reach]:
    """The scopes with every `same-as:` replaced by what it refers to."""
    for scope in scopes:
        for services, regions in _sides(register, scope, seen):
            yield Reach(
                services=services.services,
                regions=regions.regions,
                levels=scope.levels,
                since=latest(scope.since, services.since, regions.since),
                until=earliest(scope.until, services.until, regions.until),
                limits=_shared((*limits(scope), *services.limits, *regions.limits)),
            )


def limits(stated: Scope | Exclusion) -> Limits:
    """The further axes on which a part of a scope, or an exclusion, is limited."""
    if not (stated.facilities or stated.data or stated.accounts or stated.persons):
        return ()
    members = ((axis, getattr(stated, field)) for axis, field in _FURTHER)
    return tuple((axis, named_) for axis, named_ in members if named_)


def _shared(stated: Limits) -> Limits:
    """Limits on one axis meet: a member must be named by each of them."""
    found: dict[str, tuple[str, ...]] = {}
    for axis, members in stated:
        known = found.get(axis, members)
        found[axis] = tuple(one for one in known if one in members)
    return tuple(found.items())


def within(question: Question, stated: Limits) -> bool:
    """Whether something so limited holds for the question, or for some of it."""
    for axis, members in stated:
        asked = getattr(question, axis)
        if not members or (asked and asked not in members):
            return False
    return True


def bars(exclusion: Exclusion, question: Question, on: date) -> bool:
    """Whether an exclusion holds on a day for all that the question is limited to.

    An exclusion for some accounts says nothing of a question that names no account.
    """
    if exclusion.since is not None and on < exclusion.since:
        return False
    if exclusion.until is not None and exclusion.until < on:
        return False
    if exclusion.levels and question.level not in exclusion.levels:
        return False
    return all(
        getattr(question, axis) in members for axis, members in limits(exclusion)
    )


def partial(
    stated: Iterable[Exclusion], question: Question, on: date
) -> tuple[Exclusion, ...]:
    """The exclusions that hold on the day for a part of what the question asks."""
    return tuple(
        one
        for one in stated
        if (one.levels or limits(one))
        and _meets(one, question, on)
        and not bars(one, question, on)
    )


def _meets(stated: Exclusion, question: Question, on: date) -> bool:
    begun = stated.since is None or stated.since <= on
    over = stated.until is not None and stated.until < on
    return begun and not over and all(_shares(stated, question))


def _shares(stated: Exclusion, question: Question) -> Iterator[bool]:
    yield not (stated.levels and question.level) or question.level in stated.levels
    for axis, members in limits(stated):
        asked = getattr(question, axis)
        yield not asked or asked in members


def _sides(
    register: Register, scope: Scope, seen: frozenset[str]
) -> Iterator[tuple[Reach, Reach]]:
    """Where the services and the regions of a scope come from, pair by pair."""
    own = Reach(services=scope.services, regions=scope.regions)
    services, regions = reference(scope.services), reference(scope.regions)
    if services and services == regions:
        for other in _referred(register, services, seen):
            yield other, other
        return
    for left in _referred(register, services, seen) if services else (own,):
        for right in _referred(register, regions, seen) if regions else (own,):
            yield left, right


def _referred(
    register: Register, identifier: str, seen: frozenset[str]
) -> tuple[Reach, ...]:
    other = register.attestations.get(identifier)
    if other is None or identifier in seen:
        return ()
    return tuple(reaches(register, other.scope, seen | {identifier}))


def exclusions(
    register: Register, attestation: Attestation, seen: frozenset[str] = frozenset()
) -> Iterator[Exclusion]:
    """What it excludes, and what those exclude whose services it shares."""
    yield from attestation.exclusions
    within = seen | {attestation.id}
    for scope in attestation.scope:
        other = register.attestations.get(reference(scope.services))
        if other is not None and other.id not in within:
            yield from exclusions(register, other, within)


def offered(register: Register, service: str, region: str, on: date) -> bool:
    """Whether the service is sold, from that region, on that day.

    A name that the register does not hold is not judged.
    """
    sold, place = register.services.get(service), register.regions.get(region)
    if place is not None and place.opened is not None and on < place.opened:
        return False
    if sold is None:
        return True
    launched = sold.launched is None or sold.launched <= on
    ended = sold.retired is not None and sold.retired <= on
    here = not region or sold.regions == "all" or region in named(sold.regions)
    return launched and not ended and here


def meet(one: Reach, other: Reach) -> bool:
    """Whether two reaches may have a cell in common; the unstated may be any."""
    levels = not one.levels or not other.levels or set(one.levels) & set(other.levels)
    return (
        bool(levels)
        and _overlap(one.services, other.services)
        and _overlap(one.regions, other.regions)
    )


def _overlap(one: Extent, other: Extent) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return True
    return not set(one).isdisjoint(other)


def fits_level(program: Program, stated: tuple[str, ...], asked: str) -> Fit:
    """Whether a statement at the `stated` levels holds for the level asked about."""
    if not asked:
        return "yes"
    if not stated:
        return "unstated" if program.levels else "no"
    return "yes" if asked in levels_below(program, stated) else "no"


def levels_below(program: Program, stated: Iterable[str]) -> frozenset[str]:
    """The levels, and those that they cover."""
    below = {level.id: level.covers for level in program.levels}
    reached, ahead = set[str](), list(stated)
    while ahead:
        level = ahead.pop()
        if level not in reached:
            reached.add(level)
            ahead.extend(below.get(level, ()))
    return frozenset(reached)


def likenesses(
    programs: Mapping[str, Program], program: str, level: str
) -> Iterator[tuple[str, str]]:
    """Levels, each with its program, that may stand for this one or one above it."""
    for one in programs.values():
        for held in one.levels:
            stands = (name.partition(":") for name in held.perhaps)
            alike = [to for of, _, to in stands if of == program]
            if level in levels_below(programs[program], alike):
                yield one.id, held.id
