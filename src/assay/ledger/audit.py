"""Everything a log consists of, read again and computed anew.

Journal, bundles and level 0 tiles each say what the entries are; where one of the three
differs from the other two, it is the one that was altered, and it is named. From there
on every tile and every head that was ever signed follows by hashing alone.
"""

from collections.abc import Iterator, Sequence

from assay.errors import Problem
from assay.ledger.chains import JOURNAL, Chains
from assay.ledger.checkpoint import Checkpoint
from assay.ledger.errors import Malformed
from assay.ledger.journal import Head, Journal
from assay.ledger.merkle import EMPTY_ROOT, leaf_hash, node_hash, root
from assay.ledger.note import split
from assay.ledger.store import Store
from assay.ledger.tiles import ENTRIES, FULL, Tile, edge, pack, unpack

__all__ = ["audit"]

_RESTORE = "Restore the file from a copy, and find out who changed it."
_HEIGHT = 8


def audit(journal: Journal, store: Store, *, published: str) -> tuple[Problem, ...]:
    """What is wrong with a log; nothing if every byte is as it was signed."""
    heads = journal.heads()
    tree = _Tree(store, heads)
    chains = Chains()
    for start in range(0, max(journal.size(), tree.size), FULL):
        rows = journal.rows(start, start + FULL)
        leaves = [leaf for leaf, _, _ in rows]
        hashes = [leaf_hash(leaf) for leaf in leaves]
        chains.read(start, rows, hashes)
        if start < tree.size:
            tree.block(start, leaves, hashes)
    chains.finish()
    return (*chains.problems, *tree.problems, *_published(store, heads, published))


def _published(store: Store, heads: Sequence[Head], name: str) -> Iterator[Problem]:
    note = store.get(name)
    if note is None:
        if heads:
            message = "The signed head is not published"
            yield Problem(file=name, message=message, remedy="Integrate the log.")
        return
    try:
        seen = Checkpoint.parse(split(note)[0])
    except Malformed as fault:
        yield Problem(file=name, message=fault.message, remedy=_RESTORE)
        return
    if all((head.size, head.root) != (seen.size, seen.root) for head in heads):
        message = f"The journal never signed this head of size {seen.size}"
        yield Problem(file=name, message=message, remedy=_RESTORE)


class _Tree:
    """The tree, rebuilt a block of 256 entries at a time."""

    def __init__(self, store: Store, heads: Sequence[Head]) -> None:
        self.problems: list[Problem] = []
        self.size = heads[-1].size if heads else 0
        self._store = store
        self._heads = {head.size: head for head in heads}
        self._rows: dict[int, list[bytes]] = {}
        self._done: dict[int, int] = {}
        self._peaks: list[tuple[int, bytes]] = []
        self._checked: set[Tile] = set()
        self._head(0, self._peaks)

    def block(
        self, start: int, leaves: Sequence[bytes], hashes: Sequence[bytes]
    ) -> None:
        """The next 256 entries, or the last few."""
        width = min(FULL, self.size - start)
        entries, row = self._entries(start, width, leaves[:width], hashes[:width])
        if len(entries) < width:
            self.size = start  # nothing after a loss can be computed
            return
        ends = [at for at in range(1, width + 1) if start + at in self._heads]
        if ends and ends != [FULL]:
            self._inside(start, entries, row, ends)
        if width == FULL:
            top = root(row)
            _push(self._peaks, _HEIGHT, top)
            self._rise(1, top)
            if start + FULL in self._heads:
                self._head(start + FULL, self._peaks)
                self._edge(start + FULL)

    def _entries(
        self,
        start: int,
        width: int,
        leaves: Sequence[bytes],
        hashes: Sequence[bytes],
    ) -> tuple[Sequence[bytes], Sequence[bytes]]:
        """The entries and hashes that two of journal, bundle and tile agree on."""
        tile = Tile(level=0, index=start // FULL, width=width)
        bundle = Tile(level=ENTRIES, index=start // FULL, width=width)
        self._checked |= {tile, bundle}
        whole = len(leaves) == width
        packed, hashed = self._store.get(bundle.path), self._store.get(tile.path)
        right = whole and packed == pack(leaves)
        fits = whole and hashed == b"".join(hashes)
        if not right:
            others = _unpacked(packed, width)
            theirs = [leaf_hash(other) for other in others]
            if not fits and others and hashed == b"".join(theirs):
                self._journal(start, leaves, others)
                return others, theirs
            self._altered(bundle.path, missing=packed is None)
        if not fits:
            self._altered(tile.path, missing=hashed is None)
        if not whole:
            first = start + len(leaves)
            self._say(JOURNAL, f"The entries from {first} on are lost")
        return leaves, hashes

    def _journal(
        self, start: int, leaves: Sequence[bytes], others: Sequence[bytes]
    ) -> None:
        wrong = [
            start + at
            for at, other in enumerate(others)
            if at >= len(leaves) or leaves[at] != other
        ]
        which = (
            f"The entry {wrong[0]} is"
            if len(wrong) == 1
            else (f"{len(wrong)} entries from {wrong[0]} on are")
        )
        self._say(JOURNAL, f"{which} not what was signed")

    def _inside(
        self,
        start: int,
        entries: Sequence[bytes],
        row: Sequence[bytes],
        ends: Sequence[int],
    ) -> None:
        """Heads that were signed within this block, and their partial tiles."""
        peaks = list(self._peaks)
        for at, one in enumerate(row, start=1):
            _push(peaks, 0, one)
            if at not in ends or at == FULL:
                continue
            self._head(start + at, peaks)
            place = {"index": start // FULL, "width": at}
            self._part(Tile(level=ENTRIES, **place), pack(entries[:at]))
            self._part(Tile(level=0, **place), b"".join(row[:at]))
            self._edge(start + at)

    def _rise(self, level: int, top: bytes) -> None:
        """A full tile's root enters the level above."""
        row = self._rows.setdefault(level, [])
        row.append(top)
        if len(row) == FULL:
            index = self._done.get(level, 0)
            self._part(Tile(level=level, index=index), b"".join(row))
            self._done[level] = index + 1
            self._rows[level] = []
            self._rise(level + 1, root(row))

    def _edge(self, size: int) -> None:
        for tile in edge(size):
            if tile.level > 0:
                self._part(tile, b"".join(self._rows.get(tile.level, ())))

    def _head(self, size: int, peaks: Sequence[tuple[int, bytes]]) -> None:
        head = self._heads.get(size)
        if head is not None and head.root != _root(peaks):
            message = (
                f"The first {size} entries do not hash to the head signed for them"
            )
            self._say(JOURNAL, message)

    def _part(self, tile: Tile, expected: bytes) -> None:
        """One tile, which may be gone if it is partial and its full one is there."""
        if tile in self._checked:
            return
        self._checked.add(tile)
        found = self._store.get(tile.path)
        span = FULL ** (max(tile.level, 0) + 1)
        outgrown = tile.width < FULL and (tile.index + 1) * span <= self.size
        if found != expected and not (found is None and outgrown):
            self._altered(tile.path, missing=found is None)

    def _altered(self, path: str, *, missing: bool) -> None:
        self._say(
            path, f"The file is {'missing' if missing else 'not what was signed'}"
        )

    def _say(self, file: str, message: str) -> None:
        self.problems.append(Problem(file=file, message=message, remedy=_RESTORE))


def _unpacked(bundle: bytes | None, width: int) -> tuple[bytes, ...]:
    try:
        return () if bundle is None else unpack(bundle, width)
    except Malformed:
        return ()


def _push(peaks: list[tuple[int, bytes]], level: int, top: bytes) -> None:
    """Add a full subtree to the right; equals merge, as when counting in binary."""
    while peaks and peaks[-1][0] == level:
        top = node_hash(peaks.pop()[1], top)
        level += 1
    peaks.append((level, top))


def _root(peaks: Sequence[tuple[int, bytes]]) -> bytes:
    total: bytes | None = None
    for _, top in reversed(peaks):
        total = top if total is None else node_hash(top, total)
    return EMPTY_ROOT if total is None else total
