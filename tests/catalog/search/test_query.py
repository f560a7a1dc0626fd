"""What is typed is read as ids and words; nothing typed is an operator or an error."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog.search import cut, read_query
from assay.catalog.search.hits import CLOSE, OPEN
from assay.catalog.search.words import stem, stemmed, words


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as made:
        made.execute("create virtual table found using fts5(text)")
        yield made


@pytest.mark.parametrize(
    ("typed", "identifier"),
    [
        ("AC-2 (1)", "ac-2.1"),
        ("AC-02(01)", "ac-2.1"),
        ("ac-2.1", "ac-2.1"),
        ("CC6.1", "cc6.1"),
        ("Req 3.5.1", "3.5.1"),
        ("164.308(a)(1)(ii)(A)", "164.308.a.1.ii.a"),
        ("ISM-1570", "ism-1570"),
    ],
)
def test_an_id_is_read_in_any_spelling(typed: str, identifier: str) -> None:
    assert read_query(typed).ids == (identifier,)


def test_words_that_join_others_are_not_looked_for_where_there_are_others() -> None:
    assert [one.words for one in read_query("the use of access").terms] == [
        ("use",),
        ("access",),
    ]
    assert [one.words for one in read_query("of the").terms] == [("of",), ("the",)]


def test_quotation_marks_keep_words_together_and_one_alone_is_nothing() -> None:
    phrase, word = read_query('logs "least privilege"').terms
    assert (phrase.words, word.words) == (("least", "privilege"), ("logs",))
    assert {len(one.words) for one in read_query('"least privilege').terms} == {1}


@pytest.mark.parametrize(
    ("forms", "begins"),
    [
        (("policy", "policies"), "polic"),
        (("encrypt", "encrypted", "encrypting", "encryption"), "encrypt"),
        (("process", "processes"), "process"),
        (("access",), "access"),
        (("station",), "station"),
    ],
)
def test_forms_of_a_word_have_one_stem(forms: tuple[str, ...], begins: str) -> None:
    assert {stem(word) for word in forms} == {begins}


def test_case_accents_and_width_do_not_count() -> None:
    assert words("R\u00c9SUM\u00c9, \uff21\uff2e Stra\u00dfe") == [
        "resume",
        "an",
        "strasse",
    ]


@given(st.text())
def test_any_text_is_a_query_that_fts5_takes(
    index: sqlite3.Connection, text: str
) -> None:
    for term in read_query(text).terms:
        for expression in (term.stems, term.begins, term.forms):
            index.execute("select 1 from found where found match ?", [expression])


@given(st.text())
def test_an_index_of_stems_holds_what_a_query_looks_for(text: str) -> None:
    held = f" {stemmed(text)} "
    for term in read_query(text).terms:
        assert f" {term.stems.strip(chr(34))} " in held or len(term.words) > 1


@given(st.lists(st.text(alphabet="ab\n\t "), min_size=1))
def test_a_snippet_is_parted_into_its_text_and_its_marks(parts: list[str]) -> None:
    marked = "".join(
        f"{OPEN}{one}{CLOSE}" if number % 2 else one for number, one in enumerate(parts)
    )
    text, marks = cut(marked)

    assert [text[a:b] for a, b in marks] == [
        one.replace("\n", " ").replace("\t", " ") for one in parts[1::2]
    ]
