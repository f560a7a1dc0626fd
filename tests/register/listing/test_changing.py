"""What a list changes: history stays, and the file reads back to exactly the list."""

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assay.errors import Problem
from assay.register import Register
from assay.register.listing import (
    Cell,
    Changed,
    Held,
    Listed,
    Part,
    Published,
    change,
    normalised,
    write_list,
)

DAY = date(2026, 6, 1)
START = date(2025, 1, 1)
BEFORE = DAY - timedelta(days=1)
Span = tuple[date | None, date | None]


def part(services: str, regions: str = "us-east-1", **days: date) -> Part:
    """A part of a scope, its members with spaces between them."""
    return Part(
        services="unstated" if services == "unstated" else tuple(services.split()),
        regions=regions if regions in ("all", "unstated") else tuple(regions.split()),
        **days,
    )


def row(service: str, regions: str | None = None, **days: date) -> Listed:
    """A row of a list."""
    extent = regions if regions in (None, "all") else tuple(str(regions).split())
    since, until = days.get("since"), days.get("until")
    return Listed(
        service=service, regions=extent, since=since, until=until, place="row 2"
    )


def changed(
    register: Register,
    held: Iterable[Part],
    rows: Iterable[Listed],
    problems: list[Problem] | None = None,
    **kept: Any,
) -> Changed:
    """What a list dated DAY makes of a statement of START."""
    found: list[Problem] = [] if problems is None else problems
    columns = kept.pop("columns", ("service", "region", "from", "to"))
    regions = kept.pop("regions", None)
    said = Published(
        rows=tuple(rows),
        file="l",
        dated=DAY,
        columns=frozenset(columns),
        regions=regions,
    )
    named = {"what": "the scope", "start": START, **kept}
    result = change(register, Held(parts=tuple(held), **named), said, found)
    if problems is None:
        assert found == []
    return result


def test_what_joins_leaves_and_stays_is_told(register: Register) -> None:
    held = [part("s3"), part("rds", "us-east-1 eu-west-1"), part("queue", "all")]
    rows = [row("s3", "us-east-1"), row("ec2", "all"), row("rds", "eu-west-1")]
    found = changed(register, held, rows)

    assert found.says == (
        (
            "Amazon Elastic Compute Cloud joins the scope in all 4 regions from 1 June"
            " 2026."
        ),
        (
            "Amazon Relational Database Service leaves the scope in us-east-1 after 31"
            " May 2026."
        ),
        "Message Queue leaves the scope in all 4 regions after 31 May 2026.",
    )
    assert (found.joined, found.left, found.moved) == (4, 5, 0)
    assert 0 not in found.kept


def test_an_equal_list_changes_nothing(register: Register) -> None:
    held = [part("s3 ec2", "all"), part("rds", since=date(2026, 1, 1))]
    rows = [row("s3", "all"), row("ec2", "all"), row("rds", "us-east-1")]
    found = changed(register, held, rows)

    assert (found.says, found.kept, found.pieces) == ((), {}, ())


def test_a_service_keeps_its_first_day_where_a_list_gives_none(
    register: Register,
) -> None:
    held = [part("s3", since=date(2026, 2, 1))]
    found = changed(register, held, [row("s3", "us-east-1", until=date(2027, 1, 1))])

    assert [piece.part for piece in found.pieces] == [
        part("s3", since=date(2026, 2, 1), until=date(2027, 1, 1))
    ]
    assert found.says == (
        (
            "Amazon Simple Storage Service is in the scope in us-east-1 from 1 February"
            " 2026 until 1 January 2027, and not from 1 February 2026."
        ),
    )


def test_a_list_without_ends_says_nothing_against_one(register: Register) -> None:
    held = [part("s3", until=date(2026, 12, 31))]
    rows = [row("s3", "us-east-1")]

    assert changed(register, held, rows, columns=("service", "region")).says == ()
    assert changed(register, held, rows).moved == 1


def test_a_day_before_the_statement_is_the_statements_own(register: Register) -> None:
    found = changed(register, [], [row("s3", "all", since=date(2020, 1, 1))])

    assert found.pieces[0].part.since is None
    assert found.says[0].endswith("in all 4 regions from its first day.")


def test_what_had_left_before_stays_when_it_joins_again(register: Register) -> None:
    held = [part("s3", since=date(2025, 2, 1), until=date(2025, 8, 1))]
    found = changed(register, held, [row("s3", "us-east-1")])

    assert found.kept == {}
    assert [piece.part for piece in found.pieces] == [part("s3", since=DAY)]


def test_what_a_row_says_of_days_gone_by_takes_the_place_of_what_was_known(
    register: Register,
) -> None:
    held = [part("s3", since=date(2025, 2, 1), until=date(2025, 8, 1))]
    found = changed(register, held, [row("s3", "us-east-1", since=date(2025, 5, 1))])

    assert found.kept == {0: frozenset()}
    assert [(p.part, p.origin) for p in found.pieces] == [
        (part("s3", since=date(2025, 5, 1)), 0)
    ]


def test_another_first_day_is_a_change_where_a_list_has_no_ends(
    register: Register,
) -> None:
    held = [part("s3", since=date(2025, 2, 1), until=date(2026, 12, 31))]
    columns = ("service", "region", "from")
    same = [row("s3", "us-east-1", since=date(2025, 2, 1))]
    other = [row("s3", "us-east-1", since=date(2025, 5, 1))]

    assert changed(register, held, same, columns=columns).says == ()
    assert changed(register, held, other, columns=columns).moved == 1


def test_what_was_to_join_and_is_not_listed_does_not_join(register: Register) -> None:
    held = [part("s3", since=date(2026, 9, 1)), part("rds", since=DAY)]
    found = changed(register, held, [row("ec2", "us-east-1")])

    assert [piece.part.services for piece in found.pieces] == [("ec2",)]
    assert found.kept == {0: frozenset(), 1: frozenset()}
    assert any("does not join the scope" in line for line in found.says)
    assert found.left == 2


def test_a_row_that_ended_before_is_history(register: Register) -> None:
    since, until = date(2025, 2, 1), date(2025, 8, 1)
    found = changed(register, [], [row("s3", "us-east-1", since=since, until=until)])

    assert found.pieces[0].part == part("s3", since=since, until=until)
    assert "was in the scope in us-east-1 from 1 February 2025" in found.says[0]
    assert (found.joined, found.left) == (0, 0)


def test_an_end_without_a_beginning_is_left_aside_and_told(register: Register) -> None:
    gone = row("s3", "us-east-1", until=date(2025, 8, 1))
    found = changed(register, [], [gone])

    assert found.says == ()
    assert found.notes == (
        (
            "Left on 2025-08-01, from what day on is not said, and left aside: "
            "s3 in us-east-1."
        ),
    )
    held = [part("s3", since=date(2025, 2, 1), until=date(2025, 8, 1))]
    assert changed(register, held, [gone]).notes == ()


def test_an_end_that_a_list_gives_is_the_day_after_which_it_leaves(
    register: Register,
) -> None:
    found = changed(register, [part("s3")], [row("s3", until=date(2026, 3, 1))])

    assert found.says == (
        (
            "Amazon Simple Storage Service leaves the scope in us-east-1 after 1 March"
            " 2026."
        ),
    )
    assert found.left == 1


def test_rows_that_contradict_each_other_are_a_fault(register: Register) -> None:
    problems: list[Problem] = []
    rows = [row("s3", "all"), row("s3", "us-east-1", since=date(2026, 1, 1))]
    changed(register, [], rows, problems)

    assert "s3 in us-east-1 has other days in row 2" in problems[0].message


def test_a_row_may_come_twice_and_a_service_come_back(register: Register) -> None:
    again = row("s3", "us-east-1", since=date(2026, 1, 1))
    once = row("s3", "us-east-1", since=date(2025, 2, 1), until=date(2025, 8, 1))
    found = changed(register, [], [again, once, again])

    assert {(p.part.since, p.part.until) for p in found.pieces} == {
        (date(2026, 1, 1), None),
        (date(2025, 2, 1), date(2025, 8, 1)),
    }


def test_regions_come_from_the_file_where_a_list_names_none(
    register: Register,
) -> None:
    held = [part("s3", "eu-west-1"), part("rds", "eu-west-1")]

    found = changed(register, held, [row("s3"), row("ec2")])
    assert found.pieces[-1].part.regions == ("eu-west-1",)
    told = changed(register, held, [row("ec2")], regions="all")
    assert told.pieces[-1].part.regions == "all"


def test_where_is_asked_if_nothing_says_it(register: Register) -> None:
    problems: list[Problem] = []
    held = [part("s3", "eu-west-1"), part("rds", "us-east-1")]
    changed(register, held, [row("s3"), row("ec2"), row("queue")], problems)

    assert problems[0].message == (
        "Neither the list nor the scope says where: ec2 and queue"
    )
    assert "--regions" in problems[0].remedy


def test_what_was_unstated_is_stated_from_the_first_day(register: Register) -> None:
    held = [part("unstated", "unstated")]
    found = changed(register, held, [row("s3", "all")])

    assert found.kept == {0: frozenset()}
    assert found.pieces[0].part.since is None
    assert found.says[0] == "What the scope left unstated is listed now."


def test_what_is_excluded_stays_excluded_and_is_told(register: Register) -> None:
    held = [part("s3", "us-east-1 eu-west-1")]
    out = frozenset({("s3", "eu-west-1"), ("ec2", "us-east-1")})
    rows = [row("s3", "us-east-1"), row("ec2", "us-east-1")]
    found = changed(register, held, rows, excluded=out)

    assert found.says == ()
    assert found.notes == (
        "Listed, and expressly excluded by the statement: ec2 in us-east-1.",
    )


def test_a_service_listed_where_it_is_not_offered_is_taken_and_told(
    register: Register,
) -> None:
    s3 = replace(register.services["s3"], regions=("us-east-1",))
    known = replace(register, services={**register.services, "s3": s3})

    named = changed(known, [], [row("s3", "us-east-1 eu-west-1")])
    assert named.notes == (
        "Listed, and not offered by services.toml: s3 in eu-west-1.",
    )
    assert named.joined == 2
    assert changed(known, [], [row("s3", "all")]).notes == ()


def test_all_regions_named_one_by_one_is_not_every_region_to_come(
    register: Register,
) -> None:
    every = " ".join(register.regions)

    assert changed(register, [], [row("s3", every)]).pieces[0].part.regions == tuple(
        register.regions
    )
    assert changed(register, [], [row("s3", "all")]).pieces[0].part.regions == "all"


SOME_DAYS = st.dates(date(2025, 1, 2), date(2027, 12, 31))


@st.composite
def spans(draw: st.DrawFn) -> list[Span]:
    """Days of one cell: up to three spans, none of which touches another."""
    days = sorted(draw(st.sets(SOME_DAYS, min_size=1, max_size=6)))
    pairs = [(days[i], days[i + 1]) for i in range(0, len(days) - 1, 2)]
    open_ended = draw(st.booleans()) and len(days) % 2
    found: list[Span] = [*pairs]
    return [*found, (days[-1], None)] if open_ended else found


CELLS = st.dictionaries(
    st.tuples(
        st.sampled_from(["s3", "ec2", "rds", "docdb"]),
        st.sampled_from(["us-east-1", "eu-west-1", "gov-east"]),
    ),
    spans(),
    max_size=8,
)
Cells = dict[Cell, list[Span]]


def as_parts(cells: Cells) -> list[Part]:
    """One part for each span of each cell."""
    return [
        Part(services=(service,), regions=(region,), since=since, until=until)
        for (service, region), found in cells.items()
        for since, until in found
    ]


def as_toml(parts: list[Part], *, inline: bool) -> str:
    """An attestation's file with these parts, and things of its own around them."""
    rows = []
    for one in parts:
        days = "".join(
            f"{sep}{key} = {day}"
            for key, day in (("since", one.since), ("until", one.until))
            if day is not None
            for sep in [", " if inline else "\n"]
        )
        services, regions = list(one.services), list(one.regions)
        sep = ", " if inline else "\n"
        rows.append(
            f'services = {services}{sep}regions = {regions}{days}{sep}note = "kept"'
        )
    if inline:
        held = ",\n".join(f"  {{ {r} }}" for r in rows)
        return f"# ours\nscope = [\n{held}\n] # these\nissued = 2025-01-01 # day\n"
    held = "".join(f"[[scope]] # a part\n{r}\n\n" for r in rows)
    return f"# ours\nissued = 2025-01-01 # day\n\n{held}[[copies]]\nid = 'x'\n"


def read_back(data: bytes) -> tuple[list[Part], dict[str, Any]]:
    """The parts that a file has, and the rest of it."""
    document = tomllib.loads(data.decode())
    found = [
        Part(
            services=tuple(one["services"]),
            regions=one["regions"]
            if isinstance(one["regions"], str)
            else tuple(one["regions"]),
            since=one.get("since"),
            until=one.get("until"),
        )
        for one in document.pop("scope", [])
    ]
    return found, document


def cells_on(register: Register, parts: list[Part], day: date) -> Cells:
    """The cells that hold on a day or later, each with its days."""
    found: Cells = {}
    for one in normalised(register, parts, day):
        regions = register.regions if one.regions == "all" else one.regions
        for cell in [(s, r) for s in one.services for r in regions]:
            found.setdefault(cell, []).append((one.since, one.until))
    return {cell: sorted(rows, key=str) for cell, rows in found.items()}


def live(cells: Cells) -> Cells:
    """What of these holds on DAY or later."""
    found = {
        cell: sorted((s for s in rows if s[1] is None or s[1] >= DAY), key=str)
        for cell, rows in cells.items()
    }
    return {cell: rows for cell, rows in found.items() if rows}


@settings(max_examples=150, deadline=None)
@given(wanted=CELLS, held=CELLS, inline=st.booleans())
@example(
    wanted={("s3", "us-east-1"): [(date(2025, 3, 1), None)]},
    held={("s3", "us-east-1"): [(date(2025, 2, 1), date(2025, 4, 1))]},
    inline=False,
)
def test_a_list_comes_out_as_it_went_in(
    register: Register, wanted: Cells, held: Cells, *, inline: bool
) -> None:
    before = as_parts(held)
    data = as_toml(before, inline=inline).encode()
    rows = [
        Listed(service=s, regions=(r,), since=since, until=until, place="row 1")
        for (s, r), found in wanted.items()
        for since, until in found
    ]
    found = changed(register, before, rows)
    written = write_list(
        data, register, found, as_="scope", recorded=DAY, shared={"levels": ["high"]}
    )
    parts, rest = read_back(written)

    assert cells_on(register, parts, DAY) == live(wanted)
    assert rest["issued"] == date(2025, 1, 1)
    assert inline or rest["copies"] == [{"id": "x"}]
    assert b"# ours" in written
    assert b"# day" in written
    # What had ended before, and no row of the list contradicts, is still there.
    for cell, spans_ in held.items():
        for span in spans_:
            said = wanted.get(cell, [])
            over = span[1] is not None and span[1] < DAY
            if over and not any(touch(span, one) for one in said):
                assert any(
                    cell[0] in one.services
                    and (one.regions == "all" or cell[1] in one.regions)
                    and (one.since, one.until) == span
                    for one in parts
                )


def touch(one: Span, other: Span) -> bool:
    first = max(one[0] or date.min, other[0] or date.min)
    return first <= min(one[1] or date.max, other[1] or date.max)


@settings(max_examples=60, deadline=None)
@given(wanted=CELLS, held=CELLS)
def test_the_same_list_again_changes_nothing(
    register: Register, wanted: Cells, held: Cells
) -> None:
    rows = [
        Listed(service=s, regions=(r,), since=since, until=until, place="row 1")
        for (s, r), found in wanted.items()
        for since, until in found
    ]
    before = as_parts(held)
    data = as_toml(before, inline=False).encode()
    found = changed(register, before, rows)
    written = write_list(data, register, found, as_="scope", recorded=DAY, shared={})
    again = changed(register, read_back(written)[0], rows)

    assert again.says == ()
    assert not again.pieces


def test_only_the_parts_that_change_are_touched(register: Register) -> None:
    data = b"""issued = 2025-01-01

# the core
[[scope]]
services = [
  "s3", # first
  "ec2",
]
regions = "all"
recorded = 2025-01-02
note = "core"

# the rest
[[scope]]
services = ["rds", "queue"]
regions = ["us-east-1", "eu-west-1"]
note = "rest"

[[copies]]
id = "x"
"""
    held = [part("s3 ec2", "all"), part("rds queue", "us-east-1 eu-west-1")]
    rows = [
        *(row(one, "all") for one in ("s3", "ec2", "docdb")),
        row("rds", "us-east-1 eu-west-1"),
        row("queue", "us-east-1"),
    ]
    found = changed(register, held, rows)
    written = write_list(
        data,
        register,
        found,
        as_="scope",
        recorded=date(2026, 6, 9),
        shared={"levels": ["high"]},
    ).decode()

    assert (
        written
        == """issued = 2025-01-01

# the core
[[scope]]
services = [
  "s3", # first
  "ec2",
]
regions = "all"
recorded = 2025-01-02
note = "core"

# the rest
[[scope]]
services = ["rds"]
regions = ["us-east-1", "eu-west-1"]
note = "rest"

[[scope]]
services = ["queue"]
regions = ["us-east-1"]
note = "rest"

[[scope]]
services = ["queue"]
regions = ["eu-west-1"]
until = 2026-05-31
note = "rest"

[[scope]]
services = ["docdb"]
regions = "all"
since = 2026-06-01
levels = ["high"]
recorded = 2026-06-09

[[copies]]
id = "x"
"""
    )


def test_what_stays_of_a_part_in_all_regions_stays_in_all_to_come(
    register: Register,
) -> None:
    data = b'[[scope]]\nservices = ["s3", "ec2"]\nregions = "all"\n'
    found = changed(register, [part("s3 ec2", "all")], [row("s3", "all")])
    written = write_list(data, register, found, as_="scope", recorded=DAY, shared={})

    assert [(p.services, p.regions) for p in read_back(written)[0]] == [
        (("s3",), "all"),
        (("ec2",), "all"),
    ]


def test_what_was_known_of_an_eligible_service_stays(register: Register) -> None:
    data = b"""# ours
[[eligible]]
service = "s3"
since = 2026-01-01
version = "4"
source = { document = "d" }
"""
    held = [Part(services=("s3",), regions="all", since=date(2026, 1, 1))]
    found = changed(register, held, [row("ec2", "all")], start=None)
    written = write_list(data, register, found, as_="eligible", recorded=DAY, shared={})

    assert tomllib.loads(written.decode())["eligible"] == [
        {
            "service": "s3",
            "regions": "all",
            "since": date(2026, 1, 1),
            "until": BEFORE,
            "version": "4",
            "source": {"document": "d"},
        },
        {"service": "ec2", "regions": "all", "since": DAY},
    ]
    assert written.startswith(b"# ours\n")


@pytest.mark.parametrize("data", [b"", b"# ours\n", b"eligible = []\n"])
def test_a_list_of_what_is_eligible_may_be_new(register: Register, data: bytes) -> None:
    rows = [row("s3", "all"), row("ec2", "all")]
    found = changed(register, [], rows, start=None)
    written = write_list(data, register, found, as_="eligible", recorded=DAY, shared={})

    assert [r["service"] for r in tomllib.loads(written.decode())["eligible"]] == [
        "s3",
        "ec2",
    ]


def test_a_scope_is_written_in_the_fewest_parts(register: Register) -> None:
    rows = [row(one, "us-east-1 eu-west-1") for one in ("s3", "ec2", "rds")]
    found = changed(register, [], rows)

    assert len(found.pieces) == 1
    assert found.pieces[0].part.services == ("s3", "ec2", "rds")
