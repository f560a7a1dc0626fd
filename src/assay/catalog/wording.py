"""Two texts word by word: what is the same, what is gone, what is new."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal, TypeAlias

__all__ = ["Piece", "Wording", "same_words", "word_changes"]

Wording: TypeAlias = Literal["same", "reworded", "unknown"]
"""How two texts compare; `unknown` where one of them is not here."""

_MOST: Final = 400_000
"""Pairs of the same word in two texts that are tried; beyond, they differ as a whole.

A requirement of a thousand words has some ten thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words that stand side by side in one text or in both."""

    how: Literal["same", "gone", "new"]
    text: str


def same_words(old: str, new: str) -> bool:
    """Whether two texts have the same words; how lines are broken does not count."""
    return old.split() == new.split()


def word_changes(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces of both texts, in order, with single spaces.

    Those that are `same` or `gone` are together the old text, `same` or `new` the new.
    """
    return tuple(_pieces(old.split(), new.split()))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    if old == new:
        blocks = [("equal", 0, len(old), 0, len(new))] if old else []
    elif _pairs(old, new) > _MOST:
        blocks = [("replace", 0, len(old), 0, len(new))]
    else:
        blocks = list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
    for how, a, b, c, d in blocks:
        if how == "equal":
            yield Piece(how="same", text=" ".join(old[a:b]))
            continue
        if b > a:
            yield Piece(how="gone", text=" ".join(old[a:b]))
        if d > c:
            yield Piece(how="new", text=" ".join(new[c:d]))


def _pairs(old: list[str], new: list[str]) -> int:
    ours, theirs = Counter(old), Counter(new)
    return sum(count * theirs[word] for word, count in ours.items())
