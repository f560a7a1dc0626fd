"""Crosswalks from files into a workspace, and out again.

Everything is worked out before anything is written. A crosswalk becomes a file in
`crosswalks/`; what it came from is kept as it was in `crosswalks/imported/`, beside a
record of which file gave what.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final, Literal

from assay.catalog import Crosswalk, Library, Row, read_library
from assay.catalog.crosswalks import Settled, as_oscal, as_table, settle
from assay.catalog.imports.appendix_d import looks_like_appendix_d, read_appendix_d
from assay.catalog.imports.ciso import looks_like_ciso_assistant
from assay.catalog.imports.oscal import looks_like_oscal
from assay.catalog.imports.recognising import read_foreign
from assay.catalog.imports.tables import read_crosswalk_table
from assay.catalog.imports.values import Imported, Origin
from assay.errors import BadInput, Problem
from assay.ids import slug
from assay.oscal import form_of, write
from assay.sheets import write_csv
from assay.tomltext import as_toml
from assay.workspace.crosswalks import crosswalk_named, read_bounded
from assay.workspace.importing import kept_as, record, write_whole
from assay.workspace.open import Workspace, asked_files

__all__ = [
    "Form",
    "ImportedCrosswalks",
    "apply_crosswalks",
    "export_crosswalk",
    "preview_crosswalks",
]

Form = Literal["csv", "oscal-json", "oscal-yaml", "oscal-xml"]
_FOLDER: Final = "crosswalks"
_IMPORTED: Final = "crosswalks/imported"
_ID: Final = re.compile(r"[a-z0-9]+(?:[.-]{1,2}[a-z0-9]+)*")
_HEAD: Final = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCrosswalks:
    """What an import would do."""

    form: str
    crosswalks: tuple[Crosswalk, ...]
    """What would be held, each under its id; those with no row of their own are not
    among them."""
    says: tuple[str, ...]
    """The changes, in sentences."""
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]
    """What is wrong with the source; it stops nothing but the rows it is about."""
    files: Mapping[str, bytes]
    """What would be written, by path in the workspace."""


def preview_crosswalks(
    workspace: Workspace,
    path: Path,
    *,
    source: str = "",
    target: str = "",
    name: str = "",
) -> ImportedCrosswalks:
    """Read a file and say what it would change; nothing is written.

    Args:
        workspace: Where to.
        path: The file.
        source: Id of the catalog that the source of its first crosswalk is.
        target: Likewise.
        name: Id to hold it under, where it is one crosswalk.

    Raises:
        BadInput: Nothing of it can be read, or an end is no catalog here.
    """
    data = read_bounded(path)
    read = _read(data, path.name)
    library = workspace.library
    walks = _joined(read, source, target, library)
    if name and len(walks) > 1:
        message = f"The file holds {len(walks)} crosswalks, and --id names one"
        raise BadInput([Problem(file=path.name, message=message)])
    if name and not _ID.fullmatch(name):
        message = f"{name!r} is no id"
        remedy = "Use lower-case letters and digits, joined by dots or dashes."
        raise BadInput([Problem(file="--id", message=message, remedy=remedy)])
    settled = _settled(
        [_called(workspace, walk, name, path) for walk in walks], library, path.name
    )
    fresh = tuple(
        _stamped(one.crosswalk, read.origin, workspace.clock().date())
        for one in settled
        if one.crosswalk.rows
    )
    changed = [one for one in fresh if _rows_held(library, one.id) != one.rows]
    return ImportedCrosswalks(
        form=read.origin.form,
        crosswalks=fresh,
        says=tuple(_says(settled, library)),
        notes=read.notes,
        problems=(*read.problems, *(p for one in settled for p in one.problems)),
        files=_files(workspace, path.name, data, changed) if changed else {},
    )


def _settled(walks: list[Crosswalk], library: Library, file: str) -> list[Settled]:
    """Each crosswalk held to what is here and to those before it.

    Publishers often write both directions, which say the same.
    """
    settled: list[Settled] = []
    for walk in walks:
        found = settle(walk, library, file=file)
        settled.append(found)
        held = {**library.crosswalks, walk.id: found.crosswalk}
        library = replace(library, crosswalks=held)
    return settled


def _read(data: bytes, file: str) -> Imported:
    if looks_like_appendix_d(data[:_HEAD]):
        return read_appendix_d(data, file=file)
    others = (looks_like_ciso_assistant, looks_like_oscal, _looks_nested)
    if any(looks(data) for looks in others):
        return read_foreign(data, file=file)
    return read_crosswalk_table(data, file=file)


def _looks_nested(data: bytes) -> bool:
    """Whether a file begins as JSON or XML does, and so is no table."""
    start = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    return not start or start.startswith((b"{", b"[", b"<"))


def _joined(
    read: Imported, source: str, target: str, library: Library
) -> list[Crosswalk]:
    """The crosswalks by their ends, named as they are here; each pair once."""
    if not read.crosswalks:
        message = "It holds no crosswalk"
        remedy = "`assay catalog import` reads the catalogs that it holds."
        raise BadInput([Problem(file=read.origin.file, message=message, remedy=remedy)])
    first = read.crosswalks[0]
    named = {first.source: source, first.target: target}
    found: dict[tuple[str, str], Crosswalk] = {}
    for walk in read.crosswalks:
        ends = (
            named.get(walk.source) or _here(walk.source, library),
            named.get(walk.target) or _here(walk.target, library),
        )
        if first.source == first.target:
            ends = source or ends[0], target or ends[1]
        before = found.get(ends)
        rows = (*before.rows, *walk.rows) if before else walk.rows
        found[ends] = replace(
            walk, id=f"{ends[0]}--{ends[1]}", source=ends[0], target=ends[1], rows=rows
        )
    return list(found.values())


def _here(name: str, library: Library) -> str:
    """The one catalog here of that name but for its separators, if there is one."""
    if name in library.catalogs:
        return name
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    fitting = [one for one in library.catalogs if one.replace("-", "") == plain]
    return fitting[0] if len(fitting) == 1 else name


def _called(workspace: Workspace, walk: Crosswalk, name: str, path: Path) -> Crosswalk:
    """Under its id; one of the library's keeps its own, and gets the file's beside."""
    called = name or walk.id
    own = (workspace.root / _FOLDER / f"{called}.toml").is_file()
    if not name and not own and called in workspace.library.crosswalks:
        called = f"{called}-{slug(path.stem) or 'import'}"
    return replace(walk, id=called)


def _stamped(walk: Crosswalk, origin: Origin, on: date) -> Crosswalk:
    """The crosswalk with the file that it came from, its digest and the day."""
    came = replace(walk.provenance, file=origin.file, sha256=origin.sha256, imported=on)
    return replace(walk, provenance=came)


def _rows_held(library: Library, name: str) -> tuple[Row, ...]:
    return library.crosswalks[name].rows if name in library.crosswalks else ()


def _says(settled: Sequence[Settled], library: Library) -> Iterator[str]:
    for one in settled:
        walk = one.crosswalk
        for holder, count in one.held_by.items():
            verb = "is" if count == 1 else "are"
            yield (
                f"{_many(count)} of {walk.source} to {walk.target} {verb} left out: "
                f"{holder} says the same."
            )
        if not walk.rows:
            yield f"Nothing of {walk.source} to {walk.target} is left to write."
        elif walk.id not in library.crosswalks:
            yield (
                f"{walk.id} is added, from {walk.source} to {walk.target}: "
                f"{_many(len(walk.rows))}, {_reviewed(walk.rows)}."
            )
        elif library.crosswalks[walk.id].rows == walk.rows:
            yield f"{walk.id} is held as it is."
        else:
            before = library.crosswalks[walk.id].rows
            old, new = frozenset(before), frozenset(walk.rows)
            fresh = [row for row in walk.rows if row not in old]
            lost = [row for row in before if row not in new]
            yield (
                f"{walk.id} is replaced: {_many(len(fresh))} in, {_reviewed(fresh)}; "
                f"{_many(len(lost))} out, {_reviewed(lost)}."
            )


def _reviewed(rows: Sequence[Row]) -> str:
    """How many rows are reviewed, and by whom."""
    found = [row for row in rows if row.status == "reviewed"]
    names = ", ".join(sorted({row.reviewer or row.by for row in found}))
    return f"{len(found):,} of them reviewed{f' by {names}' if names else ''}"


def _many(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _files(
    workspace: Workspace, file: str, data: bytes, walks: Sequence[Crosswalk]
) -> dict[str, bytes]:
    kept = kept_as(workspace.root, file, data, _IMPORTED)
    sources = {kept: data}
    told = {"crosswalks": [one.id for one in walks]}
    heading = f"Imported from {file}; the file is kept in imported/."
    return {
        **sources,
        **{f"{_FOLDER}/{one.id}.toml": as_toml(one, heading) for one in walks},
        **record(workspace, sources, told, _IMPORTED),
    }


def apply_crosswalks(workspace: Workspace, preview: ImportedCrosswalks) -> None:
    """Write what a preview would, all of it or nothing.

    Raises:
        BadInput: What would come of it cannot be read; every file is as it was.
    """
    write_whole(
        workspace.root,
        preview.files,
        lambda: read_library(asked_files(workspace.root)),
    )


def export_crosswalk(library: Library, name: str, form: Form, at: datetime) -> bytes:
    """A crosswalk as a file of a form.

    Raises:
        UnknownName: There is no such crosswalk.
        BadInput: It has no row, or XML has no place for something that it holds.
    """
    walk = crosswalk_named(library, name)
    if form == "csv":
        return write_csv(as_table(walk))
    if not walk.rows:
        message = "It has no row, and OSCAL has no mapping without one"
        raise BadInput([Problem(file=name, message=message)])
    ends = (library.catalogs[walk.source], library.catalogs[walk.target])
    found = form_of(f"it.{form.removeprefix('oscal-')}")
    return write(as_oscal(walk, *ends, at), found or "json")
