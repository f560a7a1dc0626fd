"""Dates, lists and names as a sentence wants them."""

import re
from collections.abc import Sequence
from datetime import date

from assay.register.values import Period, Register, Source

__all__ = [
    "MONTHS",
    "cited",
    "day",
    "listed",
    "month",
    "plural",
    "possessive",
    "sentence",
    "span",
]

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day(on: date) -> str:
    """`10 May 2025`."""
    return f"{on.day} {month(on)}"


def month(on: date) -> str:
    """`May 2025`."""
    return f"{MONTHS[on.month - 1]} {on.year}"


def span(period: Period) -> str:
    """`1 April to 30 September 2026`, or one day where it starts and ends on it."""
    if period.start == period.end:
        return day(period.end)
    first = day(period.start)
    if period.start.year == period.end.year:
        first = first.removesuffix(f" {period.start.year}")
    return f"{first} to {day(period.end)}"


def listed(names: Sequence[str], *, most: int = 4) -> str:
    """`a, b and c`; beyond `most`, the first ones and how many more there are."""
    shown = list(names)
    if len(shown) > most:
        shown = [*shown[: most - 1], f"{len(shown) - most + 1} more"]
    if len(shown) < 2:  # noqa: PLR2004 - one name needs no "and"
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


_MANY = {
    "is": "are",
    "was": "were",
    "has": "have",
    "uses": "use",
    "supports": "support",
    "follows": "follow",
}
_ONE = re.compile(rf"\b({'|'.join(_MANY)})\b")


def plural(verb: str) -> str:
    """The verb for more than one: `are covered by`, `no longer have`."""
    return _ONE.sub(lambda found: _MANY[found[0]], verb, count=1)


def possessive(name: str) -> str:
    """`Northwind's`, `Amazon Web Services'`."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def sentence(text: str) -> str:
    """The text with a capital at its start and one full stop at its end."""
    trimmed = text.strip()
    ended = trimmed if trimmed.endswith((".", "!", "?")) else f"{trimmed}."
    return ended[:1].upper() + ended[1:]


def cited(register: Register, source: Source) -> str:
    """A source for a reader: the document's title, section and page."""
    paper = register.documents.get(source.document)
    title = paper.title if paper is not None else source.document
    page = f"page {source.page}" if source.page else ""
    return ", ".join(part for part in (title, source.section, page) if part)
