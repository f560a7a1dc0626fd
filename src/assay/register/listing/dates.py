"""Days as published lists write them; what could be two days is neither."""

import re
from calendar import monthrange
from datetime import date
from typing import Final

from assay.register.wording import MONTHS

__all__ = ["Ambiguous", "read_day"]

_ISO: Final = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?"
)
_WORDS: Final = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?\.?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})"
)
_AMERICAN: Final = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_NUMBERS: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_SHORT: Final = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{2})")
_MONTH: Final = re.compile(r"([A-Za-z]{3,9})\.?,? (\d{4})")
_YEAR_MONTHS: Final = 12
_CENTURY: Final = 2000
_NONE: Final = frozenset({"", "n/a", "na", "none"})


class Ambiguous(ValueError):  # noqa: N818 - reads as what it is
    """A text that could be two days."""

    def __init__(self, days: tuple[date, ...]) -> None:
        self.days = days
        super().__init__(", ".join(map(str, days)))


def read_day(text: str) -> date | None:
    """The day that a text is; None where it is empty.

    Raises:
        Ambiguous: It could be two days (3/4/2026), or leaves a part of one open (March
            2026, 1-Mar-26).
        ValueError: It is no day; it says the text.
    """
    stripped = " ".join(text.split())
    try:
        return _read(stripped)
    except Ambiguous:
        raise
    except ValueError as fault:
        raise ValueError(text) from fault


def _read(stripped: str) -> date | None:
    if stripped.strip("-\N{EN DASH}\N{EM DASH}").lower() in _NONE:
        return None
    if found := _ISO.fullmatch(stripped):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _WORDS.fullmatch(stripped):
        return date(int(found[3]), _month(found[2]), int(found[1]))
    if found := _AMERICAN.fullmatch(stripped):
        return date(int(found[3]), _month(found[1]), int(found[2]))
    if found := _NUMBERS.fullmatch(stripped):
        return _either(int(found[1]), int(found[2]), int(found[3]))
    raise _open(stripped)


def _open(stripped: str) -> ValueError:
    """What is to be asked about a text that leaves a part of the day open."""
    if found := _SHORT.fullmatch(stripped):
        year = _CENTURY + int(found[3])
        return Ambiguous((date(year, _month(found[2]), int(found[1])),))
    if found := _MONTH.fullmatch(stripped):
        year, month = int(found[2]), _month(found[1])
        last = monthrange(year, month)[1]
        return Ambiguous((date(year, month, 1), date(year, month, last)))
    return ValueError(stripped)


def _month(name: str) -> int:
    for number, month in enumerate(MONTHS, 1):
        if month.lower().startswith(name.lower()):
            return number
    raise ValueError(name)


def _either(first: int, second: int, year: int) -> date:
    """Day and month in the one order that is possible."""
    if first > _YEAR_MONTHS:
        return date(year, second, first)
    if second > _YEAR_MONTHS or first == second:
        return date(year, first, second)
    raise Ambiguous((date(year, second, first), date(year, first, second)))
