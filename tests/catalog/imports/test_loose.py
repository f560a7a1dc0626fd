"""Values of a file that keeps no promise, and the ids that are made of them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog.imports.loose import (
    Faults,
    Names,
    as_text,
    first_line,
    identifier,
    read_json,
)
from assay.errors import BadInput
from assay.ids import well_formed


@given(st.text())
def test_any_spelling_gives_an_id_that_can_be_kept(spelling: str) -> None:
    found, _ = identifier(spelling)
    assert well_formed(found)


@given(st.lists(st.text(max_size=3), max_size=30))
def test_every_id_is_given_out_once(spellings: list[str]) -> None:
    names = Names()
    given_out = [names.take(one) for one in spellings]
    assert len(set(given_out)) == len(spellings)
    assert all(map(well_formed, given_out))


def test_a_spelling_that_is_taken_gives_way_to_the_next_and_then_to_a_number() -> None:
    names = Names()
    taken = [names.take("AC-2 (1)", "other") for _ in range(4)]
    assert taken == ["ac-2.1", "other", "ac-2.1-2", "ac-2.1-3"]
    assert list(names.notes("it")) == ["2 ids of it stood twice, and are numbered"]


def test_an_id_that_had_to_be_bent_is_told() -> None:
    names = Names()
    assert names.take("ünïcode / slash") != "item"
    assert "could not be read as ids" in next(names.notes("it"))


def test_a_title_is_cut_where_words_end() -> None:
    title = first_line("word " * 100 + "\nmore")
    assert len(title) <= 160
    assert title.endswith("word…")
    assert first_line("word. " * 100).endswith("word…")


def test_a_title_without_spaces_is_cut_where_it_is_too_long() -> None:
    assert first_line("\u6587" * 200) == "\u6587" * 159 + "…"
    assert first_line("\u6587" * 160) == "\u6587" * 160


def test_a_key_that_stands_twice_is_told_and_the_last_is_read() -> None:
    faults = Faults(file="f.json")
    assert read_json(b'\xef\xbb\xbf{"a": 1, "a": 2}', faults) == {"a": 2}
    assert [(one.place, one.file) for one in faults.found] == [("a", "f.json")]


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[" * 100_000, b"\xff\xfe{", b"1" * 5000, b'"\x00"']
)
def test_what_is_no_json_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_json(data, Faults(file="f.json"))


def test_half_of_a_surrogate_pair_can_be_written_down() -> None:
    said = json.loads('"\\ud800 a"')
    as_text(said).encode()


@pytest.mark.parametrize("value", [True, None, [], {}])
def test_what_is_neither_text_nor_a_number_is_no_text(value: Any) -> None:
    assert as_text(value) == ""


def test_a_number_of_more_digits_than_python_prints_is_no_text() -> None:
    assert as_text(10**5000) == ""


def test_entries_of_another_shape_are_told_and_the_rest_is_read() -> None:
    faults = Faults(file="f")
    found = list(faults.tables([{"a": 1}, "b", None, {"c": 2}], "list", "thing"))
    assert found == [(0, {"a": 1}), (3, {"c": 2})]
    assert [one.place for one in faults.found] == ["list[1]", "list[2]"]
    assert list(faults.tables("nonsense", "other", "thing")) == []
    assert faults.found[-1].place == "other"
    assert list(faults.tables(None, "none", "thing")) == []
    assert faults.found[-1].place == "other"


def test_keys_that_nothing_reads_are_told_with_their_number() -> None:
    faults = Faults(file="f")
    for _ in range(3):
        faults.leave("node", ["a", "b"], ("a",))
    faults.leave("node", ["", "a"], ("a",))
    faults.leave("file", ["c"])
    assert list(faults.left()) == [
        "Left aside of each node: b (3), an empty key (1)",
        "Left aside of each file: c (1)",
    ]


def test_a_file_of_countless_keys_does_not_make_countless_sentences() -> None:
    faults = Faults(file="f")
    faults.leave("node", map(str, range(1_000)))
    told = list(faults.left())
    assert len(told) == 2
    assert told[0].count(",") == 99
    assert told[1] == "900 further keys were left aside"
