"""One spelling for each number, hash and base64 text (RFC 4648 sections 3.5, 4, 5).

A format with two spellings of one value lets two people read two things in one file;
everything that the ledger parses goes through these.
"""

import base64
import binascii
import re

from assay.ledger.errors import Malformed

__all__ = [
    "HASH_SIZE",
    "MOST",
    "base64_text",
    "from_base64",
    "from_base64_any",
    "from_decimal",
    "from_hex_hash",
    "from_utf8",
    "hash_from_base64",
    "need_hash",
]

HASH_SIZE = 32
"""Bytes in a SHA-256 hash (FIPS 180-4)."""
MOST = 2**63 - 1
"""The largest index, size, sequence number or time that we accept."""

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_HEX_HASH = re.compile(r"[0-9a-f]{64}")


def from_decimal(text: str, what: str) -> int:
    """The number that `text` spells: ASCII digits, no sign, no leading zero."""
    number = int(text) if _DECIMAL.fullmatch(text) else MOST + 1
    if number > MOST:
        raise Malformed(f"The {what} {text[:40]!r} is not a decimal number below 2^63")
    return number


def base64_text(data: bytes) -> str:
    """`data` in standard base64 with padding."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str, what: str) -> bytes:
    """The bytes that `text` spells in standard base64, if it is their one spelling."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        data = b""
    if not data or base64_text(data) != text:
        raise Malformed(f"The {what} {text[:40]!r} is not canonical standard base64")
    return data


def from_base64_any(text: str, what: str) -> bytes:
    """Standard or URL-safe base64, as DSSE lets a producer choose; empty is allowed."""
    if not text:
        return b""
    if "-" in text or "_" in text:
        if "+" in text or "/" in text:
            raise Malformed(f"The {what} mixes the two base64 alphabets")
        text = text.replace("-", "+").replace("_", "/")
    return from_base64(text, what)


def from_hex_hash(text: str, what: str) -> bytes:
    """The 32 bytes that 64 lower-case hexadecimal digits spell."""
    if _HEX_HASH.fullmatch(text) is None:
        raise Malformed(
            f"The {what} {text[:70]!r} is not 64 lower-case hexadecimal digits"
        )
    return bytes.fromhex(text)


def hash_from_base64(text: str, what: str) -> bytes:
    """The 32-byte hash that `text` spells in standard base64."""
    return need_hash(from_base64(text, what), what)


def need_hash(data: bytes, what: str) -> bytes:
    """`data` itself, if it is as long as a SHA-256 hash."""
    if len(data) != HASH_SIZE:
        raise Malformed(f"The {what} has {len(data)} bytes; a SHA-256 hash has 32")
    return data


def from_utf8(data: bytes, what: str) -> str:
    """The text in `data`, if it is UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise Malformed(
            f"The {what} is not UTF-8 text: byte {fault.start} cannot be read"
        ) from fault
