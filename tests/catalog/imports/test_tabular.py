"""Requirements from a spreadsheet, by usual headings or by those that are named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog.imports import Imported
from assay.catalog.imports.recognising import read_foreign
from assay.catalog.imports.tables import looks_like_table, read_table
from assay.errors import BadInput
from assay.sheets import Sheet, write_csv, write_xlsx

ROWS = (
    ("House rules of a fictional yard",),
    (),
    ("Family", "Ref. No.", "Name", "Description", "Status"),
    ("Doors", "D-1", "Lock", "Lock the doors. Keep the keys.", ""),
    ("", "D-2", "Close", "Close the doors.", "withdrawn"),
    ("Windows", "", "", "", ""),
    ("", "W-1", "", "Shut the windows; all of them. Check.", ""),
    ("", "no id at all", "Roof", "", ""),
)


def read(rows: tuple[tuple[str, ...], ...] = ROWS, **more: object) -> Imported:
    return read_foreign(write_csv(rows), file="yard.csv", **more)  # type: ignore[arg-type]


def test_usual_headings_are_found_wherever_the_table_begins_and_told() -> None:
    imported = read()
    (catalog,) = imported.catalogs
    assert [one.id for one in catalog.requirements] == ["d-1", "d-2", "w-1"]
    assert [one.group for one in catalog.requirements] == ["doors", "doors", "windows"]
    assert catalog.requirements[0].text == "Lock the doors. Keep the keys."
    assert catalog.requirements[2].title == "Shut the windows;"
    assert catalog.count == 2
    assert "'Ref. No.' as id" in imported.notes[0]
    assert imported.notes[0].startswith("row 3")
    assert [one.place for one in imported.problems] == ["row 8"]


def test_columns_are_named_by_their_headings() -> None:
    rows = (("Nr", "Was", "Wozu"), ("1.1", "Tor", "Schließen"))
    with pytest.raises(BadInput) as refused:
        read(rows)
    assert "'Was'" in refused.value.problems[0].remedy
    (catalog,) = read(rows, columns={"id": "nr", "title": "Was"}).catalogs
    assert (catalog.requirements[0].id, catalog.requirements[0].title) == ("1.1", "Tor")
    assert not catalog.requirements[0].text


def test_a_heading_or_a_field_that_there_is_not_is_told() -> None:
    with pytest.raises(BadInput) as refused:
        read(columns={"id": "Ref. Nr.", "title": "Name"})
    assert "is it 'Ref. No.'?" in refused.value.problems[0].message
    with pytest.raises(BadInput) as refused:
        read(columns={"ident": "Name"})
    assert refused.value.problems[0].file == "--columns"


def test_two_columns_with_one_heading_are_told_of() -> None:
    imported = read((("id", "title", "title"), ("a1", "one", "two")))
    assert imported.catalogs[0].requirements[0].title == "one"
    assert "'title'" in imported.problems[0].message


def test_of_several_tables_in_a_workbook_one_is_named() -> None:
    table = (("id", "title"), ("a1", "one"))
    other = (("id", "title"), ("b1", "one"))
    data = write_xlsx([Sheet(name="A", rows=table), Sheet(name="B", rows=other)])
    with pytest.raises(BadInput) as refused:
        read_foreign(data, file="x.xlsx")
    assert "--sheet" in refused.value.problems[0].remedy
    (catalog,) = read_foreign(data, file="x.xlsx", sheet="B").catalogs
    assert catalog.requirements[0].id == "b1"
    with pytest.raises(BadInput) as refused:
        read_foreign(data, file="x.xlsx", sheet="C")
    assert "A, B" in refused.value.problems[0].remedy


def test_parents_levels_and_kinds_are_read_where_there_are_columns() -> None:
    rows = (
        ("Control ID", "Title", "Parent", "Level", "Type"),
        ("AC-2", "Accounts", "", "low, high", "Control"),
        ("AC-2(1)", "Automated", "AC-2", "high", "Enhancement"),
        ("AC-2(2)", "Other", "AC-2 and AC-3", "", ""),
    )
    imported = read(rows)
    _, second, third = imported.catalogs[0].requirements
    assert (second.parent, second.levels, second.kind) == (
        "ac-2",
        ("high",),
        "enhancement",
    )
    assert third.parent == ""
    assert [one.place for one in imported.problems] == ["row 4"]


@pytest.mark.parametrize("data", [b'{"a,b": 1}', b"<a,b>", b"[1,2]", b"\0\1,\2"])
def test_what_is_no_table_is_not_taken_for_one(data: bytes) -> None:
    assert not looks_like_table(data)


def test_a_table_in_another_encoding_is_told_as_that() -> None:
    with pytest.raises(BadInput) as refused:
        read_foreign("id,title\na1,Tür\n".encode("latin-1"), file="x.csv")
    assert "UTF-8" in refused.value.problems[0].message


CELLS = st.sampled_from(["id", "title", "text", "group", "parent", "a1", "A-1 b", ""])
ROWS_ANY = st.lists(st.lists(CELLS | st.text(max_size=6), max_size=5), max_size=8)


@given(ROWS_ANY, st.dictionaries(CELLS, CELLS, max_size=3), st.sampled_from(["", "A"]))
def test_whatever_a_table_holds_it_is_read_or_refused(
    rows: list[list[str]], columns: dict[str, str], sheet: str
) -> None:
    try:
        imported = read_table(
            write_csv(rows), file="f.csv", columns=columns, sheet=sheet
        )
    except BadInput as refused:
        told: object = refused.problems
    else:
        told = imported.notes
    assert told


@given(st.binary(max_size=200))
def test_bytes_are_read_or_refused(data: bytes) -> None:
    looks_like_table(data)
    try:
        read_table(data, file="f.csv")
    except BadInput as refused:
        assert refused.problems  # noqa: PT017 - few of them are tables
