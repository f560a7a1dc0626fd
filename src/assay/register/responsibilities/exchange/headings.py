"""Where a sheet's columns are: known by the words that head them, never by position."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from assay.sheets import Sheet

__all__ = ["Columns", "Rows", "cell", "columns_of", "folded", "is_marked", "rows_below"]

_DEEPEST: Final = 25
"""Rows that titles and notes may take above the headings."""

Rows: TypeAlias = Iterator[tuple[int, Sequence[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The row that heads a sheet, and the columns that were recognised."""

    row: int
    """Its index; what is told begins below it."""
    where: Mapping[str, int]
    """The first column of each name."""

    def has(self, *names: str) -> bool:
        """Whether all of these were found."""
        return all(name in self.where for name in names)


def folded(text: str) -> str:
    """Lower case, with one space between words and no other signs."""
    return re.sub(r"[^a-z0-9&/#]+", " ", text.lower()).strip()


def columns_of(sheet: Sheet, name_of: Callable[[str], str]) -> Columns | None:
    """The heading row in which most columns are recognised; None where none is.

    Args:
        sheet: Of which the first rows are looked at.
        name_of: The name of a column by its folded heading, or nothing.
    """
    best: Columns | None = None
    for index in range(min(len(sheet.rows), _DEEPEST)):
        where: dict[str, int] = {}
        for column, heading in enumerate(_headings(sheet.rows, index)):
            name = name_of(folded(heading)) if heading else ""
            if name:
                where.setdefault(name, column)
        if where and (best is None or len(where) > len(best.where)):
            best = Columns(row=index, where=where)
    return best


def _headings(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    """A row's cells; where one is empty, the cell above: headings may take two rows."""
    above = rows[index - 1] if index else ()
    width = max(len(rows[index]), len(above))
    return [cell(rows[index], at) or cell(above, at) for at in range(width)]


def cell(row: Sequence[str], column: int | None) -> str:
    """A cell's text without space around it; nothing outside the row."""
    if column is None or column >= len(row):
        return ""
    return row[column].strip()


def rows_below(sheet: Sheet, columns: Columns) -> Rows:
    """The rows below the headings that hold anything, each with its number."""
    for index, row in enumerate(sheet.rows):
        if index > columns.row and any(one.strip() for one in row):
            yield index + 1, row


_MARKS: Final = frozenset({"x", "y", "yes", "true", "1", "✓", "✔", "☑", "☒", "●", "•"})
_BLANKS: Final = frozenset(
    {"", "n", "no", "false", "0", "-", "\N{EN DASH}", "\N{EM DASH}", "☐", "none"}
)


def is_marked(text: str) -> bool | None:
    """Whether a cell is ticked; None where it says something else."""
    bare = text.strip().lower()
    if bare in _MARKS:
        return True
    return False if bare in _BLANKS else None
