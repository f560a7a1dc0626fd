"""Ten checks on storage buckets: ours, the floor below it, and what else does the job.

- ours: `run`, from the lake to verdict rows of every check on the disk, each batch held
  against its digest first;
- the floor: DuckDB decoding the same columns of the same files, and nothing else;
- counts: the ten conditions written by hand as one DuckDB query that counts and keeps
  nothing, which is the most that could be saved by not keeping verdicts;
- plain Python: a function for each check over resources that are dicts in memory;
- Cloud Custodian: its filters over the same resources in memory, by its own Python.

Before anything is timed the verdicts of ours, Python and Cloud Custodian are compared,
subject by subject, on the smaller set. The rows are synthetic: names and ids are unique
and one check of the ten gives a reason of its own for every bucket, but real evidence
is less regular. What is timed is judging only: Cloud Custodian collects as well, which
is most of its work, and none of ours here.
"""

import argparse
import gc
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from assay.checks import Check, Population, Run, read_rows, run
from assay.evidence import TABLES, Batch, Lake, Reach, arrow_schema

AT = datetime(2026, 11, 1, 1, tzinfo=UTC)
PEER = Path(__file__).parents[1] / ".bench-venv/bin/python"
CUSTODIAN = Path(__file__).with_name("custodian.py")

Row = Mapping[str, Any]
Test = Callable[[Row], bool | None]
"""Whether the bucket is as it should be; None where that was not seen."""

REGIONS = ("us-east-1", "eu-west-1", "eu-central-1")
LISTED = "('us-east-1', 'eu-west-1', 'eu-central-1')"

ROWS = """
select 'arn:aws:s3:::bucket-' || lpad(cast((i * 7919) % $n as varchar), 9, '0')
         as bucket_id,
       'bucket-' || i as name,
       'account-' || (i % 400) as account,
       case when hash(i) % 10 = 0 then 'none' when hash(i) % 3 = 0 then 'provider'
            when hash(i) % 97 = 0 then null else 'customer' end as encryption,
       hash(i, 1) % 10 < 9 as versioning,
       case when hash(i, 2) % 100 > 0 then hash(i, 2) % 10 < 8 end as logging,
       hash(i, 3) % 50 = 0 as public,
       hash(i, 4) % 10 < 9 as tls_only,
       case when hash(i, 5) % 20 > 0 then hash(i, 5) % 10 < 3 end as mfa_delete,
       'service-' || (hash(i, 6) % 20) as service,
       ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-southeast-2']
         [cast(hash(i, 7) % 5 as int) + 1] as region,
       timestamp '2026-11-01 00:00:00' as observed_at
from range($n) as t(i)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """One check in the four ways of writing it."""

    met: str
    not_met: str
    python: Test
    custodian: list[Any]
    """Filters that match what is not met."""
    reason: str = ""


def flag(name: str, *, good: bool) -> Bench:
    """A check of one boolean."""
    wanted, other = (name, f"not {name}") if good else (f"not {name}", name)
    return Bench(
        met=wanted,
        not_met=other,
        python=lambda row: None if row[name] is None else row[name] is good,
        custodian=[{"type": "value", "key": name, "value": not good}],
    )


def guarded(row: Row) -> bool | None:
    """Not public, or logged and versioned."""
    if row["public"] is False:
        return True
    both = (row["logging"], row["versioning"])
    if False in both:
        return None if row["public"] is None else False
    if None in both:
        return None
    return True


BENCH: Mapping[str, Bench] = {
    "encrypted": Bench(
        met="encryption in ('provider', 'customer')",
        not_met="encryption = 'none'",
        python=lambda row: row["encryption"] and row["encryption"] != "none",
        custodian=[{"type": "value", "key": "encryption", "value": "none"}],
        reason="'encryption: ' || coalesce(encryption, 'not seen')",
    ),
    "own-key": Bench(
        met="encryption = 'customer'",
        not_met="encryption <> 'customer'",
        python=lambda row: row["encryption"] and row["encryption"] == "customer",
        custodian=[
            {
                "type": "value",
                "key": "encryption",
                "op": "in",
                "value": ["none", "provider"],
            }
        ],
        reason="'encryption: ' || coalesce(encryption, 'not seen')",
    ),
    "versioned": flag("versioning", good=True),
    "mfa-delete": flag("mfa_delete", good=True),
    "logged": flag("logging", good=True),
    "not-public": flag("public", good=False),
    "tls-only": flag("tls_only", good=True),
    "region-listed": Bench(
        met=f"region in {LISTED}",
        not_met=f"region not in {LISTED}",
        python=lambda row: row["region"] in REGIONS,
        custodian=[
            {"type": "value", "key": "region", "op": "not-in", "value": list(REGIONS)}
        ],
        reason="'in ' || region",
    ),
    "named": Bench(
        met="name like 'bucket-%'",
        not_met="name not like 'bucket-%'",
        python=lambda row: row["name"].startswith("bucket-"),
        custodian=[
            {"not": [{"type": "value", "key": "name", "op": "glob",
                      "value": "bucket-*"}]}
        ],
        reason="'named ' || name",
    ),
    "public-guarded": Bench(
        met="not public or (logging and versioning)",
        not_met="public and not (logging and versioning)",
        python=guarded,
        custodian=[
            {"type": "value", "key": "public", "value": True},
            {"or": [
                {"type": "value", "key": "logging", "value": False},
                {"type": "value", "key": "versioning", "value": False},
            ]},
        ],
    ),
}  # fmt: skip


def checks() -> list[Check]:
    """The ten as checks."""
    return [_check(name, bench) for name, bench in BENCH.items()]


def _check(name: str, bench: Bench) -> Check:
    reason = bench.reason or (
        f"case when {bench.met} then 'it is {name}'"
        f" when {bench.not_met} then 'it is not {name}' else 'not seen' end"
    )
    sql = (
        "select bucket_id as subject, service, region, observed_at as at,"  # noqa: S608 - a check's text
        f" case when {bench.met} then 'met' when {bench.not_met} then 'not_met'"
        f" else 'unknown' end as verdict, {reason} as reason from storage_bucket"
    )
    return Check(
        id=name,
        title=name,
        control="buckets",
        reads=("storage_bucket",),
        population=Population(table="storage_bucket"),
        max_age=timedelta(hours=24),
        sql=sql,
        digest=hashlib.sha256(sql.encode()).hexdigest(),
    )


def make_lake(folder: Path, size: int) -> Lake:
    """A lake of one batch of buckets."""
    lake = Lake(folder)
    with duckdb.connect() as engine:
        rows = engine.sql(ROWS.replace("$n", str(size))).to_arrow_table()
    lake.write(
        Batch(
            table="storage_bucket",
            rows=rows.cast(arrow_schema(TABLES["storage_bucket"])),
            source="generated",
            collector="bench/1",
            query=f"{size} buckets",
            parameters={},
            observed_at=AT - timedelta(hours=1),
            asked=Reach(),
            expected=Reach(),
            got=Reach(),
            synthetic=True,
        ),
        AT,
    )
    return lake


def files_of(lake: Lake) -> list[str]:
    """The Parquet files of the only batch."""
    (batch,) = lake.manifests()
    return [str(path) for path in lake.paths(batch)]


def seconds(work: Callable[[], object], rounds: int) -> float:
    """The best of some rounds: neighbours only ever make it slower."""
    best = float("inf")
    for _ in range(rounds):
        gc.collect()
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def decode(lake: Lake) -> None:
    """Decode the columns that the checks read, and do next to nothing with them."""
    names = (
        "bucket_id, service, region, observed_at, name, encryption, versioning,"
        " logging, public, tls_only, mfa_delete"
    )
    with duckdb.connect() as engine:
        rows = engine.read_parquet(files_of(lake))
        rows.aggregate(f"bit_xor(hash({names}))").fetchall()


def counts(lake: Lake) -> None:
    """The ten conditions in one query that only counts."""
    found = ", ".join(
        f"count(*) filter (where {side})"
        for bench in BENCH.values()
        for side in (bench.met, bench.not_met)
    )
    with duckdb.connect() as engine:
        engine.read_parquet(files_of(lake)).aggregate(found).fetchall()


def verdicts_of(runs: Path, made: Run) -> dict[str, dict[str, str]]:
    """Check to subject to verdict, as written."""
    return {
        outcome.check: {
            row.subject: row.verdict
            for row in read_rows(runs / made.id / outcome.rows_file)
        }
        for outcome in made.outcomes
    }


def in_python(rows: Sequence[Row]) -> dict[str, list[bool | None]]:
    """Each check as a function, over dicts."""
    return {name: [bench.python(row) for row in rows] for name, bench in BENCH.items()}


def in_custodian(rows: Sequence[Row]) -> tuple[float, dict[str, str]] | None:
    """Each check as a policy of Cloud Custodian; None where it is not installed."""
    if not PEER.exists():
        return None
    policies = {name: bench.custodian for name, bench in BENCH.items()}
    named = [{**row, "Name": row["bucket_id"]} for row in rows]  # its own key
    given = json.dumps({"policies": policies, "resources": named}, default=str)
    said = subprocess.run(
        [str(PEER), str(CUSTODIAN)],
        input=given,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found = json.loads(said.stdout.splitlines()[-1])
    return found["seconds"], found["found"]


def digest_of(ids: Sequence[str]) -> str:
    """As `custodian.py` writes it."""
    text = "\n".join(sorted(ids))
    return f"{len(ids)} {hashlib.sha256(text.encode()).hexdigest()}"


def compare(size: int, folder: Path) -> dict[str, float]:
    """Hold the three against each other; returns the peers' evaluations per second."""
    lake = make_lake(folder / "small", size)
    made = run(checks(), lake, AT, folder / "small-runs")
    ours = verdicts_of(folder / "small-runs", made)
    with duckdb.connect() as engine:
        table = engine.read_parquet(files_of(lake)).to_arrow_table()
    rows = table.to_pylist()
    words = {True: "met", False: "not_met", None: "unknown"}
    for name, found in in_python(rows).items():
        said = {r["bucket_id"]: words[f] for r, f in zip(rows, found, strict=True)}
        if said != ours[name]:
            sys.exit(f"{name}: plain Python and the engine disagree")
    evaluations = size * len(BENCH)
    rates = {"python": evaluations / seconds(lambda: in_python(rows), 3)}
    peer = in_custodian(rows)
    if peer is None:
        return rates
    for name, matched in peer[1].items():
        bad = [subject for subject, v in ours[name].items() if v == "not_met"]
        if digest_of(bad) != matched:
            sys.exit(f"{name}: Cloud Custodian and the engine disagree")
    again = in_custodian(rows) or peer
    return {**rates, "custodian": evaluations / min(peer[0], again[0])}


def measure(size: int, rounds: int, folder: Path) -> dict[str, float]:
    """Seconds of ours, of ours again, of the floor and of counting."""
    lake = make_lake(folder / "large", size)
    floor = seconds(lambda: decode(lake), rounds)
    counted = seconds(lambda: counts(lake), rounds)
    best = float("inf")
    for number in range(rounds):
        runs = folder / f"runs-{number}"
        best = min(best, seconds(lambda: run(checks(), lake, AT, runs), 1))  # noqa: B023 - called at once
    runs = folder / "runs-0"
    warm = seconds(lambda: run(checks(), lake, AT, runs), 1)
    written = sum(path.stat().st_size for path in runs.rglob("*.parquet"))
    return {
        "ours": best,
        "again": warm,
        "floor": floor,
        "counts": counted,
        "bytes": written / (size * len(BENCH)),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    """Compare, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="10,000,000 buckets")
    parser.add_argument("--size", type=int, help="this many buckets")
    parser.add_argument("--small", type=int, default=100_000, help="for the peers")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    size = chosen.size or (10_000_000 if chosen.full else 1_000_000)
    with tempfile.TemporaryDirectory() as name:
        peers = compare(chosen.small, Path(name))
        found = measure(size, 1 if chosen.full else 3, Path(name))
    rate = size * len(BENCH) / found["ours"]
    ratios = {
        "floor": found["ours"] / found["floor"],
        "counts": found["ours"] / found["counts"],
        "again": found["ours"] / found["again"],
        **{peer: rate / theirs for peer, theirs in peers.items()},
    }
    if chosen.json:
        whole = {"size": size, "seconds": found, "peers": peers, "ratios": ratios}
        print(json.dumps({"checks": whole}))
        return
    show(size, chosen.small, found, peers, ratios)


def show(
    size: int,
    small: int,
    found: Mapping[str, float],
    peers: Mapping[str, float],
    ratios: Mapping[str, float],
) -> None:
    """The ratios, for people."""
    rate = size * len(BENCH) / found["ours"]
    print(f"\nChecks: 10 on {size:,} synthetic buckets, every verdict kept")
    print(f"  {'ours':<46} {rate:12,.0f} evaluations/s")
    said = {
        "floor": "time, to DuckDB decoding the same columns",
        "counts": "time, to DuckDB counting, nothing kept",
        "again": "faster the second time, nothing changed",
    }
    for name, words in said.items():
        print(f"  {words:<46} {ratios[name]:12,.1f} x")
    names = {"python": "plain Python functions", "custodian": "Cloud Custodian filters"}
    for peer, theirs in peers.items():
        words = f"rate, to {names[peer]} ({small:,})"
        print(f"  {words:<46} {ratios[peer]:12,.1f} x   ({theirs:,.0f}/s)")
    if "custodian" not in peers:
        print("  Cloud Custodian is not installed; `make bench` installs it")
    print(f"  {'bytes for each verdict':<46} {found['bytes']:12,.1f}")
    print(f"  {'peak memory, MB, with making the rows':<46} {found['memory']:12,.0f}")
    print("  same verdicts from all, compared subject by subject")


if __name__ == "__main__":
    main()
