"""A grid in the target's own names, and what the target has no name for."""

from collections.abc import Iterable, Iterator

from assay.workload.export.grid import Grid, placed
from assay.workload.export.terms import Terms
from assay.workload.export.values import Lacking, Task

__all__ = ["groups", "lacking_names", "nothing_named", "target_names"]

_UNMAPPED = (
    "NOT enforced: no terms say what the target calls this provider's services and"
    " regions; add them in exports/ of the workspace"
)
_NOTHING = (
    "by the register nothing is let through anywhere, so everything is denied but"
    " what is exempt"
)


def nothing_named(task: Task) -> bool:
    """Whether the rails ask nothing of services, regions or programs."""
    return not task.programs and not any(placed(rail, task) for rail in task.chosen)


def lacking_names(
    task: Task, terms: Terms | None, found: Grid | None
) -> Iterator[Lacking]:
    """Rails that cannot be said at all, and what is denied for want of a name."""
    if terms is None:
        required = (f"claimed/{program}" for program in task.programs)
        for name in (*(rail.id for rail in task.chosen), *required):
            yield Lacking(rail=name, what=_UNMAPPED)
    elif found is not None:
        yield from _denied(task, terms, found)


def _denied(task: Task, terms: Terms, found: Grid) -> Iterator[Lacking]:
    if not found.regions:
        yield Lacking(rail="", what=_NOTHING)
    for region in found.regions:
        if not terms.region(region):
            what = f"the target has no name for {region}: it is denied there"
            yield Lacking(rail="", what=what)
    for name in sorted(_let(found)):
        if not terms.service(task.register, name):
            what = f"the target has no name for {name}: it is denied"
            yield Lacking(rail="", what=what)


def _let(found: Grid) -> set[str]:
    return {name for names in found.services.values() for name in names}


def target_names(task: Task, terms: Terms, let: Iterable[str]) -> frozenset[str]:
    """Names of services that are let through, and of none that is not."""
    register, open_ = task.register, set(let)
    names = {name: terms.service(register, name) for name in register.services}
    shut = {one for name, all_ in names.items() if name not in open_ for one in all_}
    return frozenset(one for name in open_ for one in names[name]) - shut


def groups(
    task: Task, terms: Terms, found: Grid
) -> list[tuple[tuple[str, ...], list[str]]]:
    """Regions by the names of services let through there, where any is denied."""
    grouped: dict[tuple[str, ...], list[str]] = {}
    for region in found.regions:
        let = found.services[region]
        if region in found.others and len(let) == len(task.register.services):
            continue
        names = tuple(sorted(target_names(task, terms, let)))
        grouped.setdefault(names, []).extend(terms.region(region))
    return [(one, sorted(there)) for one, there in sorted(grouped.items()) if there]
