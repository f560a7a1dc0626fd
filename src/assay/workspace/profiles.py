"""Profiles that choose by rule: answered by the catalogs that they import.

Those lie beside the profile, or were imported before: then the original that is kept
of them answers. Nothing is fetched.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from assay.canonical import digest
from assay.catalog.imports import Imported
from assay.catalog.imports.fitting import read_from
from assay.catalog.imports.nodes import objects, text_of
from assay.catalog.imports.oscal import ByRule, named_by, read_oscal
from assay.errors import BadInput
from assay.oscal import read, write
from assay.oscal.resolve import Unresolved
from assay.workspace.documents import Library, resolve_file
from assay.workspace.open import Workspace

__all__ = ["baseline_by_rule"]


def baseline_by_rule(
    workspace: Workspace, path: Path, *, file: str, fault: ByRule
) -> Imported:
    """The baseline that a profile makes of the catalogs here.

    Args:
        workspace: Whose catalogs it may import.
        path: The profile.
        file: Its name, as it is told.
        fault: What to raise where its catalogs are not to be had.

    Raises:
        ByRule: They are not to be had.
    """
    known = dict(_kept(workspace, path))
    try:
        pairs = [f"{href}={original}" for href, original in known.items()]
        made = resolve_file(path, Library.of(pairs, None))
        imported = read_oscal(write(made.catalog, "json"), file=file)
    except (BadInput, Unresolved):
        raise fault from None
    origin = replace(imported.origin, sha256=digest(path.read_bytes()))
    return replace(
        imported,
        origin=origin,
        notes=(*imported.notes, f"{file} chooses by rule; its catalog answered."),
    )


def _kept(workspace: Workspace, path: Path) -> Iterator[tuple[str, Path]]:
    """By what a profile imports and is not beside it, the original that is kept."""
    document = read(path.read_bytes(), file=path.name)
    catalogs = workspace.library.catalogs
    for one in objects(document.content.get("imports")):
        name = named_by(document, one.get("href"))
        wanted = {
            catalogs[held].provenance.sha256 for held in read_from(name, catalogs)
        }
        for original in sorted((workspace.root / "catalogs/imported").glob("*")):
            beside = name and (path.parent / name).is_file()
            if not beside and digest(original.read_bytes()) in wanted:
                yield text_of(one.get("href")), original
