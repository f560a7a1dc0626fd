"""A published list: each row is taken, asked about, at fault, or told of."""

import io
from collections.abc import Callable
from datetime import date, datetime

import openpyxl  # noqa: TID253 - to make a workbook as a provider would
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.errors import Problem  # noqa: TC001 - a type of local variables
from assay.register import Register
from assay.register.listing import Names, Reading, choose_sheet, read_list
from assay.sheets import Sheet, read_sheets

Read = Callable[..., Reading]

LIST = """Services in scope,,,
as of spring,,,
,,,
Service Name,AWS Regions,Effective Date,Owner
Amazon S3,"us-east-1, Europe (Ireland)",2026-01-02,a
EC2,all,,b
,,,
Amazon Foo,us-east-1,,
RDS,Mars,3/4/2026,
"""


def test_a_list_is_read_below_its_title_and_asked_about(read: Read) -> None:
    found = read(LIST)

    assert [(row.service, row.regions, row.since) for row in found.rows] == [
        ("s3", ("eu-west-1", "us-east-1"), date(2026, 1, 2)),
        ("ec2", "all", None),
        ("rds", (), None),
    ]
    assert [(one.place, one.what, one.asked) for one in found.questions] == [
        ("row 8", "service", "Amazon Foo"),
        ("row 9", "region", "Mars"),
        ("row 9", "date", "3/4/2026"),
    ]
    assert found.questions[2].candidates == ("2026-04-03", "2026-03-04")
    assert found.notes == ("Column 'Owner' says nothing of scope and was left aside.",)


def test_what_could_be_two_services_is_asked_about(read: Read) -> None:
    found = read("service\nAmazon S3 (EC2)\n")

    assert found.rows == ()
    assert found.questions[0].candidates == ("ec2", "s3")


def test_answers_settle_what_was_asked(read: Read) -> None:
    told = {"Amazon Foo": "Message Queue", "Mars": "N. Virginia, eu-west-1"}
    found = read(LIST, answers={**told, "3/4/2026": "2026-04-03"})

    assert found.questions == ()
    assert found.rows[-2].service == "queue"
    assert found.rows[-1].regions == ("eu-west-1", "us-east-1")
    assert found.rows[-1].since == date(2026, 4, 3)


@pytest.mark.parametrize(
    ("asked", "answer", "said"),
    [
        ("Amazon Foo", "s33", "is no service here"),
        ("Mars", "us-east-9", "is no region here"),
        ("3/4/2026", "3/4/2026", "is no day here"),
    ],
)
def test_an_answer_that_means_nothing_is_a_fault(
    read: Read, asked: str, answer: str, said: str
) -> None:
    problems: list[Problem] = []
    read(LIST, answers={asked: answer}, problems=problems)

    assert said in problems[0].message


def test_what_is_skipped_is_passed_over_and_a_useless_answer_is_told(
    read: Read,
) -> None:
    text = "service,region\nS3 *,us-east-1; the Moon\nFooter\n"
    skip = frozenset({"Footer", "the Moon"})
    found = read(text, answers={"Gone": "s3"}, skip=skip)

    assert found.questions == ()
    assert [(row.service, row.regions) for row in found.rows] == [
        ("s3", ("us-east-1",))
    ]
    assert found.notes == (
        "With marks of footnotes, which were not read: row 2.",
        "Nothing in the list is called 'Gone'; that answer had no use.",
    )


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("us-east-1;eu-west-1", ("eu-west-1", "us-east-1")),
        ("us-east-1\neu-west-1", ("eu-west-1", "us-east-1")),
        ("us-east-1 eu-west-1", ("eu-west-1", "us-east-1")),
        ("us-east-1 and eu-west-1", ("eu-west-1", "us-east-1")),
        ("• us-east-1", ("us-east-1",)),
        ("US East (N. Virginia), GovCloud (US-West)", ("gov-west", "us-east-1")),
        ("all", "all"),
        ("us-east-1, all", "all"),
        ("", None),
    ],
)
def test_a_cell_may_name_several_regions(
    read: Read, cell: str, found: tuple[str, ...] | str | None
) -> None:
    text = f'service,region\ns3,"{cell}"\n'

    assert read(text).rows[0].regions == found


@pytest.mark.parametrize(
    "heading",
    [
        "SERVICE,REGION",
        "Services,Region(s)",
        "AWS Service,AWS Region",
        "Services in scope,Available regions",
        "Product,Location",
    ],
)
def test_headings_are_known_by_many_words(read: Read, heading: str) -> None:
    found = read(f"{heading}\ns3,us-east-1\n")

    assert found.columns == {"service", "region"}
    assert len(found.rows) == 1


def test_columns_may_stand_in_any_order(read: Read) -> None:
    found = read("until,since,x,region,service\n2027-01-01,2026-01-01,,all,s3\n")

    assert found.rows[0].since == date(2026, 1, 1)
    assert found.rows[0].until == date(2027, 1, 1)


def test_headings_that_come_again_are_told_and_are_no_rows(read: Read) -> None:
    found = read("Services in scope\nService\ns3\nService\nec2\n")

    assert [row.service for row in found.rows] == ["s3", "ec2"]
    assert found.notes == ("A heading again, and left aside: row 2 and row 4.",)


def test_cells_outside_the_columns_are_told(read: Read) -> None:
    found = read("service,,region\ns3,,us-east-1,and more\n,aside\n")

    assert found.notes == (
        "With cells under no heading, which were left aside: row 2.",
        "Without a service, and left aside: row 3.",
    )


def test_a_row_that_says_where_and_not_what_is_a_fault(read: Read) -> None:
    problems: list[Problem] = []
    read("service,region\ns3,us-east-1\n,eu-west-1\n", problems=problems)

    assert [(one.place, one.message) for one in problems] == [
        ("row 3", "It names no service, though it says where or when")
    ]


def test_a_row_that_ends_before_it_begins_is_a_fault(read: Read) -> None:
    problems: list[Problem] = []
    text = "service,from,to\ns3,2026-02-01,2026-01-01\n"
    found = read(text, problems=problems)

    assert found.rows == ()
    assert "before it begins" in problems[0].message


def test_what_stands_in_brackets_and_was_not_read_is_told(read: Read) -> None:
    [note] = read("service\nAmazon S3 (Standard only)\n").notes

    assert "taken for s3" in note
    assert "row 2" in note


def test_a_workbook_is_read_as_a_provider_makes_it(read: Read) -> None:
    book = openpyxl.Workbook()
    cover = book.active
    assert cover is not None
    cover.append(["Read this first"])
    page = book.create_sheet("In scope")
    page.append(["Our services"])
    page.merge_cells("A1:C1")
    page.append(["Service", "Regions", "Since"])
    page.append(["Amazon S3", "us-east-1", datetime(2026, 3, 1)])  # noqa: DTZ001 - workbooks know no zone
    out = io.BytesIO()
    book.save(out)
    found = read(out.getvalue())

    assert found.rows[0].since == date(2026, 3, 1)
    assert found.rows[0].place == "row 3"


@pytest.mark.parametrize(
    ("sheets", "wanted", "said"),
    [
        ({"a": "service", "b": "service"}, "", "Several sheets are lists: 'a', 'b'"),
        ({"a": "x", "b": "y"}, "", "No column is headed"),
        ({"a": "service", "b": "y"}, "b", "No column is headed"),
        ({"a": "service"}, "z", "There is no sheet 'z'"),
        ({}, "", "It is empty"),
    ],
)
def test_which_sheet_is_the_list_is_plain_or_asked(
    register: Register, sheets: dict[str, str], wanted: str, said: str
) -> None:
    problems: list[Problem] = []
    pages = [Sheet(name=name, rows=((cell,),)) for name, cell in sheets.items()]
    names = Names(register)
    found = choose_sheet(pages, names, file="l", wanted=wanted, problems=problems)

    assert found is None
    assert said in problems[0].message


def test_a_sheet_that_is_named_is_the_list(register: Register) -> None:
    pages = [Sheet(name=name, rows=(("service",),)) for name in ("a", "b")]
    problems: list[Problem] = []
    names = Names(register)

    assert (
        choose_sheet(pages, names, file="l", wanted="b", problems=problems)
        is (pages[1])
    )


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
WORDS = st.sampled_from(["s3", "all", "3/4/2026", "us-east-1", "service", "2026-01-01"])


@settings(max_examples=80, deadline=None)
@given(cells=st.lists(st.lists(CELLS | WORDS, max_size=5), max_size=8))
def test_any_cells_are_rows_questions_or_faults(
    register: Register, cells: list[list[str]]
) -> None:
    rows = (("service", "region", "from", "to"), *map(tuple, cells))
    problems: list[Problem] = []
    found = read_list(
        Sheet(name="", rows=rows),
        Names(register),
        file="l",
        answers={},
        skipped=frozenset(),
        problems=problems,
    )

    assert {row.service for row in found.rows} <= set(register.services)
    places = [one.place for one in found.questions] + [one.place for one in problems]
    assert all(place.startswith("row ") for place in places)


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=120))
def test_any_bytes_are_a_list_or_a_fault(register: Register, data: bytes) -> None:
    problems: list[Problem] = []
    sheets = read_sheets(b"service,region\n" + data, file="l", problems=problems)
    sheet = choose_sheet(sheets, Names(register), file="l", problems=problems)

    assert (sheet is None) == bool(problems)
