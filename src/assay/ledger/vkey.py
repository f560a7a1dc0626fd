"""Verifier keys and what they verify: C2SP signed-note, "Verifier keys" and types.

A key is written `name+hex8(id)+base64(type || public key)`. Only the three types the
ledger uses are known: 0x01 Ed25519 (RFC 8032), 0x02 ECDSA P-256 over SHA-256 with a
DER signature, 0x04 Ed25519 cosignature with its time (C2SP tlog-cosignature).
"""

import hashlib
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)

from assay.ledger.errors import Malformed
from assay.ledger.spelling import MOST, base64_text, from_base64

__all__ = [
    "COSIGNATURE_SIZE",
    "Algorithm",
    "Key",
    "Signer",
    "cosignature_message",
    "valid_name",
]

COSIGNATURE_SIZE = 8 + 64
"""A big-endian u64 of seconds and an Ed25519 signature (tlog-cosignature, "Format")."""

_MOST_NAME = 255
_ED25519_SIZE = 32


class Algorithm(IntEnum):
    """The signature type bytes that we know (C2SP signed-note, "Signature types")."""

    ED25519 = 0x01
    ECDSA_P256 = 0x02
    COSIGNATURE = 0x04


_ALGORITHMS = frozenset(Algorithm)


def valid_name(name: str) -> bool:
    """Whether `name` may name a key: no spaces, no plus, no control characters."""
    return (
        0 < len(name.encode("utf-8", "replace")) <= _MOST_NAME
        and all(c >= " " and not c.isspace() and c != "+" for c in name)
        and not any("\ud800" <= c <= "\udfff" for c in name)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A public key under the name its owner signs with."""

    name: str
    """The key name; for a log it is the origin."""
    algorithm: Algorithm
    """The signature type."""
    public: bytes
    """32 bytes for Ed25519; SubjectPublicKeyInfo in DER for ECDSA."""

    def __post_init__(self) -> None:
        if not valid_name(self.name):
            raise Malformed(f"{self.name[:80]!r} cannot be the name of a key")
        if self.algorithm is not Algorithm.ECDSA_P256:
            if len(self.public) != _ED25519_SIZE:
                raise Malformed(f"The Ed25519 key {self.name!r} does not have 32 bytes")
        else:
            _ecdsa(self.public)

    @property
    def id(self) -> bytes:
        """The four bytes that, with the name, say which key signed."""
        if self.algorithm is Algorithm.ECDSA_P256:
            return hashlib.sha256(self.public).digest()[:4]
        head = self.name.encode() + b"\n" + bytes([self.algorithm])
        return hashlib.sha256(head + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """The key as one word of text."""
        material = base64_text(bytes([self.algorithm]) + self.public)
        return f"{self.name}+{self.id.hex()}+{material}"

    @classmethod
    def parse(cls, vkey: str) -> "Key":
        """The key that `vkey` spells, its id recomputed and compared."""
        name, _, rest = vkey.partition("+")
        written, _, material = rest.partition("+")
        data = from_base64(material, "key material")
        if data[0] not in _ALGORITHMS:
            raise Malformed(
                f"The key {name[:80]!r} has the signature type 0x{data[0]:02x}; known "
                "are 0x01 Ed25519, 0x02 ECDSA P-256 and 0x04 cosignature"
            )
        key = cls(name=name, algorithm=Algorithm(data[0]), public=data[1:])
        if written != key.id.hex():
            raise Malformed(
                f"The key {name!r} states the id {written[:20]!r}; "
                f"its material has {key.id.hex()}"
            )
        return key

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether `signature` is this key's over `message`.

        A cosignature key takes the note text as the message and the time with the
        signature, as they stand in the note.
        """
        if self.algorithm is Algorithm.ECDSA_P256:
            return _verifies_ecdsa(self.public, message, signature)
        if self.algorithm is Algorithm.COSIGNATURE:
            time = int.from_bytes(signature[:8], "big")
            if len(signature) != COSIGNATURE_SIZE or time > MOST:
                return False
            message, signature = cosignature_message(message, time), signature[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


class Signer(Protocol):
    """Holds a private key, wherever it lies, and signs with it."""

    @property
    def key(self) -> Key:
        """The public half."""
        ...

    def sign(self, message: bytes) -> bytes:
        """The signature over `message`: 64 bytes of Ed25519, or DER of ECDSA."""
        ...


def cosignature_message(text: bytes, time: int) -> bytes:
    """What an Ed25519 cosigner signs at `time` (tlog-cosignature)."""
    return b"cosignature/v1\ntime %d\n%s" % (time, text)


@lru_cache(maxsize=256)
def _ecdsa(public: bytes) -> ec.EllipticCurvePublicKey:
    """The P-256 key in `public`, if that is its one DER spelling."""
    try:
        key = load_der_public_key(public)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if (
        not isinstance(key, ec.EllipticCurvePublicKey)
        or not isinstance(key.curve, ec.SECP256R1)
        or key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) != public
    ):
        raise Malformed("The material of an ECDSA key is not a P-256 public key in DER")
    return key


def _verifies_ecdsa(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        _ecdsa(public).verify(signature, message, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True
