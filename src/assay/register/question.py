"""From what a person typed to a question in canonical ids."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol, TypeVar

from assay.errors import UnknownName
from assay.ids import near, resolve_name
from assay.register.claim import Question
from assay.register.naming import Names
from assay.register.program import Program
from assay.register.values import Register

__all__ = ["ask", "level_of"]


class _Named(Protocol):
    """Anything with an id, a title and other spellings."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...


N = TypeVar("N", bound=_Named)


def ask(
    register: Register,
    program: str,
    service: str = "",
    region: str = "",
    level: str = "",
    *,
    facility: str = "",
    data: str = "",
    account: str = "",
    person: str = "",
) -> Question:
    """The question in canonical ids; each name may be an id, a title or an alias.

    Where the register's source names no services at all, a service is accepted as
    typed: the answer will say that the source does not state it. Facilities, classes of
    data, accounts and persons are compared as they are written in a scope.

    Raises:
        UnknownName: A name stands for nothing here; the nearest names are given.
    """
    asked = register.programs.get(program)
    if asked is None:
        asked = register.programs[_find("program", program, _programs(register))]
    return Question(
        program=asked.id,
        service=_service(register, service),
        region=_region(register, region),
        level=_level(asked, level) if level else "",
        facility=facility,
        data=data,
        account=account,
        person=person,
    )


def level_of(program: Program, name: str) -> str:
    """The id of the level that `name` stands for in this program, or nothing."""
    return resolve_name(name, _level_spellings(program)) or ""


def _service(register: Register, name: str) -> str:
    if not name or name in register.services:
        return name
    spellings = list(_spellings(register.services))
    if not register.provider.services_stated:
        return resolve_name(name, spellings) or name
    plain = resolve_name(name, spellings)
    # A marketing name is longer than a title; it counts where it can mean only one.
    meant = (plain,) if plain else Names(register).service(name)
    return meant[0] if len(meant) == 1 else _find("service", name, spellings)


def _region(register: Register, name: str) -> str:
    if not name or name in register.regions:
        return name
    return _find("region", name, _spellings(register.regions))


def _level(program: Program, name: str) -> str:
    found = level_of(program, name)
    if found:
        return found
    close = near(name, [spelling for spelling, _ in _level_spellings(program)])
    levels = close or tuple(level.title for level in program.levels)
    raise UnknownName(f"level of {program.title}", name, near=levels)


def _find(what: str, name: str, spellings: Iterable[tuple[str, str]]) -> str:
    pairs = list(spellings)
    found = resolve_name(name, pairs)
    if found is None:
        close = near(name, [spelling for spelling, _ in pairs])
        raise UnknownName(what, name, near=close)
    return found


def _programs(register: Register) -> Iterator[tuple[str, str]]:
    yield from _spellings(register.programs)
    for program in register.programs.values():
        if program.name_2017:
            yield program.name_2017, program.id


def _spellings(things: Mapping[str, N]) -> Iterator[tuple[str, str]]:
    """Every id first, then titles and aliases, so that an id always wins."""
    for thing in things.values():
        yield thing.id, thing.id
    for thing in things.values():
        for spelling in (thing.title, *thing.aliases):
            yield spelling, thing.id


def _level_spellings(program: Program) -> Iterator[tuple[str, str]]:
    yield from _spellings({level.id: level for level in program.levels})
