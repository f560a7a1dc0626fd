"""Parquet that somebody else wrote, taken into the rows of our tables.

Widths and encodings differ between writers and may be adapted; kinds may not: a
number never becomes text, and a time without a zone needs one to be named.
"""

# pyarrow's stubs leave some generic parameters open:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assay.errors import Problem
from assay.evidence.rows import unknown_column
from assay.evidence.tables import arrow_schema, columns_of
from assay.evidence.values import Column, ColumnType, Table

__all__ = ["read_parquet"]

_MOST_ROWS = 20_000_000
_MOST_BYTES = 8 * 1024**3
_UNREADABLE = (pa.ArrowException, OSError, ValueError)


def read_parquet(
    files: Mapping[str, Path],
    table: Table,
    *,
    columns: Mapping[str, str],
    zone: str,
    observed_at: datetime,
    problems: list[Problem],
) -> pa.Table | None:
    """The files' rows in the table's schema; None, and why, where they cannot be.

    `files` are the paths by the names to report them under. `columns` maps our names
    to theirs; without it, theirs must be ours. `zone` is the time zone of times that
    have none.
    """
    read: list[pa.Table] = []
    before = len(problems)
    for file, path in files.items():
        try:
            rows, faults = _read(path, table, columns, zone)
        except _UNREADABLE as fault:
            message = f"The file is not readable Parquet: {str(fault)[:200]}"
            remedy = "Write it again: it is cut short, damaged, or not Parquet."
            problems.append(Problem(file=file, message=message, remedy=remedy))
            continue
        problems.extend(_placed(file, faults))
        if rows is not None:
            read.append(_complete(table, *rows, observed_at))
    return pa.concat_tables(read) if len(problems) == before else None


Fault = tuple[str, str]
"""Where, and what is wrong there."""


def _read(
    path: Path, table: Table, columns: Mapping[str, str], zone: str
) -> tuple[tuple[dict[str, Any], int] | None, list[Fault]]:
    """The columns given and how many rows they have, or what is wrong with them."""
    with pq.ParquetFile(path) as parquet:
        wanted = dict(columns) or {n: n for n in parquet.schema_arrow.names}
        faults = [*_oversize(parquet.metadata), *_unfit(table, wanted, parquet)]
        if faults:
            return None, faults
        found = parquet.read(columns=list(wanted.values()))
    converted, faults = _convert_all(table, found, wanted, zone)
    return None if faults else (converted, len(found)), faults


def _placed(file: str, faults: list[Fault]) -> list[Problem]:
    remedy = "Correct the file, or the `columns` of the source."
    return [Problem(file=file, place=p, message=m, remedy=remedy) for p, m in faults]


def _oversize(metadata: pq.FileMetaData) -> list[Fault]:
    size = sum(
        metadata.row_group(index).total_byte_size
        for index in range(metadata.num_row_groups)
    )
    if not 0 <= metadata.num_rows <= _MOST_ROWS:
        return [("", f"The file states {metadata.num_rows} rows, too many to read")]
    if not 0 <= size <= _MOST_BYTES:
        return [("", f"The file states {size} bytes of content, too many to read")]
    return []


def _unfit(
    table: Table, wanted: Mapping[str, str], parquet: pq.ParquetFile
) -> list[Fault]:
    present = parquet.schema_arrow.names
    ours = [column.name for column in columns_of(table)]
    faults = [
        (theirs, f"The file has no column {theirs!r}")
        for theirs in wanted.values()
        if theirs not in present
    ]
    faults += [
        (name, "The column is there twice")
        for name in sorted({n for n in present if present.count(n) > 1})
    ]
    faults += [
        (name, unknown_column(name, ours)) for name in wanted if name not in ours
    ]
    faults += [
        (column.name, "The table requires this column, and the file does not give it")
        for column in table.columns
        if column.required and column.name not in wanted
    ]
    return faults


def _convert_all(
    table: Table, found: pa.Table, wanted: Mapping[str, str], zone: str
) -> tuple[dict[str, Any], list[Fault]]:
    converted: dict[str, Any] = {}
    faults: list[Fault] = []
    for column in columns_of(table):
        if column.name not in wanted:
            continue
        theirs = wanted[column.name]
        try:
            converted[column.name] = _converted(column, found[theirs], zone)
        except (*_UNREADABLE, TypeError) as fault:
            faults.append((theirs, f"{str(fault)[:200]} (wanted: {column.type})"))
    return converted, faults


def _complete(
    table: Table, converted: Mapping[str, Any], rows: int, observed_at: datetime
) -> pa.Table:
    """All columns of the table: those given, then nulls and the time observed."""
    plain = observed_at.astimezone(UTC).replace(tzinfo=None)
    nullable = pa.schema(
        [field.with_nullable(nullable=True) for field in arrow_schema(table)]
    )
    given = {"observed_at": pa.array([plain] * rows, pa.timestamp("us")), **converted}
    empty = pa.nulls(rows)
    arrays: list[Any] = [
        given[field.name] if field.name in given else empty.cast(field.type)
        for field in nullable
    ]
    return pa.Table.from_arrays(arrays, schema=nullable)


def _converted(column: Column, values: Any, zone: str) -> Any:
    values.validate(full=True)
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if pa.types.is_null(values.type):
        return values.cast(_TARGET[column.type])
    return _CONVERT[column.type](values, zone)


def _only(fits: Callable[[pa.DataType], bool], kind: ColumnType) -> Any:
    """A conversion that changes the width of a kind, never the kind."""

    def convert(values: Any, _zone: str) -> Any:
        if not fits(values.type):
            raise TypeError(f"The column holds {values.type}")
        return values.cast(_TARGET[kind])

    return convert


def _is_text(kind: pa.DataType) -> bool:
    return (
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_string_view(kind)
    )


def _is_texts(kind: pa.DataType) -> bool:
    if isinstance(kind, (pa.ListType, pa.LargeListType)):
        return _is_text(kind.value_type)
    return False


def _is_number(kind: pa.DataType) -> bool:
    return pa.types.is_floating(kind) or pa.types.is_integer(kind)


def _time(values: Any, zone: str) -> Any:
    kind = values.type
    if pa.types.is_date(kind):
        values = values.cast(pa.timestamp("s"))
    elif not pa.types.is_timestamp(kind):
        raise TypeError(f"The column holds {kind}")
    elif kind.unit == "ns":  # finer than we keep
        values = values.cast(pa.timestamp("us", tz=kind.tz), safe=False)
    if values.type.tz is None:
        if not zone:
            raise TypeError("The times have no time zone: name it as `timezone`")
        values = pc.assume_timezone(values, zone)
    return values.cast(pa.timestamp("us", tz="UTC")).cast(pa.timestamp("us"))


_TARGET: dict[ColumnType, pa.DataType] = {
    "text": pa.string(),
    "int": pa.int64(),
    "real": pa.float64(),
    "bool": pa.bool_(),
    "time": pa.timestamp("us"),
    "texts": pa.list_(pa.string()),
}
_CONVERT: dict[ColumnType, Any] = {
    "text": _only(_is_text, "text"),
    "int": _only(pa.types.is_integer, "int"),
    "real": _only(_is_number, "real"),
    "bool": _only(pa.types.is_boolean, "bool"),
    "time": _time,
    "texts": _only(_is_texts, "texts"),
}
