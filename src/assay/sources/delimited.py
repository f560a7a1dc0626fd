"""CSV (RFC 4180) and JSON lines, record by record, with every fault and its line."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from assay.errors import Problem
from assay.evidence import Column, Table, columns_of, parse_json
from assay.ids import near
from assay.sources.cells import Style, from_json, from_text
from assay.sources.times import Misfit

__all__ = ["Layout", "Record", "read_csv", "read_jsonl"]

MOST_PROBLEMS = 100
"""After so many faults in one file the rest is not worth reading."""

Record = tuple[str, dict[str, Any]]
"""The line a record came from, as a place to report, and its values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How records of one file become rows of one table."""

    table: Table
    columns: Mapping[str, str]
    """Our column to theirs; empty where the file uses our names."""
    style: Style
    delimiter: str = ","
    file: str


def read_csv(data: bytes, layout: Layout, problems: list[Problem]) -> list[Record]:
    """The records of a CSV file with one header line."""
    text = _decoded(data, layout, problems)
    if text is None:
        return []
    lines = csv.reader(
        io.StringIO(text, newline=""), delimiter=layout.delimiter, strict=True
    )
    faults = _Faults(layout.file, problems)
    try:
        header = next(lines, list[str]())
        pairs = _matched(layout, header, faults)
        return _csv_records(lines, header, pairs, layout, faults) if pairs else []
    except csv.Error as fault:
        remedy = "Write it as RFC 4180: quotes doubled and closed, fields of 128 kB."
        faults.add(f"line {lines.line_num}", f"The CSV is malformed: {fault}", remedy)
    except _TooMany:
        pass
    return []


def read_jsonl(data: bytes, layout: Layout, problems: list[Problem]) -> list[Record]:
    """The records of a file with one JSON object in each line."""
    faults = _Faults(layout.file, problems)
    found: list[Record] = []
    try:
        for number, line in enumerate(data.split(b"\n"), start=1):
            if line.strip():
                found.extend(_jsonl_record(line, f"line {number}", layout, faults))
    except _TooMany:
        pass
    return found


class _TooMany(Exception):  # noqa: N818 - ends the reading of one file
    """There are more faults than anybody will read."""


@dataclass(frozen=True, slots=True)
class _Faults:
    """The problems of one file."""

    file: str
    problems: list[Problem]

    def add(self, place: str, message: str, remedy: str = "") -> None:
        problem = Problem(file=self.file, place=place, message=message, remedy=remedy)
        self.problems.append(problem)
        if sum(p.file == self.file for p in self.problems) >= MOST_PROBLEMS:
            raise _TooMany


def _decoded(data: bytes, layout: Layout, problems: list[Problem]) -> str | None:
    place, message = "", ""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        message = "The file is UTF-16, not UTF-8"
    elif b"\0" in data:
        at = data.index(b"\0")
        place, message = (
            f"line {_line(data, at)}",
            f"Byte {at} is zero: this is no text",
        )
    else:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            place = f"line {_line(data, fault.start)}"
            byte = data[fault.start]
            message = f"The file is not UTF-8: byte {fault.start} is 0x{byte:02x}"
    remedy = "Save or export it as UTF-8."
    file = layout.file
    problems.append(Problem(file=file, place=place, message=message, remedy=remedy))
    return None


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1


def _matched(
    layout: Layout, header: list[str], faults: _Faults
) -> list[tuple[Column, str]]:
    """Each column to read with the header's name for it; empty where one is missing."""
    ours = {column.name: column for column in columns_of(layout.table)}
    wanted = layout.columns or {name: name for name in header}
    found: list[tuple[Column, str]] = []
    if not header:
        faults.add("line 1", "The file is empty", "It needs a header line.")
        return []
    before = len(faults.problems)
    for name in sorted({n for n in header if header.count(n) > 1}):
        faults.add("line 1", f"The header names {name!r} twice", "Name it once.")
    for name, theirs in wanted.items():
        if name not in ours:
            faults.add("line 1", *_no_column(name, ours, layout.table.name))
        elif theirs not in header:
            message, remedy = _no_column(theirs, header, "the file")
            faults.add("line 1", message, remedy)
        else:
            found.append((ours[name], theirs))
    for column in layout.table.columns:
        if column.required and column.name not in wanted:
            message = f"The table requires {column.name}, and no column gives it"
            faults.add("line 1", message, "Map it in `columns`.")
    return found if len(faults.problems) == before else []


def _no_column(name: str, known: Iterable[str], where: str) -> tuple[str, str]:
    close = near(name, known)
    hint = f"Did you mean {close[0]!r}? " if close else ""
    remedy = f"{hint}Say which column is which with `columns`."
    return f"There is no column {name!r} in {where}", remedy


def _csv_records(
    lines: Iterator[list[str]],
    header: list[str],
    pairs: list[tuple[Column, str]],
    layout: Layout,
    faults: _Faults,
) -> list[Record]:
    found: list[Record] = []
    at = {name: index for index, name in enumerate(header)}
    start = 2
    for cells in lines:
        place, start = f"line {start}", _next_line(lines)
        if not cells:
            continue
        if len(cells) != len(header):
            message = f"The line has {len(cells)} cells and the header {len(header)}"
            faults.add(place, message, "Quote cells that hold the delimiter.")
            continue
        line = _Line(place, layout.style, faults)
        record = {
            column.name: line.take(from_text, column, theirs, cells[at[theirs]])
            for column, theirs in pairs
        }
        found.append((place, record))
    return found


def _next_line(lines: Any) -> int:
    return int(lines.line_num) + 1


def _jsonl_record(
    line: bytes, place: str, layout: Layout, faults: _Faults
) -> Iterator[Record]:
    heard: list[Problem] = []
    value = parse_json(line, file=layout.file, place=place, problems=heard)
    for problem in heard:
        faults.add(place, problem.message, problem.remedy)
    if heard:
        return
    if not isinstance(value, dict):
        faults.add(place, "The line is not a JSON object", "Write {...} in each line.")
        return
    members = cast("dict[str, Any]", value)
    ours = {column.name: column for column in columns_of(layout.table)}
    wanted = layout.columns or {name: name for name in members}
    record: dict[str, Any] = {}
    reader = _Line(place, layout.style, faults)
    for name, theirs in wanted.items():
        if name not in ours:
            faults.add(place, *_no_column(name, ours, layout.table.name))
            continue
        member = members.get(theirs)
        record[name] = reader.take(from_json, ours[name], theirs, member)
    for column in columns_of(layout.table):
        if column.required and column.name not in wanted and not _dated(column):
            faults.add(place, f"{column.name} is required and missing")
    yield place, record


def _dated(column: Column) -> bool:
    return column.name == "observed_at"


@dataclass(frozen=True, slots=True)
class _Line:
    """One record being read: its values, or what is wrong with each."""

    place: str
    style: Style
    faults: _Faults

    def take(self, read: Any, column: Column, theirs: str, value: Any) -> Any:
        """The value as the column's type; None, and a problem, where it is not."""
        place = f"{self.place}, {theirs}"
        try:
            found = read(column, value, self.style)
        except Misfit as fault:
            self.faults.add(place, fault.message, fault.remedy)
            return None
        if found is None and column.required:
            self.faults.add(place, "A value is required here and is missing")
        return found
