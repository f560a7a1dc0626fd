"""Files: exports of any system, as CSV, JSON lines or Parquet.

What a file holds was true, at best, when it was last written. So that is when its
rows count as observed, unless the file or the configuration says otherwise.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeAlias

from assay.errors import BadInput, Problem
from assay.evidence import (
    TABLES,
    Batch,
    Reach,
    Request,
    columns_of,
    oldest_row,
    read_parquet,
    row_problems,
    rows_of,
)
from assay.ids import near
from assay.sources.batches import collector
from assay.sources.cells import Style
from assay.sources.delimited import Layout, Record, read_csv, read_jsonl
from assay.sources.inputs import (
    Unreadable,
    find_files,
    open_file,
    read_file,
    shown,
    unreadable,
    written_at,
)
from assay.sources.options import meanings, option_problem, read_options, says
from assay.sources.times import Misfit, check_form, zone_named

__all__ = ["CSV", "JSONL", "PARQUET", "FileSource"]

_MOST_TEXT = 256 * 1024**2
_MOST_PARQUET = 4 * 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOptions:
    """What every file needs said about it."""

    table: str = field(metadata=says("Evidence table that the rows belong to"))
    path: str = field(metadata=says("File, or pattern such as exports/*.csv"))
    columns: dict[str, str] = field(
        default_factory=dict[str, str],
        metadata=says("Our column to the file's; left out, the file uses our names"),
    )
    timezone: str = field(
        default="", metadata=says("IANA zone of times that are written without one")
    )
    observed_at: datetime | None = field(
        default=None,
        metadata=says("When the rows were true; left out, when the file was written"),
    )
    expected_rows: int | None = field(
        default=None,
        metadata=says("Rows there must be by another count; else the batch is partial"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonlOptions(FileOptions):
    """JSON lines: times are text."""

    time_format: str = field(
        default="", metadata=says("Form of times, as for strptime; else ISO 8601")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvOptions(JsonlOptions):
    """CSV: everything is text."""

    delimiter: str = field(default=",", metadata=says("Character between cells"))
    truth: tuple[str, str] = field(
        default=("true", "false"), metadata=says("The words for true and for false")
    )
    formulas: Literal["refuse", "keep"] = field(
        default="refuse",
        metadata=says("`keep` takes text that a spreadsheet would execute as it is"),
    )


AnyOptions: TypeAlias = FileOptions | JsonlOptions | CsvOptions
Read: TypeAlias = Callable[[Request, Any, list[Path]], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSource:
    """Files of one form; `CSV`, `JSONL` and `PARQUET` are its three instances."""

    kind: str
    tables: tuple[str, ...] = tuple(TABLES)
    options_kind: type[FileOptions]
    read: Read

    @property
    def options(self) -> Mapping[str, str]:
        """Each option with its meaning."""
        return meanings(self.options_kind)

    def collect(self, request: Request) -> Iterator[Batch]:
        """One batch with the rows of all files; raises `BadInput`."""
        options = read_options(self.options_kind, request)
        problems = _option_problems(request, options)
        if problems:
            raise BadInput(problems)
        paths = find_files(request, options.path)
        rows = self.read(request, options, paths)
        names = tuple(shown(path, request) for path in paths)
        when = oldest_row(rows) or _observed(request, options, paths)
        batch = Batch(
            table=options.table,
            rows=rows,
            source=request.name,
            collector=collector(self.kind),
            query=options.path,
            parameters={"table": options.table},
            observed_at=when,
            asked=Reach(parts=(options.path,)),
            expected=Reach(parts=names),
            got=Reach(parts=names),
            expected_rows=options.expected_rows,
        )
        return iter((batch,))


def _option_problems(request: Request, options: AnyOptions) -> list[Problem]:
    found: list[tuple[str, str, str]] = []
    if options.table not in TABLES:
        close = near(options.table, TABLES)
        hint = f"Did you mean {close[0]}?" if close else "docs/reference/tables.md"
        found.append(("table", f"There is no table {options.table!r}", hint))
    else:
        known = [column.name for column in columns_of(TABLES[options.table])]
        for name in options.columns.keys() - known:
            close = near(name, known)
            hint = f"Did you mean {close[0]}?" if close else ""
            message = f"Table {options.table} has no such column"
            found.append((f"columns.{name}", message, hint))
    if options.observed_at is not None and options.observed_at.tzinfo is None:
        message = "The time has no time zone"
        found.append(("observed_at", message, "Write it with Z or an offset."))
    if options.expected_rows is not None and options.expected_rows < 0:
        found.append(("expected_rows", "A count is not negative", ""))
    if isinstance(options, CsvOptions):
        found.extend(_csv_option_faults(options))
    found.extend(_time_faults(options))
    return [option_problem(request, *fault) for fault in sorted(found)]


def _csv_option_faults(options: CsvOptions) -> Iterator[tuple[str, str, str]]:
    if len(options.delimiter) != 1 or options.delimiter in '"\r\n\0':
        yield (
            "delimiter",
            "The delimiter is one character",
            'Write "," or ";" or "\\t".',
        )
    if options.truth[0].lower() == options.truth[1].lower():
        yield "truth", "True and false need different words", ""


def _time_faults(options: AnyOptions) -> Iterator[tuple[str, str, str]]:
    try:
        if options.timezone:
            zone_named(options.timezone)
    except Misfit as fault:
        yield "timezone", fault.message, fault.remedy
    try:
        if isinstance(options, JsonlOptions) and options.time_format:
            check_form(options.time_format)
    except Misfit as fault:
        yield "time_format", fault.message, fault.remedy


def _observed(request: Request, options: AnyOptions, paths: list[Path]) -> datetime:
    """When the oldest of the files was written, if nothing else is said."""
    oldest = min(written_at(path, request.at) for path in paths)
    return options.observed_at or oldest


def _style(options: JsonlOptions) -> Style:
    zone = zone_named(options.timezone) if options.timezone else None
    if not isinstance(options, CsvOptions):
        return Style(zone=zone, time_format=options.time_format)
    return Style(
        zone=zone,
        time_format=options.time_format,
        truth=options.truth,
        keep_formulas=options.formulas == "keep",
    )


def _records(
    read: Callable[[bytes, Layout, list[Problem]], list[Record]],
) -> Read:
    """Rows of text files: all faults of all files are reported together."""

    def rows(request: Request, options: JsonlOptions, paths: list[Path]) -> Any:
        problems: list[Problem] = []
        records: list[dict[str, Any]] = []
        keys: dict[Any, str] = {}
        table, left = TABLES[options.table], _MOST_TEXT
        for path in paths:
            try:
                data = read_file(path, left)
            except Unreadable as fault:
                problems.append(unreadable(path, request, fault))
                continue
            left -= len(data)
            layout = Layout(
                table=table,
                columns=options.columns,
                style=_style(options),
                delimiter=getattr(options, "delimiter", ","),
                file=shown(path, request),
            )
            for place, record in read(data, layout, problems):
                _note_key(record, place, layout, keys, problems)
                records.append(record)
        if problems:
            raise BadInput(problems)
        when = _observed(request, options, paths)
        return rows_of(table, records, observed_at=when, file=options.path)

    return rows


def _note_key(
    record: dict[str, Any],
    place: str,
    layout: Layout,
    keys: dict[Any, str],
    problems: list[Problem],
) -> None:
    key = record.get(layout.table.key)
    here = f"{layout.file}, {place}"
    if key is None or keys.setdefault(key, here) == here:
        return
    message = f"{key!r:.80} is also the key of {keys[key]}"
    remedy = f"{layout.table.key} names a row of {layout.table.name}: once each."
    problems.append(
        Problem(file=layout.file, place=place, message=message, remedy=remedy)
    )


def _parquet(request: Request, options: FileOptions, paths: list[Path]) -> Any:
    problems: list[Problem] = []
    for path in paths:
        try:
            with open_file(path, _MOST_PARQUET):
                continue
        except Unreadable as fault:
            problems.append(unreadable(path, request, fault))
    rows = None
    if not problems:
        rows = read_parquet(
            {shown(path, request): path for path in paths},
            TABLES[options.table],
            columns=options.columns,
            zone=options.timezone,
            observed_at=_observed(request, options, paths),
            problems=problems,
        )
    if rows is not None:
        table = TABLES[options.table]
        problems.extend(row_problems(table, rows, file=options.path))
    if problems:
        raise BadInput(problems)
    return rows


CSV = FileSource(kind="csv", options_kind=CsvOptions, read=_records(read_csv))
JSONL = FileSource(kind="jsonl", options_kind=JsonlOptions, read=_records(read_jsonl))
PARQUET = FileSource(kind="parquet", options_kind=FileOptions, read=_parquet)
