"""Ask the engine itself whether a check's SQL holds together, before there are rows."""

from collections.abc import Sequence
from datetime import UTC, datetime

import duckdb

from assay.checks.duckdb_sql import emit
from assay.checks.engine import Engine, bind, closed_engine, show_rows
from assay.checks.sql import OUTPUT, Select, read_condition, read_select
from assay.checks.statements import instance, values_of
from assay.checks.values import Check
from assay.errors import Problem
from assay.evidence.tables import TABLES, arrow_schema

__all__ = ["bind_problems"]

_AT = datetime(2000, 1, 1, tzinfo=UTC)
_TYPES = {"at": "TIMESTAMP"}
_NULL = '"NULL"'


def bind_problems(checks: Sequence[Check]) -> tuple[Problem, ...]:
    """What the engine has against the checks: types, aggregates out of place.

    They are bound, in one engine, against the tables they read, which are empty.
    """
    if not checks:
        return ()
    with closed_engine(threads=1) as engine:
        for table in sorted({table for check in checks for table in check.reads}):
            show_rows(engine, table, arrow_schema(TABLES[table]).empty_table())
        return tuple(
            problem
            for check in checks
            for problem in (*_population(engine, check), *_verdicts(engine, check))
        )


def _population(engine: Engine, check: Check) -> list[Problem]:
    file = f"checks/{check.id}/check.toml"
    select, problems = read_condition(
        check.population, reads=check.reads, parameters=check.parameters, file=file
    )
    if select is None:
        return list(problems)
    found = _bind(engine, select, check, file, "population.where")
    if isinstance(found, Problem):
        return [found]
    if found["subject"] != "VARCHAR":
        message = "A subject is named by text, and this key is not"
        return [Problem(file=file, place="population.key", message=message)]
    return []


def _verdicts(engine: Engine, check: Check) -> list[Problem]:
    file = f"checks/{check.id}/check.sql"
    select, problems = read_select(
        check.sql, reads=check.reads, parameters=check.parameters, file=file
    )
    if select is None:
        return list(problems)
    found = _bind(engine, select, check, file, "")
    if isinstance(found, Problem):
        return [found]
    wrong = {
        column: kind
        for column, kind in found.items()
        if kind not in (_TYPES.get(column, "VARCHAR"), _NULL)
    }
    return [
        Problem(
            file=file,
            message=f"`{column}` is {kind.lower()}",
            remedy=f"It must be {'a timestamp' if column == 'at' else 'text'}.",
        )
        for column, kind in wrong.items()
        if column in OUTPUT
    ]


def _bind(
    engine: Engine, select: Select, check: Check, file: str, place: str
) -> dict[str, str] | Problem:
    """The columns and types of the select, or what the engine says against it."""
    try:
        bind(engine, values_of(select, check.parameters, _AT, "p"))
        relation = engine.sql(emit(instance(select, "p")))
    except (duckdb.Error, RecursionError) as fault:
        said = str(fault).splitlines()[0].removeprefix("Binder Error: ")
        message = f"The engine refuses it: {said}"
        return Problem(file=file, place=place, message=message)
    types = zip(relation.columns, relation.types, strict=True)
    return {column: str(kind) for column, kind in types}
