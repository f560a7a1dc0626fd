"""The engine against the same checks written in plain Python, on little worlds."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.checks import Case, Check, Population, rehearse

MakeCheck = Callable[..., Check]
Rows = Sequence[Mapping[str, Any]]
World = Mapping[str, Rows]
AT = datetime(2026, 1, 10)  # noqa: DTZ001 - as in the lake: UTC without saying so
DAY = timedelta(days=1)

HOURS = (-48, -25, -24, -1, 0, 1, 24)
times = st.sampled_from([None, *(AT + timedelta(hours=h) for h in HOURS)])
flags = st.sampled_from([None, True, False])
texts = st.sampled_from([None, "", "a", "A", "b", "a_b", "a%", "ä", "person"])
ids = st.sampled_from(["w0", "w0", "w1", None])


def table(key: str, columns: Mapping[str, Any]) -> st.SearchStrategy[Rows]:
    row = st.fixed_dictionaries(dict(columns))
    return st.lists(row, min_size=1, max_size=8).map(
        lambda rows: [{key: f"{key[0]}{n}", **row} for n, row in enumerate(rows)]
    )


WORLDS = st.fixed_dictionaries(
    {
        "account": table(
            "account_id",
            {
                "worker_id": ids,
                "kind": texts,
                "name": texts,
                "mfa": flags,
                "enabled": flags,
                "privileged": flags,
                "created_at": times,
                "disabled_at": times,
                "uid": st.sampled_from([None, 1, 2, 3]),
            },
        ),
        "worker": table("worker_id", {"status": texts, "left_at": times}),
        "training": table(
            "record_id",
            {"worker_id": ids, "due_at": times, "completed_at": times},
        ),
    }
)


# Three-valued logic in Python: None is unknown.
def both(*values: bool | None) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


def either(*values: bool | None) -> bool | None:
    if True in values:
        return True
    return None if None in values else False


def less(a: Any, b: Any) -> bool | None:
    return None if a is None or b is None else a < b


def equal(a: Any, b: Any) -> bool | None:
    return None if a is None or b is None else a == b


def negate(a: bool | None) -> bool | None:  # noqa: FBT001 - as `not` has it
    return None if a is None else not a


def plus(a: Any, b: Any) -> Any:
    return None if a is None or b is None else a + b


def case(*branches: tuple[bool | None, str], otherwise: str = "unknown") -> str:
    return next((word for holds, word in branches if holds is True), otherwise)


def one_table(world: World) -> dict[str, str]:
    return {
        a["account_id"]: case(
            (
                both(a["mfa"], negate(a["privileged"]), less(a["uid"], 2)),
                "met",
            ),
            (
                either(
                    negate(a["mfa"]),
                    both(equal(a["kind"], "person"), a["enabled"]),
                    less(AT, plus(a["created_at"], DAY)),
                ),
                "not_met",
            ),
        )
        for a in world["account"]
    }


ONE_TABLE = """
select account_id as subject, service, region, created_at as at,
       case when mfa and not privileged and uid < 2 then 'met'
            when not mfa or (kind = 'person' and enabled)
              or $at < created_at + interval 24 hour then 'not_met'
            else 'unknown' end as verdict,
       'x' as reason
from account
"""


def joined(world: World) -> dict[str, str]:
    left = {w["worker_id"]: w["left_at"] for w in world["worker"] if w["left_at"]}
    limits = {w: at + DAY for w, at in left.items()}
    return {
        a["account_id"]: case(
            (negate(less(limits[a["worker_id"]], a["disabled_at"])), "met"),
            (
                either(
                    less(limits[a["worker_id"]], a["disabled_at"]),
                    less(limits[a["worker_id"]], AT),
                ),
                "not_met",
            ),
        )
        if a["worker_id"] in left
        else "unknown"
        for a in world["account"]
    }


JOINED = """
select a.account_id as subject, a.service, a.region, w.left_at as at,
       case when a.disabled_at <= w.left_at + interval 1 day then 'met'
            when a.disabled_at > w.left_at + interval 1 day
              or $at > w.left_at + interval 1 day then 'not_met'
            else 'unknown' end as verdict,
       'left ' || w.left_at as reason
from account a join worker w using (worker_id)
where w.left_at is not null
"""


def grouped(world: World) -> dict[str, str]:
    found: dict[str, str] = {}
    for w in world["worker"]:
        mine = [t for t in world["training"] if t["worker_id"] == w["worker_id"]]
        late = [less(t["due_at"], t["completed_at"]) for t in mine]
        known = [value for value in late if value is not None]
        any_late = any(known) if known else None
        found[w["worker_id"]] = case(
            (not mine, "not_applicable"),
            (any_late, "not_met"),
            (both(negate(any_late), len(known) == len(mine)), "met"),
        )
    return found


GROUPED = """
with late as (
  select worker_id, count(*) as n, count(completed_at) as done,
         count(*) filter (where completed_at > due_at
                            or completed_at <= due_at) as known,
         bool_or(completed_at > due_at) as any_late
  from training group by worker_id
)
select w.worker_id as subject, w.service, w.region, $at as at,
       case when t.n is null then 'not_applicable'
            when t.any_late then 'not_met'
            when not t.any_late and t.known = t.n then 'met'
            else 'unknown' end as verdict,
       cast(t.done as varchar) as reason
from worker w left join late t using (worker_id)
"""


def newest(world: World) -> dict[str, str]:
    found: dict[str, str] = {}
    for w in world["worker"]:
        mine = [
            t
            for t in world["training"]
            if t["worker_id"] == w["worker_id"] and t["due_at"] is not None
        ]
        if not mine or equal(w["status"], "a"):
            continue
        latest = max(t["due_at"] for t in mine)
        first = min(
            (t for t in mine if t["due_at"] == latest), key=lambda t: t["record_id"]
        )
        found[w["worker_id"]] = case(
            (first["completed_at"] is not None, "met"), otherwise="not_met"
        )
    everyone = [w["worker_id"] for w in world["worker"]]
    return {name: found.get(name, "unknown") for name in everyone}


NEWEST = """
select w.worker_id as subject, w.service, w.region, t.due_at as at,
       case when t.completed_at is not null then 'met' else 'not_met' end as verdict,
       'x' as reason
from worker w join training t on t.worker_id = w.worker_id
where t.due_at is not null and w.status is distinct from 'a'
qualify row_number() over (
  partition by w.worker_id order by t.due_at desc, t.record_id) = 1
"""


def related(world: World) -> dict[str, str]:
    people = {w["worker_id"] for w in world["worker"]}
    trained = {
        t["worker_id"] for t in world["training"] if t["completed_at"] is not None
    }
    found: dict[str, str] = {}
    for a in world["account"]:
        if not (a["kind"] and "A" in a["kind"].upper()):
            continue
        name = a["name"]
        found[a["account_id"]] = case(
            (a["worker_id"] not in people, "not_met"),
            (both(a["worker_id"] in trained, equal(name, "a_b")), "met"),
            (name is not None and "%" in name, "not_applicable"),
        )
    return found


RELATED = """
select account_id as subject, service, region, observed_at as at,
       case when not exists (select 1 from worker w
                             where w.worker_id = account.worker_id) then 'not_met'
            when worker_id in (select t.worker_id from training t
                               where t.completed_at is not null
                                 and t.worker_id is not null)
             and name = 'a_b' then 'met'
            when contains(name, '%') then 'not_applicable'
            else 'unknown' end as verdict,
       coalesce(name, '') || 'x' as reason
from account
where kind ilike '%a%'
"""

SHAPES = [
    pytest.param(ONE_TABLE, one_table, ("account",), "account", "", id="one table"),
    pytest.param(JOINED, joined, ("account", "worker"), "account", "", id="joined"),
    pytest.param(GROUPED, grouped, ("worker", "training"), "worker", "", id="grouped"),
    pytest.param(NEWEST, newest, ("worker", "training"), "worker", "", id="newest"),
    pytest.param(
        RELATED,
        related,
        ("account", "worker", "training"),
        "account",
        "kind ilike '%a%'",
        id="related",
    ),
]


@pytest.mark.parametrize(("sql", "oracle", "reads", "people", "where"), SHAPES)
@settings(max_examples=40, deadline=None)
@given(world=WORLDS)
def test_the_engine_agrees_with_plain_python(  # noqa: PLR0917 - pytest names them
    make_check: MakeCheck,
    sql: str,
    oracle: Callable[[World], dict[str, Any]],
    reads: tuple[str, ...],
    people: str,
    where: str,
    world: World,
) -> None:
    check = make_check(
        sql,
        reads=reads,
        population=Population(table=people, where=where),
        cases=(
            Case(
                name="a little world",
                at=AT.replace(tzinfo=UTC),
                tables={name: [dict(row) for row in world[name]] for name in reads},
                expect=oracle(world),
            ),
        ),
    )

    assert rehearse(check) == ()
