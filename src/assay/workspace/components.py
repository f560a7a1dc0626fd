"""Services and regions from OSCAL component definitions, as a provider publishes them.

The definitions themselves are kept as they came, for they say more than a register has
fields for: controls, endpoints, stages, and what links to what.
"""

import os.path
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from assay.errors import BadInput, Problem
from assay.library import read_files
from assay.oscal import Document, read
from assay.reading import parse_toml
from assay.register import Register
from assay.register.listing import (
    Components,
    Places,
    imports_of,
    links_of,
    parties_of,
    read_components,
    write_regions,
    write_services,
)
from assay.register.values import Extent, Service
from assay.register.wording import listed
from assay.workspace.importing import (
    IMPORTED,
    Answers,
    Preview,
    checked,
    existing,
    record,
)
from assay.workspace.open import Workspace

__all__ = ["import_components"]

_MODEL: Final = "component-definition"
_MOST_FILES: Final = 5_000


def import_components(
    workspace: Workspace, files: Sequence[Path], answers: Answers
) -> Preview:
    """Services, regions and availability from OSCAL component definitions.

    What the definitions import is read with them where it lies in the same folder.

    Raises:
        BadInput: A file is no OSCAL document, or none is a component definition.
    """
    shelf = _read(files)
    register = workspace.register
    found = read_components(
        shelf.documents.values(),
        register,
        _places(register, shelf.documents.values()),
        answers=answers.map_,
        skipped=answers.skip,
    )
    changes = _changes(register, found)
    kept = {f"{IMPORTED}/{path.name}": shelf.data[path] for path in shelf.documents}
    root = workspace.root
    new = {n: data for n, data in kept.items() if existing(root / n) != data}
    counts = {
        "services": len(changes.added),
        "regions": len(found.regions),
        "changed": len(changes.changed),
        "broken_links": len(shelf.broken),
    }
    preview = Preview(
        says=() if found.questions else tuple(_says(register, found, changes)),
        notes=(*shelf.notes, *found.notes),
        questions=found.questions,
        problems=(*shelf.broken, *shelf.problems, *found.problems),
        files={
            **new,
            **_files(root, found, changes),
            **(record(workspace, new, {"as": "components", **counts}) if new else {}),
        },
        counts=counts,
    )
    return checked(workspace, preview)


@dataclass(slots=True)
class _Shelf:
    """The definitions at hand, in the order in which they were named or imported."""

    documents: dict[Path, Document] = field(default_factory=dict[Path, Document])
    data: dict[Path, bytes] = field(default_factory=dict[Path, bytes])
    notes: list[str] = field(default_factory=list[str])
    problems: list[Problem] = field(default_factory=list[Problem])
    broken: list[Problem] = field(default_factory=list[Problem])
    """Links to documents that are not where they point."""


def _read(files: Sequence[Path]) -> _Shelf:
    shelf = _Shelf()
    ahead = [path.resolve() for path in files]
    named, faults = frozenset(ahead), list[Problem]()
    seen: set[Path] = set()
    while ahead and len(seen) < _MOST_FILES:
        path = ahead.pop(0)
        if path in seen:
            continue
        seen.add(path)
        try:
            data = existing(path)
            document = read(data, file=path.name)
        except BadInput as fault:
            (faults if path in named else shelf.problems).extend(fault.problems)
            continue
        if document.root != _MODEL:
            note = f"{path.name} is {document.kind}; it was left aside."
            shelf.notes.append(note)
            continue
        shelf.documents[path], shelf.data[path] = document, data
        ahead.extend(_imported(path, document))
    faults.extend(_twice(shelf))
    if faults or not shelf.documents:
        message = "None of the files is a component definition"
        raise BadInput(faults or [Problem(file=files[0].name, message=message)])
    for path, document in shelf.documents.items():
        shelf.broken.extend(_broken(path, document, seen))
    return shelf


def _twice(shelf: _Shelf) -> Iterator[Problem]:
    """Files that could not be kept beside each other."""
    first: dict[str, Path] = {}
    for path in shelf.documents:
        other = first.setdefault(path.name, path)
        if other != path:
            message = f"Two files have this name: {other} and {path}"
            yield Problem(file=path.name, message=message, remedy="Rename one.")


def _imported(path: Path, document: Document) -> Iterator[Path]:
    """The definitions that one imports and that lie in its folder."""
    for href in imports_of(document):
        target = _local(path, href)
        if target is not None and target.parent == path.parent and target.is_file():
            yield target


def _local(path: Path, href: str) -> Path | None:
    """Where a relative link leads; None where it leads elsewhere."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return None
    inside = unquote(parts.path)
    if parts.scheme or parts.netloc or not inside or "\0" in inside:
        return None
    return Path(os.path.normpath(path.parent / inside))


def _broken(path: Path, document: Document, seen: set[Path]) -> Iterator[Problem]:
    """Links to documents that are not where they point."""
    for place, href in links_of(document):
        target = _local(path, href)
        if target is None or os.path.exists(target):  # noqa: PTH110 - never raises
            continue
        beside = path.parent / target.name
        remedy = "The publisher's fault; what it leads to was not read."
        if beside in seen:
            remedy = (
                f"The publisher's fault; {target.name} lies beside it and was read."
            )
        message = f"The link leads nowhere: {href}"
        yield Problem(file=path.name, place=place, message=message, remedy=remedy)


def _places(register: Register, documents: Iterable[Document]) -> Places:
    """What the library knows of the regions of those whose definitions these are.

    Other providers may have a region of the same id in another country.
    """
    whose = {register.provider.name}
    whose.update(name for one in documents for name in parties_of(one))
    country: dict[str, str] = {}
    partition: dict[str, str] = {}
    problems: list[Problem] = []
    for name, data in read_files("places").items():
        table = parse_toml(data, file=name, problems=problems)
        if table.get("provider") in whose:
            country |= table.get("country", {})
            partition |= table.get("partition", {})
    return Places(country=country, partition=partition)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Changes:
    """What becomes of services."""

    added: tuple[Service, ...]
    changed: tuple[Service, ...]


def _changes(register: Register, found: Components) -> _Changes:
    known = register.services
    regions = {*register.regions, *(one.id for one in found.regions)}
    changed: list[Service] = []
    for one in found.services:
        before = known.get(one.id)
        if before is None:
            continue
        same = _among(one.regions, regions) == _among(before.regions, regions)
        if not same or one.aliases != before.aliases:
            changed.append(replace(one, regions=before.regions) if same else one)
    added = tuple(one for one in found.services if one.id not in known)
    return _Changes(added=added, changed=tuple(changed))


def _among(extent: Extent, regions: set[str]) -> set[str]:
    return regions if extent == "all" else set(extent)


def _files(root: Path, found: Components, changes: _Changes) -> Mapping[str, bytes]:
    """The register's files as they would be; regions before what refers to them."""
    written: dict[str, bytes] = {}
    if found.regions:
        name = "register/regions.toml"
        written[name] = write_regions(existing(root / name), found.regions)
    services = (*changes.added, *changes.changed)
    if services:
        name = "register/services.toml"
        written[name] = write_services(existing(root / name), services)
    return written


def _says(register: Register, found: Components, changes: _Changes) -> Iterator[str]:
    for region in found.regions:
        yield f"Region {region.title} ({region.id}) is added, in {region.country}."
    for one in changes.added:
        count = len(one.regions)
        where = f"{count} region{'' if count == 1 else 's'}"
        yield f"{one.title} ({one.id}) is added, in {where}."
    regions = {*register.regions, *(one.id for one in found.regions)}
    for one in changes.changed:
        before = register.services[one.id]
        now, then = _among(one.regions, regions), _among(before.regions, regions)
        for verb, some in (
            ("is now offered in", now - then),
            ("is no longer offered in", then - now),
            ("is also called", set(one.aliases) - set(before.aliases)),
        ):
            if some:
                yield f"{one.title} {verb} {listed(sorted(some), most=6)}."
