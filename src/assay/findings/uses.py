"""Which services an account uses, from one observation of its resources to the next.

A use lasts from the day it was first seen until a later, whole observation of the same
question no longer has it. What was seen in part only ends nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["Observation", "Spot", "Use", "Uses", "uses_of"]

_DAY = timedelta(days=1)

Spot = tuple[str, str, str]
"""Account, service and region; empty where a row does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one batch of evidence showed."""

    question: str
    """What was asked of which source: later answers replace earlier ones."""
    on: date
    spots: frozenset[Spot]
    partial: bool = False
    """Whether something that was to be covered was not: then nothing is gone."""
    whole: bool = True
    """Whether it would show anything that an account uses: an inventory of all
    services in all regions, and not of one kind of resource."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A service, used by an account in a region from a day on."""

    account: str
    service: str
    region: str
    first: date
    last: date | None = None
    """The last day; None while it lasts."""

    def holds(self, on: date) -> bool:
        """Whether it is used on the day."""
        return self.first <= on and (self.last is None or on <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """Every use, and since when each account's whole inventory has been seen."""

    uses: tuple[Use, ...] = ()
    watched: tuple[tuple[str, date], ...] = ()

    def complete(self, account: str, on: date) -> bool:
        """Whether what is not seen of the account by that day is not there.

        A resource that no map ascribes to a service may belong to any.
        """
        watched = any(one == account and since <= on for one, since in self.watched)
        return watched and not self.regions(account, "", on)

    def regions(self, account: str, service: str, on: date) -> tuple[str, ...]:
        """Where the account uses the service on a day; empty text for a place unknown.

        The service is empty for resources that nothing ascribes to a service.
        """
        return tuple(
            one.region
            for one in self.uses
            if (one.account, one.service) == (account, service) and one.holds(on)
        )


def uses_of(observations: Iterable[Observation]) -> Uses:
    """The uses that the observations show; their order does not matter within a day."""
    asked: dict[str, list[Observation]] = {}
    watched: dict[str, date] = {}
    for one in sorted(observations, key=lambda each: each.on):
        asked.setdefault(one.question, []).append(one)
        for account, _, _ in one.spots if one.whole and not one.partial else ():
            watched.setdefault(account, one.on)
    found = [use for seen in asked.values() for use in _followed(seen)]
    found.sort(key=lambda use: (use.account, use.service, use.region, use.first))
    return Uses(uses=tuple(found), watched=tuple(sorted(watched.items())))


def _followed(seen: list[Observation]) -> list[Use]:
    """The uses that one question showed, from answer to answer."""
    began: dict[Spot, date] = {}
    found: list[Use] = []
    for one in seen:
        gone = () if one.partial else tuple(began.keys() - one.spots)
        for spot in gone:
            first = began.pop(spot)
            if first < one.on:
                found.append(_use(spot, first, one.on - _DAY))
        for spot in one.spots:
            began.setdefault(spot, one.on)
    return [*found, *(_use(spot, first, None) for spot, first in began.items())]


def _use(spot: Spot, first: date, last: date | None) -> Use:
    account, service, region = spot
    return Use(account=account, service=service, region=region, first=first, last=last)
