"""A preview of what an import would do, and the import: all of it or nothing.

Everything is worked out before anything is written; then all files are written, the
register is read again as a whole, and if it is at fault every file is put back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assay.errors import BadInput, Error, Problem
from assay.register import read_register
from assay.register.listing import Question
from assay.workspace.files import read_tree, write_atomically
from assay.workspace.open import Workspace

__all__ = ["Answers", "NotApplied", "Preview", "apply", "existing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a person answered to the questions of an earlier preview."""

    map_: Mapping[str, str] = field(default_factory=dict[str, str])
    skip: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an import would do; `files` is what it would write."""

    says: tuple[str, ...]
    """The changes, in sentences."""
    notes: tuple[str, ...]
    """What was left aside, and why."""
    questions: tuple[Question, ...]
    """Nothing is written while any is open."""
    problems: tuple[Problem, ...]
    """Faults of the source that stop nothing."""
    files: Mapping[str, bytes]
    counts: Mapping[str, int]


class NotApplied(Error):  # noqa: N818 - reads as what it is
    """The import leads to a register at fault; every file is as it was."""


def apply(workspace: Workspace, preview: Preview) -> None:
    """Write what a preview would, all of it or nothing.

    Raises:
        NotApplied: Questions are open, or the register would be at fault.
    """
    if preview.questions:
        message = f"{len(preview.questions)} questions are open; nothing changed"
        raise NotApplied(message, remedy="Answer each with --map or --skip.")
    root = workspace.root
    before = {name: existing(root / name) for name in preview.files}
    whole = False
    try:
        for name, data in preview.files.items():
            write_atomically(root / name, data)
        read_register(read_tree(root, "register"), workspace.programs)
        whole = True
    except BadInput as fault:
        message = f"The register would be at fault:\n{fault.diagnose()}"
        raise NotApplied(message) from None
    finally:
        if not whole:
            _put_back(root, before)


def existing(path: Path) -> bytes:
    """What a file holds; nothing where there is none."""
    return path.read_bytes() if path.is_file() else b""


def _put_back(root: Path, before: Mapping[str, bytes]) -> None:
    for name, data in before.items():
        if data:
            write_atomically(root / name, data)
        else:
            (root / name).unlink(missing_ok=True)
