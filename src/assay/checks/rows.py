"""Verdict rows as Parquet: `docs/formats/run.md`."""

# pyarrow's stubs leave some generic parameters open:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assay.checks.values import Verdict
from assay.errors import BadInput, Problem

__all__ = ["ROWS", "Row", "RowsFile", "file_digest", "read_rows", "write_rows"]

_FIELDS: "list[pa.Field[Any]]" = [
    pa.field("subject", pa.string(), nullable=False),
    pa.field("service", pa.string()),
    pa.field("region", pa.string()),
    pa.field("at", pa.timestamp("us"), nullable=False),
    pa.field("verdict", pa.string(), nullable=False),
    pa.field("reason", pa.string(), nullable=False),
]
ROWS = pa.schema(_FIELDS)

_REPEATED: Any = [name for name in ROWS.names if name != "subject"]
"""Columns written as a dictionary of their values."""
_BOUNDED: Any = ["subject", "service", "region", "at"]
"""Columns written with their least and greatest value, which say little of others."""
_GROUP = 500_000
"""Rows in a row group: fixed, and each written in one piece, so that equal rows give
equal bytes in whatever portions they came."""
_READ = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One verdict on one subject."""

    subject: str
    service: str
    """Empty where the row is provider-wide, as is `region`."""
    region: str
    at: datetime
    verdict: Verdict
    reason: str


class RowsFile:
    """A file of verdict rows, written in order and in groups of a fixed size."""

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(
            path,
            ROWS,
            compression="zstd",
            use_dictionary=_REPEATED,
            write_statistics=_BOUNDED,
            store_schema=False,  # those bytes vary by version
        )
        self._held: list[pa.RecordBatch] = []
        self._count = 0

    def write(self, batch: pa.RecordBatch) -> None:
        """Add rows after those before."""
        self._held.append(batch)
        self._count += len(batch)
        while self._count >= _GROUP:
            self._flush(_GROUP)

    def close(self) -> None:
        """Write what is left, and the end of the file."""
        if self._count:
            self._flush(self._count)
        self._writer.close()

    def _flush(self, size: int) -> None:
        rows = pa.Table.from_batches(self._held)
        group = rows.slice(0, size).cast(ROWS).combine_chunks()  # see `_GROUP`
        self._writer.write_table(group, row_group_size=size)
        self._held = rows.slice(size).to_batches()
        self._count -= size


def write_rows(path: Path, batches: Iterable[pa.RecordBatch]) -> None:
    """Write verdict rows, in their order."""
    file = RowsFile(path)
    try:
        for batch in batches:
            file.write(batch)
    finally:
        file.close()


def file_digest(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_rows(path: Path, verdicts: Collection[Verdict] | None = None) -> Iterator[Row]:
    """The verdict rows in a run's file, all or those with one of `verdicts`.

    Raises:
        BadInput: where the file cannot be read as verdict rows.
    """
    wanted = None if verdicts is None else pa.array(sorted(verdicts), pa.string())
    try:
        with pq.ParquetFile(path) as file:
            if file.schema_arrow.names != ROWS.names:
                raise BadInput([_unreadable(path, "its columns are others")])
            for batch in file.iter_batches(batch_size=_READ):
                chosen = batch
                if wanted is not None:
                    chosen = batch.filter(pc.is_in(batch["verdict"], wanted))
                yield from map(_row, chosen.to_pylist())
    except (pa.ArrowException, OSError) as fault:
        raise BadInput([_unreadable(path, str(fault))]) from fault


def _row(row: Mapping[str, Any]) -> Row:
    return Row(
        subject=str(row["subject"]),
        service=str(row["service"] or ""),
        region=str(row["region"] or ""),
        at=row["at"].replace(tzinfo=UTC),
        verdict=row["verdict"],
        reason=str(row["reason"]),
    )


def _unreadable(path: Path, why: str) -> Problem:
    return Problem(
        file=f"{path.parent.name}/{path.name}",
        message=f"These are not the verdict rows of a run: {why}",
        remedy="Restore the run's folder from a copy, or run the checks again.",
    )
