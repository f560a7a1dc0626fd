"""Catalogs, baselines and crosswalks read from TOML, and held to their word.

A catalog that says it has 61 criteria and lists 60 is refused, as is a baseline that
selects a control its catalog does not have. Every fault of every file is reported at
once, and nothing is read by halves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Protocol, TypeVar

import msgspec

from assay.catalog.growing import growing
from assay.catalog.holding import baseline_faults, catalog_faults, crosswalk_faults
from assay.catalog.ids import UnreadableId, among, canonical, family_of
from assay.catalog.values import (
    Baseline,
    Catalog,
    Crosswalk,
    Provenance,
    Requirement,
    Row,
)
from assay.errors import BadInput, Problem, UnknownName
from assay.ids import near
from assay.reading import parse_toml, read_record

__all__ = [
    "Library",
    "read_apart",
    "read_library",
    "requirement",
    "requirements_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What may be asked, and how one asking relates to another; each keyed by id."""

    catalogs: dict[str, Catalog]
    baselines: dict[str, Baseline]
    crosswalks: dict[str, Crosswalk]


class _Named(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Named)


def read_library(files: Mapping[str, bytes]) -> Library:
    """The library in `files`, whose keys are paths: `catalogs/tsc-2017.toml`.

    What a file is follows from its folder: `catalogs`, `baselines` or `crosswalks`.
    Files elsewhere are not ours to read. The file's name is the id it must carry.

    Raises:
        BadInput: With every fault found in any of the files.
    """
    problems: list[Problem] = []
    catalogs = _read_folder(Catalog, "catalogs", files, problems)
    baselines = _read_folder(Baseline, "baselines", files, problems)
    crosswalks = _read_folder(Crosswalk, "crosswalks", files, problems)
    problems.extend(_shared_ids(catalogs, baselines))
    named = {one.id: one for one in catalogs.values()}
    unread = {_stem(f) for f in _inside("catalogs", files) if f not in catalogs}
    for file, catalog in catalogs.items():
        problems.extend(catalog_faults(catalog, file))
    for file, baseline in baselines.items():
        if baseline.catalog not in unread:
            problems.extend(baseline_faults(baseline, file, named))
    for file, crosswalk in crosswalks.items():
        if not unread & {crosswalk.source, crosswalk.target}:
            problems.extend(crosswalk_faults(crosswalk, file, named))
    if problems:
        raise BadInput(problems)
    return Library(
        catalogs=named,
        baselines={one.id: one for one in baselines.values()},
        crosswalks={one.id: one for one in crosswalks.values()},
    )


def read_apart(files: Mapping[str, bytes]) -> tuple[Library, tuple[Crosswalk, ...]]:
    """The library without crosswalks, and the crosswalks as they are written.

    Their ends are not looked up, so that what is wrong with them can be told in full.

    Raises:
        BadInput: With every fault of a catalog or baseline, and of crosswalks that
            cannot be read at all.
    """
    problems: list[Problem] = []
    crosswalks = _read_folder(Crosswalk, "crosswalks", files, problems)
    apart = frozenset(_inside("crosswalks", files))
    try:
        rest = read_library({f: d for f, d in files.items() if f not in apart})
    except BadInput as fault:
        raise BadInput([*fault.problems, *problems]) from None
    if problems:
        raise BadInput(problems)
    return rest, tuple(crosswalks.values())


def requirements_of(library: Library, set_id: str) -> tuple[Requirement, ...]:
    """The active requirements of a catalog, or those a baseline selects, in order.

    Raises:
        UnknownName: Where the library has no such catalog or baseline.
    """
    catalog = library.catalogs.get(set_id)
    if catalog is not None:
        return tuple(r for r in catalog.requirements if r.status == "active")
    baseline = library.baselines.get(set_id)
    if baseline is None:
        known = (*library.catalogs, *library.baselines)
        raise UnknownName("catalog or baseline", set_id, near=near(set_id, known))
    by_id = {r.id: r for r in library.catalogs[baseline.catalog].requirements}
    return tuple(by_id[one] for one in baseline.requirements)


def requirement(library: Library, set_id: str, spelling: str) -> Requirement:
    """The requirement that `spelling` names in a set: `AC-2(1)`, `8.24` for `A.8.24`.

    Raises:
        UnknownName: Where there is no such set, or no such requirement in it.
        UnreadableId: Where the spelling is no id, or may name more than one.
    """
    asked = {one.id: one for one in requirements_of(library, set_id)}
    baseline = library.baselines.get(set_id)
    family = family_of(set_id if baseline is None else baseline.catalog)
    found = among(spelling, asked, family)
    if len(found) == 1:
        return asked[found[0]]
    if found:
        raise UnreadableId(spelling, found)
    what = f"requirement of {set_id}"
    close = near(canonical(spelling, family), asked)
    raise UnknownName(what, spelling, near=close)


@growing
def _read_folder(
    kind: type[T], folder: str, files: Mapping[str, bytes], problems: list[Problem]
) -> dict[str, T]:
    """What each readable file of a folder holds, by file; faults go to `problems`."""
    found: dict[str, T] = {}
    for file in _inside(folder, files):
        before = len(problems)
        table = parse_toml(files[file], file=file, problems=problems)
        if len(problems) > before:
            continue
        one = quickly(kind, table) or read_record(
            kind, table, file=file, place="", problems=problems
        )
        if one is None:
            continue
        found[file] = one
        if one.id != _stem(file):
            remedy = f"Write id = {_stem(file)!r}, or rename the file."
            message = f"The id {one.id!r} is not the file's name"
            problems.append(
                Problem(file=file, place="id", message=message, remedy=remedy)
            )
    return found


_ROW: Final = frozenset(one.name for one in fields(Row))
_WALK: Final = frozenset(one.name for one in fields(Crosswalk))
_ORIGIN: Final = frozenset(one.name for one in fields(Provenance))


def quickly(kind: type[T], table: Mapping[str, Any]) -> T | None:
    """A crosswalk, which may have many thousand rows, if nothing is wrong with it.

    None of any other kind, or at fault: what, where and how to mend it, `read_record`
    tells.
    """
    if kind is not Crosswalk or not table.keys() <= _WALK:
        return None
    try:
        found = msgspec.convert(table, kind)
    except msgspec.ValidationError:
        return None
    known = all(_ROW.issuperset(row) for row in table["rows"])
    return found if known and table["provenance"].keys() <= _ORIGIN else None


def _shared_ids(*folders: Mapping[str, _Named]) -> Iterator[Problem]:
    """Catalogs and baselines answer to one set of names: none may be taken twice."""
    seen: dict[str, str] = {}
    for folder in folders:
        for file, one in folder.items():
            if one.id in seen:
                message = f"The id {one.id!r} is taken by {seen[one.id]}"
                remedy = "Give one of the two another id."
                yield Problem(file=file, place="id", message=message, remedy=remedy)
            seen.setdefault(one.id, file)


def _inside(folder: str, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The TOML files directly in a folder of that name, in order."""
    return tuple(
        file
        for file in sorted(files)
        if file.endswith(".toml") and f"/{file}".split("/")[-2] == folder
    )


def _stem(file: str) -> str:
    return file.rsplit("/", 1)[-1].removesuffix(".toml")
