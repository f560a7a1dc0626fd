"""Spreadsheets as text: CSV and XLSX in and out, whichever a provider publishes.

A workbook comes from outside, so it is read as data alone: no formula is computed, no
entity resolved, no archive unpacked that grows beyond bounds. What goes out cannot be
taken for a formula by whoever opens it, and comes back as the text that it was.
"""

import csv
import importlib
import io
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any, Final

from assay.errors import Problem

__all__ = ["Sheet", "read_sheets", "write_csv", "write_xlsx"]

_MOST_BYTES: Final = 64 << 20
_MOST_UNPACKED: Final = 512 << 20
_MOST_RATIO: Final = 200
_MOST_MEMBERS: Final = 2_000
_MOST_ROWS: Final = 1_000_000
_MOST_COLUMNS: Final = 1_000
_ARCHIVE: Final = b"PK\x03\x04"
_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_MADE: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""The date inside workbooks that we write, so that equal rows are equal bytes."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "'")
"""What a text must not begin with in CSV. The apostrophe is among them, so that one in
front can be taken off again without doubt."""
_SEPARATORS: Final = (",", ";", "\t")
_SAMPLE: Final = 50
"""Rows that the separator is told by."""
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_HALVES: Final = frozenset(map(chr, range(0xD800, 0xE000)))
"""Halves of a character, which are no text."""
_BROKEN: Final = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError),
    *(RuntimeError, SyntaxError, TypeError, ValueError, zipfile.BadZipFile),
    *(zlib.error, struct.error),
)
"""What reading a damaged workbook may end in."""
_NO_TITLE: Final = re.compile(r"[\[\]:*?/\\\0]|^'|'$")
_TITLE: Final = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet's cells as text, row by row; the row with index 0 is row 1."""

    name: str
    rows: tuple[tuple[str, ...], ...]


def read_sheets(
    data: bytes, *, file: str, problems: list[Problem]
) -> tuple[Sheet, ...]:
    """The sheets of a workbook, or the one of a CSV file; none where it is at fault.

    A file is known by its content, not by its name. Dates come as ISO 8601, numbers as
    they are written, formulas as the value that was last computed. Trailing empty
    cells and rows are left out.
    """
    try:
        if data.startswith(_ARCHIVE):
            return _workbook(data)
        return (Sheet(name="", rows=_trimmed(_csv(data))),)
    except _Refused as fault:
        problem = Problem(file=file, message=str(fault), remedy=fault.remedy)
        problems.append(problem)
        return ()


class _Refused(Exception):  # noqa: N818 - reads as what it is
    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


def _small(data: bytes) -> bytes:
    if len(data) > _MOST_BYTES:
        message = f"The file has {len(data):,} bytes; {_MOST_BYTES:,} are read"
        raise _Refused(message, "Split it.")
    return data


def _csv(data: bytes) -> Iterable[tuple[str, ...]]:
    text = _decoded(_small(data))
    if "\0" in text:
        raise _Refused("The file is neither text nor a workbook", "Save it as CSV.")
    separator = max(_SEPARATORS, key=lambda one: _agreeing(text, one))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for number, row in enumerate(reader, 1):
            yield _within(number, tuple(_unguarded(cell) for cell in row))
    except csv.Error as fault:
        message = f"Line {reader.line_num} cannot be read: {fault}"
        raise _Refused(message, "Save it as CSV again.") from None


def _agreeing(text: str, separator: str) -> int:
    """How many rows a separator parts into one number of cells.

    The first row alone does not tell: a title may stand there.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        widths = Counter(len(row) for row in islice(reader, _SAMPLE))
    except csv.Error:
        return 0
    return max((count for width, count in widths.items() if width > 1), default=0)


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data.startswith(_MARKS) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        message = f"Byte {fault.start} cannot be read as {encoding.upper()}"
        raise _Refused(message, "Save it as CSV in UTF-8.") from None


def _within(number: int, row: tuple[str, ...]) -> tuple[str, ...]:
    """The row without the empty cells behind its last, if there is room for it."""
    filled = _without_tail(row)
    if number > _MOST_ROWS or len(filled) > _MOST_COLUMNS:
        message = f"More than {_MOST_ROWS:,} rows or {_MOST_COLUMNS:,} columns"
        raise _Refused(message, "Split it.")
    return filled


def _trimmed(rows: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The rows without the empty ones behind the last."""
    found = list(rows)
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _without_tail(row: tuple[str, ...]) -> tuple[str, ...]:
    end = len(row)
    while end and not row[end - 1]:
        end -= 1
    return row[:end]


def _workbook(data: bytes) -> tuple[Sheet, ...]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    _bounded(data)
    try:
        # openpyxl takes defusedxml where it is installed, and then no entity is read.
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        texts = _texts(data)
        sheets = tuple(
            Sheet(name=sheet.title, rows=_trimmed(_cells(sheet, texts)))
            for sheet in book.worksheets
        )
    except _Refused:
        raise
    except (*_BROKEN, InvalidFileException) as fault:
        message = f"The workbook cannot be read: {str(fault) or type(fault).__name__}"
        raise _Refused(message, "Save it as XLSX or CSV again.") from None
    if not sheets:
        raise _Refused("The workbook has no sheet", "Save it as XLSX or CSV again.")
    return sheets


def _bounded(data: bytes) -> None:
    """Refuse archives that unpack to far more than they are."""
    try:
        members = zipfile.ZipFile(io.BytesIO(_small(data))).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
        message = f"The workbook is no readable archive: {fault}"
        raise _Refused(message, "Save it as XLSX or CSV again.") from None
    whole = sum(member.file_size for member in members)
    grown = any(
        member.file_size > _MOST_RATIO * max(member.compress_size, 1 << 10)
        for member in members
    )
    if len(members) > _MOST_MEMBERS or whole > _MOST_UNPACKED or grown:
        message = "The workbook unpacks to far more than it holds, and is not unpacked"
        raise _Refused(message, "Save it anew from a program that you trust.")


def _texts(data: bytes) -> list[str]:
    """The texts that cells refer to, with escaped characters as what they stand for.

    openpyxl leaves `_x000D_` as it stands, or drops what it takes for an escape
    (ECMA-376 part 1, 22.9.2.19).
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [n for n in archive.namelist() if n.lower() == "xl/sharedstrings.xml"]
        if not names:
            return []
        etree: Any = importlib.import_module("defusedxml.ElementTree")
        root = etree.fromstring(archive.read(names[0]))
    return [_ESCAPED.sub(_meant, _said(item)) for item in root]


def _said(item: Any) -> str:
    """A text and its formatted runs; not how it is pronounced."""
    own = item.findall("{*}t") + item.findall("{*}r/{*}t")
    return "".join(part.text or "" for part in own)


def _meant(escaped: re.Match[str]) -> str:
    meant = chr(int(escaped[1], 16))
    return escaped[0] if meant in _HALVES else meant


def _cells(sheet: Any, texts: list[str]) -> Iterable[tuple[str, ...]]:
    # What a workbook says of its own size is often wrong, and then rows are missed.
    sheet.reset_dimensions()
    if texts:
        sheet._shared_strings = texts  # noqa: SLF001 - it has no other way in
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        yield _within(number, tuple(_text(cell) for cell in row))


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        whole = cell.time() == time()
        return cell.date().isoformat() if whole else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV (RFC 4180), UTF-8, with no cell that opens as a formula.

    A text that begins like one gets an apostrophe in front, which reading takes off.
    Every row has as many cells as the longest, so that none of the texts can be taken
    for what separates them.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    table = [[f"'{c}" if c.startswith(_FORMULA) else c for c in row] for row in rows]
    width = max(map(len, table), default=0)
    writer.writerows([*row, *[""] * (width - len(row))] for row in table)
    return out.getvalue().encode()


def write_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """Sheets as a workbook in which every cell is text; equal sheets, equal bytes.

    Raises:
        ValueError: A text is longer than a cell holds (32,767 characters), or there are
            more cells than a sheet holds.
    """
    # Loaded when it is needed; it has no types of its own.
    xlsxwriter: Any = importlib.import_module("xlsxwriter")
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": _MADE.replace(tzinfo=None)})
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    body = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for sheet in sheets:
        title = _NO_TITLE.sub("-", sheet.name)[:_TITLE]
        page = book.add_worksheet(title or None)
        for column, width in enumerate(_widths(sheet.rows)):
            page.set_column(column, column, width)
        page.freeze_panes(1, 0)
        for number, row in enumerate(sheet.rows):
            for column, cell in enumerate(row):
                style = body if number else heading
                if cell and page.write_string(number, column, cell, style):
                    message = f"Row {number + 1} of {title}: more than a sheet holds"
                    raise ValueError(message)
    book.close()
    return out.getvalue()


_NARROW, _WIDE = 8, 60


def _widths(rows: tuple[tuple[str, ...], ...]) -> list[int]:
    longest: list[int] = []
    for row in rows:
        for column, cell in enumerate(row):
            if column == len(longest):
                longest.append(_NARROW)
            longest[column] = max(longest[column], min(len(cell) + 2, _WIDE))
    return longest
