"""Records as TOML that reads as if a person had written it.

Keys that have their default are left out, and reading the file gives the record again.
"""

import json
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from typing import Any, cast

__all__ = ["as_toml", "table_lines"]


def as_toml(value: Any, heading: str = "") -> bytes:
    """A file with one record in it, below a comment.

    Args:
        value: A frozen dataclass; what it holds may be dataclasses and tuples.
        heading: The comment, one line.
    """
    shown = "".join(one if one.isprintable() else " " for one in heading)
    lines = [f"# {shown}"] if heading else []
    lines += [line for key, held in _keys(value) for line in _line(key, held)]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def table_lines(value: Any) -> list[str]:
    """The keys of one record in a table of its own, a line each."""
    return [f"{key} = {_text(held)}" for key, held in _keys(value)]


def _line(key: str, value: Any) -> Iterator[str]:
    if is_dataclass(value):
        yield from (f"{key}.{line}" for line in table_lines(value))
    else:
        yield f"{key} = {_text(value)}"


def _keys(value: Any) -> Iterator[tuple[str, Any]]:
    for one in fields(value):
        held = getattr(value, one.name)
        if held is not None and held != _default(one):
            yield one.name, held


def _default(one: "Field[Any]") -> object:
    if one.default_factory is not MISSING:
        return one.default_factory()
    return one.default if one.default is not MISSING else None


def _text(value: Any) -> str:
    if is_dataclass(value):
        return f"{{ {', '.join(table_lines(value))} }}"
    if isinstance(value, tuple):
        items = [_text(item) for item in cast("tuple[object, ...]", value)]
        if any(text.startswith("{") for text in items):
            return "[\n" + "".join(f"  {text},\n" for text in items) + "]"
        return f"[{', '.join(items)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | date):
        return value.isoformat() if isinstance(value, date) else repr(value)
    return _string(str(value))


def _string(text: str) -> str:
    """A basic string: JSON's escapes are TOML's, which also escapes DEL (TOML 1.0)."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007F")
