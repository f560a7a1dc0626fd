"""A log's public files in memory, with a disk that fails when a test says so."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from assay.ledger.store import Conflict, StoreFailure

__all__ = ["MemStore", "never"]

Fails: TypeAlias = Callable[[str, str], bool]
"""Whether to fail, given the step (`create tile/0/000`) and `before` or `after` it."""


def never(_step: str, _when: str) -> bool:
    """A disk that works."""
    return False


class MemStore:
    """Files in a dictionary; `fails` decides where the disk gives up.

    A step that fails `after` has taken effect and says that it has not, which is what a
    lost answer from a remote store looks like.
    """

    def __init__(self, *, fails: Fails = never) -> None:
        self.files: dict[str, bytes] = {}
        self.fails = fails
        self.steps: list[str] = []

    def get(self, key: str) -> bytes | None:
        """The bytes of a file, or None where there is none."""
        return self.files.get(key)

    def create(self, files: Mapping[str, bytes]) -> None:
        """Make every file, one after the other; identical ones are fine."""
        for key, data in files.items():
            self._step(f"create {key}", "before")
            if self.files.setdefault(key, data) != data:
                raise Conflict(key)
            self._step(f"create {key}", "after")

    def swap(self, key: str, old: bytes | None, new: bytes) -> bool:
        """Put `new` in the place of `old` at once; False if it is not `old`."""
        self._step(f"swap {key}", "before")
        if self.files.get(key) != old:
            return False
        self.files[key] = new
        self._step(f"swap {key}", "after")
        return True

    def drop(self, folder: str) -> None:
        """Remove every file of a folder."""
        self._step(f"drop {folder}", "before")
        for key in [key for key in self.files if key.startswith(f"{folder}/")]:
            del self.files[key]
        self._step(f"drop {folder}", "after")

    def _step(self, step: str, when: str) -> None:
        self.steps.append(f"{when} {step}")
        if self.fails(step, when):
            raise StoreFailure(f"The disk failed {when} {step}")
