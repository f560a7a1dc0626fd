"""Signed envelopes: DSSE protocol 1.0.2.

What is signed is the type and the body with their lengths before them, so that no JSON
has to be canonical. A key hint in an envelope is only a hint. ECDSA signatures are
written in DER; the raw r||s that the specification's own example uses is read as well.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from assay.canonical import json_bytes
from assay.ledger.errors import Altered, Malformed, VerificationError, WrongKey
from assay.ledger.spelling import base64_text, from_base64_any
from assay.ledger.strict_json import read_object
from assay.ledger.vkey import Algorithm, Key, Signer

__all__ = ["Verified", "pae", "sign_envelope", "verify_envelope", "verify_signature"]

_MOST_BYTES = 32 << 20
_MOST_SIGNATURES = 64
_RAW_SIZE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What an envelope holds, and who is known to have signed it."""

    payload_type: str
    """What the payload is, as a media type or address."""
    payload: bytes
    """The very bytes that were signed."""
    keys: tuple[Key, ...]
    """The trusted keys with a valid signature, each counted once."""


def pae(payload_type: str, body: bytes) -> bytes:
    """The pre-authentication encoding: what is signed (DSSE protocol)."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(body), body)


def sign_envelope(payload_type: str, body: bytes, *signers: Signer) -> bytes:
    """An envelope over `body`, signed by each of `signers`."""
    message = pae(payload_type, body)
    signatures = [
        {"keyid": _hint(one.key), "sig": base64_text(one.sign(message))}
        for one in signers
    ]
    return json_bytes(
        {
            "payload": base64_text(body),
            "payloadType": payload_type,
            "signatures": signatures,
        }
    )


def verify_envelope(
    envelope: bytes, keys: Iterable[Key], *, threshold: int = 1
) -> Verified:
    """What `envelope` holds, if `threshold` different keys among `keys` signed it."""
    if threshold < 1:
        raise ValueError("An envelope without a signature proves nothing")
    trusted = tuple(dict.fromkeys(keys))
    payload_type, payload, signatures = _read(envelope)
    message = pae(payload_type, payload)
    good: dict[bytes, Key] = {}
    failed: list[Key] = []
    for hint, signature in signatures:
        signer = _signer(trusted, message, signature)
        if signer is not None:
            good.setdefault(signer.public, signer)
        else:
            failed += [key for key in trusted if hint == _hint(key)]
    if len(good) < threshold:
        raise _too_few(tuple(good.values()), failed, trusted, threshold)
    return Verified(
        payload_type=payload_type, payload=payload, keys=tuple(good.values())
    )


def verify_signature(key: Key, message: bytes, signature: bytes) -> None:
    """`signature` is the key's over `message`, in DER or as raw r||s, or Altered."""
    raw = key.algorithm is Algorithm.ECDSA_P256 and len(signature) == _RAW_SIZE
    if key.algorithm is Algorithm.COSIGNATURE or not (
        key.verifies(message, signature)
        or (raw and key.verifies(message, _der(signature)))
    ):
        raise Altered(f"The signature by {key.name} does not fit what it should sign")


def _der(raw: bytes) -> bytes:
    half = _RAW_SIZE // 2
    r, s = (int.from_bytes(part, "big") for part in (raw[:half], raw[half:]))
    return encode_dss_signature(r, s)


def _hint(key: Key) -> str:
    return f"{key.name}+{key.id.hex()}"


def _signer(keys: Iterable[Key], message: bytes, signature: bytes) -> Key | None:
    for key in keys:
        try:
            verify_signature(key, message, signature)
        except Altered:
            continue
        return key
    return None


def _read(envelope: bytes) -> tuple[str, bytes, list[tuple[str, bytes]]]:
    found = read_object(envelope, "envelope", most=_MOST_BYTES)
    payload_type = _text(found.get("payloadType"), "payloadType")
    payload = from_base64_any(_text(found.get("payload"), "payload"), "payload")
    listed = found.get("signatures")
    if not isinstance(listed, list) or not listed:
        raise Malformed("The envelope has no list of signatures")
    items = cast("Sequence[Any]", listed)
    if len(items) > _MOST_SIGNATURES:
        raise Malformed(f"An envelope has at most {_MOST_SIGNATURES} signatures")
    return payload_type, payload, [_signature(item) for item in items]


def _signature(item: Any) -> tuple[str, bytes]:
    if not isinstance(item, dict):
        raise Malformed("A signature in the envelope is not an object")
    fields = cast("dict[str, Any]", item)
    hint = fields.get("keyid")
    signature = from_base64_any(_text(fields.get("sig"), "sig"), "signature")
    return (hint if isinstance(hint, str) else ""), signature


def _text(value: Any, what: str) -> str:
    if not isinstance(value, str) or any("\ud800" <= c <= "\udfff" for c in value):
        raise Malformed(f"The envelope has no text under {what!r}")
    return value


def _too_few(
    good: tuple[Key, ...], failed: list[Key], trusted: tuple[Key, ...], threshold: int
) -> VerificationError:
    if failed:
        names = ", ".join(dict.fromkeys(key.name for key in failed))
        return Altered(f"The signature by {names} does not fit the envelope")
    wanted = ", ".join(key.name for key in trusted) or "nobody"
    found = ", ".join(key.name for key in good) or "none of them"
    return WrongKey(
        f"The envelope needs {threshold} of the trusted keys ({wanted}); "
        f"signed by {found}"
    )
