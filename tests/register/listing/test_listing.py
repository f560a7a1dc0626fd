"""Published lists in and out: plain names are taken, all others asked about."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.errors import Problem  # noqa: TC001 - a type of local variables
from assay.register import Register, read_register
from assay.register.listing import (
    Entry,
    Reading,
    change,
    entries_of,
    normalised,
    read_list,
    write_eligible,
    write_scope,
)
from assay.register.listing.dates import Ambiguous, read_day
from assay.register.naming import Names
from assay.register.program import Program
from assay.register.values import Scope
from assay.sheets import Sheet, read_sheets, write_csv

SERVICES = {
    "s3": ("Amazon Simple Storage Service", "S3"),
    "ec2": ("Amazon Elastic Compute Cloud", "EC2"),
    "rds": ("Amazon Relational Database Service", "RDS"),
    "docdb": ("Amazon DocumentDB", "DocDB"),
    "queue": ("Message Queue", ""),
}
REGIONS = {
    "us-east-1": "US East (N. Virginia)",
    "eu-west-1": "Europe (Ireland)",
    "x": "X",
}
DAY = date(2026, 6, 1)


@pytest.fixture(scope="session")
def register() -> Register:
    return _register({})


def _register(programs: dict[str, Program]) -> Register:
    services = "".join(
        f'[[service]]\nid = "{one}"\ntitle = "{title}"\ncategory = "c"\n'
        + (f'aliases = ["{alias}"]\n' if alias else "")
        for one, (title, alias) in SERVICES.items()
    )
    regions = "".join(
        f'[[region]]\nid = "{one}"\ntitle = "{title}"\ncountry = "US"\n'
        for one, title in REGIONS.items()
    )
    files = {
        "register/provider.toml": b'id = "p"\nname = "Amazon Web Services"\n',
        "register/services.toml": services.encode(),
        "register/regions.toml": regions.encode(),
    }
    return read_register(files, programs)


def reading(register: Register, text: str, **answers: str) -> Reading:
    problems: list[Problem] = []
    [sheet] = read_sheets(text.encode(), file="l.csv", problems=problems)
    found = read_list(
        sheet,
        Names(register),
        file="l.csv",
        answers=answers,
        skipped=frozenset(),
        problems=problems,
    )
    assert problems == []
    return found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("s3", ("s3",)),
        ("S3", ("s3",)),
        ("Amazon S3", ("s3",)),
        ("Amazon Simple Storage Service (S3)", ("s3",)),
        ("Amazon Simple Storage Service (Amazon S3)*", ("s3",)),
        ("Simple Storage Service [2]", ("s3",)),
        ("AWS EC2†", ("ec2",)),
        ("message queue", ("queue",)),
        ("Amazon DocumentDB (with MongoDB compatibility)", ("docdb",)),
        ("Simple Storage", ()),
        ("S4", ()),
        ("", ()),
    ],
)
def test_a_name_means_a_service_only_where_it_is_plain(
    register: Register, name: str, found: tuple[str, ...]
) -> None:
    assert Names(register).service(name) == found


def test_a_name_that_two_services_go_by_means_neither(register: Register) -> None:
    assert Names(register).service("Amazon S3 (EC2)") == ("ec2", "s3")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("2026/3/1", date(2026, 3, 1)),
        ("2026-03-01T00:00:00", date(2026, 3, 1)),
        ("1 March 2026", date(2026, 3, 1)),
        ("1st Mar 2026", date(2026, 3, 1)),
        ("March 1, 2026", date(2026, 3, 1)),
        ("13/02/2026", date(2026, 2, 13)),
        ("02/13/2026", date(2026, 2, 13)),
        ("3/3/2026", date(2026, 3, 3)),
        ("", None),
        ("n/a", None),
        ("-", None),
    ],
)
def test_days_are_read_as_they_are_written(text: str, found: date | None) -> None:
    assert read_day(text) == found


def test_a_text_that_could_be_two_days_is_neither() -> None:
    with pytest.raises(Ambiguous) as caught:
        read_day("3/4/2026")

    assert caught.value.days == (date(2026, 4, 3), date(2026, 3, 4))


@pytest.mark.parametrize("text", ["soon", "2026-13-01", "31/02/2026", "Ma 1, 2026x"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)) as caught:
        read_day(text)

    assert not isinstance(caught.value, Ambiguous)


LIST = """Services in scope,,,
,,,
Service Name,AWS Regions,Effective Date,Owner
Amazon S3,"us-east-1, Europe (Ireland)",2026-01-02,a
EC2,all,,b
,,,
Amazon Foo,us-east-1,,
RDS,Mars,3/4/2026,
"""


def test_a_list_is_read_below_its_title_and_asked_about(register: Register) -> None:
    found = reading(register, LIST)

    assert [(row.service, row.regions, row.since) for row in found.rows] == [
        ("s3", ("eu-west-1", "us-east-1"), date(2026, 1, 2)),
        ("ec2", "all", None),
        ("rds", (), None),
    ]
    assert [(one.place, one.what, one.asked) for one in found.questions] == [
        ("row 7", "service", "Amazon Foo"),
        ("row 8", "region", "Mars"),
        ("row 8", "date", "3/4/2026"),
    ]
    assert found.ignored == ("Owner",)


def test_answers_settle_what_was_asked(register: Register) -> None:
    told = {"Amazon Foo": "queue", "Mars": "x", "3/4/2026": "2026-04-03"}
    found = reading(register, LIST, **told)

    assert found.questions == ()
    assert found.rows[-1].regions == ("x",)
    assert found.rows[-1].since == date(2026, 4, 3)


def test_a_list_without_a_column_of_services_is_none(register: Register) -> None:
    problems: list[Problem] = []
    read_list(
        Sheet(name="", rows=(("a", "b"),)),
        Names(register),
        file="l",
        answers={},
        skipped=frozenset(),
        problems=problems,
    )

    assert "headed" in problems[0].message


def test_what_joins_leaves_and_stays_is_told(register: Register) -> None:
    held = [
        Entry(service="s3", regions=("us-east-1",)),
        Entry(service="rds", regions=("us-east-1", "eu-west-1")),
        Entry(service="queue", regions=("x",), until=date(2025, 1, 1)),
    ]
    rows = reading(
        register, "service,region\ns3,us-east-1\nec2,all\nrds,eu-west-1\n"
    ).rows
    found = change(register, held, rows, dated=DAY, regions="all", what="the list")

    joins, leaves = found.says
    assert joins.startswith("Amazon Elastic Compute Cloud joins the list in all 3 reg")
    assert joins.endswith("from 1 June 2026.")
    assert leaves.endswith("leaves the list in us-east-1 after 31 May 2026.")
    assert (found.joined, found.left) == (3, 1)
    assert (
        Entry(service="queue", regions=("x",), until=date(2025, 1, 1)) in found.entries
    )
    assert Entry(service="ec2", regions="all", since=DAY) in found.entries


def test_all_regions_named_one_by_one_is_not_every_region_to_come(
    register: Register,
) -> None:
    rows = reading(register, 'service,region\ns3,"us-east-1,eu-west-1,x"\n').rows
    found = change(register, [], rows, dated=DAY, regions="all", what="it")

    assert found.entries[0].regions == ("us-east-1", "eu-west-1", "x")


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
ENTRIES = st.dictionaries(
    st.tuples(st.sampled_from(list(SERVICES)), st.sampled_from(list(REGIONS))),
    st.tuples(DAYS, st.none() | st.dates(date(2027, 1, 1), date(2027, 2, 1))),
    max_size=10,
)


@settings(max_examples=60, deadline=None)
@given(wanted=ENTRIES, held=ENTRIES)
def test_a_list_comes_out_as_it_went_in(
    wanted: dict[tuple[str, str], tuple[date, date | None]],
    held: dict[tuple[str, str], tuple[date, date | None]],
) -> None:
    known = _register({})
    before = [
        Entry(service=s, regions=(r,), since=since, until=until)
        for (s, r), (since, until) in held.items()
    ]
    rows = [("service", "region", "from", "to")] + [
        (s, r, since.isoformat(), until.isoformat() if until else "")
        for (s, r), (since, until) in wanted.items()
    ]
    listed = reading(known, write_csv(rows).decode()).rows
    changed = change(known, before, listed, dated=DAY, regions="all", what="it")
    text = write_scope(b"scope = []\n", changed.entries, (), file="a.toml")
    found = normalised(known, entries_of(_scopes(text), known.services), DAY)

    cells = {
        (one.service, region): (one.since, one.until)
        for one in found
        for region in one.regions
    }
    assert cells == wanted


def _scopes(data: bytes) -> list[Scope]:
    import tomllib  # noqa: PLC0415 - to read what was written

    return [
        Scope(
            services=tuple(part["services"]),
            regions=part["regions"]
            if part["regions"] == "all"
            else tuple(part["regions"]),
            since=part.get("since"),
            until=part.get("until"),
        )
        for part in tomllib.loads(data.decode())["scope"]
    ]


def _extent(value: str | list[str]) -> str | tuple[str, ...]:
    return value if isinstance(value, str) else tuple(value)


def test_comments_and_other_keys_of_a_file_stay() -> None:
    data = b'# ours\nissued = 2026-01-01 # day\n[[scope]]\nservices = "all"\n'
    data += b"[note]\nx = 1\n"
    entry = Entry(service="s3", regions=("x",), since=DAY)
    found = write_scope(data, [entry], ("high",), file="a.toml").decode()

    assert "# ours" in found
    assert "# day" in found
    assert 'levels = ["high"]' in found
    assert found.index("[[scope]]") < found.index("[note]")


def test_what_was_known_of_an_eligible_service_stays() -> None:
    data = b'[[eligible]]\nservice = "s3"\nsince = 2026-01-01\nversion = "4"\n'
    entry = Entry(
        service="s3", regions="all", since=date(2026, 1, 1), until=DAY - timedelta(1)
    )
    found = write_eligible(data, [entry], "").decode()

    assert 'version = "4"' in found
    assert "until = 2026-05-31" in found


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
Make = Callable[[], Register]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.lists(CELLS | st.sampled_from(["s3", "all", "3/4/2026"]), max_size=4))
)
def test_any_cells_are_rows_and_questions(cells: list[list[str]]) -> None:
    known = _register({})
    sheet = Sheet(
        name="",
        rows=(("service", "region", "from", "to"), *map(tuple, cells)),
    )
    problems: list[Problem] = []
    found = read_list(
        sheet,
        Names(known),
        file="l",
        answers={},
        skipped=frozenset(),
        problems=problems,
    )

    assert problems == []
    assert {row.service for row in found.rows} <= set(SERVICES)
