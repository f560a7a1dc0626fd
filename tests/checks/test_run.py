"""What a run makes of the evidence: nothing unseen passes, and nobody is forgotten."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from assay.checks import (
    Check,
    Outcome,
    Population,
    Run,
    Tally,
    load_checks,
    read_rows,
    read_run,
    run,
)
from assay.checks.rows import ROWS, file_digest
from assay.errors import BadInput, Error
from assay.evidence import Reach

MakeCheck = Callable[..., Check]
World = Any

ACCOUNTS: list[dict[str, Any]] = [
    {"account_id": "a", "service": "s1", "region": "eu", "mfa": True},
    {"account_id": "b", "service": "s1", "region": "eu", "mfa": False},
    {"account_id": "c", "service": "s2", "region": "eu", "mfa": None},
    {"account_id": "d", "service": None, "region": None, "mfa": True},
]
GOOD = [ACCOUNTS[0], ACCOUNTS[3]]


def only(made: Run) -> Outcome:
    (outcome,) = made.outcomes
    return outcome


def verdicts(world: World, made: Run) -> dict[str, str]:
    path = world.runs / made.id / only(made).rows_file
    return {row.subject: row.verdict for row in read_rows(path)}


def reasons(world: World, made: Run) -> dict[str, str]:
    path = world.runs / made.id / only(made).rows_file
    return {row.subject: row.reason for row in read_rows(path)}


def judge(world: World, at: datetime, *checks: Check) -> Run:
    return run(checks, world.lake, at, world.runs)


def test_everyone_is_judged_and_counted_by_cell(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", ACCOUNTS)
    made = judge(world, at, make_check())

    assert verdicts(world, made) == {
        "a": "met",
        "b": "not_met",
        "c": "unknown",
        "d": "met",
    }
    assert only(made).tally == Tally(met=2, not_met=1, unknown=1)
    assert only(made).cells == {
        ("", ""): Tally(met=1),
        ("s1", "eu"): Tally(met=1, not_met=1),
        ("s2", "eu"): Tally(unknown=1),
    }
    assert (only(made).verdict, only(made).reason) == ("not_met", "1 of 4 not met")


def test_rows_have_the_documented_columns_in_order_of_place_and_subject(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", ACCOUNTS)
    made = judge(world, at, make_check())
    rows = pq.read_table(world.runs / made.id / only(made).rows_file)

    assert rows.schema.equals(ROWS)
    assert rows["subject"].to_pylist() == ["a", "b", "c", "d"]
    assert rows["reason"].to_pylist()[2:] == [
        "the check gave no verdict: factor not seen",
        "factor true",
    ]


def test_a_run_is_read_back_as_it_was_made(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", ACCOUNTS, synthetic=True)
    made = judge(world, at, make_check())

    assert read_run(world.runs / made.id / "run.json") == made
    assert only(made).synthetic
    assert only(made).rows_sha256 == file_digest(
        world.runs / made.id / only(made).rows_file
    )


def test_a_subject_that_the_select_forgets_is_unknown(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", ACCOUNTS)
    check = make_check(make_check().sql + " where mfa")
    made = judge(world, at, check)

    assert verdicts(world, made)["b"] == "unknown"
    assert reasons(world, made)["b"] == "the check did not judge it"
    assert only(made).tally == Tally(met=2, unknown=2)
    assert only(made).cells["s1", "eu"] == Tally(met=1, unknown=1)


def test_the_population_may_be_narrower_than_the_table(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", ACCOUNTS)
    check = make_check(
        make_check().sql + " where service = 's1'",
        population=Population(table="account", where="service = 's1'"),
    )

    assert set(verdicts(world, judge(world, at, check))) == {"a", "b"}


@pytest.mark.parametrize(
    ("sql", "population", "said"),
    [
        ("{} union all {}", {}, "it judged 'a' more than once"),
        ("{}", {"where": "service = 's1'"}, "it judged 'c', which is not in"),
        ("{} where mfa", {"where": "account_id > 'a'"}, "it judged 'a', which is not"),
    ],
)
def test_a_check_at_fault_makes_everyone_unknown(  # noqa: PLR0917 - pytest names them
    world: World,
    at: datetime,
    make_check: MakeCheck,
    sql: str,
    population: dict[str, str],
    said: str,
) -> None:
    world.see("account", ACCOUNTS)
    base = make_check().sql
    check = make_check(
        sql.format(base, base), population=Population(table="account", **population)
    )
    made = judge(world, at, check)

    assert only(made).verdict == "unknown"
    assert said in only(made).reason
    assert set(verdicts(world, made).values()) == {"unknown"}
    assert all(said in why for why in reasons(world, made).values())


def test_a_verdict_made_of_evidence_must_be_one_of_the_words(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", [{"account_id": "a", "kind": "fine"}])
    sql = make_check().sql.replace(
        "case when mfa then 'met' when not mfa then 'not_met' end", "kind"
    )
    made = judge(world, at, make_check(sql))

    assert "it gave the verdict 'fine', which is none" in only(made).reason


def test_a_check_that_stops_the_engine_does_not_stop_the_run(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", [{"account_id": "a", "name": "x", "mfa": True}])
    bad = make_check(
        make_check().sql.replace("when mfa", "when cast(name as double) > 1"), id="bad"
    )
    made = judge(world, at, bad, make_check(id="good"))

    assert [o.verdict for o in made.outcomes] == ["unknown", "met"]
    assert made.outcomes[0].reason.startswith("the engine stopped: Conversion Error")
    assert made.outcomes[0].tally == Tally(unknown=1)


def test_a_missing_table_is_unknown_for_everyone(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", ACCOUNTS)
    check = make_check(
        f"{make_check().sql} where exists (select 1 from worker)",  # noqa: S608 - a check
        reads=("account", "worker"),
    )
    made = judge(world, at, check)

    assert only(made).verdict == "unknown"
    assert only(made).reason == "there is no evidence of worker"
    assert only(made).tally == Tally(unknown=4)


def test_no_evidence_at_all_is_unknown(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    made = judge(world, at, make_check())

    assert (only(made).verdict, only(made).tally) == ("unknown", Tally())
    assert only(made).reason == "there is no evidence of account"


def test_evidence_of_later_is_not_seen(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", GOOD)
    made = judge(world, at - timedelta(hours=2), make_check())

    assert only(made).reason == "there is no evidence of account"


def test_an_empty_population_is_unknown(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", [])
    made = judge(world, at, make_check())

    assert (only(made).verdict, only(made).reason) == (
        "unknown",
        "no population was seen",
    )


def test_stale_evidence_supports_no_pass_but_shows_failures(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", ACCOUNTS, ago=timedelta(hours=25))
    made = judge(world, at, make_check())

    assert only(made).tally == Tally(not_met=1, unknown=3)
    assert only(made).verdict == "not_met"
    assert reasons(world, made)["a"] == (
        "factor true; account from hr was observed at 2026-01-08 23:00, "
        "over 24 hours ago"
    )


def test_partial_evidence_supports_no_pass(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", GOOD, gap="access denied")
    made = judge(world, at, make_check())

    assert only(made).verdict == "unknown"
    assert only(made).reason == "account from hr is partial: access denied"
    assert only(made).tally == Tally(unknown=2)


PLAIN = """
select account_id as subject, service, region, observed_at as at,
       case when mfa then 'met' else 'not_met' end as verdict, 'factor' as reason
from account
"""
JOINED = """
select a.account_id as subject, a.service, a.region, a.observed_at as at,
       case when a.mfa then 'met' else 'not_met' end as verdict, 'factor' as reason
from account a join account b using (account_id)
"""


@pytest.mark.parametrize("sql", [PLAIN, JOINED], ids=["in one scan", "by itself"])
@pytest.mark.parametrize("fault", ["partial", "stale"])
def test_doubt_reaches_the_places_that_a_batch_was_to_reach(
    world: World, at: datetime, make_check: MakeCheck, sql: str, fault: str
) -> None:
    """A batch of one region that fell short says nothing against another's."""
    whole = [{"account_id": "whole", "region": "north", "mfa": True}]
    short = [
        {"account_id": "short", "region": "south", "mfa": True},
        {"account_id": "wide", "region": None, "mfa": True},
        {"account_id": "bad", "region": "south", "mfa": False},
    ]
    world.see("account", whole, source="a", reach=Reach(regions=("north",)))
    world.see(
        "account",
        short,
        source="b",
        reach=Reach(regions=("south",)),
        gap="access denied" if fault == "partial" else "",
        ago=timedelta(days=9) if fault == "stale" else timedelta(hours=1),
    )
    made = judge(world, at, make_check(sql))

    assert verdicts(world, made) == {
        "whole": "met",
        "short": "unknown",
        "wide": "unknown",
        "bad": "not_met",
    }
    assert only(made).verdict == "not_met"


def test_one_partial_source_of_two_is_enough(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", GOOD[:1], source="hr")
    world.see("account", GOOD[1:], source="it", gap="timeout")
    made = judge(world, at, make_check())

    assert set(verdicts(world, made).values()) == {"unknown"}


def test_the_newest_batch_of_each_source_counts(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", [ACCOUNTS[1]], ago=timedelta(hours=3))
    world.see("account", GOOD[:1], ago=timedelta(hours=2))
    world.see("account", GOOD[1:], source="it")
    made = judge(world, at, make_check())

    assert only(made).verdict == "met"
    assert only(made).reason == "all 2 met"
    assert len(only(made).batches) == 2


def test_people_without_a_name_leave_the_population_unproven(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    rows = [{"account_id": n, "worker_id": w} for n, w in [("a", "w1"), ("b", None)]]
    world.see("account", rows)
    check = make_check(
        "select worker_id as subject, service, region, observed_at as at,"
        " 'met' as verdict, '' as reason from account where worker_id is not null",
        population=Population(table="account", key="worker_id"),
    )
    made = judge(world, at, check)

    assert only(made).verdict == "unknown"
    assert only(made).reason == "1 of the population have no name"


def tamper(path: Path, data: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(data)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-40],
        lambda data: data[:60] + bytes([data[60] ^ 1]) + data[61:],
        lambda _: b"",
    ],
    ids=["cut short", "one bit flipped", "emptied"],
)
def test_altered_evidence_is_never_a_pass(
    world: World,
    at: datetime,
    make_check: MakeCheck,
    change: Callable[[bytes], bytes],
) -> None:
    manifest = world.see("account", GOOD)
    assert only(judge(world, at, make_check())).verdict == "met"
    (part,) = world.lake.paths(manifest)
    tamper(part, change(part.read_bytes()))
    made = judge(world, at, make_check())

    assert only(made).verdict == "unknown"
    assert part.name in only(made).reason
    assert only(made).tally == Tally()


def test_an_altered_manifest_is_never_a_pass(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    manifest = world.see("account", GOOD, gap="denied")
    (part,) = world.lake.paths(manifest)
    file = part.with_name("manifest.json")
    tamper(file, file.read_bytes().replace(b'"partial":true', b'"partial":false'))
    made = judge(world, at, make_check())

    assert only(made).verdict == "unknown"
    assert "manifest.json" in only(made).reason


def test_deviations_may_be_tolerated_but_the_unknown_may_not(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", ACCOUNTS[:2])
    tolerant = make_check(tolerance=1)

    assert only(judge(world, at, tolerant)).verdict == "met"
    assert only(judge(world, at, tolerant)).reason == "1 of 2 not met, 1 tolerated"

    world.see("account", ACCOUNTS[2:3], source="it")

    assert only(judge(world, at, tolerant)).verdict == "unknown"


def test_what_applies_to_nobody_is_not_applicable(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", GOOD)
    sql = make_check().sql.replace(
        "case when mfa then 'met' when not mfa then 'not_met' end", "'not_applicable'"
    )

    assert only(judge(world, at, make_check(sql))).verdict == "not_applicable"


def test_null_times_stand_for_the_run_and_parameters_are_bound(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", [{"account_id": "a", "created_at": None, "name": "x'y"}])
    check = make_check(
        "select account_id as subject, service, region, created_at as at,"
        " case when name = $name and list_contains($names, name)"
        " and observed_at < $at then 'met' end as verdict, $name as reason"
        " from account",
        parameters={"name": "x'y", "names": ["x'y"]},
    )
    made = judge(world, at, check)
    (row,) = read_rows(world.runs / made.id / only(made).rows_file)

    assert (row.at, row.verdict, row.reason) == (at, "met", "x'y")


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_equal_inputs_give_equal_bytes(
    new_world: Callable[[], Any], at: datetime, make_check: MakeCheck
) -> None:
    made: list[dict[str, bytes]] = []
    for threads in (1, 2, 2):
        with new_world() as world:
            world.see("account", ACCOUNTS)
            check = make_check(digest="0" * 64)
            found = run([check], world.lake, at, world.runs, threads=threads)
            made.append(files_of(world.runs / found.id))

    assert made[0] == made[1] == made[2]


def test_the_order_of_checks_does_not_matter(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", ACCOUNTS)
    first, second = make_check(id="a"), make_check(id="b")

    assert judge(world, at, first, second) == judge(world, at, second, first)


def test_a_run_made_again_is_the_same_run(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", ACCOUNTS)
    made = judge(world, at, make_check())
    before = files_of(world.runs / made.id)
    again = judge(world, at, make_check())

    assert again == made
    assert files_of(world.runs / made.id) == before
    assert [p.name for p in world.runs.iterdir() if p.name[0] != "."] == [made.id]
    assert not list(world.runs.glob(".incoming-*"))


def heard(world: World, at: datetime, checks: Iterable[Check]) -> list[str]:
    names: list[str] = []
    run(list(checks), world.lake, at, world.runs, progress=names.append)
    return names


def test_only_what_changed_is_judged_again(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", ACCOUNTS)
    world.see("worker", [{"worker_id": "w"}])
    one = make_check(id="one")
    two = make_check(id="two", title="Another")

    assert heard(world, at, [one, two]) == ["one", "two"]
    assert heard(world, at, [one, two]) == []
    assert heard(world, at, [one, replace(two, digest="1" * 64)]) == ["two"]
    assert heard(world, at + timedelta(hours=1), [one]) == ["one"]

    world.see("account", GOOD, ago=timedelta(minutes=1))

    assert heard(world, at, [one]) == ["one"]


def test_remembered_rows_that_were_altered_are_not_used(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", ACCOUNTS)
    check = make_check()
    made = judge(world, at, check)
    rows = world.runs / made.id / only(made).rows_file
    rows.write_bytes(rows.read_bytes()[:-4] + b"XXXX")

    assert heard(world, at, [check]) == [check.id]
    assert verdicts(world, made)["b"] == "not_met"


@pytest.mark.parametrize("junk", [b"", b"run.x\n{}", b"../../x\n{}", b"\xff\n\xff"])
def test_a_memory_that_cannot_be_read_is_no_memory(
    world: World, at: datetime, make_check: MakeCheck, junk: bytes
) -> None:
    world.see("account", ACCOUNTS)
    judge(world, at, make_check())
    for file in (world.runs / ".cache").iterdir():
        file.write_bytes(junk)

    assert heard(world, at, [make_check()]) == ["mfa-enforced"]


def test_mistakes_of_the_caller_stop_the_run_and_leave_nothing(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", ACCOUNTS)
    with pytest.raises(Error, match="time zone"):
        judge(world, at.replace(tzinfo=None), make_check())
    with pytest.raises(Error, match="same id"):
        judge(world, at, make_check(), make_check())
    with pytest.raises(Error, match="cannot be the id"):
        judge(world, at, make_check(id="../x"))
    with pytest.raises(BadInput, match="problem"):
        judge(world, at, make_check("select 1; drop table account"))

    assert not world.runs.exists() or not list(world.runs.iterdir())


def test_no_checks_are_a_run_too(world: World, at: datetime) -> None:
    assert judge(world, at).outcomes == ()


def test_rows_can_be_chosen_by_verdict(
    world: World, at: datetime, make_check: MakeCheck
) -> None:
    world.see("account", ACCOUNTS)
    made = judge(world, at, make_check())
    path = world.runs / made.id / only(made).rows_file

    assert [row.subject for row in read_rows(path, ("not_met", "unknown"))] == [
        "b",
        "c",
    ]
    assert next(read_rows(path, ["unknown"])).service == "s2"


def test_rows_that_are_none_are_refused(world: World) -> None:
    world.root.joinpath("x.parquet").write_bytes(b"PAR1 no")

    with pytest.raises(BadInput):
        list(read_rows(world.root / "x.parquet"))
    with pytest.raises(BadInput):
        list(read_rows(world.root / "absent.parquet"))


def _with_cells(record: dict[str, Any]) -> dict[str, Any]:
    record["outcomes"][0]["cells"][0]["met"] += 1
    return record


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: {**d, "format": "assay-run/2"}, "this version reads"),
        (lambda d: {**d, "extra": 1}, "not known"),
        (lambda d: {k: v for k, v in d.items() if k != "engine"}, "missing"),
        (lambda d: {**d, "id": "run.20260110T000000Z.000000000000"}, "that of run"),
        (_with_cells, "do not add up"),
        (lambda _: [], "table is expected"),
    ],
)
def test_a_record_that_is_none_is_refused(
    world: World,
    at: datetime,
    make_check: MakeCheck,
    change: Callable[[dict[str, Any]], Any],
    said: str,
) -> None:
    world.see("account", ACCOUNTS)
    made = judge(world, at, make_check())
    path = world.runs / made.id / "run.json"
    path.write_text(json.dumps(change(json.loads(path.read_bytes()))))

    with pytest.raises(BadInput) as caught:
        read_run(path)
    assert said in caught.value.diagnose()


def test_the_librarys_checks_run_together(
    world: World, at: datetime, project: Path
) -> None:
    root = project / "src/assay/library/examples/northwind"
    found = root.glob("checks/*/*")
    checks = load_checks({str(p.relative_to(root)): p.read_bytes() for p in found})
    made = judge(world, at, *checks)

    assert len(made.outcomes) == len(checks) > 30
    assert {outcome.verdict for outcome in made.outcomes} == {"unknown"}
