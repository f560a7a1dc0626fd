"""The state of every cell of one program at once, cells as the bits of a number.

It says cell for cell what `assay.register.answer` says of each; a test holds the two
together. A service is a row of bits, a region a bit in it, and a product of services
and regions is one multiplication: a statement costs a handful of operations on numbers,
however many services and regions it names.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from assay.register.claim import ClaimState, Question
from assay.register.extent import named
from assay.register.grounds import Ground, state_for
from assay.register.reach import Fit, Reach, bars, fits_level
from assay.register.state import RANK
from assay.register.values import Exclusion, Extent, Register

__all__ = ["Atlas", "Grid", "Mask", "Spread", "States", "atlas", "spread"]

Mask: TypeAlias = int
"""Regions as bits."""
Grid: TypeAlias = int
"""Cells as bits: the masks of all services, one behind the other."""
States: TypeAlias = dict[ClaimState, Mask]
"""For each state the regions in which it is found; together all that are offered."""

_BYTE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """The regions as bits, the services as rows, and where each is offered on a day."""

    regions: tuple[str, ...]
    services: tuple[str, ...]
    bits: Mapping[str, Mask]
    width: int
    """Bytes to a row."""
    offered: Mapping[str, Mask]
    """By service; under the empty name, the regions that are open."""
    grid: Grid
    """The same for all services."""
    places: Mapping[str, int]
    """The first byte of each service's row."""
    _known: dict[Extent, int] = field(default_factory=dict[Extent, int])
    """Rows of extents that were asked for: many statements name the same services."""

    def mask(self, extent: Extent) -> Mask:
        """The regions that an extent names, or may name where it is unstated."""
        if isinstance(extent, str):
            return (1 << len(self.regions)) - 1
        return sum(self.bits.get(region, 0) for region in set(extent))

    def names(self, mask: Mask) -> tuple[str, ...]:
        """The regions of a mask, in the register's order."""
        return tuple(region for region in self.regions if mask & self.bits[region])

    def product(self, services: Extent, regions: Extent) -> Grid:
        """The cells of services and regions, offered or not."""
        return self._rows(services) * self.mask(regions)

    def _rows(self, extent: Extent) -> Grid:
        key = "all" if isinstance(extent, str) else extent
        rows = self._known.get(key)
        if rows is None:
            data = bytearray(self.width * len(self.services))
            for service in self.services if isinstance(key, str) else key:
                at = self.places.get(service)
                if at is not None:
                    data[at] = 1
            rows = self._known[key] = int.from_bytes(data, "little")
        return rows

    def rows(self, grid: Grid) -> Iterator[Mask]:
        """The mask of each service, in their order."""
        width = self.width
        data = grid.to_bytes(width * len(self.services), "little")
        for start in range(0, len(data), width):
            yield int.from_bytes(data[start : start + width], "little")

    def row(self, grid: Grid, service: str) -> Mask:
        """The mask of one service."""
        full = (1 << self.width * _BYTE) - 1
        return (grid >> self.places[service] * _BYTE) & full

    def any_row(self, grid: Grid) -> Mask:
        """The regions in which any service has its bit."""
        rows = len(self.services)
        while rows > 1:
            half = (rows + 1) // 2
            cut = half * self.width * _BYTE
            grid = (grid & ((1 << cut) - 1)) | (grid >> cut)
            rows = half
        return grid


def atlas(register: Register, on: date) -> Atlas:
    """The atlas of a register on a day."""
    regions, services = tuple(register.regions), tuple(register.services)
    bits = {region: 1 << index for index, region in enumerate(regions)}
    width = len(regions) // _BYTE + 1
    sold = _sold(register, bits, on)
    rows = b"".join(sold[service].to_bytes(width, "little") for service in services)
    return Atlas(
        regions=regions,
        services=services,
        bits=bits,
        width=width,
        offered=sold,
        grid=int.from_bytes(rows, "little"),
        places={service: index * width for index, service in enumerate(services)},
    )


def _sold(register: Register, bits: Mapping[str, Mask], on: date) -> dict[str, Mask]:
    """Where each service is offered, as `reach.offered` says of each region."""
    opened = sum(
        bits[region.id]
        for region in register.regions.values()
        if region.opened is None or region.opened <= on
    )
    found = {"": opened}
    for service in register.services.values():
        launched = service.launched is None or service.launched <= on
        ended = service.retired is not None and service.retired <= on
        where = opened
        if service.regions != "all":
            where &= sum(bits.get(one, 0) for one in set(named(service.regions)))
        found[service.id] = where if launched and not ended else 0
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread(Mapping[str, States]):
    """One program's states: for each service, and under the empty name for any."""

    map_: Atlas
    grids: Mapping[ClaimState, Grid]
    """The cells in each state; together all that are offered."""
    whole: States
    """The program as a whole."""

    def __getitem__(self, service: str) -> States:
        if not service:
            return self.whole
        states: States = {}
        for state, grid in self.grids.items():
            mask = self.map_.row(grid, service)
            if mask:
                states[state] = mask
        return states

    def __iter__(self) -> Iterator[str]:
        yield ""
        yield from self.map_.services

    def __len__(self) -> int:
        return len(self.map_.services) + 1


def spread(
    register: Register, map_: Atlas, on: date, level: str, grounds: Iterable[Ground]
) -> Spread:
    """The state of every cell, from what each ground says of it."""
    grids: dict[ClaimState, Grid] = {}
    whole: dict[ClaimState, Mask] = {}
    for ground in grounds:
        parts = _parts(register, ground, level)
        if not parts:
            continue
        cells, any_ = _fits(map_, ground, on, level, parts)
        for fit in _BEST_FIRST:
            state = state_for(ground, fit)
            if state is not None:
                grids[state] = grids.get(state, 0) | cells[fit]
                whole[state] = whole.get(state, 0) | any_[fit]
    return Spread(
        map_=map_,
        grids=_ranked(grids, map_.grid),
        whole=_ranked(whole, map_.offered[""]),
    )


def _ranked(found: Mapping[ClaimState, int], offered: int) -> dict[ClaimState, int]:
    """Each bit under the best of its states; what has none is not claimed."""
    states: dict[ClaimState, int] = {}
    left = offered
    for state in RANK:
        taken = left if state == "not_claimed" else found.get(state, 0) & left
        if taken:
            states[state] = taken
            left &= ~taken
    return states


def _parts(register: Register, ground: Ground, level: str) -> list[tuple[Reach, Fit]]:
    """The parts of a ground's scope that speak of the level."""
    program = register.programs[ground.stated.program]
    found: list[tuple[Reach, Fit]] = []
    for reach in ground.reaches:
        fit = fits_level(program, reach.levels, level)
        if fit != "no" and all(members for _, members in reach.limits):
            found.append((reach, fit))
    return found


_BEST_FIRST: tuple[Fit, ...] = ("excluded", "yes", "unstated", "left")
"""What is excluded is so whatever else the statement says."""

Fits: TypeAlias = dict[Fit, int]


def _fits(
    map_: Atlas, ground: Ground, on: date, level: str, parts: list[tuple[Reach, Fit]]
) -> tuple[Fits, Fits]:
    """How a ground's scope lies to every cell, and to the regions as a whole."""
    asked = Question(program=ground.stated.program, level=level)
    barred = [one for one in ground.exclusions if bars(one, asked, on)]
    left_out, out_anywhere = _left_out(map_, barred)
    done, done_anywhere = _left_out(map_, ground.done)
    passed, passed_anywhere = left_out | done, out_anywhere | done_anywhere
    cells: Fits = {"excluded": left_out, "yes": 0, "unstated": 0, "left": 0}
    any_: Fits = {"excluded": out_anywhere, "yes": 0, "unstated": 0, "left": 0}
    for reach, level_fit in parts:
        if reach.since is not None and on < reach.since:
            continue
        fit: Fit = "unstated" if reach.regions == "unstated" else level_fit
        gone = reach.until is not None and reach.until < on
        here = map_.product(reach.services, reach.regions) & map_.grid & ~passed
        unsaid = reach.services == "unstated"
        cells["left" if gone else "unstated" if unsaid else fit] |= here
        places = map_.any_row(here)
        if unsaid or not (map_.services and reach.services):
            open_ = map_.offered[""] & ~passed_anywhere
            places = map_.mask(reach.regions) & open_
        any_["left" if gone else fit] |= places
    return _exclusive(cells), _exclusive(any_)


def _left_out(map_: Atlas, exclusions: Iterable[Exclusion]) -> tuple[Grid, Mask]:
    """The cells that exclusions name, and the regions in which they name them all."""
    grid, anywhere = 0, 0
    for one in exclusions:
        if one.services == "all" or not isinstance(one.services, str):
            grid |= map_.product(one.services, one.regions)
        if one.services == "all":
            anywhere |= map_.mask(one.regions)
    return grid, anywhere


def _exclusive(fits: Fits) -> Fits:
    """Each bit under the best of its fits."""
    seen = 0
    for fit in _BEST_FIRST:
        fits[fit] &= ~seen
        seen |= fits[fit]
    return fits
