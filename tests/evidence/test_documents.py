"""JSON that could be read two ways is not read at all."""

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.evidence import parse_json

if TYPE_CHECKING:
    from assay.errors import Problem

REFUSED = {
    "a key twice": (b'{"a": 1, "a": 2}', "the key 'a' is there twice"),
    "a key twice deep inside": (b'[{"b": {"a": 1, "a": 1}}]', "is there twice"),
    "NaN": (b"[NaN]", "NaN is not a number"),
    "infinity": (b"-Infinity", "-Infinity is not a number"),
    "cut short": (b'{"a": ', "at line 1, column"),
    "two documents": (b"{}{}", "Extra data"),
    "latin-1": (b'"caf\xe9"', "byte 4 cannot be read"),
    "too deep": (b"[" * 100_000, "nested too deeply"),
    "a number of 5000 digits": (b"9" * 5000, "not strict JSON"),
    "nothing": (b"", "not valid JSON"),
}


@pytest.mark.parametrize(("data", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_strict_json_is_a_problem(data: bytes, message: str) -> None:
    problems: list[Problem] = []

    assert parse_json(data, file="x.json", place="line 3", problems=problems) is None
    (problem,) = problems
    assert message in problem.message
    assert (problem.file, problem.place) == ("x.json", "line 3")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_strict_json_is_read_as_it_is(value: Any) -> None:
    problems: list[Problem] = []

    assert parse_json(json.dumps(value).encode(), file="", problems=problems) == value
    assert problems == []


@given(st.binary())
def test_no_bytes_make_it_crash(data: bytes) -> None:
    problems: list[Problem] = []
    value = parse_json(data, file="", problems=problems)

    assert value is None or not problems
