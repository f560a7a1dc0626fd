"""Thrift's compact protocol, as far as the footer of a Parquet file needs it.

A struct is read as a mapping of field number to type and value, and written the same
way, so that fields not known here are kept. Specification: `thrift-compact-protocol.md`
of Apache Thrift.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

__all__ = ["I64", "LIST", "STRUCT", "Items", "Struct", "read_struct", "write_struct"]

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, _MAP, STRUCT = range(1, 13)
_WHOLE = (I16, I32, I64)
_FIXED = {BYTE: 1, DOUBLE: 8}
"""Types kept as they are, and how many bytes they have."""

Struct: TypeAlias = dict[int, tuple[int, Any]]
"""Field number to type and value."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list: the type of its items, and the items."""

    kind: int
    values: Sequence[Any]


def read_struct(data: bytes) -> Struct:
    """The struct that `data` begins with."""
    found, _ = _read(STRUCT, data, 0)
    struct: Struct = found
    return struct


def write_struct(struct: Struct) -> bytes:
    """The bytes of a struct."""
    out = bytearray()
    _write(STRUCT, struct, out)
    return bytes(out)


def _read(kind: int, data: bytes, at: int) -> tuple[Any, int]:
    if kind in (TRUE, FALSE):
        return kind == TRUE, at
    if kind in _WHOLE:
        value, at = _read_varint(data, at)
        return (value >> 1) ^ -(value & 1), at
    if kind in (LIST, SET):
        return _read_list(data, at)
    if kind == STRUCT:
        return _read_fields(data, at)
    size, at = _read_varint(data, at) if kind == BINARY else (_FIXED[kind], at)
    return data[at : at + size], at + size


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:  # noqa: PLR2004 - the bit that says more follows
            return value, at


def _read_list(data: bytes, at: int) -> tuple[Items, int]:
    head = data[at]
    at += 1
    size, kind = head >> 4, head & 0x0F
    if size == 15:  # noqa: PLR2004 - the size follows
        size, at = _read_varint(data, at)
    values: list[Any] = []
    for _ in range(size):
        if kind in (TRUE, FALSE):
            value, at = data[at] == TRUE, at + 1
        else:
            value, at = _read(kind, data, at)
        values.append(value)
    return Items(kind, values), at


def _read_fields(data: bytes, at: int) -> tuple[Struct, int]:
    fields: Struct = {}
    number = 0
    while True:
        head = data[at]
        at += 1
        if head == 0:
            return fields, at
        kind, step = head & 0x0F, head >> 4
        if step:
            number += step
        else:
            number, at = _read(I16, data, at)
        value, at = _read(kind, data, at)
        fields[number] = (kind, value)


def _write(kind: int, value: Any, out: bytearray) -> None:
    if kind in (TRUE, FALSE):
        return
    if kind in _WHOLE:
        _write_varint((value << 1) ^ (value >> 63), out)
    elif kind in _FIXED:
        out += value
    elif kind == BINARY:
        _write_varint(len(value), out)
        out += value
    elif kind in (LIST, SET):
        _write_list(value, out)
    else:
        _write_fields(value, out)


def _write_varint(value: int, out: bytearray) -> None:
    while value >= 0x80:  # noqa: PLR2004 - the bit that says more follows
        out.append((value & 0x7F) | 0x80)
        value >>= 7
    out.append(value)


def _write_list(items: Items, out: bytearray) -> None:
    size = len(items.values)
    out.append((min(size, 15) << 4) | items.kind)
    if size >= 15:  # noqa: PLR2004 - the size follows
        _write_varint(size, out)
    for value in items.values:
        if items.kind in (TRUE, FALSE):
            out.append(TRUE if value else FALSE)
        else:
            _write(items.kind, value, out)


def _write_fields(fields: Struct, out: bytearray) -> None:
    last = 0
    for number, (kind, value) in sorted(fields.items()):
        step = number - last
        if 0 < step < 16:  # noqa: PLR2004 - fits beside the type
            out.append((step << 4) | kind)
        else:
            out.append(kind)
            _write(I16, number, out)
        _write(kind, value, out)
        last = number
    out.append(0)
