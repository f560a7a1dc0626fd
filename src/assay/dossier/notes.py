"""Notes: every statement's source and proof, numbered in reading order."""

from assay.dossier.paper import Anchor, Facts, Note, Statement
from assay.dossier.words import day, sentence
from assay.register import Attestation, Program, Register
from assay.register.values import Source

__all__ = ["NoteBook", "stated"]

SHOWN = 16
"""How many digits of a digest a note prints; the table of entries has them all."""


class NoteBook:
    """Collects the notes of one paper; equal notes of a section share a number."""

    def __init__(self, register: Register, facts: Facts) -> None:
        self._register = register
        self._proofs = facts.proofs or {}
        self._notes: list[Note] = []
        self._open: dict[tuple[str, int | None], int] = {}

    def new_section(self) -> None:
        """From here on notes are numbered anew, so that none lies pages away."""
        self._open.clear()

    def cite(self, source: Source, *subjects: str) -> int:
        """A note on a document of the register; `subjects` are looked up as proofs."""
        known = self._register.documents.get(source.document)
        title = f"“{known.title}”" if known else source.document
        parts = [f"{known.publisher}, {title}, {day(known.dated)}" if known else title]
        if source.section:
            parts.append(f"section “{source.section}”")
        if source.page:
            parts.append(f"page {source.page}")
        return self._note(
            sentence(", ".join(parts)),
            document=known.title if known else source.document,
            section=source.section,
            page=source.page,
            proof=self._proof(*subjects),
        )

    def library(self, program: Program) -> int:
        """A note on the library's definition of a program and what that rests on."""
        rests = "; ".join(program.sources)
        text = f"Assay's program library, “{program.id}”"
        return self._note(
            sentence(f"{text}, after: {rests}" if rests else text),
            document="Assay's program library",
            section=program.id,
        )

    def own(self, what: str, *subjects: str) -> int:
        """A note on the provider's own register or evidence."""
        name = self._register.provider.name
        return self._note(
            sentence(f"{name}, {what}"),
            document=f"{name}: own records",
            section=what,
            proof=self._proof(*subjects),
        )

    def attestation(self, attestation: Attestation) -> int:
        """A note on the source that an attestation rests on."""
        key = f"attestation:{attestation.id}"
        return self.cite(attestation.source, key, "standing", "register")

    def notes(self) -> tuple[Note, ...]:
        """All notes, by number."""
        return tuple(self._notes)

    def anchors(self) -> tuple[Anchor, ...]:
        """The ledger entries that the notes refer to, by index."""
        cited = {note.entry for note in self._notes}
        found = {
            proof.entry: Anchor(entry=proof.entry, kind=proof.kind, digest=proof.digest)
            for proof in self._proofs.values()
            if proof.entry in cited
        }
        return tuple(found[entry] for entry in sorted(found))

    def _proof(self, *subjects: str) -> Anchor | None:
        found = (self._proofs.get(subject) for subject in subjects)
        return next((proof for proof in found if proof is not None), None)

    def _note(
        self,
        text: str,
        *,
        document: str,
        section: str = "",
        page: str = "",
        proof: Anchor | None = None,
    ) -> int:
        key = (text, proof.entry if proof else None)
        if key in self._open:
            return self._open[key]
        number = len(self._notes) + 1
        self._notes.append(
            Note(
                number=number,
                text=f"{text}{_proven(proof)}",
                document=document,
                section=section,
                page=page,
                entry=proof.entry if proof else None,
                digest=proof.digest if proof else "",
            )
        )
        self._open[key] = number
        return number


def _proven(proof: Anchor | None) -> str:
    if proof is None:
        return ""
    short = proof.digest[:SHOWN]
    return f" Recorded in ledger entry {proof.entry} ({proof.kind}), SHA-256 {short}…"


def stated(text: str, *notes: int) -> Statement:
    """A statement with its notes."""
    return Statement(text=sentence(text), notes=notes)
