"""What somebody typed, read as ids that it may name and words that it holds.

Nothing that is typed is an operator: a star or `NOT` is a character or a word like any
other, so that no query is an error. Quotation marks alone mean something: the words
between two of them stand side by side.
"""

import re
import unicodedata
from dataclasses import dataclass

from assay.catalog.ids import UnreadableId, also, canonical, loose

__all__ = ["Query", "Term", "read_query"]

_QUOTED = re.compile(
    '["\u201c\u201d\u201e\u00ab\u00bb]([^"\u201c\u201d\u201e\u00ab\u00bb]*)'
    '["\u201c\u201d\u201e\u00ab\u00bb]'
)
_WORD = re.compile(r"[^\W_]+")
_MOST = 32
"""Terms of a query that are looked at; more of them find nothing more."""
_SHORTEST = 3
"""Letters of a word that may be the beginning of a longer one."""
_JOINING = frozenset(
    (
        *("a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "is"),
        *("it", "of", "on", "or", "that", "the", "to", "with"),
    )
)
"""Words that are looked for only where there are no others."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word, or several that stand side by side."""

    text: str
    phrase: bool = False

    @property
    def expression(self) -> str:
        """The term as SQLite's FTS5 takes it.

        A word counts where it stands whole, and also, which counts half of that, where
        a word begins as it does without its ending: `encrypted` finds `encryption`.
        """
        if self.phrase or not self._bends:
            return f'"{self.text}"'
        return f'("{self.text}" OR "{stem(self.text)}"*)'

    @property
    def _bends(self) -> bool:
        return len(self.text) >= _SHORTEST and not self.text.isdecimal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One query."""

    ids: tuple[str, ...]
    """Canonical ids that it names, or may name."""
    keys: tuple[str, ...]
    """The same, and those they stand for elsewhere, without what is only notation."""
    terms: tuple[Term, ...]

    @property
    def all_terms(self) -> str:
        """An expression of FTS5: each term must be there."""
        return " AND ".join(term.expression for term in self.terms)


def read_query(text: str) -> Query:
    """What a query asks for; any text is one, and may ask for nothing."""
    flat = unicodedata.normalize("NFKC", text)
    ids = _ids(flat)
    keys = [loose(one) for named in ids for one in also(named)]
    terms = list(dict.fromkeys([*_phrases(flat), *_words(flat)]))
    telling = [one for one in terms if one.text not in _JOINING] or terms
    return Query(ids=ids, keys=tuple(dict.fromkeys(keys)), terms=tuple(telling[:_MOST]))


def stem(word: str) -> str:
    """The beginning that the forms of an English word share: `policies`, `policy`."""
    for ending, left in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= left:
            return word if word.endswith("ss") else word[: -len(ending)]
    return word


def _ids(text: str) -> tuple[str, ...]:
    try:
        return (canonical(text),)
    except UnreadableId as refusal:
        return refusal.candidates


def _phrases(text: str) -> list[Term]:
    found = (" ".join(_WORD.findall(one)).lower() for one in _QUOTED.findall(text))
    return [Term(text=one, phrase=" " in one) for one in found if one]


def _words(text: str) -> list[Term]:
    return [Term(text=one) for one in _WORD.findall(_QUOTED.sub(" ", text).lower())]
