"""What changed between two days, as a customer is told it: since when, and why."""

from collections.abc import Callable
from datetime import date
from itertools import product

import pytest

from assay.register import Change, News, Register, dated, diff, news

Make = Callable[..., Register]
Texts = dict[str, str]
START, END = date(2024, 1, 1), date(2027, 12, 31)


def changes(
    register: Register, program: str, first: date = START, last: date = END
) -> list[Change]:
    found = dated(register, diff(register, first, last))
    return [change for change in found if change.program == program]


def told(
    register: Register, program: str, first: date = START, last: date = END
) -> list[News]:
    found = news(register, diff(register, first, last))
    return [one for one in found if one.program == program]


def why(found: list[News]) -> list[tuple[str, str, str]]:
    return [(one.after, str(one.on), one.cause) for one in found]


@pytest.mark.parametrize(
    ("was", "now", "after", "on", "cause"),
    [
        (
            "surveillance = [2026-05-04]",
            "surveillance = [2026-05-04, 2027-05-04]\nwithdrawn = 2027-03-01",
            "withdrawn",
            "2027-03-01",
            "it was withdrawn on 1 March 2027",
        ),
        (
            "surveillance = [2026-05-04]",
            "surveillance = [2026-05-04, 2027-05-04]\nsuspended = 2027-09-01",
            "lapsed",
            "2027-09-01",
            "it has been suspended since 1 September 2027",
        ),
        (
            "expires = 2028-05-09",
            "expires = 2026-12-31",
            "lapsed",
            "2027-01-01",
            "it ended on 31 December 2026, and nothing later is recorded",
        ),
    ],
)
def test_what_ended_says_how(  # noqa: PLR0917 - a row of a table
    make: Make, was: str, now: str, after: str, on: str, cause: str
) -> None:
    found = told(make(was=was, now=now), "iso-27001", date(2026, 11, 1))

    assert why(found) == [(after, on, cause)]
    assert found[0].before == "in_force"
    assert "are no longer certified to ISO/IEC 27001:2022" in found[0].says


def test_a_missed_surveillance_audit_is_the_cause(make: Make) -> None:
    (found,) = told(make(), "iso-27001", date(2026, 11, 1))

    assert found.after == "lapsed"
    assert found.on is not None
    assert found.cause.startswith("a surveillance audit was due by")


def test_an_edition_that_ended_is_the_cause(make: Make, statements: Texts) -> None:
    old = (
        statements["iso-27001-2025"]
        .replace('"2022"', '"2013"')
        .replace("issued = 2025-05-10", "issued = 2023-05-10")
        .replace("2028-05-09", "2026-05-09")
        .replace("[2026-05-04]", "[2024-05-01, 2025-05-01]")
    )
    (found,) = told(make({"old": old}), "iso-27001", date(2025, 9, 1), date(2026, 1, 1))

    assert (found.after, found.on) == ("lapsed", date(2025, 11, 1))
    assert "held until 31 October 2025 at most" in found.cause


def test_a_part_that_joined_later_is_told_by_the_day_on_which_it_did(
    make: Make, statements: Texts
) -> None:
    grown = statements["hipaa-2024"] + (
        '    [[scope]]\n    services = ["queue"]\n    regions = "all"\n'
        "    since = 2025-03-01\n    until = 2026-06-30\n"
    )
    register = make({"hipaa-2024": grown})

    grew, left = (
        [one for one in told(register, "hipaa", *days) if one.services == ("queue",)]
        for days in ((START, date(2025, 12, 31)), (date(2025, 12, 31), END))
    )
    assert why(grew) == [("in_force", "2025-03-01", "in its scope since 1 March 2025")]
    assert why(left) == [
        (
            "withdrawn",
            "2026-07-01",
            "it left the scope of hipaa-2024 after 30 June 2026",
        )
    ]


def test_regions_that_opened_and_services_that_came_or_went_are_causes(
    make: Make, statements: Texts
) -> None:
    register = make(
        {"iso-27001-2025": statements["iso-27001-2025"]},
        was='title = "Ireland"',
        now='title = "Ireland"\nopened = 2025-09-01',
    )
    found = told(register, "iso-27001", date(2025, 5, 20), date(2026, 1, 1))
    assert why(found) == [
        ("in_force", "2025-09-01", "eu-west-1 opened on 1 September 2025"),
    ]

    register = make(
        was="launched = 2025-06-01", now="launched = 2025-06-01\nretired = 2026-02-01"
    )
    maps = [
        one
        for days in ((date(2025, 5, 20), date(2026, 1, 1)), (date(2026, 1, 1), END))
        for one in told(register, "iso-27001", *days)
        if "maps" in one.services
    ]
    assert why(maps) == [
        ("in_force", "2025-06-01", "it was launched on 1 June 2025"),
        (
            "not_claimed",
            "2026-02-01",
            "it is no longer offered since 1 February 2026",
        ),
    ]
    assert "Northwind's Maps in eu-west-1 is no longer certified" in maps[1].says


def test_a_plan_that_was_given_up_is_the_cause(make: Make) -> None:
    plans = """
        [[plan]]
        program = "mtcs"
        began = 2026-01-10
        target = 2027-01-10
        abandoned = 2026-08-01
        by = "operations"
        source = { document = "binder" }
        [[plan.scope]]
        services = ["queue"]
        regions = "all"
        levels = ["3"]
    """
    found = told(make(plans=plans), "mtcs", date(2026, 2, 1), date(2026, 12, 1))

    assert [
        (one.before, *turn) for one, turn in zip(found, why(found), strict=True)
    ] == [
        (
            "in_process",
            "not_claimed",
            "2026-08-01",
            "the plan was given up on 1 August 2026",
        )
    ]


def test_a_change_at_a_level_is_not_told_again_of_the_levels_below(
    make: Make, statements: Texts
) -> None:
    lower = (
        statements["fedramp-2025"]
        .replace("moderate", "low")
        .replace("issued = 2025-02-10", "issued = 2025-03-10")
    )
    register = make({**statements, "fedramp-low": lower})

    found = told(register, "fedramp", START, date(2025, 12, 31))
    assert [(one.level, one.attestation) for one in found] == [
        ("moderate", "fedramp-2025")
    ]
    exact = changes(register, "fedramp", START, date(2025, 12, 31))
    assert {one.level for one in exact} == {"moderate"}


def test_a_lower_level_that_came_by_itself_is_told_by_itself(
    make: Make, statements: Texts
) -> None:
    early = (
        statements["fedramp-2025"]
        .replace("moderate", "low")
        .replace("issued = 2025-02-10", "issued = 2025-01-10")
        .replace("[2026-01-30]", "[2026-01-09]")
    )
    register = make({**statements, "fedramp-low": early})
    found = told(register, "fedramp", START, date(2025, 1, 31))

    assert [(one.level, one.attestation) for one in found] == [("low", "fedramp-low")]


def test_one_event_is_one_piece_of_news_and_its_changes_are_exact(make: Make) -> None:
    register = make()
    days = date(2025, 6, 30), date(2026, 11, 24)
    parts = changes(register, "iso-27001", date(2025, 1, 1), days[0])
    event = next(
        one
        for one in told(register, "iso-27001", date(2025, 1, 1), days[0])
        if one.cause == "issued on 10 May 2025"
    )

    assert event.says == (
        "Since 10 May 2025, Northwind's Object Storage and Message Queue in eu-west-1, "
        "us-east-1 and us-gov-west-1 are certified to ISO/IEC 27001:2022 "
        "(iso-27001-2025: issued on 10 May 2025)."
    )
    cells = [c for part in parts for c in product(part.services, part.regions)]
    assert len(cells) == len(set(cells)) == 7
    assert {cell for cell in cells if cell[0] == "maps"} == {("maps", "eu-west-1")}


def test_services_that_changed_here_and_there_are_told_as_such(make: Make) -> None:
    register = make(was="launched = 2025-06-01", now="launched = 2024-06-01")
    (found,) = told(register, "iso-27001", date(2025, 1, 1), date(2025, 6, 30))

    assert not found.in_each
    assert found.services == ("object-storage", "queue", "maps")
    assert "us-gov-west-1 (not each in all) are certified" in found.says
    assert len(changes(register, "iso-27001", date(2025, 1, 1), date(2025, 6, 30))) == 2


def test_cells_that_changed_on_different_days_are_parted_by_them(
    make: Make, statements: Texts
) -> None:
    grown = statements["hipaa-2024"] + (
        '    [[scope]]\n    services = ["queue"]\n    regions = "all"\n'
        "    since = 2025-03-01\n"
    )
    register = make({"hipaa-2024": grown})
    (whole,) = (c for c in diff(register, START, END) if c.program == "hipaa")

    assert whole.on is None
    assert [(c.services, c.on) for c in whole.by_day()] == [
        (("object-storage",), date(2024, 3, 4)),
        (("queue",), date(2025, 3, 1)),
    ]


def test_a_successor_that_leaves_a_service_out_has_the_last_word(
    make: Make, statements: Texts
) -> None:
    first = statements["soc-2-2026"].replace(
        'by = "halden"', 'by = "halden"\n    superseded_by = "soc-2-2027"', 1
    )
    later = (
        statements["soc-2-2026"]
        .replace("issued = 2026-11-10", "issued = 2027-05-10")
        .replace(
            "start = 2026-04-01, end = 2026-09-30",
            "start = 2026-10-01, end = 2027-03-31",
        )
        .replace('["object-storage", "queue"]', '["object-storage"]')
        + '    [[exclusions]]\n    services = ["queue"]\n    regions = ["eu-west-1"]\n'
        '    reason = "it was rebuilt"\n'
    )
    register = make({"soc-2-2026": first, "soc-2-2027": later})
    found = told(register, "soc-2", date(2026, 12, 1), date(2027, 6, 1))

    assert why(found) == [("excluded", "2027-05-10", "it was rebuilt")]
    assert found[0].attestation == "soc-2-2027"


def test_a_law_is_never_certified_in_a_change(northwind: Register) -> None:
    kinds = {one.id: one.kind for one in northwind.programs.values()}
    found = news(northwind, diff(northwind, date(2023, 1, 1), date(2026, 11, 24)))

    assert {kinds[one.program] for one in found} >= {"law", "certification"}
    for one in found:
        assert one.on is not None
        if kinds[one.program] != "certification":
            assert "certified" not in one.says
