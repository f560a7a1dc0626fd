"""What a program asks at a level on a day, as far as the library holds lists of it."""

from dataclasses import dataclass
from datetime import date

from assay.catalog import Library, requirements_of
from assay.register.program import Program, RequirementSet
from assay.register.responsibilities.composite import Topic
from assay.register.values import Register

__all__ = ["Asking", "asking", "bases"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What a program asks at a level on a day."""

    topics: tuple[Topic, ...]
    titles: dict[Topic, str]
    """Of every requirement in the catalogs that are concerned."""
    edition: str
    """The edition that was taken; empty where the library holds no list of any."""


def bases(library: Library) -> dict[str, str]:
    """The catalog that each baseline selects from."""
    return {one.id: one.catalog for one in library.baselines.values()}


def asking(
    register: Register, library: Library, program: str, level: str, on: date
) -> Asking:
    """The requirements of the newest edition that the library has a list of.

    Without a level, those of all levels. A program of which the library holds no list
    asks what its statements speak of.
    """
    sets = _sets(register.programs[program], library, level, on)
    by_baseline = bases(library)
    stated = {
        by_baseline.get(one.catalog, one.catalog)
        for one in register.responsibilities.values()
        if one.program == program
    }
    topics: dict[Topic, None] = {}
    catalogs: set[str] = set()
    for one in sets:
        catalog = by_baseline.get(one.catalog, one.catalog)
        catalogs.add(catalog)
        for requirement in requirements_of(library, one.catalog):
            topics[catalog, requirement.id] = None
    titles = {
        (catalog, requirement.id): requirement.title
        for catalog in sorted((catalogs | stated) & library.catalogs.keys())
        for requirement in library.catalogs[catalog].requirements
    }
    edition = sets[0].edition if sets else ""
    # As the catalogs have them: baselines of several levels follow each other else.
    order = {topic: number for number, topic in enumerate(titles)}
    known = tuple(sorted(topics, key=lambda topic: order[topic]))
    return Asking(topics=known, titles=titles, edition=edition)


def _sets(
    program: Program, library: Library, level: str, on: date
) -> tuple[RequirementSet, ...]:
    """The lists of the newest edition that had come out by that day."""
    held = [
        one
        for one in program.requirement_sets
        if one.catalog in library.catalogs or one.catalog in library.baselines
        if not level or one.level in ("", level)
    ]
    published = {one.id: one.published or date.min for one in program.editions}
    order = {one.id: number for number, one in enumerate(program.editions)}
    out = [one for one in held if published.get(one.edition, date.min) <= on] or held
    newest = max(
        out,
        key=lambda one: (
            published.get(one.edition, date.min),
            order.get(one.edition, -1),
        ),
        default=None,
    )
    return tuple(one for one in held if newest and one.edition == newest.edition)
