"""What a source got wrong in a catalog, told one by one and left aside.

A catalog that is kept must hold: ids well-formed and given once, parents and successors
listed, counts true. What a publisher broke is not a reason to refuse the rest.
"""

from collections.abc import Iterator
from dataclasses import replace

from assay.catalog.values import Catalog, Group, Requirement
from assay.errors import Problem
from assay.ids import well_formed

__all__ = ["sound"]

_DEEPEST = 60
"""Requirements above each other; no standard has ten."""


def sound(catalog: Catalog, file: str) -> tuple[Catalog, tuple[Problem, ...]]:
    """The catalog as it can be kept, and each thing that was left aside."""
    problems: list[Problem] = []
    kept: dict[str, Requirement] = {}
    for one in catalog.requirements:
        fault = _refused(one, kept)
        if fault:
            remedy = "It is left out."
            problems.append(_told(file, one.id, fault, remedy))
        else:
            kept[one.id] = one
    rows = tuple(_joined(one, kept, file, problems) for one in kept.values())
    rows = _without_circles(rows, file, problems)
    active = sum(one.status == "active" for one in rows)
    if catalog.count not in {active, len(catalog.requirements)} and not problems:
        message = f"It says {catalog.count} {catalog.unit}s and holds {active}"
        problems.append(Problem(file=file, message=message))
    groups = tuple(_groups(catalog, rows))
    held = replace(catalog, requirements=rows, groups=groups, count=active)
    return held, tuple(problems)


def _refused(one: Requirement, kept: dict[str, Requirement]) -> str:
    if not well_formed(one.id):
        return f"{one.id!r} is not an id that can be kept"
    if one.id not in kept:
        return ""
    same = replace(one, group="") == replace(kept[one.id], group="")
    whether = "the same again" if same else "with something else"
    return f"{one.id} stands there twice, {whether}"


def _joined(
    one: Requirement, kept: dict[str, Requirement], file: str, problems: list[Problem]
) -> Requirement:
    """The requirement without a parent or successors that are not listed."""
    parent = one.parent
    if parent and parent not in kept:
        message = f"{one.id} refines {parent}, which is not listed"
        problems.append(_told(file, one.id, message, "It stands by itself."))
        parent = ""
    now = tuple(target for target in one.now if target in kept)
    for target in one.now:
        if target not in kept:
            message = f"{one.id} is said to be now in {target}, which is not listed"
            problems.append(_told(file, one.id, message, "It is left aside."))
    if now and one.status == "active":
        message = f"{one.id} is active, and the source says what replaced it"
        problems.append(_told(file, one.id, message, "It is kept as active."))
        now = ()
    return replace(one, parent=parent, now=now)


def _without_circles(
    rows: tuple[Requirement, ...], file: str, problems: list[Problem]
) -> tuple[Requirement, ...]:
    """The requirements, none below itself, or below more than anyone would write."""
    above = {one.id: one.parent for one in rows}
    depth: dict[str, int] = {"": 0}
    for one in rows:
        path = dict[str, None]()
        at = one.id
        while at not in depth:
            path[at] = None
            if above[at] in path:
                message = f"{at} refines itself by way of its parents"
                problems.append(_told(file, at, message, "It stands by itself."))
                above[at] = ""
            at = above[at]
        deep = depth[at]
        for name in reversed(path):
            deep += 1
            if deep > _DEEPEST:
                message = (
                    f"{name} has more than {_DEEPEST} above it, one over the other"
                )
                problems.append(_told(file, name, message, "It stands by itself."))
                above[name], deep = "", 1
            depth[name] = deep
    return tuple(replace(one, parent=above[one.id]) for one in rows)


def _groups(catalog: Catalog, rows: tuple[Requirement, ...]) -> Iterator[Group]:
    """Each group once, without counts that no longer hold; those not listed as well."""
    known: dict[str, Group] = {}
    for group in catalog.groups:
        known.setdefault(group.id, replace(group, count=None))
    for one in rows:
        if one.group:
            known.setdefault(one.group, Group(id=one.group, title=one.group))
    yield from known.values()


def _told(file: str, identifier: str, message: str, remedy: str) -> Problem:
    place = f"requirement {identifier}"
    return Problem(file=file, place=place, message=message, remedy=remedy)
