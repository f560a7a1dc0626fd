"""The smallest change: the cheapest moves after which a condition holds.

Every place a resource could be in, every way the condition could hold there and every
class of data that could be kept out is looked at, cheapest first, and a place is left
out only where nothing there can be cheaper. So what is found is smallest: a part of it
that also sufficed would be cheaper, and would have been found instead.

| move                                        | cost |
|---------------------------------------------|------|
| set something the customer chooses          | 1    |
| run it in another region                    | 4    |
| use another service of the same category    | 8    |
| sign an agreement, designate the account    | 16   |
| keep a class of data out of the workload    | 64   |
| have the provider claim what it does not    | 256  |
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from assay.workload.conditions import (
    Claimed,
    Condition,
    Eligible,
    HasAgreement,
    InPlace,
    leaves,
)
from assay.workload.facts import Spot, Verdict
from assay.workload.judge import Court, Stated, Way, judge, ways
from assay.workload.values import Move, MoveKind

__all__ = ["COST", "Change", "Less", "Other", "Plight", "helpful", "least"]

Other: TypeAlias = tuple[str, str]
"""Another rule, by id and program."""

COST: Final[dict[MoveKind, int]] = {
    "set": 1,
    "region": 4,
    "service": 8,
    "sign": 16,
    "designate": 16,
    "drop": 64,
    "provider": 256,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Less:
    """What would be asked if classes of data were kept out."""

    moves: Way
    levels: tuple[tuple[str, tuple[str, ...]], ...] | None
    """The levels still asked; None where the rule would no longer bind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plight:
    """A condition that does not hold, and what could be changed about it."""

    condition: Condition
    stated: Stated
    less: tuple[Less, ...] = ()
    movable: bool = True
    """Whether what is judged is in a place at all."""
    elsewhere: Callable[[Spot], frozenset[Other]] = lambda _: frozenset()
    """Which other rules would not hold there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The cheapest change, and the regions that would serve as well as its own."""

    moves: tuple[Move, ...]
    regions: tuple[str, ...] = ()
    broken: tuple[Other, ...] = ()
    """Other rules that hold where the resource is, and not where it would be."""
    otherwise: tuple[Move, ...] = ()
    """Where data would be kept out: what would let it stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Option:
    cost: int
    broken: frozenset[Other]
    rank: int
    """The order in which places are looked at: nearest first."""
    spot: Spot
    way: Way
    likes: int
    """How far down the lists of values those stand that it sets."""

    @property
    def key(self) -> tuple[int, int, int, int, list[Move]]:
        return self.cost, len(self.broken), self.rank, self.likes, sorted(self.way)

    @property
    def moved(self) -> bool:
        return any(move.kind in ("region", "service") for move in self.way)

    @property
    def drops(self) -> bool:
        return any(move.kind == "drop" for move in self.way)


def least(court: Court, plight: Plight) -> Change | None:
    """The cheapest change that makes the condition hold; None if nothing would."""
    best: _Option | None = None
    found: list[_Option] = []
    for cost, places in _tiers(court, plight):
        if best is not None and best.cost < cost:
            break
        found.extend(_options(court, plight, cost, places))
        best = min(found, key=lambda one: one.key, default=None)
    if best is None:
        return None
    staying = min(
        (one for one in found if not one.drops), key=lambda one: one.key, default=best
    )
    here = plight.elsewhere(plight.stated.spot) if best.moved else frozenset[Other]()
    return Change(
        moves=_sorted(best.way),
        regions=tuple(_alike(best, found)) if best.moved else (),
        broken=tuple(sorted(best.broken - here)),
        otherwise=_sorted(staying.way) if best.drops else (),
    )


def _sorted(way: Way) -> tuple[Move, ...]:
    return tuple(sorted(way, key=lambda move: (COST[move.kind], move)))


def _alike(best: _Option, found: Iterable[_Option]) -> Iterable[str]:
    """The regions that would serve as well, nearest first."""
    alike = [
        one
        for one in found
        if (one.cost, len(one.broken), one.spot.service)
        == (best.cost, len(best.broken), best.spot.service)
    ]
    return dict.fromkeys(
        one.spot.region for one in sorted(alike, key=lambda one: one.key)
    )


def _tiers(court: Court, plight: Plight) -> Iterator[tuple[int, Iterable[Spot]]]:
    """The places a resource could be in, by what it costs to be there."""
    spot = plight.stated.spot
    yield 0, (spot,)
    if not plight.movable:
        return
    regions, services = _matters(plight.condition)
    if regions:
        yield COST["region"], _in_regions(court, spot)
    if not services or not spot.service:
        return
    others = [spot._replace(service=one) for one in court.facts.services(spot)]
    yield COST["service"], [one for one in others if _offered(court, one)]
    both = COST["region"] + COST["service"]
    yield both, (there for one in others for there in _in_regions(court, one))


def _in_regions(court: Court, spot: Spot) -> list[Spot]:
    found = court.facts.regions(spot)
    return [spot._replace(region=one) for one in found if one != spot.region]


def _offered(court: Court, spot: Spot) -> bool:
    return not spot.region or spot.region in court.facts.regions(spot)


def _matters(condition: Condition) -> tuple[bool, bool]:
    """Whether the region, and whether the service, makes a difference."""
    found = leaves(condition)
    granted = (HasAgreement, Eligible, Claimed)
    service = any(isinstance(leaf, granted) for leaf in found)
    return service or any(isinstance(leaf, InPlace) for leaf in found), service


def _options(
    court: Court, plight: Plight, cost: int, places: Iterable[Spot]
) -> Iterator[_Option]:
    stated = plight.stated
    nothing = Less(moves=frozenset(), levels=stated.levels)
    for rank, spot in enumerate(places):
        there = _moves_to(stated.spot, spot)
        for less in (nothing, *plight.less):
            if less.levels is None:
                if not there:
                    yield _option(court, plight, rank + cost, spot, less.moves)
                continue
            asked = replace(stated, spot=spot, levels=less.levels)
            for way in ways(court, plight.condition, asked):
                moves = way | there | less.moves
                yield _option(court, plight, rank + cost, spot, moves)


def _option(court: Court, plight: Plight, rank: int, spot: Spot, moves: Way) -> _Option:
    moved = spot != plight.stated.spot
    return _Option(
        cost=sum(COST[move.kind] for move in moves),
        broken=plight.elsewhere(spot) if moved else frozenset(),
        rank=rank,
        spot=spot,
        way=moves,
        likes=sum(
            court.kinds[move.name].values.index(move.value)
            for move in moves
            if move.kind == "set"
        ),
    )


def _moves_to(old: Spot, new: Spot) -> Way:
    moves: set[Move] = set()
    if new.region != old.region:
        moves.add(Move(kind="region", subject="", value=new.region))
    if new.service != old.service:
        moves.add(Move(kind="service", subject="", value=new.service))
    return frozenset(moves)


def helpful(court: Court, plight: Plight) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Regions, and services in the same region, that leave at most choices open."""
    spot = plight.stated.spot
    regions = [there.region for there in _in_regions(court, spot)]
    others = [spot._replace(service=one) for one in court.facts.services(spot)]

    def holds(there: Spot) -> bool:
        asked = replace(plight.stated, spot=there)
        return judge(court, plight.condition, asked).verdict >= Verdict.CHOICE

    return (
        tuple(one for one in regions if holds(spot._replace(region=one))),
        tuple(one.service for one in others if _offered(court, one) and holds(one)),
    )
