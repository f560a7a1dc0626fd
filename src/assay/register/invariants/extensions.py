"""What a statement owes to the one that it extends.

Programs say it as data: the relations of kind `extends` that make demands. What cannot
be true together is told here, when the register is read. What only weakens a statement,
such as a certificate that lapses under the one that widens it, is derived by `state`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeAlias

from assay.errors import Problem
from assay.register.calendar import earliest, latest
from assay.register.extent import members
from assay.register.invariants.declared import attestation_file
from assay.register.kinds import KINDS
from assay.register.program import Demand, Program, Relationship
from assay.register.reach import Reach, exclusions, fits_level, offered, reaches
from assay.register.terms import begins, demanding, until
from assay.register.values import Attestation, Exclusion, Register
from assay.register.wording import listed

__all__ = ["faults"]

Cells: TypeAlias = dict[str, int]
"""The regions of each service, as the bits of a number."""


def faults(register: Register) -> Iterator[Problem]:
    """Demands of a program on its statements that a register does not meet.

    What an old source leaves open is not held against it.
    """
    if register.provider.speaks_on is not None:
        return
    for made in register.attestations.values():
        program = register.programs.get(made.program)
        if program is None or made.issued is None:
            continue
        relations = tuple(demanding(program, made))
        yield from _unnamed(register, program, made, relations)
        for relation in relations:
            line = tuple(_line(register, made, relation))
            if line:
                link = _Link(register, program, made, relation, line)
                yield from _link(link)


@dataclass(frozen=True, slots=True)
class _Link:
    """A statement, and those that it extends by one relation, successors included."""

    register: Register
    program: Program
    made: Attestation
    relation: Relationship
    line: tuple[Attestation, ...]

    def asks(self, demand: Demand) -> bool:
        return demand in self.relation.demands

    def fault(self, place: str, message: str, remedy: str) -> Problem:
        file = attestation_file(self.made.id)
        return Problem(file=file, place=place, message=message, remedy=remedy)


def _line(
    register: Register, made: Attestation, relation: Relationship
) -> Iterator[Attestation]:
    """What it derives from on the other program, with whatever replaced that."""
    seen: set[str] = set()
    ahead = list(made.derives_from)
    while ahead:
        identifier = ahead.pop(0)
        parent = register.attestations.get(identifier)
        if parent is None or identifier in seen or parent.program != relation.program:
            continue
        seen.add(identifier)
        ahead.append(parent.superseded_by)
        yield parent


def _unnamed(
    register: Register,
    program: Program,
    made: Attestation,
    relations: tuple[Relationship, ...],
) -> Iterator[Problem]:
    """Each level at which it extends nothing, where its program lets it not."""
    levels = dict.fromkeys(level for part in made.scope for level in part.levels)
    for level in levels or {"": None}:
        choices = [one for one in relations if not one.levels or level in one.levels]
        if not choices or any(any(_line(register, made, one)) for one in choices):
            continue
        titles = [
            f"{register.programs[one.program].title} "
            f"{KINDS[register.programs[one.program].kind].noun}"
            for one in choices
            if one.program in register.programs
        ]
        wanted = " or ".join(titles) or choices[0].program
        at = f" at level {level}" if level else ""
        article = "an" if wanted.startswith(("A", "E", "I", "O", "U")) else "a"
        yield Problem(
            file=attestation_file(made.id),
            place="derives_from",
            message=f"{program.title}{at} rests on {article} {wanted}, and this names "
            "none",
            remedy=f"Add `derives_from` with the id of the {wanted}.",
        )
        return


def _link(link: _Link) -> Iterator[Problem]:
    if link.asks("body"):
        yield from _body(link)
    if link.asks("term"):
        yield from _term(link)
    if link.asks("level"):
        yield from _level(link)
    if link.asks("scope"):
        yield from _scope(link)


def _body(link: _Link) -> Iterator[Problem]:
    bodies = [one.by for one in link.line]
    if link.made.by not in bodies:
        yield link.fault(
            "by",
            f"It is by {link.made.by}, and {link.line[0].id}, which it extends, is by "
            f"{link.line[0].by}",
            "One body makes both: correct `by`, or `derives_from`.",
        )


def _term(link: _Link) -> Iterator[Problem]:
    """It cannot outlast the last of those that it extends."""
    own = until(link.program, link.made)
    ends = [until(link.register.programs[one.program], one) for one in link.line]
    last = None if None in ends else latest(*ends)
    if last is not None and (own is None or own > last):
        how = f"would last until {own}" if own is not None else "has no end"
        yield link.fault(
            "expires",
            f"It {how}, beyond {last}, the last day of {link.line[-1].id}",
            f"Write `expires = {last}` or earlier.",
        )


def _level(link: _Link) -> Iterator[Problem]:
    other, wanted = link.register.programs[link.relation.program], link.relation.level
    levels = [part.levels for one in link.line for part in one.scope]
    if not any(fits_level(other, stated, wanted) == "yes" for stated in levels):
        yield link.fault(
            "derives_from",
            f"It rests on {other.title} at level {wanted}, and {link.line[0].id} does "
            "not reach it",
            f"Name a statement at {wanted} or above.",
        )


def _scope(link: _Link) -> Iterator[Problem]:
    """No cell of it lies outside what it extends, on any day on which one changes."""
    days = sorted(_days(link))
    last = _ends(link)
    over = last if last == date.max else last + timedelta(1)
    for on, then in pairwise((*days, over)):
        grounds = tuple(_on(link, on))
        outside = _outside(link, grounds, on, then)
        if outside:
            first = min(day for _, _, day in outside)
            names = [f"{service} in {region}" for service, region, _ in outside]
            yield link.fault(
                "scope",
                f"On {first} it reaches {listed(names)}, and "
                f"{listed([one.id for one in grounds])}, which it extends, does not",
                "Take it out of this scope (`until` ends a part), or widen the other; "
                f'`"same-as:{grounds[-1].id}"` keeps the two alike.',
            )
            return


def _days(link: _Link) -> set[date]:
    """Every day, while it lasts, on which one of the scopes may have changed."""
    start, end = begins(link.made), _ends(link)
    days = {start}
    for made in (link.made, *link.line):
        days.add(begins(made))
        for part in reaches(link.register, made.scope):
            days.add(part.since or start)
            if part.until is not None and part.until < date.max:
                days.add(part.until + timedelta(1))
        for left_out in exclusions(link.register, made):
            days.add(left_out.since or start)
            if left_out.until is not None and left_out.until < date.max:
                days.add(left_out.until + timedelta(1))
    return {on for on in days if start <= on <= end}


def _ends(link: _Link) -> date:
    """The last day that the statement itself says something."""
    made = link.made
    later = link.register.attestations.get(made.superseded_by)
    stops = [made.withdrawn, begins(later) if later is not None else None]
    first = earliest(*stops)
    over = first - timedelta(1) if first is not None and first > date.min else None
    return earliest(until(link.program, made), over) or date.max


def _on(link: _Link, on: date) -> Iterator[Attestation]:
    """Those of the line that nothing had replaced by a day."""
    for one in link.line:
        later = link.register.attestations.get(one.superseded_by)
        if later is None or begins(later) > on:
            yield one


def _outside(
    link: _Link, grounds: tuple[Attestation, ...], on: date, then: date
) -> list[tuple[str, str, date]]:
    """Cells of it alone, with the first day before `then` on which they exist."""
    register, levels = link.register, set(link.relation.levels)
    other, wanted = register.programs[link.relation.program], link.relation.level
    inside: Cells = {}
    for ground in grounds:
        there = [
            part
            for part in _open(register, ground, on)
            if not wanted or fits_level(other, part.levels, wanted) != "no"
        ]
        if any("unstated" in (part.services, part.regions) for part in there):
            return []
        for service, regions in _cells(register, ground, there, on).items():
            inside[service] = inside.get(service, 0) | regions
    own = [
        part
        for part in _open(register, link.made, on)
        if not levels or levels & set(part.levels)
    ]
    return [
        (service, region, first)
        for service, regions in _cells(register, link.made, own, on).items()
        if (beyond := regions & ~inside.get(service, 0))
        for bit, region in enumerate(register.regions)
        if beyond >> bit & 1 and (first := _sold(register, service, region, on)) < then
    ]


def _sold(register: Register, service: str, region: str, on: date) -> date:
    """The first day, from `on`, on which it is offered there, or the last there is."""
    launched, opened = (
        register.services[service].launched,
        register.regions[region].opened,
    )
    first = latest(on, launched, opened) or on
    return first if offered(register, service, region, first) else date.max


def _open(register: Register, made: Attestation, on: date) -> Iterator[Reach]:
    for part in reaches(register, made.scope):
        if _lasts(part, on):
            yield part


def _lasts(part: Reach | Exclusion, on: date) -> bool:
    begun = part.since is None or part.since <= on
    return begun and (part.until is None or on <= part.until)


def _whole(left_out: Exclusion) -> bool:
    """Whether it takes whole cells, and not some sites, accounts or people of them."""
    one = left_out
    return not (one.levels or one.facilities or one.data or one.accounts or one.persons)


def _cells(
    register: Register, made: Attestation, parts: Iterable[Reach], on: date
) -> Cells:
    found: Cells = {}
    for part in parts:
        regions = _bits(register, part)
        for service in members(part.services, register.services):
            found[service] = found.get(service, 0) | regions
    for left_out in exclusions(register, made):
        if _whole(left_out) and _lasts(left_out, on):
            regions = _bits(register, left_out)
            for service in members(left_out.services, register.services):
                found[service] = found.get(service, 0) & ~regions
    return found


def _bits(register: Register, part: Reach | Exclusion) -> int:
    named = set(members(part.regions, register.regions))
    return sum(1 << bit for bit, one in enumerate(register.regions) if one in named)
