"""A plain inventory: CSV or a workbook with a row for each resource."""

from collections.abc import Mapping, Sequence

from assay.errors import Problem
from assay.ids import slug
from assay.sheets import Sheet
from assay.workload.inputs.found import Found

__all__ = ["read_inventory"]

_COLUMNS = {
    "id": ("id", "resource", "resource-id", "name", "resource-name", "arn", "address"),
    "type": ("type", "resource-type", "kind"),
    "service": ("service", "service-name", "product"),
    "region": ("region", "aws-region", "location"),
    "account": ("account", "account-id", "aws-account-id", "owner-id"),
}
"""What a column may be called."""

Named = tuple[Found, str, Mapping[str, str]]
"""A resource, the service that the row names, and its other columns as facts."""


def read_inventory(
    sheet: Sheet, facts: Sequence[str], *, file: str, problems: list[Problem]
) -> tuple[Named, ...]:
    """The rows below the first; a column named after a fact states it.

    Every row must name a type or a service. Without a column for names, a resource is
    called by its row.
    """
    if not sheet.rows:
        message = "The inventory is empty"
        problems.append(Problem(file=file, message=message, remedy="Add its rows."))
        return ()
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
        return ()
    stated = {fact: heads.index(slug(fact)) for fact in facts if slug(fact) in heads}
    found: list[Named] = []
    for number, row in enumerate(sheet.rows[1:], 2):
        if any(row):
            found.append(_row(row, f"row {number}", places, stated))
    return tuple(found)


def _row(
    row: Sequence[str],
    place: str,
    places: Mapping[str, int | None],
    stated: Mapping[str, int],
) -> Named:
    def cell(index: int | None) -> str:
        return row[index].strip() if index is not None and index < len(row) else ""

    one = Found(
        id=cell(places["id"]) or place,
        type=cell(places["type"]),
        place=place,
        region=cell(places["region"]),
        account=cell(places["account"]),
    )
    facts = {fact: cell(index) for fact, index in stated.items() if cell(index)}
    return one, cell(places["service"]), facts
