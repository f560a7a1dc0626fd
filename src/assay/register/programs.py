"""The library's programs, read from their files and held to the rules of their kind."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from assay.errors import BadInput, Problem
from assay.ids import slug, well_formed
from assay.reading import parse_toml, read_record
from assay.register.invariants.declared import unknown
from assay.register.kinds import KINDS
from assay.register.program import Program

__all__ = ["read_programs"]

_FOLDER = "programs/"


def read_programs(files: Mapping[str, bytes]) -> dict[str, Program]:
    """The programs in `files`, by id.

    Keys are paths that end in `programs/<id>.toml`; other files are left alone.

    Raises:
        BadInput: With every fault found.
    """
    problems: list[Problem] = []
    found: dict[str, tuple[str, Program]] = {}
    own = [file for file in sorted(files) if _stem(file)]
    for file in own:
        program = _read(file, files[file], problems)
        if program is not None:
            found[program.id] = (file, program)
    stems = frozenset(map(_stem, own))
    for file, program in found.values():
        problems.extend(_faults(file, program, stems))
    problems.extend(_spellings(found.values()))
    if problems:
        raise BadInput(sorted(set(problems)))
    return {identifier: program for identifier, (_, program) in found.items()}


def _stem(file: str) -> str:
    """The program's id, if the path is one of a program's file."""
    folder, _, name = file.rpartition("/")
    inside = f"{folder}/".endswith(f"/{_FOLDER}") or f"{folder}/" == _FOLDER
    return name.removesuffix(".toml") if inside and name.endswith(".toml") else ""


def _read(file: str, data: bytes, problems: list[Problem]) -> Program | None:
    before = len(problems)
    table = parse_toml(data, file=file, problems=problems)
    if len(problems) > before:
        return None
    stem = _stem(file)
    named = {"id": stem, **table}
    program = read_record(Program, named, file=file, place="", problems=problems)
    if program is not None and program.id != stem:
        message = f"The file is named {stem!r} and its program {program.id!r}"
        remedy = "Give both the same name."
        problems.append(Problem(file=file, place="id", message=message, remedy=remedy))
    return program


def _faults(file: str, program: Program, known: Collection[str]) -> Iterator[Problem]:
    if not well_formed(program.id):
        message = f"{program.id!r} is not a well-formed id"
        yield Problem(file=file, place="id", message=message)
    yield from _unique(file, "editions", [e.id for e in program.editions])
    yield from _unique(file, "levels", [level.id for level in program.levels])
    yield from _unique(file, "assessors", [a.role for a in program.assessors])
    yield from _unique(file, "artefacts", [a.id for a in program.artefacts])
    yield from _references(file, program)
    yield from _relations(file, program, known)
    yield from _validity(file, program)
    yield from _editions(file, program)


def _unique(file: str, place: str, ids: list[str]) -> Iterator[Problem]:
    for identifier in sorted({one for one in ids if ids.count(one) > 1}):
        message = f"{ids.count(identifier)} entries are called {identifier!r}"
        yield Problem(
            file=file, place=place, message=message, remedy="Give each its own."
        )


def _references(file: str, program: Program) -> Iterator[Problem]:
    levels = [level.id for level in program.levels]
    editions = [edition.id for edition in program.editions]
    for level in program.levels:
        for other in level.covers:
            if other not in levels:
                yield unknown(file, f"levels.{level.id}.covers", "level", other, levels)
    for index, asked in enumerate(program.requirement_sets):
        place = f"requirement_sets[{index}]"
        if asked.edition not in editions:
            yield unknown(file, f"{place}.edition", "edition", asked.edition, editions)
        if asked.level and asked.level not in levels:
            yield unknown(file, f"{place}.level", "level", asked.level, levels)


def _relations(
    file: str, program: Program, known: Collection[str]
) -> Iterator[Problem]:
    """A relation that has rules must name a program whose statements it can bind."""
    for index, relation in enumerate(program.relations):
        binding = relation.kind in ("summary_of", "shares_services_with")
        if binding and relation.program not in known:
            place = f"relations[{index}].program"
            yield unknown(file, place, "program", relation.program, known)


def _validity(file: str, program: Program) -> Iterator[Problem]:
    rules, validity = KINDS[program.kind], program.validity
    months = {
        "months": validity.months,
        "surveillance_months": validity.surveillance_months,
        "assessment_months": validity.assessment_months,
        "aged_after_months": validity.aged_after_months,
    }
    for key, count in months.items():
        if count is not None and count < 1:
            message = f"{count} months is no span of time"
            remedy = "Write 1 or more, or leave it out."
            yield Problem(
                file=file, place=f"validity.{key}", message=message, remedy=remedy
            )
    fits = {
        "surveillance_months": "surveillance" in rules.may,
        "assessment_months": "assessments" in rules.may,
        "aged_after_months": program.kind == "attestation_report",
        "months": program.kind != "attestation_report",
    }
    for key, fit in fits.items():
        if months[key] is not None and not fit:
            kind = program.kind.replace("_", " ")
            message = f"A program of kind {kind} has no `{key}`"
            yield Problem(
                file=file, place=f"validity.{key}", message=message, remedy="Remove it."
            )


def _editions(file: str, program: Program) -> Iterator[Problem]:
    for edition in program.editions:
        first, last = edition.published, edition.retired
        if first is not None and last is not None and last < first:
            yield Problem(
                file=file,
                place=f"editions.{edition.id}.retired",
                message=f"{last} comes before {first}, the day it was published",
                remedy="Correct one of the two dates.",
            )
        if edition.ends_statements and last is None:
            yield Problem(
                file=file,
                place=f"editions.{edition.id}.ends_statements",
                message="An edition that never retires cannot end what is stated on it",
                remedy="Add `retired`, or remove `ends_statements`.",
            )


def _spellings(found: Iterable[tuple[str, Program]]) -> Iterator[Problem]:
    """No spelling may stand for two programs; an id wins over another's alias."""
    owner: dict[str, str] = {}
    for file, program in found:
        names = {slug(n) for n in (program.id, program.title, *program.aliases)}
        for spelling in sorted(names):
            other = owner.setdefault(spelling, program.id)
            if other != program.id:
                yield Problem(
                    file=file,
                    place="aliases",
                    message=f"{spelling!r} names both {other} and {program.id}",
                    remedy="Remove it from one of them.",
                )
