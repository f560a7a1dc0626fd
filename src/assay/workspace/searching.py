"""Finding requirements in what a folder holds, by id in any spelling or by words."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from assay.catalog.search import (
    Found,
    Hit,
    Matched,
    Query,
    Term,
    cut,
    in_order,
    read_query,
)
from assay.catalog.search.hits import CLOSE, OPEN
from assay.errors import BadInput, Problem, UnknownName
from assay.ids import near
from assay.workspace.search_index import WORDS, forget, in_memory, opened

__all__ = ["search"]

_MOST: Final = 1000
_CONTEXT: Final = 16
"""Words of a snippet."""
_RANKED: Final = 2000
"""A word in more requirements than this does not tell which of them is meant, and of
more requirements than this that are found the first are told, in the order of their
catalogs."""
_BEGUN: Final = 4
"""Words of a query that may be beginnings; nobody breaks off more of them."""
_LIKENESS: Final = 0.7
_SHORTEST: Final = 4
"""Letters of a word that others are likened to; every short one is like many."""
_COLUMNS: Final = "item.catalog, item.name, item.printed, item.title, item.grp, status"


def search(root: Path, text: str, sets: tuple[str, ...] = (), most: int = 20) -> Found:
    """What a folder's library and catalogs hold for a query, best first.

    Args:
        root: A workspace, or any folder: then the library alone is searched.
        text: Ids in any spelling, words, or words side by side in quotation marks.
        sets: Only in these catalogs and baselines; in all where empty.
        most: How many hits at most.

    Raises:
        UnknownName: There is no such catalog or baseline.
        BadInput: `most` is no sensible number, or a catalog cannot be read.
    """
    if not 1 <= most <= _MOST:
        message = f"{most} is not a number of hits"
        remedy = f"Ask for 1 to {_MOST}."
        raise BadInput([Problem(file="--limit", message=message, remedy=remedy)])
    query = read_query(text)
    for index in _indexes(root):
        with closing(index), suppress(sqlite3.DatabaseError):
            return _searched(index, query, sets, most)
    with closing(in_memory(root)) as fresh:
        return _searched(fresh, query, sets, most)


def _indexes(root: Path) -> Iterator[sqlite3.Connection]:
    """The index; and, where that turns out to be damaged, one made in its place."""
    yield opened(root)
    with suppress(OSError):
        forget(root)
        yield opened(root)


def _searched(
    index: sqlite3.Connection, query: Query, sets: tuple[str, ...], most: int
) -> Found:
    scope = _within(index, sets)
    wanted = _Words(index=index, scope=scope, most=most)
    hits = list(_by_id(index, query, scope, most))
    if query.terms and len(hits) < most:
        hits += _hits(index, query.terms, wanted.all_of(query.terms), "words")
    if hits:
        return Found(hits=in_order(hits, most))
    if len(query.terms) > 1:
        telling = wanted.telling("stems", query.terms) or query.terms
        hits += _hits(index, telling, wanted.some_of(telling), "some_words")
    near_ = tuple(dict.fromkeys(_meant(index, query)))
    return Found(hits=in_order(hits, most), near=near_)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    """The requirements that are searched, as a condition on a row's number."""

    ranges: tuple[tuple[int, int], ...] = ()
    """Of whole catalogs: their first row of `item` and their last."""
    baselines: tuple[str, ...] = ()

    @property
    def values(self) -> list[int | str]:
        return [*(end for one in self.ranges for end in one), *self.baselines]

    def where(self, row: str) -> str:
        """The condition, which `values` fill."""
        parts = [f"{row} between ? and ?"] * len(self.ranges)
        chosen = f"exists (select 1 from member where held = ? and item = {row})"  # noqa: S608 - {row} is one of ours
        parts += [chosen] * len(self.baselines)
        return f"({' or '.join(parts)})" if parts else "true"


def _within(index: sqlite3.Connection, sets: tuple[str, ...]) -> _Scope:
    ranges, baselines = list[tuple[int, int]](), list[str]()
    for name in dict.fromkeys(sets):
        found = index.execute("select * from held where name = ?", [name]).fetchone()
        if found is None:
            known = [row[0] for row in index.execute("select name from held")]
            raise UnknownName("catalog or baseline", name, near=near(name, known))
        _, catalog, low, high = found
        if name == catalog:
            ranges.append((low, high))
        else:
            baselines.append(name)
    return _Scope(ranges=tuple(ranges), baselines=tuple(baselines))


def _by_id(
    index: sqlite3.Connection, query: Query, scope: _Scope, most: int
) -> Iterator[Hit]:
    """What a query names: the id as written first, then with other notation."""
    for key in query.keys:
        for below, low, high in ((False, key, key), (True, f"{key}.", f"{key}/")):
            rows = index.execute(
                f"select {_COLUMNS} from item where key between ? and ?"  # noqa: S608 - ours
                f" and {scope.where('+item.id')} order by item.id limit ?",
                [low, high, *scope.values, most if below else _MOST],
            )
            found = [_hit(row, "below" if below else "id") for row in rows]
            yield from sorted(found, key=lambda hit: hit.id not in query.ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """The search for words in one index and scope."""

    index: sqlite3.Connection
    scope: _Scope
    most: int

    def all_of(self, terms: tuple[Term, ...]) -> list[int]:
        """Rows with all the words: in the title, anywhere, or longer ones like them."""
        joined = " AND ".join(one.stems for one in terms)
        rows = self._ranked("titles", terms, joined)
        if len(rows) < self.most:
            rows += self._ranked("stems", terms, joined)
        alone = len(terms) <= _BEGUN and all(len(one.words) == 1 for one in terms)
        if len(rows) < self.most and alone:
            rows += self._matching("words", " AND ".join(one.begins for one in terms))
        return list(dict.fromkeys(rows))[: self.most]

    def some_of(self, terms: tuple[Term, ...]) -> list[int]:
        """Rows with any of the words: in the title, or anywhere."""
        joined = " OR ".join(one.stems for one in terms)
        rows = self._ranked("titles", terms, joined)
        if len(rows) < self.most:
            rows += self._ranked("stems", terms, joined)
        return list(dict.fromkeys(rows))[: self.most]

    def telling(self, table: str, terms: tuple[Term, ...]) -> tuple[Term, ...]:
        """The terms that do not stand nearly everywhere."""
        every = ((one, self._matching(table, one.stems)) for one in terms)
        return tuple(one for one, rows in every if len(rows) <= _RANKED)

    def _ranked(
        self, table: str, terms: tuple[Term, ...], expression: str
    ) -> list[int]:
        """The rows of an index with the words, best first.

        How often a word stands anywhere is counted only for those that tell, since to
        count the others takes longer than all the rest, and their rank hangs little on
        them.
        """
        rows = self._matching(table, expression)
        telling = self.telling(table, terms) if 1 < len(rows) <= _RANKED else ()
        if not telling:
            return rows[: self.most]
        wanted = " OR ".join(one.stems for one in telling)
        ranked = self.index.execute(
            f"select rowid from {table} where {table} match ?"  # noqa: S608 - ours
            " and +rowid in (select value from json_each(?))"
            f" order by bm25({table}, {_WEIGHTS[table]}), rowid limit ?",
            [wanted, json.dumps(rows), self.most],
        )
        return [row[0] for row in ranked]

    def _matching(self, table: str, expression: str) -> list[int]:
        """The first rows with the words, and one more than are ranked, in order."""
        found = self.index.execute(
            f"select rowid from {table} where {table} match ?"  # noqa: S608 - ours
            f" and {self.scope.where(f'{table}.rowid')} limit ?",
            [expression, *self.scope.values, _RANKED + 1],
        )
        return [row[0] for row in found]


_WEIGHTS: Final = {"titles": "1.0", "stems": "8.0, 2.0, 1.0"}
"""What a word counts in a title, and in the title of a group and a text."""


def _hits(
    index: sqlite3.Connection,
    terms: tuple[Term, ...],
    numbers: list[int],
    matched: Matched,
) -> Iterator[Hit]:
    """Rows as hits with their words marked, which a small index of their own can do."""
    by_number = f"select {_COLUMNS}, text from item where id = ?"  # noqa: S608 - ours
    rows = [index.execute(by_number, [one]).fetchone() for one in numbers]
    with closing(sqlite3.connect(":memory:")) as small:
        small.execute(
            f"create virtual table found using fts5(title, grp, text, {WORDS})"
        )
        small.executemany(
            "insert into found(rowid, title, grp, text) values (?, ?, ?, ?)",
            ((number, row[3], row[4], row[6]) for number, row in enumerate(rows)),
        )
        snippets = dict(
            small.execute(
                "select rowid, snippet(found, -1, ?, ?, '…', ?) from found"
                " where found match ?",
                [OPEN, CLOSE, _CONTEXT, " OR ".join(one.forms for one in terms)],
            ).fetchall()
        )
    for number, row in enumerate(rows):
        text, marks = cut(snippets.get(number, ""))
        yield _hit(row, matched, text, marks)


def _hit(
    row: tuple[str, ...],
    matched: Matched,
    snippet: str = "",
    marks: tuple[tuple[int, int], ...] = (),
) -> Hit:
    catalog, name, shown, title, group, status = row[:6]
    return Hit(
        catalog=catalog,
        id=name,
        printed=shown,
        title=title,
        group=group,
        status=status,
        matched=matched,
        snippet=snippet,
        marks=marks,
    )


def _meant(index: sqlite3.Connection, query: Query) -> Iterator[str]:
    """Ids and words that are held, and are like what was asked for."""
    for key in query.keys[:1]:
        first = key.split(".")[0]
        rows = index.execute(
            "select distinct printed from item where key between ? and ? limit 2000",
            [first, f"{first}/"],
        )
        yield from near(query.ids[0], [row[0] for row in rows])
    for word in (one for term in query.terms for one in term.words):
        yield from _like(index, word)


def _like(index: sqlite3.Connection, word: str) -> Iterator[str]:
    """Words of the index like one that it does not hold; the most frequent first."""
    like = (
        "select term from vocabulary where term >= ? and term < ?"
        " and length(term) between ? and ? order by doc desc limit 4000"
    )
    held = "select 1 from vocabulary where term = ?"
    if len(word) < _SHORTEST or not word.isalpha():
        return
    if index.execute(held, [word]).fetchone():
        return
    bounds = [word[0], chr(ord(word[0]) + 1), len(word) - 2, len(word) + 2]
    known = [row[0] for row in index.execute(like, bounds)]
    yield from get_close_matches(word, known, n=2, cutoff=_LIKENESS)
