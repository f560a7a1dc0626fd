"""The state of one statement on a day, derived from its dates and its program's rules.

No file can set a state. The first rule below that applies decides; if none does, the
statement is in force.

| what happened by that day                                   | state               |
|-------------------------------------------------------------|---------------------|
| it was not yet made                                         | not_claimed         |
| ... and the register only records a historical source       | not_stated          |
| its report carries an adverse opinion, or none was given    | not_claimed         |
| it was withdrawn, or its module validation revoked          | withdrawn           |
| a later statement replaced it                               | lapsed, report: aged|
| it is suspended                                             | lapsed              |
| it ran out                                                  | lapsed              |
| its edition ended, and with it what was stated on it        | lapsed, report: aged|
| a surveillance audit or assessment was due and is not known | lapsed              |
| what it rests on is no longer in force                      | as that is          |
| the months of its program passed                            | lapsed or aged      |
| only the day of its source is known, and a year passed      | aged                |

`as_of` removes what cannot have been recorded by then, before any rule is applied.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from assay.register.calendar import add_months, earliest, latest, months_between
from assay.register.claim import ClaimState
from assay.register.kinds import KINDS
from assay.register.program import Edition, Program
from assay.register.values import Attestation, Register, Validation
from assay.register.wording import day, month

__all__ = ["LIVE", "RANK", "Held", "began", "hold", "known_by"]

RANK: Final[dict[ClaimState, int]] = {
    "in_force": 0,
    "in_process": 1,
    "aged": 2,
    "not_stated": 3,
    "lapsed": 4,
    "withdrawn": 5,
    "excluded": 6,
    "not_claimed": 7,
}
"""Best first. `not_stated` may be a yes, so it stands above every plain no."""

LIVE: Final = frozenset[ClaimState]({"in_force", "in_process", "aged"})
"""States in which a statement still says something."""

_STATED_FOR = 12
"""Months for which a statement holds when only the day of its source is known."""
_AGED_AFTER = 12
"""Months after its period from which a report is old, where its program names none."""

Verdict = tuple[ClaimState, str]
Rule = Callable[[Register, Attestation, date], Verdict | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How one statement holds on a day."""

    state: ClaimState
    cause: str
    """Why, as a clause without capital or full stop."""
    since: date | None = None
    until: date | None = None
    """The last day it holds by its own dates, where that is known."""
    bridged_until: date | None = None


def began(attestation: Attestation) -> date:
    """The day from which it speaks: its issue, or else the day its source states it."""
    return attestation.issued or attestation.stated_on or date.max


def known_by(register: Register, as_of: date) -> Register:
    """The register as it can have been recorded by the end of a day."""
    return replace(
        register,
        attestations={
            known.id: _forget(known, as_of)
            for known in register.attestations.values()
            if (known.recorded or began(known)) <= as_of
        },
        plans=tuple(p for p in register.plans if (p.recorded or p.began) <= as_of),
        migrations=tuple(
            m for m in register.migrations if (m.recorded or m.began) <= as_of
        ),
    )


def _forget(attestation: Attestation, as_of: date) -> Attestation:
    """The statement without the events that came after a day."""

    def by_then(on: date | None) -> date | None:
        return on if on is not None and on <= as_of else None

    validation = attestation.validation
    if validation is not None:
        validation = replace(validation, revoked=by_then(validation.revoked))
    return replace(
        attestation,
        surveillance=tuple(d for d in attestation.surveillance if d <= as_of),
        assessments=tuple(d for d in attestation.assessments if d <= as_of),
        suspended=by_then(attestation.suspended),
        reinstated=by_then(attestation.reinstated),
        withdrawn=by_then(attestation.withdrawn),
        bridges=tuple(b for b in attestation.bridges if b.issued <= as_of),
        validation=validation,
    )


def hold(register: Register, attestation: Attestation, on: date) -> Held:
    """How the statement holds on a day."""
    return _hold(register, attestation, on, frozenset())


def _hold(
    register: Register, attestation: Attestation, on: date, seen: frozenset[str]
) -> Held:
    state, cause = _judge(register, attestation, on, seen)
    return Held(
        state=state,
        cause=cause,
        since=None if began(attestation) > on else began(attestation),
        until=_until(register, attestation),
        bridged_until=latest(*(b.until for b in attestation.bridges if b.issued <= on)),
    )


def _judge(
    register: Register, attestation: Attestation, on: date, seen: frozenset[str]
) -> Verdict:
    for rule in _FIRST:
        verdict = rule(register, attestation, on)
        if verdict is not None:
            return verdict
    rests = _rests_on(register, attestation, on, seen | {attestation.id})
    if rests is not None:
        return rests
    for rule in _LAST:
        verdict = rule(register, attestation, on)
        if verdict is not None:
            return verdict
    return "in_force", _in_force(attestation)


def _in_force(attestation: Attestation) -> str:
    if attestation.issued is not None:
        return f"issued on {day(attestation.issued)}, and nothing has ended it"
    return f"stated in {month(began(attestation))}, and nothing has ended it"


def _not_yet(register: Register, attestation: Attestation, on: date) -> Verdict | None:
    start = began(attestation)
    if on >= start:
        return None
    if register.provider.speaks_on is not None:
        return "not_stated", f"it speaks of {month(start)}, not of {day(on)}"
    return "not_claimed", f"it was made later, on {day(start)}"


def _opposed(_: Register, attestation: Attestation, __: date) -> Verdict | None:
    if attestation.opinion == "adverse":
        return "not_claimed", "the report's opinion is adverse, so it supports no claim"
    if attestation.opinion == "disclaimer":
        cause = "the report disclaims an opinion, so it supports no claim"
        return "not_claimed", cause
    return None


def _withdrawn(_: Register, attestation: Attestation, on: date) -> Verdict | None:
    ended = attestation.withdrawn
    if ended is not None and ended <= on:
        return "withdrawn", f"it was withdrawn on {day(ended)}"
    revoked = (attestation.validation or _NO_MODULE).revoked
    if revoked is not None and revoked <= on:
        return "withdrawn", f"the module's validation was revoked on {day(revoked)}"
    return None


_NO_MODULE = Validation(module="")


def _replaced(register: Register, attestation: Attestation, on: date) -> Verdict | None:
    later = register.attestations.get(attestation.superseded_by)
    if later is None or began(later) > on:
        return None
    program = register.programs[attestation.program]
    return _old(program), f"{later.id} replaced it on {day(began(later))}"


def _old(program: Program) -> ClaimState:
    """What a statement becomes when something newer stands in its place."""
    return "aged" if program.kind == "attestation_report" else "lapsed"


def _suspended(_: Register, attestation: Attestation, on: date) -> Verdict | None:
    since, back = attestation.suspended, attestation.reinstated
    if since is None or on < since or (back is not None and back <= on):
        return None
    return "lapsed", f"it has been suspended since {day(since)}"


def _ran_out(register: Register, attestation: Attestation, on: date) -> Verdict | None:
    end = attestation.expires
    if end is None or on <= end:
        return None
    if register.programs[attestation.program].kind == "module_validation":
        return "lapsed", f"the validation is historical: its term ended on {day(end)}"
    return "lapsed", f"it ended on {day(end)}, and nothing later is recorded"


def _edition(program: Program, identifier: str) -> Edition | None:
    return next((e for e in program.editions if e.id == identifier), None)


def _edition_end(program: Program, attestation: Attestation) -> date | None:
    edition = _edition(program, attestation.edition)
    if edition is None or not edition.ends_statements:
        return None
    return edition.retired


def _edition_over(
    register: Register, attestation: Attestation, on: date
) -> Verdict | None:
    program = register.programs[attestation.program]
    edition, end = (
        _edition(program, attestation.edition),
        _edition_end(program, attestation),
    )
    if edition is None or end is None or on <= end:
        return None
    if program.kind == "module_validation":
        cause = f"every validation to {edition.title} is historical after {day(end)}"
        return "lapsed", cause
    cause = f"what was stated on {edition.title} held until {day(end)} at most"
    return _old(program), cause


def _overdue(register: Register, attestation: Attestation, on: date) -> Verdict | None:
    """A surveillance audit or an assessment that was due and is not on record."""
    if attestation.issued is None:
        return None
    program = register.programs[attestation.program]
    may, rules = KINDS[program.kind].may, program.validity
    cycles = (
        ("surveillance", rules.surveillance_months, attestation.surveillance),
        ("assessments", rules.assessment_months, attestation.assessments),
    )
    for field, months, held_on in cycles:
        if months is None or field not in may:
            continue
        done = [attestation.issued, *(d for d in held_on if d <= on)]
        due = add_months(max(done), months)
        if on <= due:
            continue
        if field == "assessments":
            return "lapsed", f"an assessment was due by {day(due)} and none is recorded"
        if not _renewed_next(program, attestation, months, len(done) - 1, due):
            cause = f"a surveillance audit was due by {day(due)} and none is recorded"
            return "lapsed", cause
    return None


def _renewed_next(
    program: Program, attestation: Attestation, months: int, done: int, due: date
) -> bool:
    """Whether renewal takes the place of the audit that falls due.

    A three-year certificate has surveillance in its first two years and is renewed in
    its third (ISO/IEC 17021-1, 9.1.3): an audit held a little early must not end it
    a little before its own last day.
    """
    issued, end = attestation.issued, attestation.expires or _term(program, attestation)
    if issued is None or end is None or end >= date.max - timedelta(1):
        return False
    intervals = months_between(issued, end + timedelta(1)) // months
    return done >= intervals - 1 and due > add_months(issued, months * (intervals - 1))


def _rests_on(
    register: Register, attestation: Attestation, on: date, seen: frozenset[str]
) -> Verdict | None:
    """A summary or consequence stands no better than the best of what it rests on."""
    grounds: list[tuple[str, Held]] = []
    for identifier in attestation.derives_from:
        parent = _current(register, identifier, on)
        if parent is not None and parent.id not in seen:
            grounds.append((parent.id, _hold(register, parent, on, seen)))
    if not grounds:
        return None
    identifier, best = min(grounds, key=lambda ground: RANK[ground[1].state])
    if best.state not in ("aged", "lapsed", "withdrawn"):
        return None
    return best.state, f"it rests on {identifier}, of which: {best.cause}"


def _current(register: Register, identifier: str, on: date) -> Attestation | None:
    """The statement of that id, or the latest that has replaced it by that day."""
    found, seen = register.attestations.get(identifier), set[str]()
    while found is not None and found.id not in seen:
        seen.add(found.id)
        later = register.attestations.get(found.superseded_by)
        if later is None or began(later) > on:
            break
        found = later
    return found


def _outlived(register: Register, attestation: Attestation, on: date) -> Verdict | None:
    """The months that its program gives a statement without an end of its own."""
    program = register.programs[attestation.program]
    end = _term(program, attestation)
    if end is None or on <= end:
        return None
    if program.kind == "attestation_report" and attestation.period is not None:
        age = months_between(attestation.period.end, on)
        cause = f"its period ended {age} months before, on"
        return "aged", f"{cause} {day(attestation.period.end)}"
    if program.kind == "module_validation":
        return "lapsed", f"the validation is historical: its term ended on {day(end)}"
    cause = f"it was to be renewed by {day(end)}, and nothing later is recorded"
    return KINDS[program.kind].outlived, cause


def _term(program: Program, attestation: Attestation) -> date | None:
    """The last day before the program's months have passed, if it sets any."""
    if attestation.expires is not None or attestation.issued is None:
        return None
    rules = program.validity
    if program.kind == "attestation_report":
        if attestation.period is None:
            return None
        months = rules.aged_after_months or _AGED_AFTER
        return add_months(attestation.period.end, months)
    if rules.months is None:
        return None
    return add_months(attestation.issued, rules.months)


def _only_stated(
    register: Register, attestation: Attestation, on: date
) -> Verdict | None:
    if attestation.issued is not None or attestation.stated_on is None:
        return None
    months = register.programs[attestation.program].validity.months or _STATED_FOR
    if on <= add_months(attestation.stated_on, min(months, _STATED_FOR)):
        return None
    last = month(attestation.stated_on)
    return "aged", f"it was last stated in {last}, and nothing later is recorded"


def _until(register: Register, attestation: Attestation) -> date | None:
    program = register.programs[attestation.program]
    if program.kind == "attestation_report":
        return None
    return earliest(
        attestation.expires,
        _edition_end(program, attestation),
        _term(program, attestation),
    )


_FIRST: Final[tuple[Rule, ...]] = (
    _not_yet,
    _opposed,
    _withdrawn,
    _replaced,
    _suspended,
    _ran_out,
    _edition_over,
    _overdue,
)
_LAST: Final[tuple[Rule, ...]] = (_outlived, _only_stated)
