"""Checks judged in one scan give the rows they give one at a time, byte for byte."""

# ruff: noqa: S608 - the texts here are checks

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.checks import Check, Population, run
from assay.checks.engine import closed_engine, show_rows
from assay.checks.fuse import judge_together
from assay.checks.judge import ask
from assay.checks.plain import as_plain
from assay.checks.sight import Doubt
from assay.evidence import TABLES, arrow_schema

MakeCheck = Callable[..., Check]
MakeWorld = Callable[[], AbstractContextManager[Any]]


def sql(verdict: str, rest: str = "", *, at: str = "created_at", key: str = "") -> str:
    return (
        f"select {key or 'a.account_id'} as subject, service, a.region, {at} as at, "
        f"{verdict} as verdict, 'is ' || a.kind as reason from account a {rest}"
    )


MFA = "case when mfa then 'met' when not mfa then 'not_met' end"
KIND = "case kind when 'x' then 'met' when $kind then ('not_applicable') else null end"
OLD = "case when a.created_at + interval 1 day < $at then 'not_met' else 'met' end"

CHECKS = {
    "mfa": sql(MFA),
    "kind": sql(KIND),
    "old": sql(OLD, at="$at"),
    "some": sql(MFA, "where a.kind = 'x'"),
    "few": sql(OLD, "where mfa"),
}


def one_at_a_time(check: Check) -> Check:
    """The same check, written so that it is judged by itself."""
    inner = check.sql
    return replace(
        check,
        sql="select q.subject, q.service, q.region, q.at, q.verdict, q.reason"
        f" from ({inner}) q",
    )


names = st.sampled_from(["a", "b", "c", "d", "e", "f", "ä", "z"])
rows = st.lists(
    st.fixed_dictionaries(
        {
            "account_id": names,
            "service": st.sampled_from([None, "s1", "s2"]),
            "region": st.sampled_from([None, "eu", "us"]),
            "kind": st.sampled_from([None, "x", "y"]),
            "mfa": st.sampled_from([None, True, False]),
            "worker_id": st.sampled_from([None, "w1", "w2", "w3"]),
            "created_at": st.sampled_from(
                [None, datetime(2026, 1, 8), datetime(2026, 1, 10)]  # noqa: DTZ001
            ),
        }
    ),
    max_size=6,
    unique_by=lambda row: row["account_id"],
)
wheres = st.sampled_from(["", "", "kind = 'x'", "mfa", "account_id > 'b'", "false"])


@settings(max_examples=60, deadline=None)
@given(
    batches=st.lists(rows, min_size=1, max_size=2),
    where=wheres,
    chosen=st.lists(st.sampled_from(sorted(CHECKS)), min_size=1, unique=True),
    hours=st.sampled_from([1, 30]),
    kind=st.sampled_from(["x", "y"]),
    twice=st.booleans(),
)
def test_one_scan_gives_the_same_as_one_at_a_time(
    new_world: MakeWorld,
    make_check: MakeCheck,
    at: datetime,
    *,
    batches: Sequence[Sequence[dict[str, Any]]],
    where: str,
    chosen: list[str],
    hours: int,
    kind: str,
    twice: bool,
) -> None:
    checks = [
        make_check(
            CHECKS[name],
            id=name,
            population=Population(table="account", where=where),
            parameters={"kind": kind} if name == "kind" else {},
            digest="0" * 64,
        )
        for name in chosen
    ]
    with new_world() as world:
        seen = set[str]()
        for number, batch in enumerate(batches):
            new = [row for row in batch if twice or row["account_id"] not in seen]
            seen |= {row["account_id"] for row in new}
            world.see("account", new, source=f"s{number}", ago=timedelta(hours=hours))
        fused = run(checks, world.lake, at, world.root / "one")
        alone = run(
            [one_at_a_time(check) for check in checks],
            world.lake,
            at,
            world.root / "other",
        )

    assert all(as_plain(ask(check, at), "c") for check in checks)
    assert fused == alone


@pytest.mark.parametrize(
    "text",
    [
        sql(MFA, "join worker w using (worker_id)").replace(" ser", " a.ser"),
        sql(MFA, "where exists (select 1 from worker)"),
        sql(MFA, "qualify row_number() over (order by account_id) > 0"),
        sql("case when count(*) over (partition by kind) > 1 then 'met' end"),
        sql(MFA, key="upper(account_id)"),
        sql("kind"),
        sql("coalesce(kind, 'met')"),
        sql(MFA).replace("a.region", "a.kind as region"),
        sql(MFA).replace("select a", "select distinct a"),
        sql(MFA) + " union all " + sql(MFA),
        "with a as (select account_id from account) "
        + sql(MFA, "join a b on b.account_id = a.account_id"),
    ],
)
def test_a_check_that_is_not_plain_is_known_to_be(
    text: str, make_check: MakeCheck, at: datetime
) -> None:
    check = make_check(text, reads=("account", "worker"))

    assert as_plain(ask(check, at), "c") is None


def test_a_check_at_fault_does_not_spoil_those_it_shares_a_scan_with(
    world: Any, make_check: MakeCheck, at: datetime
) -> None:
    world.see("account", [{"account_id": "a", "mfa": True, "name": "x"}])
    stops = sql("case when cast(name as double) > 1 then 'met' end")
    checks = [make_check(sql(MFA), id="a"), make_check(stops, id="b")]
    made = run(checks, world.lake, at, world.runs)

    assert [outcome.verdict for outcome in made.outcomes] == ["met", "unknown"]


def test_subjects_without_a_name_are_left_to_be_judged_alone(
    world: Any, make_check: MakeCheck, at: datetime
) -> None:
    world.see("account", [{"account_id": "a"}, {"account_id": "b", "worker_id": "w"}])
    check = make_check(
        sql(MFA, key="worker_id"),
        population=Population(table="account", key="worker_id"),
    )
    (outcome,) = run([check], world.lake, at, world.runs).outcomes

    assert outcome.reason == (
        "the check is at fault: it judged something without naming it"
    )


@pytest.mark.parametrize("size", [3, 500_001])
def test_rows_of_several_groups_are_all_written(
    world: Any, make_check: MakeCheck, at: datetime, size: int
) -> None:
    world.see("account", [{"account_id": f"{n:07}", "mfa": True} for n in range(size)])
    checks = [make_check(sql(MFA), id="a"), make_check(sql(OLD), id="b")]
    made = run(checks, world.lake, at, world.runs)

    assert [outcome.tally.met for outcome in made.outcomes] == [size, size]


def scanned(
    rows: Sequence[dict[str, Any]], checks: Sequence[Check], at: datetime, folder: Path
) -> int | None:
    """The population of a shared scan of these rows, or None."""
    schema = arrow_schema(TABLES["account"])
    whole = [{"observed_at": at.replace(tzinfo=None), **row} for row in rows]
    plain = [as_plain(ask(c, at), f"c{n}") for n, c in enumerate(checks)]
    with closed_engine() as engine:
        show_rows(engine, "account", pa.Table.from_pylist(whole, schema=schema))
        return judge_together(
            engine,
            [one for one in plain if one],
            [Doubt() for _ in checks],
            [folder / f"{check.id}.parquet" for check in checks],
        )


def test_a_scan_is_shared_in_order_or_not_but_not_with_a_subject_twice(
    make_check: MakeCheck, at: datetime, tmp_path: Path
) -> None:
    checks = [make_check(CHECKS[name], id=name) for name in ("mfa", "old", "few")]
    tidy = [{"account_id": f"{n:07}", "mfa": n % 3 == 0} for n in range(60_000)]
    mixed = tidy[::2] + tidy[1::2]

    assert scanned(tidy, checks, at, tmp_path) == len(tidy)
    written = [path.read_bytes() for path in sorted(tmp_path.iterdir())]
    assert scanned(mixed, checks, at, tmp_path) == len(tidy)
    assert [path.read_bytes() for path in sorted(tmp_path.iterdir())] == written
    assert scanned([*tidy, tidy[0]], checks, at, tmp_path) is None
    assert scanned([], checks, at, tmp_path) == 0
