"""What was found, and in which order it is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["CLOSE", "OPEN", "Found", "Hit", "Matched", "cut", "in_order"]

Matched: TypeAlias = Literal["id", "below", "words", "some_words"]
"""By its id, by being below the id that was named, by all words, or by some of them."""

OPEN, CLOSE = "\x02", "\x03"
"""What an index puts around the words that were looked for."""

_ORDER: dict[Matched, int] = {"id": 0, "below": 1, "words": 2, "some_words": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One requirement that was found."""

    catalog: str
    id: str
    printed: str
    title: str
    group: str
    status: str
    matched: Matched
    snippet: str = ""
    """Where the words stand in its title, group or text."""
    marks: tuple[tuple[int, int], ...] = ()
    """Where in the snippet: beginning and end of each, counted in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The answer to one query."""

    hits: tuple[Hit, ...]
    """Best first."""
    near: tuple[str, ...] = ()
    """Where nothing has the id or all the words: what may have been meant."""


def cut(snippet: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A snippet as an index gives it, parted into its text and the places marked."""
    text, marks, begin = "", list[tuple[int, int]](), 0
    for character in snippet:
        if character == OPEN:
            begin = len(text)
        elif character == CLOSE:
            marks.append((begin, len(text)))
        else:
            text += " " if character in "\r\n\t" else character
    return text, tuple(marks)


def in_order(hits: Iterable[Hit], most: int) -> tuple[Hit, ...]:
    """The hits, ids first, each requirement once, and no more than asked for.

    Within one way of matching they stay in the order in which they were found.
    """
    once: dict[tuple[str, str], Hit] = {}
    for hit in sorted(hits, key=lambda hit: _ORDER[hit.matched]):
        once.setdefault((hit.catalog, hit.id), hit)
    return tuple(once.values())[:most]
