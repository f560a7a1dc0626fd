"""Several plain checks judged in one scan of their table.

The rows written are those that `judge` would give, check by check; whatever is out of
the ordinary (a subject twice, one outside the population, an engine that stops) makes
the scan give up, and leaves the checks to be judged one at a time.
"""

# pyarrow's stubs leave some generic parameters open:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from assay.checks.duckdb_sql import emit
from assay.checks.engine import Engine, bind, one_row, stream
from assay.checks.judge import count, doubted
from assay.checks.kinds import Kinds, find_kinds
from assay.checks.pieces import Assembly, Piece
from assay.checks.plain import Plain
from assay.checks.rows import ROWS
from assay.checks.sight import Doubt
from assay.checks.write import PLACE, encode_place, encode_said, in_groups, told, words

__all__ = ["judge_together"]

_LAST = "\U0010ffff"
"""Sorts after every other text, as null does."""
_ORDER = ("region", "service", "subject")


class _Disorder(Exception):  # noqa: N818 - never leaves this module
    """Rows did not come in their order."""


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
    scan, kinds = find_kinds(engine, checks, doubts, population.subjects)
    for ordered in (False, True):
        with stream(engine, emit(scan.of_rows(ordered=ordered))) as rows:
            try:
                _write(_in_order(rows), kinds, files, threads)
            except _Disorder:
                continue
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


def _write(
    batches: Iterable[pa.RecordBatch],
    kinds: Kinds,
    paths: Sequence[Path],
    threads: int | None,
) -> None:
    """Write a file for each check; one group is encoded while the next is fetched."""
    with ExitStack() as stack:
        files = [stack.enter_context(closing(Assembly(p, ROWS))) for p in paths]
        pool = stack.enter_context(
            ThreadPoolExecutor(max_workers=threads or os.cpu_count())
        )
        waiting: list[Future[Piece]] = []
        for rows in in_groups(batches):
            kind = kinds.number(rows)
            place = pool.submit(encode_place, rows)
            said = [
                pool.submit(_said, rows, index, kinds, kind)
                for index in range(len(files))
            ]
            _append(files, waiting)
            waiting = [place, *said]
        _append(files, waiting)


def _append(files: Sequence[Assembly], pieces: Sequence["Future[Piece]"]) -> None:
    if not pieces:
        return
    place = pieces[0].result()
    for file, said in zip(files, pieces[1:], strict=True):
        file.append(place, said.result())


def _said(rows: pa.Table, index: int, kinds: Kinds, kind: Any) -> Piece:
    """What one check says of a group of rows, encoded."""
    if index in kinds.meanings:
        at, verdict, reason = kinds.meanings[index].of(kind)
        return encode_said(at, verdict, told(reason))
    at, verdict, reason = (
        rows[f"{name}__{index}"].chunk(0) for name in ROWS.names[len(PLACE) :]
    )
    return encode_said(at, words(verdict), told(reason))


def _in_order(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same rows, which must rise strictly by region, service and subject."""
    last: list[str] = []
    for batch in batches:
        if len(batch):
            columns = [_comparable(batch.column(PLACE.index(name))) for name in _ORDER]
            first = [column[0].as_py() for column in columns]
            if last >= first or not _rises(columns):
                raise _Disorder
            last = [column[len(batch) - 1].as_py() for column in columns]
            yield batch


def _rises(columns: Sequence[Any]) -> bool:
    rising: Any = None
    for column in reversed(columns):
        upper, lower = column[1:], column[:-1]
        less = pc.less(lower, upper)
        if rising is not None:
            less = pc.or_(less, pc.and_(pc.equal(lower, upper), rising))
        rising = less
    return pc.all(rising, min_count=0).as_py() is True


def _comparable(column: Any) -> Any:
    return pc.fill_null(column, _LAST) if column.null_count else column
