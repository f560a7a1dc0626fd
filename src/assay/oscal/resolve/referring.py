"""What a text refers to: parameters inserted, and anything linked to."""

import re
from typing import Final

import msgspec

__all__ = ["encoded", "referred"]

_INSERTED: Final = re.compile(rb"insert:\s*param\s*,\s*([^\s}\\\"]+)")
_LINKED: Final = re.compile(rb"#([\w.\-]+)")


def encoded(value: object) -> bytes:
    """What is searched for references: all text of a tree at once."""
    return msgspec.json.encode(value)


def referred(text: bytes) -> set[str]:
    """What is inserted or linked to: `#` and an id, anywhere (req-prune-ref)."""
    found = {*_INSERTED.findall(text), *_LINKED.findall(text)}
    return {one.decode() for one in found}
