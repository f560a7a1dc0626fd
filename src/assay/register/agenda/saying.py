"""Deadlines in sentences."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from assay.register.agenda.values import Deadline, Fall, ObligationKind
from assay.register.claim import ClaimState
from assay.register.program import Kind
from assay.register.reach import reaches
from assay.register.terms import edition_of
from assay.register.values import Attestation, Register
from assay.register.wording import day, listed, sentence

__all__ = ["AGREEMENTS", "done_by", "missed_says", "party", "says"]

AGREEMENTS: Final = {
    "baa": "business associate agreement",
    "cjis_addendum": "CJIS Security Addendum",
    "nda": "non-disclosure agreement",
    "dpa": "data processing agreement",
    "school_official": "terms of a school official",
}
_WHAT: Final[dict[ObligationKind, str]] = {
    "surveillance": "a surveillance audit",
    "assessment": "an assessment",
    "full_coverage": "an assessment of every control, whole or part by part,",
    "scan": "a scan",
    "historical": "a module validated anew",
    "restatement": "a statement with a date of its own",
    "reinstatement": "reinstatement",
    "report": "the next report",
}
_RENEWALS: Final[dict[Kind, str]] = {
    "certification": "recertification",
    "authorization": "a new authorization",
    "independent_assessment": "a new assessment",
    "self_assessment": "a new self-assessment",
}
_BY_OTHERS: Final = ("surveillance", "renewal", "reinstatement", "report")
"""Done by the party that made the statement; the rest is for others to do."""
_DONE_BY: Final[dict[ObligationKind, str]] = {
    "surveillance": "the day of the audit in `surveillance`",
    "assessment": "the day of the assessment in `assessments`",
    "full_coverage": "`covered` with `full = true`, or with the controls of each part",
    "scan": "the day of the scan in `scans`",
    "renewal": "the new statement, and `superseded_by` in this one",
    "edition": "the statement on the later edition, and `superseded_by` in this one",
    "historical": "the new validation, and `superseded_by` in this one",
    "restatement": "the statement with `issued`, and `superseded_by` in this one",
    "reinstatement": "the day in `reinstated`",
    "report": "the new report, and `superseded_by` in this one",
    "bridge": "the letter in `bridges`",
    "agreement": "the new agreement, or the day in `terminated`",
}

_MAY_END: Final = ("renewal", "edition", "historical", "restatement", "report")
"""What may be given up instead."""


def party(register: Register, deadline: Deadline) -> str:
    """By whom it must be done, or whose agreement it is."""
    if deadline.about == "agreement":
        identifier = register.agreements[deadline.subject].customer
    else:
        identifier = register.attestations[deadline.subject].by
    found = register.parties.get(identifier)
    return found.name if found is not None else identifier


def done_by(deadline: Deadline) -> str:
    """What is recorded, and where, once it is done."""
    folder = f"register/{deadline.about}s/{deadline.subject}.toml"
    given_up = ", or the day in `withdrawn`" if deadline.kind in _MAY_END else ""
    return f"{_DONE_BY[deadline.kind]}{given_up} ({folder})"


def says(register: Register, deadline: Deadline, *, overdue: bool) -> str:
    """What is due, by when, in one sentence."""
    when = f"{'was' if overdue else 'is'} due by {day(deadline.due)}"
    if deadline.about == "agreement":
        agreement = register.agreements[deadline.subject]
        whose = f"{AGREEMENTS[agreement.kind]} with {party(register, deadline)}"
        ends = f"{'ended' if overdue else 'ends'} on {day(deadline.due)}"
        return sentence(f"the {whose} {ends}, and no other follows it")
    made = register.attestations[deadline.subject]
    title = register.programs[made.program].title
    what = _what(register, made, deadline)
    if deadline.kind in _BY_OTHERS:
        what += f" by {party(register, deadline)}"
    return sentence(f"{title}: {what} {when} ({made.id})")


def _what(register: Register, made: Attestation, deadline: Deadline) -> str:
    program = register.programs[made.program]
    if deadline.kind == "renewal":
        return _RENEWALS.get(program.kind, "a new statement")
    if deadline.kind == "bridge":
        return f"a bridge letter for the time after {_asserted(made)}"
    if deadline.kind == "edition":
        edition = edition_of(program, made.edition)
        left = edition.title if edition is not None else made.edition
        return f"the move from {left} to a later edition"
    return _WHAT[deadline.kind]


def _asserted(made: Attestation) -> str:
    """The day to which anyone says anything: the auditor, or then management."""
    days = [letter.until for letter in made.bridges]
    if made.period is not None:
        days.append(made.period.end)
    return day(max(days))


def missed_says(
    register: Register,
    deadline: Deadline,
    state: ClaimState,
    cells: Iterable[Fall],
    *,
    overdue: bool,
) -> str:
    """What is lost, from when, and where."""
    lost = _lost(register, cells)
    since = f"{'since' if overdue else 'from'} {day(deadline.due + timedelta(1))}"
    if deadline.about == "agreement":
        ends = f"{since} {party(register, deadline)} has no such agreement"
        what = "; ".join(lost) or "no document is given out under it any more"
        return sentence(f"{ends}: {what}")
    becomes = f"{since} {deadline.subject} is {state.replace('_', ' ')}"
    tail = "; ".join(lost) or _nothing(register, deadline.subject)
    return sentence(f"{becomes}: {tail}")


def _nothing(register: Register, subject: str) -> str:
    """Why no cell is lost."""
    parts = reaches(register, register.attestations[subject].scope)
    if any("unstated" in (part.services, part.regions) for part in parts):
        return "its source does not say of which services and regions"
    return "other statements hold up every cell of it"


def _lost(register: Register, cells: Iterable[Fall]) -> list[str]:
    """Each program that loses cells, with how many services in which regions."""
    services: dict[str, dict[str, None]] = {}
    regions: dict[str, dict[str, None]] = {}
    for cell in cells:
        services.setdefault(cell.program, {}).update(dict.fromkeys(cell.services))
        regions.setdefault(cell.program, {}).update(dict.fromkeys(cell.regions))
    told: list[str] = []
    for program, names in services.items():
        known = register.programs.get(program)
        where = f" in {listed(list(regions[program]))}" if regions[program] else ""
        titles = [register.services[name].title for name in names]
        what = f" for {_counted(titles)}" if titles else ""
        told.append(f"{known.title if known else 'the agreement'}{what}{where}")
    return told


def _counted(titles: list[str]) -> str:
    return listed(titles) if len(titles) <= _NAMED else f"{len(titles)} services"


_NAMED = 3
"""How many services are named before they are counted."""
