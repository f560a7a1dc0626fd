"""Reading TOML: every fault at once, each with its place and remedy."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.errors import Problem
from assay.reading import parse_toml, read_record, read_records


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    port: str
    nights: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    name: str
    begins: date
    mode: Literal["ship", "train"] = "ship"
    legs: tuple[Leg, ...] = ()
    home: Leg | None = None


def read(text: str) -> tuple[Trip | None, list[Problem]]:
    problems: list[Problem] = []
    table = parse_toml(text.encode(), file="trip.toml", problems=problems)
    trip = read_record(Trip, table, file="trip.toml", place="", problems=problems)
    return trip, problems


def test_what_toml_1_1_allows_is_read() -> None:
    trip, problems = read(
        'name = "nor\\x74h"\nbegins = 2026-05-01\nhome = {\n  port = "Kiel",\n}\n'
    )

    assert problems == []
    assert trip == Trip(name="north", begins=date(2026, 5, 1), home=Leg(port="Kiel"))


def test_a_good_document_becomes_a_value() -> None:
    trip, problems = read(
        'name = "north"\nbegins = 2026-05-01\nlegs = [{ port = "Oslo" }]\n'
        'home = { port = "Kiel", nights = 3 }\n'
    )

    assert problems == []
    assert trip == Trip(
        name="north",
        begins=date(2026, 5, 1),
        legs=(Leg(port="Oslo"),),
        home=Leg(port="Kiel", nights=3),
    )


def test_every_fault_is_found_in_one_reading() -> None:
    trip, problems = read(
        'begin = 2026-05-01\nmode = "plane"\nlegs = [{ port = 3 }, { prot = "Oslo" }]\n'
    )

    assert trip is None
    assert [problem.place for problem in problems] == [
        "begin",
        "name",
        "begins",
        "mode",
        "legs[0].port",
        "legs[1].prot",
        "legs[1].port",
    ]


def test_a_misspelt_key_names_the_nearest_known_one() -> None:
    _, problems = read('name = "n"\nbegin = 2026-05-01\n')

    assert "Did you mean `begins`?" in problems[0].remedy


def test_a_table_where_an_array_is_expected_is_a_problem() -> None:
    problems: list[Problem] = []

    assert read_records(Leg, {}, file="f", place="leg", problems=problems) == ()
    assert problems[0].place == "leg"


def test_bytes_that_are_not_utf8_are_named_by_position() -> None:
    problems: list[Problem] = []

    assert parse_toml(b'name = "\xff"', file="f", problems=problems) == {}
    assert "byte 8" in problems[0].message


def test_a_syntax_error_is_a_problem_with_its_line() -> None:
    problems: list[Problem] = []
    parse_toml(b"name = \n", file="f", problems=problems)

    assert "line 1" in problems[0].message


@given(st.binary(max_size=200))
def test_no_bytes_whatever_raise(data: bytes) -> None:
    problems: list[Problem] = []
    table = parse_toml(data, file="f", problems=problems)
    trip = read_record(Trip, table, file="f", place="", problems=problems)

    assert trip is None
    assert problems


@given(
    st.dictionaries(
        st.sampled_from(["name", "begins", "mode", "legs", "home", "x"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text() | st.dates(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
            max_leaves=5,
        ),
    )
)
def test_no_table_whatever_raises(table: dict[str, object]) -> None:
    problems: list[Problem] = []
    trip = read_record(Trip, table, file="f", place="", problems=problems)

    assert (trip is None) == bool(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    day: date | None = None
    days: tuple[date, ...] = ()
    where: str | tuple[str, ...] = "all"
    count: int | None = None
    sure: bool = False
    weight: float = 0.0
    facts: dict[str, str] | None = None
    mode: Literal["", "ship", "train"] = ""
    leg: Leg | None = None
    legs: tuple[Leg, ...] = ()


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ('day = "20260501"', "Write the day without quotes: 2026-05-01."),
        ('day = "1 May"', "Write a day without quotes, year first: 2026-11-24."),
        ("day = 2026-05-01T10:00:00Z", "Write the day alone: 2026-05-01."),
        ("days = 2026-05-01", "Write a list in brackets, even of one."),
        (
            'days = [2026-05-01, "2026-W23-1"]',
            "In the list: Write the day without quotes: 2026-06-01.",
        ),
        (
            "where = 1",
            (
                'Write a text in quotes, "like this", or write a list in brackets, '
                "even of one."
            ),
        ),
        ('count = "3"', "Write a whole number, without quotes."),
        ('sure = "yes"', "Write true or false, without quotes."),
        ('weight = "1"', "Write a number, without quotes."),
        ("facts = 1", "Write a table, { key = value }."),
        ('mode = "shipp"', 'Did you mean "ship"? Write one of: ship, train.'),
        ("mode = 1", "Write one of: ship, train."),
        (
            "leg = 1",
            "Write a table: `{ key = value }`, or its keys under a `[heading]`.",
        ),
        ("legs = 1", "Head each entry with `[[legs]]`, in double brackets."),
    ],
)
def test_a_wrong_type_is_told_with_the_way_to_write_it(line: str, remedy: str) -> None:
    problems: list[Problem] = []
    table = parse_toml(line.encode(), file="f", problems=problems)

    assert read_record(Odds, table, file="f", place="", problems=problems) is None
    assert [problem.remedy for problem in problems] == [remedy]
