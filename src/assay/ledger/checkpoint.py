"""The signed head of a log: C2SP tlog-checkpoint.

A note of three lines, origin, size and root in base64. Lines after them are read and
kept, and never written: nobody can audit them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from assay.ledger.errors import Malformed, WrongKey
from assay.ledger.merkle import EMPTY_ROOT
from assay.ledger.note import Note, open_note, sign_note
from assay.ledger.spelling import (
    MOST,
    base64_text,
    from_decimal,
    from_utf8,
    hash_from_base64,
    need_hash,
)
from assay.ledger.vkey import Key, Signer

__all__ = ["Checkpoint", "open_checkpoint", "sign_checkpoint"]

_LINES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """How long a log is and what its tree hashes to."""

    origin: str
    """Which log."""
    size: int
    """How many entries it has."""
    root: bytes
    """The root over them."""
    extensions: tuple[str, ...] = ()
    """Further lines, if another log wrote some."""

    def __post_init__(self) -> None:
        need_hash(self.root, "root")
        if not 0 <= self.size <= MOST:
            raise Malformed(f"A log cannot have {self.size} entries")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise Malformed(f"The root of an empty log is not {self.root.hex()}")
        for line in (self.origin, *self.extensions):
            if not line or any(c < " " for c in line):
                raise Malformed("A line of a checkpoint is empty or not one line")

    @property
    def text(self) -> bytes:
        """What is signed."""
        head = (self.origin, str(self.size), base64_text(self.root))
        return "".join(f"{line}\n" for line in (*head, *self.extensions)).encode()

    @classmethod
    def parse(cls, text: bytes) -> "Checkpoint":
        """The checkpoint in the text of a note."""
        lines = from_utf8(text, "checkpoint").split("\n")
        if lines.pop() != "" or len(lines) < _LINES:
            raise Malformed("A checkpoint has a line each for origin, size and root")
        origin, size, root, *extensions = lines
        return cls(
            origin=origin,
            size=from_decimal(size, "size of the log"),
            root=hash_from_base64(root, "root of the log"),
            extensions=tuple(extensions),
        )


def open_checkpoint(
    note: bytes, keys: Iterable[Key], *, origin: str | None = None
) -> tuple[Checkpoint, Note]:
    """The checkpoint in `note`, signed by one of `keys` that is named as its origin.

    A few logs, the Go checksum database among them, sign under another name. For such
    a log state its `origin`, and give none but its own keys.
    """
    opened = open_note(note, keys)
    checkpoint = Checkpoint.parse(opened.text)
    if origin is not None and checkpoint.origin != origin:
        raise WrongKey(
            f"The checkpoint is that of {checkpoint.origin!r}, not {origin!r}"
        )
    if origin is None and all(k.name != checkpoint.origin for k, _ in opened.signed):
        names = ", ".join(sorted({key.name for key, _ in opened.signed}))
        raise WrongKey(
            f"The checkpoint of {checkpoint.origin!r} is not signed by that log "
            f"but by {names}"
        )
    return checkpoint, opened


def sign_checkpoint(checkpoint: Checkpoint, *signers: Signer) -> bytes:
    """The checkpoint as a note signed by its log."""
    for signer in signers:
        if signer.key.name != checkpoint.origin:
            raise WrongKey(
                f"{signer.key.name} cannot sign as the log {checkpoint.origin!r}"
            )
    return sign_note(checkpoint.text, *signers)
