"""What changed between two days, told in groups of cells that changed alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product

from assay.register.answer import answer, options
from assay.register.claim import Change, ClaimState, Question
from assay.register.grounds import Ground, grounds
from assay.register.phrases import program_at
from assay.register.reach import Asked
from assay.register.saying import cause
from assay.register.spread import Atlas, States, atlas, spread
from assay.register.state import RANK, known_by
from assay.register.values import Attestation, Plan, Register
from assay.register.wording import day, listed, sentence

__all__ = ["diff"]


def diff(
    register: Register, d1: date, d2: date, as_of: date | None = None
) -> tuple[Change, ...]:
    """Every claim state that differs between `d1` and `d2`, grouped into sentences.

    A change without services is one of the program as a whole: where the source does
    not say which services it means, there is no finer one.
    """
    seen = register if as_of is None else known_by(register, as_of)
    found: list[Change] = []
    for program in seen.programs:
        days = (
            _Day(d1, atlas(seen, d1), grounds(seen, program, d1)),
            _Day(d2, atlas(seen, d2), grounds(seen, program, d2)),
        )
        for level in _levels(seen, program):
            found.extend(_changes(seen, Question(program=program, level=level), days))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Day:
    on: date
    map_: Atlas
    known: tuple[Ground, ...]


_Days = tuple[_Day, _Day]


def _levels(register: Register, program: str) -> list[str]:
    """The levels that the program is stated at, in its own order; one `""` if none."""
    made: list[Attestation | Plan] = [*register.attestations.values(), *register.plans]
    stated = {
        level
        for one in made
        if one.program == program
        for scope in one.scope
        for level in scope.levels
    }
    levels = [one.id for one in register.programs[program].levels if one.id in stated]
    return levels or [""]


def _changes(register: Register, asked: Question, days: _Days) -> Iterator[Change]:
    told = list(_by_cell(register, asked, days))
    yield from told
    if told:
        return
    first, then = days
    before = answer(Asked(register, asked, first.on), first.known).state
    after = answer(Asked(register, asked, then.on), then.known).state
    if before != after:
        yield _change(register, asked, days, _Group((), (), before, after))


@dataclass(frozen=True, slots=True)
class _Group:
    """Cells that changed alike."""

    services: tuple[str, ...]
    regions: tuple[str, ...]
    before: ClaimState
    after: ClaimState


def _by_cell(register: Register, asked: Question, days: _Days) -> Iterator[Change]:
    one, other = (
        spread(register, each.map_, each.on, asked.level, each.known) for each in days
    )
    alike: dict[tuple[ClaimState, ClaimState, int], list[str]] = {}
    for service in register.services or ("",):
        for turn in _turns(one[service], other[service], days[0].map_.mask("all")):
            alike.setdefault(turn, []).append(service)
    for (before, after, mask), services in alike.items():
        regions = days[0].map_.names(mask)
        named = tuple(service for service in services if service)
        group = _Group(named, regions, before, after)
        yield _change(register, asked, days, group)


def _turns(
    one: States, other: States, whole: int
) -> Iterator[tuple[ClaimState, ClaimState, int]]:
    """Each way a service's regions changed, with the regions that changed so."""
    for before, after in product(RANK, RANK):
        mask = _regions(one, before, whole) & _regions(other, after, whole)
        if before != after and mask:
            yield before, after, mask


def _regions(states: States, state: ClaimState, whole: int) -> int:
    """The regions in a state; what is not offered is not claimed either."""
    mask = states.get(state, 0)
    if state != "not_claimed":
        return mask
    for other, taken in states.items():
        if other != "not_claimed":
            whole &= ~taken
    return whole


def _change(register: Register, asked: Question, days: _Days, group: _Group) -> Change:
    program = register.programs[asked.program]
    level = (asked.level,) if asked.level else ()
    subject = program_at(program, "", level)
    if group.services:
        titles = [register.services[service].title for service in group.services]
        subject += f" for {listed(titles)}"
    if group.regions:
        subject += f" in {listed(group.regions)}"
    turn = (
        f"{_word(group.before)} on {day(days[0].on)}, "
        f"{_word(group.after)} on {day(days[1].on)}"
    )
    return Change(
        program=asked.program,
        level=asked.level,
        services=group.services,
        regions=group.regions,
        before=group.before,
        after=group.after,
        says=sentence(f"{subject}: {turn}{_why(register, asked, days[1], group)}"),
    )


def _word(state: ClaimState) -> str:
    return state.replace("_", " ")


def _why(register: Register, asked: Question, later: _Day, group: _Group) -> str:
    """The cause on the later day, for the first of the cells."""
    first = Question(
        program=asked.program,
        service=next(iter(group.services), ""),
        region=next(iter(group.regions), ""),
        level=asked.level,
    )
    found = options(Asked(register, first, later.on), later.known)
    return f" ({found[0].ground.id}: {cause(found[0])})" if found else ""
