"""Which batches a lake holds, from their manifests: without opening a part of any.

A question about one cell wants to know what was collected, not what is in it; it should
not wait for Arrow.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from assay.errors import BadInput, Problem
from assay.evidence.manifest import read_manifest
from assay.evidence.tables import TABLES
from assay.evidence.values import Manifest

__all__ = ["MANIFEST", "damaged", "load_manifest", "manifests_in", "shown"]

MANIFEST: Final = "manifest.json"
_MANIFEST_BYTES: Final = 64 * 1024 * 1024
_RESTORE: Final = (
    "Restore the batch's folder from a copy, or remove it and collect again."
)


def manifests_in(lake: Path, table: str | None = None) -> tuple[Manifest, ...]:
    """Every batch below a folder, or those of one table, by table and time observed.

    Raises `BadInput` naming each manifest that cannot be trusted.
    """
    problems: list[Problem] = []
    found: list[Manifest] = []
    for name in _tables(lake, problems) if table is None else (table,):
        for folder in _folders(lake / name):
            manifest = load_manifest(folder, problems)
            if manifest is not None:
                found.append(manifest)
    if problems:
        raise BadInput(problems)
    return tuple(sorted(found, key=lambda m: (m.table, m.observed_at, m.id)))


def _tables(lake: Path, problems: list[Problem]) -> Iterator[str]:
    for folder in _folders(lake):
        if folder.name in TABLES:
            yield folder.name
            continue
        message = "This version has no evidence table of that name"
        remedy = "Use the version of Assay that wrote it, or a newer one."
        place = f"lake/{folder.name}"
        problems.append(Problem(file=place, message=message, remedy=remedy))


def _folders(parent: Path) -> list[Path]:
    """The folders in `parent`, less the hidden ones of batches still being written."""
    if not parent.is_dir():
        return []
    return sorted(p for p in parent.iterdir() if p.is_dir() and p.name[0] != ".")


def shown(folder: Path) -> str:
    """A batch's folder as a message names it."""
    return f"lake/{folder.parent.name}/{folder.name}"


def damaged(file: str, message: str) -> Problem:
    """A batch that is not as it was written, and what to do."""
    return Problem(file=file, message=message, remedy=_RESTORE)


def load_manifest(folder: Path, problems: list[Problem]) -> Manifest | None:
    """The manifest in a batch's folder, which must be the one its place names."""
    file = f"{shown(folder)}/{MANIFEST}"
    try:
        with (folder / MANIFEST).open("rb") as stream:
            data = stream.read(_MANIFEST_BYTES)
    except OSError as fault:
        message = f"The manifest cannot be read: {fault.strerror}"
        problems.append(damaged(file, message))
        return None
    manifest = read_manifest(data, file=file, problems=problems)
    if manifest is None:
        return None
    if (manifest.table, manifest.id) != (folder.parent.name, folder.name):
        message = f"The manifest is that of {manifest.table}/{manifest.id}"
        problems.append(damaged(file, message))
        return None
    return manifest
