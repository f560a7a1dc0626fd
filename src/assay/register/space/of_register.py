"""The spaces that statements of a register reach.

An answer to a question of scope and these spaces say the same: a cell is in force
exactly where it is offered and in the space of a statement that is in force.

A member that a source does not state, though it says there is one, is the member `""`:
"some regions" holds for the question that names no region, and for no named one.
"""

from collections.abc import Collection
from typing import cast

from assay.register.extent import named
from assay.register.index import stated_of
from assay.register.program import Program
from assay.register.reach import Limits, Reach, levels_below, limits
from assay.register.space.values import (
    EVERYTHING,
    NOTHING,
    Further,
    Members,
    Space,
    all_but,
    box,
    days,
    only,
)
from assay.register.terms import begins
from assay.register.values import Attestation, Exclusion, Extent, Register

__all__ = ["UNSTATED", "covers", "offered_space", "space_of"]

UNSTATED = ""
"""The member of an axis that a source means and does not name."""


def space_of(register: Register, made: Attestation, *, possible: bool = False) -> Space:
    """Where a statement holds as long as it is in force: its scope less exclusions.

    With `possible`, what its source leaves unstated may be anything.
    """
    program = register.programs[made.program]
    stated = stated_of(register, made)
    space = NOTHING
    for reach in stated.reaches:
        space |= _reached(register, program, made, reach, possible=possible)
    for left_out in stated.exclusions:
        space -= _left_out(left_out)
    return space


def covers(register: Register, parent: Attestation, child: Attestation) -> Space:
    """What is left of a statement's scope beyond that of another: nothing if none.

    Levels and editions are each program's own and are not compared. Cells that are not
    offered do not count, nor does what either source leaves unstated.
    """
    own = space_of(register, child).over("level", "edition")
    other = space_of(register, parent, possible=True).over("level", "edition")
    known = box(
        service=only(*register.services) if register.services else all_but(UNSTATED),
        region=only(*register.regions),
    )
    return (own - other) & known & offered_space(register)


def offered_space(register: Register) -> Space:
    """The services, regions and days for which `offered` says yes, other axes free."""
    space = EVERYTHING
    for service in register.services.values():
        where = all_but()
        if service.regions != "all":
            where = only(UNSTATED, *named(service.regions))
        when = days(service.launched, before=service.retired)
        space -= box(service=only(service.id)) - box(region=where, day=when)
    for region in register.regions.values():
        if region.opened is not None:
            space -= box(region=only(region.id)) - box(day=days(region.opened))
    return space


def _reached(
    register: Register,
    program: Program,
    made: Attestation,
    reach: Reach,
    *,
    possible: bool,
) -> Space:
    levels = only(*levels_below(program, reach.levels) or (UNSTATED,))
    begun = begins(made)
    return box(
        service=_members(reach.services, register.services, possible=possible),
        region=_members(reach.regions, register.regions, possible=possible),
        level=all_but() if possible and not reach.levels else levels,
        edition=only(made.edition),
        day=days(max(reach.since or begun, begun), reach.until),
        **_further(reach.limits),
    )


def _left_out(stated: Exclusion) -> Space:
    return box(
        service=_all_of(stated.services),
        region=_all_of(stated.regions),
        level=only(*stated.levels) if stated.levels else all_but(),
        day=days(stated.since, stated.until),
        **_further(limits(stated)),
    )


def _further(stated: Limits) -> Further:
    return cast("Further", {axis: only(*members) for axis, members in stated})


def _members(extent: Extent, known: Collection[str], *, possible: bool) -> Members:
    """What an extent names; all of the known ones is every name but the unstated."""
    if extent == "unstated":
        return all_but() if possible else only(UNSTATED)
    if extent == "all":
        return all_but(UNSTATED) if known else all_but()
    return only(*named(extent))


def _all_of(extent: Extent) -> Members:
    return all_but() if extent == "all" else only(*named(extent))
