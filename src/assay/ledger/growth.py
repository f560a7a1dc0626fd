"""From the journal to the files of a larger tree: docs/formats/log.md, "Integration".

Pure: equal journals give equal bytes, whoever computes them and however often. That is
what lets a writer that was killed at any point simply start again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assay.ledger.merkle import leaf_hash, root
from assay.ledger.tiles import ENTRIES, FULL, Tile, Tiles, pack

__all__ = ["Growth", "grow"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """What a tree that grew consists of besides what it had."""

    files: dict[str, bytes]
    """New tiles and bundles by path."""
    old_root: bytes
    """The root over the old size, as journal and tiles give it now."""
    root: bytes
    """The root over the new size."""


def grow(
    old: int, entries: Sequence[bytes], fetch: Callable[[str], bytes | None]
) -> Growth:
    """The tree of `old` leaves grown by the last of `entries`.

    `entries` begin at the last multiple of 256 that is not above `old`; `fetch` reads
    the old tree's tiles above level 0.
    """
    start = old // FULL * FULL
    hashes = [leaf_hash(entry) for entry in entries]
    made: dict[str, bytes] = {}
    seen: dict[str, bytes] = {}
    if old > start:
        tile = Tile(level=0, index=start // FULL, width=old - start)
        seen[tile.path] = b"".join(hashes[: old - start])
    before = Tiles(lambda path: seen.get(path) or made.get(path) or fetch(path), old)
    old_root = before.root()
    size = start + len(entries)
    for at in range(0, len(entries), FULL) if size > old else ():
        bundle = entries[at : at + FULL]
        tile = Tile(level=ENTRIES, index=(start + at) // FULL, width=len(bundle))
        made[tile.path] = pack(bundle)
    level, count = 0, old
    while len(hashes) > count % FULL:
        hashes = _write(made, level, count // FULL, hashes)
        level, count = level + 1, count // FULL
        if count % FULL:
            tile = Tile(level=level, index=count // FULL, width=count % FULL)
            hashes = before.row(tile) + hashes
    return Growth(files=made, old_root=old_root, root=before.at(size).root())


def _write(
    made: dict[str, bytes], level: int, first: int, hashes: list[bytes]
) -> list[bytes]:
    """Write one level's tiles from `first` on; the roots of those that are full."""
    roots: list[bytes] = []
    for at in range(0, len(hashes), FULL):
        part = hashes[at : at + FULL]
        tile = Tile(level=level, index=first + at // FULL, width=len(part))
        made[tile.path] = b"".join(part)
        if len(part) == FULL:
            roots.append(root(part))
    return roots
