"""Small words: lists, counts, dates, and text that would hide something."""

from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.dossier.render.markup import element, page_text
from assay.dossier.words import (
    AUDIENCES,
    CLAIM_LABELS,
    KINDS,
    RELATIONS,
    counted,
    day,
    joined,
    legible,
    sentence,
    short_day,
)
from assay.register import ClaimState
from assay.register.program import Audience, Kind, Relationship


def test_every_kind_state_and_audience_has_its_words() -> None:
    assert set(KINDS) == set(get_args(Kind))
    assert set(CLAIM_LABELS) == set(get_args(ClaimState))
    assert set(AUDIENCES) == set(get_args(Audience))
    assert set(RELATIONS) == set(get_args(Relationship.__annotations__["kind"]))


@pytest.mark.parametrize(
    ("items", "said"),
    [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")],
)
def test_lists_read_as_people_say_them(items: tuple[str, ...], said: str) -> None:
    assert joined(items) == said


def test_counts_and_dates() -> None:
    assert (counted(1, "cell"), counted(2, "cell")) == ("1 cell", "2 cells")
    assert day(date(2016, 4, 1)) == "1 April 2016"
    assert short_day(date(2016, 9, 16)) == "16 Sep 2016"


@given(st.text())
def test_a_sentence_ends_once(text: str) -> None:
    assert sentence(sentence(text)) == sentence(text)


@given(st.text())
def test_legible_text_hides_nothing_and_stays_as_it_is(text: str) -> None:
    shown = legible(text)

    assert legible(shown) == shown
    assert "\u202e" not in shown
    assert "\x00" not in shown


@given(st.text(), st.text())
def test_no_text_becomes_markup(text: str, value: str) -> None:
    page = page_text(element("p", text, title=value))

    assert page.count("<") == 3
    assert page.count(">") == 3
    assert page.count('"') == 2
