"""Parts of a scope as cells with their days, and back as few parts as can be."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TypeAlias

from assay.register.extent import members, reference
from assay.register.listing.values import Cell, Part
from assay.register.values import Extent, Register

__all__ = ["Span", "Spans", "cells_of", "grouped", "normalised", "overlap", "spans_of"]

Span: TypeAlias = tuple[date | None, date | None]
"""The first day, None for the statement's own, and the last, None for no end."""
Spans: TypeAlias = dict[Cell, list[tuple[Span, int]]]
"""The days of each cell, with the part that each comes from."""


def cells_of(register: Register, part: Part) -> frozenset[Cell]:
    """The cells of a part; none of what it refers to or leaves unstated."""
    if reference(part.services) or reference(part.regions):
        return frozenset()
    regions = members(part.regions, register.regions)
    services = members(part.services, register.services)
    return frozenset((service, region) for service in services for region in regions)


def spans_of(register: Register, parts: Iterable[Part]) -> Spans:
    """The days of each cell, in the order of the parts."""
    found: Spans = {}
    for index, part in enumerate(parts):
        for cell in cells_of(register, part):
            found.setdefault(cell, []).append(((part.since, part.until), index))
    return found


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans have a day in common."""
    first = max(one[0] or date.min, other[0] or date.min)
    return first <= min(one[1] or date.max, other[1] or date.max)


def grouped(
    register: Register,
    cells: Mapping[Cell, Iterable[Span]],
    everywhere: Iterable[str] = (),
) -> tuple[Part, ...]:
    """Cells as parts: services that share their regions and days go together.

    Args:
        register: Whose services and regions they are; its order is kept.
        cells: The days of each.
        everywhere: Services said to be in all regions, which are more than those there
            are today.
    """
    regions: dict[tuple[str, Span], set[str]] = {}
    for (service, region), spans in cells.items():
        for span in spans:
            regions.setdefault((service, span), set()).add(region)
    whole = frozenset(everywhere)
    services: dict[tuple[Extent, Span], list[str]] = {}
    for service, span in _in_order(register, regions):
        named = regions[service, span]
        every = service in whole and len(named) == len(register.regions)
        extent = "all" if every else members(tuple(named), register.regions)
        services.setdefault((extent, span), []).append(service)
    return tuple(
        Part(services=tuple(names), regions=extent, since=span[0], until=span[1])
        for (extent, span), names in services.items()
    )


def _in_order(
    register: Register, rows: Iterable[tuple[str, Span]]
) -> list[tuple[str, Span]]:
    order = {service: index for index, service in enumerate(register.services)}
    return sorted(
        rows,
        key=lambda row: (
            order[row[0]],
            row[1][0] or date.min,
            row[1][1] or date.max,
        ),
    )


def normalised(
    register: Register,
    parts: Iterable[Part],
    on: date,
    without: frozenset[Cell] = frozenset(),
) -> Iterator[Part]:
    """What holds on a day or is to hold later: a service and its days in one part."""
    held = tuple(parts)
    now = {
        cell: [span for span, _ in spans if span[1] is None or span[1] >= on]
        for cell, spans in spans_of(register, held).items()
        if cell not in without
    }
    everywhere = [
        service
        for part in held
        if part.regions == "all"
        for service in members(part.services, register.services)
    ]
    for service in register.services:
        own = {cell: spans for cell, spans in now.items() if cell[0] == service}
        yield from grouped(register, own, everywhere)
