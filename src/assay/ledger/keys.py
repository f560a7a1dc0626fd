"""Private keys in files: PKCS 8 in PEM (RFC 5958, RFC 7468), for their owner's eyes.

A key file is created, never overwritten: who loses a key to a rerun cannot sign as the
same log again.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from assay.errors import BadInput, Problem
from assay.ledger.errors import Malformed
from assay.ledger.vkey import Algorithm, Key

__all__ = ["Entropy", "KeySigner", "generate", "load", "save"]

Entropy: TypeAlias = Callable[[int], bytes]
"""Gives so many bytes that nobody can guess; `secrets.token_bytes` where it matters."""

_SEED_SIZE = 32
_OWNER_ONLY = 0o600
_OTHERS = 0o077


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySigner:
    """Signs with a private key held in memory."""

    key: Key
    """The public half, under the name it signs with."""
    private: Ed25519PrivateKey | ec.EllipticCurvePrivateKey = field(repr=False)
    """The private half."""

    def sign(self, message: bytes) -> bytes:
        """The signature over `message`."""
        if isinstance(self.private, Ed25519PrivateKey):
            return self.private.sign(message)
        return self.private.sign(message, ec.ECDSA(SHA256()))


def generate(
    name: str, *, entropy: Entropy, algorithm: Algorithm = Algorithm.ED25519
) -> KeySigner:
    """A new Ed25519 key; `algorithm` says whether it signs or cosigns."""
    seed = entropy(_SEED_SIZE)
    if len(seed) != _SEED_SIZE or algorithm is Algorithm.ECDSA_P256:
        raise Malformed(f"An Ed25519 key is made of {_SEED_SIZE} bytes of entropy")
    return _signer(name, Ed25519PrivateKey.from_private_bytes(seed), algorithm)


def save(signer: KeySigner, path: Path) -> None:
    """Write the private key to a new file that only its owner can read."""
    pem = signer.private.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(path, flags, _OWNER_ONLY), "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as fault:
        remedy = "Keep it; choose another name for a new key."
        raise _fault(path, "There is a key already", remedy) from fault
    except OSError as fault:
        message = f"The key cannot be written: {fault.strerror}"
        raise _fault(path, message, "Choose a folder that you may write to.") from fault


def load(
    path: Path, *, name: str, algorithm: Algorithm = Algorithm.ED25519
) -> KeySigner:
    """The key in the file; an Ed25519 key signs, or cosigns where `algorithm` says."""
    try:
        open_to_others = path.stat().st_mode & _OTHERS
        pem = path.read_bytes()
    except OSError as fault:
        message = f"The key cannot be read: {fault.strerror}"
        remedy = "Generate it, or say where it lies."
        raise _fault(path, message, remedy) from fault
    if open_to_others:
        message = "The private key can be read by others than its owner"
        raise _fault(path, message, f"Run `chmod 600 {path}`.")
    try:
        private = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        message = "This is not an unencrypted private key in PEM"
        raise _fault(path, message, "Use an Ed25519 key in PKCS 8.") from fault
    if not isinstance(private, Ed25519PrivateKey | ec.EllipticCurvePrivateKey):
        message = "The key is neither Ed25519 nor ECDSA P-256"
        raise _fault(path, message, "Use an Ed25519 key in PKCS 8.")
    return _signer(name, private, algorithm)


def _signer(
    name: str,
    private: Ed25519PrivateKey | ec.EllipticCurvePrivateKey,
    algorithm: Algorithm,
) -> KeySigner:
    public = private.public_key()
    if isinstance(private, Ed25519PrivateKey):
        material = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    else:
        algorithm = Algorithm.ECDSA_P256
        material = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    key = Key(name=name, algorithm=algorithm, public=material)
    return KeySigner(key=key, private=private)


def _fault(path: Path, message: str, remedy: str) -> BadInput:
    return BadInput([Problem(file=str(path), message=message, remedy=remedy)])
