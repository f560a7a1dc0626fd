"""Asking about one cell: as a person names it, with claim and evidence as they are."""

from collections.abc import Mapping
from datetime import date

from assay.register import ask
from assay.standing import CellStanding, stand_cell
from assay.workspace.open import Workspace

__all__ = ["stand_at"]


def stand_at(
    workspace: Workspace,
    asked: Mapping[str, str],
    day: date,
    as_of: date | None = None,
) -> CellStanding:
    """One cell as a person names it: names and aliases are resolved first."""
    question = ask(workspace.register, **asked)
    ground = workspace.ground_for(question.program, workspace.latest_run(day))
    return stand_cell(ground, question, day, as_of)
