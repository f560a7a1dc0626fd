"""What was recorded, durably and in order, before anything of it is published.

One SQLite file, flushed at every commit. A commit is the acknowledgement: from then on
an entry keeps its index. Tiles and bundles are made from here and from nowhere else.
"""

import sqlite3
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from assay.errors import Error
from assay.ledger.entry import Entry, Kind, commitment
from assay.ledger.errors import Malformed
from assay.ledger.fs_store import flush_folder, reported
from assay.ledger.store import Hook, StoreFailure, no_hook

__all__ = ["Head", "Journal", "NotRecorded", "Payload", "Receipt", "Record"]

_VERSION = 1
_MOST_ENVELOPE = 32 << 20
_MOST_KEY = 200
_BUSY_SECONDS = 60


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A head that was signed."""

    size: int
    """How many entries it covers."""
    root: bytes
    """The root over them."""
    note: bytes
    """The signed checkpoint."""


class Journal:
    """The journal in one SQLite file."""

    def __init__(self, path: Path, *, origin: str, hook: Hook = no_hook) -> None:
        self._path = path
        self._hook = hook
        with reported():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._reported():
            self._db = sqlite3.connect(
                path, isolation_level=None, timeout=_BUSY_SECONDS
            )
        try:
            self._prepare(origin)
        except Error:
            self._db.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def size(self) -> int:
        """How many entries are recorded."""
        return int(self._value("select coalesce(max(idx) + 1, 0) from entry"))

    def entries(self, start: int, end: int) -> list[bytes]:
        """The leaves from `start` up to but not including `end`."""
        select = "select leaf from entry where idx >= ? and idx < ? order by idx"
        with self._reported():
            return [row[0] for row in self._db.execute(select, (start, end))]

    def payloads(self, start: int, end: int) -> dict[int, Payload]:
        """Those payloads of the same range that were not erased, by index."""
        select = "select idx, salt, envelope from payload where idx >= ? and idx < ?"
        with self._reported():
            return {
                index: Payload(salt=salt, envelope=envelope)
                for index, salt, envelope in self._db.execute(select, (start, end))
            }

    def find(self, stream: str, seq: int | None = None) -> Receipt | None:
        """The entry `seq` of a stream, or its newest."""
        order = "order by seq desc limit 1"
        select = "select idx, leaf from entry where stream = ?"
        with self._reported():
            row = (
                self._db.execute(f"{select} {order}", (stream,))
                if seq is None
                else self._db.execute(f"{select} and seq = ?", (stream, seq))
            ).fetchone()
        return row and Receipt(index=row[0], entry=Entry.decode(row[1]))

    def heads(self, since: int = 0) -> tuple[Head, ...]:
        """Every head that was signed from size `since` on, the smallest first."""
        select = "select size, root, note from head where size >= ? order by size"
        with self._reported():
            rows = self._db.execute(select, (since,))
            return tuple(Head(size=s, root=r, note=n) for s, r, n in rows)

    def head(self, size: int | None = None) -> Head | None:
        """The head of that size, or the newest."""
        select = "select size, root, note from head"
        with self._reported():
            row = (
                self._db.execute(f"{select} order by size desc limit 1")
                if size is None
                else self._db.execute(f"{select} where size = ?", (size,))
            ).fetchone()
        return row and Head(size=row[0], root=row[1], note=row[2])

    def append(self, records: Sequence[Record]) -> tuple[Receipt, ...]:
        """Record every one of `records`, or none; durable on return."""
        with self._transaction():
            return self._insert(records)

    def erase(self, index: int, record: Record) -> Receipt:
        """Destroy the payload of an entry and record that, in one step."""
        with self._transaction():
            gone = self._db.execute("delete from payload where idx = ?", (index,))
            if gone.rowcount != 1:
                raise NotRecorded(f"There is no payload {index} left to erase")
            receipt = self._insert([record])[0]
        self._value("pragma wal_checkpoint(truncate)")
        return receipt

    def advance(self, old: Head | None, new: Head) -> bool:
        """Make `new` the newest head; False if `old` no longer is."""
        with self._transaction():
            if self.head() != old:
                return False
            values = (new.size, new.root, new.note)
            self._db.execute("insert into head values (?, ?, ?)", values)
        return True

    def _insert(self, records: Sequence[Record]) -> tuple[Receipt, ...]:
        index = self.size()
        newest: dict[str, Entry | None] = {}
        receipts: list[Receipt] = []
        for record in records:
            found = self._repeated(record)
            if found is not None:
                receipts.append(found)
                continue
            receipt = Receipt(index=index, entry=self._next(record, newest))
            self._write(receipt, record)
            receipts.append(receipt)
            index += 1
        return tuple(receipts)

    def _next(self, record: Record, newest: dict[str, Entry | None]) -> Entry:
        """The entry that continues the record's stream."""
        if len(record.envelope) > _MOST_ENVELOPE or len(record.key) > _MOST_KEY:
            raise Malformed(
                f"An envelope has at most {_MOST_ENVELOPE} bytes, a key {_MOST_KEY}"
            )
        stream = record.stream
        if stream not in newest:
            found = self.find(stream)
            newest[stream] = None if found is None else found.entry
        before = newest[stream]
        entry = Entry(
            kind=record.kind,
            stream=stream,
            seq=0 if before is None else before.seq + 1,
            prev=None if before is None else before.hash,
            commit=commitment(record.salt, record.envelope),
        )
        newest[stream] = entry
        return entry

    def _write(self, receipt: Receipt, record: Record) -> None:
        index, entry = receipt.index, receipt.entry
        self._db.execute(
            "insert into entry values (?, ?, ?, ?)",
            (index, entry.encode(), entry.stream, entry.seq),
        )
        self._db.execute(
            "insert into payload values (?, ?, ?)",
            (index, record.salt, record.envelope),
        )
        if record.key:
            self._db.execute("insert into request values (?, ?)", (record.key, index))

    def _repeated(self, record: Record) -> Receipt | None:
        """The receipt of the same request made before."""
        if not record.key:
            return None
        row = self._db.execute(
            "select idx, leaf, envelope from request join entry using (idx)"
            " left join payload using (idx) where key = ?",
            (record.key,),
        ).fetchone()
        if row is None:
            return None
        index, leaf, envelope = row
        entry = Entry.decode(leaf)
        same = (entry.kind, entry.stream) == (record.kind, record.stream)
        if not same or envelope not in (None, record.envelope):
            raise Malformed(f"The request {record.key!r} was made before, for another")
        return Receipt(index=index, entry=entry)

    def _prepare(self, origin: str) -> None:
        version = int(self._value("pragma user_version"))
        if version > _VERSION:
            raise StoreFailure(
                f"The journal {self._path} is of version {version}; "
                f"this Assay writes version {_VERSION}",
                remedy="Use the newer Assay that wrote it.",
            )
        for pragma in (
            "journal_mode = wal",
            "synchronous = full",
            "secure_delete = on",
        ):
            self._value(f"pragma {pragma}")
        if version == 0:
            self._create(origin)
        written = self._value("select name from origin")
        if written != origin:
            raise StoreFailure(
                f"The journal {self._path} is that of the log {written!r}, "
                f"not of {origin!r}",
                remedy="Name the log by its own origin.",
            )

    def _create(self, origin: str) -> None:
        schema = files("assay.ledger").joinpath("journal.sql").read_text("utf-8")
        with self._transaction():
            if int(self._value("pragma user_version")) == 0:
                for statement in schema.split(";"):
                    self._db.execute(statement)
                self._db.execute("insert into origin values (?)", (origin,))
                self._db.execute(f"pragma user_version = {_VERSION}")
        with reported():
            flush_folder(self._path.parent)

    def _value(self, statement: str) -> Any:
        with self._reported():
            row = self._db.execute(statement).fetchone()
        return row and row[0]

    @contextmanager
    def _transaction(self) -> Generator[None]:
        """All or nothing, and on the disk when it is left."""
        with self._reported():
            self._hook("begin")
            self._db.execute("begin immediate")
            try:
                yield
                self._hook("commit")
                self._db.execute("commit")
                self._hook("committed")
            finally:
                if self._db.in_transaction:
                    self._db.execute("rollback")

    @contextmanager
    def _reported(self) -> Generator[None]:
        try:
            yield
        except sqlite3.Error as fault:
            raise StoreFailure(
                f"The journal {self._path} failed: {fault}",
                remedy="Free the disk or the lock, then run the same command again.",
            ) from fault
