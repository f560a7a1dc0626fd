"""Changes as a reader is told them: one sentence for what happened once.

One event changes a service here in three regions and there in two. Those are two
changes, each exact, and one piece of news.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TypeAlias

from assay.register.change import Change
from assay.register.claim import ClaimState
from assay.register.reach import levels_below
from assay.register.values import Register

__all__ = ["News", "dated", "news"]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Changes that happened together, and for the same reason."""

    program: str
    level: str
    services: tuple[str, ...]
    """Every service that changed."""
    regions: tuple[str, ...]
    in_each: bool
    """Whether each of the services changed in each of the regions."""
    before: ClaimState
    after: ClaimState
    attestation: str
    cause: str
    on: date | None
    says: str


def dated(register: Register, changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes in parts of which each has its day, and each told once.

    A change is not told again of a level that the one it was told of covers.
    """
    told: dict[_Event, list[tuple[str, set[tuple[str, str]]]]] = {}
    kept: list[Change] = []
    parts = [part for one in changes for part in one.by_day()]
    for one in reversed(parts):
        program = register.programs[one.program]
        cells = set(product(one.services or ("",), one.regions or ("",)))
        seen = told.setdefault(_event(one), [])
        above = [c for level, c in seen if one.level in levels_below(program, (level,))]
        if not cells <= set().union(*above):
            kept.append(one)
        seen.append((one.level, cells))
    return tuple(reversed(kept))


def news(register: Register, changes: Iterable[Change]) -> tuple[News, ...]:
    """What happened, in the order of the changes; each is told by one piece of news."""
    events: dict[tuple[str, _Event], list[Change]] = {}
    for one in dated(register, changes):
        events.setdefault((one.level, _event(one)), []).append(one)
    return tuple(_news(register, parts) for parts in events.values())


_Event: TypeAlias = tuple[str, ClaimState, ClaimState, str, str, date | None]


def _event(one: Change) -> _Event:
    """What changes have in common that are one event."""
    states = one.before, one.after
    return one.program, *states, one.attestation, one.cause, one.on


def _news(register: Register, parts: list[Change]) -> News:
    first = parts[0]
    services = {service for part in parts for service in part.services}
    regions = {region for part in parts for region in part.regions}
    shown = (
        tuple(one for one in register.services if one in services),
        tuple(one for one in register.regions if one in regions),
    )
    cells = sum(len(part.services) * len(part.regions) for part in parts)
    in_each = cells == len(services) * len(regions) or len(parts) == 1
    return News(
        program=first.program,
        level=first.level,
        services=shown[0],
        regions=shown[1],
        in_each=in_each,
        before=first.before,
        after=first.after,
        attestation=first.attestation,
        cause=first.cause,
        on=first.on,
        says=first.told(*shown, in_each=in_each),
    )
