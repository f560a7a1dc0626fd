"""The library's programs, read from their files and held to the rules of their kind."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from assay.errors import BadInput, Problem
from assay.ids import slug, well_formed
from assay.reading import parse_toml, read_record
from assay.register.invariants.declared import Where, unknown
from assay.register.kinds import KINDS
from assay.register.program import Program, Relationship

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
    programs = {identifier: program for identifier, (_, program) in found.items()}
    for file, program in found.values():
        problems.extend(_faults(file, program))
        problems.extend(_relations(file, program, programs, stems))
        problems.extend(_likenesses(file, program, programs))
    problems.extend(_succession(found))
    problems.extend(_spellings(found.values()))
    problems.extend(_data(found.values()))
    if problems:
        raise BadInput(sorted(set(problems)))
    return programs


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


def _faults(file: str, program: Program) -> Iterator[Problem]:
    if not well_formed(program.id):
        message = f"{program.id!r} is not a well-formed id"
        yield Problem(file=file, place="id", message=message)
    yield from _unique(file, "editions", [e.id for e in program.editions])
    yield from _unique(file, "levels", [level.id for level in program.levels])
    yield from _unique(file, "assessors", [a.role for a in program.assessors])
    yield from _unique(file, "artefacts", [a.id for a in program.artefacts])
    yield from _references(file, program)
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


def _likenesses(
    file: str, program: Program, known: Mapping[str, Program]
) -> Iterator[Problem]:
    """What a level may stand for is a level that a program has, written with both."""
    levels = [f"{one.id}:{level.id}" for one in known.values() for level in one.levels]
    for level in program.levels:
        place = f"levels.{level.id}.perhaps"
        for other in level.perhaps:
            if other not in levels:
                yield unknown(file, place, "level", other, levels)


def _relations(
    file: str, program: Program, known: Mapping[str, Program], stems: Collection[str]
) -> Iterator[Problem]:
    """A relation that has rules must name a program whose statements it can bind."""
    for index, relation in enumerate(program.relations):
        where = Where(file, f"relations[{index}]")
        binding = relation.kind in _BINDING or bool(relation.demands)
        if binding and relation.program not in stems:
            place = where.at("program")
            yield unknown(place.file, place.place, "program", relation.program, stems)
        if relation.program == program.id:
            message = "A program has no relation to itself"
            yield _fault(where.at("program"), message, "Name another program.")
        yield from _demands(where, program, relation, known.get(relation.program))
        if relation.kind == "supersedes" and not _answers_to(program, relation.program):
            message = f"Whoever looks for {relation.program} does not find this program"
            remedy = f"Add {relation.program!r} to its `aliases`."
            if relation.program not in stems:
                yield _fault(where.at("program"), message, remedy)


_BINDING = ("summary_of", "shares_services_with")


def _answers_to(program: Program, name: str) -> bool:
    names = (program.id, program.title, program.name_2017, *program.aliases)
    return slug(name) in map(slug, names)


def _demands(
    where: Where, program: Program, relation: Relationship, other: Program | None
) -> Iterator[Problem]:
    """Demands are made of what is extended, at levels that the two programs have."""
    if relation.kind != "extends" and (relation.demands or relation.levels):
        message = f"A relation of kind {relation.kind} demands nothing"
        remedy = "Remove `demands` and `levels`, or say that it `extends` the other."
        yield _fault(where.at("demands"), message, remedy)
    levels = [level.id for level in program.levels]
    for level in relation.levels:
        if level not in levels:
            yield unknown(where.file, where.at("levels").place, "level", level, levels)
    if bool(relation.level) != ("level" in relation.demands):
        message = "Where a level is demanded, `level` names it, and nowhere else"
        remedy = 'Add both `level = "..."` and "level" to `demands`, or neither.'
        yield _fault(where.at("level"), message, remedy)
    theirs = [level.id for level in other.levels] if other is not None else []
    if other is not None and relation.level and relation.level not in theirs:
        what = f"level of {other.title}"
        yield unknown(where.file, where.at("level").place, what, relation.level, theirs)


def _succession(found: Mapping[str, tuple[str, Program]]) -> Iterator[Problem]:
    """No program supersedes what has superseded it; equivalents are of one kind."""
    before = {
        program.id: [r.program for r in program.relations if r.kind == "supersedes"]
        for _, program in found.values()
    }
    for file, program in found.values():
        earlier, ahead = set[str](), list(before[program.id])
        while ahead:
            one = ahead.pop()
            if one not in earlier:
                earlier.add(one)
                ahead.extend(before.get(one, ()))
        if program.id in earlier:
            message = "It supersedes, by one step or several, what supersedes it"
            yield _fault(Where(file, "relations"), message, "Remove one of the two.")
        for index, relation in enumerate(program.relations):
            other = found.get(relation.program)
            odd = other is not None and other[1].kind != program.kind
            if relation.kind == "equivalent" and odd:
                where = Where(file, f"relations[{index}]")
                message = "It is called equivalent to a program of another kind"
                yield _fault(where, message, "Say that it `maps_to` that one.")


def _fault(where: Where, message: str, remedy: str) -> Problem:
    return Problem(file=where.file, place=where.place, message=message, remedy=remedy)


def _validity(file: str, program: Program) -> Iterator[Problem]:
    """Spans of time are at least a month, and of use to a program of this kind."""
    may, validity = KINDS[program.kind].may, program.validity
    report = program.kind == "attestation_report"
    fits = {
        "months": not report,
        "surveillance_months": "surveillance" in may,
        "assessment_months": "assessments" in may,
        "full_coverage_months": "covered" in may,
        "scan_months": "scans" in may,
        "suspension_months": "suspended" in may,
        "aged_after_months": report,
        "hidden_after_months": program.kind == "self_assessment",
        "latest_edition": "started" in may,
    }
    kind = program.kind.replace("_", " ")
    for key, fit in fits.items():
        value, where = getattr(validity, key), Where(file, f"validity.{key}")
        if value is None or value is False:
            continue
        if value is not True and value < 1:
            message = f"{value} months is no span of time"
            yield _fault(where, message, "Write 1 or more, or leave it out.")
        if not fit:
            message = f"A program of kind {kind} has no `{key}`"
            yield _fault(where, message, "Remove it.")
    hidden, current = validity.hidden_after_months, validity.months
    if hidden is not None and (current is None or hidden <= current):
        message = "What is hidden was out of date before, when `months` had passed"
        remedy = "Give `months`, and more of them to `hidden_after_months`."
        yield _fault(Where(file, "validity.hidden_after_months"), message, remedy)


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


def _data(found: Iterable[tuple[str, Program]]) -> Iterator[Problem]:
    """No spelling may stand for two classes of data, in one program or in several."""
    owner: dict[str, str] = {}
    for file, program in found:
        kinds = [kind for asked in program.agreements for kind in asked.data]
        for kind in kinds:
            for spelling in sorted(
                {slug(n) for n in (kind.id, kind.title, *kind.aliases)}
            ):
                other = owner.setdefault(spelling, kind.id)
                if other != kind.id:
                    message = f"{spelling!r} names both {other} and {kind.id}"
                    where = Where(file, "agreements")
                    yield _fault(where, message, "Remove it from one of them.")
