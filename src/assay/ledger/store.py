"""Where the public files of a log lie: docs/formats/log.md, section "Store".

Tiles and bundles never change once they are there; only `checkpoint` does, by
compare-and-swap. Whatever a method has returned from is durable.
"""

from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

from assay.errors import Error

__all__ = ["Conflict", "Hook", "Store", "StoreFailure", "no_hook"]

Hook: TypeAlias = Callable[[str], None]
"""Called with the name of each step before it is taken; tests stop the world there."""


class StoreFailure(Error):  # noqa: N818 - reads as what it is
    """The disk or the database did not do what it was asked; nothing is lost by it."""


class Conflict(Error):  # noqa: N818 - reads as what it is
    """A file that can only ever have one content has another: somebody changed it."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            f"The file {key} of the log is not what the journal makes of it",
            remedy="Somebody changed it; find out who, then restore it and run fsck.",
        )


class Store(Protocol):
    """Files by name, as the log needs them."""

    def get(self, key: str) -> bytes | None:
        """The bytes of a file, or None where there is none."""
        ...

    def create(self, files: Mapping[str, bytes]) -> None:
        """Make every file; one that is there already is fine if it is identical.

        Raises:
            Conflict: one is there with other bytes.
        """
        ...

    def swap(self, key: str, old: bytes | None, new: bytes) -> bool:
        """Put `new` in the place of `old` at once; False if it is not `old`."""
        ...

    def drop(self, folder: str) -> None:
        """Remove a folder of partial tiles whose full tile is there."""
        ...


def no_hook(_step: str) -> None:
    """What happens between the steps of a log in use: nothing."""
