"""A check's own examples: little worlds, and the verdicts they must get."""

# pyarrow's stubs leave some generic parameters open:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, cast

import pyarrow as pa

from assay.checks.values import Case, Check
from assay.errors import Problem
from assay.evidence.tables import TABLES, arrow_schema, columns_of
from assay.evidence.values import Column
from assay.ids import near

__all__ = ["case_problems", "case_table"]


def case_problems(check: Check, file: str) -> list[Problem]:
    """What is wrong with the tables of a check's cases, as they are written."""
    problems: list[Problem] = []
    for case in check.cases:
        for table, rows in case.tables.items():
            place = f'case "{case.name}".tables.{table}'
            if table not in check.reads:
                message = f"`{table}` is not among the check's `reads`"
                remedy = f"It reads: {', '.join(check.reads)}."
                fault = Problem(file=file, place=place, message=message, remedy=remedy)
                problems.append(fault)
            elif table in TABLES:
                problems += _row_problems(table, rows, file, place)
    return problems


def case_table(table: str, case: Case) -> pa.Table:
    """The rows of one table of a case; columns left out are null.

    `observed_at` is the case's own time where a row does not say.
    """
    described = TABLES[table]
    columns = columns_of(described)
    seen = {"observed_at": case.at}
    rows = [
        {c.name: _cell(c, {**seen, **row}.get(c.name)) for c in columns}
        for row in case.tables.get(table, ())
    ]
    return pa.Table.from_pylist(rows, schema=_nullable(arrow_schema(described)))


def _nullable(schema: pa.Schema) -> pa.Schema:
    return pa.schema([pa.field(n, schema.field(n).type) for n in schema.names])


def _row_problems(
    table: str, rows: list[dict[str, Any]], file: str, place: str
) -> list[Problem]:
    columns = {column.name: column for column in columns_of(TABLES[table])}
    problems: list[Problem] = []
    for index, row in enumerate(rows):
        for name, message, remedy in _faults(TABLES[table].key, columns, row):
            where = f"{place}[{index}].{name}"
            fault = Problem(file=file, place=where, message=message, remedy=remedy)
            problems.append(fault)
    return problems


def _faults(
    key: str, columns: Mapping[str, Column], row: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    faults: list[tuple[str, str, str]] = []
    if key not in row:
        faults.append((key, "The key of the row is missing", f"Add `{key} = ...`."))
    for name, value in row.items():
        if name not in columns:
            close = near(name, columns)
            remedy = f"Did you mean {' or '.join(close)}?" if close else ""
            faults.append((name, "The table has no such column", remedy))
            continue
        try:
            _cell(columns[name], value)
        except (TypeError, ValueError, OverflowError):
            message = f"{value!r} is not a value of type {columns[name].type}"
            faults.append((name, message, ""))
    return faults


_WRITTEN: Mapping[str, tuple[type, ...]] = {
    "text": (str,),
    "int": (int,),
    "real": (int, float),
    "bool": (bool,),
}


def _cell(column: Column, value: object) -> object:
    """A written value as the column's type; raises where it is not one."""
    if value is None:
        return None
    if column.type == "time":
        return _moment(value)
    if column.type == "texts":
        return _texts(value)
    if type(value) not in _WRITTEN[column.type]:
        raise TypeError(column.type)
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise OverflowError(column.type)
    return value


def _texts(value: object) -> list[str]:
    items = cast("list[object]", value) if isinstance(value, list) else [None]
    texts = [item for item in items if isinstance(item, str)]
    if len(texts) != len(items):
        raise TypeError("texts")
    return texts


def _moment(value: object) -> datetime:
    """A time in UTC without saying so, as the lake holds it."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        aware = value.astimezone(UTC) if value.tzinfo else value
        return aware.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - as above
    raise TypeError("time")
