"""Statements on record: who made them, when, and with what outcome."""

from collections.abc import Iterator
from typing import Final

from assay.dossier.notes import NoteBook
from assay.dossier.paper import RecordLine
from assay.dossier.words import CLAIM_LABELS, day, joined, sentence
from assay.register import Attestation, ClaimState, Program, Register
from assay.register.values import Validation

__all__ = ["record_line"]

OPINIONS: Final = {
    "unmodified": "unmodified opinion",
    "qualified": "qualified opinion",
    "adverse": "adverse opinion",
    "disclaimer": "no opinion could be given",
}


def record_line(
    program: Program,
    register: Register,
    one: Attestation,
    state: ClaimState,
    book: NoteBook,
) -> RecordLine:
    """One attestation as a row: nothing is left out that its source states."""
    party = register.parties.get(one.by)
    return RecordLine(
        title=one.title or f"{program.title} ({one.id})",
        state=state,
        label=CLAIM_LABELS[state],
        by=party.name if party else one.by,
        dates=sentence("; ".join(_dates(one))) or "Not stated.",
        outcome=sentence("; ".join(_outcome(program, one))),
        notes=(book.attestation(one),),
    )


def _dates(one: Attestation) -> Iterator[str]:
    if one.period:
        yield f"period {day(one.period.start)} to {day(one.period.end)}"
    named = (
        ("issued", one.issued),
        ("expires", one.expires),
        ("as stated on", one.stated_on),
        ("suspended", one.suspended),
        ("reinstated", one.reinstated),
        ("withdrawn", one.withdrawn),
    )
    yield from (f"{verb} {day(when)}" for verb, when in named if when)
    if one.surveillance:
        yield f"surveillance {joined([day(when) for when in one.surveillance])}"
    if one.assessments:
        yield f"assessed {joined([day(when) for when in one.assessments])}"
    for bridge in one.bridges:
        issued, until = day(bridge.issued), day(bridge.until)
        yield f"bridge letter of {issued}, reaching to {until}, unaudited"


def _outcome(program: Program, one: Attestation) -> Iterator[str]:
    editions = {edition.id: edition.title for edition in program.editions}
    if one.type:
        yield f"Type {one.type}"
    if one.opinion:
        yield OPINIONS[one.opinion]
    if one.categories:
        yield joined(one.categories)
    edition = editions.get(one.edition, one.edition)
    if edition and edition not in one.basis:
        yield edition
    if one.basis:
        yield one.basis.rstrip(".")
    if one.validation:
        yield from _module(one.validation)
    if one.note:
        yield one.note.rstrip(".")


def _module(module: Validation) -> Iterator[str]:
    version = f" {module.version}" if module.version else ""
    yield f"module {module.module}{version}"
    if module.certificate:
        yield f"validation certificate {module.certificate}"
    if module.platform:
        yield f"on {module.platform}"
    if module.overall_level:
        yield f"overall level {module.overall_level}"
    if module.revoked:
        yield f"revoked {day(module.revoked)}"
