"""The tree cut into tiles of 256 hashes: C2SP tlog-tiles.

A tile of level L holds, for i from 0 to 255, the root over 256^L leaves; only full
tiles are hashed into the level above. Entries travel in bundles of 256, each with a
two-byte big-endian length before it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assay.ledger.errors import Altered, Malformed
from assay.ledger.merkle import (
    consistency_path,
    inclusion_path,
    node_hash,
    span_hash,
)
from assay.ledger.spelling import HASH_SIZE, MOST

__all__ = ["ENTRIES", "FULL", "Tile", "Tiles", "edge", "layout", "pack", "unpack"]

FULL = 256
"""Hashes in a full tile, entries in a full bundle."""
ENTRIES = -1
"""The level that stands for entry bundles, whose folder is named `entries`."""

_HEIGHT = 8
_MOST_ENTRY = 0xFFFF
_MOST_LEVEL = 63
_CACHED = 512
_PATH = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*)([0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Tile:
    """Which tile or bundle is meant: its level, its place there, how full it is."""

    level: int
    """0 to 63, or `ENTRIES` for a bundle."""
    index: int
    """Its place within the level, from 0."""
    width: int = FULL
    """Hashes or entries in it: 256, or fewer at the right edge of a tree."""

    def __post_init__(self) -> None:
        if not ENTRIES <= self.level <= _MOST_LEVEL:
            raise Malformed(f"There is no tile level {self.level}; they end at 63")
        if not (0 <= self.index <= MOST and 1 <= self.width <= FULL):
            raise Malformed(
                f"There is no tile {self.index} of width {self.width} (1 to 256)"
            )

    @property
    def path(self) -> str:
        """Where the tile lies: `tile/0/x001/x234/067`, `tile/1/273.p/112`."""
        groups = f"{self.index:0{-(-len(str(self.index)) // 3) * 3}d}"
        *outer, last = (groups[i : i + 3] for i in range(0, len(groups), 3))
        place = "/".join([*(f"x{group}" for group in outer), last])
        level = "entries" if self.level == ENTRIES else str(self.level)
        partial = "" if self.width == FULL else f".p/{self.width}"
        return f"tile/{level}/{place}{partial}"

    @classmethod
    def parse(cls, path: str) -> "Tile":
        """The tile that lies at `path`, if that is the one spelling of its path."""
        found = _PATH.fullmatch(path)
        if found is None:
            raise Malformed(f"{path[:120]!r} is not the path of a tile")
        level, outer, last, width = found.groups()
        digits = outer.replace("x", "").replace("/", "") + last
        tile = cls(
            level=ENTRIES if level == "entries" else int(level),
            index=int(digits) if len(digits) <= 21 else MOST + 1,  # noqa: PLR2004 - 7 groups
            width=int(width or FULL),
        )
        if tile.path != path:
            raise Malformed(f"The tile at {path[:120]!r} lies at {tile.path!r}")
        return tile


def pack(entries: Sequence[bytes]) -> bytes:
    """A bundle of 1 to 256 entries of at most 65,535 bytes each."""
    if not 1 <= len(entries) <= FULL:
        raise Malformed(f"A bundle holds 1 to 256 entries, not {len(entries)}")
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > _MOST_ENTRY:
            raise Malformed(f"An entry has at most 65535 bytes, not {len(entry)}")
        parts += (len(entry).to_bytes(2, "big"), entry)
    return b"".join(parts)


def unpack(bundle: bytes, width: int) -> tuple[bytes, ...]:
    """The `width` entries of a bundle, and nothing after them."""
    entries: list[bytes] = []
    at = 0
    while at < len(bundle):
        start = at + 2
        at = start + int.from_bytes(bundle[at:start], "big")
        entries.append(bundle[start:at])
    if at != len(bundle) or len(entries) != width:
        raise Malformed(
            f"The bundle of {len(bundle)} bytes does not hold {width} whole entries"
        )
    return tuple(entries)


def edge(size: int) -> tuple[Tile, ...]:
    """The partial tiles at the right edge: all that is needed for the root."""
    found: list[Tile] = []
    level, count = 0, size
    while count:
        if width := count % FULL:
            found.append(Tile(level=level, index=count // FULL, width=width))
        level, count = level + 1, count // FULL
    return tuple(found)


def layout(size: int, since: int = 0) -> Iterator[Tile]:
    """Every tile and bundle of a tree of `size` that one of `since` does not have."""
    level, count, old = 0, size, since
    while count:
        for index in range(old // FULL, -(-count // FULL)):
            width = min(FULL, count - index * FULL)
            if index * FULL + width > old:
                yield Tile(level=level, index=index, width=width)
                if level == 0:
                    yield Tile(level=ENTRIES, index=index, width=width)
        level, count, old = level + 1, count // FULL, old // FULL


class Tiles:
    """A tree of `size` leaves, read from its tiles as they are needed.

    Nothing here is trusted yet: hold `root()` against a signed checkpoint, or verify
    the path that comes out.
    """

    def __init__(self, fetch: Callable[[str], bytes | None], size: int) -> None:
        self.size = size
        self._fetch = fetch
        self._folded: dict[tuple[int, int, int], list[list[bytes]]] = {}

    def at(self, size: int) -> "Tiles":
        """The same tiles seen as a tree of another size; what was read is kept."""
        other = Tiles(self._fetch, size)
        other._folded = self._folded
        return other

    def node(self, level: int, index: int) -> bytes:
        """The root over the 2^level leaves from index*2^level, all within the tree."""
        tall, low = divmod(level, _HEIGHT)
        tile, place = divmod(index << low, FULL)
        count = self.size >> (_HEIGHT * tall)
        width = min(FULL, count - tile * FULL)
        if place + (1 << low) > width:
            raise Malformed(
                f"A tree of {self.size} has no full subtree {level}/{index}"
            )
        return self._levels(Tile(level=tall, index=tile, width=width))[low][
            place >> low
        ]

    def root(self) -> bytes:
        """The root that these tiles lead to."""
        return span_hash(self.node, 0, self.size)

    def inclusion(self, index: int) -> tuple[bytes, ...]:
        """The path from leaf `index` to the root."""
        return inclusion_path(index, self.size, self.node)

    def consistency(self, old: int) -> tuple[bytes, ...]:
        """The path from the tree of `old` leaves to this one."""
        return consistency_path(old, self.size, self.node)

    def row(self, tile: Tile) -> list[bytes]:
        """The hashes of a tile, one by one."""
        return self._levels(tile)[0]

    def hashes(self, tile: Tile) -> bytes:
        """The bytes of a tile; a partial one may be cut from the full one."""
        data = self._fetch(tile.path)
        if data is None and tile.width < FULL:
            full = self._fetch(Tile(level=tile.level, index=tile.index).path)
            data = None if full is None else full[: tile.width * HASH_SIZE]
        if data is None:
            raise Altered(f"The tile {tile.path} is missing")
        wanted = tile.width * HASH_SIZE
        if len(data) != wanted:
            raise Altered(f"The tile {tile.path} has {len(data)} bytes, not {wanted}")
        return data

    def _levels(self, tile: Tile) -> list[list[bytes]]:
        """The tile's hashes and, above them, each level of full pairs."""
        key = (tile.level, tile.index, tile.width)
        if key not in self._folded:
            if len(self._folded) >= _CACHED:
                self._folded.clear()
            data = self.hashes(tile)
            level = [data[i : i + HASH_SIZE] for i in range(0, len(data), HASH_SIZE)]
            levels = [level]
            while len(level) > 1:
                pairs = zip(level[::2], level[1::2], strict=False)
                level = [node_hash(a, b) for a, b in pairs]
                levels.append(level)
            self._folded[key] = levels
        return self._folded[key]
