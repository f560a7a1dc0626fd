"""Statements as the TOML that a register holds."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from typing import Any, cast

from assay.register.responsibility import Responsibility
from assay.register.values import Document

__all__ = ["document_toml", "responsibilities_toml"]


def responsibilities_toml(statements: Iterable[Responsibility], heading: str) -> bytes:
    """A file with one `[[responsibility]]` for each statement, below a comment.

    Keys that have their default are left out; reading the file gives the statements.
    """
    lines = [f"# {line}" for line in heading.splitlines()]
    for one in statements:
        lines += ["", "[[responsibility]]"]
        lines += [f"{key} = {text}" for key, text in _keys(one)]
    return ("\n".join(lines) + "\n").encode()


def document_toml(document: Document) -> bytes:
    """One `[[source]]` of `register/sources.toml`."""
    lines = ["[[source]]", *(f"{key} = {text}" for key, text in _keys(document))]
    return ("\n".join(lines) + "\n").encode()


def _keys(value: Any) -> Iterator[tuple[str, str]]:
    for one in fields(value):
        held = getattr(value, one.name)
        if held is not None and held != _default(one):
            yield one.name, _text(held)


def _default(one: "Field[Any]") -> object:
    return one.default if one.default is not MISSING else None


def _text(value: Any) -> str:
    if is_dataclass(value):
        inside = ", ".join(f"{key} = {text}" for key, text in _keys(value))
        return f"{{ {inside} }}"
    if isinstance(value, tuple):
        items = [_text(item) for item in cast("tuple[object, ...]", value)]
        if any(text.startswith("{") for text in items):
            return "[\n" + "".join(f"  {text},\n" for text in items) + "]"
        return f"[{', '.join(items)}]"
    if isinstance(value, date):
        return value.isoformat()
    return _string(str(value))


def _string(text: str) -> str:
    """A basic string: JSON's escapes are TOML's, which also escapes DEL (TOML 1.0)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
