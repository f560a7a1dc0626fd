"""Bytes that are the same every time: digests, JSON with one spelling, plain data."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias, cast

__all__ = ["Json", "digest", "json_bytes", "json_text", "plain"]

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


def plain(value: object) -> Any:
    """A frozen value as plain JSON data, fields in their order, times in ISO 8601."""
    if is_dataclass(value) and not isinstance(value, type):
        public = [f.name for f in fields(value) if not f.name.startswith("_")]
        return {name: plain(getattr(value, name)) for name in public}
    if isinstance(value, Mapping):
        pairs = cast("Mapping[object, object]", value)
        return {_key(key): plain(item) for key, item in pairs.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in cast("Iterable[object]", value)]
    return _scalar(value)


def _scalar(value: object) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{int(value.total_seconds())}s"
    return str(value) if hasattr(value, "__fspath__") else value


def _key(key: object) -> str:
    if isinstance(key, tuple):
        return "/".join(str(part) for part in cast("tuple[object, ...]", key))
    return str(key)
