"""Checks from files: what is wrong is said, all of it, and where."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.checks import Check, load_checks
from assay.checks.dialect import FUNCTIONS
from assay.errors import BadInput, Problem

TOML = """\
title = "Access ends within a day of leaving"
control = "access-removal"
reads = ["worker", "account"]
max_age = "24h"

[parameters]
hours = 24

[population]
table = "account"
where = "worker_id in (select worker_id from worker where left_at <= $at)"
"""

SQL = """\
select a.account_id as subject, a.service, a.region, w.left_at as at,
       case when a.disabled_at <= w.left_at + $hours * interval 1 hour then 'met'
            when a.disabled_at > w.left_at + $hours * interval 1 hour then 'not_met'
            else 'unknown' end as verdict,
       'left ' || w.left_at as reason
from account a join worker w using (worker_id)
where w.left_at <= $at
"""

CASES = """\
[[case]]
name = "in time"
at = 2026-01-03T00:00:00Z
expect = { a = "met" }
[case.tables]
worker = [{ worker_id = "w", left_at = "2026-01-01T09:00:00Z" }]
account = [{ account_id = "a", worker_id = "w", disabled_at = "2026-01-01T17:00:00Z" }]

[[case]]
name = "too late"
at = 2026-01-03T00:00:00Z
expect = { a = "not_met" }
[case.tables]
worker = [{ worker_id = "w", left_at = 2026-01-01T09:00:00Z }]
account = [{ account_id = "a", worker_id = "w", disabled_at = 2026-01-02T17:00:00Z }]

[[case]]
name = "not seen"
at = 2026-01-03T00:00:00Z
expect = { a = "unknown" }
[case.tables]
worker = [{ worker_id = "w", left_at = 2026-01-01 }]
account = [{ account_id = "a", worker_id = "w" }]
"""


def load(toml: str = TOML, sql: str = SQL, cases: str = CASES) -> tuple[Check, ...]:
    return load_checks(
        {
            "checks/leaver/check.toml": toml.encode(),
            "checks/leaver/check.sql": sql.encode(),
            "checks/leaver/cases.toml": cases.encode(),
        }
    )


def problems_of(
    toml: str = TOML, sql: str = SQL, cases: str = CASES
) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as caught:
        load(toml, sql, cases)
    return caught.value.problems


def test_a_sound_check_is_loaded() -> None:
    (check,) = load()

    assert check.id == "leaver"
    assert check.reads == ("worker", "account")
    assert check.max_age.total_seconds() == 86_400
    assert check.parameters == {"hours": 24}
    assert [case.name for case in check.cases] == ["in time", "too late", "not seen"]


def test_the_digest_is_of_the_three_files() -> None:
    (first,), (again,) = load(), load()
    (other,) = load(sql=SQL + "-- a word\n")

    assert first.digest == again.digest
    assert first.digest != other.digest


def test_checks_come_in_order_of_their_ids_and_other_files_are_not_read() -> None:
    three = {"check.toml": TOML, "check.sql": SQL, "cases.toml": CASES}
    files = {f"checks/{n}/{f}": t.encode() for n in "ba" for f, t in three.items()}
    files["checks/a/README.md"] = b"\xff"
    files["controls/x.toml"] = b"\xff"

    assert [check.id for check in load_checks(files)] == ["a", "b"]


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ('title = "Access', 'titel = "Access', "titel", "not known"),
        ('"24h"', '"a day"', "max_age", "not an age"),
        ('"24h"', '"0h"', "max_age", "not an age"),
        ('"24h"', "24", "max_age", "Expected"),
        ('"worker", "account"', '"worker", "acount"', "reads[1]", "no evidence table"),
        ('["worker", "acc', '["worker", "worker", "acc', "reads", "twice"),
        ('["worker", "acc', '["worker", "change", "acc', "reads", "nothing reads it"),
        ('table = "account"', 'table = "change"', "population.table", "not among"),
        (
            "[population]\n",
            '[population]\nkey = "nam"\n',
            "population.key",
            "no column",
        ),
        ("[population]\n", '[population]\nkey = "mfa"\n', "population.key", "by text"),
        ("hours = 24", "hours = 24\ndays = 1", "parameters.days", "nothing uses it"),
        ("hours = 24", "hours = 24\nat = 1", "parameters.at", "taken"),
        ("hours = 24", "hours = {}", "parameters.hours", "cannot be the value"),
        ("hours = 24", "hours = nan", "parameters.hours", "cannot be the value"),
        ("hours = 24", "hours = 9999999999999999999", "parameters.hours", "value"),
        ("hours = 24", "Hours = 24", "parameters.Hours", "cannot be the name"),
        ('"24h"', '"24h"\ntolerance = -1', "tolerance", "negative"),
        ('control = "access-removal"', 'control = " "', "control", "empty"),
        ("left_at <=", "lft_at <=", "population.where, column 50", "no column"),
        ("title =", "title", "", "not valid TOML"),
    ],
)
def test_a_fault_in_check_toml_is_named(
    old: str, new: str, place: str, said: str
) -> None:
    assert old in TOML
    found = problems_of(toml=TOML.replace(old, new, 1))

    assert any(p.place == place and said in p.message for p in found), found
    assert {p.file for p in found} <= {
        "checks/leaver/check.toml",
        "checks/leaver/check.sql",
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"unknown"', '"met"', "No case expects `unknown`"),
        ('"too late"', '"in time"', 'Two cases are called "in time"'),
        ("account_id", "acount_id", "no such column"),
        ("account_id = ", "name = ", "key of the row is missing"),
        ('worker_id = "w"', "worker_id = 1", "not a value of type text"),
        ('"2026-01-01T09:00:00Z"', '"soon"', "not a value of type time"),
        ('"met"', '"pass"', "Invalid enum value"),
        ("worker = [", "change = [", "not among the check's `reads`"),
        ("at = 2026-01-03T00:00:00Z", "at = 3", "Expected"),
        ('name = "in', 'nam = "in', "not known"),
    ],
)
def test_a_fault_in_cases_toml_is_named(old: str, new: str, said: str) -> None:
    assert old in CASES
    found = problems_of(cases=CASES.replace(old, new, 1))

    assert any(said in p.message for p in found), found
    assert {p.file for p in found} == {"checks/leaver/cases.toml"}


def test_two_cases_are_too_few() -> None:
    found = problems_of(cases=CASES[CASES.index("[[case]]", 9) :])

    assert "There are 2 cases; a check needs at least three" in found[0].message


def test_the_types_of_what_is_returned_are_held_to() -> None:
    found = problems_of(sql=SQL.replace("w.left_at as at", "w.status as at"))

    assert [(p.message, p.remedy) for p in found] == [
        ("`at` is varchar", "It must be a timestamp.")
    ]


def test_what_only_the_engine_can_tell_is_told() -> None:
    found = problems_of(sql=SQL.replace("w.left_at <= $at", "count(*) > 1"))

    assert "The engine refuses it" in found[0].message


def test_faults_of_all_files_are_told_at_once() -> None:
    found = problems_of(
        toml=TOML.replace("hours = 24", "hours = 24\ndays = 2"),
        sql=SQL + "limit 3",
        cases=CASES.replace('"unknown"', '"met"'),
    )

    assert {p.file.rsplit("/", 1)[1] for p in found} == {
        "check.sql",
        "cases.toml",
    }


def test_a_missing_file_is_missed() -> None:
    with pytest.raises(BadInput) as caught:
        load_checks({"checks/leaver/check.toml": TOML.encode()})

    assert [p.file for p in caught.value.problems] == [
        "checks/leaver/check.sql",
        "checks/leaver/cases.toml",
    ]


def test_an_id_that_could_leave_its_folder_is_refused() -> None:
    three = {"check.toml": TOML, "check.sql": SQL, "cases.toml": CASES}
    files = {f"checks/../{f}": t.encode() for f, t in three.items()}

    with pytest.raises(BadInput, match="problem"):
        load_checks(files)


def test_sql_that_is_not_text_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        load_checks(
            {
                "checks/a/check.toml": TOML.encode(),
                "checks/a/check.sql": b"select \xff",
                "checks/a/cases.toml": CASES.encode(),
            }
        )

    assert "not UTF-8" in caught.value.problems[0].message


def test_the_guide_lists_every_function_and_its_example_is_sound(
    project: Path,
) -> None:
    guide = (project / "docs/how-to/write-a-check.md").read_text()
    blocks = guide.split("```")[1::2]
    toml = next(b for b in blocks if "max_age" in b).removeprefix("toml\n")
    sql = next(b for b in blocks if "as subject" in b).removeprefix("sql\n")

    assert load(toml=toml, sql=sql)
    assert [
        line
        for name, gives in FUNCTIONS.items()
        if (line := f"| `{name}` | {gives} |") not in guide
    ] == []


anything = st.binary(max_size=6)
places = st.integers(0, 800)


@given(place=places, cut=st.integers(0, 8), put=anything)
def test_a_damaged_definition_is_refused_or_read(
    place: int, cut: int, put: bytes
) -> None:
    _survives("check.toml", TOML.encode(), place, cut, put)


@given(place=places, cut=st.integers(0, 8), put=anything)
def test_damaged_sql_is_refused_or_read(place: int, cut: int, put: bytes) -> None:
    _survives("check.sql", SQL.encode(), place, cut, put)


@given(place=places, cut=st.integers(0, 8), put=anything)
def test_damaged_cases_are_refused_or_read(place: int, cut: int, put: bytes) -> None:
    _survives("cases.toml", CASES.encode(), place, cut, put)


def _survives(name: str, data: bytes, place: int, cut: int, put: bytes) -> None:
    files = {
        "checks/a/check.toml": TOML.encode(),
        "checks/a/check.sql": SQL.encode(),
        "checks/a/cases.toml": CASES.encode(),
    }
    files[f"checks/a/{name}"] = data[:place] + put + data[place + cut :]
    with suppress(BadInput):
        load_checks(files)
