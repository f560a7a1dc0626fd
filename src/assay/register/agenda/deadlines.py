"""Which deadlines of a statement or agreement are open, and what meeting one changes.

Both come from `assay.register.terms`, from which states are derived too. Nothing here
knows the name of a program.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from assay.register.agenda.values import Deadline, ObligationKind
from assay.register.agreements import Agreement
from assay.register.calendar import add_months, earliest, latest, months_between
from assay.register.program import Program
from assay.register.terms import (
    CYCLES,
    begins,
    edition_end,
    open_due,
    restated_by,
    suspension_end,
    term,
    until,
)
from assay.register.values import Attestation, Bridge, Covered, Period, Register

__all__ = ["ENDS", "fulfil", "of_agreement", "of_statement"]

ENDS: Final = frozenset[ObligationKind](
    {"renewal", "historical", "report", "restatement"}
)
"""What a new statement must follow: the one at hand ends or grows old."""

Dated = tuple[ObligationKind, date | None]


def of_statement(
    register: Register, made: Attestation, start: date
) -> Iterator[Deadline]:
    """The next deadline of each kind that is open on a day; overdue ones included."""
    program, stop = register.programs[made.program], _stop(register, made)
    if stop <= start or made.opinion in ("adverse", "disclaimer"):
        return
    for kind, on in _dated(register, program, made, start):
        if on is not None and on < date.max and on + timedelta(1) < stop:
            yield Deadline(
                due=on,
                kind=kind,
                about="attestation",
                subject=made.id,
                program=made.program,
            )


def _stop(register: Register, made: Attestation) -> date:
    """The day from which nothing more is asked of it."""
    later = register.attestations.get(made.superseded_by)
    revoked = made.validation.revoked if made.validation is not None else None
    replaced = begins(later) if later is not None else None
    return earliest(made.withdrawn, revoked, replaced) or date.max


def _dated(
    register: Register, program: Program, made: Attestation, start: date
) -> Iterator[Dated]:
    end = until(program, made)
    if end is None or end >= start:
        for cycle in CYCLES:
            on = open_due(program, made, cycle, start)
            if on is not None and (end is None or on < end):
                yield cycle.kind, on
        yield "reinstatement", suspension_end(program, made)
    yield from _ends(program, made)
    yield "restatement", restated_by(program, made)
    if program.kind == "attestation_report":
        yield "bridge", _bridge(register, program, made, start)


def _ends(program: Program, made: Attestation) -> Iterator[Dated]:
    own, edition = made.expires or term(program, made), edition_end(program, made)
    if program.kind == "module_validation":
        yield "historical", earliest(own, edition)
        return
    if edition is not None and (own is None or edition < own):
        yield "edition", edition
    yield "report" if program.kind == "attestation_report" else "renewal", own


def _bridge(
    register: Register, program: Program, made: Attestation, start: date
) -> date | None:
    """The day to which management's word reaches, while a report is the newest.

    A summary has no letter of its own, and a report that has aged needs a new report.
    """
    period, issued = made.period, made.issued
    summary = any(relation.kind == "summary_of" for relation in program.relations)
    if period is None or issued is None or made.type == "1" or summary:
        return None
    reached = latest(period.end, issued, *(letter.until for letter in made.bridges))
    aged = term(program, made)
    if reached is None or (aged is not None and reached >= aged):
        return None
    newer = any(
        other.program == made.program
        and other.period is not None
        and other.period.end > period.end
        and begins(other) <= max(reached, start)
        for other in register.attestations.values()
    )
    return None if newer else reached


def of_agreement(
    register: Register, agreement: Agreement, start: date
) -> Iterator[Deadline]:
    """The last day of an agreement, unless it was ended or another took its place."""
    last, ended = agreement.until, agreement.terminated
    if last is None or last == date.max:
        return
    if ended is not None and ended <= max(last, start):
        return
    if not any(_follows(other, agreement) for other in register.agreements.values()):
        yield Deadline(
            due=last,
            kind="agreement",
            about="agreement",
            subject=agreement.id,
            program=agreement.program,
        )


def _follows(other: Agreement, agreement: Agreement) -> bool:
    """Whether another agreement of the kind goes on where this one ends."""
    one = (other.kind, other.customer, other.program)
    last = agreement.until
    if last is None or one != (agreement.kind, agreement.customer, agreement.program):
        return False
    open_ended = other.until is None or other.until > last
    going = other.terminated is None or other.terminated > last
    return other.id != agreement.id and open_ended and going


Change = Callable[[Program, Attestation, date], Attestation]


def fulfil(
    program: Program, made: Attestation, kind: ObligationKind, on: date
) -> Attestation:
    """The statement as it would be, had this been done on a day.

    A renewal is told as the same statement begun anew: who renews it, and over which
    scope, nobody knows yet. A suspension is not lifted by it.
    """
    return _CHANGES[kind](program, made, on)


def _surveyed(_: Program, made: Attestation, on: date) -> Attestation:
    return replace(made, surveillance=(*made.surveillance, on))


def _assessed(_: Program, made: Attestation, on: date) -> Attestation:
    return replace(made, assessments=(*made.assessments, on))


def _covered(_: Program, made: Attestation, on: date) -> Attestation:
    whole = Covered(on=on, full=True)
    days = (*made.assessments, on)
    return replace(made, covered=(*made.covered, whole), assessments=days)


def _scanned(_: Program, made: Attestation, on: date) -> Attestation:
    return replace(made, scans=(*made.scans, on))


def _moved(_: Program, made: Attestation, __: date) -> Attestation:
    return replace(made, edition="")


def _reinstated(_: Program, made: Attestation, __: date) -> Attestation:
    return replace(made, suspended=None, reinstated=None)


def _bridged(_: Program, made: Attestation, on: date) -> Attestation:
    letter = Bridge(issued=on, until=date.max, by=made.by)
    return replace(made, bridges=(*made.bridges, letter))


def _restated(_: Program, made: Attestation, on: date) -> Attestation:
    return replace(made, stated_on=on)


def _renewed(program: Program, made: Attestation, on: date) -> Attestation:
    expires = None
    if made.expires is not None and program.validity.months is None:
        months = months_between(made.issued or on, made.expires)
        expires = add_months(on, max(months, 1))
    ended = edition_end(program, made) is not None
    return replace(
        made,
        issued=on,
        expires=expires,
        edition="" if ended else made.edition,
        period=Period(start=on, end=on) if made.period is not None else None,
        started=None,
        surveillance=(),
        assessments=(),
        covered=(),
    )


_CHANGES: Final[dict[ObligationKind, Change]] = {
    "surveillance": _surveyed,
    "assessment": _assessed,
    "full_coverage": _covered,
    "scan": _scanned,
    "edition": _moved,
    "reinstatement": _reinstated,
    "bridge": _bridged,
    "restatement": _restated,
    "renewal": _renewed,
    "report": _renewed,
    "historical": _renewed,
}
