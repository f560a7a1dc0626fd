"""YAML as data: the core schema, tags beside values, and nothing without bound."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.errors import BadInput
from assay.yamltext import Tagged, parse_yaml, text


def read(source: str) -> object:
    return parse_yaml(source.encode(), file="a.yaml")


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("2024-02-01", "2024-02-01"),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("'~'", "~"),
        ('"true"', "true"),
        ("|\n  1\n", "1\n"),
        ("017", 17),
        ("0o17", 15),
        ("0x1F", 31),
        ("-12", -12),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        ("1.2.3", "1.2.3"),
        ("!!str 12", "12"),
        ("!!int 12", 12),
        ("-.inf", float("-inf")),
        ("+.Inf", float("inf")),
        (".iNf", ".iNf"),
        ("! 12", "12"),
        ("1e400", float("inf")),
        ("9" * 5_000, "9" * 5_000),
    ],
)
def test_plain_scalars_follow_the_core_schema(source: str, value: object) -> None:
    assert read(source) == value
    assert type(read(source)) is type(value)


def test_scalars_can_stay_text() -> None:
    found = parse_yaml(b"a: 1.10\nb: NO\nc: ~\nd: '~'\n", file="", scalar=text)

    assert found == {"a": "1.10", "b": "NO", "c": None, "d": "~"}


def test_tags_stay_beside_their_values() -> None:
    found = read("a: !Ref Name\nb: !Sub ['${x}', {x: 1}]\nc: !If {y: z}\n")

    assert found == {
        "a": Tagged(tag="!Ref", value="Name"),
        "b": Tagged(tag="!Sub", value=["${x}", {"x": 1}]),
        "c": Tagged(tag="!If", value={"y": "z"}),
    }


def test_aliases_stand_for_what_they_name() -> None:
    assert read("a: &x [1, 2]\nb: *x\n") == {"a": [1, 2], "b": [1, 2]}
    assert read("&k a: 1\nb: {*k : 2}\n") == {"a": 1, "b": {"a": 2}}


BOMB = "\n".join(
    ["a: &a [1,1,1,1,1,1,1,1,1,1]"]
    + [
        f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("a: 1\na: 2\n", "twice"),
        ("a: [", "not well-formed"),
        ("--- 1\n--- 2\n", "more than one document"),
        ("[" * 300, "levels deep"),
        ("? [a]\n: b\n", "plain text"),
        ("a: *b\n", "not well-formed|called"),
        (BOMB, "unfold to more"),
        ("a: &x [*x]\n", "not well-formed|called"),
        ("a: &x k\nb: {*x : 1, *x : 2}\n", "twice"),
        ("a: &x [1]\nb: {*x : 1}\n", "plain text"),
        ("a: \x00", "not well-formed"),
    ],
)
def test_what_is_at_fault_is_refused_with_its_line(source: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(source)

    [problem] = caught.value.problems
    assert any(word in problem.message for word in said.split("|"))


def test_the_line_of_a_second_key_is_told() -> None:
    with pytest.raises(BadInput) as caught:
        read("a: 1\nb: 2\na: 3\n")

    assert caught.value.problems[0].place == "line 3, column 1"


PRINTABLE = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | PRINTABLE,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(PRINTABLE.filter(bool), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(JSON)
def test_json_is_yaml(value: object) -> None:
    assert read(json.dumps(value, ensure_ascii=False)) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_a_problem(data: bytes) -> None:
    with suppress(BadInput):
        parse_yaml(data, file="a")
