"""That an entry is in a log, as one file: C2SP tlog-proof.

The index, the path from the leaf's sibling to the root's child, and the checkpoint as
the log and its witnesses signed it. Extra data is carried and never trusted.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from assay.ledger.checkpoint import Checkpoint, open_checkpoint
from assay.ledger.errors import Malformed
from assay.ledger.merkle import leaf_hash, verify_inclusion
from assay.ledger.note import split
from assay.ledger.spelling import (
    MOST,
    base64_text,
    from_base64,
    from_decimal,
    from_utf8,
    hash_from_base64,
    need_hash,
)
from assay.ledger.vkey import Key

__all__ = ["Proof", "verify_proof"]

_HEADER = "c2sp.org/tlog-proof@v1"
_MOST_PATH = 63
_MOST_BYTES = 1 << 21


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """An inclusion proof that needs nothing but the entry and the log's key."""

    index: int
    """Where in the log the entry is."""
    path: tuple[bytes, ...]
    """The sibling hashes, from the leaf up."""
    checkpoint: bytes
    """The signed checkpoint, verbatim."""
    extra: bytes | None = None
    """Data that rides along; not authenticated."""

    def __post_init__(self) -> None:
        if not 0 <= self.index <= MOST or len(self.path) > _MOST_PATH:
            raise Malformed(f"A path has at most {_MOST_PATH} hashes")
        for step in self.path:
            need_hash(step, "path hash")
        split(self.checkpoint)

    @property
    def claimed(self) -> Checkpoint:
        """The checkpoint as it reads, its signatures not verified."""
        return Checkpoint.parse(split(self.checkpoint)[0])

    def format(self) -> bytes:
        """The proof as a `.tlog-proof` file."""
        extra = () if self.extra is None else (f"extra {base64_text(self.extra)}",)
        steps = (base64_text(step) for step in self.path)
        lines = (_HEADER, *extra, f"index {self.index}", *steps, "", "")
        return "\n".join(lines).encode() + self.checkpoint

    @classmethod
    def parse(cls, data: bytes) -> "Proof":
        """The proof in a `.tlog-proof` file."""
        if len(data) > _MOST_BYTES:
            raise Malformed(f"A proof has at most {_MOST_BYTES} bytes")
        head, gap, checkpoint = data.partition(b"\n\n")
        header, *lines = from_utf8(head, "proof").split("\n")
        if not gap or header != _HEADER:
            raise Malformed(f"A proof begins with the line {_HEADER}")
        extra: bytes | None = None
        if lines and lines[0].startswith("extra "):
            value = lines.pop(0)[6:]
            extra = from_base64(value, "extra data") if value else b""
        if not lines or not lines[0].startswith("index "):
            raise Malformed("The proof does not state the index of its entry")
        index = from_decimal(lines.pop(0)[6:], "index")
        path = tuple(hash_from_base64(line, "path hash") for line in lines)
        return cls(index=index, path=path, checkpoint=checkpoint, extra=extra)


def verify_proof(
    proof: Proof, entry: bytes, keys: Iterable[Key], *, origin: str | None = None
) -> Checkpoint:
    """The checkpoint, signed by its log, whose tree holds `entry` at the index.

    `origin` is for logs that sign under another name (see `open_checkpoint`).
    """
    checkpoint, _ = open_checkpoint(proof.checkpoint, keys, origin=origin)
    verify_inclusion(
        leaf_hash(entry),
        index=proof.index,
        size=checkpoint.size,
        path=proof.path,
        root=checkpoint.root,
    )
    return checkpoint
