"""No event comes before what it is an event of."""

from collections.abc import Iterator
from datetime import date

from assay.errors import Problem
from assay.register.calendar import add_months
from assay.register.invariants.declared import attestation_file
from assay.register.program import Edition, Program
from assay.register.state import began
from assay.register.terms import suspension_end
from assay.register.values import Attestation, Register

__all__ = ["faults"]

_EARLY_RENEWAL = 6
"""Months that a renewed certificate may add to its term by being issued early."""

Dated = tuple[str, date | None]


def faults(register: Register) -> Iterator[Problem]:
    """Dates that contradict each other, or the program's own."""
    for attestation in register.attestations.values():
        program = register.programs.get(attestation.program)
        yield from _attestation(attestation)
        yield from _assessed(attestation)
        if program is not None:
            yield from _term(program, attestation)
            yield from _suspension(program, attestation)
            yield from _edition(program, attestation)
    yield from _plans(register)
    yield from _others(register)


def _attestation(made: Attestation) -> Iterator[Problem]:
    file = attestation_file(made.id)
    if made.issued is None and made.stated_on is None:
        yield Problem(
            file=file,
            place="issued",
            message="The statement has no date",
            remedy="Add `issued`, or `stated_on` where only its source has a date.",
        )
        return
    start = began(made)
    for place, on in _events(made):
        if on is not None and on < start:
            yield _early(file, place, on, start)
    yield from _order(file, "reinstated", made.suspended, made.reinstated)
    if made.reinstated is not None and made.suspended is None:
        yield Problem(
            file=file,
            place="reinstated",
            message="It was reinstated without having been suspended",
            remedy="Add `suspended`, or remove `reinstated`.",
        )
    for index, scope in enumerate(made.scope):
        yield from _order(file, f"scope[{index}].until", scope.since, scope.until)
    yield from _period(file, made)


def _events(made: Attestation) -> Iterator[Dated]:
    yield "expires", made.expires
    yield "suspended", made.suspended
    yield "reinstated", made.reinstated
    yield "withdrawn", made.withdrawn
    yield "recorded", made.recorded
    if made.validation is not None:
        yield "validation.revoked", made.validation.revoked
    for index, on in enumerate(made.surveillance):
        yield f"surveillance[{index}]", on
    for index, scope in enumerate(made.scope):
        yield f"scope[{index}].since", scope.since
        yield f"scope[{index}].until", scope.until
    for index, exclusion in enumerate(made.exclusions):
        yield f"exclusions[{index}].since", exclusion.since


def _early(file: str, place: str, on: date, start: date) -> Problem:
    return Problem(
        file=file,
        place=place,
        message=f"{on} comes before the statement itself, which is of {start}",
        remedy="Correct one of the two dates.",
    )


def _order(
    file: str, place: str, first: date | None, then: date | None
) -> Iterator[Problem]:
    if first is not None and then is not None and then < first:
        yield Problem(
            file=file,
            place=place,
            message=f"{then} comes before {first}, which it must follow",
            remedy="Correct one of the two dates.",
        )


def _period(file: str, made: Attestation) -> Iterator[Problem]:
    """A report follows its period, and a bridge letter follows the report's period."""
    period = made.period
    if period is None:
        for index, _ in enumerate(made.bridges):
            yield Problem(
                file=file,
                place=f"bridges[{index}]",
                message="A bridge letter needs the period it starts from",
                remedy="Add the report's `period`.",
            )
        return
    yield from _order(file, "period.end", period.start, period.end)
    yield from _order(file, "issued", period.end, made.issued)
    for index, bridge in enumerate(made.bridges):
        place = f"bridges[{index}]"
        yield from _order(file, f"{place}.issued", period.end, bridge.issued)
        yield from _order(file, f"{place}.until", period.end, bridge.until)


def _assessed(made: Attestation) -> Iterator[Problem]:
    """An assessment begins before its statement; what one covered, it covered then."""
    file = attestation_file(made.id)
    yield from _order(file, "issued", made.started, made.issued)
    for index, part in enumerate(made.covered):
        if part.on not in made.assessments:
            yield Problem(
                file=file,
                place=f"covered[{index}].on",
                message=f"No assessment of {part.on} is recorded",
                remedy="Add the day to `assessments`, or correct it.",
            )


def _suspension(program: Program, made: Attestation) -> Iterator[Problem]:
    last, back = suspension_end(program, made), made.reinstated
    if last is not None and back is not None:
        yield Problem(
            file=attestation_file(made.id),
            place="reinstated",
            message=f"Its suspension could last until {last}, and {back} is later",
            remedy="Correct the date, or record the new statement that was needed.",
        )


def _term(program: Program, made: Attestation) -> Iterator[Problem]:
    months = program.validity.months
    if months is None or made.issued is None or made.expires is None:
        return
    last = add_months(made.issued, months + _EARLY_RENEWAL)
    if made.expires > last:
        yield Problem(
            file=attestation_file(made.id),
            place="expires",
            message=f"{program.title} gives a statement {months} months, and this one "
            f"would last from {made.issued} to {made.expires}",
            remedy="Correct one of the two dates.",
        )


def _edition(program: Program, made: Attestation) -> Iterator[Problem]:
    """A statement is made on an edition while that may be used."""
    edition = next((e for e in program.editions if e.id == made.edition), None)
    if edition is None or made.issued is None:
        return
    used = made.period.end if made.period is not None else made.issued
    yield from _usable(attestation_file(made.id), edition, used)


def _usable(file: str, edition: Edition, used: date) -> Iterator[Problem]:
    if edition.published is not None and used < edition.published:
        message = f"{edition.title} was published on {edition.published}, after {used}"
    elif edition.retired is not None and used > edition.retired:
        message = f"{edition.title} was retired on {edition.retired}, before {used}"
    else:
        return
    remedy = "Name the edition that was in use then."
    yield Problem(file=file, place="edition", message=message, remedy=remedy)


def _plans(register: Register) -> Iterator[Problem]:
    file = "register/plans.toml"
    for index, plan in enumerate(register.plans):
        place = f"plan[{index}]"
        yield from _order(file, f"{place}.target", plan.began, plan.target)
        yield from _order(file, f"{place}.abandoned", plan.began, plan.abandoned)
        yield from _order(file, f"{place}.recorded", plan.began, plan.recorded)


def _others(register: Register) -> Iterator[Problem]:
    for service in register.services.values():
        place = f"{service.id}.retired"
        file = "register/services.toml"
        yield from _order(file, place, service.launched, service.retired)
    for party in register.parties.values():
        for index, held in enumerate(party.accredited):
            place = f"{party.id}.accredited[{index}].until"
            yield from _order("register/parties.toml", place, held.since, held.until)
