"""Extents, months and words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.register import members
from assay.register.calendar import add_months, earliest, latest, months_between
from assay.register.extent import named, reference
from assay.register.values import Period
from assay.register.wording import day, listed, possessive, sentence, span

KNOWN = ("a", "b", "c")
calm = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("extent", "expected"),
    [
        ("all", KNOWN),
        ("unstated", ()),
        (("c", "a"), ("a", "c")),
        (("x",), ()),
        ((), ()),
    ],
)
def test_members_are_the_known_ones_in_their_own_order(
    extent: str | tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert members(extent, KNOWN) == expected


def test_a_reference_has_no_members_of_its_own() -> None:
    with pytest.raises(ValueError, match="must be resolved"):
        members("same-as:x", KNOWN)


def test_a_word_is_no_list_of_its_letters() -> None:
    assert named("all") == ()
    assert reference("same-as:soc-1") == "soc-1"
    assert reference(("same-as:soc-1",)) == ""


@pytest.mark.parametrize(
    ("on", "months", "expected"),
    [
        (date(2025, 5, 10), 12, date(2026, 5, 10)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 31), 1, date(2026, 1, 31)),
        (date(9999, 6, 1), 12, date.max),
    ],
)
def test_months_are_those_of_the_calendar(
    on: date, months: int, expected: date
) -> None:
    assert add_months(on, months) == expected


@given(calm, st.integers(0, 600))
def test_a_month_is_28_to_31_days(on: date, months: int) -> None:
    assert timedelta(28 * months) <= add_months(on, months) - on
    assert add_months(on, months) - on <= timedelta(31 * months)


@given(calm, calm)
def test_months_between_are_whole(start: date, end: date) -> None:
    first, last = min(start, end), max(start, end)
    months = months_between(first, last)

    assert add_months(first, months) <= last < add_months(first, months + 1)


def test_the_unknown_day_is_neither_first_nor_last() -> None:
    one, other = date(2025, 1, 1), date(2026, 1, 1)

    assert earliest(None, other, one) == one
    assert latest(None, one, other) == other
    assert earliest(None) is latest() is None


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ((date(2026, 4, 1), date(2026, 9, 30)), "1 April to 30 September 2026"),
        (
            (date(2025, 10, 1), date(2026, 3, 31)),
            "1 October 2025 to 31 March 2026",
        ),
        ((date(2026, 4, 1), date(2026, 4, 1)), "1 April 2026"),
    ],
)
def test_a_period_names_its_year_once_where_it_can(
    period: tuple[date, date], expected: str
) -> None:
    assert span(Period(start=period[0], end=period[1])) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c", "d"], "a, b, c and d"),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 more"),
    ],
)
def test_a_long_list_is_cut_short(names: list[str], expected: str) -> None:
    assert listed(names) == expected


def test_sentences_and_owners() -> None:
    assert sentence("it holds") == "It holds."
    assert sentence("It holds. ") == "It holds."
    assert possessive("Amazon Web Services") == "Amazon Web Services'"
    assert possessive("Northwind") == "Northwind's"
    assert day(date(2025, 5, 1)) == "1 May 2025"
