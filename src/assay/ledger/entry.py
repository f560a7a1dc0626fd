"""The leaf: docs/formats/entry.md.

Five lines of text that say what kind of fact was recorded, as which one of its stream,
and the salted commitment to it. Neither content nor names can be read from it; who has
the salt and the envelope can show that they are what was recorded.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from assay.ids import well_formed
from assay.ledger.errors import Malformed
from assay.ledger.merkle import leaf_hash
from assay.ledger.spelling import (
    MOST,
    from_decimal,
    from_hex_hash,
    from_utf8,
    need_hash,
)

__all__ = ["Entry", "Kind", "commitment"]

_HEADER = "assay/v1"
_MOST_BYTES = 300
_MOST_STREAM = 120
_LINES = 6
_SALT_SIZE = 32


class Kind(StrEnum):
    """What kind of fact an entry records."""

    PLAN = "plan"
    SNAPSHOT = "snapshot"
    RESULT = "result"
    FINDING = "finding"
    STANDING = "standing"
    APPROVAL = "approval"
    OPINION = "opinion"
    CERTIFICATE = "certificate"
    PUBLICATION = "publication"
    KEY = "key"
    CLOSE = "close"
    ERASURE = "erasure"
    SUCCESSION = "succession"


_KINDS = {kind.value: kind for kind in Kind}


def commitment(salt: bytes, envelope: bytes) -> bytes:
    """SHA-256 over 32 bytes of salt and the envelope."""
    if len(salt) != _SALT_SIZE:
        raise Malformed(f"A salt has {_SALT_SIZE} bytes, not {len(salt)}")
    return hashlib.sha256(salt + envelope).digest()


@lru_cache(maxsize=4096)
def _names_stream(stream: str) -> bool:
    return len(stream) <= _MOST_STREAM and well_formed(stream)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One leaf of the ledger."""

    kind: Kind
    """What kind of fact it records."""
    stream: str
    """The sequence it belongs to: `publication.overview`, or a pseudonym."""
    seq: int
    """Its number within the stream, from 0, without gaps."""
    prev: bytes | None
    """The leaf hash of the stream's entry before it; None for the first."""
    commit: bytes
    """The salted commitment to the envelope."""

    def __post_init__(self) -> None:
        if not _names_stream(self.stream):
            raise Malformed(f"{self.stream[:130]!r} cannot be the name of a stream")
        if not 0 <= self.seq <= MOST or (self.seq == 0) != (self.prev is None):
            raise Malformed("The first entry of a stream is 0 and has none before it")
        need_hash(self.commit, "commitment")
        if self.prev is not None:
            need_hash(self.prev, "hash of the entry before")

    def encode(self) -> bytes:
        """The leaf as it is hashed into the tree."""
        prev = "-" if self.prev is None else self.prev.hex()
        place = f"{self.seq} {prev}"
        lines = (_HEADER, self.kind, self.stream, place, self.commit.hex(), "")
        return "\n".join(lines).encode()

    @property
    def hash(self) -> bytes:
        """Its leaf hash, which the stream's next entry refers to."""
        return leaf_hash(self.encode())

    @classmethod
    def decode(cls, data: bytes) -> "Entry":
        """The entry in a leaf, if that is its one spelling."""
        if len(data) > _MOST_BYTES:
            raise Malformed(f"An entry has at most {_MOST_BYTES} bytes")
        lines = from_utf8(data, "entry").split("\n")
        if len(lines) != _LINES or lines[0] != _HEADER or lines[-1] != "":
            raise Malformed(f"An entry begins with {_HEADER} and has five lines")
        _, kind, stream, place, commit, _ = lines
        seq, _, prev = place.partition(" ")
        if kind not in _KINDS:
            raise Malformed(f"There is no kind of entry {kind[:40]!r}")
        return cls(
            kind=_KINDS[kind],
            stream=stream,
            seq=from_decimal(seq, "sequence number"),
            prev=None if prev == "-" else from_hex_hash(prev, "hash before"),
            commit=from_hex_hash(commit, "commitment"),
        )
