"""Files that a source reads: found, opened safely, and never larger than agreed."""

import os
import stat
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from glob import glob, has_magic
from pathlib import Path
from typing import BinaryIO

from assay.errors import BadInput, Problem
from assay.evidence import Request
from assay.sources.options import option_problem

__all__ = [
    "Unreadable",
    "find_files",
    "open_file",
    "read_file",
    "shown",
    "unreadable",
    "written_at",
]


class Unreadable(Exception):  # noqa: N818 - a reason, caught and reported as a value
    """Why a file cannot be read, in a few words."""


def find_files(request: Request, pattern: str, option: str = "path") -> list[Path]:
    """The files that `pattern` names under the request's root, in order of name.

    Raises `BadInput` where there is none: nothing seen is not nothing there.
    """
    if "\0" in pattern:
        raise BadInput([option_problem(request, option, "A path holds no zero byte")])
    literal = request.root / pattern
    if literal.exists() or not has_magic(pattern):
        found = [literal]
    else:
        names = glob(  # noqa: PTH207 - a pattern may also be absolute
            pattern, root_dir=request.root, recursive=True
        )
        found = sorted(p for name in names if (p := request.root / name).is_file())
    if not found or not found[0].exists():
        message = f"There is no file {pattern!r}"
        remedy = f"Paths are relative to {request.root}; correct `{option}`."
        raise BadInput([option_problem(request, option, message, remedy)])
    return found


def shown(path: Path, request: Request) -> str:
    """The path as a person knows it: relative to the workspace where it is inside."""
    inside = path.is_relative_to(request.root)
    return str(path.relative_to(request.root)) if inside else str(path)


@contextmanager
def open_file(path: Path, most: int) -> Generator[BinaryIO]:
    """Open a regular file of at most `most` bytes; raises `Unreadable`.

    A pipe or device is refused before anything waits for it.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as fault:
        raise Unreadable(_reason(fault)) from fault
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("it is not a regular file")
        if status.st_size > most:
            raise Unreadable(f"it has {status.st_size:,} bytes; the most is {most:,}")
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            yield stream
    finally:
        os.close(descriptor)


def read_file(path: Path, most: int) -> bytes:
    """The content of a regular file of at most `most` bytes; raises `Unreadable`."""
    with open_file(path, most) as stream:
        try:
            data = stream.read(most + 1)  # in /proc every size is 0
        except OSError as fault:
            raise Unreadable(_reason(fault)) from fault
    if len(data) > most:
        raise Unreadable(f"it has more than {most:,} bytes")
    return data


def written_at(path: Path, at: datetime) -> datetime:
    """When the file was last written, and no later than `at`.

    A file cannot have observed anything after it was written.
    """
    return min(datetime.fromtimestamp(path.stat().st_mtime, UTC), at)


def unreadable(path: Path, request: Request, fault: Unreadable) -> Problem:
    """The problem of a file that was to be read and cannot be."""
    message = f"The file cannot be read: {fault}"
    remedy = "Grant access to it, or correct the source's `path`."
    return Problem(file=shown(path, request), message=message, remedy=remedy)


def _reason(fault: Exception) -> str:
    return fault.strerror or str(fault) if isinstance(fault, OSError) else str(fault)
