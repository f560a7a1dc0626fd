"""What was recorded, durably and in order, before anything of it is published.

One SQLite file, flushed at every commit. A commit is the acknowledgement: from then on
an entry keeps its index. Tiles and bundles are made from here and from nowhere else.
"""

import sqlite3
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from assay.errors import Error
from assay.ledger.batch import (
    Batch,
    NotRecorded,
    Payload,
    Receipt,
    Record,
    same_request,
)
from assay.ledger.entry import Entry
from assay.ledger.fs_store import flush_folder, reported
from assay.ledger.store import Hook, StoreFailure, no_hook

__all__ = ["Head", "Journal"]

_VERSION = 1
_BUSY_SECONDS = 60


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

    def payload(self, index: int) -> Payload | None:
        """The payload of an entry, unless it was erased."""
        select = "select salt, envelope from payload where idx = ?"
        with self._reported():
            row = self._db.execute(select, (index,)).fetchone()
        return row and Payload(salt=row[0], envelope=row[1])

    def rows(
        self, start: int, end: int
    ) -> list[tuple[bytes, bytes | None, bytes | None]]:
        """Leaf, salt and envelope of a range; the last two None where erased."""
        select = (
            "select leaf, salt, envelope from entry left join payload using (idx)"
            " where entry.idx >= ? and entry.idx < ? order by entry.idx"
        )
        with self._reported():
            return self._db.execute(select, (start, end)).fetchall()

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

    def recall(self, key: str) -> Receipt | None:
        """The entry recorded under a request's key."""
        select = "select idx, leaf from request join entry using (idx) where key = ?"
        with self._reported():
            row = self._db.execute(select, (key,)).fetchone()
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
        batch = Batch(self.size(), self.find)
        receipts = tuple(
            batch.repeated(record) or self._repeated(record) or batch.add(record)
            for record in records
        )
        insert = self._db.executemany
        insert("insert into entry values (?, ?, ?, ?)", batch.entries)
        insert("insert into payload values (?, ?, ?)", batch.payloads)
        insert("insert into request values (?, ?)", batch.requests)
        return receipts

    def _repeated(self, record: Record) -> Receipt | None:
        """The receipt of the same request made before."""
        found = self.recall(record.key) if record.key else None
        if found is not None:
            payload = self.payload(found.index)
            envelope = None if payload is None else payload.envelope
            same_request(record, found.entry.kind, found.entry.stream, envelope)
        return found

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
