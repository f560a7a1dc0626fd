"""An engine in memory that sees the tables it is given, and nothing else."""

# pyarrow's stubs leave some generic parameters open:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

import re
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa
from sqlglot import exp

from assay.checks.duckdb_sql import emit

__all__ = [
    "SEMANTICS",
    "Engine",
    "bind",
    "closed_engine",
    "engine_name",
    "keep",
    "one_row",
    "show_files",
    "show_rows",
    "stream",
]

SEMANTICS = "assay-sql/2"
"""What verdicts a check gives for the same rows; another meaning is another number."""

Engine: TypeAlias = duckdb.DuckDBPyConnection

_VARIABLE = re.compile(r"[a-z][a-z0-9_]*")
_BATCH_ROWS = 250_000


def engine_name() -> str:
    """Engine and semantics, as runs record it."""
    return f"duckdb/{duckdb.__version__} {SEMANTICS}"


@contextmanager
def closed_engine(
    *,
    files: Iterable[Path] = (),
    spill: Path | None = None,
    threads: int | None = None,
) -> Generator[Engine]:
    """A connection that can read `files` and reach nothing else.

    No other file, no network, no extension, no change of these settings. What does not
    fit in memory goes into the folder `spill`, or fails where there is none.
    """
    engine = duckdb.connect(":memory:")
    try:
        engine.execute("set TimeZone = 'UTC'")
        engine.execute("set default_null_order = 'nulls_last'")
        engine.execute("set preserve_insertion_order = true")
        engine.execute("set autoinstall_known_extensions = false")
        engine.execute("set autoload_known_extensions = false")
        engine.execute("set python_enable_replacements = false")
        engine.execute("set temp_directory = $1", [str(spill) if spill else ""])
        if threads is not None:
            engine.execute("set threads = $1", [threads])
        engine.execute("set allowed_paths = $1", [[str(path) for path in files]])
        engine.execute("set enable_external_access = false")
        engine.execute("set lock_configuration = true")
        yield engine
    finally:
        engine.close()


def show_files(engine: Engine, name: str, paths: Iterable[Path]) -> None:
    """Make the rows of Parquet files a relation called `name`."""
    engine.read_parquet([str(path) for path in paths]).create_view(name, replace=True)


def show_rows(engine: Engine, name: str, rows: pa.Table) -> None:
    """Make rows in memory a relation called `name`."""
    engine.register(name, rows)


def bind(engine: Engine, values: Mapping[str, Any]) -> None:
    """Give the parameters of the statements to come their values."""
    for name, value in values.items():
        if not _VARIABLE.fullmatch(name):
            raise ValueError(f"{name} is not the name of a parameter")
        engine.execute(f'set variable "{name}" = cast($1 as {_type(value)})', [value])


def keep(engine: Engine, name: str, select: exp.Query) -> None:
    """Make the rows of a select a table called `name`, replacing the one before."""
    made = exp.Create(
        this=exp.to_table(name), kind="TABLE", replace=True, expression=select
    )
    engine.execute(emit(made))


def one_row(engine: Engine, sql: str) -> dict[str, Any]:
    """The only row of a select, by column."""
    found: Any = engine.sql(sql)
    return dict(zip(found.columns, found.fetchall()[0], strict=True))


def stream(engine: Engine, sql: str) -> pa.RecordBatchReader:
    """The rows of a select, some at a time, in order."""
    found: Any = engine.sql(sql)
    reader: pa.RecordBatchReader = found.to_arrow_reader(_BATCH_ROWS)
    return reader


def plain_utc(value: object) -> object:
    """Times are UTC without saying so, as in the lake's columns."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


def _type(value: object) -> str:
    kinds: tuple[tuple[type, str], ...] = (
        (bool, "boolean"),
        (int, "bigint"),
        (float, "double"),
        (datetime, "timestamp"),
        (list, "varchar[]"),
    )
    for form, kind in kinds:
        if isinstance(value, form):
            return kind
    return "varchar"
