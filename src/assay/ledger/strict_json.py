"""JSON with one meaning: UTF-8, no duplicate keys, no NaN (RFC 8259 section 4).

Where a key stands twice, one reader takes the first value and another the last; what
was signed must not depend on who reads it.
"""

import json
from typing import Any, NoReturn

from assay.ledger.errors import Malformed
from assay.ledger.spelling import from_utf8

__all__ = ["read_object"]


def read_object(data: bytes, what: str, *, most: int) -> dict[str, Any]:
    """The JSON object in `data`, of at most `most` bytes."""
    if len(data) > most:
        raise Malformed(f"The {what} has {len(data)} bytes; at most {most} are read")
    text = from_utf8(data, what)
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as fault:
        raise Malformed(f"The {what} is not JSON: {fault}") from fault
    if not isinstance(value, dict):
        raise Malformed(f"The {what} is not a JSON object")
    return value  # pyright: ignore[reportUnknownVariableType] - json gives str keys


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
