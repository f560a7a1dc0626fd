"""The state of one statement follows from its dates and its program's rules."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from assay.register import ClaimState, Register, ask, scope
from assay.register.state import hold

Make = Callable[..., Register]
Told = list[tuple[str, ClaimState]]


def told(register: Register, program: str, days: Told, level: str = "") -> Told:
    """The states on the same days, as the register tells them."""
    question = ask(register, program, level=level)
    return [
        (day, scope(register, question, date.fromisoformat(day)).state)
        for day, _ in days
    ]


LETTER_OF_2027 = """opinion = "unmodified"
bridges = [{ issued = 2027-10-01, until = 2027-12-31, by = "northwind" }]"""
CASES: dict[str, tuple[str, str, str, Told]] = {
    "a certificate holds from its issue to its last day": (
        "iso-27001",
        "surveillance = [2026-05-04]",
        "surveillance = [2026-05-04, 2027-05-04]",
        [
            ("2025-05-09", "not_claimed"),
            ("2025-05-10", "in_force"),
            ("2028-05-04", "in_force"),
            ("2028-05-09", "in_force"),
            ("2028-05-10", "lapsed"),
        ],
    ),
    "a missed surveillance audit lapses a certificate until it is made up for": (
        "iso-27001",
        "surveillance = [2026-05-04]",
        "surveillance = [2026-08-01]",
        [
            ("2026-05-10", "in_force"),
            ("2026-05-11", "lapsed"),
            ("2026-07-31", "lapsed"),
            ("2026-08-01", "in_force"),
            ("2027-08-02", "lapsed"),
        ],
    ),
    "two early audits do not stand for the whole of three years": (
        "iso-27001",
        "surveillance = [2026-05-04]",
        "surveillance = [2025-08-01, 2026-01-01]",
        [("2027-01-01", "in_force"), ("2027-01-02", "lapsed")],
    ),
    "one late audit does not stand for two": (
        "iso-27001",
        "surveillance = [2026-05-04]",
        "surveillance = [2026-06-01]",
        [("2027-06-01", "in_force"), ("2027-06-02", "lapsed")],
    ),
    "a suspended certificate is lapsed until it is reinstated": (
        "iso-27001",
        "expires = 2028-05-09",
        "expires = 2028-05-09\nsuspended = 2025-07-01\nreinstated = 2025-09-01",
        [
            ("2025-06-30", "in_force"),
            ("2025-07-01", "lapsed"),
            ("2025-08-31", "lapsed"),
            ("2025-09-01", "in_force"),
        ],
    ),
    "a withdrawn certificate is withdrawn from that day": (
        "iso-27001",
        "expires = 2028-05-09",
        "expires = 2028-05-09\nwithdrawn = 2025-07-01",
        [
            ("2025-06-30", "in_force"),
            ("2025-07-01", "withdrawn"),
            ("2029-01-01", "withdrawn"),
        ],
    ),
    "a report holds until its age is reached and never ends": (
        "soc-2",
        "",
        "",
        [
            ("2026-11-09", "not_claimed"),
            ("2026-11-10", "in_force"),
            ("2027-09-30", "in_force"),
            ("2027-10-01", "aged"),
            ("2040-01-01", "aged"),
        ],
    ),
    "a bridge letter does not make an old report young": (
        "soc-2",
        'opinion = "unmodified"',
        LETTER_OF_2027,
        [("2027-10-01", "aged"), ("2027-12-31", "aged"), ("2028-01-01", "aged")],
    ),
    "a report with an adverse opinion supports no claim": (
        "soc-2",
        'opinion = "unmodified"',
        'opinion = "adverse"',
        [("2026-11-10", "not_claimed"), ("2028-01-01", "not_claimed")],
    ),
    "a report without an opinion supports no claim": (
        "soc-2",
        'opinion = "unmodified"',
        'opinion = "disclaimer"',
        [("2026-11-10", "not_claimed")],
    ),
    "a qualified report is in force, and says that it is qualified": (
        "soc-2",
        'opinion = "unmodified"',
        'opinion = "qualified"',
        [("2026-11-10", "in_force")],
    ),
    "an authorization lapses without its annual assessment": (
        "fedramp",
        "",
        "",
        [
            ("2025-02-09", "not_claimed"),
            ("2025-02-10", "in_force"),
            ("2027-01-30", "in_force"),
            ("2027-01-31", "lapsed"),
        ],
    ),
    "what a provider says of a law holds until it takes it back": (
        "hipaa",
        "issued = 2024-03-04",
        "issued = 2024-03-04\nwithdrawn = 2030-01-01",
        [
            ("2024-03-03", "not_claimed"),
            ("2029-12-31", "in_force"),
            ("2030-01-01", "withdrawn"),
        ],
    ),
    "a statement known only from its source holds for a year": (
        "hipaa",
        "issued = 2024-03-04",
        "stated_on = 2024-03-04",
        [
            ("2024-03-03", "not_claimed"),
            ("2025-03-04", "in_force"),
            ("2025-03-05", "aged"),
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_state_on_each_day(make: Make, case: str) -> None:
    program, was, now, days = CASES[case]

    assert told(make(was=was, now=now), program, days) == days


SOURCE = 'source = { document = "binder" }'
SCOPE = '[[scope]]\nservices = "all"\nregions = "all"'


@pytest.mark.parametrize(
    ("text", "program", "level", "days"),
    [
        pytest.param(
            f"""
program = "iso-27001"
edition = "2013"
by = "kestrel"
issued = 2023-06-01
expires = 2026-05-31
surveillance = [2024-06-01, 2025-05-30]
{SOURCE}
{SCOPE}
""",
            "iso-27001",
            "",
            [("2025-10-31", "in_force"), ("2025-11-01", "lapsed")],
            id="a certificate on the 2013 edition ends with the transition",
        ),
        pytest.param(
            f"""
program = "fips-140"
edition = "140-2"
by = "agency"
issued = 2023-06-01
validation = {{ module = "Module", certificate = "4711" }}
{SOURCE}
{SCOPE}
levels = ["1"]
""",
            "fips-140",
            "1",
            [("2026-09-20", "in_force"), ("2026-09-21", "lapsed")],
            id="a 140-2 validation is historical from 21 September 2026",
        ),
        pytest.param(
            f"""
program = "fips-140"
edition = "140-3"
by = "agency"
issued = 2024-06-01
validation = {{ module = "Module", revoked = 2025-01-01 }}
{SOURCE}
{SCOPE}
levels = ["3"]
""",
            "fips-140",
            "1",
            [("2024-12-31", "in_force"), ("2025-01-01", "withdrawn")],
            id="a revoked validation is withdrawn",
        ),
        pytest.param(
            f"""
program = "fips-140"
edition = "140-3"
by = "agency"
issued = 2024-06-01
validation = {{ module = "Module" }}
{SOURCE}
{SCOPE}
levels = ["1"]
""",
            "fips-140",
            "",
            [("2029-06-01", "in_force"), ("2029-06-02", "lapsed")],
            id="a validation is active for five years",
        ),
        pytest.param(
            f"""
program = "irap"
by = "assessors"
issued = 2024-06-01
assessments = [2026-06-01]
{SOURCE}
{SCOPE}
levels = ["protected"]
""",
            "irap",
            "OFFICIAL: Sensitive",
            [("2028-06-01", "in_force"), ("2028-06-02", "lapsed")],
            id="an assessment is due again every 24 months",
        ),
        pytest.param(
            f"""
program = "csa-star"
by = "northwind"
issued = 2025-06-01
{SOURCE}
{SCOPE}
levels = ["1"]
""",
            "csa-star",
            "1",
            [
                ("2026-06-01", "in_force"),
                ("2026-06-02", "aged"),
                ("2028-06-01", "aged"),
                ("2028-06-02", "lapsed"),
            ],
            id="a self-assessment is out of date after one year, hidden after three",
        ),
        pytest.param(
            f"""
program = "soc-1"
edition = "at-801"
by = "halden"
type = "2"
issued = 2022-05-01
opinion = "unmodified"
period = {{ start = 2016-10-01, end = 2017-03-31 }}
{SOURCE}
{SCOPE}
""",
            "soc-1",
            "",
            [("2022-05-01", "aged")],
            id="a report that is issued late is old at once",
        ),
    ],
)
def test_each_kind_has_its_own_end(
    make: Make, text: str, program: str, level: str, days: Told
) -> None:
    assert told(make({"one": text}), program, days, level) == days


def test_a_missed_audit_is_named_with_its_day(make: Make) -> None:
    register = make(was="surveillance = [2026-05-04]", now="")
    claim = scope(register, ask(register, "iso-27001"), date(2026, 6, 1))

    assert claim.state == "lapsed"
    assert "surveillance audit was due by 10 May 2026" in claim.says


def test_a_replaced_report_ages_and_a_replaced_certificate_lapses(
    make: Make, statements: dict[str, str]
) -> None:
    later = {
        "soc-2-2027": statements["soc-2-2026"]
        .replace("2026-04-01", "2026-10-01")
        .replace("2026-09-30", "2027-03-31")
        .replace("2026-11-10", "2027-05-10")
        .replace('"object-storage", "queue"', '"queue"'),
        "iso-27001-2026": statements["iso-27001-2025"]
        .replace("2025-05-10", "2026-12-01")
        .replace("2028-05-09", "2029-11-30")
        .replace("surveillance = [2026-05-04]", "")
        .replace('services = "all"', 'services = ["queue"]'),
    }
    old = {
        key: text.replace("by =", f'superseded_by = "{new}"\n    by =', 1)
        for (key, new), text in zip(
            (("soc-2-2026", "soc-2-2027"), ("iso-27001-2025", "iso-27001-2026")),
            (statements["soc-2-2026"], statements["iso-27001-2025"]),
            strict=True,
        )
    }
    register = make({**later, **old})

    for program, first, then in (
        ("soc-2", date(2027, 5, 9), "aged"),
        ("iso-27001", date(2026, 11, 30), "lapsed"),
    ):
        question = ask(register, program, "object-storage", "eu-west-1")
        assert scope(register, question, first).state == "in_force"
        after = scope(register, question, date(2027, 5, 10))
        assert after.state == then
        assert "replaced it on" in after.says


def test_a_summary_stands_no_better_than_what_it_sums_up(
    make: Make, statements: dict[str, str]
) -> None:
    soc_3 = (
        statements["soc-2-2026"]
        .replace('"soc-2"', '"soc-3"')
        .replace('type = "2"', 'derives_from = ["soc-2-2026"]')
    )
    withdrawn = statements["soc-2-2026"].replace(
        "issued = 2026-11-10", "issued = 2026-11-10\n    withdrawn = 2027-01-15"
    )
    register = make({"soc-2-2026": withdrawn, "soc-3-2026": soc_3})
    question = ask(register, "soc-3")

    assert scope(register, question, date(2027, 1, 14)).state == "in_force"
    claim = scope(register, question, date(2027, 1, 15))
    assert claim.state == "withdrawn"
    assert "rests on soc-2-2026" in claim.says


def test_a_consequence_moves_on_to_what_replaced_its_ground(
    make: Make, statements: dict[str, str]
) -> None:
    old, iso = statements["iso-27001-2025"], "iso-27001-2026"
    register = make(
        {
            "iso-27001-2025": old.replace(
                "by =", f'superseded_by = "{iso}"\n    by =', 1
            ),
            iso: old.replace("2025-05-10", "2026-04-01")
            .replace("2028-05-09", "2029-03-31")
            .replace("surveillance = [2026-05-04]", ""),
            "iso-27017-2025": old.replace('"iso-27001"', '"iso-27017"')
            .replace('"2022"', '"2015"')
            .replace("by =", 'derives_from = ["iso-27001-2025"]\n    by =', 1),
        }
    )

    assert scope(register, ask(register, "27017"), date(2026, 4, 15)).state == (
        "in_force"
    )


def test_what_was_not_yet_recorded_does_not_count(make: Make) -> None:
    register = make(
        was="expires = 2028-05-09",
        now="expires = 2028-05-09\nrecorded = 2025-06-20\nwithdrawn = 2026-02-01",
    )
    question = ask(register, "iso-27001")

    def on(day: date, as_of: date | None = None) -> ClaimState:
        return scope(register, question, day, as_of).state

    assert on(date(2025, 6, 1)) == "in_force"
    assert on(date(2025, 6, 1), date(2025, 6, 19)) == "not_claimed"
    assert on(date(2025, 6, 1), date(2025, 6, 20)) == "in_force"
    assert on(date(2026, 3, 1)) == "withdrawn"
    assert on(date(2026, 3, 1), date(2026, 1, 31)) == "in_force"
    assert on(date(2026, 6, 1), date(2026, 1, 31)) == "lapsed"


def test_a_bridge_letter_is_told_while_it_reaches_and_after(make: Make) -> None:
    letter = 'bridges = [{ issued = 2026-12-01, until = 2027-01-31, by = "northwind" }]'
    register = make(
        was='opinion = "unmodified"', now=f'opinion = "unmodified"\n{letter}'
    )
    question = ask(register, "soc-2")

    before = scope(register, question, date(2026, 11, 30))
    during = scope(register, question, date(2026, 12, 1))
    after = scope(register, question, date(2027, 11, 1))

    assert before.bridged_until is None
    assert "bridge letter" not in before.says
    assert during.bridged_until == date(2027, 1, 31)
    assert "extends what management asserts to 31 January 2027" in during.says
    assert "unaudited" in during.says
    assert after.state == "aged"
    assert "reached only to 31 January 2027" in after.says


def test_a_revocation_was_not_known_before_it_came(make: Make) -> None:
    text = """
        program = "fips-140"
        by = "agency"
        issued = 2024-06-01
        expires = 2026-06-01
        validation = { module = "Module", revoked = 2025-01-01 }
        source = { document = "binder", section = "Modules", page = "7" }
        [[scope]]
        services = "all"
        regions = "all"
        levels = ["1"]
    """
    register = make({"module": text})
    question = ask(register, "fips-140")

    def on(day: date) -> ClaimState:
        return scope(register, question, day, date(2024, 12, 31)).state

    assert scope(register, question, date(2025, 1, 1)).state == "withdrawn"
    assert on(date(2025, 1, 1)) == "in_force"
    assert on(date(2026, 6, 2)) == "lapsed"
    assert scope(register, question, date(2025, 1, 1)).source_text == (
        "The binder, Modules, page 7"
    )


def test_even_a_chain_that_closes_on_itself_has_a_state(make: Make) -> None:
    register = make()
    one = register.attestations["iso-27001-2025"]
    knot = {
        "one": replace(one, id="one", derives_from=("two",), superseded_by="two"),
        "two": replace(one, id="two", derives_from=("one",), superseded_by="one"),
    }
    tied = replace(register, attestations=knot)

    assert hold(tied, knot["one"], date(2026, 1, 1)).state == "lapsed"
    apart = {
        "one": replace(one, id="one", derives_from=("two", "gone")),
        "two": replace(one, id="two", derives_from=("one",)),
    }
    tied = replace(register, attestations=apart)
    assert hold(tied, apart["one"], date(2026, 1, 1)).state == "in_force"
    rests = replace(one, id="rests", derives_from=("one",))
    tied = replace(register, attestations={**knot, "rests": rests})
    assert hold(tied, rests, date(2026, 1, 1)).state == "lapsed"


def test_a_report_without_a_period_has_no_age(make: Make) -> None:
    register = make()
    bare = replace(register.attestations["soc-2-2026"], period=None)

    assert hold(register, bare, date(2040, 1, 1)).state == "in_force"
