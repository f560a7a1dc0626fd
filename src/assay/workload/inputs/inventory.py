"""A plain inventory: CSV or a workbook with a row for each resource."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from assay.canonical import Json
from assay.errors import Problem
from assay.ids import slug
from assay.register import Register
from assay.register.naming import Names
from assay.sheets import Sheet, read_sheets
from assay.workload.inputs.arn import account_of, region_of
from assay.workload.inputs.found import Found
from assay.workload.inputs.mapping import resources
from assay.workload.inputs.maps import Maps
from assay.workload.inputs.naming import Known
from assay.workload.values import Resource

__all__ = ["is_inventory", "read_inventory"]

_COLUMNS: Final = {
    "id": (
        *("id", "resource", "resource-id", "identifier", "name", "resource-name"),
        *("arn", "address"),
    ),
    "type": ("type", "resource-type", "kind"),
    "service": ("service", "service-name", "product"),
    "region": ("region", "aws-region", "location"),
    "account": ("account", "account-id", "aws-account-id", "owner-id", "aws-account"),
}
"""What a column may be called."""
_SEPARATORS: Final = ",;\t"
_TRUTH: Final = {"true": True, "yes": True, "false": False, "no": False}


def is_inventory(text: str) -> bool:
    """Whether the first line looks like the heads of an inventory's columns."""
    first = text.lstrip().partition("\n")[0]
    if not any(one in first for one in _SEPARATORS):
        return False
    for one in _SEPARATORS:
        first = first.replace(one, "\n")
    heads = {slug(cell) for cell in first.split("\n")}
    return not heads.isdisjoint((*_COLUMNS["type"], *_COLUMNS["service"]))


def read_inventory(
    data: bytes,
    facts: Sequence[str],
    *,
    file: str,
    register: Register,
    maps: Maps,
    problems: list[Problem],
) -> tuple[Resource, ...]:
    """The rows below the first; a column named after a fact states it.

    The first sheet counts. A row names a type or a service, as a person would; one that
    names neither is kept, and unknown. Without a name, a resource is called by its row.
    """
    sheets = read_sheets(data, file=file, problems=problems)
    if not sheets:
        return ()
    places = _places(sheets[0], file, problems)
    if not places:
        return ()
    heads = [slug(cell) for cell in sheets[0].rows[0]]
    stated = {fact: heads.index(slug(fact)) for fact in facts if slug(fact) in heads}
    known, names = Known(register), Names(register)
    found: list[Resource] = []
    for row, one in _rows(sheets[0], places):
        service = names.service(_cell(row, places["service"]))
        for resource in resources([one], maps, known):
            told: dict[str, Json] = {
                fact: _TRUTH.get(_cell(row, index).lower(), _cell(row, index))
                for fact, index in stated.items()
                if _cell(row, index)
            }
            found.append(_named(resource, service, _cell(row, places["service"]), told))
    return tuple(found)


def _named(
    resource: Resource, service: Sequence[str], said: str, told: Mapping[str, Json]
) -> Resource:
    """With the service that the row names, where its name is plain or the only one."""
    named = service[0] if len(service) == 1 else (resource.service or said)
    return replace(resource, service=named, facts=told)


def _places(
    sheet: Sheet, file: str, problems: list[Problem]
) -> Mapping[str, int | None]:
    """Where each column stands; nothing, and a problem, where that is of no use."""
    if not sheet.rows:
        message = "The inventory is empty"
        problems.append(Problem(file=file, message=message, remedy="Add its rows."))
        return {}
    heads = [slug(cell) for cell in sheet.rows[0]]
    places = {
        field: next((heads.index(name) for name in names if name in heads), None)
        for field, names in _COLUMNS.items()
    }
    if places["type"] is None and places["service"] is None:
        message = f"No column says what a resource is: {', '.join(sheet.rows[0])}"
        remedy = "Name a column `type` or `service`."
        problem = Problem(file=file, place="row 1", message=message, remedy=remedy)
        problems.append(problem)
        return {}
    return places


def _rows(
    sheet: Sheet, places: Mapping[str, int | None]
) -> Iterator[tuple[Sequence[str], Found]]:
    for number, row in enumerate(sheet.rows[1:], 2):
        name = _cell(row, places["id"])
        if any(row):
            yield (
                row,
                Found(
                    id=name or f"row {number}",
                    type=_cell(row, places["type"]),
                    place=f"row {number}",
                    region=_cell(row, places["region"]) or region_of(name),
                    account=_cell(row, places["account"]) or account_of(name),
                    entire=True,
                ),
            )


def _cell(row: Sequence[str], index: int | None) -> str:
    return row[index].strip() if index is not None and index < len(row) else ""
