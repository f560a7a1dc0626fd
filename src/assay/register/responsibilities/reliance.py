"""Whether a statement may be relied on: preconditions, inheritance, and its own age."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from assay.register.agreements import KIND_TITLES, eligibility, in_force
from assay.register.claim import Question
from assay.register.fitting import fit
from assay.register.reach import Asked, exclusions, reaches
from assay.register.responsibilities.choosing import Place
from assay.register.responsibilities.parts import Shape
from assay.register.responsibilities.words import possible
from assay.register.responsibility import (
    Duty,
    Inheritance,
    Precondition,
    Responsibility,
)
from assay.register.state import hold
from assay.register.terms import until
from assay.register.values import Attestation, Register
from assay.register.wording import day

__all__ = [
    "Condition",
    "Facts",
    "Fresh",
    "conditions",
    "facts_of",
    "freshness",
    "is_met",
    "preconditions",
]

Facts: TypeAlias = Callable[[Precondition], bool | None]
"""Whether a precondition holds; None where nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One thing on which the provider's part hangs."""

    says: str
    met: bool | None
    """None where it is not known, or was not asked for anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """How old a statement is, by the document that it was taken from."""

    state: Literal["current", "asserted", "stale"]
    """`asserted`: after what was tested, on the word of management alone."""
    says: str = ""


def facts_of(
    register: Register, account: str, place: Place, known: Mapping[str, bool]
) -> Facts:
    """What the register's agreements and lists say of an account at a place.

    Args:
        register: What the provider answers for.
        account: A canonical account; without one no agreement can be in force.
        place: Service, region, level and day.
        known: What those who ask state themselves, such as `us_persons`.
    """

    def judge(one: Precondition) -> bool | None:
        if one.agreement is not None:
            signed = in_force(register, one.agreement, account, place.on)
            return bool(signed) if account else None
        if one.eligible:
            found = eligibility(
                register, one.eligible, place.service, place.region, place.on
            )
            return {"eligible": True, "not_eligible": False}.get(found.state)
        return known.get(one.fact)

    return judge


def preconditions(register: Register, one: Responsibility) -> tuple[Precondition, ...]:
    """What must hold before the provider's part may be relied on.

    The agreements that the program asks for, its list of eligible services where the
    register has one, then what the statement adds. Without a part of the provider's
    there is nothing to rely on.
    """
    if not any(_leans(shape) for shape in possible(one)):
        return ()
    program = register.programs.get(one.program)
    agreements = program.agreements if program is not None else ()
    implied = [Precondition(agreement=asked.kind) for asked in agreements]
    if any(row.program == one.program for row in register.eligible):
        implied.append(Precondition(eligible=one.program))
    bare = {(asked.agreement, asked.eligible, asked.fact) for asked in implied}
    stated = [
        own
        for own in one.preconditions
        if (own.agreement, own.eligible, own.fact) not in bare
    ]
    return (*implied, *stated)


def _leans(shape: Shape) -> bool:
    return any(part.startswith(("provider", "third")) for part in shape)


def conditions(
    register: Register, one: Responsibility, place: Place, facts: Facts
) -> tuple[Condition, ...]:
    """Each thing on which the provider's part hangs at a place, met or not."""
    asked = [
        Condition(says=_says(register, what), met=facts(what))
        for what in preconditions(register, one)
    ]
    taken = [
        _inherited(register, inherits, place)
        for inherits in one.inherits
        if inherits.extent != "none"
    ]
    return (*asked, *taken)


def _says(register: Register, what: Precondition) -> str:
    if what.says:
        return what.says
    if what.agreement is not None:
        kind = KIND_TITLES[what.agreement]
        return f"A {kind} is in force and designates the account"
    if what.eligible:
        program = register.programs.get(what.eligible)
        title = program.title if program is not None else what.eligible
        return f"The service is on the list of eligible services for {title}"
    return what.fact.replace("_", " ").capitalize()


def _inherited(register: Register, inherits: Inheritance, place: Place) -> Condition:
    """An authorization is inherited while it is in force and covers the cell."""
    made = register.attestations.get(inherits.authorization)
    if made is None:
        named = inherits.package or inherits.authorization
        says = f"The authorization {named} is in force and covers this"
        ahead = inherits.authorized is not None and place.on < inherits.authorized
        return Condition(says=says, met=False if ahead else None)
    title = made.title or made.id
    held = hold(register, made, place.on)
    if held.state != "in_force":
        return Condition(says=f"{title} is in force: {held.cause}", met=False)
    covers = _covers(register, made, place)
    return Condition(says=f"{title} is in force and covers this", met=covers)


def _covers(register: Register, made: Attestation, place: Place) -> bool | None:
    question = Question(
        program=made.program,
        service=place.service,
        region=place.region,
        level=_level(register, made, place.level),
    )
    asked = Asked(register, question, place.on)
    scope = tuple(reaches(register, made.scope))
    excluded = tuple(exclusions(register, made))
    found = fit(asked, scope, excluded).fit
    return None if found == "unstated" else found == "yes"


def _level(register: Register, made: Attestation, level: str) -> str:
    """The level, where the authorization's own program has one of that name."""
    program = register.programs.get(made.program)
    known = {one.id for one in program.levels} if program is not None else set[str]()
    return level if level in known else ""


def freshness(register: Register, one: Responsibility, on: date) -> Fresh:
    """How old the statement is on a day.

    When the document it was taken from has run out it is stale, and still there. A
    bridge letter carries what management asserts, and nothing that was tested.
    """
    extract = one.extract
    if extract is None:
        return Fresh(state="current")
    if extract.until is not None and extract.until < on:
        says = f"its document speaks until {day(extract.until)}"
        return Fresh(state="stale", says=says)
    made = register.attestations.get(extract.attestation)
    return (
        Fresh(state="current") if made is None else _of_attestation(register, made, on)
    )


def _of_attestation(register: Register, made: Attestation, on: date) -> Fresh:
    held = hold(register, made, on)
    if held.state != "in_force":
        return Fresh(state="stale", says=f"{made.title or made.id}: {held.cause}")
    tested, bridged = held.tested_until, held.bridged_until
    if tested is None or on <= tested:
        return Fresh(state="current")
    if bridged is not None and on <= bridged:
        says = f"tested until {day(tested)}, since then asserted by a bridge letter"
        return Fresh(state="asserted", says=says)
    return Fresh(state="current", says=f"tested until {day(tested)}")


def is_met(register: Register, one: Responsibility, duty: Duty, on: date) -> bool:
    """Whether a duty is met: by evidence of a day inside the document's own period."""
    first, last = _period(register, one)
    return any(
        bool(how.evidence) and how.on is not None and first <= how.on <= min(last, on)
        for how in duty.satisfied_by
    )


def _period(register: Register, one: Responsibility) -> tuple[date, date]:
    extract = one.extract
    made = register.attestations.get(extract.attestation) if extract else None
    if made is None:
        return date.min, (extract.until if extract else None) or date.max
    if made.period is not None:
        return made.period.start, made.period.end
    program = register.programs[made.program]
    return made.issued or date.min, until(program, made) or date.max
