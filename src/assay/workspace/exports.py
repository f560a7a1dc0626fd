"""Guard rails of a workspace, exported, and written where they are wanted."""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from assay.errors import BadInput, Problem
from assay.workload.export import COMPANION, File, Form, export, read_terms
from assay.workspace.files import read_tree, write_atomically
from assay.workspace.open import Workspace
from assay.workspace.workloads import guard_rails

__all__ = ["export_rails", "write_export"]


def export_rails(
    workspace: Workspace,
    *,
    form: Form,
    on: date | None = None,
    account: str = "",
    data: Iterable[str] = (),
    programs: Iterable[str] = (),
    only: Iterable[str] = (),
) -> tuple[File, ...]:
    """The guard rails in one form, by the workspace's register and its own terms.

    Raises:
        UnknownName: A rail, data class or program is not known here.
        BadInput: The workspace's `exports/` holds something that is no terms.
    """
    own = read_tree(workspace.root, "exports")
    return export(
        guard_rails(workspace.root),
        workspace.register,
        form=form,
        on=workspace.day(on),
        account=account,
        data=data,
        programs=programs,
        only=only,
        terms=read_terms(own),
    )


def write_export(folder: Path, files: Iterable[File]) -> None:
    """Write an export; an earlier one in the same folder is replaced.

    Raises:
        BadInput: The folder holds what no export put there, or cannot be written.
    """
    made = tuple(files)
    try:
        for name in _earlier(folder) - {one.name for one in made}:
            (folder / name).unlink()
        folder.mkdir(parents=True, exist_ok=True)
        for one in made:
            write_atomically(folder / one.name, one.data)
    except OSError as fault:
        message = f"The folder cannot be written: {fault.strerror}"
        raise BadInput([_fault(folder, message)]) from fault


def _earlier(folder: Path) -> set[str]:
    """What is in the folder, if all of it is an export's."""
    if not folder.exists():
        return set()
    if not folder.is_dir():
        raise BadInput([_fault(folder, "It is a file, and not a folder")])
    held = {one.name for one in folder.iterdir()}
    strange = held - _listed(folder) - {COMPANION} if held else set[str]()
    if strange:
        named = ", ".join(sorted(strange)[:3])
        message = f"The folder holds what no export put there: {named}"
        raise BadInput([_fault(folder, message)])
    return held


def _listed(folder: Path) -> set[str]:
    """The files that an earlier export says it wrote."""
    try:
        told = json.loads((folder / COMPANION).read_bytes())
        return set(told["files"]) if "assay_export" in told else set()
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return set()


def _fault(folder: Path, message: str) -> Problem:
    remedy = "Name a new or empty folder, or one that an export made."
    return Problem(file=str(folder), message=message, remedy=remedy)
