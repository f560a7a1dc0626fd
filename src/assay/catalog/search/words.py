"""Words as they are looked for: without case, accents and the endings of English."""

import re
import unicodedata
from functools import lru_cache

__all__ = ["folded", "stem", "stemmed", "words"]

_WORD = re.compile(r"[^\W_]+")
_ENDINGS = (
    ("ations", 5),
    ("ation", 5),
    ("ating", 5),
    ("ated", 5),
    ("ates", 5),
    ("ions", 5),
    ("ion", 5),
    ("ings", 4),
    ("ing", 4),
    ("ies", 4),
    ("ied", 4),
    ("ed", 4),
    ("es", 4),
    ("s", 3),
    ("ate", 5),
    ("y", 4),
    ("e", 4),
)
"""Endings of English words, each with how much of the word must be left without it."""


def folded(text: str) -> str:
    """The text without case and accents; wide and joined letters as plain ones."""
    if text.isascii():
        return text.lower()
    parted = unicodedata.normalize("NFKD", text).casefold()
    return "".join(one for one in parted if not unicodedata.combining(one))


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    return _WORD.findall(folded(text))


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """What the forms of an English word share: `policies`, `policy`."""
    if word.endswith("ss"):
        return word
    for ending, left in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= left:
            return word[: -len(ending)]
    return word


def stemmed(text: str) -> str:
    """The words of a text, each without its ending."""
    return " ".join(map(stem, words(text)))
