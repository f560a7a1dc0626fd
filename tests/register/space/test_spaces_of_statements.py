"""The spaces of a register's statements: what one reaches beyond another."""

from collections.abc import Callable
from datetime import date

from assay.register import Register
from assay.register.space import (
    NOTHING,
    all_but,
    box,
    covers,
    days,
    offered_space,
    only,
    space_of,
)

Make = Callable[..., Register]

WIDER = """
    program = "iso-27017"
    edition = "2015"
    by = "kestrel"
    issued = 2025-06-10
    expires = 2028-05-09
    surveillance = [2026-05-04]
    derives_from = ["iso-27001-2025"]
    source = { document = "binder" }
    [[scope]]
    services = ["object-storage", "maps"]
    regions = "all"
"""


def test_a_statement_reaches_its_scope_less_its_exclusions_while_each_holds(
    make: Make, statements: dict[str, str]
) -> None:
    soc = statements["soc-2-2026"] + (
        "    since = 2026-12-01\n    until = 2026-12-31\n"
        '    accounts = ["100"]\n'
        "    [[exclusions]]\n"
        '    services = ["queue"]\n    regions = "all"\n    facilities = ["site-b"]\n'
        '    since = 2027-01-01\n    reason = "moved"\n'
        "    [[exclusions]]\n"
        '    services = ["maps"]\n    regions = "all"\n    reason = "not examined"\n'
    )
    register = make({"soc-2-2026": soc})
    made = register.attestations["soc-2-2026"]

    assert space_of(register, made) == box(
        service=only("object-storage", "queue"),
        region=only("eu-west-1"),
        level=only(""),
        edition=only("tsc-2017"),
        account=only("100"),
        day=days(date(2026, 12, 1), date(2026, 12, 31)),
    )


def test_a_level_reaches_the_levels_that_it_covers(make: Make) -> None:
    register = make()
    space = space_of(register, register.attestations["fedramp-2025"])
    at = {"service": "queue", "region": "us-gov-west-1", "edition": "rev5"}

    assert {**at, "level": "low", "day": date(2026, 1, 1)} in space
    assert {**at, "level": "high", "day": date(2026, 1, 1)} not in space
    assert {**at, "level": "low", "day": date(2025, 2, 9)} not in space


def test_what_a_source_leaves_unstated_is_reached_possibly_and_not_certainly(
    paper: Register,
) -> None:
    made = next(a for a in paper.attestations.values() if a.program == "iso-27001")
    certain, possible = (
        space_of(paper, made, possible=wide).at(day=date(2017, 3, 31))
        for wide in (False, True)
    )

    assert certain <= possible
    assert certain.at(service="s3") == NOTHING
    assert possible.at(service="s3") != NOTHING


def test_nothing_is_left_of_a_statement_within_another(
    make: Make, statements: dict[str, str]
) -> None:
    register = make({**statements, "iso-27017-2025": WIDER})
    inner, outer = (
        register.attestations[i] for i in ("iso-27017-2025", "iso-27001-2025")
    )

    assert covers(register, outer, inner) == NOTHING
    left = covers(register, inner, outer)
    assert left.over("day") == box(
        service=only("queue"),
        region=only("eu-west-1", "us-east-1", "us-gov-west-1"),
    ) | box(service=only("object-storage", "maps"), region=only("eu-west-1")) | box(
        service=only("object-storage"), region=all_but("elsewhere")
    ) & box(region=only("us-east-1", "us-gov-west-1"))


def test_a_service_is_offered_where_and_while_it_is_sold(make: Make) -> None:
    space = offered_space(make())
    maps = space.at(service="maps")

    assert maps == box(region=only("", "eu-west-1"), day=days(date(2025, 6, 1)))
    assert space.at(service="queue", region="us-east-1").over("day")
