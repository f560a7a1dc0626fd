"""The log that writes: journal first, tiles next, the signed head last.

`append` acknowledges when the journal has it on disk. `integrate` makes tiles from the
journal, signs the head, moves it by compare-and-swap, and publishes it; killed anywhere
in between, it starts again and finds its own bytes. docs/formats/log.md has the rules.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from assay.errors import Error, Problem
from assay.ledger.audit import audit
from assay.ledger.batch import NotRecorded, Payload, Receipt, Record
from assay.ledger.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from assay.ledger.entry import Entry, Kind
from assay.ledger.errors import Altered, VerificationError
from assay.ledger.fs_store import FsStore
from assay.ledger.growth import Growth, grow
from assay.ledger.journal import Head, Journal
from assay.ledger.merkle import leaf_hash, verify_inclusion
from assay.ledger.note import split
from assay.ledger.proof import Proof
from assay.ledger.statement import Statement, Subject, predicate_type
from assay.ledger.store import Conflict, Hook, Store, StoreFailure, no_hook
from assay.ledger.tiles import ENTRIES, FULL, Tile, Tiles, edge
from assay.ledger.vkey import Signer

__all__ = [
    "CHECKPOINT",
    "Conflict",
    "Head",
    "Log",
    "LogRefused",
    "NotRecorded",
    "Payload",
    "Receipt",
    "Record",
    "StoreFailure",
]

CHECKPOINT = "checkpoint"
"""Where the signed head is published (C2SP tlog-tiles, "Checkpoints")."""

_STEP = 256 * FULL
_MOST_REASON = 500
_TRIES = 100


class LogRefused(Error):  # noqa: N818 - reads as what it is
    """Going on would contradict what this log has signed; nothing was written."""


class Log:
    """A log in a folder: public files beside a private `journal` folder."""

    def __init__(
        self, journal: Journal, store: Store, *, origin: str, signer: Signer | None
    ) -> None:
        self.origin = origin
        self._journal = journal
        self._store = store
        self._signer = signer
        self._tiles = Tiles(store.get, 0)
        self._agreed: bytes | None = None

    @classmethod
    def open(
        cls,
        root: Path,
        *,
        origin: str,
        signer: Signer | None,
        store: Store | None = None,
        hook: Hook = no_hook,
    ) -> Self:
        """The log in folder `root`, made if it is not there yet.

        Without a signer it can be read and appended to, but not integrated. `store` is
        where the public files lie, if not in the folder itself.

        Raises:
            LogRefused: what is published and what the journal holds disagree.
        """
        if signer is not None and signer.key.name != origin:
            raise LogRefused(
                f"The key {signer.key.name!r} cannot sign as the log {origin!r}",
                remedy="Name the key by the log's origin.",
            )
        private = root / "journal"
        journal = Journal(private / "journal.sqlite3", origin=origin, hook=hook)
        files = store or FsStore(root, scratch=private / "scratch", hook=hook)
        log = cls(journal, files, origin=origin, signer=signer)
        try:
            log.agree()
        except Error:
            journal.close()
            raise
        return log

    def close(self) -> None:
        """Let go of the journal."""
        self._journal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _fault: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def size(self) -> int:
        """How many entries are acknowledged, published or not."""
        return self._journal.size()

    def head(self) -> Head | None:
        """The newest signed head."""
        return self._journal.head()

    def append(self, records: Iterable[Record]) -> tuple[Receipt, ...]:
        """Record all of `records` or none; each keeps its index from here on."""
        self.agree()
        return self._journal.append(tuple(records))

    def integrate(self) -> Checkpoint:
        """Bring everything acknowledged under a signed, published head."""
        self.agree()
        head = self._journal.head()
        for _ in range(_TRIES + self.size // _STEP):
            if head is None or head.size < self.size:
                head = self._advance(head)
            elif self._publish(head):
                return Checkpoint.parse(split(head.note)[0])
        raise StoreFailure("Other writers were always faster; run it again")

    def prove(self, index: int, size: int | None = None) -> Proof:
        """That entry `index` is in the tree of the newest head, or of that size."""
        head = self._signed(size)
        if not 0 <= index < head.size:
            raise NotRecorded(
                f"The signed head of size {head.size} has no entry {index}",
                remedy="Integrate the log first.",
            )
        path = self._tiles.at(head.size).inclusion(index)
        leaf = leaf_hash(self._leaf(index))
        try:
            verify_inclusion(
                leaf, index=index, size=head.size, path=path, root=head.root
            )
        except VerificationError as fault:
            remedy = "Run fsck: it names the file that was altered."
            raise Altered(fault.message, remedy=remedy) from fault
        return Proof(index=index, path=path, checkpoint=head.note)

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """The path from the tree of size `old` to that of size `new`."""
        if not 0 <= old <= new <= self._signed(None).size:
            raise NotRecorded(f"The log has no sizes {old} and {new} to compare")
        return self._tiles.at(new).consistency(old)

    def entry(self, index: int) -> Entry:
        """The entry at `index`."""
        return Entry.decode(self._leaf(index))

    def find(self, stream: str, seq: int | None = None) -> Receipt | None:
        """The entry `seq` of a stream, or its newest; None where there is none."""
        return self._journal.find(stream, seq)

    def recall(self, key: str) -> Receipt | None:
        """The entry recorded under a request's key; None where there is none."""
        return self._journal.recall(key)

    def payload(self, index: int) -> Payload:
        """The salt and envelope of an entry, unless they were erased."""
        found = self._journal.payload(index)
        if found is None:
            raise NotRecorded(f"There is no payload {index}: never, or not any more")
        return found

    def erase(self, index: int, reason: str, *, salt: bytes) -> Receipt:
        """Destroy an entry's payload; the entry and every proof stay valid.

        `salt` is for the entry that records the erasure. The reason is kept: it must
        not itself say what was erased.
        """
        if not 0 < len(reason) <= _MOST_REASON:
            raise LogRefused(f"A reason has 1 to {_MOST_REASON} characters")
        self.agree()
        entry = self.entry(index)
        if entry.kind is Kind.ERASURE:
            raise LogRefused(f"Entry {index} records an erasure, which has to stay")
        commit = entry.commit.hex()
        statement = Statement(
            subjects=(Subject(name=f"entry {index}", digest={"sha256": commit}),),
            predicate_type=predicate_type(Kind.ERASURE),
            predicate={"index": index, "reason": reason},
        )
        record = Record(
            kind=Kind.ERASURE, stream="erasure", envelope=statement.encode(), salt=salt
        )
        return self._journal.erase(index, record)

    def fsck(self) -> tuple[Problem, ...]:
        """Read everything again and compute it anew; what differs, by file."""
        return audit(self._journal, self._store, published=CHECKPOINT)

    def agree(self) -> None:
        """What is published is a head this journal signed, or LogRefused.

        A journal restored from an old copy is behind what the world has seen; to sign
        from there would fork the log.
        """
        published = self._store.get(CHECKPOINT)
        if published is None or published == self._agreed:
            return
        checkpoint = self._read(published)
        head = self._journal.head(checkpoint.size)
        if head is None or head.root != checkpoint.root:
            newest = self._journal.head()
            behind = newest is None or newest.size < checkpoint.size
            raise LogRefused(
                f"The published head of {self.origin} has size {checkpoint.size}; "
                + (
                    "the journal is behind it" if behind else "the journal never had it"
                ),
                remedy="Restore the journal that signed it, never an older one.",
            )
        if head.size > self._journal.size():
            raise LogRefused(
                f"The journal of {self.origin} lost entries below {head.size}",
                remedy="Restore the journal that signed this head.",
            )
        self._agreed = published

    def _read(self, published: bytes) -> Checkpoint:
        try:
            if self._signer is None:
                checkpoint = Checkpoint.parse(split(published)[0])
            else:
                checkpoint, _ = open_checkpoint(published, [self._signer.key])
        except VerificationError as fault:
            raise LogRefused(
                f"The published head is not one this log signed: {fault.message}",
                remedy="Restore the file `checkpoint`, or open the log with its key.",
            ) from fault
        if checkpoint.origin != self.origin:
            raise LogRefused(f"The published head is that of {checkpoint.origin!r}")
        return checkpoint

    def _advance(self, head: Head | None) -> Head | None:
        """Sign a larger tree; the newest head, whether it is ours or another's."""
        if self._signer is None:
            raise LogRefused("Without the log's key nothing can be signed")
        old = 0 if head is None else head.size
        size = min(self.size, old - old % _STEP + _STEP)
        growth = self._grow(head, old, size)
        self._store.create(growth.files)
        checkpoint = Checkpoint(origin=self.origin, size=size, root=growth.root)
        note = sign_checkpoint(checkpoint, self._signer)
        self._journal.advance(head, Head(size=size, root=growth.root, note=note))
        return self._journal.head()

    def _grow(self, head: Head | None, old: int, size: int) -> Growth:
        entries = self._journal.entries(old - old % FULL, size)
        growth = grow(old, entries, self._store.get)
        if head is not None and growth.old_root != head.root:
            raise LogRefused(
                f"The log was altered: its first {old} entries no longer hash to "
                f"{head.root.hex()} but to {growth.old_root.hex()}",
                remedy="Run fsck: it names the file that was altered.",
            )
        return growth

    def _publish(self, head: Head) -> bool:
        """Publish `head`, unless it or a larger one is out; False if one came between.

        What the head replaces is cleared away.
        """
        published = self._store.get(CHECKPOINT)
        since = 0 if published is None else self._read(published).size
        if published is not None and since >= head.size:
            return True
        if not self._store.swap(CHECKPOINT, published, head.note):
            return False
        self._agreed = head.note
        sizes = {one.size for one in self._journal.heads(since)}
        for folder in sorted(set(_outgrown(sizes, head.size))):
            self._store.drop(folder)
        return True

    def _signed(self, size: int | None) -> Head:
        head = self._journal.head(size)
        if head is None:
            raise NotRecorded(
                "No head was signed yet"
                if size is None
                else f"No head has size {size}",
                remedy="Integrate the log first.",
            )
        return head

    def _leaf(self, index: int) -> bytes:
        found = self._journal.entries(index, index + 1)
        if not found:
            raise NotRecorded(f"The log has no entry {index}")
        return found[0]


def _outgrown(sizes: Iterable[int], new: int) -> Iterator[str]:
    """The folders of partial tiles that were made for `sizes` and are full in `new`."""
    for size in sizes:
        for tile in edge(size):
            if (tile.index + 1) * FULL ** (tile.level + 1) <= new:
                levels = (tile.level, ENTRIES) if tile.level == 0 else (tile.level,)
                for level in levels:
                    part = Tile(level=level, index=tile.index, width=tile.width)
                    yield part.path.rpartition("/")[0]
