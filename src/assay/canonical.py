"""Bytes that are the same every time: digests, and JSON with one spelling."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypeAlias

__all__ = ["Json", "digest", "json_bytes", "json_text"]

Json: TypeAlias = (
    bool | int | float | str | date | Sequence["Json"] | Mapping[str, "Json"] | None
)
"""What `json_bytes` accepts; dates and times become ISO 8601 text."""


def digest(data: bytes) -> str:
    """The SHA-256 of `data` as 64 lower-case hexadecimal digits (FIPS 180-4)."""
    return hashlib.sha256(data).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in canonical JSON")


def json_bytes(value: Json) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8: equal values give equal bytes."""
    return json.dumps(
        value,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
        default=_plain,
    ).encode()


def json_text(value: Json) -> str:
    """The same value for people: sorted keys, two spaces of indent, a final newline."""
    text = json.dumps(
        value,
        sort_keys=True,
        indent=2,
        ensure_ascii=False,
        allow_nan=False,
        default=_plain,
    )
    return text + "\n"
