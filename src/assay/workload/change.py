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
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from assay.workload.conditions import (
    Claimed,
    Condition,
    Eligible,
    HasAgreement,
    InPlace,
    leaves,
)
from assay.workload.facts import Spot, Verdict
from assay.workload.judge import Court, Stated, Way, ways
from assay.workload.values import Move, MoveKind

__all__ = ["COST", "Change", "Less", "Other", "Plight", "Priced", "helpful", "least"]

Other: TypeAlias = tuple[str, str]
"""Another rule, by id and program."""
Priced: TypeAlias = tuple[tuple[int, Way], ...]
"""Ways with what they cost, cheapest first."""

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
    verdict: Callable[[Stated], Verdict]
    """How the condition comes out for something else that is stated."""
    elsewhere: Callable[[Spot], frozenset[Other]]
    """Which other rules would not hold there."""
    less: tuple[Less, ...] = ()
    movable: bool = True
    """Whether what is judged is in a place at all."""
    known: dict[Stated, "Priced"] = field(default_factory=dict[Stated, "Priced"])
    """Ways of the condition that were worked out before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The cheapest change, and the regions that would serve as well as its own."""

    moves: tuple[Move, ...]
    regions: tuple[str, ...] = ()
    broken: tuple[Other, ...] = ()
    """Other rules that hold where the resource is, and not where it would be."""
    otherwise: tuple[Move, ...] = ()
    """Where data would be kept out: what would let it stay."""


class _Option(NamedTuple):
    cost: int
    rank: int
    """The order in which places are looked at: nearest first."""
    asked: Stated
    """As it would be there, before anything else is done."""
    way: Way

    @property
    def spot(self) -> Spot:
        return self.asked.spot

    @property
    def drops(self) -> bool:
        return any(move.kind == "drop" for move in self.way)


def least(court: Court, plight: Plight) -> Change | None:
    """The cheapest change that makes the condition hold; None if nothing would."""
    found: list[_Option] = []
    lowest, staying = _BEYOND, _BEYOND
    for cost, places in _tiers(court, plight):
        if lowest < cost:
            break
        found.extend(_options(court, plight, cost, places, (lowest, staying)))
        lowest = min((one.cost for one in found), default=_BEYOND)
        stays = (one.cost for one in found if not one.drops)
        staying = min(stays, default=_BEYOND)
    if not found:
        return None
    best, *others = _best(court, plight, found)
    moved = best.spot != plight.stated.spot
    broken = frozenset[Other]()
    if moved:
        here = plight.elsewhere(plight.stated.spot)
        broken = plight.elsewhere(best.spot) - here
    regions = [
        one.spot.region for one in others if one.spot.service == best.spot.service
    ]
    kept = [one for one in found if not one.drops] if best.drops else []
    return Change(
        moves=_sorted(best.way),
        regions=tuple(dict.fromkeys(regions)) if moved else (),
        broken=tuple(sorted(broken)),
        otherwise=_sorted(_best(court, plight, kept)[0].way) if kept else (),
    )


def _sorted(way: Way) -> tuple[Move, ...]:
    return tuple(sorted(way, key=lambda move: (COST[move.kind], move)))


def _best(court: Court, plight: Plight, found: list[_Option]) -> list[_Option]:
    """The cheapest options, and of these those that break least; the best one first.

    Of equals, those come first where more is known to hold already, then those nearer
    by, then those that set what is commonly chosen.
    """
    lowest = min(one.cost for one in found)
    cheapest = [one for one in found if one.cost == lowest]
    if len(cheapest) == 1:
        return cheapest
    here = plight.stated.spot

    def breaks(one: _Option) -> int:
        return len(plight.elsewhere(one.spot)) if one.spot != here else 0

    def key(one: _Option) -> tuple[int, int, int, list[Move]]:
        return (
            -plight.verdict(one.asked),
            one.rank,
            _likes(court, one.way),
            sorted(one.way),
        )

    counts = {one.spot: breaks(one) for one in cheapest}
    fewest = min(counts.values())
    return sorted((one for one in cheapest if counts[one.spot] == fewest), key=key)


def _likes(court: Court, way: Way) -> int:
    """How far down the lists of values those stand that it sets."""
    return sum(
        court.kinds[move.name].values.index(move.value)
        for move in way
        if move.kind == "set"
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
    court: Court,
    plight: Plight,
    cost: int,
    places: Iterable[Spot],
    most: tuple[int, int],
) -> Iterator[_Option]:
    """What could be done at places that cost so much.

    `most` is what it may cost in all: at all, and with all data kept in.
    """
    stated = plight.stated
    less_of = [(_cost(less.moves), less) for less in (_NOTHING, *plight.less)]
    for number, spot in enumerate(places):
        rank = number + cost
        for saved, less in less_of:
            if less.levels is None:
                if not cost:
                    yield _Option(saved, rank, stated, less.moves)
                continue
            levels = stated.levels if less is _NOTHING else less.levels
            asked = Stated(spot=spot, facts=stated.facts, levels=levels)
            for price, way in _ways(court, plight, asked):
                total = cost + saved + price
                if total > most[less is _NOTHING]:
                    break
                moves = way | less.moves | _moves_to(stated.spot, spot)
                yield _Option(total, rank, asked, moves)


_NOTHING: Final = Less(moves=frozenset(), levels=())
_BEYOND: Final = 1 << 32
"""More than any change costs."""


def _ways(court: Court, plight: Plight, asked: Stated) -> Priced:
    found = plight.known.get(asked)
    if found is None:
        priced = [(_cost(way), way) for way in ways(court, plight.condition, asked)]
        found = tuple(sorted(priced, key=lambda one: one[0]))
        plight.known[asked] = found
    return found


def _cost(way: Way) -> int:
    return sum(COST[move.kind] for move in way)


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
        stated = plight.stated
        asked = Stated(spot=there, facts=stated.facts, levels=stated.levels)
        return plight.verdict(asked) >= Verdict.CHOICE

    return (
        tuple(one for one in regions if holds(spot._replace(region=one))),
        tuple(one.service for one in others if _offered(court, one) and holds(one)),
    )
