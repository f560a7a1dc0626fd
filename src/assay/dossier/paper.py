"""The paper: everything it says, as plain values, before any rendering.

A renderer adds nothing and leaves nothing out. Every `Statement` carries the numbers
of the notes that say where it comes from; a note names its source and, where one was
given, the ledger entry that proves it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from assay.checks import Verdict
from assay.register import ClaimState

__all__ = [
    "AgreementLine",
    "Anchor",
    "ArtefactLine",
    "Chapter",
    "ClaimLine",
    "ContradictionLine",
    "DutyLine",
    "EvidenceLine",
    "Fact",
    "Facts",
    "MatrixRow",
    "Note",
    "Paper",
    "RecordLine",
    "ResponsibilityRow",
    "ScopeLine",
    "Section",
    "Statement",
    "Tally",
]

EvidenceWord: TypeAlias = Verdict | Literal["none"]
"""A verdict, or `none` where no standing was handed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A ledger entry that commits to something the paper states.

    The sealed package proves each one that a note refers to.
    """

    entry: int
    """Its index in the log."""
    kind: str
    """`standing`, `result`, `snapshot`..."""
    digest: str
    """SHA-256 of what it commits to, in hexadecimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the paper needs to know beside the register and the standing."""

    stream: str = "publication.overview"
    seq: int | None = None
    """Number of this edition in its stream, from 0; None for a draft."""
    origin: str = ""
    """The log's origin, as its checkpoints name it."""
    proofs: dict[str, Anchor] | None = None
    """Ledger entries by what they prove: `attestation:<id>`, `run:<id>`, `standing`,
    `register`; looked up in that order, the nearest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A footnote: where a statement comes from, and what proves it."""

    number: int
    text: str
    """The whole note, as every renderer prints it."""
    document: str
    section: str = ""
    page: str = ""
    entry: int | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One or two sentences and the notes they rest on."""

    text: str
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A labelled value beside a claim: since when, until when, who says so, why."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLine:
    """What may be said, in the words that its kind allows."""

    state: ClaimState
    label: str
    statement: Statement
    by: str
    """Who says so."""
    since: date | None
    until: date | None
    stated_on: date | None
    """When the source spoke, where it gives the statement itself no date."""
    facts: tuple[Fact, ...]
    """The same and more for a reader, what is missing said in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeLine:
    """One product of levels, services and regions, in words."""

    levels: str
    services: str
    regions: str
    since: date | None
    until: date | None
    when: str
    """The same for a reader: `Throughout`, `Since 14 September 2026`."""
    remark: str
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLine:
    """A statement on record: its title, maker, dates and state."""

    title: str
    state: ClaimState
    label: str
    by: str
    dates: str
    outcome: str
    """Opinion, type, categories, basis: what the statement itself says."""
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtefactLine:
    """A document, who may have it and where."""

    title: str
    audience: str
    where: str
    """A file, an address, or who holds it."""
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many cells stand how; they sum to the cells looked at."""

    met: int = 0
    not_met: int = 0
    unknown: int = 0
    not_applicable: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    """What the provider's own evidence says, beside the claim and apart from it."""

    state: EvidenceWord
    label: str
    statement: Statement
    cells: Tally
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictionLine:
    """What one source states and another contradicts; both are kept."""

    topic: str
    stated: str
    stated_by: str
    found: str
    found_by: str
    confirmed: bool
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One program."""

    id: str
    title: str
    kind: str
    kind_label: str
    owner: str
    where: str
    """Levels and regions of what is claimed, in few words; empty for nothing."""
    meaning: Statement
    """What it is."""
    limits: Statement
    """What a statement of this kind does not mean."""
    claims: tuple[ClaimLine, ...]
    evidence: EvidenceLine
    levelled: bool
    """Whether the program has levels, so that each part of the scope names one."""
    scope: tuple[ScopeLine, ...]
    exclusions: tuple[Statement, ...]
    records: tuple[RecordLine, ...]
    artefacts: tuple[ArtefactLine, ...]
    relations: tuple[Statement, ...]
    today: Statement
    contradictions: tuple[ContradictionLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """The programs of one kind, so that a law never stands beside a certificate."""

    kind: str
    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """One program in the summary; its notes are those of the program's section."""

    program: str
    title: str
    state: ClaimState
    label: str
    since: str
    where: str
    """Levels and regions, in few words."""
    by: str
    evidence: EvidenceWord
    evidence_label: str
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementLine:
    """A kind of contract that customers can make, in the version offered."""

    title: str
    program: str
    version: str
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibilityRow:
    """Who bears how many of a program's requirements, as far as it is stated."""

    program: str
    title: str
    provider: int
    shared: int
    customer: int
    others: int
    """Third parties and authorities alone."""
    not_applicable: int
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLine:
    """Something a customer or supplier must do."""

    id: str
    program: str
    bearer: str
    text: str
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The provider's certifications, programs, reports and attestations on a day."""

    format: str
    """`assay-paper/1`."""
    title: str
    provider: str
    on: date
    stream: str
    seq: int | None
    origin: str
    notices: tuple[str, ...]
    """What a reader must know first: fictional, synthetic, historical."""
    abstract: tuple[Statement, ...]
    matrix: tuple[MatrixRow, ...]
    chapters: tuple[Chapter, ...]
    agreements: tuple[AgreementLine, ...]
    responsibilities: tuple[ResponsibilityRow, ...]
    duties: tuple[DutyLine, ...]
    about: tuple[Statement, ...]
    """How to read the paper: states, kinds, evidence, notes."""
    anchors: tuple[Anchor, ...]
    notes: tuple[Note, ...]
