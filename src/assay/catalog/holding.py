"""Holding a catalog, a baseline or a crosswalk to what it says of itself.

Every function returns the faults it finds; none stops at the first.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from assay.catalog.values import Baseline, Catalog, Crosswalk, Requirement, Row
from assay.errors import Problem
from assay.ids import near, well_formed

__all__ = ["baseline_faults", "catalog_faults", "crosswalk_faults"]


def catalog_faults(catalog: Catalog, file: str) -> list[Problem]:
    """Counts held; ids well-formed and unique; groups, parents and successors exist."""
    return [
        *_ids(catalog.requirements, file),
        *_groups(catalog, file),
        *_parents(catalog, file),
        *_withdrawals(catalog, file),
        *_counts(catalog, file),
    ]


def baseline_faults(
    baseline: Baseline, file: str, catalogs: Mapping[str, Catalog]
) -> list[Problem]:
    """Count held; every id chosen once, and active in the catalog chosen from."""
    catalog = catalogs.get(baseline.catalog)
    if catalog is None:
        return [_no_catalog(baseline.catalog, file, "catalog", catalogs)]
    status = {r.id: r.status for r in catalog.requirements}
    faults = [*_repeats(baseline.requirements, file)]
    for index, one in enumerate(baseline.requirements):
        place = f"requirements[{index}]"
        if one not in status:
            faults.append(_no_requirement(one, file, place, catalog))
        elif status[one] == "withdrawn":
            message = f"{one!r} is withdrawn in {catalog.id}"
            remedy = "Select what replaced it, or leave it out."
            faults.append(_fault(file, place, message, remedy))
    faults.extend(
        _count(file, baseline.count, len(baseline.requirements), "requirements chosen")
    )
    return faults


def crosswalk_faults(
    crosswalk: Crosswalk, file: str, catalogs: Mapping[str, Catalog]
) -> list[Problem]:
    """Both catalogs and all ids exist; no row twice; a reviewed row has its author."""
    source, target = catalogs.get(crosswalk.source), catalogs.get(crosswalk.target)
    if source is None or target is None:
        ends = (("source", crosswalk.source), ("target", crosswalk.target))
        return [
            _no_catalog(name, file, end, catalogs)
            for end, name in ends
            if name not in catalogs
        ]
    from_ids = {r.id for r in source.requirements}
    to_ids = {r.id for r in target.requirements}
    faults: list[Problem] = []
    for index, row in enumerate(crosswalk.rows):
        place = f"rows[{index}]"
        if row.source not in from_ids:
            faults.append(_no_requirement(row.source, file, f"{place}.source", source))
        faults.extend(
            _no_requirement(one, file, f"{place}.targets", target)
            for one in row.targets
            if one not in to_ids
        )
        faults.extend(_row(row, file, place))
    said = Counter(
        (row.source, row.relation, row.either, row.targets) for row in crosswalk.rows
    )
    for (name, relation, _, _), times in said.items():
        if times > 1:
            message = f"The row {name!r} {relation} is written {times} times"
            faults.append(_fault(file, "rows", message, "Keep one of them."))
    return faults


def _row(row: Row, file: str, place: str) -> Iterator[Problem]:
    if not row.targets:
        remedy = "Name at least one target, or leave the row out."
        yield _fault(file, place, f"{row.source!r} is related to nothing", remedy)
    if row.status == "reviewed" and (not row.by or row.on is None):
        message = f"{row.source!r} is reviewed, and no one says so"
        yield _fault(file, place, message, "Add `by` and `on`, or write proposed.")
    if row.either and row.relation != "subset":
        message = f"`either` has no meaning for the relation {row.relation}"
        yield _fault(file, place, message, "Use it with relation subset only.")


def _ids(requirements: tuple[Requirement, ...], file: str) -> Iterator[Problem]:
    for index, one in enumerate(requirements):
        if not well_formed(one.id):
            remedy = (
                "Use lower-case letters and digits, joined by single dots or dashes."
            )
            place = f"requirements[{index}].id"
            yield _fault(file, place, f"{one.id!r} is not a well-formed id", remedy)
    yield from _repeats((one.id for one in requirements), file)


def _groups(catalog: Catalog, file: str) -> Iterator[Problem]:
    known = [group.id for group in catalog.groups]
    yield from _repeats(known, file, place="groups")
    held: Counter[str] = Counter()
    for index, one in enumerate(catalog.requirements):
        if one.group and one.group not in known:
            place = f"requirements[{index}].group"
            message = f"{one.id!r} is in the group {one.group!r}, which is not listed"
            yield _fault(file, place, message, _nearest(one.group, known))
        held[one.group] += one.status == "active"
    for index, group in enumerate(catalog.groups):
        if group.count is not None and held[group.id] not in (0, group.count):
            place = f"groups[{index}].count"
            message = f"{group.id!r} says {group.count} and holds {held[group.id]}"
            yield _fault(file, place, message, "Correct the count or the rows.")


def _parents(catalog: Catalog, file: str) -> Iterator[Problem]:
    parents = {one.id: one.parent for one in catalog.requirements}
    for index, one in enumerate(catalog.requirements):
        place = f"requirements[{index}].parent"
        if one.parent and one.parent not in parents:
            message = f"{one.id!r} refines {one.parent!r}, which is not listed"
            yield _fault(file, place, message, _nearest(one.parent, parents))
        elif _refines_itself(one.id, parents):
            message = f"{one.id!r} refines itself by way of its parents"
            yield _fault(file, place, message, "Break the circle.")


def _refines_itself(start: str, parents: Mapping[str, str]) -> bool:
    above, steps = parents.get(start, ""), 0
    while above and above != start and steps <= len(parents):
        above, steps = parents.get(above, ""), steps + 1
    return above == start


def _withdrawals(catalog: Catalog, file: str) -> Iterator[Problem]:
    known = {one.id for one in catalog.requirements}
    for index, one in enumerate(catalog.requirements):
        place = f"requirements[{index}].now"
        if one.now and one.status == "active":
            message = f"{one.id!r} is active, and says what replaced it"
            yield _fault(file, place, message, "Mark it withdrawn or remove `now`.")
        for target in one.now:
            if target not in known:
                message = f"{one.id!r} is now {target!r}, which is not listed"
                yield _fault(file, place, message, _nearest(target, known))


def _counts(catalog: Catalog, file: str) -> Iterator[Problem]:
    active = sum(one.status == "active" for one in catalog.requirements)
    yield from _count(
        file, catalog.count, active, f"active rows of unit {catalog.unit}"
    )


def _count(file: str, stated: int, found: int, what: str) -> Iterator[Problem]:
    if stated != found:
        message = f"It says {stated} and has {found} {what}"
        yield _fault(file, "count", message, "Correct the count or the rows.")


def _repeats(
    ids: Iterable[str], file: str, *, place: str = "requirements"
) -> Iterator[Problem]:
    for one, times in Counter(ids).items():
        if times > 1:
            message = f"{one!r} is listed {times} times"
            yield _fault(file, place, message, "Keep one of them.")


def _no_catalog(
    name: str, file: str, place: str, catalogs: Mapping[str, Catalog]
) -> Problem:
    message = f"There is no catalog {name!r} here"
    return _fault(file, place, message, _nearest(name, catalogs))


def _no_requirement(name: str, file: str, place: str, catalog: Catalog) -> Problem:
    known = [one.id for one in catalog.requirements]
    message = f"There is no requirement {name!r} in {catalog.id}"
    return _fault(file, place, message, _nearest(name, known))


def _nearest(name: str, known: Iterable[str]) -> str:
    close = near(name, known)
    return f"Did you mean {' or '.join(close)}?" if close else ""


def _fault(file: str, place: str, message: str, remedy: str = "") -> Problem:
    return Problem(file=file, place=place, message=message, remedy=remedy)
