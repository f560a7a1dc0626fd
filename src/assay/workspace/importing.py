"""What an import would change, and changing it: all of it or nothing.

Everything is worked out before anything is written, and the register that would come
of it is read as a whole. Then all files are written, the register is read again, and if
it is at fault every file is put back. What was imported is kept as it came, in
`register/imported/`, beside a record of which file changed what; the log takes their
digests with the register's when something is published.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from assay.canonical import digest
from assay.errors import BadInput, Problem
from assay.register import read_register
from assay.register.listing import Question
from assay.workspace.files import read_tree, write_atomically
from assay.workspace.open import Workspace

__all__ = [
    "IMPORTED",
    "Answers",
    "Preview",
    "apply",
    "checked",
    "existing",
    "kept_as",
    "record",
    "write_whole",
]

IMPORTED: Final = "register/imported"
_RECORD: Final = "imports.toml"
_LARGEST: Final = 64 * 1024 * 1024
_toml: Any = tomlkit


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a person says to the questions of an earlier preview, or beforehand."""

    map_: Mapping[str, str] = field(default_factory=dict[str, str])
    """What names, days and places mean."""
    skip: frozenset[str] = frozenset()
    """Names to pass over."""
    sheet: str = ""
    """Which sheet of a workbook, where several are lists."""
    regions: tuple[str, ...] = ()
    """The regions of rows that name none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an import would do; `files` is what it would write, in that order."""

    says: tuple[str, ...]
    """The changes, in sentences; none while a question is open."""
    notes: tuple[str, ...]
    """What was left aside, and why."""
    questions: tuple[Question, ...]
    """Nothing is written while any is open."""
    problems: tuple[Problem, ...]
    """Faults of the source that stop nothing."""
    files: Mapping[str, bytes]
    counts: Mapping[str, int]
    faults: tuple[Problem, ...] = ()
    """What would be wrong with the register; then nothing is written either."""

    @property
    def open_(self) -> bool:
        """Whether something stands against writing it."""
        return bool(self.questions or self.faults)


def existing(path: Path) -> bytes:
    """What a file holds; nothing where there is none.

    Raises:
        BadInput: It is too large to be what it should be.
    """
    if not path.is_file():
        return b""
    if path.stat().st_size > _LARGEST:
        message = f"The file is larger than {_LARGEST // 2**20} MB"
        raise BadInput([Problem(file=path.name, message=message)])
    return path.read_bytes()


def record(
    workspace: Workspace,
    sources: Mapping[str, bytes],
    told: Mapping[str, Any],
    folder: str = IMPORTED,
) -> dict[str, bytes]:
    """The record of imports with one more entry.

    Args:
        workspace: Whose record it is.
        sources: What is imported, by where it is kept.
        told: What else is to be said of it.
        folder: Where imports are kept, and the record of them.

    Raises:
        BadInput: The record there is not one.
    """
    name = f"{folder}/{_RECORD}"
    document = _recorded(workspace.root / name, name)
    if "import" not in document:
        what = folder.partition("/")[0].removesuffix("s")
        into = "this register" if what == "register" else f"the {what}s here"
        document.add(tomlkit.comment(f"What was imported into {into}, in order."))
        document.add(tomlkit.nl())
        document["import"] = _toml.aot()
    entry = _toml.table()
    entry["on"] = workspace.clock().date()
    for key, value in told.items():
        entry[key] = value
    files = _toml.array()
    for kept, data in sources.items():
        row = _toml.inline_table()
        row["file"] = kept.removeprefix(f"{folder}/")
        row["sha256"] = digest(data)
        files.add_line(row, indent="  ")
    files.add_line(indent="")
    entry["files"] = files
    old = document["import"]
    if old:
        old[-1].add(tomlkit.nl())
    old.append(entry)
    return {name: f"{tomlkit.dumps(document).rstrip()}\n".encode()}


def _recorded(path: Path, name: str) -> Any:
    """The record as it is, with its comments and its layout."""
    try:
        document: Any = tomlkit.parse(existing(path).decode())
    except (UnicodeDecodeError, TOMLKitError) as fault:
        message = f"The record of imports cannot be read: {fault}"
        remedy = "Correct it, or take it from an earlier version of the workspace."
        problem = Problem(file=name, message=message, remedy=remedy)
        raise BadInput([problem]) from None
    if not isinstance(document.get("import", _toml.aot()), AoT):
        message = "`import` is not an array of tables"
        remedy = "Head each entry with `[[import]]`."
        raise BadInput([Problem(file=name, message=message, remedy=remedy)])
    return document


def checked(workspace: Workspace, preview: Preview) -> Preview:
    """The preview with what would be wrong with the register that comes of it."""
    if preview.questions or not preview.files:
        return preview
    tree = read_tree(workspace.root, "register")
    definitions = {n: d for n, d in preview.files.items() if n.endswith(".toml")}
    try:
        read_register({**tree, **definitions}, workspace.programs)
    except BadInput as fault:
        return replace(preview, faults=fault.problems)
    return preview


def apply(workspace: Workspace, preview: Preview) -> None:
    """Write what a preview would, all of it or nothing.

    Raises:
        BadInput: Questions are open, or the register would be at fault; every file is
            as it was.
    """
    if preview.questions:
        message = f"{len(preview.questions)} questions are open"
        remedy = "Answer each with --map or --skip."
        raise BadInput([Problem(file="register", message=message, remedy=remedy)])
    if preview.faults:
        raise BadInput(preview.faults)
    root = workspace.root
    write_whole(
        root,
        preview.files,
        lambda: read_register(read_tree(root, "register"), workspace.programs),
    )


def write_whole(
    root: Path, files: Mapping[str, bytes], check: Callable[[], object]
) -> None:
    """Write all files, or none: if `check` raises, every one is as it was.

    Args:
        root: The workspace's folder.
        files: What to write, in order, by path below it.
        check: Reads again what was written.
    """
    before = {name: _before(root / name) for name in files}
    made = _missing(root, files)
    whole = False
    try:
        for name, data in files.items():
            write_atomically(root / name, data)
        check()
        whole = True
    finally:
        if not whole:
            _put_back(root, before, made)


def _before(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _missing(root: Path, names: Iterable[str]) -> list[Path]:
    """Folders that are not there yet, the innermost first."""
    folders = {
        folder
        for name in names
        for folder in (root / name).parents
        if folder != root and root in folder.parents and not folder.exists()
    }
    return sorted(folders, key=lambda folder: len(folder.parts), reverse=True)


def _put_back(root: Path, before: Mapping[str, bytes | None], made: list[Path]) -> None:
    for name, data in before.items():
        if data is not None:
            write_atomically(root / name, data)
        elif (root / name).is_file():
            (root / name).unlink()
    for folder in made:
        if folder.is_dir():
            folder.rmdir()


def kept_as(root: Path, wanted: str, data: bytes, folder: str = IMPORTED) -> str:
    """Where a file is kept: as wanted, unless something else lies there."""
    name = f"{folder}/{wanted}"
    there = _before(root / name)
    if there in (None, data):
        return name
    stem, dot, suffix = wanted.partition(".")
    return f"{folder}/{stem}-{digest(data)[:12]}{dot}{suffix}"
