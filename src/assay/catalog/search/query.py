"""What somebody typed, read as ids that it may name and words that it holds.

Nothing that is typed is an operator: a star or `NOT` is a character or a word like any
other, so that no query is an error. Quotation marks alone mean something: the words
between two of them stand side by side.
"""

import re
from dataclasses import dataclass

from assay.catalog.ids import UnreadableId, also, canonical, loose
from assay.catalog.search.words import stem, words

__all__ = ["Query", "Term", "read_query"]

_MARKS = '"\u201c\u201d\u201e\u00ab\u00bb'
_QUOTED = re.compile(f"[{_MARKS}]([^{_MARKS}]*)[{_MARKS}]")
_MOST = 16
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word, or several that stand side by side."""

    words: tuple[str, ...]

    @property
    def stems(self) -> str:
        """The term as FTS5 takes it, for an index of words without their endings."""
        return f'"{" ".join(map(stem, self.words))}"'

    @property
    def begins(self) -> str:
        """The term for an index of words: each word, or a longer one that begins so."""
        return " AND ".join(
            f'"{one}"*' if len(one) >= _SHORTEST and not one.isdecimal() else f'"{one}"'
            for one in self.words
        )

    @property
    def forms(self) -> str:
        """The term for an index of words: any word that is a form of one of its own."""
        return " OR ".join(
            f'"{one}" OR "{stem(one)}"*' if len(one) >= _SHORTEST else f'"{one}"'
            for one in self.words
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One query."""

    ids: tuple[str, ...]
    """Canonical ids that it names, or may name."""
    keys: tuple[str, ...]
    """The same, and those they stand for elsewhere, without what is only notation."""
    terms: tuple[Term, ...]


def read_query(text: str) -> Query:
    """What a query asks for; any text is one, and may ask for nothing."""
    ids = _ids(text)
    keys = [loose(one) for named in ids for one in also(named)]
    phrases = [Term(words=tuple(words(one))) for one in _QUOTED.findall(text)]
    single = [Term(words=(one,)) for one in words(_QUOTED.sub(" ", text))]
    terms = list(dict.fromkeys(one for one in (*phrases, *single) if one.words))
    telling = [one for one in terms if not _JOINING.issuperset(one.words)] or terms
    return Query(ids=ids, keys=tuple(dict.fromkeys(keys)), terms=tuple(telling[:_MOST]))


def _ids(text: str) -> tuple[str, ...]:
    try:
        return (canonical(text),)
    except UnreadableId as refusal:
        return refusal.candidates
