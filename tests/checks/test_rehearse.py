"""A check's own cases, run as the evidence would be."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from assay.checks import Case, Check, Population, rehearse

MakeCheck = Callable[..., Check]


def case(
    rows: Sequence[Mapping[str, Any]], expect: dict[str, Any], name: str = "one"
) -> Case:
    return Case(
        name=name,
        at=datetime(2026, 1, 10, 12, tzinfo=UTC),
        tables={"account": [dict(row) for row in rows]},
        expect=expect,
    )


def messages(check: Check) -> list[str]:
    return [problem.message for problem in rehearse(check)]


def test_a_check_that_does_what_its_cases_say_has_no_problems(
    make_check: MakeCheck,
) -> None:
    rows: list[dict[str, Any]] = [{"account_id": "a", "mfa": True}, {"account_id": "b"}]
    check = make_check(cases=(case(rows, {"a": "met", "b": "unknown"}),))

    assert rehearse(check) == ()


def test_another_verdict_than_expected_is_told_with_its_reason(
    make_check: MakeCheck,
) -> None:
    check = make_check(cases=(case([{"account_id": "a"}], {"a": "met"}),))
    (problem,) = rehearse(check)

    assert problem.file == "checks/mfa-enforced/cases.toml"
    assert problem.place == 'case "one"'
    assert problem.message == (
        "`a` is unknown (the check gave no verdict: factor not seen), "
        "and expected to be met"
    )


def test_expectations_are_of_the_whole_population_and_no_more(
    make_check: MakeCheck,
) -> None:
    rows = [{"account_id": "a", "mfa": True}]
    check = make_check(cases=(case(rows, {"b": "met"}),))

    assert messages(check) == [
        "`b` is expected, and not in the population",
        "`a` is met (factor true), and nothing is expected of it",
    ]


def test_a_case_at_fault_is_told(make_check: MakeCheck) -> None:
    rows = [{"account_id": "a"}, {"account_id": "a"}]
    check = make_check(cases=(case(rows, {"a": "met"}),))

    assert messages(check) == ["The check is at fault: it judged 'a' more than once"]


def test_a_case_that_stops_the_engine_is_told(make_check: MakeCheck) -> None:
    sql = make_check().sql.replace("when mfa", "when cast(name as double) > 1")
    rows = [{"account_id": "a", "name": "x"}]
    check = make_check(sql, cases=(case(rows, {"a": "met"}),))

    assert messages(check)[0].startswith("The engine stopped: Conversion Error")


def test_rows_are_of_the_time_of_their_case_unless_they_say(
    make_check: MakeCheck,
) -> None:
    sql = (
        "select account_id as subject, service, region, observed_at as at, case"
        " when observed_at = $at then 'met' when created_at = observed_at"
        " and list_contains(coalesce($none, $none), 'x') is false then 'not_met' end"
        " as verdict, '' as reason from account"
    )
    rows: list[dict[str, Any]] = [
        {"account_id": "a"},
        {
            "account_id": "b",
            "observed_at": "2026-01-09T13:00:00+01:00",
            "created_at": datetime(2026, 1, 9, 12, tzinfo=UTC),
        },
        {"account_id": "c", "observed_at": "2026-01-09"},
    ]
    check = make_check(
        sql,
        parameters={"none": []},
        cases=(case(rows, {"a": "met", "b": "not_met", "c": "unknown"}),),
    )

    assert rehearse(check) == ()


def test_a_case_without_rows_has_nobody(make_check: MakeCheck) -> None:
    check = make_check(
        cases=(case([], {}), case([], {"a": "unknown"}, "two")),
        population=Population(table="account", where="mfa"),
    )

    assert messages(check) == ["`a` is expected, and not in the population"]
