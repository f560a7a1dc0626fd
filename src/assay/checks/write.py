"""Verdict rows into Parquet, in one way only: equal rows give equal bytes.

Row groups have a fixed size. Verdicts are written as a dictionary of the four words,
reasons as a dictionary in the order they first appear; how the rows came to be here,
in what portions or by which path, leaves no trace.
"""

# pyarrow's stubs leave some generic parameters open:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from assay.checks.pieces import Assembly, Piece, encode
from assay.checks.rows import ROWS
from assay.checks.sql import VERDICTS

__all__ = ["PLACE", "encode_place", "encode_said", "in_groups", "words", "write_rows"]

PLACE = ("subject", "service", "region")
"""The columns that say of whom; the others say what."""
GROUP = 500_000
"""Rows in a row group."""
_MOST_REASONS = 50_000
"""Of so many different ones in a group a dictionary would be no use."""

Array = Any
"""An Arrow array, of a type that pyarrow's stubs cannot say."""

_WORDS = pa.array(VERDICTS, pa.string())


def write_rows(path: Path, batches: Iterable[pa.RecordBatch]) -> None:
    """Write verdict rows, in their order."""
    with closing(Assembly(path, ROWS)) as file:
        for rows in in_groups(batches):
            at, verdict, reason = (_whole(rows[name]) for name in ROWS.names[3:])
            said = encode_said(at, words(verdict), reason.dictionary_encode())
            file.append(encode_place(rows), said)


def in_groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The same rows in portions of one row group each, every column in one piece."""
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        held.append(batch)
        count += len(batch)
        while count >= GROUP:
            rows = pa.Table.from_batches(held)
            yield rows.slice(0, GROUP).combine_chunks()
            held = rows.slice(GROUP).to_batches()
            count -= GROUP
    if count:
        yield pa.Table.from_batches(held).combine_chunks()


def words(verdicts: Array) -> Array:
    """Verdicts as places in the list of the four words."""
    return pc.index_in(verdicts, value_set=_WORDS)


def encode_place(rows: pa.Table) -> Piece:
    """The columns that say of whom."""
    return encode(_table([_whole(rows[name]) for name in PLACE], PLACE))


def encode_said(at: Array, verdict: Array, reason: Array) -> Piece:
    """The columns that say what: times, places of words, a dictionary of reasons.

    The reasons must stand in the dictionary in the order in which they first appear.
    """
    said = pa.DictionaryArray.from_arrays(verdict, _WORDS)
    many = len(reason.dictionary) > _MOST_REASONS
    reasons = reason.dictionary_decode() if many else reason
    return encode(_table([at, said, reasons], ROWS.names[3:]))


def _table(columns: list[Array], names: Iterable[str]) -> pa.Table:
    fields = [
        ROWS.field(name).with_type(column.type)
        for name, column in zip(names, columns, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def _whole(column: "pa.ChunkedArray[Any]") -> Array:
    """The column as one array: where portions end would show in the bytes."""
    if column.num_chunks == 1:
        return column.chunk(0)
    return column.combine_chunks()
