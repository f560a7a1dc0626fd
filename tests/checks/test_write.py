"""Verdict rows as bytes: ordinary Parquet, the same for the same rows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.checks import write
from assay.checks.pieces import Assembly, encode
from assay.checks.rows import ROWS
from assay.checks.thrift import read_struct, write_struct
from assay.checks.write import in_groups, write_rows

START = datetime(2026, 1, 1)  # noqa: DTZ001 - as in the lake: UTC without saying so


def rows_of(size: int, start: int = 0) -> pa.Table:
    """Rows of every sort, nulls and repetitions among them."""
    n = range(start, start + size)
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
    with duckdb.connect() as engine:
        read = engine.read_parquet(str(path)).order("subject").fetchall()
    assert read == [tuple(row.values()) for row in rows.to_pylist()]


def test_row_groups_have_a_fixed_size(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    size = write.GROUP + 3
    write_rows(path, rows_of(size).to_batches())
    found = pq.read_metadata(path)

    assert found.num_rows == size
    assert [found.row_group(i).num_rows for i in range(2)] == [write.GROUP, 3]
    assert pq.read_table(path).equals(rows_of(size))


def test_told_one_way_or_another_reasons_are_the_same() -> None:
    for reasons in (pa.array(["a", "b", "a", "a"]), pa.array(["a", "b", "c"])):
        assert write.told(reasons).equals(write.told(reasons.dictionary_encode()))


@settings(deadline=None)
@given(size=st.integers(0, 300), sizes=st.lists(st.integers(0, 100), max_size=6))
def test_portions_leave_no_trace(
    tmp_path_factory: pytest.TempPathFactory, size: int, sizes: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("portions")
    rows = rows_of(size)
    write_rows(folder / "whole.parquet", rows.to_batches())
    write_rows(folder / "cut.parquet", cut(rows, sizes))

    one, other = (folder / f"{n}.parquet" for n in ("whole", "cut"))
    assert one.read_bytes() == other.read_bytes()


def test_portions_are_put_together_into_groups() -> None:
    rows = rows_of(2 * write.GROUP + 1)
    groups = list(in_groups(cut(rows, [3, write.GROUP + 10, 5])))

    assert [len(group) for group in groups] == [write.GROUP, write.GROUP, 1]
    assert pa.concat_tables(groups).equals(rows)
    assert all(column.num_chunks == 1 for group in groups for column in group.columns)


@pytest.mark.parametrize("size", [1, 2, 5_000])
@pytest.mark.parametrize("same", [True, False])
def test_reasons_are_a_dictionary_unless_most_are_different(
    tmp_path: Path, size: int, *, same: bool
) -> None:
    reasons = pa.array(["so" if same else f"reason {i}" for i in range(size)])
    rows = rows_of(size).set_column(5, ROWS.field("reason"), reasons)
    write_rows(tmp_path / "x.parquet", rows.to_batches())
    found = pq.read_metadata(tmp_path / "x.parquet").row_group(0).column(5)

    assert pq.read_table(tmp_path / "x.parquet").equals(rows)
    assert found.has_dictionary_page is (same or size == 1)


@pytest.mark.parametrize("split", [1, 3, 5])
def test_files_are_put_together_from_pieces(tmp_path: Path, split: int) -> None:
    path = tmp_path / "x.parquet"
    file = Assembly(path, ROWS)
    for start in (0, 100, 250):
        rows = rows_of(50, start)
        names = rows.column_names
        file.append(*(encode(rows.select(n)) for n in (names[:split], names[split:])))
    file.close()
    whole = pa.concat_tables([rows_of(50, start) for start in (0, 100, 250)])

    assert pq.read_table(path).equals(whole)
    assert pq.read_table(path, filters=[("subject", "=", "subject-0000120")])[
        "reason"
    ].to_pylist() == ["because of 1 \u00e4"]
    found = pq.read_metadata(path).row_group(1).column(0).statistics
    assert found is not None
    assert found.min == "subject-0000100"
    with duckdb.connect() as engine:
        read = engine.read_parquet(str(path)).filter("service = 's1'")
        assert len(read.fetchall()) == 40


@pytest.mark.parametrize("size", [0, 1, 40_000])
def test_a_footer_read_and_written_is_the_same_bytes(size: int) -> None:
    sink = pa.BufferOutputStream()
    metadata = {b"note": b"x" * 200}
    rows = rows_of(size).replace_schema_metadata(metadata)
    pq.write_table(rows, sink, row_group_size=1000, write_page_index=True)
    data = sink.getvalue().to_pybytes()
    length = int.from_bytes(data[-8:-4], "little")
    footer = data[-8 - length : -8]

    assert write_struct(read_struct(footer)) == footer


fields = st.recursive(
    st.one_of(
        st.booleans().map(lambda b: (1 if b else 2, b)),
        st.binary(min_size=1, max_size=1).map(lambda b: (3, b)),
        st.integers(-(2**63), 2**63 - 1).map(lambda i: (6, i)),
        st.binary(min_size=8, max_size=8).map(lambda b: (7, b)),
        st.binary(max_size=200).map(lambda b: (8, b)),
    ),
    lambda inner: st.dictionaries(st.integers(1, 300), inner, max_size=5).map(
        lambda struct: (12, struct)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.integers(1, 300), fields, max_size=8))
def test_every_struct_survives(struct: dict[int, tuple[int, Any]]) -> None:
    assert read_struct(write_struct(struct)) == struct
