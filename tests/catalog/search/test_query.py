"""What is typed is read as ids and words; nothing typed is an operator or an error."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog.search import cut, read_query
from assay.catalog.search.hits import CLOSE, OPEN


@pytest.fixture(scope="module")
def index() -> sqlite3.Connection:
    made = sqlite3.connect(":memory:")
    made.execute("create virtual table found using fts5(text)")
    return made


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
    assert [one.text for one in read_query("the use of access").terms] == [
        "use",
        "access",
    ]
    assert [one.text for one in read_query("of the").terms] == ["of", "the"]


def test_quotation_marks_keep_words_together_and_one_alone_is_nothing() -> None:
    [phrase, word] = read_query('logs "least privilege"').terms
    assert (phrase.text, phrase.phrase) == ("least privilege", True)
    assert word.text == "logs"
    assert not any(one.phrase for one in read_query('"least privilege').terms)


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        (("policy", "policies"), "polic"),
        (("encrypt", "encrypted", "encrypting", "encryption"), "encrypt"),
        (("process", "processes"), "process"),
        (("access",), "access"),
        (("station",), "station"),
    ],
)
def test_forms_of_a_word_begin_alike(words: tuple[str, ...], begins: str) -> None:
    for word in words:
        assert f'"{begins}"*' in read_query(word).terms[0].expression


@given(st.text())
def test_any_text_is_a_query_that_fts5_takes(
    index: sqlite3.Connection, text: str
) -> None:
    query = read_query(text)
    if query.terms:
        index.execute("select 1 from found where found match ?", [query.all_terms])


@given(st.lists(st.text(alphabet="ab\n\t "), min_size=1))
def test_a_snippet_is_parted_into_its_text_and_its_marks(parts: list[str]) -> None:
    marked = "".join(
        f"{OPEN}{one}{CLOSE}" if number % 2 else one for number, one in enumerate(parts)
    )
    text, marks = cut(marked)

    assert [text[a:b] for a, b in marks] == [
        one.replace("\n", " ").replace("\t", " ") for one in parts[1::2]
    ]
