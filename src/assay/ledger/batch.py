"""What is handed to the journal, and the entries it becomes.

Each record continues its stream: docs/formats/entry.md. Nothing here touches the disk.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from assay.errors import Error
from assay.ledger.entry import Entry, Kind, commitment
from assay.ledger.errors import Malformed
from assay.ledger.merkle import leaf_hash

__all__ = ["Batch", "NotRecorded", "Payload", "Receipt", "Record", "same_request"]

_MOST_ENVELOPE = 32 << 20
_MOST_KEY = 200


class NotRecorded(Error):  # noqa: N818 - reads as what it is
    """What is asked for is not in the log, or not in it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One fact to be recorded."""

    kind: Kind
    """What kind of fact."""
    stream: str
    """The sequence it continues."""
    envelope: bytes
    """The signed statement; only its commitment becomes public."""
    salt: bytes = field(repr=False)
    """32 unguessable bytes."""
    key: str = ""
    """Names the request: the same key again returns the first receipt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An entry, and the index that it keeps for ever."""

    index: int
    """Where in the log it is."""
    entry: Entry
    """The leaf."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """What an entry commits to."""

    salt: bytes = field(repr=False)
    """The salt of the commitment."""
    envelope: bytes
    """The signed statement."""


class Batch:
    """Rows for the journal, gathered from records one after the other."""

    def __init__(self, start: int, newest: Callable[[str], Receipt | None]) -> None:
        self.entries: list[tuple[int, bytes, str, int]] = []
        self.payloads: list[tuple[int, bytes, bytes]] = []
        self.requests: list[tuple[str, int]] = []
        self._start = start
        self._newest = newest
        self._heads: dict[str, tuple[int, bytes | None]] = {}
        self._asked: dict[str, tuple[Record, Receipt]] = {}

    def repeated(self, record: Record) -> Receipt | None:
        """The receipt of the same request earlier in this batch."""
        if record.key not in self._asked:
            return None
        first, receipt = self._asked[record.key]
        same_request(record, first.kind, first.stream, first.envelope)
        return receipt

    def add(self, record: Record) -> Receipt:
        """The receipt of a record that continues its stream."""
        if len(record.envelope) > _MOST_ENVELOPE or len(record.key) > _MOST_KEY:
            raise Malformed(
                f"An envelope has at most {_MOST_ENVELOPE} bytes, a key {_MOST_KEY}"
            )
        index, stream = self._start + len(self.entries), record.stream
        seq, prev = self._heads.get(stream) or self._head(stream)
        entry = Entry(
            kind=record.kind,
            stream=stream,
            seq=seq,
            prev=prev,
            commit=commitment(record.salt, record.envelope),
        )
        leaf = entry.encode()
        self._heads[stream] = (seq + 1, leaf_hash(leaf))
        self.entries.append((index, leaf, stream, seq))
        self.payloads.append((index, record.salt, record.envelope))
        receipt = Receipt(index=index, entry=entry)
        if record.key:
            self.requests.append((record.key, index))
            self._asked[record.key] = (record, receipt)
        return receipt

    def _head(self, stream: str) -> tuple[int, bytes | None]:
        found = self._newest(stream)
        return (0, None) if found is None else (found.entry.seq + 1, found.entry.hash)


def same_request(
    record: Record, kind: Kind, stream: str, envelope: bytes | None
) -> None:
    """The record says what the first one under its key said, as far as is known."""
    same = (record.kind, record.stream) == (kind, stream)
    if not same or envelope not in (None, record.envelope):
        raise Malformed(f"The request {record.key!r} was made before, for another")
