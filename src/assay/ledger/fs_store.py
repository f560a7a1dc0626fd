"""The public files of a log in a folder that a web server can serve as it is.

Every file is written aside, flushed, and renamed into place, so that a name never
stands for half a file; then its folders are flushed. A lock makes writers take turns.
"""

import fcntl
import os
import shutil
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from assay.ledger.store import Conflict, Hook, StoreFailure, no_hook

__all__ = ["FsStore", "flush_folder", "reported"]


class FsStore:
    """Files under `root`; `scratch` is a folder of its own on the same disk."""

    def __init__(self, root: Path, *, scratch: Path, hook: Hook = no_hook) -> None:
        self._root = root
        self._scratch = scratch
        self._hook = hook

    def get(self, key: str) -> bytes | None:
        """The bytes of a file, or None where there is none."""
        try:
            return (self._root / key).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise _failure(fault) from fault

    def create(self, files: Mapping[str, bytes]) -> None:
        """Make every file; one that is there already is fine if it is identical."""
        with reported(), self._turn():
            missing = [key for key, data in files.items() if not self._has(key, data)]
            for number, key in enumerate(missing):
                self._write(self._scratch / str(number), files[key])
            for number, key in enumerate(missing):
                self._rename(self._scratch / str(number), self._root / key)
            for folder in self._folders(files):
                self._hook(f"flush {folder}")
                flush_folder(folder)

    def swap(self, key: str, old: bytes | None, new: bytes) -> bool:
        """Put `new` in the place of `old` at once; False if it is not `old`."""
        with reported(), self._turn():
            if self.get(key) != old:
                return False
            self._write(self._scratch / "swap", new)
            self._rename(self._scratch / "swap", self._root / key)
            for folder in self._folders([key]):
                self._hook(f"flush {folder}")
                flush_folder(folder)
            return True

    def drop(self, folder: str) -> None:
        """Remove a folder of partial tiles whose full tile is there."""
        with reported(), self._turn():
            self._hook(f"drop {folder}")
            shutil.rmtree(self._root / folder, ignore_errors=True)

    def _has(self, key: str, data: bytes) -> bool:
        found = self.get(key)
        if found is not None and found != data:
            raise Conflict(key)
        return found is not None

    def _write(self, path: Path, data: bytes) -> None:
        self._hook(f"write {path.name}")
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            self._hook(f"fsync {path.name}")
            os.fsync(file.fileno())

    def _rename(self, aside: Path, path: Path) -> None:
        self._hook(f"rename {path.name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.replace(path)

    def _folders(self, keys: Mapping[str, bytes] | list[str]) -> list[Path]:
        """Each folder on the way to the files, the deepest first."""
        found: set[Path] = set()
        for parent in {(self._root / key).parent for key in keys}:
            found.update(p for p in (parent, *parent.parents) if self._within(p))
        return sorted(found, key=lambda p: (-len(p.parts), p))

    def _within(self, folder: Path) -> bool:
        return folder == self._root or self._root in folder.parents

    @contextmanager
    def _turn(self) -> Generator[None]:
        """Hold the lock, and clear away what a writer that was killed left behind."""
        self._scratch.mkdir(parents=True, exist_ok=True)
        with (self._scratch / "lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for left in self._scratch.iterdir():
                if left.name != "lock":
                    left.unlink()
            yield


@contextmanager
def reported() -> Generator[None]:
    """Turn what the operating system refuses into an error of ours."""
    try:
        yield
    except OSError as fault:
        raise _failure(fault) from fault


def flush_folder(folder: Path) -> None:
    """Make the names in a folder durable (fsync(2), on the directory)."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _failure(fault: OSError) -> StoreFailure:
    message = f"The log's folder failed: {fault.strerror}: {fault.filename or ''}"
    remedy = "Free the disk or the permission, then run the same command again."
    return StoreFailure(message.rstrip(": "), remedy=remedy)
