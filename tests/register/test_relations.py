"""What one statement owes another, and what two may not say at once."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from assay.errors import Problem
from assay.register import Register
from assay.register.reach import reaches
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
