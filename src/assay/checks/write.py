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

__all__ = [
    "PLACE",
    "encode_place",
    "encode_said",
    "in_groups",
    "told",
    "words",
    "write_rows",
]

PLACE = ("subject", "service", "region")
"""The columns that say of whom; the others say what."""
GROUP = 500_000
"""Rows in a row group."""
_SAMPLE = 2_000
"""If most of so many rows differ in their reasons, a dictionary would be no use."""

Array = Any
"""An Arrow array, of a type that pyarrow's stubs cannot say."""

_WORDS = pa.array(VERDICTS, pa.string())


def write_rows(path: Path, batches: Iterable[pa.RecordBatch]) -> None:
    """Write verdict rows, in their order."""
    with closing(Assembly(path, ROWS)) as file:
        for rows in in_groups(batches):
            at, verdict, reason = (_whole(rows[name]) for name in ROWS.names[3:])
            said = encode_said(at, words(verdict), told(reason))
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


def told(reasons: Array) -> Array:
    """The reasons as they are written: as a dictionary, unless most are different."""
    first = reasons.slice(0, _SAMPLE)
    if 2 * len(first.unique()) > len(first) > 1:
        return _plain(reasons)
    if isinstance(reasons, pa.DictionaryArray):
        return reasons
    return reasons.dictionary_encode()


def _plain(reasons: Array) -> Array:
    if isinstance(reasons, pa.DictionaryArray):
        return reasons.dictionary_decode()
    return reasons


def encode_place(rows: pa.Table) -> Piece:
    """The columns that say of whom."""
    return encode(_table([_whole(rows[name]) for name in PLACE], PLACE))


def encode_said(at: Array, verdict: Array, reason: Array) -> Piece:
    """The columns that say what: times, places of words, reasons as `told`."""
    said = pa.DictionaryArray.from_arrays(verdict, _WORDS)
    return encode(_table([at, said, reason], ROWS.names[3:]))


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
