"""What falls due between two days, in order, and what is lost if it is missed.

The calendar is played through day by day: what falls due first is taken as done in time
before the next is looked at, so that each deadline is told once, with what it alone
would cost. Nothing is guessed: states before and after are the register's own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias

from assay.register.agenda.beside import beside
from assay.register.agenda.deadlines import ENDS, fulfil, of_agreement, of_statement
from assay.register.agenda.falls import dependents, falls
from assay.register.agenda.saying import done_by, missed_says, party, says
from assay.register.agenda.values import About, Deadline, Fall, Missed, Obligation
from assay.register.claim import ClaimState
from assay.register.extent import members
from assay.register.state import RANK, hold, known_by
from assay.register.values import Register

__all__ = ["due"]

_DAY = timedelta(1)

Subject: TypeAlias = tuple[About, str]


def due(
    register: Register, start: date, end: date, as_of: date | None = None
) -> tuple[Obligation, ...]:
    """What falls due from `start` to `end`, after what is overdue on `start`.

    With `as_of`, only what had been recorded by that day counts. What is recorded as
    done in time is not due, be it recorded for a day after `start`.
    """
    seen = register if as_of is None else known_by(register, as_of)
    found = [*_statements(seen, start, end), *beside(seen, start, end)]
    return tuple(sorted(found, key=_order))


def _order(one: Obligation) -> tuple[bool, date, str, str, str]:
    return not one.overdue, one.due, one.program, one.subject, one.kind


def _statements(register: Register, start: date, end: date) -> Iterator[Obligation]:
    """The deadlines of statements and agreements, taken as met one day at a time."""
    rest, world = dependents(register), register
    told = set[Deadline]()
    renewed = set[str]()
    ahead = {one: _open(world, one, start) for one in _subjects(register)}
    for idle in [one for one in ahead if _idle(world, ahead[one], rest, start)]:
        del ahead[idle]
    while True:
        group = _first((d for own in ahead.values() for d in own), told, start, end)
        if not group:
            return
        at = max(start, group[0].due)
        kept = _met(world, group, at)
        for one in group:
            if one.subject not in renewed:
                others = [d for d in group if _subject(d) == _subject(one) and d != one]
                case = _Case(
                    world=kept,
                    missed=_with(kept, _met(world, others, at), _subject(one)),
                    deadline=one,
                    start=start,
                )
                yield _obligation(case, rest.get(one.program, frozenset()))
        told.update(group)
        renewed.update(one.subject for one in group if one.kind in ENDS)
        world = kept
        ahead |= {s: _open(world, s, start) for s in map(_subject, group)}


def _idle(
    world: Register,
    open_: Iterable[Deadline],
    rest: Mapping[str, frozenset[str]],
    start: date,
) -> bool:
    """Whether a statement that has fallen would bring nothing back.

    An old certificate that nobody said was replaced is not asked for, where others are
    in force and hold up every cell of it.
    """
    overdue = [one for one in open_ if one.due < start and one.about == "attestation"]
    if not overdue:
        return False
    one = overdue[0]
    mended = _met(world, overdue, start)
    state = hold(world, world.attestations[one.subject], start).state
    better = hold(mended, mended.attestations[one.subject], start).state
    if RANK[better] >= RANK[state]:
        return False
    standing = any(
        hold(world, other, start).state == "in_force"
        for other in world.attestations.values()
        if other.program == one.program and other.id != one.subject
    )
    return standing and not falls(mended, world, rest[one.program], start)


def _subject(deadline: Deadline) -> Subject:
    return deadline.about, deadline.subject


def _subjects(register: Register) -> Iterator[Subject]:
    for identifier in register.attestations:
        yield "attestation", identifier
    for identifier in register.agreements:
        yield "agreement", identifier


def _open(register: Register, subject: Subject, start: date) -> tuple[Deadline, ...]:
    about, identifier = subject
    if about == "agreement":
        return tuple(of_agreement(register, register.agreements[identifier], start))
    return tuple(of_statement(register, register.attestations[identifier], start))


def _first(
    open_: Iterable[Deadline], told: set[Deadline], start: date, end: date
) -> list[Deadline]:
    """All that is overdue; or else all that falls due on the first day there is."""
    left = [one for one in open_ if one not in told and one.due <= end]
    overdue = [one for one in left if one.due < start]
    if overdue or not left:
        return overdue
    day = min(one.due for one in left)
    return [one for one in left if one.due == day]


def _met(world: Register, deadlines: Iterable[Deadline], at: date) -> Register:
    """The world in which these were met."""
    attestations, agreements = dict(world.attestations), dict(world.agreements)
    for one in deadlines:
        if one.about == "agreement":
            agreement = agreements[one.subject]
            agreements[one.subject] = replace(agreement, until=None)
        else:
            made, program = attestations[one.subject], world.programs[one.program]
            attestations[one.subject] = fulfil(program, made, one.kind, at)
    return replace(world, attestations=attestations, agreements=agreements)


def _with(kept: Register, other: Register, subject: Subject) -> Register:
    """The first world, with one statement or agreement as it is in the other."""
    about, name = subject
    if about == "agreement":
        agreement = other.agreements[name]
        return replace(kept, agreements={**kept.agreements, name: agreement})
    return replace(
        kept, attestations={**kept.attestations, name: other.attestations[name]}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """Two worlds that differ in one deadline."""

    world: Register
    missed: Register
    deadline: Deadline
    start: date

    @property
    def overdue(self) -> bool:
        return self.deadline.due < self.start

    @property
    def on(self) -> date:
        """The day on which the two are compared."""
        return self.start if self.overdue else self.deadline.due + _DAY


def _obligation(case: _Case, programs: frozenset[str]) -> Obligation:
    one, register = case.deadline, case.world
    return Obligation(
        due=one.due,
        overdue=case.overdue,
        kind=one.kind,
        about=one.about,
        subject=one.subject,
        party=party(register, one),
        program=one.program,
        says=says(case.missed, one, overdue=case.overdue),
        done_by=done_by(one),
        if_missed=_missed(case, programs),
    )


def _missed(case: _Case, programs: frozenset[str]) -> Missed | None:
    one = case.deadline
    state = _becomes(case)
    if state is None:
        return None
    cells = falls(case.world, case.missed, programs, case.on)
    if one.about == "agreement":
        cells = (*_ended(case.missed, one), *cells)
    return Missed(
        state=state,
        falls_on=one.due + _DAY,
        cells=cells,
        services=len({name for cell in cells for name in cell.services}),
        regions=len({name for cell in cells for name in cell.regions}),
        says=missed_says(case.missed, one, state, cells, overdue=case.overdue),
    )


def _becomes(case: _Case) -> ClaimState | None:
    """The worse state that follows; None where the state stays as it would be."""
    name = case.deadline.subject
    if case.deadline.about == "agreement":
        return "lapsed"
    kept = hold(case.world, case.world.attestations[name], case.on).state
    state = hold(case.missed, case.missed.attestations[name], case.on).state
    return state if RANK[state] > RANK[kept] else None


def _ended(register: Register, deadline: Deadline) -> Iterator[Fall]:
    """What a customer may no longer do under an agreement that has ended.

    One that only lets it have documents takes no service from it.
    """
    agreement = register.agreements[deadline.subject]
    if agreement.kind == "nda":
        return
    services = agreement.services
    if services == "eligible":
        services = tuple(
            row.service
            for row in register.eligible
            if row.program == agreement.program
            and row.since <= deadline.due
            and (row.until is None or deadline.due <= row.until)
        )
    yield Fall(
        of="agreement",
        program=agreement.program,
        level="",
        before="in_force",
        after="lapsed",
        services=members(services, register.services),
        regions=members(agreement.regions, register.regions),
    )
