"""A machine's files under a root, read without following anything out of it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.evidence import Gap
from assay.sources.inputs import Unreadable, read_file

__all__ = ["Sight", "Tree", "gap", "joined_lines"]

_MOST_BYTES = 64 * 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What looking at one part of a machine gave: rows of a table, and what is missing.

    A part that is absent was seen to be absent; one that exists and cannot be read is
    a gap.
    """

    table: str
    query: str
    records: list[dict[str, Any]]
    parts: tuple[str, ...]
    gaps: tuple[Gap, ...] = ()


def gap(part: str, fault: Unreadable) -> Gap:
    """The gap that an unreadable file leaves."""
    return Gap(part=part, reason=f"cannot be read: {fault}")


@dataclass(frozen=True, slots=True)
class Tree:
    """The file system of a machine: `/`, or a copy of one."""

    root: Path

    @property
    def live(self) -> bool:
        """Whether it is this running machine, whose kernel can be asked."""
        return self.root.resolve() == Path("/")

    def path(self, name: str) -> Path:
        """Where `name` (absolute on the machine) lies; raises `Unreadable` outside.

        A link in a copied tree must not show us a file of the machine we run on.
        """
        root = self.root.resolve()
        try:
            found = (root / name.lstrip("/")).resolve()
        except (OSError, RuntimeError, ValueError) as fault:
            raise Unreadable(str(fault)) from fault
        if not found.is_relative_to(root):
            raise Unreadable("a link leads out of the tree")
        return found

    def text(self, name: str) -> str | None:
        """The file's text, None where there is no such file; raises `Unreadable`.

        Bytes that are not UTF-8 are written out, so that names stay distinct.
        """
        path = self.path(name)
        if not self.has(name):
            return None
        return read_file(path, _MOST_BYTES).decode("utf-8", "backslashreplace")

    def has(self, name: str) -> bool:
        """Whether something of that name is there; raises `Unreadable` if hidden."""
        try:
            os.stat(self.path(name))  # noqa: PTH116 - exists() hides a refusal
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as fault:
            raise Unreadable(fault.strerror or str(fault)) from fault
        return True

    def names(self, folder: str) -> list[str]:
        """What a folder holds, sorted; empty where there is none."""
        if not self.has(folder):
            return []
        try:
            return sorted(os.listdir(self.path(folder)))  # noqa: PTH208 - names only
        except OSError as fault:
            raise Unreadable(fault.strerror or str(fault)) from fault

    def link(self, name: str) -> str:
        """What a link says, unresolved: in `/proc` it need not name a file."""
        folder, _, last = name.rpartition("/")
        try:
            return str((self.path(folder) / last).readlink())
        except OSError as fault:
            raise Unreadable(fault.strerror or str(fault)) from fault

    def word(self, name: str) -> str:
        """A one-line file's content, empty where it is absent or unreadable."""
        try:
            return (self.text(name) or "").strip()
        except Unreadable:
            return ""


def joined_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their number, a backslash at the end joining the next one."""
    whole, start = "", 1
    for number, line in enumerate(text.split("\n"), start=1):
        whole += line
        if whole.endswith("\\"):
            whole = whole[:-1]
            continue
        yield start, whole
        whole, start = "", number + 1
    if whole:
        yield start, whole
