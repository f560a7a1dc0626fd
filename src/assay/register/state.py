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
| it is suspended, and for longer than its program lets it be | withdrawn           |
| it is suspended                                             | lapsed              |
| it ran out                                                  | lapsed              |
| ... and a registry shows the self-assessment all the same   | aged                |
| its edition ended, and with it what was stated on it        | lapsed, report: aged|
| an audit or assessment was due and is not known             | lapsed              |
| every agreement that binds the provider to it has ended     | lapsed              |
| what it rests on is no longer in force                      | as that is          |
| the months of its program passed                            | lapsed or aged      |
| it was assessed against an edition that was not the newest  | aged                |
| only the day of its source is known, and a year passed      | aged                |

`as_of` removes what cannot have been recorded by then, before any rule is applied.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from assay.register.agreements import state_on
from assay.register.calendar import latest, months_between
from assay.register.claim import ClaimState
from assay.register.kinds import KINDS
from assay.register.program import Edition, Program
from assay.register.recorded import known_by
from assay.register.terms import (
    CYCLES,
    begins,
    demanding,
    due_by,
    edition_end,
    edition_of,
    hidden_after,
    restated_by,
    suspension_end,
    term,
    until,
)
from assay.register.values import Attestation, Register, Validation
from assay.register.wording import day, listed, month

__all__ = ["LIVE", "RANK", "UNENDED", "Held", "began", "hold", "known_by"]

RANK: Final[dict[ClaimState, int]] = {
    "in_force": 0,
    "aged": 1,
    "in_process": 2,
    "not_stated": 3,
    "lapsed": 4,
    "withdrawn": 5,
    "excluded": 6,
    "not_claimed": 7,
}
"""Best first. What someone entitled once said of a cell, though it be old, stands above
a plan, which is only the provider's word on what others may say one day. `not_stated`
may be a yes, so it stands above every plain no."""

LIVE: Final = frozenset[ClaimState]({"in_force", "in_process", "aged"})
"""States in which a statement still says something."""

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
    tested_until: date | None = None
    """Of a report: the end of the period that its auditor looked at."""
    bridged_until: date | None = None
    """Of a report: the day to which management asserts that nothing has changed; no
    letter moves the day to which anything was tested."""


def began(attestation: Attestation) -> date:
    """The day from which it speaks: its issue, or else the day its source states it."""
    return begins(attestation)


def hold(register: Register, attestation: Attestation, on: date) -> Held:
    """How the statement holds on a day."""
    return _hold(register, attestation, on, frozenset())


def _hold(
    register: Register, attestation: Attestation, on: date, seen: frozenset[str]
) -> Held:
    state, cause = _judge(register, attestation, on, seen)
    told = _caveats(attestation) if state in LIVE else ""
    period = attestation.period
    return Held(
        state=state,
        cause=cause + told,
        since=None if began(attestation) > on else began(attestation),
        until=until(register.programs[attestation.program], attestation),
        tested_until=period.end if period is not None else None,
        bridged_until=latest(*(b.until for b in attestation.bridges if b.issued <= on)),
    )


def _caveats(attestation: Attestation) -> str:
    """What a reader of a report must know beside its opinion."""
    criteria = list(dict.fromkeys(one.criterion for one in attestation.exceptions))
    told = ""
    if criteria:
        count = len(attestation.exceptions)
        noun = "exception" if count == 1 else "exceptions"
        told += f"; its tests found {count} {noun}, under {listed(criteria)}"
    carved = [one.name for one in attestation.subservice if one.method == "carve_out"]
    if carved:
        told += f"; it leaves out the controls of {listed(carved)}"
    return told


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


UNENDED: Final = ", and nothing has ended it"
"""The end of the cause of what is in force, on the day that was asked about."""


def _in_force(attestation: Attestation) -> str:
    if attestation.issued is not None:
        return f"issued on {day(attestation.issued)}{UNENDED}"
    return f"stated in {month(began(attestation))}{UNENDED}"


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


def _kept_suspended(
    register: Register, attestation: Attestation, on: date
) -> Verdict | None:
    program = register.programs[attestation.program]
    last = suspension_end(program, attestation)
    if last is None or on <= last:
        return None
    cause = f"its suspension was to end by {day(last)}, and it was not reinstated"
    return "withdrawn", cause


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
    program = register.programs[attestation.program]
    if program.kind == "module_validation":
        return "lapsed", f"the validation is historical: its term ended on {day(end)}"
    shown = _shown(program, attestation, on, end)
    return shown or ("lapsed", f"it ended on {day(end)}, and nothing later is recorded")


def _shown(
    program: Program, attestation: Attestation, on: date, end: date
) -> Verdict | None:
    """What a registry makes of a self-assessment that was not renewed."""
    last = hidden_after(program, attestation)
    if last is None:
        return None
    if on <= last:
        return "aged", f"it was to be renewed by {day(end)}, and is out of date since"
    return "lapsed", f"it was not renewed, and the registry hides it since {day(last)}"


def _edition_over(
    register: Register, attestation: Attestation, on: date
) -> Verdict | None:
    program = register.programs[attestation.program]
    edition, end = (
        edition_of(program, attestation.edition),
        edition_end(program, attestation),
    )
    if edition is None or end is None or on <= end:
        return None
    if program.kind == "module_validation":
        cause = f"every validation to {edition.title} is historical after {day(end)}"
        return "lapsed", cause
    cause = f"what was stated on {edition.title} held until {day(end)} at most"
    return _old(program), cause


def _overdue(register: Register, attestation: Attestation, on: date) -> Verdict | None:
    """An audit or an assessment that was due and is not on record."""
    program = register.programs[attestation.program]
    for cycle in CYCLES:
        due = due_by(program, attestation, cycle, on) if cycle.lapses else None
        if due is not None and on > due:
            return "lapsed", f"{cycle.what} was due by {day(due)} and none is recorded"
    return None


def _uncontracted(
    register: Register, attestation: Attestation, on: date
) -> Verdict | None:
    """A contractual policy binds by agreements, where the register keeps them."""
    if register.programs[attestation.program].kind != "contractual_policy":
        return None
    states = {
        state_on(one, on)
        for one in register.agreements.values()
        if one.program == attestation.program
    }
    if not states or "in_force" in states:
        return None
    if states == {"not_yet"}:
        return "not_claimed", "no agreement under it had begun by then"
    return "lapsed", "no agreement under it is in force any more"


def _rests_on(
    register: Register, attestation: Attestation, on: date, seen: frozenset[str]
) -> Verdict | None:
    """What rests on others stands no better than the best of them."""
    grounds = [
        (parent.id, _hold(register, parent, on, seen))
        for parent in _parents(register, attestation, on)
        if parent.id not in seen
    ]
    if not grounds:
        return None
    identifier, best = min(grounds, key=lambda ground: RANK[ground[1].state])
    unsupported = best.state == "not_claimed" and best.since is not None
    if best.state not in ("aged", "lapsed", "withdrawn") and not unsupported:
        return None
    return best.state, f"it rests on {identifier}, of which: {best.cause}"


def _parents(
    register: Register, attestation: Attestation, on: date
) -> Iterator[Attestation]:
    """What it derives from, by that day; only what it must extend, where it must."""
    program = register.programs[attestation.program]
    wanted = {relation.program for relation in demanding(program, attestation)}
    found = [_current(register, one, on) for one in attestation.derives_from]
    parents = [parent for parent in found if parent is not None]
    needed = [parent for parent in parents if parent.program in wanted]
    yield from needed or parents


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
    end = term(program, attestation)
    if end is None or on <= end:
        return None
    if program.kind == "attestation_report" and attestation.period is not None:
        age = months_between(attestation.period.end, on)
        cause = f"its period ended {age} months before, on"
        return "aged", f"{cause} {day(attestation.period.end)}"
    if program.kind == "module_validation":
        return "lapsed", f"the validation is historical: its term ended on {day(end)}"
    cause = f"it was to be renewed by {day(end)}, and nothing later is recorded"
    shown = _shown(program, attestation, on, end)
    return shown or (KINDS[program.kind].outlived, cause)


def _not_the_newest(
    register: Register, attestation: Attestation, _: date
) -> Verdict | None:
    """An assessment begun when a later edition than its own was out (ISM 1570)."""
    program, began_on = register.programs[attestation.program], attestation.started
    own = edition_of(program, attestation.edition)
    if not program.validity.latest_edition or began_on is None or own is None:
        return None
    newest = max(program.editions, key=lambda one: _published(one, began_on))
    if _published(newest, began_on) <= _published(own, began_on):
        return None
    cause = f"it began on {day(began_on)}, when {newest.title} was out, and was"
    return "aged", f"{cause} measured against {own.title}"


def _published(edition: Edition, by: date) -> date:
    """When an edition came out, if it had by a day."""
    on = edition.published
    return on if on is not None and on <= by else date.min


def _only_stated(
    register: Register, attestation: Attestation, on: date
) -> Verdict | None:
    last = restated_by(register.programs[attestation.program], attestation)
    if last is None or on <= last:
        return None
    stated = month(began(attestation))
    return "aged", f"it was last stated in {stated}, and nothing later is recorded"


_FIRST: Final[tuple[Rule, ...]] = (
    _not_yet,
    _opposed,
    _withdrawn,
    _replaced,
    _kept_suspended,
    _suspended,
    _ran_out,
    _edition_over,
    _overdue,
    _uncontracted,
)
_LAST: Final[tuple[Rule, ...]] = (_outlived, _not_the_newest, _only_stated)
