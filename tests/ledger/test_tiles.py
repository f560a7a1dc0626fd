"""Tiles: where they lie, what they hold, and that a tree comes back out of them."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.ledger.errors import Altered, Malformed, VerificationError
from assay.ledger.growth import grow
from assay.ledger.merkle import leaf_hash, root, verify_consistency, verify_inclusion
from assay.ledger.spelling import MOST
from assay.ledger.tiles import (
    ENTRIES,
    FULL,
    Tile,
    Tiles,
    edge,
    layout,
    pack,
    unpack,
)

TILES = st.builds(
    Tile,
    level=st.integers(ENTRIES, 63),
    index=st.integers(0, MOST),
    width=st.integers(1, FULL),
)
EDGES = (1, 2, 255, 256, 257, 511, 512, 513, 65535, 65536, 65537)


def tree(size: int) -> tuple[list[bytes], dict[str, bytes]]:
    entries = [b"%d" % i for i in range(size)]
    return entries, grow(0, entries, dict[str, bytes]().get).files


def test_tiles_lie_where_the_specification_says(vectors: Path) -> None:
    known = json.loads((vectors / "tile-paths.json").read_bytes())
    for case in known["cases"]:
        tile = Tile(
            level=case["level"], index=case["index"], width=case.get("width", FULL)
        )
        assert tile.path == case["path"]
        assert Tile.parse(case["path"]) == tile


def test_a_tree_of_70000_has_the_tiles_the_specification_counts(
    vectors: Path,
) -> None:
    known = json.loads((vectors / "tile-paths.json").read_bytes())
    for size in (70000, 256):
        expected = known[f"size_{size}"]
        for level in range(3):
            tiles = [tile for tile in layout(size) if tile.level == level]
            full = sum(tile.width == FULL for tile in tiles)
            partial = [tile.width for tile in tiles if tile.width < FULL]
            assert full == expected.get(f"level{level}_full", 0)
            assert partial == [
                width
                for key, width in expected.items()
                if key == f"level{level}_partial"
            ]


@given(TILES)
def test_a_path_has_one_spelling(tile: Tile) -> None:
    assert Tile.parse(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/x000/001",
        "tile/00/001",
        "tile/64/001",
        "tile/0/1",
        "tile/0/001.p/0",
        "tile/0/001.p/256",
        "tile/0/001.p/07",
        "tile/0/001/002",
        "tile/data/001",
        "tile/0/001\n",
        "/tile/0/001",
        "tile/0/" + "x001/" * 9 + "001",
    ],
)
def test_a_path_with_another_spelling_is_refused(path: str) -> None:
    with pytest.raises(Malformed):
        Tile.parse(path)


@given(st.text() | st.from_regex(r"tile/[0-9a-z/.]{0,20}"))
def test_no_path_makes_the_parser_fail_otherwise(path: str) -> None:
    with suppress(Malformed):
        assert Tile.parse(path).path == path


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=FULL))
def test_a_bundle_gives_back_its_entries(entries: list[bytes]) -> None:
    assert list(unpack(pack(entries), len(entries))) == entries
    with pytest.raises(Malformed):
        unpack(pack(entries), len(entries) + 1)


@given(st.binary(max_size=60), st.integers(1, FULL))
def test_no_bundle_makes_the_parser_fail_otherwise(bundle: bytes, width: int) -> None:
    with suppress(Malformed):
        assert pack(unpack(bundle, width)) == bundle


def test_an_entry_too_long_for_its_length_prefix_is_refused() -> None:
    assert unpack(pack([b"x" * 65535]), 1) == (b"x" * 65535,)
    with pytest.raises(Malformed):
        pack([b"x" * 65536])
    with pytest.raises(Malformed):
        pack([])


@pytest.mark.parametrize("size", EDGES)
def test_a_tree_comes_back_out_of_its_tiles(size: int) -> None:
    entries, files = tree(size)
    assert {tile.path for tile in layout(size)} == files.keys()
    tiles = Tiles(files.get, size)
    hashes = [leaf_hash(entry) for entry in entries]
    assert tiles.root() == root(hashes)
    for index in {0, size // 2, size - 1}:
        path = tiles.inclusion(index)
        verify_inclusion(
            hashes[index], index=index, size=size, path=path, root=tiles.root()
        )
    for old in {1, size // 2 or 1, size}:
        verify_consistency(
            old=old,
            new=size,
            path=tiles.consistency(old),
            old_root=root(hashes[:old]),
            new_root=tiles.root(),
        )


@settings(max_examples=40)
@given(st.integers(0, 1200), st.integers(0, 900))
def test_growing_step_by_step_gives_the_files_of_growing_at_once(
    old: int, more: int
) -> None:
    entries, files = tree(old + more)
    held = tree(old)[1]
    grown = grow(old, entries[old - old % FULL :], held.get)
    assert grown.old_root == root(map(leaf_hash, entries[:old]))
    assert grown.root == root(map(leaf_hash, entries))
    wanted = {tile.path for tile in layout(old + more, old)}
    assert {path: files[path] for path in wanted} == grown.files


@given(st.integers(0, 10**6))
def test_the_edge_is_the_size_written_in_base_256(size: int) -> None:
    assert sum(tile.width * FULL**tile.level for tile in edge(size)) == size


def test_a_partial_tile_may_be_cut_from_the_full_one() -> None:
    entries, files = tree(300)
    old = Tiles(files.get, 200)
    assert old.root() == root(map(leaf_hash, entries[:200]))


def test_a_missing_or_short_tile_is_named() -> None:
    _, files = tree(300)
    without = {k: v for k, v in files.items() if k != "tile/0/000"}
    with pytest.raises(Altered, match="tile/0/000 is missing"):
        Tiles(without.get, 300).node(3, 0)
    with pytest.raises(Altered, match=r"tile/0/000 has 8191 bytes"):
        Tiles({**files, "tile/0/000": b"x" * 8191}.get, 300).node(3, 0)
    with pytest.raises(Malformed):
        Tiles(files.get, 300).node(8, 1)


@given(st.integers(0, 63), st.integers(0, 600))
def test_no_node_makes_a_tree_fail_otherwise(level: int, index: int) -> None:
    _, files = tree(300)
    with suppress(VerificationError):
        assert len(Tiles(files.get, 300).node(level, index)) == 32
