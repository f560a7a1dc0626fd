"""The little Markdown that the reference pages are written in."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

__all__ = ["code", "grid", "prose"]

_WIDTH = 88


def prose(text: str) -> str:
    """A paragraph, and the empty line after it."""
    return textwrap.fill(text, _WIDTH, break_on_hyphens=False) + "\n"


def grid(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table, line by line."""
    yield _line(headings)
    yield "|" + "---|" * len(headings)
    for row in rows:
        yield _line(row)


def code(*names: str) -> str:
    """Names as they are typed, with commas between."""
    return ", ".join(f"`{name}`" for name in names)


def _line(cells: Sequence[str]) -> str:
    plain = (cell.replace("|", "\\|").replace("\n", " ").strip() for cell in cells)
    return "| " + " | ".join(plain) + " |"
