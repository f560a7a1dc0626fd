"""What one statement owes another, and what two may not say at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from assay.errors import Problem
from assay.register import Program, Register
from assay.register.program import Relationship
from assay.register.reach import reaches
from assay.register.state import hold
from assay.register.values import Scope

Make = Callable[..., Register]
Faults = Callable[..., list[Problem]]
Texts = dict[str, str]


def told(problems: list[Problem]) -> list[tuple[str, str]]:
    lead, tail = "register/attestations/", ".toml"
    return [
        (problem.file.removeprefix(lead).removesuffix(tail), problem.place)
        for problem in problems
    ]


@pytest.fixture
def soc(statements: Texts) -> Texts:
    """SOC 1, 2 and 3 of one period, as they must be."""
    soc_2 = statements["soc-2-2026"]
    return {
        "soc-1": soc_2.replace("soc-2", "soc-1").replace("tsc-2017", "at-c-320"),
        "soc-2": soc_2,
        "soc-3": soc_2.replace('"soc-2"', '"soc-3"').replace(
            'type = "2"', 'derives_from = ["soc-2"]'
        ),
    }


def test_three_reports_of_one_period_are_read(make: Make, soc: Texts) -> None:
    assert set(make(soc).attestations) == set(soc)


def test_a_soc_3_derives_from_a_soc_2(faults: Faults, soc: Texts) -> None:
    soc["soc-3"] = soc["soc-3"].replace('derives_from = ["soc-2"]', "")

    assert told(faults(soc)) == [("soc-3", "derives_from")]


def test_a_soc_3_cannot_derive_from_a_soc_1_alone(faults: Faults, soc: Texts) -> None:
    soc["soc-3"] = soc["soc-3"].replace('["soc-2"]', '["soc-1"]')

    (problem,) = faults(soc)
    assert problem.place == "derives_from"
    assert "names no SOC 2" in problem.message


def test_a_soc_3_shares_the_period_and_opinion_of_its_soc_2(
    faults: Faults, soc: Texts
) -> None:
    soc["soc-3"] = (
        soc["soc-3"].replace("2026-04-01", "2026-05-01").replace("un", "qual", 1)
    ).replace("qualmodified", "qualified")

    assert set(told(faults(soc))) == {("soc-3", "period"), ("soc-3", "opinion")}


@pytest.mark.parametrize("report", ["soc-2", "soc-3"])
def test_reports_of_one_period_share_their_services(
    faults: Faults, soc: Texts, report: str
) -> None:
    soc[report] = soc[report].replace('"object-storage", "queue"', '"queue"')

    assert (report, "scope") in told(faults(soc))


def test_reports_of_other_periods_need_not(make: Make, soc: Texts) -> None:
    soc["soc-1"] = soc["soc-1"].replace("2026-04-01", "2026-03-01")
    soc["soc-1"] = soc["soc-1"].replace('"object-storage", "queue"', '"queue"')

    assert make(soc).attestations


def test_a_reference_shares_what_it_refers_to(make: Make, soc: Texts) -> None:
    for report in ("soc-2", "soc-3"):
        soc[report] = soc[report].replace(
            '["object-storage", "queue"]', '"same-as:soc-1"'
        )

    assert make(soc).attestations


def test_two_unstated_scopes_are_not_known_to_be_the_same(
    faults: Faults, make: Make, soc: Texts
) -> None:
    unstated = {
        key: text.replace('["object-storage", "queue"]', '"unstated"')
        for key, text in soc.items()
    }
    referring = {
        key: text.replace('"unstated"', '"same-as:soc-1"') if key != "soc-1" else text
        for key, text in unstated.items()
    }

    assert set(told(faults(unstated))) == {("soc-2", "scope"), ("soc-3", "scope")}
    assert make(referring).attestations


def test_what_is_excluded_everywhere_is_not_shared(faults: Faults, soc: Texts) -> None:
    soc["soc-2"] = (
        soc["soc-2"]
        .replace('["object-storage", "queue"]', '"all"')
        .replace(
            'type = "2"',
            """type = "2"
    exclusions = [{ services = ["queue", "maps"], regions = "all", reason = "r" }]""",
        )
    )

    assert ("soc-2", "scope") in told(faults(soc))


@pytest.mark.parametrize("key", ["derives_from", "superseded_by", "scope"])
def test_a_chain_cannot_close_on_itself(
    faults: Faults, statements: Texts, key: str
) -> None:
    iso = statements["iso-27001-2025"]
    link = {
        "derives_from": 'derives_from = ["{}"]\n    by =',
        "superseded_by": 'superseded_by = "{}"\n    by =',
        "scope": "by =",
    }[key]
    extent = '"same-as:{}"' if key == "scope" else '"all"'
    pair = {
        one: iso.replace("by =", link.format(other), 1).replace(
            'services = "all"', f"services = {extent.format(other)}"
        )
        for one, other in (("one", "two"), ("two", "one"))
    }
    problems = faults(pair)

    closed = [p for p in problems if "closes on itself" in p.message]
    assert told(closed) == [("one", key)]
    assert "one -> two -> one" in closed[0].message


def test_nothing_derives_from_what_comes_later(
    faults: Faults, statements: Texts
) -> None:
    early = statements["hipaa-2024"].replace(
        "by =", 'derives_from = ["iso-27001-2025"]\n    by =', 1
    )

    assert told(faults({**statements, "hipaa-2024": early})) == [
        ("hipaa-2024", "derives_from")
    ]


def test_a_successor_is_on_the_same_program(faults: Faults, statements: Texts) -> None:
    odd = statements["hipaa-2024"].replace(
        "by =", 'superseded_by = "iso-27001-2025"\n    by =', 1
    )

    (problem,) = faults({**statements, "hipaa-2024": odd})
    assert "another program" in problem.message


def test_a_successor_is_not_older(faults: Faults, statements: Texts) -> None:
    old = statements["hipaa-2024"].replace("2024-03-04", "2023-03-04")
    new = statements["hipaa-2024"].replace("by =", 'superseded_by = "old"\n    by =', 1)

    (problem,) = faults({"old": old, "new": new})
    assert "before what it replaces" in problem.message


# -- contradictions ------------------------------------------------------------


def excluding(text: str, services: str, regions: str = '"all"', more: str = "") -> str:
    line = f'{{ services = {services}, regions = {regions}, reason = "r"{more} }}'
    return text.replace("by =", f"exclusions = [{line}]\n    by =", 1)


@pytest.mark.parametrize(
    ("services", "regions"),
    [
        ('["queue"]', '"all"'),
        ('"all"', '["eu-west-1"]'),
        ('["queue"]', '["eu-west-1"]'),
    ],
)
def test_an_exclusion_may_carve_from_all(
    make: Make, statements: Texts, services: str, regions: str
) -> None:
    carved = excluding(statements["iso-27001-2025"], services, regions)

    assert make({"iso": carved}).attestations


@pytest.mark.parametrize(
    ("services", "regions"),
    [('["queue"]', '"all"'), ('["queue"]', '["eu-west-1"]'), ('"all"', '"all"')],
)
def test_an_exclusion_cannot_take_what_is_named(
    faults: Faults, statements: Texts, services: str, regions: str
) -> None:
    clash = excluding(statements["soc-2-2026"], services, regions)

    assert told(faults({"soc": clash})) == [("soc", "exclusions[0]")]


def test_an_exclusion_may_follow_a_part_that_ended(
    make: Make, statements: Texts
) -> None:
    after = excluding(
        statements["soc-2-2026"], '["queue"]', more=", since = 2027-02-01"
    ).replace(
        'regions = ["eu-west-1"]', 'regions = ["eu-west-1"]\n    until = 2027-01-31'
    )

    assert make({"soc": after}).attestations


@pytest.fixture
def halves(statements: Texts) -> Texts:
    """A report that names a service, and a later one that excludes it."""
    later = (
        statements["soc-2-2026"]
        .replace("2026-09-30", "2027-03-31")
        .replace("2026-04-01", "2026-10-01")
        .replace("2026-11-10", "2027-05-10")
        .replace('["object-storage", "queue"]', '"all"')
    )
    return {
        "first": statements["soc-2-2026"],
        "then": excluding(later, '["queue"]'),
    }


def test_two_statements_in_force_cannot_disagree_on_a_cell(
    faults: Faults, halves: Texts
) -> None:
    (problem,) = faults(halves)

    assert told([problem]) == [("first", "scope")]
    assert "queue in eu-west-1 is in scope here and excluded by then" in problem.message


def test_the_later_one_may_replace_the_earlier(make: Make, halves: Texts) -> None:
    halves["first"] = halves["first"].replace(
        "by =", 'superseded_by = "then"\n    by =', 1
    )

    assert make(halves).attestations


def test_they_may_disagree_when_not_in_force_together(
    make: Make, halves: Texts
) -> None:
    halves["then"] = halves["then"].replace("2027-05-10", "2027-10-10")

    assert make(halves).attestations


def test_they_may_disagree_on_other_editions(make: Make, halves: Texts) -> None:
    halves["then"] = halves["then"].replace('edition = "tsc-2017"', "")

    assert make(halves).attestations


def test_they_may_disagree_at_other_levels(make: Make, statements: Texts) -> None:
    low = statements["fedramp-2025"].replace("moderate", "low")
    high = excluding(statements["fedramp-2025"], '["queue"]').replace(
        "moderate", "high"
    )

    assert make({"low": low, "high": high}).attestations


def test_two_reports_on_one_period_have_one_opinion(
    faults: Faults, statements: Texts
) -> None:
    other = statements["soc-2-2026"].replace("unmodified", "qualified")

    problems = faults({"one": statements["soc-2-2026"], "two": other})
    assert told(problems) == [("one", "opinion")]


def test_a_report_issued_anew_may_have_another_opinion(
    make: Make, statements: Texts
) -> None:
    first = statements["soc-2-2026"].replace(
        "by =", 'superseded_by = "anew"\n    by =', 1
    )
    anew = statements["soc-2-2026"].replace("unmodified", "qualified")

    assert make({"first": first, "anew": anew}).attestations


def test_reports_on_other_services_may_differ_in_opinion(
    make: Make, statements: Texts
) -> None:
    one = statements["soc-2-2026"].replace('"object-storage", "queue"', '"queue"')
    other = statements["soc-2-2026"].replace("unmodified", "qualified")
    other = other.replace('"object-storage", "queue"', '"maps"')

    assert make({"one": one, "two": other}).attestations


@pytest.mark.parametrize("other", ["gone", "iso-27001-2025"])
def test_a_reference_that_leads_nowhere_reaches_nothing(make: Make, other: str) -> None:
    register = make()
    made = register.attestations["iso-27001-2025"]
    scope = (Scope(services=f"same-as:{other}", regions="all"),)
    loose = replace(register, attestations={made.id: replace(made, scope=scope)})

    assert list(reaches(loose, scope)) == []


# -- what extends another ------------------------------------------------------


@pytest.fixture
def widened(statements: Texts) -> Texts:
    """A 27001 certificate, and a 27017 certificate that widens it, as they must be."""
    parent = statements["iso-27001-2025"].replace(
        'services = "all"', 'services = ["object-storage", "queue"]'
    )
    child = (
        parent.replace('"iso-27001"', '"iso-27017"')
        .replace('"2022"', '"2015"')
        .replace("by =", 'derives_from = ["parent"]\n    by =', 1)
    )
    return {"parent": parent, "child": child}


def test_a_widening_of_a_certificate_is_read(make: Make, widened: Texts) -> None:
    assert set(make(widened).attestations) == {"parent", "child"}


def test_a_widening_names_what_it_widens(faults: Faults, widened: Texts) -> None:
    widened["child"] = widened["child"].replace('derives_from = ["parent"]', "")

    (problem,) = faults(widened)
    assert told([problem]) == [("child", "derives_from")]
    assert problem.message == (
        "ISO/IEC 27017 rests on an ISO/IEC 27001 certificate, and this names none"
    )
    assert "ISO/IEC 27001 certificate" in problem.remedy


def test_one_body_makes_both(faults: Faults, widened: Texts) -> None:
    party = """id = "other"
name = "Other Certification"
kind = "assessor"
accredited = [{ role = "certification-body" }]
[[party]]
id = "assessors\""""
    widened["child"] = widened["child"].replace('"kestrel"', '"other"')

    problems = faults(widened, was='id = "assessors"', now=party)
    assert told(problems) == [("child", "by")]


@pytest.mark.parametrize("end", ["2028-05-10", "2028-10-01"])
def test_a_widening_does_not_outlast_what_it_widens(
    faults: Faults, widened: Texts, end: str
) -> None:
    widened["child"] = widened["child"].replace("2028-05-09", end)

    (problem,) = faults(widened)
    assert told([problem]) == [("child", "expires")]
    assert problem.remedy == "Write `expires = 2028-05-09` or earlier."


def test_a_widening_may_outlast_a_certificate_that_was_renewed(
    make: Make, widened: Texts
) -> None:
    renewed = (
        widened["parent"]
        .replace("2025-05-10", "2028-05-01")
        .replace("2028-05-09", "2031-04-30")
        .replace("surveillance = [2026-05-04]", "")
    )
    widened["parent"] = widened["parent"].replace(
        "by =", 'superseded_by = "renewed"\n    by =', 1
    )
    widened["child"] = widened["child"].replace("2028-05-09", "2028-10-01")

    assert make({**widened, "renewed": renewed}).attestations


WIDER = [
    pytest.param('["object-storage", "queue"]', '"all"', "maps in eu-west-1", id="all"),
    pytest.param('["object-storage", "queue"]', '["maps"]', "maps in", id="service"),
]


@pytest.mark.parametrize(("was", "now", "cell"), WIDER)
def test_a_widening_lies_within_what_it_widens(
    faults: Faults, widened: Texts, was: str, now: str, cell: str
) -> None:
    widened["child"] = widened["child"].replace(was, now)

    (problem,) = faults(widened)
    assert told([problem]) == [("child", "scope")]
    assert cell in problem.message
    assert "same-as:parent" in problem.remedy


def test_a_widening_may_be_narrower(make: Make, widened: Texts) -> None:
    widened["child"] = widened["child"].replace('"object-storage", "queue"', '"queue"')
    widened["child"] = widened["child"].replace(
        'regions = "all"', 'regions = ["eu-west-1"]'
    )

    assert make(widened).attestations


def test_what_the_parent_excludes_a_widening_cannot_have(
    faults: Faults, make: Make, widened: Texts
) -> None:
    widened["parent"] = excluding(
        widened["parent"].replace('["object-storage", "queue"]', '"all"'),
        '["queue"]',
    )
    fitting = {**widened, "child": widened["child"].replace('"queue"', '"maps"')}

    assert told(faults(widened)) == [("child", "scope")]
    assert make(fitting).attestations


@pytest.mark.parametrize(
    ("parent", "child", "good"),
    [
        ("since = 2025-08-01", "", False),
        ("since = 2025-08-01", "since = 2025-07-31", False),
        ("since = 2025-08-01", "since = 2025-08-01", True),
        ("until = 2025-08-01", "", False),
        ("until = 2025-08-01", "until = 2025-08-02", False),
        ("until = 2025-08-01", "until = 2025-08-01", True),
    ],
)
def test_a_part_is_widened_only_while_it_is_in_scope(
    faults: Faults, make: Make, widened: Texts, parent: str, child: str, *, good: bool
) -> None:
    part = """
    [[scope]]
    services = ["maps"]
    regions = ["eu-west-1"]
"""
    both = {
        "parent": f"{widened['parent']}{part}    {parent}",
        "child": f"{widened['child']}{part}    {child}",
    }

    if good:
        assert make(both).attestations
    else:
        assert told(faults(both)) == [("child", "scope")]


def test_what_is_launched_later_is_in_scope_from_then(
    make: Make, faults: Faults, widened: Texts
) -> None:
    """Maps, launched on 1 June 2025, in Ireland alone, falls under `all` from then."""
    widened["child"] = widened["child"].replace(
        'services = ["object-storage", "queue"]', 'services = "all"'
    )
    part = """
    [[scope]]
    services = ["maps"]
    regions = ["eu-west-1"]
    since = 2025-06-0"""

    parent = widened["parent"]
    assert make({**widened, "parent": f"{parent}{part}1"}).attestations
    (problem,) = faults({**widened, "parent": f"{parent}{part}2"})
    assert problem.message.startswith("On 2025-06-01 it reaches maps in eu-west-1,")


def test_what_is_not_sold_somewhere_cannot_be_outside(
    make: Make, statements: Texts
) -> None:
    there = DOD.replace('["us-gov-west-1"]', '["us-gov-west-1", "us-east-1"]').replace(
        'services = "all"', 'services = ["maps"]'
    )

    assert make({**statements, "dod": there}).attestations


def test_a_successor_with_a_smaller_scope_is_seen(
    faults: Faults, widened: Texts
) -> None:
    smaller = (
        widened["parent"]
        .replace("2025-05-10", "2026-04-01")
        .replace("2028-05-09", "2029-03-31")
        .replace("surveillance = [2026-05-04]", "")
        .replace('"object-storage", "queue"', '"queue"')
    )
    widened["parent"] = widened["parent"].replace(
        "by =", 'superseded_by = "smaller"\n    by =', 1
    )
    (problem,) = faults({**widened, "smaller": smaller})

    assert told([problem]) == [("child", "scope")]
    assert "On 2026-04-01" in problem.message


DOD = """
    program = "dod-srg"
    edition = "v1r4"
    by = "agency"
    issued = 2025-03-01
    derives_from = ["fedramp-2025"]
    source = { document = "binder" }
    [[scope]]
    services = "all"
    regions = ["us-gov-west-1"]
    levels = ["4"]
"""


def test_an_impact_level_needs_fedramp_at_its_level(
    make: Make, faults: Faults, statements: Texts
) -> None:
    low = {
        **statements,
        "fedramp-2025": statements["fedramp-2025"].replace('"moderate"', '"low"'),
        "dod": DOD,
    }
    high = {
        **statements,
        "fedramp-2025": statements["fedramp-2025"].replace('"moderate"', '"high"'),
        "dod": DOD,
    }
    alone = {**statements, "dod": DOD.replace('derives_from = ["fedramp-2025"]', "")}

    assert make({**statements, "dod": DOD}).attestations
    assert make(high).attestations
    assert set(told(faults(low))) == {("dod", "derives_from"), ("dod", "scope")}
    assert told(faults(alone)) == [("dod", "derives_from")]
    assert make({**alone, "dod": alone["dod"].replace('"4"', '"2"')}).attestations


STAR = """
    program = "csa-star"
    edition = "4.1"
    by = "kestrel"
    issued = 2026-11-20
    derives_from = ["iso-27001-2025"]
    source = { document = "binder" }
    [[scope]]
    services = ["queue"]
    regions = ["eu-west-1"]
    levels = ["2"]
"""


@pytest.mark.parametrize("ground", ["iso-27001-2025", "soc-2-2026"])
def test_either_of_two_grounds_will_do(
    make: Make, statements: Texts, ground: str
) -> None:
    star = STAR.replace("iso-27001-2025", ground)

    assert make({**statements, "star": star}).attestations


@pytest.mark.parametrize("ground", ["", 'derives_from = ["hipaa-2024"]'])
def test_none_of_them_will_not(faults: Faults, statements: Texts, ground: str) -> None:
    star = STAR.replace('derives_from = ["iso-27001-2025"]', ground)

    (problem,) = faults({**statements, "star": star})
    assert problem.place == "derives_from"
    assert "at level 2 rests on a SOC 2 report or ISO/IEC 27001 certificate" in (
        problem.message
    )


def test_the_third_tier_needs_a_27001_certificate_and_the_second_does_not(
    make: Make, faults: Faults, statements: Texts
) -> None:
    mtcs = (
        STAR.replace("csa-star", "mtcs")
        .replace("4.1", "ss-584-2020")
        .replace('derives_from = ["iso-27001-2025"]', "")
    )

    assert make({**statements, "mtcs": mtcs}).attestations
    third = mtcs.replace('levels = ["2"]', 'levels = ["3"]')
    assert told(faults({**statements, "mtcs": third})) == [("mtcs", "derives_from")]


def test_an_old_source_need_not_say_what_it_extends(
    make: Make, statements: Texts
) -> None:
    stated = STAR.replace("issued", "stated_on").replace(
        'derives_from = ["iso-27001-2025"]', ""
    )

    assert make({**statements, "star": stated}).attestations


def test_a_widening_lapses_when_its_certificate_does(
    make: Make, widened: Texts
) -> None:
    register = make({**widened, "child": widened["child"].replace("05-04]", "05-10]")})
    child = register.attestations["child"]
    parent = replace(register.attestations["parent"], withdrawn=date(2026, 6, 1))
    fallen = replace(register, attestations={"child": child, "parent": parent})

    assert hold(register, child, date(2026, 6, 1)).state == "in_force"
    assert hold(fallen, child, date(2026, 5, 31)).state == "in_force"
    assert hold(fallen, child, date(2026, 6, 1)).state == "withdrawn"
    assert "it rests on parent" in hold(fallen, child, date(2026, 6, 1)).cause


# -- what a statement lists --------------------------------------------------------


@pytest.mark.parametrize(
    ("was", "now", "place", "statement"),
    [
        (
            "assessments = [2026-01-30]",
            "assessments = [2026-01-30]\ncovered = [{ on = 2026-01-31, full = true }]",
            "covered[0].on",
            "fedramp-2025",
        ),
        (
            "assessments = [2026-01-30]",
            "assessments = [2026-01-30]\nongoing = true\nexpires = 2027-01-01",
            "ongoing",
            "fedramp-2025",
        ),
        (
            'opinion = "unmodified"',
            'opinion = "unmodified"\ncuecs = ["c1", "c1"]',
            "cuecs",
            "soc-2-2026",
        ),
        (
            'opinion = "unmodified"',
            'opinion = "unmodified"\nauthorization = "agency"',
            "authorization",
            "soc-2-2026",
        ),
        (
            "expires = 2028-05-09",
            "expires = 2028-05-09\nscans = [2026-01-01]",
            "scans",
            "iso-27001-2025",
        ),
        (
            'opinion = "unmodified"',
            'opinion = "unmodified"\nsubservice = [{ name = "Colo", method = "some" }]',
            "subservice[0].method",
            "soc-2-2026",
        ),
    ],
)
def test_what_cannot_be_true_together_is_told(
    faults: Faults, was: str, now: str, place: str, statement: str
) -> None:
    assert (statement, place) in told(faults(was=was, now=now))


def test_an_assessment_begins_before_it_ends(faults: Faults) -> None:
    irap = STAR.replace("csa-star", "irap").replace('"4.1"', '"ism-2026.09.4"')
    irap = irap.replace("kestrel", "assessors").replace('["2"]', '["protected"]')
    irap = irap.replace('derives_from = ["iso-27001-2025"]', "started = 2026-11-21")

    assert told(faults({"irap": irap})) == [("irap", "issued")]


def test_a_suspension_cannot_be_lifted_when_it_has_become_a_withdrawal(
    make: Make, faults: Faults, programs: dict[str, Program], statements: Texts
) -> None:
    iso = programs["iso-27001"]
    limited = replace(iso, validity=replace(iso.validity, suspension_months=6))
    late = statements["iso-27001-2025"].replace(
        "by =", "suspended = 2025-07-01\n    reinstated = 2026-01-02\n    by =", 1
    )

    assert told(faults({"iso": late}, other=limited)) == [("iso", "reinstated")]
    free = replace(limited, validity=replace(iso.validity, suspension_months=None))
    assert make({"iso": late}, other=free).attestations


def test_a_statement_may_be_replaced_by_one_on_the_program_that_succeeds(
    make: Make, faults: Faults, programs: dict[str, Program], statements: Texts
) -> None:
    heir = replace(
        programs["iso-27001"],
        id="heir",
        title="Heir",
        aliases=(),
        relations=(Relationship(kind="supersedes", program="iso-27001"),),
    )
    stranger = replace(heir, relations=())
    both = {
        "old": statements["iso-27001-2025"].replace(
            "by =", 'superseded_by = "new"\n    by =', 1
        ),
        "new": statements["iso-27001-2025"].replace('"iso-27001"', '"heir"'),
    }

    assert told(faults(both, other=stranger)) == [("old", "superseded_by")]
    assert make(both, other=heir).attestations


DUTIES = """
    [[responsibility]]
    id = "cc6.1"
    program = "soc-2"
    catalog = "tsc-2017"
    requirement = "cc6.1"
    source = { document = "binder" }
    provider_text = "Accounts end with the contract."
    allocations = [
      { party = "provider", duty = "implement" },
      { party = "customer", duty = "implement" },
      { party = "third_party", duty = "implement", name = "C" },
    ]
    [[responsibility.duties]]
    id = "cuec-1"
    bearer = "customer"
    kind = "cuec"
    text = "Close accounts."
    [[responsibility.duties]]
    id = "csoc-1"
    bearer = "third_party"
    kind = "csoc"
    name = "C"
    method = "carve_out"
    text = "Lock the hall."
"""


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('cuecs = ["cuec-1"]', ""),
        ('cuecs = ["cuec-2"]', "cuecs"),
        (
            'subservice = [{ name = "C", method = "carve_out", csocs = ["csoc-1"] }]',
            "",
        ),
        (
            'subservice = [{ name = "C", method = "carve_out", csocs = ["csoc-2"] }]',
            "subservice[0].csocs",
        ),
    ],
)
def test_complementary_controls_are_duties_that_are_told(
    make: Make, faults: Faults, statements: Texts, line: str, place: str
) -> None:
    text = statements["soc-2-2026"].replace("by =", f"{line}\n    by =", 1)
    told_of = {"soc-2-2026": text, "responsibilities/soc-2": DUTIES}

    assert make({"soc-2-2026": text}).attestations
    if place:
        assert told(faults(told_of)) == [("soc-2-2026", place)]
    else:
        assert make(told_of).attestations
