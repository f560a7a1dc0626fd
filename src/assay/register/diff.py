"""What changed between two days, told in groups of cells that changed alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from assay.register.answer import answer
from assay.register.calendar import latest
from assay.register.claim import Change, ClaimState, Question
from assay.register.fitting import fit
from assay.register.grounds import Ground, Option, grounds, state_for
from assay.register.phrases import program_at
from assay.register.reach import Asked, fits_level, offered
from assay.register.saying import cause
from assay.register.spread import Atlas, Mask, atlas, spread
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
    maps = atlas(seen, d1), atlas(seen, d2)
    found: list[Change] = []
    for program in seen.programs:
        days = (
            _Day(d1, maps[0], grounds(seen, program, d1)),
            _Day(d2, maps[1], grounds(seen, program, d2)),
        )
        told: list[Change] = []
        for level in reversed(_levels(seen, program)):
            asked = Question(program=program, level=level)
            for change in _changes(seen, asked, days):
                if not any(_includes(seen, other, change) for other in told):
                    told.append(change)
        found.extend(sorted(told, key=lambda change: change.level))
    return tuple(found)


def _includes(register: Register, higher: Change, lower: Change) -> bool:
    """Whether one change is no more than another seen from a level that it covers."""
    covered = fits_level(register.programs[lower.program], (higher.level,), lower.level)
    return covered == "yes" and replace(lower, level="", says="") == replace(
        higher, level="", says=""
    )


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
    map_ = days[0].map_
    turns: list[tuple[ClaimState, ClaimState, str, Mask]]
    if not map_.services:
        turns = [
            (before, after, "", mask)
            for before, after, mask in _turns(one.whole, other.whole, map_.mask("all"))
        ]
    else:
        turns = [
            (before, after, service, mask)
            for before, after, grid in _turns(
                one.grids, other.grids, map_.product("all", "all")
            )
            for service, mask in zip(map_.services, map_.rows(grid), strict=True)
            if mask
        ]
    alike: dict[tuple[ClaimState, ClaimState, Mask], list[str]] = {}
    for before, after, service, mask in turns:
        alike.setdefault((before, after, mask), []).append(service)
    for (before, after, mask), services in alike.items():
        named = tuple(service for service in services if service)
        group = _Group(named, map_.names(mask), before, after)
        yield _change(register, asked, days, group)


def _turns(
    one: Mapping[ClaimState, int], other: Mapping[ClaimState, int], whole: int
) -> Iterator[tuple[ClaimState, ClaimState, int]]:
    """Each way that cells changed, with the cells that changed so."""
    for before, after in product(RANK, RANK):
        if before != after:
            cells = _cells(one, before, whole) & _cells(other, after, whole)
            if cells:
                yield before, after, cells


def _cells(states: Mapping[ClaimState, int], state: ClaimState, whole: int) -> int:
    """The cells in a state; what is not offered is not claimed either."""
    if state != "not_claimed":
        return states.get(state, 0)
    for other, taken in states.items():
        if other != "not_claimed":
            whole &= ~taken
    return whole


def _change(register: Register, asked: Question, days: _Days, group: _Group) -> Change:
    program = register.programs[asked.program]
    subject = program_at(program, "", (asked.level,) if asked.level else ())
    if group.services:
        titles = [register.services[service].title for service in group.services]
        subject += f" for {_counted(titles, len(register.services), 'service')}"
    if group.regions:
        regions = group.regions
        subject += f" in {_counted(regions, len(register.regions), 'region')}"
    turn = (
        f"{_word(group.before)} on {day(days[0].on)}, "
        f"{_word(group.after)} on {day(days[1].on)}"
    )
    attestation, why = _why(register, asked, days, group)
    said = f"{attestation}: {why}" if attestation else why
    return Change(
        program=asked.program,
        level=asked.level,
        services=group.services,
        regions=group.regions,
        before=group.before,
        after=group.after,
        attestation=attestation,
        cause=why,
        says=sentence(f"{subject}: {turn}" + (f" ({said})" if said else "")),
    )


def _counted(names: Sequence[str], of: int, what: str) -> str:
    """A few by name, many by number, all as all."""
    if len(names) <= _NAMED:
        return listed(names)
    return f"all {of} {what}s" if len(names) == of else f"{len(names)} {what}s"


_NAMED = 3


def _word(state: ClaimState) -> str:
    return state.replace("_", " ")


def _why(
    register: Register, asked: Question, days: _Days, group: _Group
) -> tuple[str, str]:
    """What the later state rests on and why it is so, for the first of the cells."""
    first = replace(
        asked,
        service=next(iter(group.services), ""),
        region=next(iter(group.regions), ""),
    )
    sold = _sold(register, first, days)
    if sold:
        return "", sold
    then = days[1]
    at = Asked(register, first, then.on)
    for ground in sorted(then.known, key=lambda one: (-one.start.toordinal(), one.id)):
        fitting = fit(at, ground.reaches, ground.exclusions, ground.done)
        if state_for(ground, fitting.fit) == group.after:
            option = Option(state=group.after, ground=ground, fitting=fitting)
            return ground.id, cause(option)
    return "", ""


def _sold(register: Register, first: Question, days: _Days) -> str:
    """Why the cell itself came or went, where it did."""
    was, is_ = (
        offered(register, first.service, first.region, each.on) for each in days
    )
    if was == is_:
        return ""
    service = register.services.get(first.service)
    region = register.regions.get(first.region)
    if is_:
        opened = region.opened if region is not None else None
        since = latest(opened, service.launched if service is not None else None)
        return "it is offered there" + (f" since {day(since)}" if since else "")
    ended = service.retired if service is not None else None
    return "it is no longer offered" + (f" since {day(ended)}" if ended else "")
