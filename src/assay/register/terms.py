"""The dates that a program's rules give one statement, before any state is derived.

State and calendar read the same dates here, so that what a calendar says will fall is
what falls, on that day: a state is lost on the day after a date of this module.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias

from assay.register.calendar import add_months, earliest, latest, months_between
from assay.register.kinds import KINDS
from assay.register.program import Edition, Program, Relationship
from assay.register.values import Attestation

__all__ = [
    "CYCLES",
    "Cycle",
    "CycleKind",
    "begins",
    "demanding",
    "due_by",
    "edition_end",
    "edition_of",
    "hidden_after",
    "open_due",
    "restated_by",
    "suspension_end",
    "term",
    "until",
]

_STATED_FOR = 12
"""Months for which a statement holds when only the day of its source is known."""
_AGED_AFTER = 12
"""Months after its period from which a report is old, where its program names none."""

CycleKind: TypeAlias = Literal["surveillance", "assessment", "full_coverage", "scan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """Something that must be done again and again while a statement holds."""

    kind: CycleKind
    what: str
    """How a sentence names one of them."""
    field: str
    """Of the attestation, where those that were done are recorded."""
    rule: str
    """Of the program's validity, which says how often."""
    lapses: bool = True
    """Whether the statement lapses where one is missed."""

    def done(self, made: Attestation) -> tuple[date, ...]:
        """The days on which it was done, in order."""
        if self.kind == "full_coverage":
            return tuple(sorted(part.on for part in made.covered))
        days: tuple[date, ...] = getattr(made, self.field)
        return tuple(sorted(days))

    def months(self, program: Program) -> int | None:
        """How many months may pass; None where the program does not ask for it."""
        if self.field not in KINDS[program.kind].may:
            return None
        count: int | None = getattr(program.validity, self.rule)
        return count


CYCLES: Final = (
    Cycle(
        kind="surveillance",
        what="a surveillance audit",
        field="surveillance",
        rule="surveillance_months",
    ),
    Cycle(
        kind="assessment",
        what="an assessment",
        field="assessments",
        rule="assessment_months",
    ),
    Cycle(
        kind="full_coverage",
        what="an assessment of every control",
        field="covered",
        rule="full_coverage_months",
    ),
    Cycle(kind="scan", what="a scan", field="scans", rule="scan_months", lapses=False),
)


def begins(made: Attestation) -> date:
    """The day from which it speaks: its issue, or else the day its source states it."""
    return made.issued or made.stated_on or date.max


def due_by(program: Program, made: Attestation, cycle: Cycle, on: date) -> date | None:
    """The last day for the next one, counted from what was done by a day.

    None where the program asks for none, or renewal takes its place.
    """
    months = cycle.months(program)
    if months is None or made.issued is None:
        return None
    done = [day for day in cycle.done(made) if day <= on]
    if cycle.kind == "full_coverage":
        return add_months(_covered_since(program, made, on), months)
    due = add_months(max(made.issued, *done, date.min), months)
    surveyed = cycle.kind == "surveillance"
    if surveyed and _renewed_next(program, made, months, len(done), due):
        return None
    return due


def open_due(
    program: Program, made: Attestation, cycle: Cycle, start: date
) -> date | None:
    """The first day, from `start` on, by which the record shows that none was done.

    A day before `start` where one is overdue then. What was made up for by `start` is
    closed; what the record shows to be done in time after it, too.
    """
    at = start
    while True:
        due = due_by(program, made, cycle, at)
        if due is None or due < start:
            return due
        ahead = [day for day in cycle.done(made) if at < day <= due]
        if not ahead:
            return due
        at = min(ahead)


def _covered_since(program: Program, made: Attestation, on: date) -> date:
    """The day since which every control has been assessed at least once.

    The authorization itself rests on an assessment of all. Parts add up once they name
    as many controls as the edition asks for at the level of the statement.
    """
    done = [part for part in made.covered if part.on <= on]
    whole = max(begins(made), *(part.on for part in done if part.full), date.min)
    seen: dict[str, date] = {}
    for part in sorted(done, key=lambda part: part.on):
        seen |= dict.fromkeys(part.controls, part.on)
    since = [day for day in seen.values() if day > whole]
    asked = _asked(program, made)
    return min(since) if asked and len(since) >= asked else whole


def _asked(program: Program, made: Attestation) -> int:
    """How many controls the edition asks for, at the highest of the stated levels."""
    levels = {level for part in made.scope for level in part.levels}
    counts = (
        one.count or 0
        for one in program.requirement_sets
        if one.edition == made.edition and one.level in levels
    )
    return max(counts, default=0)


def _renewed_next(
    program: Program, made: Attestation, months: int, done: int, due: date
) -> bool:
    """Whether renewal takes the place of the audit that falls due.

    A three-year certificate has surveillance in its first two years and is renewed in
    its third (ISO/IEC 17021-1, 9.1.3): an audit held a little early must not end it
    a little before its own last day.
    """
    issued, end = made.issued, made.expires or term(program, made)
    if issued is None or end is None or end >= date.max - timedelta(1):
        return False
    intervals = months_between(issued, end + timedelta(1)) // months
    return done >= intervals - 1 and due > add_months(issued, months * (intervals - 1))


def edition_of(program: Program, identifier: str) -> Edition | None:
    """The edition of that id, if the program has it."""
    return next((one for one in program.editions if one.id == identifier), None)


def edition_end(program: Program, made: Attestation) -> date | None:
    """The last day of what is stated on its edition, where the edition sets one."""
    edition = edition_of(program, made.edition)
    if edition is None or not edition.ends_statements:
        return None
    return edition.retired


def term(program: Program, made: Attestation) -> date | None:
    """The last day before the program's months have passed, if it sets any.

    For a report the last day on which it is not yet called aged. None where the
    statement has an end of its own.
    """
    if made.expires is not None or made.issued is None:
        return None
    rules = program.validity
    if program.kind == "attestation_report":
        if made.period is None:
            return None
        return add_months(made.period.end, rules.aged_after_months or _AGED_AFTER)
    if rules.months is None:
        return None
    return add_months(made.issued, rules.months)


def restated_by(program: Program, made: Attestation) -> date | None:
    """The day by which a statement without a date of its own must be made again."""
    if made.issued is not None or made.stated_on is None:
        return None
    months = min(program.validity.months or _STATED_FOR, _STATED_FOR)
    return add_months(made.stated_on, months)


def hidden_after(program: Program, made: Attestation) -> date | None:
    """The last day on which a registry still shows a self-assessment."""
    months = program.validity.hidden_after_months
    if months is None or made.issued is None:
        return None
    shown = add_months(made.issued, months)
    return latest(shown, made.expires)


def suspension_end(program: Program, made: Attestation) -> date | None:
    """The last day of a suspension that is not over, where the program limits it."""
    months, since = program.validity.suspension_months, made.suspended
    if months is None or since is None:
        return None
    end = add_months(since, months)
    lifted = made.reinstated is not None and made.reinstated <= end
    return None if lifted else end


def until(program: Program, made: Attestation) -> date | None:
    """The last day it holds by its own dates; a report has none."""
    if program.kind == "attestation_report":
        return None
    return earliest(made.expires, edition_end(program, made), term(program, made))


def demanding(program: Program, made: Attestation) -> Iterator[Relationship]:
    """The relations by which the statement needs one on another program."""
    levels = {level for part in made.scope for level in part.levels}
    for relation in program.relations:
        if relation.demands and (not relation.levels or levels & set(relation.levels)):
            yield relation
