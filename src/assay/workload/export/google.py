"""Guard rails as Google organization policies: resource locations, service usage.

`constraints/gcp.resourceLocations` and `constraints/gcp.restrictServiceUsage` each hold
for all of a project: one cannot say that a service is let through in one place only. So
a service is let through where the rails let it through in every location that is left.
"""

from assay.canonical import Json, json_text
from assay.workload.export.grid import Grid, grid, unseen
from assay.workload.export.named import lacking_names, nothing_named, target_names
from assay.workload.export.terms import Terms
from assay.workload.export.values import File, Lacking, Task

__all__ = ["google"]


def google(task: Task, terms: Terms | None) -> tuple[tuple[File, ...], list[Lacking]]:
    """A policy in YAML for each constraint, and what they leave."""
    lacking = list(unseen(task))
    if terms is None or nothing_named(task):
        return (), [*lacking, *lacking_names(task, terms, None)]
    found = grid(task)
    lacking += lacking_names(task, terms, found)
    regions = [name for name in found.regions if terms.region(name)]
    locations = sorted({one for name in regions for one in terms.region(name)})
    files = [_policy(task, "gcp.resourceLocations", locations)]
    if _limits_services(task, found, regions):
        files.append(_services(task, terms, found, regions, lacking))
    what = "resources that exist already, and those without a location, stay"
    lacking.append(Lacking(rail="", what=what))
    return tuple(files), lacking


def _limits_services(task: Task, found: Grid, regions: list[str]) -> bool:
    everything = set(task.register.services)
    return not all(
        one in found.others and found.services[one] >= everything for one in regions
    )


def _services(
    task: Task,
    terms: Terms,
    found: Grid,
    regions: list[str],
    lacking: list[Lacking],
) -> File:
    each = [found.services[one] for one in regions]
    somewhere = {name for names in each for name in names}
    everywhere = {name for name in somewhere if all(name in one for one in each)}
    for name in sorted(somewhere - everywhere):
        what = f"{name} is let through in some regions only, and is denied in all"
        lacking.append(Lacking(rail="", what=what))
    names = sorted(target_names(task, terms, everywhere))
    return _policy(task, "gcp.restrictServiceUsage", names)


def _policy(task: Task, constraint: str, allowed: list[str]) -> File:
    """JSON is YAML; the comment above it says where it comes from."""
    rule: Json = (
        {"values": {"allowedValues": allowed}} if allowed else {"denyAll": True}
    )
    said: Json = {
        "name": f"organizations/ORGANIZATION_ID/policies/{constraint}",
        "spec": {"rules": [rule]},
    }
    head = "".join(f"# {line}\n" for line in task.headline)
    return File(
        name=f"google-{constraint}.yaml", data=f"{head}{json_text(said)}".encode()
    )
