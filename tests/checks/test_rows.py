"""Verdict rows as bytes: read back as written, the same for the same rows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.checks import rows as writing
from assay.checks.rows import ROWS, write_rows

START = datetime(2026, 1, 1)  # noqa: DTZ001 - as in the lake: UTC without saying so


def rows_of(size: int) -> pa.Table:
    """Rows of every sort, nulls and repetitions among them."""
    n = range(size)
    return pa.table(
        {
            "subject": [f"subject-{i:07}" for i in n],
            "service": [None if i % 5 == 0 else f"s{i % 3}" for i in n],
            "region": ["eu" if i % 2 else None for i in n],
            "at": [START + timedelta(hours=i % 50) for i in n],
            "verdict": [("met", "unknown", "not_met")[i % 3] for i in n],
            "reason": [f"because of {i % 7} \u00e4" for i in n],
        },
        schema=ROWS,
    )


def cut(rows: pa.Table, sizes: Sequence[int]) -> list[pa.RecordBatch]:
    """The same rows in batches of these sizes, and the rest in one."""
    batches: list[pa.RecordBatch] = []
    for size in sizes:
        batches += rows.slice(0, size).combine_chunks().to_batches()
        rows = rows.slice(size)
    return [*batches, *rows.combine_chunks().to_batches()]


@pytest.mark.parametrize("size", [0, 1, 7, 20_000])
def test_what_is_written_is_read_back(tmp_path: Path, size: int) -> None:
    rows = rows_of(size)
    path = tmp_path / "x.parquet"
    write_rows(path, rows.to_batches())

    assert pq.read_table(path).equals(rows)
    assert pq.read_schema(path).equals(ROWS)


def test_row_groups_have_a_fixed_size(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    rows = rows_of(writing._GROUP + 3)
    write_rows(path, cut(rows, [3, writing._GROUP - 10]))
    found = pq.read_metadata(path)

    assert [found.row_group(i).num_rows for i in range(2)] == [writing._GROUP, 3]
    assert pq.read_table(path).equals(rows)


def written(folder: Path, batches: Sequence[pa.RecordBatch]) -> bytes:
    path = folder / "x.parquet"
    write_rows(path, batches)
    return path.read_bytes()


@settings(deadline=None)
@given(size=st.integers(0, 300), sizes=st.lists(st.integers(0, 100), max_size=6))
def test_portions_leave_no_trace(
    tmp_path_factory: pytest.TempPathFactory, size: int, sizes: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("portions")
    rows = rows_of(size)

    assert written(folder, rows.to_batches()) == written(folder, cut(rows, sizes))


def test_portions_of_many_rows_leave_no_trace(tmp_path: Path) -> None:
    rows = rows_of(150_000)

    assert written(tmp_path, rows.combine_chunks().to_batches()) == written(
        tmp_path, cut(rows, [1, 70_001, 3, 2048])
    )
