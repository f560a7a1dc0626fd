"""What one statement owes to another: as a summary, a successor, a shared scope."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from assay.errors import Problem
from assay.register.extent import named, reference
from assay.register.invariants.declared import attestation_file
from assay.register.program import Program
from assay.register.reach import exclusions, reaches
from assay.register.state import began
from assay.register.values import Attestation, Register

__all__ = ["faults"]

Members: TypeAlias = frozenset[str]


def faults(register: Register) -> Iterator[Problem]:
    """Chains that close on themselves, and summaries or shares that do not hold."""
    yield from _circles(register, "derives_from", lambda made: made.derives_from)
    yield from _circles(register, "superseded_by", lambda made: (made.superseded_by,))
    yield from _circles(register, "scope", _references)
    for made in register.attestations.values():
        program = register.programs.get(made.program)
        if program is not None:
            yield from _summary(register, program, made)
            yield from _shared(register, program, made)
        yield from _rests(register, made)
        yield from _successor(register, made)


def _references(made: Attestation) -> tuple[str, ...]:
    extents = [e for scope in made.scope for e in (scope.services, scope.regions)]
    return tuple(reference(extent) for extent in extents)


def _circles(
    register: Register, place: str, follow: Callable[[Attestation], Iterable[str]]
) -> Iterator[Problem]:
    """Each chain of statements that leads back to where it began, told once."""
    told = set[frozenset[str]]()
    for start in register.attestations:
        path = _way_back(register, start, follow)
        if path and frozenset(path) not in told:
            told.add(frozenset(path))
            yield Problem(
                file=attestation_file(start),
                place=place,
                message=f"The chain closes on itself: {' -> '.join([*path, start])}",
                remedy="Remove one of its links.",
            )


def _way_back(
    register: Register, start: str, follow: Callable[[Attestation], Iterable[str]]
) -> list[str]:
    """The path from `start` back to itself, if there is one."""
    ahead, seen = [[start]], set[str]()
    while ahead:
        path = ahead.pop()
        made = register.attestations.get(path[-1])
        for following in follow(made) if made is not None else ():
            if following == start:
                return path
            if following and following not in seen:
                seen.add(following)
                ahead.append([*path, following])
    return []


def _summary(
    register: Register, program: Program, made: Attestation
) -> Iterator[Problem]:
    """A summary derives from a report, and shares its period and opinion."""
    whole = [r.program for r in program.relations if r.kind == "summary_of"]
    if not whole:
        return
    parents = [register.attestations.get(other) for other in made.derives_from]
    known = [p for p in parents if p is not None and p.program in whole]
    if not known:
        titles = [register.programs[w].title for w in whole if w in register.programs]
        named_ = " or ".join(titles or whole)
        yield Problem(
            file=attestation_file(made.id),
            place="derives_from",
            message=f"A {program.title} report is a summary, and names no {named_}",
            remedy=f"Add the id of the {named_} report that it sums up.",
        )
    for parent in known:
        if made.period != parent.period:
            yield _differs(made, parent, "period")
        if made.opinion != parent.opinion:
            yield _differs(made, parent, "opinion")


def _differs(made: Attestation, parent: Attestation, key: str) -> Problem:
    return Problem(
        file=attestation_file(made.id),
        place=key,
        message=f"A summary shares its report's {key}, and {parent.id} has another",
        remedy=f"Copy `{key}` from {attestation_file(parent.id)}.",
    )


def _shared(
    register: Register, program: Program, made: Attestation
) -> Iterator[Problem]:
    """Reports of one period that share their services do name the same ones."""
    shared = [r.program for r in program.relations if r.kind == "shares_services_with"]
    for other in register.attestations.values():
        if other.program not in shared or not _one_period(made, other):
            continue
        if _services(register, made) != _services(register, other):
            yield Problem(
                file=attestation_file(made.id),
                place="scope",
                message=f"It must cover the same services as {other.id}, of one period",
                remedy=f'Write `services = "same-as:{other.id}"`.',
            )


def _one_period(one: Attestation, other: Attestation) -> bool:
    if one.period is not None or other.period is not None:
        return one.period == other.period
    undated = one.issued is None and other.issued is None
    return undated and one.stated_on == other.stated_on


def _services(register: Register, made: Attestation) -> Members:
    """The services in scope; an unstated scope is known by whose it is."""
    found = set[str]()
    for scope in made.scope:
        root = _root(register, made, scope.services)
        for reach in reaches(register, [scope]):
            if reach.services == "unstated":
                found.add(f"unstated:{root}")
            elif reach.services == "all":
                found.update(register.services or {"all"})
            else:
                found.update(named(reach.services))
    for exclusion in exclusions(register, made):
        if exclusion.regions == "all":
            found.difference_update(named(exclusion.services))
    return frozenset(found)


def _root(register: Register, made: Attestation, extent: object) -> str:
    """The statement whose own words an extent goes back to."""
    owner, seen = made, set[str]()
    other = reference(extent) if isinstance(extent, str) else ""
    while other and other not in seen and other in register.attestations:
        seen.add(other)
        owner = register.attestations[other]
        other = next((reference(s.services) for s in owner.scope), "")
    return owner.id


def _rests(register: Register, made: Attestation) -> Iterator[Problem]:
    """Nothing is derived from what is not there yet."""
    parents = [register.attestations.get(other) for other in made.derives_from]
    known = [p for p in parents if p is not None]
    if known and all(began(parent) > began(made) for parent in known):
        yield Problem(
            file=attestation_file(made.id),
            place="derives_from",
            message=f"It is of {began(made)}, before all that it derives from",
            remedy="Correct the date of issue, or the list.",
        )


def _successors(register: Register, program: str) -> list[str]:
    """The program itself, and those that say that they supersede it."""
    follow = [
        other.id
        for other in register.programs.values()
        for relation in other.relations
        if relation.kind == "supersedes" and relation.program == program
    ]
    return [program, *follow]


def _successor(register: Register, made: Attestation) -> Iterator[Problem]:
    later = register.attestations.get(made.superseded_by)
    if later is None:
        return
    if later.program not in _successors(register, made.program):
        message = f"{later.id} is a statement on another program, {later.program}"
    elif began(later) < began(made):
        message = f"{later.id} is of {began(later)}, before what it replaces"
    else:
        return
    yield Problem(
        file=attestation_file(made.id),
        place="superseded_by",
        message=message,
        remedy="Name the later statement on the same program, or on its successor.",
    )
