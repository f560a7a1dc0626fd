"""Services, regions and availability from a provider's OSCAL component definitions."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from assay.errors import BadInput, Problem
from assay.library import read_files
from assay.oscal import Document, read
from assay.reading import parse_toml
from assay.register import Register
from assay.register.listing import (
    Places,
    links_of,
    read_components,
    write_regions,
    write_services,
)
from assay.register.values import Region, Service
from assay.workspace.importing import Answers, Preview, existing
from assay.workspace.open import Workspace

__all__ = ["import_components"]

_IMPORTED: Final = "register/imported"


def import_components(
    workspace: Workspace, files: Sequence[Path], answers: Answers
) -> Preview:
    """Services, regions and availability from OSCAL component definitions.

    Raises:
        BadInput: A file is no component definition.
    """
    register, root = workspace.register, workspace.root
    documents = [_definition(path) for path in files]
    found = read_components(documents, register.regions, _places(), answers.map_)
    services = [one for one in found.services if one.id not in answers.skip]
    known = register.services
    new = [one for one in services if one.id not in known]
    moved = [
        one
        for one in services
        if one.id in known and one.regions != known[one.id].regions
    ]
    regions = [one for one in found.regions if one.id not in register.regions]
    written = _written(root, regions, [*new, *moved])
    kept = {f"{_IMPORTED}/{path.name}": path.read_bytes() for path in files}
    return Preview(
        says=tuple(_said(regions, new, moved)),
        notes=tuple(_noted(services, register)),
        questions=tuple(q for q in found.questions if q.asked not in answers.skip),
        problems=(*_broken(files, documents), *found.problems),
        files={**written, **kept},
        counts={"services": len(new), "regions": len(regions), "changed": len(moved)},
    )


def _written(
    root: Path, regions: Sequence[Region], services: Sequence[Service]
) -> dict[str, bytes]:
    """The files that change, in an order in which each step is a whole register."""
    if not regions and not services:
        return {}
    of_regions, of_services = "register/regions.toml", "register/services.toml"
    return {
        of_regions: write_regions(existing(root / of_regions), regions),
        of_services: write_services(existing(root / of_services), services),
    }


def _said(
    regions: Sequence[Region], new: Sequence[Service], moved: Sequence[Service]
) -> Iterator[str]:
    for region in regions:
        yield f"Region {region.title} ({region.id}) is added, in {region.country}."
    for one in new:
        yield f"{one.title} ({one.id}) is added, in {len(one.regions)} regions."
    for one in moved:
        yield f"{one.title} is now in {len(one.regions)} regions."


def _definition(path: Path) -> Document:
    document = read(path.read_bytes(), file=path.name)
    if document.root != "component-definition":
        message = f"It is a {document.root}, not a component definition"
        raise BadInput([Problem(file=path.name, message=message)])
    return document


def _noted(services: Iterable[Service], register: Register) -> Iterator[str]:
    """What the register calls otherwise, and keeps."""
    for one in services:
        known = register.services.get(one.id)
        if known is not None and known.title != one.title:
            said = f"the source says {one.title!r}"
            yield f"{known.id} keeps its title {known.title!r}; {said}."


def _broken(files: Sequence[Path], documents: Sequence[Document]) -> list[Problem]:
    """Links to documents that are not where they point."""
    found: list[Problem] = []
    for path, document in zip(files, documents, strict=True):
        for place, href in links_of(document):
            parts = urlsplit(href)
            local = not parts.scheme and parts.path
            if local and not (path.parent / parts.path).exists():
                message = f"The link leads nowhere: {href}"
                remedy = "The publisher's fault; what it led to was not read."
                found.append(
                    Problem(file=path.name, place=place, message=message, remedy=remedy)
                )
    return found


def _places() -> Places:
    """What the library knows of regions: their countries and partitions."""
    country: dict[str, str] = {}
    partition: dict[str, str] = {}
    problems: list[Problem] = []
    for name, data in read_files("places").items():
        table = parse_toml(data, file=name, problems=problems)
        country |= table.get("country", {})
        partition |= table.get("partition", {})
    return Places(country=country, partition=partition)
