"""Several plain checks judged in one scan of their table.

The rows written are those that `judge` would give, check by check; whatever is out of
the ordinary (a subject twice, one outside the population, an engine that stops) makes
the scan give up, and leaves the checks to be judged one at a time.
"""

# pyarrow's stubs leave some generic parameters open:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from assay.checks.duckdb_sql import emit
from assay.checks.engine import Engine, bind, one_row, stream
from assay.checks.judge import count, doubted
from assay.checks.plain import Plain
from assay.checks.rows import ROWS, RowsFile
from assay.checks.sight import Doubt
from assay.checks.statements import DOUBT, REGIONS, SERVICES, statement

__all__ = ["judge_together"]

_LAST = "\U0010ffff"
"""Sorts after every other text, as null does."""
_PLACE = ("subject", "service", "region")
_DOUBTED = {DOUBT: "dw", SERVICES: "ds", REGIONS: "dr"}


def judge_together(
    engine: Engine,
    checks: Sequence[Plain],
    doubts: Sequence[Doubt],
    files: Sequence[Path],
    *,
    threads: int | None = None,
) -> int | None:
    """Write the verdict rows of each check; returns the population, the same for all.

    None where the checks must be judged one at a time; files may then be half written.
    """
    for check in checks:
        bind(engine, check.values)
    for i, doubt in enumerate(doubts):
        bind(engine, doubted(doubt, f"dw{i}", f"ds{i}", f"dr{i}"))
    population = count(engine, checks[0].question)
    if population.nameless or population.rows != population.subjects:
        return None
    if _judges_strangers(engine, checks):
        return None
    for ordered in (False, True):
        if _write(engine, _scan(checks, ordered=ordered), files, threads):
            return population.subjects
    return None


def _judges_strangers(engine: Engine, checks: Sequence[Plain]) -> bool:
    """Whether any check judges a row outside the population."""
    people = checks[0].people
    if people is None:
        return False
    outside = exp.not_(exp.func("coalesce", people.copy(), exp.false()))
    judged = [exp.true() if c.where is None else c.where.copy() for c in checks]
    found = [
        exp.alias_(
            exp.Filter(
                this=exp.Count(this=exp.Star()),
                expression=exp.Where(this=exp.and_(where, outside.copy())),
            ),
            f"n{index}",
        )
        for index, where in enumerate(judged)
    ]
    survey = exp.select(*found).from_(checks[0].table)
    return any(one_row(engine, emit(survey)).values())


def _scan(checks: Sequence[Plain], *, ordered: bool) -> exp.Select:
    """Everyone's place, then time, verdict and reason of each check."""
    first = checks[0]
    wide = exp.select(
        exp.alias_(exp.column(first.key), "subject"), "service", "region"
    ).from_(first.table)
    if first.people is not None:
        wide = wide.where(first.people.copy())
    settled: list[exp.Expr] = []
    for index, check in enumerate(checks):
        wide = wide.select(*_said(check, index))
        settled += _settled(index)
    scan = exp.select(*_PLACE, *settled).from_("wide").with_("wide", as_=wide)
    if ordered:
        scan = scan.order_by("region nulls last", "service nulls last", "subject")
    return scan


def _said(check: Plain, index: int) -> Iterator[exp.Expr]:
    """What the check says of a row; all null where it does not judge it."""
    said = {
        "judged": exp.true(),
        "at": check.at,
        "verdict": check.verdict,
        "reason": check.reason,
    }
    for name, value in said.items():
        node = value.copy()
        if check.where is not None:
            node = exp.Case().when(check.where.copy(), node)
        yield exp.alias_(node, f"{name}_{index}")


def _settled(index: int) -> list[exp.Expr]:
    """The columns of `settle.sql` from `at` on, over what check `index` said."""

    def renamed(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and node.name not in _PLACE:
            return exp.column(f"{node.name}_{index}")
        if isinstance(node, exp.Placeholder) and node.name in _DOUBTED:
            return exp.Placeholder(this=f"{_DOUBTED[node.name]}{index}")
        return node

    columns = statement("settle").selects[len(_PLACE) :]
    return [
        exp.alias_(one.unalias().transform(renamed), f"{one.alias}__{index}")
        for one in columns
    ]


def _write(
    engine: Engine, scan: exp.Select, paths: Sequence[Path], threads: int | None
) -> bool:
    """Write a file for each check; false where the rows are not in order."""
    with ExitStack() as stack:
        files = [RowsFile(path) for path in paths]
        for file in files:
            stack.callback(file.close)
        pool = stack.enter_context(
            ThreadPoolExecutor(max_workers=threads or os.cpu_count())
        )
        last: Mapping[str, Any] | None = None
        for batch in stream(engine, emit(scan)):
            if not _in_order(batch, last):
                return False
            last = batch.slice(len(batch) - 1).select(_PLACE).to_pylist()[0]
            parts = [_part(batch, index) for index in range(len(files))]
            list(pool.map(RowsFile.write, files, parts))
    return True


def _part(batch: pa.RecordBatch, index: int) -> pa.RecordBatch:
    """The rows of one check out of a batch of all."""
    place = [batch.column(position) for position in range(len(_PLACE))]
    start = len(_PLACE) * (index + 1)
    said = [batch.column(start + offset) for offset in range(3)]
    return pa.RecordBatch.from_arrays([*place, *said], names=ROWS.names)


def _in_order(batch: pa.RecordBatch, last: Mapping[str, Any] | None) -> bool:
    """Whether rows rise strictly by region, service and subject, nulls last."""
    columns = [_comparable(batch.column(_PLACE.index(name))) for name in _ORDER]
    if last is not None and len(batch):
        before = [_LAST if last[name] is None else last[name] for name in _ORDER]
        if before >= [column[0].as_py() for column in columns]:
            return False
    rising: Any = None
    for column in reversed(columns):
        upper, lower = column[1:], column[:-1]
        less = pc.less(lower, upper)
        if rising is not None:
            less = pc.or_(less, pc.and_(pc.equal(lower, upper), rising))
        rising = less
    return pc.all(rising, min_count=0).as_py() is True


_ORDER = ("region", "service", "subject")


def _comparable(column: Any) -> Any:
    return pc.fill_null(column, _LAST) if column.null_count else column
