"""Reading what people wrote, and writing a workspace so that it is whole or absent."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from assay.errors import BadInput, Problem

__all__ = ["LARGEST", "read_tree", "sync_folder", "write_atomically", "write_tree"]

LARGEST = 8 * 1024 * 1024
"""A definition file is a page of text; one beyond this is not one."""


def read_tree(root: Path, *folders: str) -> dict[str, bytes]:
    """Every TOML and SQL file below the folders, by path relative to `root`."""
    problems: list[Problem] = []
    found: dict[str, bytes] = {}
    for folder in folders:
        for path in _definitions(root / folder):
            name = path.relative_to(root).as_posix()
            if path.stat().st_size > LARGEST:
                message = f"The file is larger than {LARGEST // 2**20} MB"
                problems.append(Problem(file=name, message=message))
            else:
                found[name] = path.read_bytes()
    if problems:
        raise BadInput(problems)
    return found


def _definitions(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".toml", ".sql"} and path.is_file():
                yield path


def write_tree(
    target: Path, tree: Mapping[str, bytes], finish: Callable[[Path], None]
) -> None:
    """Write a whole folder beside `target` and move it into place in one step.

    `finish` adds what is not plain bytes to the folder before it is moved.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".assay-", dir=target.parent))
    try:
        for name, data in tree.items():
            path = staging / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        finish(staging)
        staging.chmod(0o755)
        if target.is_dir():
            target.rmdir()
        staging.rename(target)
        sync_folder(target.parent)
    finally:
        if staging.exists():
            shutil.rmtree(staging)


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a file so that a reader sees the old bytes or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    staging = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        staging.chmod(0o644)
        staging.replace(path)
        sync_folder(path.parent)
    finally:
        staging.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the folder's entries durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
