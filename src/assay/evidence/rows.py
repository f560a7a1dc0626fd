"""Rows of an evidence table: built from records, and compared with their schema."""

# pyarrow's stubs leave some generic parameters open:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from assay.errors import BadInput, Problem
from assay.evidence.tables import arrow_schema, columns_of
from assay.evidence.values import Column, Table
from assay.ids import near

__all__ = ["oldest_row", "row_problems", "rows_of", "unknown_column"]

_SMALLEST, _LARGEST = -(2**63), 2**63 - 1

_FITS: dict[str, Callable[[Any], bool]] = {
    "text": lambda v: isinstance(v, str) and _encodes(v),
    "int": lambda v: type(v) is int and _SMALLEST <= v <= _LARGEST,
    "real": lambda v: (
        (type(v) is float and isfinite(v)) or (type(v) is int and abs(v) <= 2**53)
    ),
    "bool": lambda v: isinstance(v, bool),
    "time": lambda v: isinstance(v, datetime) and _has_utc(v),
    "texts": lambda v: (
        isinstance(v, (list, tuple))
        and all(isinstance(item, str) and _encodes(item) for item in v)
    ),
}
_WANTED = {
    "text": "text",
    "int": "a whole number of at most 64 bits",
    "real": "a number",
    "bool": "true or false",
    "time": "a time with its time zone",
    "texts": "a list of text",
}


def rows_of(
    table: Table,
    records: Iterable[Mapping[str, Any]],
    *,
    observed_at: datetime | None = None,
    file: str = "",
) -> pa.Table:
    """Rows in the table's schema; keys left out are null.

    `observed_at` is given to the records that have none. Raises `BadInput` naming
    the column and the first row at fault of each column.
    """
    listed = list(records)
    columns = columns_of(table)
    problems = _unknown_columns(listed, columns, file)
    arrays: list[pa.Array[Any]] = []
    schema = arrow_schema(table)
    for column in columns:
        default = observed_at if column.name == "observed_at" else None
        values = [record.get(column.name, default) for record in listed]
        fault = _first_misfit(column, values, file)
        if fault is not None:
            problems.append(fault)
            continue
        if column.type == "time":
            values = [_plain_utc(value) for value in values]
        arrays.append(pa.array(values, type=schema.field(column.name).type))
    if problems:
        raise BadInput(problems)
    return pa.Table.from_arrays(arrays, schema=schema)


def row_problems(table: Table, rows: pa.Table, *, file: str) -> tuple[Problem, ...]:
    """Why `rows` may not be stored as rows of `table`; empty where they may.

    Names each column at fault, with the first row (counted from 0) where it is.
    """
    wanted = arrow_schema(table)
    problems = _shape_problems(wanted, rows, file)
    if not problems:
        problems = _content_problems(rows, file)
    if not problems:
        for column in columns_of(table):
            if column.required and rows[column.name].null_count:
                row = pc.index(rows[column.name].is_null(), value=True).as_py()
                message = "A value is required here and is null"
                problems.append(_fault(file, column.name, message, row))
        problems.extend(_duplicate(table, rows, file))
    return tuple(problems)


def oldest_row(rows: pa.Table) -> datetime | None:
    """When the row observed longest ago was observed; None where there are no rows."""
    first = pc.min(rows["observed_at"]).as_py()
    return None if first is None else first.replace(tzinfo=UTC)


def unknown_column(name: str, known: Iterable[str]) -> str:
    """What to say of a column that the table does not have."""
    close = near(name, known)
    hint = f"; did you mean {close[0]}?" if close else ""
    return f"The table has no such column{hint}"


def _fault(file: str, column: str, message: str, row: int | None) -> Problem:
    place = column if row is None else f"row {row}, {column}"
    remedy = "Correct the source: see docs/reference/tables.md for the table."
    return Problem(file=file, place=place, message=message, remedy=remedy)


def _encodes(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text)


def _has_utc(time: datetime) -> bool:
    """Whether it names an instant of the years 1 to 9999 in UTC."""
    try:
        return time.tzinfo is not None and bool(time.astimezone(UTC))
    except OverflowError:
        return False


def _plain_utc(value: datetime | None) -> datetime | None:
    return value and value.astimezone(UTC).replace(tzinfo=None)


def _unknown_columns(
    records: list[Mapping[str, Any]], columns: tuple[Column, ...], file: str
) -> list[Problem]:
    names = [column.name for column in columns]
    seen: dict[str, int] = {}
    for row, record in enumerate(records):
        for key in record.keys() - names:
            seen.setdefault(key, row)
    return [
        _fault(file, key, unknown_column(key, names), row)
        for key, row in sorted(seen.items())
    ]


def _first_misfit(column: Column, values: list[Any], file: str) -> Problem | None:
    fits = _FITS[column.type]
    for row, value in enumerate(values):
        if value is None:
            if column.required:
                message = "A value is required here and is null"
                return _fault(file, column.name, message, row)
        elif not fits(value):
            shown = f"{value!r:.60}"
            message = f"{shown} is not {_WANTED[column.type]}"
            return _fault(file, column.name, message, row)
    return None


def _shape_problems(wanted: pa.Schema, rows: pa.Table, file: str) -> list[Problem]:
    names = rows.schema.names
    problems = [
        _fault(file, name, "The column is there twice", None)
        for name in sorted({n for n in names if names.count(n) > 1})
    ]
    for name in names:
        if name not in wanted.names:
            message = unknown_column(name, wanted.names)
            problems.append(_fault(file, name, message, None))
    for field in wanted:
        if field.name not in names:
            problems.append(_fault(file, field.name, "The column is missing", None))
        elif names.count(field.name) == 1:
            problems.extend(_type_problem(field, rows, file))
    return problems


def _type_problem(
    field: "pa.Field[Any]", rows: pa.Table, file: str
) -> Iterable[Problem]:
    column = rows[field.name]
    if column.type in (field.type, pa.null()):
        return
    first = pc.index(column.is_valid(), value=True).as_py()
    message = f"The column holds {column.type} where {field.type} is expected"
    yield _fault(file, field.name, message, None if first < 0 else first)


def _content_problems(rows: pa.Table, file: str) -> list[Problem]:
    """Text that is not UTF-8, offsets that point nowhere."""
    problems: list[Problem] = []
    for name in rows.schema.names:
        try:
            rows[name].validate(full=True)
        except pa.ArrowInvalid as fault:
            message = f"The column's content is damaged: {fault}"
            problems.append(_fault(file, name, message, None))
    return problems


def _duplicate(table: Table, rows: pa.Table, file: str) -> list[Problem]:
    keys = rows[table.key]
    if pc.count_distinct(keys, mode="only_valid").as_py() == len(rows):
        return []
    first: dict[str, int] = {}
    for row, key in enumerate(keys.to_pylist()):
        if key is not None and first.setdefault(key, row) != row:
            message = f"{key!r:.80} is also the key of row {first[key]}"
            return [_fault(file, table.key, message, row)]
    return []
