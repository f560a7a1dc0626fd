"""The state of every cell of one program at once, cells as the bits of a number.

It says cell for cell what `assay.register.answer` says of each; a test holds the two
together. A service is a row of bits, a region a bit in it, and a product of services
and regions is one multiplication: a statement costs a handful of operations on numbers,
however many services and regions it names.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from struct import unpack
from typing import TypeAlias

from assay.register.claim import ClaimState, Question
from assay.register.extent import named
from assay.register.grounds import Ground, overruled, preference, state_for
from assay.register.narrowing import exhausts
from assay.register.reach import Asked, Fit, Reach, bars, fits_level, partial
from assay.register.state import RANK
from assay.register.values import Exclusion, Extent, Register

__all__ = ["Atlas", "Grid", "Mask", "Part", "Spread", "States", "atlas", "spread"]

Mask: TypeAlias = int
"""Regions as bits."""
Grid: TypeAlias = int
"""Cells as bits: the masks of all services, one behind the other."""
States: TypeAlias = dict[ClaimState, Mask]
"""For each state the regions in which it is found; together all that are offered."""

_BYTE = 8
_WORD = 8
"""Bytes in a machine word: rows of as many are taken apart at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """The regions as bits, the services as rows, and where each is offered on a day."""

    on: date
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
    sites: Mapping[str, Mask]
    """Where each service is meant to be offered, whatever the day."""
    known: dict[Extent, int]
    """Rows of extents that were asked for: many statements name the same services."""

    def mask(self, extent: Extent) -> Mask:
        """The regions that an extent names, or may name where it is unstated."""
        if isinstance(extent, str):
            return (1 << len(self.regions)) - 1
        mask = 0
        for region in extent:
            mask |= self.bits.get(region, 0)
        return mask

    def names(self, mask: Mask) -> tuple[str, ...]:
        """The regions of a mask, in the register's order."""
        return tuple(region for region in self.regions if mask & self.bits[region])

    def product(self, services: Extent, regions: Extent) -> Grid:
        """The cells of services and regions, offered or not."""
        return self._rows(services) * self.mask(regions)

    def _rows(self, extent: Extent) -> Grid:
        key = "all" if isinstance(extent, str) else extent
        rows = self.known.get(key)
        if rows is None:
            named_ = self.services if isinstance(key, str) else key
            rows = self.known[key] = self._cells(named_)
        return rows

    def box(self, services: Iterable[str], mask: Mask) -> Grid:
        """The cells of services and a mask; unlike `product`, nothing is kept of it."""
        return self._cells(services) * mask

    def _cells(self, services: Iterable[str]) -> Grid:
        data = bytearray(self.width * len(self.services))
        for service in services:
            if service in self.places:
                data[self.places[service]] = 1
        return int.from_bytes(data, "little")

    def rows(self, grid: Grid) -> Sequence[Mask]:
        """The mask of each service, in their order."""
        width, many = self.width, len(self.services)
        data = grid.to_bytes(width * many, "little")
        if width == _WORD:
            return unpack(f"<{many}Q", data)
        return [
            int.from_bytes(data[start : start + width], "little")
            for start in range(0, len(data), width)
        ]

    def found(self, grid: Grid) -> Iterator[tuple[str, Mask]]:
        """The services that have any cell in a grid, with their masks."""
        if grid:
            for service, mask in zip(self.services, self.rows(grid), strict=True):
                if mask:
                    yield service, mask

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
    places: dict[str, Atlas] = register.memo.setdefault("places", {})
    plan = places.get("plan")
    if plan is None:
        plan = places["plan"] = _plan(register)
    sold = _sold(register, plan, on)
    rows = b"".join(
        sold[service].to_bytes(plan.width, "little") for service in plan.services
    )
    return replace(plan, on=on, offered=sold, grid=int.from_bytes(rows, "little"))


def _plan(register: Register) -> Atlas:
    """An atlas without a day: nothing is offered in it."""
    regions, services = tuple(register.regions), tuple(register.services)
    width = max(_WORD, -(-len(regions) // _BYTE))
    plan = Atlas(
        on=date.min,
        regions=regions,
        services=services,
        bits={region: 1 << index for index, region in enumerate(regions)},
        width=width,
        offered={},
        grid=0,
        places={service: index * width for index, service in enumerate(services)},
        sites={},
        known={},
    )
    sites = {
        one.id: plan.mask("all" if one.regions == "all" else named(one.regions))
        for one in register.services.values()
    }
    return replace(plan, sites=sites)


def _sold(register: Register, plan: Atlas, on: date) -> dict[str, Mask]:
    """Where each service is offered, as `reach.offered` says of each region."""
    opened = sum(
        plan.bits[region.id]
        for region in register.regions.values()
        if region.opened is None or region.opened <= on
    )
    found = {"": opened}
    for service in register.services.values():
        launched = service.launched is None or service.launched <= on
        ended = service.retired is not None and service.retired <= on
        found[service.id] = (
            plan.sites[service.id] & opened if launched and not ended else 0
        )
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """Cells that are in one state by one ground."""

    state: ClaimState
    ground: Ground
    fit: Fit
    cells: Grid
    anywhere: Mask
    """The regions in which the program as a whole is so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread(Mapping[str, States]):
    """One program's states: for each service, and under the empty name for any."""

    map_: Atlas
    grids: Mapping[ClaimState, Grid]
    """The cells in each state; together all that are offered."""
    whole: States
    """The program as a whole."""
    parts: tuple[Part, ...]
    """The cells of which something is said, by who says it."""

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
    register: Register, map_: Atlas, level: str, grounds: Iterable[Ground]
) -> Spread:
    """The state of every cell on the atlas's day, from what each ground says of it."""
    said = sorted(_said(register, map_, level, grounds), key=_preference)
    later = overruled(register, said)
    grids: dict[ClaimState, Grid] = {}
    whole: dict[ClaimState, Mask] = {}
    parts: list[Part] = []
    left, left_anywhere = map_.grid, map_.offered[""]
    for one in said:
        cells, anywhere = one.cells & left, one.anywhere & left_anywhere
        for newer in later.get(one.ground.id, ()):
            cells &= ~newer.cells
            anywhere &= ~newer.anywhere
        if cells:
            grids[one.state] = grids.get(one.state, 0) | cells
            left &= ~cells
        if anywhere:
            whole[one.state] = whole.get(one.state, 0) | anywhere
            left_anywhere &= ~anywhere
        if cells or anywhere:
            parts.append(Part(one.state, one.ground, one.fit, cells, anywhere))
    return Spread(
        map_=map_,
        grids=_with_rest(grids, left),
        whole=_with_rest(whole, left_anywhere),
        parts=tuple(parts),
    )


def _with_rest(found: dict[ClaimState, int], left: int) -> dict[ClaimState, int]:
    """The states best first; what has none is not claimed."""
    if left or "not_claimed" in found:
        found["not_claimed"] = found.get("not_claimed", 0) | left
    return {state: found[state] for state in RANK if state in found}


@dataclass(frozen=True, slots=True)
class _Said:
    """What one ground says of cells, and of regions as a whole."""

    state: ClaimState
    ground: Ground
    fit: Fit
    cells: Grid
    anywhere: Mask


def _preference(one: _Said) -> tuple[int, int, str]:
    return preference(one.state, one.ground)


def _said(
    register: Register, map_: Atlas, level: str, grounds: Iterable[Ground]
) -> Iterator[_Said]:
    for ground in grounds:
        parts = _parts(register, ground, level)
        if not parts:
            continue
        question = Question(program=ground.stated.program, level=level)
        asked = Asked(register, question, map_.on)
        cells, anywhere = _fits(map_, asked, ground, parts)
        for fit in _BEST_FIRST:
            state = state_for(ground, fit)
            if state is not None and (cells[fit] or anywhere[fit]):
                yield _Said(state, ground, fit, cells[fit], anywhere[fit])


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
    map_: Atlas, asked: Asked, ground: Ground, parts: list[tuple[Reach, Fit]]
) -> tuple[Fits, Fits]:
    """How a ground's scope lies to every cell, and to the regions as a whole."""
    on, question = asked.on, asked.question
    barred = [one for one in ground.exclusions if bars(one, question, on)]
    partly = partial(ground.exclusions, question, on)
    left_out, out_anywhere = _left_out(map_, barred)
    done, done_anywhere = _left_out(map_, ground.done)
    kept = map_.grid & ~(left_out | done)
    open_ = map_.offered[""] & ~(out_anywhere | done_anywhere)
    cells: Fits = {"excluded": left_out, "yes": 0, "unstated": 0, "left": 0, "no": 0}
    any_: Fits = {**cells, "excluded": out_anywhere}
    for reach, level_fit in parts:
        if reach.since is not None and on < reach.since:
            continue
        fit: Fit = "unstated" if reach.regions == "unstated" else level_fit
        gone = reach.until is not None and reach.until < on
        here = map_.product(reach.services, reach.regions) & kept
        used, used_anywhere = _used_up(map_, asked, reach, partly)
        unsaid = reach.services == "unstated"
        cells["left" if gone else "unstated" if unsaid else fit] |= here & ~used
        any_["left" if gone else fit] |= _anywhere(
            map_, reach, here & ~used, open_ & ~used_anywhere
        )
        if used | used_anywhere and not gone:
            cells["no"] |= here & used
            any_["no"] |= _anywhere(map_, reach, here & used, open_ & used_anywhere)
    return _exclusive(cells), _exclusive(any_)


def _anywhere(map_: Atlas, reach: Reach, cells: Grid, open_: Mask) -> Mask:
    """The regions in which a reach has any of the cells, or may have."""
    nowhere_else = not map_.services and reach.services
    if reach.services == "unstated" or nowhere_else:
        return map_.mask(reach.regions) & open_
    return map_.any_row(cells)


def _used_up(
    map_: Atlas, asked: Asked, reach: Reach, partly: Iterable[Exclusion]
) -> tuple[Grid, Mask]:
    """The cells of which exclusions of parts, taken together, leave nothing."""
    program = asked.register.programs[asked.question.program]
    classes: list[tuple[Grid, Mask, tuple[Exclusion, ...]]] = [(-1, -1, ())]
    for one in partly:
        grid, mask = _left_out(map_, [one])
        halves = [
            *((g & grid, m & mask, (*taken, one)) for g, m, taken in classes),
            *((g & ~grid, m & ~mask, taken) for g, m, taken in classes),
        ]
        classes = [half for half in halves if half[0] or half[1]]
    used, used_anywhere = 0, 0
    for grid, mask, taken in classes:
        if taken and exhausts(taken, program, asked.question, reach):
            used, used_anywhere = used | grid, used_anywhere | mask
    return used, used_anywhere


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
    """Each bit under the best of its fits; what nothing is left of is excluded too."""
    seen = 0
    for fit in (*_BEST_FIRST, "no"):
        fits[fit] &= ~seen
        seen |= fits[fit]
    fits["excluded"] |= fits.pop("no")
    return fits
