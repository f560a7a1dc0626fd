"""Which sheet of a workbook is the list, and what its columns are headed with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assay.errors import Problem
from assay.register.naming import Names
from assay.sheets import Sheet

__all__ = ["Heading", "choose_sheet", "heading_of", "heads"]

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "service": (
        *("service", "services", "service-s", "service-name", "service-title"),
        *("services-in-scope", "service-in-scope", "in-scope-services", "in-scope"),
        *("eligible-service", "eligible-services", "hipaa-eligible-services"),
        *("covered-service", "covered-services", "cloud-service", "cloud-services"),
        *("product", "products", "product-name", "offering", "offering-name", "name"),
        *("service-id", "api-prefix", "service-prefix"),
    ),
    "region": (
        *("region", "regions", "region-s", "region-name", "region-id", "region-code"),
        *("location", "locations", "available-regions", "regions-in-scope"),
    ),
    "from": (
        *("from", "since", "effective", "effective-date", "effective-from"),
        *("start", "start-date", "valid-from", "date-added", "added", "added-on"),
        *("in-scope-since", "in-scope-from", "eligible-since", "eligible-from"),
    ),
    "to": (
        *("to", "until", "through", "end", "end-date", "valid-to", "valid-until"),
        *("date-removed", "removed", "removed-on", "effective-until", "effective-to"),
        *("in-scope-until", "eligible-until"),
    ),
}
"""What a column may be headed with, the likeliest first."""
_LOOKED_AT: Final = 30
"""Rows in which the heading is looked for: titles and notes may stand above it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Where a list's columns are headed, and which are which."""

    at: int
    """The row, counted from 0."""
    columns: Mapping[str, int]
    """The place of each of service, region, from and to that there is."""
    width: int
    """How many columns there are."""


def heading_of(sheet: Sheet, names: Names) -> Heading | None:
    """The row that heads most columns, of those that head one of services.

    A title above a list may read like a heading; it heads one column, and stands alone.
    """
    best: tuple[tuple[int, int], Heading] | None = None
    for at, row in enumerate(sheet.rows[:_LOOKED_AT]):
        columns = _columns(row, names)
        weight = len(columns), sum(1 for cell in row if cell.strip())
        if "service" in columns and (best is None or weight > best[0]):
            best = weight, Heading(at=at, columns=columns, width=len(row))
    return best[1] if best else None


def _columns(row: Sequence[str], names: Names) -> dict[str, int]:
    spelled = [names.short(cell) for cell in row]
    found: dict[str, int] = {}
    for column, spellings in _COLUMNS.items():
        places = (
            place
            for spelling in spellings
            for place, said in enumerate(spelled)
            if spelling in said
        )
        place = next(places, None)
        if place is not None:
            found[column] = place
    return found


def heads(column: str, cell: str, names: Names) -> bool:
    """Whether a cell could be the heading of such a column."""
    return not set(names.short(cell)).isdisjoint(_COLUMNS[column])


def choose_sheet(
    sheets: Iterable[Sheet],
    names: Names,
    *,
    file: str,
    wanted: str = "",
    problems: list[Problem],
) -> Sheet | None:
    """The one sheet that is a list; which, has to be said where several are.

    Args:
        sheets: All there are.
        names: The names of the register's services and regions.
        file: The file's name, for messages.
        wanted: The sheet's name, where a person gave it.
        problems: Where it goes if there is none, or several.
    """
    told = [one for one in sheets if one.rows]
    lists = [one for one in told if heading_of(one, names)]
    if wanted:
        lists = [one for one in told if one.name == wanted]
    if len(lists) == 1 and heading_of(lists[0], names):
        return lists[0]
    there = ", ".join(repr(one.name) for one in lists or told)
    if wanted and not lists:
        message, remedy = f"There is no sheet {wanted!r}", f"There are {there}."
    elif len(lists) > 1:
        message = f"Several sheets are lists: {there}"
        remedy = "Say which with --sheet."
    elif not told:
        message, remedy = "It is empty", ""
    else:
        message = "No column is headed as the one of services"
        remedy = "Head it `service`; `region`, `from` and `to` may stand beside it."
    problems.append(Problem(file=file, message=message, remedy=remedy))
    return None
