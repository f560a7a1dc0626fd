"""The claims of one program: every distinct thing that may be said of it on a day."""

from collections.abc import Iterator
from datetime import date

from assay.dossier.notes import NoteBook, stated
from assay.dossier.paper import ClaimLine, Fact
from assay.dossier.words import CLAIM_LABELS, NOT_STATED, day, sentence
from assay.register import (
    Claim,
    ClaimState,
    Program,
    Question,
    Register,
    claims,
    scope,
)

__all__ = ["SILENT", "claim_line", "claims_of", "states_of"]

SILENT = frozenset({"not_claimed", "not_stated", "excluded"})
"""States in which nothing is claimed."""

LIVE = frozenset({"in_force", "in_process"})
"""States that are told even beside a better claim."""


def claims_of(register: Register, program: Program, on: date) -> tuple[Claim, ...]:
    """The best claim of the program as a whole, then whatever else lives beside it.

    A second authorization for other regions, or a level that is only in process, is a
    claim of its own; what has ended stands among the statements on record.
    """
    best = scope(register, Question(program=program.id), on)
    each = (claim for _, claim in claims(register, program.id, on))
    beside = (claim for claim in each if claim.state in LIVE)
    found = {claim.attestation: claim for claim in (best, *beside)}
    return (best, *(c for key, c in found.items() if key != best.attestation))


def states_of(register: Register, program: Program, on: date) -> dict[str, ClaimState]:
    """The state that each statement on record gives by itself."""
    return {one: claim.state for one, claim in claims(register, program.id, on)}


def claim_line(register: Register, claim: Claim, on: date, book: NoteBook) -> ClaimLine:
    """One claim with the note on who says so."""
    made = register.attestations.get(claim.attestation)
    stated_on = made.stated_on if made and made.issued is None else None
    if claim.source is None:
        note = book.own(f"register as of {day(on)}", "standing", "register")
    else:
        keys = (f"attestation:{claim.attestation}", "standing", "register")
        note = book.cite(claim.source, *keys)
    return ClaimLine(
        state=claim.state,
        label=CLAIM_LABELS[claim.state],
        statement=stated(claim.says, note),
        by=claim.by,
        since=None if stated_on else claim.since,
        until=claim.until,
        stated_on=stated_on,
        facts=tuple(_facts(claim, stated_on)),
    )


def _facts(claim: Claim, stated_on: date | None) -> Iterator[Fact]:
    if claim.state not in SILENT:
        yield from _begins(claim, stated_on)
        yield from _ends(claim)
        yield Fact(label="Who says so", text=claim.by or NOT_STATED)
    yield Fact(label="Why", text=sentence(claim.reason))


def _begins(claim: Claim, stated_on: date | None) -> Iterator[Fact]:
    """Since when; a source that gives no date of its own only tells when it spoke."""
    if stated_on is None:
        since = day(claim.since) if claim.since else NOT_STATED
        yield Fact(label="Since", text=since)
    else:
        yield Fact(label="Since", text=NOT_STATED)
        yield Fact(label="Stated on", text=day(stated_on))


def _ends(claim: Claim) -> Iterator[Fact]:
    if claim.target:
        yield Fact(label="Target", text=day(claim.target))
    if claim.until:
        yield Fact(label="Until", text=day(claim.until))
    if claim.bridged_until:
        text = f"{day(claim.bridged_until)}, on management's word, unaudited"
        yield Fact(label="Bridged to", text=text)
