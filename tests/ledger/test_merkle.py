"""The tree against its definition, the published vectors, and every flipped bit."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.ledger import VerificationError, verify_consistency, verify_inclusion
from assay.ledger.errors import ForkedLog, Malformed, NotInLog
from assay.ledger.merkle import (
    EMPTY_ROOT,
    Node,
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    root,
)

SIZES = st.integers(1, 200)


def defined(hashes: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, as it is written there."""
    if len(hashes) < 2:
        return hashes[0] if hashes else EMPTY_ROOT
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node_hash(defined(hashes[:k]), defined(hashes[k:]))


def leaves(size: int) -> list[bytes]:
    return [leaf_hash(b"%d" % i) for i in range(size)]


def node_of(hashes: list[bytes]) -> Node:
    def node(level: int, index: int) -> bytes:
        part = hashes[index << level : (index + 1) << level]
        assert len(part) == 1 << level
        return root(part)

    return node


def flipped(data: bytes, bit: int) -> bytes:
    at = bit % (len(data) * 8)
    return bytes(b ^ (1 << at % 8) if i == at // 8 else b for i, b in enumerate(data))


def unpadded(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def cases(vectors: Path, kind: str) -> list[dict[str, Any]]:
    folder = vectors / "transparency-dev-merkle" / "testdata" / kind
    return [json.loads(path.read_bytes()) for path in sorted(folder.rglob("*.json"))]


def test_the_reference_tree_has_the_published_roots(vectors: Path) -> None:
    known = json.loads((vectors / "rfc6962-reference-tree.json").read_bytes())
    hashes = [leaf_hash(bytes.fromhex(text)) for text in known["leaf_inputs_hex"]]
    for size, expected in enumerate(known["root_by_size_hex"]):
        assert root(hashes[:size]).hex() == expected
    node = node_of(hashes)
    levels = [node(level, i).hex() for level in range(4) for i in range(8 >> level)]
    assert levels == known["node_hashes_level_order_hex"]


def test_every_published_inclusion_case_is_judged_as_published(vectors: Path) -> None:
    found = cases(vectors, "inclusion")
    assert len(found) == 98
    for case in found:
        path = [unpadded(step) for step in case["proof"] or []]
        try:
            verify_inclusion(
                unpadded(case["leafHash"]),
                index=case["leafIdx"],
                size=case["treeSize"],
                path=path,
                root=unpadded(case["root"]),
            )
            refused = False
        except VerificationError:
            refused = True
        assert refused == case["wantErr"], case["desc"]


def test_every_published_consistency_case_is_judged_as_published(
    vectors: Path,
) -> None:
    found = cases(vectors, "consistency")
    assert len(found) == 98
    for case in found:
        path = [unpadded(step) for step in case["proof"] or []]
        try:
            verify_consistency(
                old=case["size1"],
                new=case["size2"],
                path=path,
                old_root=unpadded(case["root1"]),
                new_root=unpadded(case["root2"]),
            )
            refused = False
        except VerificationError:
            refused = True
        assert refused == case["wantErr"], case["desc"]


@given(SIZES)
def test_the_root_is_the_recursive_definition(size: int) -> None:
    assert root(leaves(size)) == defined(leaves(size))


def test_the_empty_tree_hashes_to_the_digest_of_nothing() -> None:
    assert root([]) == EMPTY_ROOT


@given(SIZES, st.data())
def test_an_inclusion_path_verifies_and_any_flipped_bit_does_not(
    size: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, size - 1))
    hashes = leaves(size)
    path = inclusion_path(index, size, node_of(hashes))
    top = root(hashes)
    verify_inclusion(hashes[index], index=index, size=size, path=path, root=top)

    bit = data.draw(st.integers(0, 255))
    at = data.draw(st.integers(0, len(path) + 1))
    parts = [hashes[index], top, *path]
    parts[at] = flipped(parts[at], bit)
    with pytest.raises(NotInLog):
        verify_inclusion(
            parts[0], index=index, size=size, path=parts[2:], root=parts[1]
        )


@given(SIZES, st.data())
def test_no_other_index_or_length_fits_an_inclusion_path(
    size: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(-1, size + 3).filter(lambda i: i != index))
    hashes = leaves(size)
    path = inclusion_path(index, size, node_of(hashes))
    top = root(hashes)
    for wrong in (path[:-1], (*path, top)):
        if wrong != path:
            with pytest.raises(NotInLog):
                verify_inclusion(
                    hashes[index], index=index, size=size, path=wrong, root=top
                )
    with pytest.raises(NotInLog):
        verify_inclusion(hashes[index], index=other, size=size, path=path, root=top)


@given(SIZES, st.data())
def test_a_consistency_path_verifies_and_any_flipped_bit_does_not(
    new: int, data: st.DataObject
) -> None:
    old = data.draw(st.integers(1, new))
    hashes = leaves(new)
    path = consistency_path(old, new, node_of(hashes))
    parts = [root(hashes[:old]), root(hashes), *path]
    verify_consistency(
        old=old, new=new, path=path, old_root=parts[0], new_root=parts[1]
    )

    at = data.draw(st.integers(0, len(parts) - 1))
    parts[at] = flipped(parts[at], data.draw(st.integers(0, 255)))
    with pytest.raises(ForkedLog):
        verify_consistency(
            old=old, new=new, path=parts[2:], old_root=parts[0], new_root=parts[1]
        )


def test_a_refusal_names_what_was_expected_and_what_came_out() -> None:
    with pytest.raises(NotInLog) as stopped:
        verify_inclusion(leaf_hash(b"a"), index=0, size=1, path=[], root=EMPTY_ROOT)
    assert leaf_hash(b"a").hex() in stopped.value.message
    assert EMPTY_ROOT.hex() in stopped.value.message
    assert (stopped.value.reason, stopped.value.exit_code) == ("not_in_log", 1)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_hash_that_is_not_32_bytes_is_malformed(length: int) -> None:
    short = b"x" * length
    with pytest.raises(Malformed):
        verify_inclusion(short, index=0, size=1, path=[], root=short)
    with pytest.raises(Malformed):
        verify_consistency(
            old=1, new=2, path=[short], old_root=EMPTY_ROOT, new_root=EMPTY_ROOT
        )


def test_nothing_can_be_asked_of_a_tree_beyond_its_size() -> None:
    node = node_of(leaves(3))
    with pytest.raises(NotInLog):
        inclusion_path(3, 3, node)
    with pytest.raises(ForkedLog):
        consistency_path(4, 3, node)
    assert consistency_path(0, 3, node) == ()
