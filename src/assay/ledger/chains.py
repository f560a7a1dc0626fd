"""What the journal holds besides the leaves: streams without gaps, payloads that fit.

docs/formats/entry.md: within a stream numbers run from 0 and each entry names the hash
of the one before it. A payload may be gone only if an erasure says so.
"""

import hashlib
from collections.abc import Mapping, Sequence

from assay.errors import Problem
from assay.ledger.entry import Entry, Kind
from assay.ledger.errors import Malformed
from assay.ledger.journal import Payload
from assay.ledger.merkle import leaf_hash
from assay.ledger.statement import Statement

__all__ = ["JOURNAL", "Chains"]

JOURNAL = "journal/journal.sqlite3"
"""The journal, as faults name it."""

_REMEDY = "Restore the journal from a copy, and find out who changed it."


class Chains:
    """Reads the journal in order and remembers where each stream stands."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._newest: dict[str, tuple[int, bytes]] = {}
        self._missing: set[int] = set()
        self._erased: set[int] = set()

    def read(
        self, start: int, leaves: Sequence[bytes], payloads: Mapping[int, Payload]
    ) -> None:
        """The next entries, from index `start` on, and those payloads that are left."""
        for index, leaf in enumerate(leaves, start=start):
            try:
                entry = Entry.decode(leaf)
            except Malformed as fault:
                self._say(index, fault.message)
                continue
            self._follow(index, entry, leaf)
            payload = payloads.get(index)
            if payload is None:
                self._missing.add(index)
            elif entry.commit != _commit(payload):
                self._say(index, "The payload is not what the entry commits to")
            elif entry.kind is Kind.ERASURE:
                self._note_erasure(payload.envelope)

    def finish(self) -> None:
        """Every payload that is gone was erased on the record."""
        for index in sorted(self._missing - self._erased):
            self._say(
                index, "The payload is gone, and no entry says that it was erased"
            )

    def _follow(self, index: int, entry: Entry, leaf: bytes) -> None:
        before = self._newest.get(entry.stream)
        seq, prev = (0, None) if before is None else (before[0] + 1, before[1])
        if (entry.seq, entry.prev) != (seq, prev):
            self._say(index, f"The stream {entry.stream} has a gap before {entry.seq}")
        self._newest[entry.stream] = (entry.seq, leaf_hash(leaf))

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


def _commit(payload: Payload) -> bytes:
    return hashlib.sha256(payload.salt + payload.envelope).digest()
