"""One program's section: meaning, claims, scope, evidence, documents, relations."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from assay.dossier.basis import Basis, bases
from assay.dossier.claims import claim_line, claims_of, states_of
from assay.dossier.evidence import evidence_line
from assay.dossier.extents import (
    level_words,
    region_summary,
    region_words,
    service_words,
)
from assay.dossier.notes import NoteBook, stated
from assay.dossier.paper import (
    ArtefactLine,
    ContradictionLine,
    ScopeLine,
    Section,
    Statement,
)
from assay.dossier.records import record_line
from assay.dossier.words import (
    AUDIENCES,
    HOLDERS,
    KINDS,
    RELATIONS,
    day,
    joined,
    sentence,
)
from assay.register import Attestation, Claim, Program, Register
from assay.register.program import Artefact, Relationship
from assay.register.reach import Reach
from assay.register.values import Copy, Exclusion
from assay.standing import Standing

__all__ = ["section_of"]

DOCUMENTED = frozenset({"in_force", "aged"})
"""States in which the documents of a program can be expected to exist."""


def section_of(
    program: Program,
    register: Register,
    standing: Standing | None,
    on: date,
    book: NoteBook,
) -> Section:
    """Everything the paper says of one program."""
    book.new_section()
    defined = book.library(program)
    words = KINDS[program.kind]
    claims = claims_of(register, program, on)
    told = tuple(claim_line(register, claim, on, book) for claim in claims)
    seen = evidence_line(program, standing, book)
    rests = tuple(bases(register, claims, book))
    states = states_of(register, program, on)
    return Section(
        id=program.id,
        title=program.title,
        kind=program.kind,
        kind_label=words.one,
        owner=program.owner,
        where=_where(
            program, register, [b for b in rests if b.state == claims[0].state]
        ),
        meaning=stated(program.summary, defined),
        limits=stated(words.limits, defined),
        claims=told,
        evidence=seen,
        levelled=bool(program.levels),
        scope=tuple(_scope(program, register, rests)),
        exclusions=tuple(_exclusions(register, rests, on)),
        records=tuple(
            record_line(program, register, one, states[one.id], book)
            for one in _on_record(register, program, on)
        ),
        artefacts=tuple(_artefacts(program, claims, rests, defined)),
        relations=tuple(_relation(one, register, defined) for one in program.relations),
        today=stated(program.today, defined),
        contradictions=tuple(_contradictions(program, defined)),
    )


def _where(program: Program, register: Register, rests: Sequence[Basis]) -> str:
    """Levels and regions of all parts together: `Moderate, 2 of 8 regions`."""
    parts = [reach for basis in rests for reach, _ in basis.reaches]
    if not parts:
        return ""
    named = {level for part in parts for level in part.levels}
    levels = tuple(one.id for one in program.levels if one.id in named)
    regions = region_summary(register, [part.regions for part in parts])
    if not levels:
        return regions
    mid = regions if regions.islower() else regions[0].lower() + regions[1:]
    return f"{level_words(program, levels)}, {mid}"


def _on_record(
    register: Register, program: Program, on: date
) -> tuple[Attestation, ...]:
    """Statements made by that day, the newest first."""
    made = [
        one
        for one in register.attestations.values()
        if one.program == program.id and _made(one) <= on
    ]
    return tuple(sorted(made, key=lambda one: (_made(one), one.id), reverse=True))


def _made(one: Attestation) -> date:
    start = one.period.start if one.period else None
    return one.issued or one.stated_on or start or one.recorded or date.max


def _scope(
    program: Program, register: Register, rests: Iterable[Basis]
) -> Iterator[ScopeLine]:
    for basis in rests:
        for reach, remark in basis.reaches:
            yield ScopeLine(
                levels=level_words(program, reach.levels),
                services=service_words(register, reach.services),
                regions=region_words(register, reach.regions),
                since=reach.since,
                until=reach.until,
                when=_when(reach),
                remark=sentence(remark),
                notes=(basis.note,),
            )


def _when(reach: Reach) -> str:
    if reach.since and reach.until:
        return f"{day(reach.since)} to {day(reach.until)}"
    if reach.since:
        return f"Since {day(reach.since)}"
    return f"Until {day(reach.until)}" if reach.until else "Throughout"


def _exclusions(
    register: Register, rests: Iterable[Basis], on: date
) -> Iterator[Statement]:
    for basis in rests:
        for part in basis.exclusions:
            if part.since is None or part.since <= on:
                yield stated(_excluded(register, part), basis.note)


def _excluded(register: Register, part: Exclusion) -> str:
    services = _counted(service_words(register, part.services), "services")
    regions = _counted(region_words(register, part.regions), "regions")
    return f"Not in scope: {services} in {regions}. {sentence(part.reason)}"


def _counted(words: str, what: str) -> str:
    """`All 8` as `all 8 regions`; names stay as they are."""
    return f"all{words[3:]} {what}" if words.startswith("All") else words


def _artefacts(
    program: Program, claims: Iterable[Claim], rests: Iterable[Basis], defined: int
) -> Iterator[ArtefactLine]:
    """Copies at hand first, then the documents that such a statement comes with.

    Where nothing is claimed there is no document, so none is listed.
    """
    seen: set[str] = set()
    named = Counter(copy.title for basis in rests for copy in basis.copies)
    for basis in rests:
        for copy in basis.copies:
            seen.add(copy.id)
            apart = f" ({basis.title})" if named[copy.title] > 1 else ""
            yield ArtefactLine(
                title=f"{copy.title}{apart}",
                audience=AUDIENCES[copy.audience],
                where=_kept_at(copy),
                notes=(basis.note,),
            )
    standing = any(claim.state in DOCUMENTED for claim in claims)
    for document in program.artefacts if standing else ():
        if document.id not in seen:
            yield _produced(document, defined)


def _kept_at(copy: Copy) -> str:
    places = [copy.file.rpartition("/")[2], copy.url]
    return joined([place for place in places if place]) or HOLDERS["provider"]


def _produced(document: Artefact, defined: int) -> ArtefactLine:
    return ArtefactLine(
        title=document.title,
        audience=AUDIENCES[document.audience],
        where=HOLDERS[document.holder],
        notes=(defined,),
    )


def _relation(one: Relationship, register: Register, defined: int) -> Statement:
    other = register.programs.get(one.program)
    text = RELATIONS[one.kind].format(other=other.title if other else one.program)
    return stated(f"{sentence(text)} {sentence(one.note)}", defined)


def _contradictions(program: Program, defined: int) -> Iterator[ContradictionLine]:
    for one in program.contradictions:
        yield ContradictionLine(
            topic=one.topic,
            stated=sentence(one.stated),
            stated_by=one.stated_by,
            found=sentence(one.found),
            found_by=one.found_by,
            confirmed=one.confirmed,
            notes=(defined,),
        )
