"""Values of a foreign file, read as the type of their column or refused."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from assay.evidence import Column
from assay.sources.times import Misfit, parse_time

__all__ = ["Style", "from_json", "from_text"]

_INT = re.compile(r"-?[0-9]{1,19}")
_REAL = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)
"""First characters that make a spreadsheet execute a cell (OWASP, CSV injection)."""
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a file writes its values."""

    zone: ZoneInfo | None = None
    time_format: str = ""
    truth: tuple[str, str] = ("true", "false")
    keep_formulas: bool = False


def from_text(column: Column, text: str, style: Style) -> Any:
    """The value of a CSV cell; an empty cell is null. Raises `Misfit`."""
    if text == "":
        return None
    return _FROM_TEXT[column.type](text, style)


def from_json(column: Column, value: Any, style: Style) -> Any:
    """The value of a JSON member, of the type the column has. Raises `Misfit`."""
    if value is None:
        return None
    if column.type == "time":
        if not isinstance(value, str):
            raise Misfit(f"{value!r:.60} is not a time written as text")
        return parse_time(value, zone=style.zone, form=style.time_format)
    if not _IN_JSON[column.type](value):
        raise Misfit(f"{value!r:.60} is not {_NAMES[column.type]}")
    return value


def _text(text: str, style: Style) -> str:
    if text.startswith(_FORMULA) and not style.keep_formulas:
        remedy = 'Correct it, or set `formulas = "keep"` if it is meant as text.'
        raise Misfit(f"{text[:40]!r}: a spreadsheet would execute it", remedy)
    return text


def _int(text: str, _style: Style) -> int:
    if not _INT.fullmatch(text) or not _SMALLEST <= int(text) <= _LARGEST:
        raise Misfit(f"{text[:40]!r} is not a whole number of at most 64 bits")
    return int(text)


def _real(text: str, _style: Style) -> float:
    if not _REAL.fullmatch(text) or not math.isfinite(float(text)):
        raise Misfit(f"{text[:40]!r} is not a number")
    return float(text)


def _bool(text: str, style: Style) -> bool:
    words = [word.lower() for word in style.truth]
    if text.lower() not in words:
        remedy = "Name the words for true and false as `truth`."
        raise Misfit(f"{text[:40]!r} is not {' or '.join(style.truth)}", remedy)
    return text.lower() == words[0]


def _texts(text: str, style: Style) -> list[str]:
    items = (item.strip() for item in text.split(";"))
    return [_text(item, style) for item in items if item]


_FROM_TEXT: dict[str, Callable[[str, Style], Any]] = {
    "text": _text,
    "int": _int,
    "real": _real,
    "bool": _bool,
    "time": lambda text, style: parse_time(
        text, zone=style.zone, form=style.time_format
    ),
    "texts": _texts,
}
_IN_JSON: dict[str, Callable[[Any], bool]] = {
    "text": lambda v: isinstance(v, str),
    "int": lambda v: type(v) is int,
    "real": lambda v: type(v) is float or type(v) is int,
    "bool": lambda v: isinstance(v, bool),
    "texts": lambda v: isinstance(v, list),
}
"""The kind only: `rows_of` sees to ranges, and to what a list holds."""
_NAMES = {
    "text": "text",
    "int": "a whole number",
    "real": "a number",
    "bool": "true or false",
    "texts": "a list of text",
}
