"""What may be written in a check, and what is refused, with its place."""

# ruff: noqa: S608 - the texts here are what is put to the test

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assay.checks import Check, Population
from assay.checks.bind import bind_problems
from assay.checks.sql import Select, read_condition, read_select
from assay.errors import Problem

READS = ("worker", "account", "change", "time_sync", "training")
PARAMETERS = {
    "hours": 24,
    "kind": "person",
    "share": 0.5,
    "kinds": ["person", "system"],
    "since": datetime(2026, 1, 1, tzinfo=UTC),
}


def read(text: str) -> tuple[Select | None, tuple[Problem, ...]]:
    return read_select(text, reads=READS, parameters=PARAMETERS, file="check.sql")


def select(
    verdict: str = "'met'", rest: str = "from account a", *, reason: str = "'so'"
) -> str:
    return (
        "select a.account_id as subject, a.service, a.region, a.observed_at as at, "
        f"{verdict} as verdict, {reason} as reason {rest}"
    )


def when(condition: str) -> str:
    return select(f"case when {condition} then 'met' else 'unknown' end")


ALLOWED = [
    when("a.mfa and not a.privileged or a.enabled is not true"),
    when("a.kind in ('person', $kind) and a.name not in ('root')"),
    when("a.created_at between $since and $at"),
    when("a.disabled_at <= a.created_at + interval 24 hour"),
    when("a.disabled_at <= a.created_at + $hours * interval 1 hour"),
    when("a.disabled_at > $at - interval '7' days"),
    when("a.name like 'svc-%' or a.name not ilike 'adm%'"),
    when("starts_with(lower(trim(a.name)), 'a') and length(a.name) > 3"),
    when("ends_with(a.name, 'x') or contains(upper(a.name), 'ADM')"),
    when("coalesce(a.kind, nullif(a.shell, '')) is distinct from 'person'"),
    when("greatest(a.created_at, a.last_used_at) < least(a.disabled_at, $at)"),
    when("a.uid + 1 > 2 * 3 - abs(-a.uid) and a.uid / 2 > 0"),
    when("a.uid / nullif(a.uid, 0) > 0"),
    when("try_cast(a.name as double) >= 90 or cast(a.uid as double) < 1.5"),
    when("cast('2026-01-01' as timestamp) < a.created_at"),
    when("timestamp '2026-01-01 00:00:00' < a.created_at"),
    when("list_contains($kinds, a.kind)"),
    when("exists (select 1 from worker w where w.worker_id = a.worker_id)"),
    when("not exists (select 1 from worker where worker.worker_id = a.worker_id)"),
    when("a.worker_id in (select w.worker_id from worker w where w.left_at is null)"),
    when(
        "a.created_at > (select max(t.completed_at) from training t"
        " where t.worker_id = a.worker_id)"
    ),
    when("case a.kind when 'person' then true else a.mfa end"),
    when("replace(a.name, '-', '_') = 'x'"),
    select("'met'", "from account a join worker w using (worker_id)"),
    select("'met'", "from account a inner join worker w using (worker_id)"),
    select("'met'", "from account a left join worker w on w.worker_id = a.worker_id"),
    select("'met'", "from account a where a.mfa"),
    select(reason="'used ' || a.last_used_at || cast(a.uid as varchar)"),
    select(
        "'met'",
        "from account a qualify row_number() over"
        " (partition by a.worker_id order by a.created_at desc, a.account_id) = 1",
    ),
    select("case when count(*) over (partition by a.worker_id) > 1 then 'not_met' end"),
    "with people as (select distinct worker_id from worker where left_at is null) "
    + select("'met'", "from account a join people using (worker_id)"),
    "with ends as (select worker_id, max(left_at) as ended, count(*) as n,"
    " count(*) filter (where us_person) as us, bool_and(us_person) as every_one,"
    " bool_or(us_person) as any_one, count(distinct kind) as kinds, min(kind) as k"
    " from worker group by worker_id having count(*) >= 1) "
    + select(
        "case when e.ended < a.created_at and e.n > e.us then 'not_met' end",
        "from account a left join ends e using (worker_id)",
    ),
    "with r as (select repository as repo, change_id, row_number() over"
    " (partition by repository order by change_id) as nth from change"
    " qualify nth = 1) "
    + select("'met'", "from account a join r on r.repo = a.system"),
    "with r as (select repository as repo, count(*) as n from change"
    " group by repo having n > 1) "
    + select("'met'", "from account a join r on r.repo = a.system"),
    select() + " union all " + select("'unknown'"),
    select("'met'", "from (select account_id, service, region, observed_at, kind"
           " from account) a"),
    select() + " -- the end\n;",
    "/* first */ " + select(),
]  # fmt: skip


@pytest.mark.parametrize("text", ALLOWED)
def test_it_is_allowed_and_means_something_to_the_engine(
    text: str, make_check: Callable[..., Check]
) -> None:
    _, problems = read(text)
    check = make_check(text, reads=READS, parameters=PARAMETERS)

    assert problems == ()
    assert bind_problems([check]) == ()


# sqlglot writes `bool_and(cast(x as boolean))`, which is DuckDB's business alone.
@pytest.mark.parametrize("text", [text for text in ALLOWED if "bool_" not in text])
def test_written_anew_it_reads_as_the_same(text: str) -> None:
    found, _ = read(text)
    assert found is not None
    written = _written(found)
    again, problems = read(written)

    assert problems == ()
    assert again is not None
    assert _written(again) == written


def _written(found: Select) -> str:
    return found.tree.sql(dialect="duckdb", comments=False).replace('"at"', "at")


REFUSED = [
    # Several statements, and statements that are no select.
    (select() + "; drop table account", "second statement"),
    (select() + "; " + select(), "second statement"),
    ("select 1; pragma version", "second statement"),
    ("attach 'x.db'", "A check is one `select`"),
    ("copy account to 'x.csv'", "A check is one `select`"),
    ("insert into account values (1)", "A check is one `select`"),
    ("install httpfs", "A check is one `select`"),
    ("load httpfs", "A check is one `select`"),
    ("set threads = 1", "A check is one `select`"),
    ("pragma database_list", "A check is one `select`"),
    ("create table x as select 1", "A check is one `select`"),
    ("create macro f(a) as a + 1", "A check is one `select`"),
    ("from account", "A check is one `select`"),
    ("(" + select() + ")", "A check is one `select`"),
    ("values (1)", "A check is one `select`"),
    ("pivot account on kind", "A check is one `select`"),
    ("summarize account", "A check is one `select`"),
    ("describe account", "A check is one `select`"),
    ("explain select 1", "A check is one `select`"),
    ("", "A check is one `select`"),
    ("-- nothing", "A check is one `select`"),
    ("with x as (select 1) insert into account select 1", "insert"),
    # The world outside the tables.
    (select("'met'", "from 'file.parquet' a"), "not a plain name"),
    (select("'met'", "from read_parquet('x') a"), "in place of a table"),
    (select("'met'", "from read_csv('x') a"), "in place of a table"),
    (select("'met'", "from read_text('x') a"), "in place of a table"),
    (select("'met'", "from glob('*') a"), "in place of a table"),
    (select("'met'", "from range(3) a"), "in place of a table"),
    (select("'met'", "from duckdb_settings() a"), "in place of a table"),
    (select("'met'", "from information_schema.tables a"), "`db`"),
    (select("'met'", "from main.account a"), "`db`"),
    (select("'met'", "from memory.main.account a"), "`db`"),
    (select("'met'", "from duckdb_tables a"), "There is no table"),
    (select("'met'", "from sqlite_master a"), "There is no table"),
    (when("a.name in (select table_name from information_schema.tables)"), "`db`"),
    (select("getenv('HOME')"), "`getenv`"),
    (select("getvariable('x')"), "`getvariable`"),
    (select("current_setting('threads')"), "`current_setting`"),
    (select("version()"), "`version`"),
    (select("current_user"), "current_user"),
    (select("(select content from read_text('/etc/passwd'))"), "as a value"),
    (select("nextval('x')"), "`nextval`"),
    (select("query('select 1')"), "`query`"),
    # Clock and dice.
    (when("a.created_at < now()"), "`now`"),
    (when("a.created_at < current_timestamp"), "`current_timestamp`"),
    (when("a.created_at < current_date"), "`current_date`"),
    (when("a.created_at < today()"), "`today`"),
    (when("random() < 0.5"), "`random`"),
    (select("uuid()"), "`uuid`"),
    (select(rest="from account a using sample 10"), "sample"),
    (select(rest="from account a tablesample 10%"), "sample"),
    # What engines read differently.
    (when("date_diff('hour', a.created_at, a.disabled_at) < 24"), "`date_diff`"),
    (when("datediff('hour', a.created_at, a.disabled_at) < 24"), "`datediff`"),
    (when("a.disabled_at - a.created_at < interval 24 hour"), "subtracted"),
    (when("age(a.created_at) < interval 24 hour"), "`age`"),
    (when("extract(year from a.created_at) = 2026"), "`extract`"),
    (when("date_trunc('day', a.created_at) = $at"), "`date_trunc`"),
    (when("epoch(a.created_at) > 1"), "`epoch`"),
    (select("strftime(a.created_at, '%Y')"), "`strftime`"),
    (when("cast(a.uid as integer) = 1"), "A cast to int"),
    (when("a.uid::bigint = 1"), "A cast to bigint"),
    (when("a.created_at::date = $at"), "A cast to date"),
    (when("a.uid % 2 = 0"), "`mod`"),
    (when("a.uid // 2 = 0"), "`intdiv`"),
    (when("a.uid / a.uid > 1"), "by what may be zero"),
    (when("a.uid / 0 > 1"), "by what may be zero"),
    (when("$share = 0.5"), "compared for equality"),
    (when("a.uid = 0.5"), "compared for equality"),
    (select(reason="'share ' || $share"), "made into text"),
    (select(reason="cast($share as varchar)"), "made into text"),
    (select("any_value(a.kind)"), "`any_value`"),
    (select("arg_max(a.kind, a.uid)"), "`arg_max`"),
    (select("list(a.kind order by a.uid)"), "`list`"),
    (select("string_agg(a.kind, ',')"), "`group_concat`"),
    (when("avg(a.uid) > 1"), "`avg`"),
    (when("regexp_matches(a.name, 'x')"), "`regexp_matches`"),
    (when("a.name ~ 'x'"), "is not available"),
    (when("a.name similar to 'x'"), "is not available"),
    (when("a.name like 'x' escape '!'"), "is not available"),
    (when("a.name like a.kind"), "must be a text written here"),
    (when("a.name like 'a\\_b'"), "backslash"),
    (when("a.name glob 'x*'"), "is not available"),
    (when("a.created_at > $at + interval 1.5 hour"), "one whole number"),
    (when("a.created_at > $at + interval '1 day 3 hours'"), "one whole number"),
    (when("a.created_at > $at + interval 1 decade"), "unit of time"),
    (when("length(s.signed_off_by) > 1").replace("account a", "account a join change"
        " s on s.change_id = a.name"), "is for text"),
    # Shapes that lose subjects or rows.
    (select(rest="from account a limit 3"), "`limit`"),
    (select(rest="from account a offset 3"), "`offset`"),
    (select(rest="from account a order by a.name"), "`order`"),
    (select(rest="from account a, worker w"), "without a condition"),
    (select(rest="from account a cross join worker w"), "`cross join`"),
    (select(rest="from account a right join worker w using (worker_id)"), "`right"),
    (select(rest="from account a full join worker w using (worker_id)"), "`full"),
    (select(rest="from account a semi join worker w using (worker_id)"), "`semi"),
    (select(rest="from account a natural join worker w"), "is not available"),
    (select(rest="from account a asof join worker w on w.left_at < a.created_at"),
        "`join` with `asof`"),
    (select(rest="from account a positional join worker w"),
        "`join` with `positional`"),
    (select(rest="from account a left join unnest($kinds) t on true"), "unnest"),
    (select(rest="from account a join lateral (select 1) t on true"), "lateral"),
    (select(rest="from account a pivot (count(*) for kind in ('x'))"), "pivot"),
    (select(rest="from account a qualify rank() over (order by a.account_id) = 1"),
        "Only `row_number`"),
    (select(rest="from account a qualify row_number() over (order by a.name) = 1"),
        "may have ties"),
    (select(rest="from account a qualify row_number() over () = 1"), "needs `over"),
    (select("case when sum(a.uid) over (order by a.account_id) > 1 then 'met' end"),
        "running aggregate"),
    (select("(select w.status from worker w)"), "several rows, or none"),
    (select("(select w.status from worker w limit 1)"), "several rows, or none"),
    (select(rest="from (select account_id from account)"), "no name"),
    (select("unnest($kinds)"), "`unnest`"),
    (select("[1, 2][1]"), "is not available"),
    (select("{'a': 1}"), "is not available"),
    (select("list_transform($kinds, x -> x)"), "is not available"),
    (select("if(a.mfa, 'met', 'not_met')"), "`if`"),
    (select(rest="from account a group by all"), "is not available"),
    (select(rest="from account a group by rollup (a.kind)"), "is not available"),
    ("with recursive r as (select 1 as n union all select n + 1 from r) " + select(),
        "`recursive`"),
    (select() + " intersect " + select(), "`intersect`"),
    (select() + " except " + select(), "`except`"),
    (select() + " union by name " + select(), "is not available"),
    ("select * from account", "does not say which columns"),
    ("select a.* exclude (name) from account a", "is not available"),
    ("select columns('x.*') from account a", "is not available"),
    (select(rest="from account a for update"), "is not available"),
    # Names.
    (select('"a"."kind"'), "not a plain name"),
    (select("a.kindd"), "There is no column `kindd`"),
    (select("b.kind"), "There is no table `b`"),
    (select(rest="from accounts a"), "There is no table `accounts`"),
    (select(rest="from incident a"), "not among `reads`"),
    (select("worker_id", "from account a join worker w on true"), "may be of a or w"),
    (select(rest="from account a join worker a on true"), "stands for two"),
    (select(rest="from account a join worker w using (kin)"), "both sides"),
    (select("case when verdict = 'x' then 'met' end"), "There is no column `verdict`"),
    (select("$other"), "There is no parameter `$other`"),
    (select("?"), "There is no parameter"),
    (select("$1"), "There is no parameter"),
    (select("'met' || k\u0131n"), "not a plain name"),
    # What is returned.
    ("select a.account_id as subject from account a", "returns subject"),
    (select().replace("as reason", "as why"), "returns"),
    (select().replace("as reason", "as verdict"), "Two columns"),
    (select() + " union all " + select().replace("'met' as verdict, 'so' as reason",
        "'so' as reason, 'met' as verdict"), "sides of `union` differ"),
    (select("case when a.mfa then 'pass' else 'met' end"), "`pass` is not a verdict"),
    (select("coalesce('yes', 'met')"), "`yes` is not a verdict"),
    # Text that only looks like something else.
    ("select/**/1;--\nselect 2", "second statement"),
    ("select 1 /* ; */ ; /* */ select 2", "second statement"),
    (select("'met") , "cannot be read"),
    (select("e'met'"), "is not available"),
    (select("$$met$$"), "is not available"),
    (select("x'6d'"), "cannot be read"),
    (select("'met'\0"), "control character"),
    ("select " + "(" * 60 + "1" + ")" * 60, "nested deeper"),
    ("select " + "1 + " * 4000 + "1", "words"),
    ("select " + "1+" * 12000 + "1", "longer"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_it_is_refused_with_its_place(text: str, said: str) -> None:
    found, problems = read(text)

    assert found is None
    assert any(said in problem.message for problem in problems), problems
    assert all(problem.place.startswith("line ") for problem in problems)


def test_every_refused_word_says_what_to_write_instead() -> None:
    _, problems = read(when("date_diff('hour', a.created_at, $at) > now()"))

    assert [p.remedy for p in problems] == [
        "Compare times as `ts > other + interval 24 hour`.",
        "Write `$at`, the time of the run.",
    ]


def test_faults_are_placed_by_line_and_column() -> None:
    _, problems = read(
        "select account_id as subject,\n  getenv('X') as at\nfrom account"
    )

    assert problems[0].place == "line 2, column 3"


def test_every_fault_is_found_at_once() -> None:
    _, problems = read(when("a.nme = a.knd and a.syst = 'x'"))

    assert len(problems) == 3


def test_a_near_name_is_offered() -> None:
    _, problems = read(when("a.privilege"))

    assert problems[0].remedy.startswith("Did you mean `privileged`?")


CONDITIONS = [
    "",
    "mfa",
    "kind = $kind and created_at < $at",
    "worker_id in (select worker_id from worker where left_at <= $at)",
    "exists (select 1 from worker w where w.worker_id = account.worker_id)",
]


@pytest.mark.parametrize("where", CONDITIONS)
def test_a_population_may_be_narrowed(where: str) -> None:
    found, problems = read_condition(
        Population(table="account", where=where),
        reads=READS,
        parameters=PARAMETERS,
        file="check.toml",
    )

    assert problems == ()
    assert found is not None


@pytest.mark.parametrize(
    "where",
    [
        "true union all select 1, 2, 3 from worker",
        "true; drop table account",
        "true group by 1",
        "true order by 1",
        "true limit 1",
        "1 = 1) or (1 = 1",
        "getenv('x') = 'y'",
        "nme = 'x'",
        "mfa qualify row_number() over (order by account_id) = 1",
        "'unclosed",
        "-- nothing else",
    ],
)
def test_a_condition_that_is_more_is_refused(where: str) -> None:
    found, problems = read_condition(
        Population(table="account", where=where),
        reads=READS,
        parameters=PARAMETERS,
        file="check.toml",
    )

    assert found is None
    assert problems
    assert all(p.place.startswith("population.where") for p in problems)


WORDS = """
select from where case when then else end and or not null is in ( ) , . ; * = <> < + -
|| 'met' 'x account a worker w account_id kind $at $kind $ ? 1 1.5 as with join left on
using union all exists interval 24 hour cast varchar timestamp :: [ ] { } count
row_number over partition by order group having qualify -- /* */ " \\ lateral unnest
read_parquet pivot at values ~ : @ % #
"""
words = st.sampled_from([*WORDS.split(), "\n"])


@given(st.lists(words, max_size=40))
@example(["select", "("])
def test_words_in_any_order_are_read_or_refused(found: list[str]) -> None:
    read("select " + " ".join(found))


@given(st.text(max_size=80))
def test_text_of_any_kind_is_read_or_refused(text: str) -> None:
    read(text)
    read("select " + text)


@given(st.sampled_from(ALLOWED), st.integers(0, 400), st.text(max_size=4))
def test_a_select_with_something_put_in_is_read_or_refused(
    text: str, place: int, put: str
) -> None:
    read(text[:place] + put + text[place:])
