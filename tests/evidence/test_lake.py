"""The lake keeps what it was given, whole or not at all."""

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.canonical import digest
from assay.errors import BadInput, Problem
from assay.evidence import (
    TABLES,
    Batch,
    Gap,
    Lake,
    Manifest,
    Reach,
    arrow_schema,
    batch_digest,
    rows_of,
    stale,
)
from assay.evidence.manifest import identify, manifest_bytes
from assay.evidence.values import Part

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


def people(*ids: str) -> list[dict[str, Any]]:
    return [{"worker_id": name, "status": "active"} for name in ids]


def batch(
    records: Iterable[Mapping[str, Any]] = ({"worker_id": "w1"}, {"worker_id": "w2"}),
    *,
    at: datetime = AT,
    table: str = "worker",
    source: str = "hr",
    parameters: Mapping[str, str] | None = None,
    **changes: Any,
) -> Batch:
    whole = Reach(parts=("people",))
    made = Batch(
        table=table,
        rows=rows_of(TABLES[table], records, observed_at=at),
        source=source,
        collector="assay-test/1",
        query="select everyone",
        parameters=parameters or {},
        observed_at=at,
        asked=whole,
        expected=whole,
        got=whole,
    )
    return replace(made, **changes)


def told(fault: pytest.ExceptionInfo[BadInput]) -> str:
    return "\n".join(map(str, fault.value.problems))


def query(columns: str, paths: Iterable[Path]) -> list[Any]:
    sql = f"select {columns} from read_parquet(?)"  # noqa: S608 - our own words
    found = duckdb.execute(sql, [[str(path) for path in paths]]).fetchall()
    return list(found)


def test_what_was_written_is_read_back_with_its_manifest(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")

    manifest = lake.write(batch(gaps=(Gap(part="x", reason="y"),)), LATER)

    assert lake.manifests() == (manifest,)
    assert lake.check(manifest) == ()
    assert manifest.rows == 2
    assert manifest.partial
    assert manifest.collected_at == LATER
    assert manifest.id.startswith("worker.20261124T060000Z.")
    found = query("worker_id, observed_at", lake.paths(manifest))
    assert found == [("w1", AT.replace(tzinfo=None)), ("w2", AT.replace(tzinfo=None))]


def test_the_same_content_is_the_same_batch_in_any_row_order(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    first = lake.write(batch(people("a", "b", "c")), LATER)

    again = lake.write(batch(people("c", "a", "b")), LATER + timedelta(days=1))

    assert again == first
    assert len(lake.manifests()) == 1


def test_the_same_content_gives_the_same_bytes_in_another_lake(tmp_path: Path) -> None:
    first = Lake(tmp_path / "one").write(batch(), LATER)
    second = Lake(tmp_path / "two").write(batch(), LATER)

    assert batch_digest(first) == batch_digest(second)


def test_rows_are_sorted_by_region_service_and_key(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    rows = [
        {"worker_id": "a", "region": "r2", "service": "s1"},
        {"worker_id": "c", "region": "r1", "service": "s2"},
        {"worker_id": "b", "region": "r1", "service": "s2"},
        {"worker_id": "d", "region": "r1", "service": "s1"},
    ]

    (path,) = lake.paths(lake.write(batch(rows), LATER))

    assert query("worker_id", (path,)) == [("d",), ("b",), ("c",), ("a",)]


def test_a_batch_without_rows_is_kept_as_such(tmp_path: Path) -> None:
    lake = Lake(tmp_path)

    manifest = lake.write(batch([]), LATER)

    assert manifest.rows == 0
    assert len(lake.paths(manifest)) == 1
    assert lake.check(manifest) == ()


def test_a_large_batch_is_cut_into_parts_of_a_million_rows(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    count = 1_000_001
    schema = arrow_schema(TABLES["time_sync"])
    columns = {
        "host": pa.array([f"h{n:07}" for n in range(count)]),
        "synchronized": pa.nulls(count, pa.bool_()),
        "method": pa.nulls(count, pa.string()),
        "offset_ms": pa.nulls(count, pa.float64()),
        "service": pa.nulls(count, pa.string()),
        "region": pa.nulls(count, pa.string()),
        "observed_at": pa.array([AT.replace(tzinfo=None)] * count, pa.timestamp("us")),
    }
    large = replace(batch(), table="time_sync", rows=pa.table(columns, schema=schema))

    manifest = lake.write(large, LATER)

    assert [part.rows for part in manifest.parts] == [1_000_000, 1]
    assert lake.check(manifest) == ()


def test_latest_takes_the_newest_of_each_question_by_then(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    day = timedelta(days=1)
    for n in range(3):
        lake.write(batch(at=AT + n * day), AT + n * day)
    other = lake.write(batch(parameters={"page": "2"}), LATER)

    found = lake.latest("worker", AT + day)

    assert {m.observed_at for m in found} == {AT, AT + day}
    assert other in found
    assert lake.latest("worker", AT - day) == ()
    assert lake.latest("account", AT) == ()


def test_of_two_observed_at_once_the_later_collected_counts(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write(batch(people("a")), LATER)
    corrected = lake.write(batch(people("a", "b")), LATER + timedelta(hours=1))
    lake.write(batch(people("c")), AT)

    assert lake.latest("worker", LATER) == (corrected,)


@pytest.mark.parametrize(
    ("changes", "partial"),
    [
        pytest.param({}, False, id="all that was expected came"),
        pytest.param({"got": Reach(parts=())}, True, id="a part is missing"),
        pytest.param({"gaps": (Gap(part="p", reason="r"),)}, True, id="a gap"),
        pytest.param({"expected_rows": 3}, True, id="fewer rows than counted"),
        pytest.param({"expected_rows": 1}, True, id="more rows than counted"),
        pytest.param({"expected_rows": 2}, False, id="as many rows as counted"),
    ],
)
def test_partial_is_derived_and_kept(
    tmp_path: Path, changes: dict[str, Any], *, partial: bool
) -> None:
    assert Lake(tmp_path).write(batch(**changes), LATER).partial is partial


def test_evidence_is_stale_after_its_age_and_before_it_was_observed(
    tmp_path: Path,
) -> None:
    manifest = Lake(tmp_path).write(batch(), LATER)
    day = timedelta(days=1)

    assert not stale(manifest, AT + day, day)
    assert stale(manifest, AT + day + timedelta(microseconds=1), day)
    assert stale(manifest, AT - timedelta(microseconds=1), day)


def schema_with(change: "Mapping[str, pa.Array[Any]]") -> pa.Table:
    rows = batch().rows
    for name, values in change.items():
        rows = rows.set_column(rows.schema.names.index(name), name, values)
    return rows


REFUSED = {
    "null where required": (
        {"worker_id": pa.array(["w", None])},
        "row 1, worker_id: A value is required here and is null",
    ),
    "wrong type": (
        {"department": pa.array([None, 7])},
        "row 1, department: The column holds int64 where string is expected",
    ),
    "time with a zone": (
        {"joined_at": pa.array([AT, AT], pa.timestamp("us", tz="UTC"))},
        "row 0, joined_at: The column holds timestamp[us, tz=UTC]",
    ),
    "the same key twice": (
        {"worker_id": pa.array(["w", "w"])},
        "row 1, worker_id: 'w' is also the key of row 0",
    ),
    "text that is not UTF-8": (
        {"kind": pa.array([b"ok", b"\xff"]).view(pa.string())},
        "kind: The column's content is damaged",
    ),
}


@pytest.mark.parametrize(("change", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_rows_at_fault_are_refused_and_nothing_is_written(
    tmp_path: Path, change: "Mapping[str, pa.Array[Any]]", message: str
) -> None:
    lake = Lake(tmp_path / "lake")

    with pytest.raises(BadInput) as fault:
        lake.write(replace(batch(), rows=schema_with(change)), LATER)

    assert message in told(fault)
    assert not lake.root.exists()


def test_columns_missing_strange_or_twice_are_each_named(tmp_path: Path) -> None:
    rows = batch().rows.drop_columns(["kind"])
    rows = rows.append_column("statu", rows["status"])
    rows = rows.append_column("worker_id", rows["worker_id"])

    with pytest.raises(BadInput) as fault:
        Lake(tmp_path).write(replace(batch(), rows=rows), LATER)

    assert "kind: The column is missing" in told(fault)
    assert "no such column; did you mean status?" in told(fault)
    assert "worker_id: The column is there twice" in told(fault)


def test_an_unknown_table_and_a_time_without_zone_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="1 problem") as fault:
        Lake(tmp_path).write(replace(batch(), table="workers"), LATER)
    assert "Did you mean worker?" in told(fault)

    with pytest.raises(BadInput) as fault:
        Lake(tmp_path).write(batch(), LATER.replace(tzinfo=None))
    assert "collected_at: The time has no time zone" in told(fault)


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    manifest = lake.write(batch(), LATER)
    (tmp_path / "worker").chmod(0o500)

    try:
        if os.geteuid() != 0:  # root may write anywhere
            with pytest.raises(PermissionError):
                lake.write(batch(people("new")), LATER)
    finally:
        (tmp_path / "worker").chmod(0o700)

    assert lake.manifests() == (manifest,)
    assert [path.name for path in (tmp_path / "worker").iterdir()] == [manifest.id]


def test_a_batch_still_being_written_is_not_seen(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write(batch(), LATER)
    (tmp_path / "worker" / ".incoming-x" / "batch").mkdir(parents=True)

    assert len(lake.manifests()) == 1


def faults(lake: Lake, manifest: Manifest) -> str:
    return "\n".join(map(str, lake.check(manifest)))


def parquet_bytes(columns: dict[str, Any]) -> bytes:
    """A file with these columns, or none of the table's rows."""
    sink = pa.BufferOutputStream()
    empty = arrow_schema(TABLES["worker"]).empty_table()
    pq.write_table(pa.table(columns) if columns else empty, sink)
    return bytes(sink.getvalue())


def rewrite(path: Path, data: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(data)


def test_a_truncated_part_is_a_problem_naming_the_file(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    manifest = lake.write(batch(), LATER)
    (path,) = lake.paths(manifest)
    rewrite(path, path.read_bytes()[:-9])

    assert path.name in faults(lake, manifest)
    assert "bytes were recorded" not in faults(lake, manifest)
    assert f"and {manifest.parts[0].bytes} were recorded" in faults(lake, manifest)
    assert "collect again" in faults(lake, manifest)


def test_an_altered_part_is_a_problem(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    manifest = lake.write(batch(), LATER)
    (path,) = lake.paths(manifest)
    data = bytearray(path.read_bytes())
    data[40] ^= 1
    rewrite(path, bytes(data))

    assert "was altered" in faults(lake, manifest)


def test_writers_at_the_same_time_store_one_batch(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    times = [LATER + timedelta(seconds=n) for n in range(8)]

    with ThreadPoolExecutor(8) as pool:
        manifests = set(pool.map(lambda at: lake.write(batch(), at).id, times))

    assert len(manifests) == len(lake.manifests()) == 1
    assert lake.check(lake.manifests()[0]) == ()


FORGED = {
    "no Parquet": (b"PAR1 and then nothing", "not readable Parquet"),
    "another schema": (parquet_bytes({"worker_id": ["a"]}), "not in the schema"),
    "other rows": (parquet_bytes({}), "0 rows and 2 were recorded"),
}


@pytest.mark.parametrize(("data", "words"), FORGED.values(), ids=FORGED)
def test_a_part_that_fits_its_digest_and_nothing_else_is_a_problem(
    tmp_path: Path, data: bytes, words: str
) -> None:
    lake = Lake(tmp_path)
    true = lake.write(batch(), LATER)
    sha256 = digest(data)
    part = Part(
        path=f"part-{sha256[:16]}.parquet", sha256=sha256, bytes=len(data), rows=2
    )
    forged = replace(true, parts=(part,))
    forged = replace(forged, id=identify(forged))
    folder = tmp_path / "worker" / forged.id
    folder.mkdir()
    (folder / part.path).write_bytes(data)
    (folder / "manifest.json").write_bytes(manifest_bytes(forged))

    assert words in faults(lake, forged)


def test_a_missing_part_and_a_stranger_are_problems(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    manifest = lake.write(batch(), LATER)
    (path,) = lake.paths(manifest)
    path.rename(path.with_name("part-0000000000000000.parquet"))

    assert "cannot be read" in faults(lake, manifest)
    assert "does not list this file" in faults(lake, manifest)


def test_a_part_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    manifest = lake.write(batch(), LATER)
    (path,) = lake.paths(manifest)
    outside = path.rename(tmp_path / "elsewhere.parquet")
    path.symlink_to(outside)

    assert "cannot be read" in faults(lake, manifest)


@pytest.mark.parametrize("path", ["../../../etc/passwd", "/etc/passwd", "part-0/x"])
def test_a_part_outside_its_folder_is_never_opened(tmp_path: Path, path: str) -> None:
    lake = Lake(tmp_path)
    manifest = lake.write(batch(), LATER)
    forged = replace(manifest, parts=(replace(manifest.parts[0], path=path),))

    with pytest.raises(BadInput, match="1 problem") as fault:
        lake.paths(forged)
    assert "is not a part of this batch" in told(fault)

    with pytest.raises(BadInput):
        lake.paths(replace(manifest, table="../worker"))
    with pytest.raises(BadInput):
        lake.paths(replace(manifest, id="../../x"))


def test_another_manifest_than_the_recorded_one_is_a_problem(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    manifest = lake.write(batch(), LATER)

    assert "not the one that was recorded" in faults(
        lake, replace(manifest, collected_at=AT)
    )


def test_every_damaged_manifest_is_reported_at_once(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    for name in ("a", "b", "c"):
        lake.write(batch(people(name)), LATER)
    first, second, third = sorted((tmp_path / "worker").iterdir())
    rewrite(first / "manifest.json", b"{")
    (second / "manifest.json").unlink()
    third.rename(third.with_name("worker.20200101T000000Z.000000000000"))

    with pytest.raises(BadInput, match="3 problems") as fault:
        lake.manifests()

    assert "not valid JSON" in told(fault)
    assert "cannot be read" in told(fault)
    assert f"The manifest is that of worker/{third.name}" in told(fault)
    assert all(problem.remedy for problem in fault.value.problems)


def test_a_table_of_a_newer_version_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "satellite").mkdir()

    with pytest.raises(BadInput) as fault:
        Lake(tmp_path).manifests()

    assert fault.value.problems == (
        Problem(
            file="lake/satellite",
            message="This version has no evidence table of that name",
            remedy="Use the version of Assay that wrote it, or a newer one.",
        ),
    )


@given(
    ids=st.lists(st.text(min_size=1), unique=True, max_size=8),
    hours=st.integers(min_value=-9000, max_value=9000),
)
def test_any_rows_in_the_schema_survive_the_lake(
    tmp_path_factory: pytest.TempPathFactory, ids: list[str], hours: int
) -> None:
    lake = Lake(tmp_path_factory.mktemp("lake"))
    records = [{"worker_id": name.replace("\ud800", "?")} for name in ids]
    try:
        made = batch(records, at=AT + timedelta(hours=hours))
    except BadInput:  # a lone surrogate is no text
        return

    manifest = lake.write(made, LATER)

    assert lake.check(manifest) == ()
    found = query("worker_id", lake.paths(manifest))
    assert sorted(found) == sorted((record["worker_id"],) for record in records)
