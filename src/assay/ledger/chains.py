"""What the journal holds besides the leaves: streams without gaps, payloads that fit.

docs/formats/entry.md: within a stream numbers run from 0 and each entry names the hash
of the one before it. A payload may be gone only if an erasure says so.
"""

import hashlib
from collections.abc import Sequence
from typing import TypeAlias

from assay.errors import Problem
from assay.ledger.entry import Entry, Kind
from assay.ledger.errors import Malformed
from assay.ledger.statement import Statement

__all__ = ["JOURNAL", "Chains"]

JOURNAL = "journal/journal.sqlite3"
"""The journal, as faults name it."""

Row: TypeAlias = tuple[bytes, bytes | None, bytes | None]

_REMEDY = "Restore the journal from a copy, and find out who changed it."


class Chains:
    """Reads the journal in order and remembers where each stream stands."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._next: dict[bytes, tuple[int, bytes]] = {}
        self._missing: set[int] = set()
        self._erased: set[int] = set()

    def read(self, start: int, rows: Sequence[Row], hashes: Sequence[bytes]) -> None:
        """The next entries with salt and envelope, and their hashes, from `start`."""
        for index, (leaf, salt, envelope) in enumerate(rows, start=start):
            missing = salt is None or envelope is None
            commit = b"" if missing else _commit(salt or b"", envelope or b"")
            if not self._continues(leaf, commit, hashes[index - start]):
                self._look(index, leaf, None if missing else commit)
            if missing:
                self._missing.add(index)
            elif leaf.startswith(_ERASURE):
                self._note_erasure(envelope or b"")

    def finish(self) -> None:
        """Every payload that is gone was erased on the record."""
        for index in sorted(self._missing - self._erased):
            self._say(index, "The payload is gone, and no entry says it was erased")

    def _continues(self, leaf: bytes, commit: bytes, its_hash: bytes) -> bool:
        """Whether the leaf is, byte by byte, the one that must come next.

        True for nearly all of them, and quicker than to decode each.
        """
        head, _, rest = leaf.partition(b"\n")
        kind, _, rest = rest.partition(b"\n")
        stream, _, rest = rest.partition(b"\n")
        seq, prev = self._next.get(stream, (0, b"-"))
        if (
            seq == 0
            or head != b"assay/v1"
            or kind not in _KINDS
            or rest != b"%d %s\n%s\n" % (seq, prev, commit)
        ):
            return False
        self._next[stream] = (seq + 1, its_hash.hex().encode())
        return True

    def _look(self, index: int, leaf: bytes, commit: bytes | None) -> None:
        """Say what is wrong with a leaf that is the first of its stream, or odd."""
        try:
            entry = Entry.decode(leaf)
        except Malformed as fault:
            self._say(index, fault.message)
            return
        stream = entry.stream.encode()
        seq, prev = self._next.get(stream, (0, b"-"))
        written = b"-" if entry.prev is None else entry.prev.hex().encode()
        if (entry.seq, written) != (seq, prev):
            self._say(index, f"The stream {entry.stream} has a gap before {entry.seq}")
        if commit is not None and entry.commit.hex().encode() != commit:
            self._say(index, "The payload is not what the entry commits to")
        self._next[stream] = (entry.seq + 1, entry.hash.hex().encode())

    def _note_erasure(self, envelope: bytes) -> None:
        try:
            index = Statement.parse(envelope).predicate.get("index")
        except Malformed:
            return
        if isinstance(index, int):
            self._erased.add(index)

    def _say(self, index: int, message: str) -> None:
        self.problems.append(
            Problem(
                file=JOURNAL, place=f"entry {index}", message=message, remedy=_REMEDY
            )
        )


_KINDS = frozenset(kind.encode() for kind in Kind)
_ERASURE = f"assay/v1\n{Kind.ERASURE}\n".encode()


def _commit(salt: bytes, envelope: bytes) -> bytes:
    return hashlib.sha256(salt + envelope).hexdigest().encode()
