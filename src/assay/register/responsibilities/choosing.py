"""Which statement speaks for a requirement of a service, in a region, at a level.

The narrower scope wins: a service over a service model over all, a region over all, a
level over all. Two statements of which neither is narrower must say the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product
from typing import Final, TypeAlias

from assay.register.extent import named
from assay.register.responsibilities.words import possible
from assay.register.responsibility import Responsibility
from assay.register.values import Extent, Register

__all__ = [
    "Place",
    "Topic",
    "agree",
    "applies",
    "chosen",
    "statement_for",
    "ties",
    "topic",
]

Topic: TypeAlias = tuple[str, str, str, str]
"""Program, catalog, requirement and part: what statements compete for."""

_BY_SERVICE, _BY_MODEL = 2, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where, at which level and on which day it is asked."""

    service: str
    on: date
    region: str = ""
    """Empty where any region is meant: what is stated for some does not apply."""
    level: str = ""


def topic(one: Responsibility, catalogs: Mapping[str, str]) -> Topic:
    """What it speaks of; `catalogs` gives the catalog that a baseline selects from."""
    catalog = catalogs.get(one.catalog, one.catalog)
    return one.program, catalog, one.requirement, one.part


def applies(register: Register, one: Responsibility, place: Place) -> bool:
    """Whether the statement speaks of the place, on its day."""
    if place.on < (one.since or date.min) or (one.until or date.max) < place.on:
        return False
    if one.levels and place.level not in one.levels:
        return False
    return _has(one.regions, place.region) and _serves(register, one, place.service)


def _serves(register: Register, one: Responsibility, service: str) -> bool:
    known = register.services.get(service)
    model = known.model if known is not None else ""
    return _has(one.services, service) and one.service_model in ("", model)


def _has(extent: Extent, member: str) -> bool:
    return extent == "all" or member in named(extent)


def _rank(one: Responsibility) -> tuple[int, int, int]:
    """How narrow each axis is; more is narrower."""
    model = _BY_MODEL if one.service_model else 0
    return (
        _BY_SERVICE if one.services != "all" else model,
        int(one.regions != "all"),
        int(bool(one.levels)),
    )


def _narrower(one: Responsibility, other: Responsibility) -> bool:
    """Whether one is narrower on some axis, and wider on none."""
    mine, theirs = _rank(one), _rank(other)
    return mine != theirs and all(a >= b for a, b in zip(mine, theirs, strict=True))


def agree(one: Responsibility, other: Responsibility) -> bool:
    """Whether both say the same, one perhaps more exactly than the other."""
    mine, theirs = possible(one), possible(other)
    if not mine or not theirs or not (mine <= theirs or theirs <= mine):
        return False
    asked = _asked(one), _asked(other)
    return asked[0] == asked[1] or not all(asked)


def _asked(one: Responsibility) -> frozenset[tuple[str, str]]:
    return frozenset((duty.bearer, duty.text) for duty in one.duties)


def statement_for(
    register: Register,
    program: str,
    requirement: str,
    place: Place,
    *,
    part: str = "",
    catalogs: Iterable[str] = (),
) -> Responsibility | None:
    """The statement that speaks for a requirement at a place; None where none does.

    Args:
        register: What the provider answers for.
        program: Its id.
        requirement: Its canonical id.
        place: Service, region, level and day.
        part: A part of the requirement; the whole where it is empty.
        catalogs: Ids of catalogs and baselines it may be stated for; all where empty.
    """
    allowed = frozenset(catalogs)
    return chosen(
        register,
        (
            one
            for one in register.responsibilities.values()
            if (one.program, one.requirement, one.part) == (program, requirement, part)
            and (not allowed or one.catalog in allowed)
        ),
        place,
    )


def chosen(
    register: Register, competing: Iterable[Responsibility], place: Place
) -> Responsibility | None:
    """Of statements on one topic the one that speaks at a place: the narrowest.

    Of several that agree, the one that leaves least open.
    """
    found = [one for one in competing if applies(register, one, place)]
    left = [one for one in found if not any(_narrower(other, one) for other in found)]
    return min(left, key=_precision, default=None)


def _precision(one: Responsibility) -> tuple[int, bool, str]:
    return len(possible(one)), not one.duties, one.id


def ties(
    register: Register, catalogs: Mapping[str, str]
) -> Iterator[tuple[Responsibility, Responsibility]]:
    """Pairs on one topic whose scopes overlap and that do not say the same.

    A pair in which one is narrower is no tie: that one wins where both apply.
    """
    topics: defaultdict[Topic, list[Responsibility]] = defaultdict(list)
    for one in register.responsibilities.values():
        topics[topic(one, catalogs)].append(one)
    order = {name: number for number, name in enumerate(register.responsibilities)}
    for rivals in topics.values():
        for pair in _pairs(rivals):
            one, other = sorted(pair, key=lambda which: order[which.id])
            crossing = not _narrower(one, other) and not _narrower(other, one)
            if crossing and _overlap(register, one, other) and not agree(one, other):
                yield one, other


_ALL: Final = "all"


def _pairs(
    rivals: Iterable[Responsibility],
) -> Iterator[tuple[Responsibility, Responsibility]]:
    """Each pair that may have a service in common, once."""
    wide: list[Responsibility] = []
    listed: defaultdict[str, list[Responsibility]] = defaultdict(list)
    for one in rivals:
        if one.services == _ALL:
            wide.append(one)
        for service in named(one.services):
            listed[service].append(one)
    narrow = {one.id: one for group in listed.values() for one in group}
    yield from combinations(wide, 2)
    yield from product(wide, narrow.values())
    seen: set[tuple[str, str]] = set()
    for group in listed.values():
        for one, other in combinations(group, 2):
            if one.id != other.id and (one.id, other.id) not in seen:
                seen |= {(one.id, other.id), (other.id, one.id)}
                yield one, other


def _overlap(register: Register, one: Responsibility, other: Responsibility) -> bool:
    starts = max(one.since or date.min, other.since or date.min)
    ends = min(one.until or date.max, other.until or date.max)
    if ends < starts or not _meet(one.regions, other.regions):
        return False
    if one.levels and other.levels and set(one.levels).isdisjoint(other.levels):
        return False
    services = register.services
    both = [
        service
        for service in (*named(one.services), *named(other.services), *services)
        if _serves(register, one, service) and _serves(register, other, service)
    ]
    return bool(both) or _unbound(one, other)


def _unbound(one: Responsibility, other: Responsibility) -> bool:
    """Both speak of all services, which overlap though the register lists none."""
    models = {one.service_model, other.service_model} - {""}
    return one.services == other.services == _ALL and len(models) <= 1


def _meet(one: Extent, other: Extent) -> bool:
    if _ALL in (one, other):
        return True
    return not set(named(one)).isdisjoint(named(other))
