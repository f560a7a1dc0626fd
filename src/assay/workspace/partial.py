"""What has arrived of a file so far: it outlives a killed process, and is not believed.

The beginning lies beside the place of the file as `NAME.part`, and in `NAME.part.json`
which file it is of and what its server called that version. One process at a time has
it; a killed one lets it go.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import Any, cast

from assay.workspace.files import sync_folder, write_atomically

__all__ = ["Partial", "opened"]


class Partial:
    """The beginning of one file, open for this process alone."""

    def __init__(self, file: FileIO, path: Path, sha256: str) -> None:
        self._file = file
        self._path = path
        self._note = _note(path)
        self._sha256 = sha256
        self.earlier = 0
        """How many of the bytes an earlier, interrupted fetch had left."""
        self.joined = False
        """Whether the bytes come from more than one answer."""
        if self._noted().get("sha256") == sha256:
            self.earlier = self.length()
            self.joined = self.earlier > 0
        else:
            self.forget()

    def length(self) -> int:
        """How many bytes have arrived."""
        return self._file.seek(0, os.SEEK_END)

    def validator(self, url: str) -> str:
        """What `url` called the version these bytes are of, if they came from there."""
        note = self._noted()
        return str(note.get("validator", "")) if note.get("url") == url else ""

    def begin(self, url: str, validator: str) -> None:
        """Begin anew, with bytes that can be continued."""
        self.forget()
        note = {"sha256": self._sha256, "url": url, "validator": validator}
        write_atomically(self._note, json.dumps(note).encode())

    def forget(self) -> None:
        """Begin anew; without a note, what follows cannot be continued later."""
        self._note.unlink(missing_ok=True)
        self._file.truncate(0)
        self.earlier, self.joined = 0, False

    def add(self, data: bytes) -> None:
        """Put bytes at the end."""
        self._file.seek(0, os.SEEK_END)
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]

    def sha256(self) -> str:
        """The digest of all that has arrived, read back from the disk."""
        self._file.seek(0)
        return hashlib.file_digest(self._file, "sha256").hexdigest()

    def become(self, target: Path) -> None:
        """Give the file its name, in one step that survives a power cut."""
        os.fsync(self._file.fileno())
        self._path.replace(target)
        self._note.unlink(missing_ok=True)
        sync_folder(target.parent)

    def drop(self) -> None:
        """Leave nothing."""
        self._note.unlink(missing_ok=True)
        self._path.unlink(missing_ok=True)

    def tidy(self) -> int:
        """How many bytes can be continued later; where none can, nothing is left."""
        if self._noted() and self.length():
            return self.length()
        self.drop()
        return 0

    def _noted(self) -> dict[str, Any]:
        try:
            note: object = json.loads(self._note.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return cast("dict[str, Any]", note) if isinstance(note, dict) else {}


@contextmanager
def opened(path: Path, sha256: str) -> Generator[Partial | None]:
    """The beginning at `path` of the file of a digest; None while another has it."""
    with path.open("ab+", buffering=0) as file:
        yield Partial(file, path, sha256) if _locked(file, path) else None


def _locked(file: FileIO, path: Path) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Whoever had it may have renamed it meanwhile: this would be the whole file.
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")
