"""Answers as plain JSON data: one shape for the command line and the portal."""

from datetime import date

from assay.canonical import Json, plain
from assay.standing import CellStanding

__all__ = ["answer_json"]


def answer_json(cell: CellStanding, day: date) -> dict[str, Json]:
    """A cell's answer as published: claim and evidence side by side, never merged."""
    return {
        "on": day.isoformat(),
        "question": {
            "program": cell.program,
            "service": cell.service,
            "region": cell.region,
            "level": cell.level,
        },
        "claim": plain(cell.claim),
        "evidence": plain(cell.evidence),
        "mark": cell.mark,
    }
