"""From register and standing to the paper: pure, and equal inputs give equal papers."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import cast

import msgspec

from assay.dossier.notes import NoteBook, stated
from assay.dossier.paper import Chapter, Facts, Paper, Section, Statement
from assay.dossier.prose import ABOUT, CANNOT, CHECK
from assay.dossier.section import section_of
from assay.dossier.summary import (
    abstract,
    agreements,
    duties,
    matrix_row,
    responsibilities,
)
from assay.dossier.words import KINDS, day, legible, sentence
from assay.register import Program, Register
from assay.standing import Standing

__all__ = ["assemble"]

NO_FACTS = Facts()
"""A draft: in no stream, and proved by nothing."""

TITLE = "Certifications, programs, reports and attestations"


def assemble(
    register: Register,
    standing: Standing | None,
    on: date,
    *,
    facts: Facts = NO_FACTS,
) -> Paper:
    """The provider's overview paper on a day.

    Without a standing every program's evidence reads "not looked at". All text that
    people wrote comes out as they wrote it, except that what would hide or reorder
    other text appears by its code point.
    """
    book = NoteBook(register, facts)
    opening = book.own(f"register as of {day(on)}", "standing", "register")
    sections = [
        section_of(program, register, standing, on, book)
        for program in _ordered(register.programs.values())
    ]
    offered = tuple(agreements(register, on, book))
    borne = tuple(responsibilities(register, book))
    dutiful = tuple(duties(register, book))
    book.new_section()
    paper = Paper(
        format="assay-paper/1",
        title=TITLE,
        provider=register.provider.name,
        on=on,
        stream=facts.stream,
        seq=facts.seq,
        origin=facts.origin,
        notices=tuple(_notices(register, sections)),
        abstract=tuple(abstract(register, sections, on, opening)),
        matrix=tuple(matrix_row(section) for section in sections),
        chapters=tuple(_chapters(sections)),
        agreements=offered,
        responsibilities=borne,
        duties=dutiful,
        about=tuple(_about(facts, on, book)),
        anchors=book.anchors(),
        notes=book.notes(),
    )
    return _legible(paper)


def _ordered(programs: Iterable[Program]) -> list[Program]:
    """By kind, in the order of `KINDS`, then by title."""
    kinds = list(KINDS)
    return sorted(programs, key=lambda p: (kinds.index(p.kind), p.title.lower()))


def _chapters(sections: Sequence[Section]) -> Iterator[Chapter]:
    for kind, words in KINDS.items():
        chosen = tuple(section for section in sections if section.kind == kind)
        if chosen:
            yield Chapter(kind=kind, title=words.many, sections=chosen)


def _notices(register: Register, sections: Sequence[Section]) -> Iterator[str]:
    provider = register.provider
    if provider.fictional:
        yield (
            f"{provider.name} is fictional. Its certificates, reports, firms and "
            "customers do not exist; this paper shows how such a paper is made."
        )
    if any(section.evidence.synthetic for section in sections):
        yield (
            "Evidence in this paper is wholly or partly synthetic: generated for "
            "demonstration, observed nowhere."
        )
    if provider.speaks_on:
        yield (
            f"This paper repeats what a source said on {day(provider.speaks_on)}. It "
            "is not about today, and the provider had no part in making it."
        )
    if provider.note:
        yield sentence(provider.note)


def _about(facts: Facts, on: date, book: NoteBook) -> Iterator[Statement]:
    note = book.own(f"register as of {day(on)}", "standing", "register")
    yield from (stated(text, note) for text in ABOUT)
    yield stated(_notes_read(facts), note)
    yield stated(CHECK, note)
    yield stated(CANNOT, note)


def _notes_read(facts: Facts) -> str:
    log = f" of the log {facts.origin}" if facts.origin else ""
    return (
        "Every statement has a note that names the document and section it rests on. "
        f"Where the note names a ledger entry{log}, the sealed package that carries "
        "this paper proves that the entry is there; a note without one rests on its "
        "source alone."
    )


def _legible(paper: Paper) -> Paper:
    return msgspec.convert(_spelled(msgspec.to_builtins(paper)), Paper)


def _spelled(value: object) -> object:
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, dict):
        fields = cast("dict[str, object]", value)
        return {key: _spelled(inner) for key, inner in fields.items()}
    if isinstance(value, list):
        return [_spelled(inner) for inner in cast("list[object]", value)]
    return value
