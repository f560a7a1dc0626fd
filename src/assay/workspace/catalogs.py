"""Bringing somebody else's catalogs into a workspace: first told, then done.

Everything is worked out before anything is written, and the library and the controls
that would come of it are read as a whole. What was imported is kept as it came, in
`catalogs/imported/`, beside a record of which file gave what.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final, Literal, TypeAlias

from assay.catalog import Baseline, Catalog, Crosswalk, Library, read_library
from assay.catalog.imports import Origin
from assay.catalog.imports.changes import (
    of_baseline,
    of_catalog,
    of_coverage,
    of_crosswalk,
)
from assay.catalog.imports.coverage import HeldCoverage
from assay.catalog.imports.oscal import ByRule
from assay.catalog.imports.recognising import read_foreign
from assay.catalog.imports.settling import settle
from assay.catalog.imports.told import Asked, Settled, Told
from assay.errors import BadInput, Problem, UnknownName
from assay.ids import near, slug
from assay.register import read_controls
from assay.register.invariants.asked import responsibility_faults
from assay.tomltext import as_toml
from assay.workspace.files import LARGEST, read_tree
from assay.workspace.importing import existing, kept_as, record, write_whole
from assay.workspace.looking import held_coverage
from assay.workspace.open import Workspace, asked_files
from assay.workspace.profiles import baseline_by_rule

__all__ = ["Asked", "CatalogPreview", "Kept", "Told", "apply_import", "preview_import"]

IMPORTED: Final = "catalogs/imported"
_SUFFIX: Final = re.compile(
    r"(\.(?:json|ya?ml|xml|csv|tsv|txt|xlsx|gz))+$", re.IGNORECASE
)
_LONGEST: Final = 80
_Set: TypeAlias = Catalog | Baseline | Crosswalk | HeldCoverage
_Kind: TypeAlias = Literal["catalog", "baseline", "crosswalk", "coverage"]
_FOLDER_OF: Final[Mapping[_Kind, str]] = {
    "catalog": "catalogs",
    "baseline": "baselines",
    "crosswalk": "crosswalks",
    "coverage": "catalogs/coverage",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One thing that an import holds, and what would become of it."""

    kind: _Kind
    id: str
    title: str
    edition: str
    unit: str
    count: int
    becomes: Literal["added", "changed", "unchanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogPreview:
    """What an import would do; `files` is what it would write, in that order."""

    origin: Origin
    sets: tuple[Kept, ...]
    says: tuple[str, ...]
    """The changes, in sentences."""
    notes: tuple[str, ...]
    """What was left aside or taken to be, and why."""
    asked: tuple[Asked, ...]
    """Nothing is written while any is open."""
    problems: tuple[Problem, ...]
    """Defects of the source, one by one; they stop nothing."""
    faults: tuple[Problem, ...]
    """What would be wrong with the workspace; then nothing is written."""
    files: Mapping[str, bytes]

    @property
    def open_(self) -> bool:
        """Whether something stands against writing it."""
        return bool(self.asked or self.faults)


def preview_import(
    workspace: Workspace,
    path: Path,
    told: Told,
    *,
    columns: Mapping[str, str] | None = None,
    sheet: str = "",
) -> CatalogPreview:
    """What importing a file would change; nothing is written.

    Args:
        workspace: What it is brought into.
        path: The file.
        told: What a person says of it.
        columns: For a table: from our fields to its headings.
        sheet: For a workbook: which of its sheets.

    Raises:
        BadInput: The file cannot be read, holds nothing that is kept, or what is said
            of it cannot be.
        UnknownName: There is no such program.
    """
    if told.program and told.program not in workspace.programs:
        close = near(told.program, workspace.programs)
        raise UnknownName("program", told.program, near=close)
    data = existing(path)
    file = _shown(path.name)
    try:
        imported = read_foreign(data, file=file, columns=columns, sheet=sheet)
    except ByRule as fault:
        imported = baseline_by_rule(workspace, path, file=file, fault=fault)
    held = workspace.library
    settled = settle(imported, told, held, workspace.clock().date())
    steps = tuple(_steps(settled, held, held_coverage(workspace.root)))
    if not steps:
        message = "It holds nothing that is kept here"
        last = Problem(
            file=settled.origin.file, message=message, remedy=" ".join(settled.notes)
        )
        raise BadInput([*settled.problems, last])
    preview = CatalogPreview(
        origin=settled.origin,
        sets=tuple(one.kept for one in steps),
        says=tuple(sentence for one in steps for sentence in one.says),
        notes=settled.notes,
        asked=settled.asked,
        problems=settled.problems,
        faults=tuple(_called_alike(steps, settled.origin.file)),
        files={},
    )
    if preview.open_ or not preview.says:
        return preview
    changed = {one.file: one.data for one in steps if one.says}
    preview = replace(preview, faults=tuple(_faults(workspace, changed, steps)))
    files = _files(workspace, path, data, settled, changed)
    return preview if preview.faults else replace(preview, files=files)


def apply_import(workspace: Workspace, preview: CatalogPreview) -> None:
    """Write what a preview would, all of it or nothing.

    Raises:
        BadInput: Something stands against it; every file is as it was.
    """
    if preview.faults:
        raise BadInput(preview.faults)
    if preview.asked:
        raise BadInput(
            Problem(
                file=preview.origin.file,
                place=one.place,
                message=f"It is not said {one.what}",
                remedy=f"Say it with {one.option}.",
            )
            for one in preview.asked
        )
    write_whole(workspace.root, preview.files, lambda: _read_again(workspace.root))


def _read_again(root: Path) -> None:
    read_library(asked_files(root))
    held_coverage(root)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One thing to keep: the file that it becomes, and what that changes."""

    kept: Kept
    file: str
    data: bytes
    says: tuple[str, ...]


def _steps(
    settled: Settled, held: Library, covered: Mapping[str, HeldCoverage]
) -> Iterator[_Step]:
    for catalog in settled.catalogs:
        was = held.catalogs.get(catalog.id)
        yield _step("catalog", catalog, was, of_catalog(catalog, was))
    for baseline in settled.baselines:
        chosen = held.baselines.get(baseline.id)
        yield _step("baseline", baseline, chosen, of_baseline(baseline, chosen))
    for crosswalk in settled.crosswalks:
        walked = held.crosswalks.get(crosswalk.id)
        yield _step("crosswalk", crosswalk, walked, of_crosswalk(crosswalk, walked))
    for coverage in settled.coverage:
        looked = covered.get(coverage.id)
        yield _step("coverage", coverage, looked, of_coverage(coverage, looked))


def _step(kind: _Kind, new: _Set, old: _Set | None, said: Iterator[str]) -> _Step:
    origin = new.provenance
    same = old is not None and as_toml(new) == as_toml(_of_that_day(new, old))
    says = () if same else tuple(said)
    if not same and not says:
        says = (f"{new.id} asks the same, and is told otherwise: {_told(new, old)}.",)
    heading = f"Imported from {origin.file}, SHA-256 {origin.sha256}."
    return _Step(
        kept=Kept(
            kind=kind,
            id=new.id,
            title=getattr(new, "title", new.id),
            edition=getattr(new, "edition", ""),
            unit=_unit(new),
            count=_count(new),
            becomes="unchanged" if same else "added" if old is None else "changed",
        ),
        file=f"{_FOLDER_OF[kind]}/{new.id}.toml",
        data=as_toml(new, heading),
        says=says,
    )


def _of_that_day(new: _Set, old: _Set) -> _Set:
    """The old, as if it had been imported on the new one's day."""
    day = new.provenance.imported
    kept = replace(old.provenance, imported=day)
    return old if old.provenance.imported is None else replace(old, provenance=kept)


def _told(new: _Set, old: _Set | None) -> str:
    """The facts that differ, where no requirement does."""
    if old is None:
        return "all of it"
    changed = [
        one.name
        for one in fields(new)
        if one.name != "provenance" and getattr(new, one.name) != getattr(old, one.name)
    ]
    changed += [
        one.name
        for one in fields(new.provenance)
        if one.name != "imported"
        and getattr(new.provenance, one.name) != getattr(old.provenance, one.name)
    ]
    return ", ".join(changed) or "the day"


def _unit(one: _Set) -> str:
    if isinstance(one, Catalog):
        return one.unit
    if isinstance(one, Crosswalk):
        return "row"
    return "requirement" if isinstance(one, Baseline) else "tested requirement"


def _count(one: _Set) -> int:
    if isinstance(one, Catalog | Baseline):
        return one.count
    return len(one.rows) if isinstance(one, Crosswalk) else len(one.tested)


def _called_alike(steps: tuple[_Step, ...], file: str) -> Iterator[Problem]:
    for name, times in Counter(one.file for one in steps).items():
        if times > 1:
            message = f"{times} things in it would be kept as {name}"
            yield Problem(file=file, message=message, remedy="Import them one by one.")


def _faults(
    workspace: Workspace, changed: Mapping[str, bytes], steps: tuple[_Step, ...]
) -> Iterator[Problem]:
    """What would be wrong with the workspace, and is not wrong already."""
    for name, data in changed.items():
        if len(data) > LARGEST:
            message = f"The file would be larger than {LARGEST // 2**20} MB"
            yield Problem(file=name, message=message)
    try:
        library = read_library({**asked_files(workspace.root), **changed})
    except BadInput as fault:
        yield from fault.problems
        return
    if any(one.kept.becomes == "changed" for one in steps):
        before = _leaning(workspace, workspace.library)
        yield from sorted(_leaning(workspace, library) - before)


def _leaning(workspace: Workspace, library: Library) -> set[Problem]:
    """The faults of what leans on catalogs: controls and responsibilities.

    A register that cannot be read at all is told by whoever asks for it.
    """
    try:
        found = set(responsibility_faults(workspace.register, library))
        files = read_tree(workspace.root, "controls")
        read_controls(files, workspace.register, library)
    except BadInput as fault:
        return set(fault.problems)
    return found


def _files(
    workspace: Workspace,
    path: Path,
    data: bytes,
    settled: Settled,
    changed: Mapping[str, bytes],
) -> dict[str, bytes]:
    """The original, what is read from it, and the record of both."""
    kept = kept_as(workspace.root, _safe(path.name), data, IMPORTED)
    origin = settled.origin
    whole: tuple[Catalog | Baseline, ...] = (*settled.catalogs, *settled.baselines)
    first = whole[:1]
    told = {
        "named": origin.file,
        "form": origin.form,
        "owner": origin.publisher,
        "licence": (*(one.provenance.licence for one in first), origin.licence)[0],
        "edition": (*(one.edition for one in first), origin.edition)[0],
        "unit": next((one.unit for one in settled.catalogs), origin.unit),
        "count": next((one.count for one in first), 0),
        "made": list(changed),
    }
    said = {key: value for key, value in told.items() if value}
    return {kept: data, **changed, **record(workspace, {kept: data}, said, IMPORTED)}


def _safe(name: str) -> str:
    """A name that is neither a definition of ours nor trouble for any file system."""
    suffix = _SUFFIX.search(name)
    ending = suffix[0].lower() if suffix else ".txt"
    stem = slug(name[: suffix.start()] if suffix else name)[:_LONGEST].strip("-")
    return f"{stem or 'file'}{ending}"


def _shown(name: str) -> str:
    """A file's name as text that can be printed and kept."""
    whole = name.encode("utf-8", "replace").decode()
    return "".join(one if one.isprintable() else "?" for one in whole)
