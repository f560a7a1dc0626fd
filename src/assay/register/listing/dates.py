"""Days as published lists write them; what could be two days is neither."""

import re
from datetime import date
from typing import Final

from assay.register.wording import MONTHS

__all__ = ["Ambiguous", "read_day"]

_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_WORDS: Final = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})"
)
_AMERICAN: Final = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_NUMBERS: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YEAR_MONTHS: Final = 12


class Ambiguous(ValueError):  # noqa: N818 - reads as what it is
    """A text that could be two days."""

    def __init__(self, days: tuple[date, ...]) -> None:
        self.days = days
        super().__init__(", ".join(map(str, days)))


def read_day(text: str) -> date | None:
    """The day that a text is; None where it is empty.

    Raises:
        Ambiguous: It could be two days: 3/4/2026.
        ValueError: It is no day; it says the text.
    """
    stripped = text.strip()
    try:
        return _read(stripped)
    except Ambiguous:
        raise
    except ValueError as fault:
        raise ValueError(text) from fault


def _read(stripped: str) -> date | None:
    if stripped.strip("-\N{EN DASH}\N{EM DASH}") == "" or stripped.lower() == "n/a":
        return None
    found = _ISO.fullmatch(stripped)
    if found:
        year, month, day = (int(part) for part in found.groups()[:3])
        return date(year, month, day)
    found = _WORDS.fullmatch(stripped)
    if found:
        return date(int(found[3]), _month(found[2]), int(found[1]))
    found = _AMERICAN.fullmatch(stripped)
    if found:
        return date(int(found[3]), _month(found[1]), int(found[2]))
    found = _NUMBERS.fullmatch(stripped)
    if found:
        return _either(int(found[1]), int(found[2]), int(found[3]))
    raise ValueError(stripped)


def _month(name: str) -> int:
    for number, month in enumerate(MONTHS, 1):
        if month.lower().startswith(name.lower()[:3]) and month.lower().startswith(
            name.lower()
        ):
            return number
    raise ValueError(name)


def _either(first: int, second: int, year: int) -> date:
    """Day and month in the one order that is possible."""
    if first > _YEAR_MONTHS:
        return date(year, second, first)
    if second > _YEAR_MONTHS or first == second:
        return date(year, first, second)
    raise Ambiguous((date(year, second, first), date(year, first, second)))
