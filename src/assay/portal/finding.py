"""Finding by name: what a person typed, against every name that things here have."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assay.catalog import Library
from assay.ids import near, slug
from assay.portal.board import Board
from assay.register import Program, Question, Register

__all__ = ["Found", "Hit", "find"]

_MOST = 40
"""Requirements shown; the rest are counted."""
_SHORTEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing that has the words in its name."""

    id: str
    title: str
    by: str
    """The name that matched, where it is not the title."""
    note: str = ""
    program: str = ""
    """For a requirement: the program whose catalog asks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found."""

    question: Question | None
    """The cell asked about, where the words name a program and a service or place."""
    programs: tuple[Hit, ...]
    services: tuple[Hit, ...]
    regions: tuple[Hit, ...]
    requirements: tuple[Hit, ...]
    more_requirements: int
    near: tuple[str, ...]
    """Names like it, where nothing was found."""

    @property
    def nothing(self) -> bool:
        """Whether no thing here has the words in its name."""
        return not (self.programs or self.services or self.regions or self.requirements)


Names = tuple[str, str, list[str], str]
"""Id, title, every spelling, and a note."""


def find(shown: Board, words: str) -> Found:
    """Everything whose name holds the words, or that the words name."""
    wanted = slug(words)
    register = shown.register
    programs = list(_programs(register))
    services = [
        (s.id, s.title, [s.id, s.title, *s.aliases], s.category)
        for s in register.services.values()
    ]
    regions = [
        (r.id, r.title, [r.id, r.title, *r.aliases], r.country)
        for r in register.regions.values()
    ]
    hits = [_matching(names, wanted) for names in (programs, services, regions)]
    requirements = list(_requirements(shown.workspace.library, register, wanted))
    spellings = [
        spelling
        for names in (programs, services, regions)
        for n in names
        for spelling in n[2]
    ]
    nothing = not any(hits) and not requirements
    return Found(
        question=_question(hits, wanted, (programs, services, regions)),
        programs=hits[0],
        services=hits[1],
        regions=hits[2],
        requirements=tuple(requirements[:_MOST]),
        more_requirements=max(0, len(requirements) - _MOST),
        near=near(words, spellings) if nothing and wanted else (),
    )


def _programs(register: Register) -> Iterator[Names]:
    for one in register.programs.values():
        names = [one.id, one.title, *one.aliases, one.name_2017, one.successor]
        names += [one.today, *(edition.title for edition in one.editions)]
        yield one.id, one.title, [name for name in names if name], one.owner


def _matching(names: Iterable[Names], wanted: str) -> tuple[Hit, ...]:
    """Hits, those whose whole name is meant first."""
    found: list[tuple[int, Hit]] = []
    for identifier, title, spellings, note in names:
        matched = [(_rank(spelling, wanted), spelling) for spelling in spellings]
        rank, spelling = min(matched, key=lambda one: one[0])
        if rank < _NO:
            by = "" if spelling in {identifier, title} else spelling
            hit = Hit(id=identifier, title=title, by=by, note=note)
            found.append((rank, hit))
    return tuple(
        hit for _, hit in sorted(found, key=lambda one: (one[0], one[1].title))
    )


_INSIDE, _NAMED, _NO = 2, 3, 9


def _rank(spelling: str, wanted: str) -> int:
    """0 the same, 1 begins a word of the name, 2 inside it, 3 named by the words."""
    name = slug(spelling)
    if not name or len(wanted) < _SHORTEST:
        return _NO
    if name == wanted:
        return 0
    if f"-{name}".find(f"-{wanted}") >= 0:
        return 1
    if f"-{name}-" in f"-{wanted}-":
        return _NAMED
    return _INSIDE if len(wanted) > _SHORTEST and wanted in name else _NO


def _question(
    hits: list[tuple[Hit, ...]], wanted: str, known: tuple[list[Names], ...]
) -> Question | None:
    """The cell that the words name, if they name a program and something else."""
    program, service, region = (
        _longest(names, wanted) if found else ""
        for found, names in zip(hits, known, strict=True)
    )
    if not program or not (service or region):
        return None
    return Question(program=program, service=service, region=region)


def _longest(names: Iterable[Names], wanted: str) -> str:
    """The id with the longest name that stands whole among the words."""
    whole = [
        (len(name), identifier)
        for identifier, _, spellings, _ in names
        for spelling in spellings
        if (name := slug(spelling)) and f"-{name}-" in f"-{wanted}-"
    ]
    return max(whole)[1] if whole else ""


def _requirements(library: Library, register: Register, wanted: str) -> Iterator[Hit]:
    for catalog in library.catalogs.values():
        program = _first(catalog.programs, register.programs)
        for one in catalog.requirements:
            if _rank(one.id, wanted) < _INSIDE or _rank(one.title, wanted) < _NAMED:
                yield Hit(
                    id=one.id,
                    title=one.title,
                    by="",
                    note=catalog.title,
                    program=program,
                )


def _first(ids: Iterable[str], known: dict[str, Program]) -> str:
    return next((one for one in ids if one in known), "")
