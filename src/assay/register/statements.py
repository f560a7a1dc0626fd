"""The provider's controls, and the statements of what they cover."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from assay.catalog import Library
from assay.errors import BadInput, Problem
from assay.ids import well_formed
from assay.reading import parse_toml, read_record, read_records
from assay.register.controls import Control, Coverage
from assay.register.invariants.declared import unknown
from assay.register.values import Extent, Register

__all__ = ["OBJECTIVES_OF", "read_controls"]

_FOLDER: Final = "controls/"
_COVERAGE: Final = "controls/coverage/"
OBJECTIVES_OF: Final = "soc-1"
"""The program whose catalog lists the objective areas that controls serve."""


def read_controls(
    files: Mapping[str, bytes], register: Register, library: Library
) -> tuple[dict[str, Control], tuple[Coverage, ...]]:
    """The controls in `controls/<id>.toml`, and `controls/coverage/<catalog>.toml`.

    Raises:
        BadInput: With every fault found.
    """
    problems: list[Problem] = []
    controls: dict[str, Control] = {}
    declared: set[str] = set()
    for file in _inside(files, _FOLDER):
        declared.add(_stem(file))
        control = _control(file, files[file], problems)
        if control is not None:
            controls[control.id] = control
            problems.extend(_control_faults(file, control, register, library))
    covers: list[Coverage] = []
    asked = _requirements(library)
    for file in _inside(files, _COVERAGE):
        for index, cover in enumerate(_coverage(file, files[file], problems)):
            covers.append(cover)
            place = f"coverage[{index}]"
            problems.extend(_cover_faults(file, place, cover, declared, register))
            problems.extend(_asked_faults(file, place, cover, asked))
    if problems:
        raise BadInput(sorted(set(problems)))
    return controls, tuple(covers)


def _inside(files: Mapping[str, bytes], folder: str) -> list[str]:
    return sorted(
        file
        for file in files
        if file.startswith(folder)
        and file.endswith(".toml")
        and "/" not in file.removeprefix(folder)
    )


def _stem(file: str) -> str:
    return file.rsplit("/", 1)[-1].removesuffix(".toml")


def _control(file: str, data: bytes, problems: list[Problem]) -> Control | None:
    before = len(problems)
    table = parse_toml(data, file=file, problems=problems)
    if len(problems) > before:
        return None
    if "id" in table:
        message, remedy = "The file's name is the id", "Remove it; rename the file."
        problems.append(Problem(file=file, place="id", message=message, remedy=remedy))
    named = {**table, "id": _stem(file)}
    return read_record(Control, named, file=file, place="", problems=problems)


def _coverage(file: str, data: bytes, problems: list[Problem]) -> tuple[Coverage, ...]:
    document = parse_toml(data, file=file, problems=problems)
    for key in sorted(document.keys() - {"coverage"}):
        remedy = "The file holds `[[coverage]]` only."
        message = "This key is not known"
        problems.append(Problem(file=file, place=key, message=message, remedy=remedy))
    rows = document.get("coverage", [])
    return read_records(Coverage, rows, file=file, place="coverage", problems=problems)


def _requirements(library: Library) -> dict[str, Collection[str]]:
    """The ids that may be covered, by catalog or baseline."""
    found: dict[str, Collection[str]] = {
        catalog.id: [one.id for one in catalog.requirements if one.status == "active"]
        for catalog in library.catalogs.values()
    }
    for baseline in library.baselines.values():
        found[baseline.id] = baseline.requirements
    return {identifier: frozenset(ids) for identifier, ids in found.items()}


def _control_faults(
    file: str, control: Control, register: Register, library: Library
) -> Iterator[Problem]:
    if not well_formed(control.id):
        message = f"{control.id!r} is not a well-formed id"
        yield Problem(file=file, place="id", message=message, remedy="Rename the file.")
    owner = register.parties.get(control.owner)
    offices = [p.id for p in register.parties.values() if p.kind == "office"]
    if owner is None:
        yield unknown(file, "owner", "office", control.owner, offices)
    elif owner.kind != "office":
        message = f"{owner.name} is a party of kind {owner.kind}"
        remedy = "A control is owned by a party of kind office."
        yield Problem(file=file, place="owner", message=message, remedy=remedy)
    yield from _objective(file, control, library)
    yield from _extent(file, "services", "service", control.services, register.services)
    yield from _extent(file, "regions", "region", control.regions, register.regions)


def _objective(file: str, control: Control, library: Library) -> Iterator[Problem]:
    areas = [
        requirement.id
        for catalog in library.catalogs.values()
        if OBJECTIVES_OF in catalog.programs
        for requirement in catalog.requirements
    ]
    if control.objective not in areas:
        yield unknown(file, "objective", "objective area", control.objective, areas)


def _extent(
    file: str, place: str, what: str, extent: Extent, known: Collection[str]
) -> Iterator[Problem]:
    if isinstance(extent, str):
        if extent != "all":
            message = f"{extent!r} is no extent that can stand here"
            remedy = 'Write a list of ids, or "all".'
            yield Problem(file=file, place=place, message=message, remedy=remedy)
        return
    for name in extent:
        if name not in known:
            yield unknown(file, place, what, name, known)


def _cover_faults(
    file: str,
    place: str,
    cover: Coverage,
    controls: Collection[str],
    register: Register,
) -> Iterator[Problem]:
    if cover.catalog != _stem(file):
        message = f"The file is named {_stem(file)!r} and covers {cover.catalog!r}"
        remedy = "Move it to the file named after its catalog."
        yield Problem(
            file=file, place=f"{place}.catalog", message=message, remedy=remedy
        )
    for key, names in (
        ("controls", cover.controls),
        ("requirements", cover.requirements),
    ):
        if not names:
            message = f"It names no {key}"
            remedy = "Name at least one, or leave the entry out."
            yield Problem(
                file=file, place=f"{place}.{key}", message=message, remedy=remedy
            )
    for name in cover.controls:
        if name not in controls:
            yield unknown(file, f"{place}.controls", "control", name, controls)
    if cover.by not in register.parties:
        yield unknown(file, f"{place}.by", "party", cover.by, register.parties)


def _asked_faults(
    file: str, place: str, cover: Coverage, asked: Mapping[str, Collection[str]]
) -> Iterator[Problem]:
    ids = asked.get(cover.catalog)
    if ids is None:
        yield unknown(file, f"{place}.catalog", "catalog", cover.catalog, asked)
        return
    for name in cover.requirements:
        if name not in ids:
            what = f"active requirement of {cover.catalog}"
            yield unknown(file, f"{place}.requirements", what, name, sorted(ids))
