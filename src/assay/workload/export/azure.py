"""Guard rails as Azure Policy definitions: allowed locations, and types in each.

A definition for locations denies resources in any other; one for each group of
locations denies every type of resource that the rails do not let through there.
Resources without a location (`global`) are not bound by the limits of locations.
"""

from collections.abc import Iterable, Iterator

from assay.canonical import Json, json_text
from assay.workload.export.grid import Grid, grid, unseen
from assay.workload.export.named import groups, lacking_names, nothing_named
from assay.workload.export.terms import Terms
from assay.workload.export.values import File, Lacking, Task

__all__ = ["azure"]

_GLOBAL = (
    "resources whose location is `global` are not bound by the limits of locations"
)


def azure(task: Task, terms: Terms | None) -> tuple[tuple[File, ...], list[Lacking]]:
    """`azure-locations.json`, `azure-types-1.json` and so on, and what they leave."""
    lacking = list(unseen(task))
    if terms is None or nothing_named(task):
        return (), [*lacking, *lacking_names(task, terms, None)]
    found = grid(task)
    lacking += [*lacking_names(task, terms, found), Lacking(rail="", what=_GLOBAL)]
    return tuple(_files(task, terms, found)), lacking


def _files(task: Task, terms: Terms, found: Grid) -> Iterator[File]:
    locations = sorted({one for name in found.regions for one in terms.region(name)})
    outside: Json = [
        {"field": "location", "notIn": "[parameters('allowedLocations')]"},
        {"field": "location", "notEquals": "global"},
    ]
    parameter: Json = {
        "type": "Array",
        "metadata": {
            "displayName": "Allowed locations",
            "description": "Where the guard rails let anything run.",
            "strongType": "location",
        },
        "defaultValue": locations,
    }
    yield _definition(
        task, "azure-locations", "Indexed", outside, {"allowedLocations": parameter}
    )
    for number, (types, names) in enumerate(groups(task, terms, found), 1):
        within: list[Json] = [{"field": "location", "in": names}]
        within += _other_types(types)
        yield _definition(task, f"azure-types-{number}", "All", within, {})


def _other_types(types: Iterable[str]) -> Iterator[Json]:
    listed = sorted(types)
    yield {"field": "type", "notIn": listed}
    for one in listed:
        yield {"field": "type", "notLike": f"{one}/*"}


def _definition(
    task: Task, name: str, mode: str, all_of: Json, parameters: Json
) -> File:
    said: Json = {
        "name": f"assay-{name}",
        "properties": {
            "displayName": f"Assay guard rails: {name.replace('-', ' ')}",
            "description": "Exported from a register; what is not enforced is listed"
            " in assay.json beside this file.",
            "policyType": "Custom",
            "mode": mode,
            "metadata": {"category": "Assay", "version": "1.0.0", **_origin(task)},
            "parameters": parameters,
            "policyRule": {"if": {"allOf": all_of}, "then": {"effect": "deny"}},
        },
    }
    return File(name=f"{name}.json", data=json_text(said).encode())


def _origin(task: Task) -> dict[str, Json]:
    return {"assay": task.origin}
