"""Statements whole, beside what a vocabulary can say of them.

A workbook in a published form loses what that form has no column for: scopes, ids,
days, preconditions. A last sheet holds each statement as JSON, in ASCII, so that our
own rows come back as they went out. The visible sheets are held against it: who edits
them is told, and not overruled in silence.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from assay.canonical import plain
from assay.errors import Problem
from assay.oscal.tree import as_list, as_object
from assay.reading import read_record
from assay.register.responsibilities.exchange.building import remark
from assay.register.responsibilities.exchange.values import Origin
from assay.register.responsibility import Responsibility
from assay.sheets import Sheet

__all__ = ["SHEET", "differences", "is_whole", "read_whole", "whole_sheet"]

SHEET: Final = "Statements"
_HEADING: Final = (
    "Statement",
    "Written by Assay; remove this sheet to change the rest",
)
_CHUNK: Final = 30_000
"""A cell holds 32,767 characters."""


def whole_sheet(statements: Sequence[Responsibility]) -> Sheet:
    """The sheet that holds the statements whole."""
    return Sheet(name=SHEET, rows=(_HEADING, *map(_row, statements)))


def _row(one: Responsibility) -> tuple[str, ...]:
    text = json.dumps(plain(one), ensure_ascii=True)
    # A workbook reads _x0041_ as a letter: no underscore stands before an x.
    text = text.replace("_x", "\\u005fx")
    chunks = [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)]
    return one.id, *chunks


def is_whole(sheets: Sequence[Sheet]) -> Sheet | None:
    """The sheet that holds statements whole, if there is one."""
    found = (one for one in sheets if one.name == SHEET and one.rows[:1] == (_HEADING,))
    return next(found, None)


def read_whole(
    sheet: Sheet, origin: Origin, problems: list[Problem]
) -> Iterator[Responsibility]:
    """The statements as they were written."""
    for number, row in enumerate(sheet.rows[1:], start=2):
        place = f"{sheet.name} row {number}"
        try:
            table: Any = json.loads("".join(row[1:]))
        except (ValueError, RecursionError):
            message = "The row is not as it was written"
            remedy = "Restore it, or remove the sheet."
            problems.append(remark(origin, place, message, remedy))
            continue
        one = read_record(
            Responsibility,
            _without_none(table),
            file=origin.file,
            place=place,
            problems=problems,
        )
        if one is not None:
            yield one


def _without_none(value: Any) -> Any:
    """JSON's null stands for a key that is left out."""
    table, rows = as_object(value), as_list(value)
    if table is not None:
        pairs = table.items()
        return {key: _without_none(one) for key, one in pairs if one is not None}
    return value if rows is None else [_without_none(one) for one in rows]


def differences(
    written: Sequence[Sheet], found: Sequence[Sheet], origin: Origin
) -> Iterator[Problem]:
    """Rows that were changed after the statements were written."""
    now = {sheet.name: sheet for sheet in found}
    for sheet in written:
        other = now.get(sheet.name)
        if other is None:
            continue
        for index in range(max(len(sheet.rows), len(other.rows))):
            if _cells(sheet, index) != _cells(other, index):
                place = f"{sheet.name} row {index + 1}"
                message = "The row was changed after it was written"
                remedy = f"Remove the sheet {SHEET!r} to read what it says now."
                yield remark(origin, place, message, remedy)


_ODD: Final = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+|[\x00-\x1f\x7f-\x9f\ufffe\uffff]")
"""What a workbook spells in another way."""


def _cells(sheet: Sheet, index: int) -> tuple[str, ...]:
    row = sheet.rows[index] if index < len(sheet.rows) else ()
    cells = [" ".join(_ODD.sub(" ", cell).split()) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)
