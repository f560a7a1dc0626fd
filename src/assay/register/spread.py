"""The state of every cell of one program at once, regions as the bits of a number.

It says cell for cell what `assay.register.answer` says of each; a test holds the two
together. One statement costs a few operations for each service, however many regions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from assay.register.claim import ClaimState, Question
from assay.register.extent import named
from assay.register.grounds import Ground, state_for
from assay.register.reach import Fit, Reach, bars, fits_level, offered
from assay.register.state import RANK
from assay.register.values import Exclusion, Extent, Register

__all__ = ["Atlas", "States", "atlas", "spread"]

Mask: TypeAlias = int
States: TypeAlias = dict[ClaimState, Mask]
"""For each state the regions in which it is found; together all that are offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """The regions as bits, and where each service is offered on a day."""

    regions: tuple[str, ...]
    bits: Mapping[str, Mask]
    offered: Mapping[str, Mask]
    """By service; under the empty name, the regions that are open."""

    def mask(self, extent: Extent) -> Mask:
        """The regions that an extent names, or may name where it is unstated."""
        if isinstance(extent, str):
            return (1 << len(self.regions)) - 1
        return sum(self.bits.get(region, 0) for region in set(extent))

    def names(self, mask: Mask) -> tuple[str, ...]:
        """The regions of a mask, in the register's order."""
        return tuple(region for region in self.regions if mask & self.bits[region])


def atlas(register: Register, on: date) -> Atlas:
    """The atlas of a register on a day."""
    regions = tuple(register.regions)
    bits = {region: 1 << index for index, region in enumerate(regions)}
    sold = {
        service: sum(
            bits[region] for region in regions if offered(register, service, region, on)
        )
        for service in ("", *register.services)
    }
    return Atlas(regions=regions, bits=bits, offered=sold)


def spread(
    register: Register, map_: Atlas, on: date, level: str, grounds: Iterable[Ground]
) -> dict[str, States]:
    """For each service, and under the empty name for any, its regions by state."""
    held = [_layer(register, map_, on, level, ground) for ground in grounds]
    layers = [layer for layer in held if layer.reaches]
    return {
        service: _by_rank(map_, layers, service) for service in ("", *register.services)
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    """One ground, with the parts of its scope that matter on the day."""

    ground: Ground
    on: date
    reaches: tuple[tuple[Reach, Fit], ...]
    left_out: Mapping[str, Mask]
    """The regions in which each service is excluded; under the empty name, all are."""
    passed: Mapping[str, Mask]
    """The same, with those in which a plan has nothing more to say."""


def _layer(
    register: Register, map_: Atlas, on: date, level: str, ground: Ground
) -> _Layer:
    program = register.programs[ground.stated.program]
    reaches: list[tuple[Reach, Fit]] = []
    for reach in ground.reaches:
        fit = fits_level(program, reach.levels, level)
        if fit != "no" and all(members for _, members in reach.limits):
            reaches.append((reach, fit))
    asked = Question(program=program.id, level=level)
    active = [e for e in ground.exclusions if bars(e, asked, on)]
    services = ("", *register.services)
    return _Layer(
        ground=ground,
        on=on,
        reaches=tuple(reaches),
        left_out={one: _left_out(map_, active, one) for one in services},
        passed={one: _left_out(map_, [*active, *ground.done], one) for one in services},
    )


def _left_out(map_: Atlas, exclusions: Iterable[Exclusion], service: str) -> Mask:
    mask = 0
    for exclusion in exclusions:
        named_ = bool(service) and service in named(exclusion.services)
        if exclusion.services == "all" or named_:
            mask |= map_.mask(exclusion.regions)
    return mask


def _by_rank(map_: Atlas, layers: Iterable[_Layer], service: str) -> States:
    """The regions of a service, each under the best state that any layer gives it."""
    found: States = {}
    for layer in layers:
        for fit, mask in _fits(map_, layer, service).items():
            state = state_for(layer.ground, fit)
            if state is not None:
                found[state] = found.get(state, 0) | mask
    states: States = {}
    left = map_.offered[service]
    for state in RANK:
        mask = found.get(state, 0) & left
        if state == "not_claimed":
            mask = left
        if mask:
            states[state] = mask
            left &= ~mask
    return states


def _fits(map_: Atlas, layer: _Layer, service: str) -> dict[Fit, Mask]:
    """How one layer's scope lies to each region of a service."""
    fits: dict[Fit, Mask] = {"excluded": layer.left_out[service]}
    for reach, level in layer.reaches:
        if reach.since is not None and layer.on < reach.since:
            continue
        fit = "unstated" if reach.regions == "unstated" else level
        if service and reach.services == "unstated":
            fit = "unstated"
        if reach.until is not None and reach.until < layer.on:
            fit = "left"
        mask = map_.mask(reach.regions) & _open(map_, layer, reach, service)
        fits[fit] = fits.get(fit, 0) | mask
    seen = 0
    for fit in _BEST_FIRST:
        fits[fit] = fits.get(fit, 0) & ~seen
        seen |= fits[fit]
    return fits


_BEST_FIRST: tuple[Fit, ...] = ("excluded", "yes", "unstated", "left")
"""What is excluded is so whatever else the statement says."""


def _open(map_: Atlas, layer: _Layer, reach: Reach, service: str) -> Mask:
    """Where the service, or any that the reach names, is offered and not excluded."""
    if service:
        if not isinstance(reach.services, str) and service not in reach.services:
            return 0
        return map_.offered[service] & ~layer.passed[service]
    if reach.services == "all":
        picked: Iterable[str] = [name for name in map_.offered if name] or ("",)
    else:
        picked = named(reach.services) or ("",)
    mask = 0
    for name in picked:
        mask |= map_.offered.get(name, 0) & ~layer.passed.get(name, 0)
    return mask
