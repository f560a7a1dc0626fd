"""An engine in memory that sees the tables it is given, and nothing else."""

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import duckdb

from assay.checks.sql import Select

__all__ = ["SEMANTICS", "Engine", "bindings", "closed_engine", "engine_name"]

SEMANTICS = "assay-sql/1"
"""What verdicts a check gives for the same rows; another meaning is another number."""

Engine: TypeAlias = duckdb.DuckDBPyConnection


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
        engine.execute("set autoinstall_known_extensions = false")
        engine.execute("set autoload_known_extensions = false")
        engine.execute("set python_enable_replacements = false")
        engine.execute("set preserve_insertion_order = true")
        engine.execute("set temp_directory = $1", [str(spill) if spill else ""])
        if threads is not None:
            engine.execute("set threads = $1", [threads])
        engine.execute("set allowed_paths = $1", [[str(path) for path in files]])
        engine.execute("set enable_external_access = false")
        engine.execute("set lock_configuration = true")
        yield engine
    finally:
        engine.close()


def bindings(
    select: Select, parameters: Mapping[str, Any], at: datetime
) -> dict[str, Any]:
    """The values of the parameters that `select` uses, as the engine takes them."""
    given = {**parameters, "at": at}
    return {name: _naive(given[name]) for name in sorted(select.parameters)}


def _naive(value: object) -> object:
    """Times are UTC without saying so, as in the lake's columns."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value
