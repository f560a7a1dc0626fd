"""The provider that the rows are about: its cells, its people, its day."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from assay.evidence import Request

__all__ = ["DAY", "GOVERNMENT", "HOUR", "Cell", "Dice", "World", "world_of"]

T = TypeVar("T")
Cell = tuple[str, str]
"""A service and a region."""

MINUTE = 60 * 1_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
"""Lengths of time in microseconds, the unit of the lake."""

GOVERNMENT = ("us-gov-west-1", "us-gov-east-1")
"""Regions in which access is for screened US persons, as the checks name them."""

_SERVICES = ("object-storage", "virtual-machines", "relational-database")
_REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-1", "us-gov-west-1")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that decides the rows: equal worlds give equal rows."""

    seed: int
    size: int
    """Number of workers; every other population grows with it."""
    now: int
    """The time of collection, in microseconds since 1970, UTC."""
    cells: tuple[Cell, ...]
    regions: tuple[str, ...]

    @property
    def services(self) -> tuple[str, ...]:
        """The services that have a cell."""
        return tuple(dict.fromkeys(service for service, _ in self.cells))

    @property
    def government(self) -> tuple[str, ...]:
        """The government regions among the regions."""
        return tuple(region for region in self.regions if region in GOVERNMENT)

    def each(self, rate: float, *, least: int = 2) -> int:
        """Rows in each cell, for a population of `rate` rows for each worker."""
        return max(least, round(rate * self.size / len(self.cells)))

    def dice(self, table: str) -> "Dice":
        """Chance for one table, independent of every other table."""
        return Dice(f"{self.seed}/{table}", self.now)


class Dice:
    """Chance that falls the same way each time, and moments counted back from now."""

    def __init__(self, seed: str, now: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - made-up rows, no secrets
        self._now = now

    def picks(self, choices: Sequence[T], count: int) -> list[T]:
        """As many of the choices as asked for; each may come again."""
        return self._random.choices(choices, k=count)

    def ago(self, count: int, least: int, most: int) -> list[int]:
        """Moments, at least and at most so many microseconds before now."""
        return [self._now - span for span in self.spans(count, least, most)]

    def spans(self, count: int, least: int, most: int) -> list[int]:
        """Lengths of time in whole seconds."""
        draw = self._random.random
        low, width = least // 1_000_000, (most - least) // 1_000_000
        return [(low + int(draw() * width)) * 1_000_000 for _ in range(count)]

    def numbers(self, count: int, least: int, most: int) -> list[int]:
        """Whole numbers from `least` to `most`, both included."""
        draw = self._random.random
        width = most - least + 1
        return [least + int(draw() * width) for _ in range(count)]


def world_of(request: Request, *, seed: int, size: int) -> World:
    """The world of a request; where it names no places, a small one of our own.

    `extra["cells"]` may list the (service, region) pairs that exist; without it every
    service is in every region.
    """
    regions = request.regions or _REGIONS
    services = request.services or _SERVICES
    told = cast("Iterable[Sequence[Any]]", request.extra.get("cells", ()))
    listed = tuple((str(service), str(region)) for service, region in told)
    every = tuple((service, region) for service in services for region in regions)
    return World(
        seed=seed,
        size=size,
        now=round((request.at - _EPOCH).total_seconds()) * 1_000_000,
        cells=listed or every,
        regions=tuple(regions),
    )
