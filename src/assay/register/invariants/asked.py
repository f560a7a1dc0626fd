"""Statements of responsibility, held against the library's catalogs."""

from collections.abc import Iterator

from assay.catalog import Library, requirements_of
from assay.errors import Problem
from assay.register.invariants.declared import Where, unknown
from assay.register.invariants.responsibilities import tie
from assay.register.responsibilities.choosing import ties
from assay.register.responsibilities.subjects import bases
from assay.register.responsibility import Responsibility
from assay.register.values import Register

__all__ = ["responsibility_faults"]

_FILE = Where("register/responsibilities")


def responsibility_faults(register: Register, library: Library) -> Iterator[Problem]:
    """Statements that speak of what no catalog asks, or that contradict each other.

    The second is found here where one names a catalog and the other a baseline of it.
    """
    known = {
        name: frozenset(one.id for one in requirements_of(library, name))
        for name in {one.catalog for one in register.responsibilities.values()}
        if name in library.catalogs or name in library.baselines
    }
    for one in register.responsibilities.values():
        yield from _asked(one, library, known)
    yield from _concerned(register, library)
    for one, other in ties(register, bases(library)):
        if one.catalog != other.catalog:
            yield tie(one, other)


def _asked(
    one: Responsibility, library: Library, known: dict[str, frozenset[str]]
) -> Iterator[Problem]:
    where = _FILE.at(one.id)
    ids = known.get(one.catalog)
    if ids is None:
        sets = (*library.catalogs, *library.baselines)
        place = where.at("catalog")
        yield unknown(place.file, place.place, "catalog", one.catalog, sets)
        return
    what = f"active requirement of {one.catalog}"
    named = [("requirement", one.requirement)]
    for index, duty in enumerate(one.duties):
        named.extend((f"duties[{index}].serves", name) for name in duty.serves)
    for key, name in named:
        if name not in ids:
            place = where.at(key)
            yield unknown(place.file, place.place, what, name, sorted(ids))


def _concerned(register: Register, library: Library) -> Iterator[Problem]:
    """A catalog must be asked by the program, or by one that it leans on."""
    baselines = bases(library)
    for one in register.responsibilities.values():
        catalog = library.catalogs.get(baselines.get(one.catalog, one.catalog))
        program = register.programs.get(one.program)
        if catalog is None or program is None:
            continue
        leans = {program.id, *(relation.program for relation in program.relations)}
        if leans.isdisjoint(catalog.programs):
            message = f"{catalog.title} is not what {program.title} asks"
            asked = ", ".join(catalog.programs) or "no program"
            remedy = f"Name a catalog of that program; this one is of {asked}."
            yield _FILE.at(one.id).at("catalog").fault(message, remedy)
