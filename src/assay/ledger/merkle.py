"""The Merkle tree of RFC 6962 section 2.1, which is that of RFC 9162 section 2.1.

Leaves and inner nodes are hashed under different prefixes; a tree of n leaves splits
at the largest power of two below n. Paths run from the leaf's side to the root's.
Verification follows RFC 9162 sections 2.1.3.2 and 2.1.4.2 step by step.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from assay.ledger.errors import ForkedLog, NotInLog
from assay.ledger.spelling import need_hash

__all__ = [
    "EMPTY_ROOT",
    "Node",
    "consistency_path",
    "inclusion_path",
    "leaf_hash",
    "node_hash",
    "root",
    "span_hash",
    "verify_consistency",
    "verify_inclusion",
]

_sha256 = hashlib.sha256

EMPTY_ROOT = _sha256(b"").digest()
"""The root of a tree without leaves (RFC 6962 section 2.1)."""

Node: TypeAlias = Callable[[int, int], bytes]
"""`node(level, i)`: the root over the 2^level leaves from i*2^level on."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one leaf: SHA-256 over 0x00 and the entry."""
    return _sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 over 0x01 and its two children."""
    return _sha256(b"\x01" + left + right).digest()


def root(hashes: Iterable[bytes]) -> bytes:
    """The root over leaf hashes, level by level; an odd last node is carried up."""
    level = list(hashes)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [_sha256(b"\x01" + a + b).digest() for a, b in pairs] + odd
    return level[0]


def span_hash(node: Node, start: int, end: int) -> bytes:
    """MTH(D[start:end]), where `start` is a multiple of a power of two >= end-start."""
    if start == end:
        return EMPTY_ROOT
    parts: list[bytes] = []
    while start < end:
        level = (end - start).bit_length() - 1
        parts.append(node(level, start >> level))
        start += 1 << level
    total = parts.pop()
    while parts:
        total = node_hash(parts.pop(), total)
    return total


def inclusion_path(index: int, size: int, node: Node) -> tuple[bytes, ...]:
    """PATH(index, D[size]): the siblings from the leaf up (RFC 6962 section 2.1.1)."""
    if not 0 <= index < size:
        raise NotInLog(f"There is no entry {index} in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(span_hash(node, middle, end))
            end = middle
        else:
            path.append(span_hash(node, start, middle))
            start = middle
    return tuple(reversed(path))


def consistency_path(old: int, new: int, node: Node) -> tuple[bytes, ...]:
    """PROOF(old, D[new]) of RFC 6962 section 2.1.2; empty where `old` is 0 or `new`."""
    if not 0 <= old <= new:
        raise ForkedLog(f"A tree of {new} cannot extend one of {old}")
    if old in (0, new):
        return ()
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(span_hash(node, middle, end))
            end = middle
        else:
            path.append(span_hash(node, start, middle))
            start, whole = middle, False
    if not whole:
        path.append(span_hash(node, start, end))
    return tuple(reversed(path))


def verify_inclusion(
    leaf: bytes, *, index: int, size: int, path: Sequence[bytes], root: bytes
) -> None:
    """The tree of `size` under `root` has `leaf` at `index`, or NotInLog."""
    _need_hashes((leaf, root, *path))
    if not 0 <= index < size:
        raise NotInLog(f"There is no entry {index} in a tree of {size}")
    total = _lead(leaf, index, size - 1, path)
    if total != root:
        raise NotInLog(
            f"The inclusion path of entry {index} leads to {total.hex()}, "
            f"the root of size {size} is {root.hex()}"
        )


def verify_consistency(
    *, old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """The tree of `new` leaves begins with the tree of `old` leaves, or ForkedLog.

    From the empty tree nothing follows, so `old` 0 is refused; a witness, which must
    accept it, decides that for itself.
    """
    if not 0 < old <= new:
        raise ForkedLog(f"Nothing shows that a tree of {new} extends one of {old}")
    if old == new and old_root and not path:
        return _same(old, old_root, new_root)  # no step needs the length of a hash
    _need_hashes((old_root, new_root, *path))
    if old == new:
        raise ForkedLog("A consistency path between equal sizes must be empty")
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not steps:
        raise ForkedLog("The consistency path is empty")
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    was, now = _climb(first, last, steps)
    _same(old, old_root, was)
    return _same(new, new_root, now)


def _lead(total: bytes, first: int, last: int, path: Sequence[bytes]) -> bytes:
    """The root that `path` leads to (RFC 9162 section 2.1.3.2, steps 2 to 4)."""
    for step in path:
        if last == 0:
            raise NotInLog(f"The inclusion path of {len(path)} hashes is too long")
        if first & 1 or first == last:
            total = node_hash(step, total)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            total = node_hash(total, step)
        first, last = first >> 1, last >> 1
    if last:
        raise NotInLog(f"The inclusion path of {len(path)} hashes is too short")
    return total


def _climb(first: int, last: int, steps: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Both roots that `steps` lead to (RFC 9162 section 2.1.4.2, steps 5 to 7)."""
    was = now = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise ForkedLog("The consistency path is too long")
        if first & 1 or first == last:
            was, now = node_hash(step, was), node_hash(step, now)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            now = node_hash(now, step)
        first, last = first >> 1, last >> 1
    if last:
        raise ForkedLog("The consistency path is too short")
    return was, now


def _same(size: int, expected: bytes, calculated: bytes) -> None:
    if expected != calculated:
        raise ForkedLog(
            f"The root of size {size} is {expected.hex()}, "
            f"the consistency path leads to {calculated.hex()}"
        )


def _need_hashes(values: Iterable[bytes]) -> None:
    for value in values:
        need_hash(value, "leaf, root or path hash")


def _split(size: int) -> int:
    """The largest power of two below `size` (RFC 6962 section 2.1)."""
    return 1 << (size - 1).bit_length() - 1
