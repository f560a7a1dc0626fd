"""Spreadsheets in and out: every text survives, and nothing hostile is read."""

import io
import tracemalloc
import zipfile
from datetime import date, datetime

import openpyxl  # noqa: TID253 - what is loaded here is what is tested
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assay.errors import Problem
from assay.sheets import Sheet, read_sheets, write_csv, write_xlsx

Rows = tuple[tuple[str, ...], ...]


def read(data: bytes) -> tuple[tuple[Sheet, ...], list[Problem]]:
    problems: list[Problem] = []
    return read_sheets(data, file="list", problems=problems), problems


def rows(data: bytes) -> Rows:
    sheets, problems = read(data)
    assert problems == []
    return sheets[0].rows


CELL = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff")
    | st.sampled_from(["_", "x", "0", "5", "F"]),
    max_size=12,
)
TABLE = st.lists(st.lists(CELL, max_size=4).map(lambda row: ["x", *row, "y"]))


def as_rows(table: list[list[str]]) -> Rows:
    return tuple(map(tuple, table))


@given(TABLE)
@example([["=1+1", "'quoted", "-5", "@x", "a,b", 'say "so"', "two\nlines", "+", "''="]])
@example([["x", "", "\t", "y"], ["x", "\t", "y"]])
def test_any_text_survives_csv(table: list[list[str]]) -> None:
    assert rows(write_csv(table)) == as_rows(table)


@settings(max_examples=25)
@given(TABLE)
@example([["=1+1", "'quoted", "-5", "@x", "a,b", "two\nlines", "_x0041_", " edges "]])
@example([["_x005F_", "x005F_a", "_x000D_", "a\r\nb", "\x01", "_xD800_", "<&>"]])
def test_any_text_survives_a_workbook(table: list[list[str]]) -> None:
    data = write_xlsx([Sheet(name="One", rows=as_rows(table))])

    assert rows(data) == as_rows(table)


def test_equal_sheets_are_equal_bytes() -> None:
    sheet = Sheet(name="One", rows=(("a", "b"), ("=c", "d")))

    assert write_xlsx([sheet]) == write_xlsx([sheet])


def test_no_cell_of_ours_is_a_formula() -> None:
    data = write_xlsx([Sheet(name="One", rows=(("=1+1", "@sum"),))])
    book = openpyxl.load_workbook(io.BytesIO(data))

    assert {cell.data_type for row in book["One"].iter_rows() for cell in row} == {"s"}
    assert b'"' not in write_csv([["=cmd"]])
    assert write_csv([["=cmd"]]).startswith(b"'=")


def test_dates_numbers_and_truth_come_as_text() -> None:
    book = openpyxl.Workbook()
    page = book.create_sheet("More")
    page.append([datetime(2026, 3, 1), date(2026, 3, 2), datetime(2026, 3, 1, 9, 30)])  # noqa: DTZ001 - workbooks know no zone
    page.append([1.0, 2.5, True, None, "text", None])
    out = io.BytesIO()
    book.save(out)
    sheets, _ = read(out.getvalue())

    assert sheets[1].name == "More"
    assert sheets[1].rows == (
        ("2026-03-01", "2026-03-02", "2026-03-01T09:30:00"),
        ("1", "2.5", "TRUE", "", "text"),
    )


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"a;b\r\n1;2\r\n", (("a", "b"), ("1", "2"))),
        (b"A title, long\na;b\n1;2\n", (("A title, long",), ("a", "b"), ("1", "2"))),
        (b"A title\na;b\n1;2, 3\n", (("A title",), ("a", "b"), ("1", "2, 3"))),
        (b'a,b\n1,"2;3"\n', (("a", "b"), ("1", "2;3"))),
        (b"a\rb\r", (("a",), ("b",))),
        (b"a" + b"," * 2_000, (("a",),)),
        (b"a\tb\n1\t2", (("a", "b"), ("1", "2"))),
        (b"\xef\xbb\xbfa,b\n", (("a", "b"),)),
        ("a,ü\n".encode("utf-16"), (("a", "ü"),)),
        (b"", ()),
        (b"\n\n,,\n", ()),
    ],
)
def test_csv_is_read_however_it_was_saved(data: bytes, found: Rows) -> None:
    assert rows(data) == found


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a,\xff\n", "cannot be read as UTF-8"),
        (b"\x00\x01\x02", "neither text nor a workbook"),
        (b"PK\x03\x04 no archive", "no readable archive"),
        (packed(a=b"x"), "cannot be read"),
        (packed(a=bytes(10 << 20)), "unpacks to far more"),
        (b"," * 2_000 + b"a", "columns"),
        (b'a,"' + b"b" * 200_000 + b'"', "cannot be read"),
    ],
)
def test_what_is_no_list_is_refused_with_a_reason(data: bytes, said: str) -> None:
    sheets, problems = read(data)

    assert sheets == ()
    assert said in problems[0].message


def test_rows_beyond_the_size_that_a_workbook_claims_are_read() -> None:
    good = write_xlsx([Sheet(name="One", rows=(("a", "b"), ("c", "d")))])
    page = "xl/worksheets/sheet1.xml"
    members = _members(good)
    claimed = members[page].replace(b'ref="A1:B2"', b'ref="A1"')
    assert claimed != members[page]

    assert rows(packed(**{**members, page: claimed})) == (("a", "b"), ("c", "d"))


def test_formatted_text_is_read_whole_and_its_pronunciation_is_not() -> None:
    good = write_xlsx([Sheet(name="One", rows=(("a",),))])
    runs = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<si><r><t>Amazon </t></r><r><rPr><b/></rPr><t>S3</t></r>"
        b'<rPh sb="0" eb="1"><t>esu</t></rPh></si></sst>'
    )
    members = {**_members(good), "xl/sharedStrings.xml": runs}

    assert rows(packed(**members)) == (("Amazon S3",),)


@pytest.mark.parametrize("name", ["a/b", "[x]:*?", "long " * 20, "'quoted'", ""])
def test_any_name_heads_a_sheet(name: str) -> None:
    assert rows(write_xlsx([Sheet(name=name, rows=(("a",),))])) == (("a",),)


def test_entities_of_a_workbook_are_not_read() -> None:
    good = write_xlsx([Sheet(name="One", rows=(("a",),))])
    bomb = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaa">]><sst>&a;</sst>'
    members = {
        name: bomb if name == "xl/sharedStrings.xml" else data
        for name, data in _members(good).items()
    }
    sheets, problems = read(packed(**members))

    assert sheets == ()
    assert problems


def bomb(size: int, *, members: int) -> bytes:
    """A workbook with more in it."""
    good = _members(write_xlsx([Sheet(name="One", rows=(("a",),))]))
    more = {f"xl/media/{number}": bytes(size) for number in range(members)}
    return packed(**good, **more)


@pytest.mark.parametrize(
    ("size", "members"), [(50 << 20, 1), (1 << 20, 600), (0, 2_100)]
)
def test_an_archive_that_unpacks_to_far_more_is_not_unpacked(
    size: int, members: int
) -> None:
    data = bomb(size, members=members)
    tracemalloc.start()
    sheets, problems = read(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert sheets == ()
    assert "unpacks" in problems[0].message
    assert peak < 32 << 20


@pytest.mark.parametrize("name", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
def test_an_archive_that_lies_about_its_size_is_read_no_further_than_that(
    name: str,
) -> None:
    good = _members(write_xlsx([Sheet(name="One", rows=(("a",),))]))
    long = good[name] + b" " * (50 << 20)
    honest, lie = (n.to_bytes(4, "little") for n in (len(long), 1_000))
    data = packed(**{**good, name: long}).replace(honest, lie)
    tracemalloc.start()
    sheets, problems = read(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert bool(sheets) != bool(problems)
    assert peak < 32 << 20


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@given(st.binary(max_size=300))
def test_any_bytes_are_sheets_or_a_problem(data: bytes) -> None:
    sheets, problems = read(data)

    assert bool(sheets) != bool(problems)


@settings(max_examples=30)
@given(st.integers(0, 5_000), st.integers(0, 255))
@example(4992, 0)
def test_a_damaged_workbook_is_sheets_or_a_problem(at: int, byte: int) -> None:
    data = bytearray(write_xlsx([Sheet(name="One", rows=(("a", "b"),))]))
    data[at % len(data)] = byte
    sheets, problems = read(bytes(data))

    assert bool(sheets) != bool(problems)


def test_a_text_too_long_for_a_cell_is_refused() -> None:
    with pytest.raises(ValueError, match="more than a sheet holds"):
        write_xlsx([Sheet(name="One", rows=(("a" * 40_000,),))])
