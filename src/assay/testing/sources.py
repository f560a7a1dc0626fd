"""For people who write a source: the suite it must pass, and one made of records.

def test_it_conforms(tmp_path):
    assert_conforms(SOURCE, request, lake=tmp_path)
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from assay.errors import BadInput, Problem
from assay.evidence import (
    TABLES,
    Batch,
    Gap,
    Lake,
    Reach,
    Request,
    Source,
    oldest_row,
    row_problems,
    rows_of,
    table_named,
)
from assay.ids import well_formed

__all__ = ["FakeSource", "assert_conforms", "assert_refuses"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeSource:
    """A source whose evidence is handed in: records by table, and what it lacks."""

    records: Mapping[str, Sequence[Mapping[str, Any]]]
    gaps: tuple[Gap, ...] = ()
    synthetic: bool = False
    kind: str = "fake"
    options: Mapping[str, str] = field(
        default_factory=lambda: {"note": "Text that changes nothing"}
    )

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables there are records for."""
        return tuple(self.records)

    def collect(self, request: Request) -> Iterator[Batch]:
        """One batch for each table, all observed at the time of the request."""
        _refuse_unknown(request, self.options)
        batches = [self._batch(request, table) for table in self.records]
        return iter(batches)

    def _batch(self, request: Request, table: str) -> Batch:
        parts = Reach(parts=(table, *(gap.part for gap in self.gaps)))
        return Batch(
            table=table,
            rows=rows_of(
                table_named(table), self.records[table], observed_at=request.at
            ),
            source=request.name,
            collector="assay-fake/1",
            query=f"the records of {table}",
            parameters={},
            observed_at=request.at,
            asked=parts,
            expected=parts,
            got=Reach(parts=(table,)),
            gaps=self.gaps,
            synthetic=self.synthetic,
        )


def assert_conforms(
    source: Source, request: Request, *, lake: Path, live: bool = False
) -> tuple[Batch, ...]:
    """Hold `source` to everything Assay relies on; returns what it collected.

    `request` must be one that it can answer, `lake` an empty folder to write to. A
    `live` source looks at something that changes between two looks.
    """
    _check_description(source)
    batches = tuple(source.collect(request))
    for batch in batches:
        _check_batch(source, request, batch)
    asked = [
        (b.table, b.observed_at, b.query, *sorted(b.parameters.items()))
        for b in batches
    ]
    _require(len(set(asked)) == len(asked), "two batches answer the same question")
    if not live:
        _require(tuple(source.collect(request)) == batches, "a second look differs")
    _check_options(source, request)
    _check_storage(batches, request, lake)
    return batches


def assert_refuses(source: Source, request: Request, *words: str) -> BadInput:
    """Hold `source` to refusing the request with problems that say each of `words`."""
    try:
        for _batch in source.collect(request):
            pass
    except BadInput as fault:
        said = fault.diagnose()
        for problem in fault.problems:
            _require(bool(problem.file), f"a problem names no file: {problem}")
        for word in words:
            _require(word in said, f"{word!r} is not said in:\n{said}")
        return fault
    raise AssertionError(f"the {source.kind} source accepted what it must refuse")


def _require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - as in assert
    if not holds:
        raise AssertionError(otherwise)


def _refuse_unknown(request: Request, options: Mapping[str, str]) -> None:
    unknown = sorted(request.options.keys() - options)
    if unknown:
        message = "This key is not known"
        raise BadInput([Problem(file="sources", place=unknown[0], message=message)])


def _check_description(source: Source) -> None:
    _require(well_formed(source.kind), f"{source.kind!r} is not a well-formed kind")
    _require(bool(source.tables), "it yields no table")
    unknown = set(source.tables) - set(TABLES)
    _require(not unknown, f"it yields tables that do not exist: {unknown}")
    silent = [name for name, meaning in source.options.items() if not meaning.strip()]
    _require(not silent, f"options without a meaning: {silent}")


def _check_batch(source: Source, request: Request, batch: Batch) -> None:
    table = batch.table
    _require(table in source.tables, f"{table} is not among the tables it declares")
    _require(batch.source == request.name, f"{table}: not under the name configured")
    _require("/" in batch.collector, f"{table}: the collector has no version")
    _require(bool(batch.query), f"{table}: it does not say what was asked")
    values: list[object] = list(batch.parameters.values())
    texts = all(isinstance(value, str) for value in values)
    _require(texts, f"{table}: a parameter is not text")
    faults = row_problems(TABLES[table], batch.rows, file=table)
    _require(not faults, "\n".join(map(str, faults)))
    _check_times(request, batch)
    for gap in batch.gaps:
        _require(bool(gap.part and gap.reason), f"{table}: a gap without a reason")
        _require(
            gap.part not in batch.got.parts, f"{table}: got {gap.part} and did not"
        )


def _check_times(request: Request, batch: Batch) -> None:
    table, when = batch.table, batch.observed_at
    _require(when.tzinfo is not None, f"{table}: the time observed has no zone")
    _require(when <= request.at, f"{table}: observed after it was collected")
    oldest = oldest_row(batch.rows)
    fresh = oldest is None or when <= oldest
    _require(fresh, f"{table}: the batch claims to be fresher than its oldest row")


def _check_options(source: Source, request: Request) -> None:
    """A misspelt option is refused: it must never be taken for its default."""
    typo = replace(request, options={**request.options, "optoin": "x"})
    assert_refuses(source, typo, "optoin")


def _check_storage(batches: Sequence[Batch], request: Request, root: Path) -> None:
    lake = Lake(root)
    for batch in batches:
        manifest = lake.write(batch, request.at)
        _require(not lake.check(manifest), f"{batch.table}: damaged by storing")
        _require(manifest.rows == len(batch.rows), f"{batch.table}: rows were lost")
        _require(manifest.partial == batch.partial, f"{batch.table}: not as partial")
