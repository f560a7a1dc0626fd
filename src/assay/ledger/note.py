"""Text signed by one or more keys: C2SP signed-note.

The text ends with a newline; an empty line and one line for each signature follow.
The last empty line of the note divides them. Signatures by keys we do not know are
ignored; one that fails under a key we know condemns the whole note.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from assay.ledger.errors import Altered, Malformed, WrongKey
from assay.ledger.spelling import MOST, base64_text, from_base64, from_utf8
from assay.ledger.vkey import (
    Algorithm,
    Key,
    Signer,
    cosignature_message,
    valid_name,
)

__all__ = ["Note", "Signature", "add_cosignature", "open_note", "sign_note", "split"]

_MOST_SIGNATURES = 100
_MOST_BYTES = 1 << 20
_DASH = "\N{EM DASH} "
_ID_SIZE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature line."""

    name: str
    """The key name on the line."""
    id: bytes
    """The four bytes of the key id."""
    blob: bytes
    """The signature; before a cosignature's stand eight bytes of time."""

    @property
    def line(self) -> bytes:
        """The line as it stands in the note."""
        return f"{_DASH}{self.name} {base64_text(self.id + self.blob)}\n".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note whose signatures by known keys all hold, and there is at least one."""

    text: bytes
    """What was signed, with its final newline."""
    signed: tuple[tuple[Key, Signature], ...]
    """The signatures by known keys, each with its key, in the order of the note."""
    others: tuple[Signature, ...]
    """The signatures by unknown keys: not checked, worth nothing."""

    @property
    def times(self) -> dict[Key, int]:
        """When each cosigner says it saw this, in seconds since 1970."""
        return {
            key: int.from_bytes(signature.blob[:8], "big")
            for key, signature in self.signed
            if key.algorithm is Algorithm.COSIGNATURE
        }


def split(note: bytes) -> tuple[bytes, tuple[Signature, ...]]:
    """The text and the signature lines of `note`, none of them verified yet."""
    if len(note) > _MOST_BYTES:
        raise Malformed(f"A note has at most {_MOST_BYTES} bytes, not {len(note)}")
    decoded = from_utf8(note, "note")
    if any(c < " " and c != "\n" for c in decoded):
        raise Malformed("The note contains a control character")
    text, gap, tail = decoded.rpartition("\n\n")
    lines = tail.split("\n")
    if not gap or not tail or lines.pop() != "":
        raise Malformed("The note does not end with an empty line and signature lines")
    if len(lines) > _MOST_SIGNATURES:
        raise Malformed(f"A note has at most {_MOST_SIGNATURES} signatures")
    return (text + "\n").encode(), tuple(_signature(line) for line in lines)


def open_note(note: bytes, keys: Iterable[Key]) -> Note:
    """The note in `note`, if known keys signed it and every one of them holds."""
    known: dict[tuple[str, bytes], Key] = {}
    for key in keys:
        if known.setdefault((key.name, key.id), key) != key:
            raise Malformed(f"Two different keys share the name and id of {key.name!r}")
    text, signatures = split(note)
    signed: list[tuple[Key, Signature]] = []
    others: list[Signature] = []
    for signature in dict.fromkeys(signatures):
        found = known.get((signature.name, signature.id))
        if found is None:
            others.append(signature)
        elif found.verifies(text, signature.blob):
            signed.append((found, signature))
        else:
            raise Altered(
                f"The signature by {signature.name} ({signature.id.hex()}) "
                "does not fit the text of the note"
            )
    if not signed:
        raise WrongKey(_nobody(known.values(), others))
    return Note(text=text, signed=tuple(signed), others=tuple(others))


def sign_note(text: bytes, *signers: Signer) -> bytes:
    """A note over `text` with one line for each signer."""
    lines = [_sign(text, signer).line for signer in signers]
    note = b"".join([text, b"\n", *lines])
    if split(note)[0] != text:
        raise Malformed("This text cannot be signed as a note")
    return note


def add_cosignature(note: bytes, signer: Signer, *, time: int) -> bytes:
    """`note` with a cosigner's line more: it saw this at `time`, in seconds."""
    text, _ = split(note)
    key = signer.key
    if key.algorithm is not Algorithm.COSIGNATURE or not 0 <= time <= MOST:
        raise Malformed(f"{key.name} cannot cosign at {time}")
    blob = time.to_bytes(8, "big") + signer.sign(cosignature_message(text, time))
    cosigned = note + Signature(name=key.name, id=key.id, blob=blob).line
    split(cosigned)
    return cosigned


def _sign(text: bytes, signer: Signer) -> Signature:
    key = signer.key
    if key.algorithm is Algorithm.COSIGNATURE:
        raise Malformed(f"{key.name} is a cosigner's key; a cosignature needs a time")
    return Signature(name=key.name, id=key.id, blob=signer.sign(text))


def _signature(line: str) -> Signature:
    name, gap, blob = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not gap or not valid_name(name):
        raise Malformed(f"{line[:80]!r} is not a signature line")
    data = from_base64(blob, "signature")
    if len(data) <= _ID_SIZE:
        raise Malformed(f"The signature by {name} is empty")
    return Signature(name=name, id=data[:_ID_SIZE], blob=data[_ID_SIZE:])


def _nobody(known: Iterable[Key], others: Iterable[Signature]) -> str:
    wanted = ", ".join(f"{key.name} ({key.id.hex()})" for key in known)
    found = ", ".join(f"{one.name} ({one.id.hex()})" for one in others)
    return f"Signed by {found}; trusted here: {wanted or 'nobody'}"
