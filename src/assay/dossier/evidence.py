"""The evidence beside the claim: counted, explained, and never merged into it."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC
from typing import Final

from assay.checks import Verdict
from assay.dossier.notes import NoteBook, stated
from assay.dossier.paper import EvidenceLine, EvidenceWord, Statement, Tally
from assay.dossier.words import EVIDENCE_LABELS, counted, day, joined
from assay.register import Program
from assay.standing import CellStanding, Standing

__all__ = ["evidence_line"]

CLAIMED = frozenset({"in_force", "aged"})
VERDICTS: Final[tuple[Verdict, ...]] = ("met", "not_met", "unknown", "not_applicable")
SEVERITY: Final[tuple[Verdict, ...]] = ("not_met", "unknown", "met", "not_applicable")


def evidence_line(
    program: Program, standing: Standing | None, book: NoteBook
) -> EvidenceLine:
    """What the provider's evidence says of the program's cells.

    Where something is claimed, the claimed cells are counted; otherwise every cell is.
    """
    cells = [c for c in standing.cells if c.program == program.id] if standing else []
    claimed = [cell for cell in cells if cell.claim.state in CLAIMED]
    chosen = claimed or cells
    counts: Counter[Verdict] = Counter(cell.evidence.state for cell in chosen)
    word = _word(counts)
    return EvidenceLine(
        state=word,
        label=EVIDENCE_LABELS[word],
        statement=_statement(chosen, counts, _when(standing), book),
        cells=Tally(
            met=counts["met"],
            not_met=counts["not_met"],
            unknown=counts["unknown"],
            not_applicable=counts["not_applicable"],
        ),
        synthetic=any(cell.evidence.synthetic for cell in chosen),
    )


def _when(standing: Standing | None) -> str:
    at = standing.at.astimezone(UTC) if standing else None
    return f"{day(at)}, {at:%H:%M} UTC" if at else ""


def _word(counts: Counter[Verdict]) -> EvidenceWord:
    """Kleene's conjunction over the cells; `none` where nobody looked."""
    for state in SEVERITY:
        if counts[state]:
            return state
    return "none"


def _statement(
    cells: Sequence[CellStanding],
    counts: Counter[Verdict],
    when: str,
    book: NoteBook,
) -> Statement:
    runs = sorted({cell.evidence.run for cell in cells if cell.evidence.run})
    if not cells:
        text = "No evidence was looked at for this paper."
        return stated(text, book.own("own records: no run of checks", "register"))
    claimed = cells[0].claim.state in CLAIMED
    what = "cell claimed" if claimed else "cell of the program"
    many = "cells claimed" if claimed else "cells of the program"
    parts = [
        f"{counts[state]} {EVIDENCE_LABELS[state].lower()}"
        for state in VERDICTS
        if counts[state]
    ]
    summed = f"Of {counted(len(cells), what, many)}: {joined(parts)}."
    text = f"{summed}{_requirements(cells)}{_why(cells)}{_marked(cells)}"
    named = joined([run if run.startswith("run") else f"run {run}" for run in runs])
    source = f"{named or 'standing without a run of checks'}, as of {when}"
    keys = [f"run:{run}" for run in runs]
    return stated(text, book.own(source, *keys, "standing", "register"))


def _requirements(cells: Sequence[CellStanding]) -> str:
    """The same one step finer: a cell is not met if one of its requirements is not."""
    sums = {
        "met": sum(cell.evidence.met for cell in cells),
        "not met": sum(cell.evidence.not_met for cell in cells),
        "unknown": sum(cell.evidence.unknown for cell in cells),
        "not applicable": sum(cell.evidence.not_applicable for cell in cells),
    }
    parts = [f"{count:,} {word}" for word, count in sums.items() if count]
    return f" Requirement by requirement in those: {joined(parts)}." if parts else ""


def _marked(cells: Sequence[CellStanding]) -> str:
    """Where claim and evidence differ, which is what a reader should look at."""
    risk = sum(cell.mark == "at_risk" for cell in cells)
    ready = sum(cell.mark == "ready" for cell in cells)
    parts = [
        f" At risk, being claimed in force without met evidence: {risk}."
        if risk
        else "",
        f" Ready, being met and not claimed: {ready}." if ready else "",
    ]
    return "".join(parts)


def _why(cells: Sequence[CellStanding]) -> str:
    """The reason most cells give for not being met, in the words of the standing."""
    reasons = Counter(
        cell.evidence.reason
        for cell in cells
        if cell.evidence.state in {"not_met", "unknown"} and cell.evidence.reason
    )
    if not reasons:
        return ""
    reason, count = min(reasons.items(), key=lambda item: (-item[1], item[0]))
    where = "everywhere" if count == len(cells) else f"in {count}"
    return f" Most often ({where}): {reason.rstrip('.')}."
