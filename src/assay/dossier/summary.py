"""What stands before and behind the sections: matrix, agreements, responsibilities."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from assay.dossier.claims import SILENT
from assay.dossier.notes import NoteBook, stated
from assay.dossier.paper import (
    AgreementLine,
    ClaimLine,
    DutyLine,
    MatrixRow,
    ResponsibilityRow,
    Section,
    Statement,
)
from assay.dossier.words import (
    AGREEMENTS,
    CLAIM_LABELS,
    NOT_STATED,
    counted,
    day,
    joined,
    sentence,
    short_day,
)
from assay.register import Register
from assay.register.agreements import Agreement, version_of
from assay.register.responsibilities import who
from assay.register.values import Responsibility

__all__ = ["abstract", "agreements", "duties", "matrix_row", "responsibilities"]

NOTHING = "\N{EN DASH}"
"""Where nothing is claimed there is nothing to state."""

ANY_PROGRAM = "Any program"
"""What an agreement is for that hangs on none."""

UNCERTIFIED = frozenset({"law", "alignment", "guidance", "contractual_policy"})


def abstract(
    register: Register, sections: Sequence[Section], on: date, note: int
) -> Iterator[Statement]:
    """The paper in three sentences, each counted from the sections."""
    name = register.provider.name
    states = Counter(section.claims[0].state for section in sections)
    counts = [
        f"{states[state]} {label.lower()}"
        for state, label in CLAIM_LABELS.items()
        if states[state]
    ]
    yield stated(
        f"This paper states where {name} stands on {day(on)} under "
        f"{counted(len(sections), 'program')}: {joined(counts)}",
        note,
    )
    without = [section.title for section in sections if section.kind in UNCERTIFIED]
    if without:
        yield stated(f"For {joined(without)} no certificate exists", note)
    yield stated(
        "A claim says what somebody entitled to say it has said; evidence says what "
        "the provider's own checks saw. They stand side by side and are never merged "
        "into one mark, and what was not seen is unknown",
        note,
    )


def matrix_row(section: Section) -> MatrixRow:
    """The section in one row; it adds nothing."""
    claim = section.claims[0]
    silent = claim.state in SILENT
    missing = NOTHING if silent else NOT_STATED
    return MatrixRow(
        program=section.id,
        title=section.title,
        state=claim.state,
        label=claim.label,
        since=missing if silent else _since(claim),
        where=(not silent and section.where) or missing,
        by=(not silent and claim.by) or missing,
        evidence=section.evidence.state,
        evidence_label=section.evidence.label,
        notes=claim.statement.notes,
    )


def _since(claim: ClaimLine) -> str:
    if claim.stated_on:
        return f"stated {short_day(claim.stated_on)}"
    return short_day(claim.since) if claim.since else NOT_STATED


def agreements(register: Register, on: date, book: NoteBook) -> Iterator[AgreementLine]:
    """The newest version of each kind of agreement so far.

    No customer is named, nor what one customer agreed on; so the note names the
    provider's own records and not the contract.
    """
    book.new_section()
    newest: dict[tuple[str, str], Agreement] = {}
    for one in sorted(register.agreements.values(), key=lambda a: (a.signed, a.id)):
        if one.signed <= on:
            newest[one.kind, one.program] = one
    note = book.own(f"agreements as of {day(on)}", "register") if newest else 0
    for (kind, program), one in sorted(newest.items()):
        yield AgreementLine(
            title=AGREEMENTS[kind],
            program=_title(register, program) if program else ANY_PROGRAM,
            version=version_of(register, one),
            notes=(note,),
        )


def responsibilities(register: Register, book: NoteBook) -> Iterator[ResponsibilityRow]:
    """How many of each program's requirements fall to whom, as far as it is stated."""
    book.new_section()
    by_program: dict[str, list[Responsibility]] = {}
    for one in register.responsibilities.values():
        by_program.setdefault(one.program, []).append(one)
    for program in sorted(by_program, key=lambda p: _title(register, p).lower()):
        rows = by_program[program]
        counts = Counter(_bearer(one) for one in rows)
        sources = dict.fromkeys(book.cite(one.source, "register") for one in rows)
        yield ResponsibilityRow(
            program=program,
            title=_title(register, program),
            provider=counts["provider"],
            shared=counts["shared"],
            customer=counts["customer"],
            others=counts["others"],
            not_applicable=counts["not_applicable"],
            notes=tuple(sources),
        )


def duties(register: Register, book: NoteBook) -> Iterator[DutyLine]:
    """Every duty of customers and suppliers, in its own words."""
    bearers = {
        "customer": "Customer",
        "third_party": "Third party",
        "authority": "Authority",
    }
    rows: Iterable[Responsibility] = register.responsibilities.values()
    for one in sorted(rows, key=lambda row: (row.program, row.id)):
        for duty in one.duties:
            yield DutyLine(
                id=duty.id,
                program=_title(register, one.program),
                bearer=bearers[duty.bearer],
                text=sentence(duty.text),
                notes=(book.cite(one.source, "register"),),
            )


def _bearer(one: Responsibility) -> str:
    held = who(one)
    return held if held in _COUNTED else "others"


_COUNTED = frozenset({"provider", "customer", "shared", "not_applicable"})


def _title(register: Register, program: str) -> str:
    known = register.programs.get(program)
    return known.title if known else program
