"""From what a person wrote to an answer: names resolved, faults told, rails judged."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Protocol, TypeVar

from assay.errors import BadInput, Problem, UnknownName
from assay.ids import near, slug
from assay.register import Register, ask
from assay.workload.answer import answer
from assay.workload.facts import Facts, Supposing
from assay.workload.of_register import RegisterFacts
from assay.workload.rails import FactKind, Rails
from assay.workload.values import Answer, Move, Resource, Workload

__all__ = ["apply_moves", "check", "resolve"]


def check(
    workload: Workload,
    register: Register,
    rails: Rails,
    on: date,
    *,
    supposing: Iterable[Move] = (),
) -> Answer:
    """May this workload run here, on that day?

    `supposing` answers as if those moves had been made: resources moved, facts set,
    agreements signed, and the provider's part supplied.

    Raises:
        UnknownName: A data class, program or level is not known here.
        BadInput: A fact is stated that is none, or is given a value it never has.
    """
    moves = tuple(supposing)
    known = resolve(apply_moves(workload, moves), register, rails)
    facts: Facts = RegisterFacts(register, on)
    if moves:
        facts = Supposing(facts, moves)
    titles = {one.id: one.title for one in register.programs.values()}
    return answer(known, facts, rails, on, titles)


def apply_moves(workload: Workload, moves: Iterable[Move]) -> Workload:
    """The workload after the moves that are its own: what is set, moved and dropped."""
    made = tuple(moves)
    dropped = {move.name for move in made if move.kind == "drop"}
    own = {one.name: one.value for one in made if _sets(one, workload.id)}
    by_resource: dict[str, list[Move]] = {}
    for move in made:
        by_resource.setdefault(move.subject, []).append(move)
    return replace(
        workload,
        data=tuple(one for one in workload.data if one not in dropped),
        facts={**workload.facts, **own},
        resources=tuple(
            _moved(one, by_resource.get(one.id, ())) for one in workload.resources
        ),
    )


def _sets(move: Move, subject: str) -> bool:
    return move.kind == "set" and move.subject == subject


def _moved(resource: Resource, moves: Iterable[Move]) -> Resource:
    for move in moves:
        match move.kind:
            case "set":
                facts = {**resource.facts, move.name: move.value}
                resource = replace(resource, facts=facts)
            case "region":
                resource = replace(resource, region=str(move.value))
            case "service":
                resource = replace(resource, service=str(move.value))
            case _:
                continue
    return resource


def resolve(workload: Workload, register: Register, rails: Rails) -> Workload:
    """The workload with every name as the register and the rails spell it.

    A service or region that the register does not hold is left as it is, and will be
    answered with `unknown`: the register may be behind, and the workload right.
    """
    programs = dict.fromkeys(_program(register, one) for one in workload.programs)
    problems = [*_facts(workload, rails.facts)]
    if problems:
        raise BadInput(problems)
    services = _spellings(register.services)
    regions = _spellings(register.regions)
    return replace(
        workload,
        data=tuple(dict.fromkeys(_data(rails, one) for one in workload.data)),
        programs=tuple(programs),
        levels=dict(
            _level(register, program, level)
            for program, level in workload.levels.items()
        ),
        resources=tuple(
            replace(
                one,
                service=_known(one.service, services),
                region=_known(one.region, regions),
            )
            for one in workload.resources
        ),
    )


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...


N = TypeVar("N", bound=_Named)


def _spellings(things: Mapping[str, N]) -> dict[str, str]:
    """Every spelling, folded, with its id; an id wins over another's title or alias."""
    found: dict[str, str] = {}
    for thing in things.values():
        for spelling in (thing.title, *thing.aliases):
            found.setdefault(slug(spelling), thing.id)
    return found | {slug(one): one for one in things} | {one: one for one in things}


def _known(name: str, spellings: Mapping[str, str]) -> str:
    return spellings.get(name) or spellings.get(slug(name)) or name


def _program(register: Register, name: str) -> str:
    return ask(register, name).program


def _level(register: Register, program: str, level: str) -> tuple[str, str]:
    asked = ask(register, program, level=level)
    return asked.program, asked.level


def _data(rails: Rails, name: str) -> str:
    found = _spellings(rails.data).get(slug(name))
    if found is None:
        known = [
            one for kind in rails.data.values() for one in (kind.id, *kind.aliases)
        ]
        close = near(name, known)
        raise UnknownName("data class", name, near=close, known=rails.data)
    return found


def _facts(workload: Workload, kinds: Mapping[str, FactKind]) -> Iterator[Problem]:
    """Facts that are none, and values they never have."""
    stated = [("facts", workload.facts)]
    stated += [(one.place or one.id, one.facts) for one in workload.resources]
    for place, facts in stated:
        for name, value in facts.items():
            kind = kinds.get(name)
            if kind is None:
                close = near(name, kinds) or tuple(kinds)
                yield Problem(
                    file=workload.file,
                    place=place,
                    message=f"There is no fact {name!r}",
                    remedy=f"Known are, among others: {', '.join(close)}.",
                )
            elif value is not None and not _fits(value, kind):
                known = ", ".join(str(one).lower() for one in kind.values)
                yield Problem(
                    file=workload.file,
                    place=place,
                    message=f"{name!r} is never {value!r}",
                    remedy=f"It may be: {known}, not_applicable.",
                )


def _fits(value: object, kind: FactKind) -> bool:
    known = isinstance(value, str | bool)
    return known and (value == "not_applicable" or value in kind.values)
