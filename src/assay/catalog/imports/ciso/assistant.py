"""Libraries of CISO Assistant, the open interchange of frameworks and mappings.

One YAML file may hold frameworks, mapping sets and other things; both layouts are read
(`requirement_mapping_set`, and the newer `requirement_mapping_sets`). What is wrong
with a library is told one by one, each with its place, and the rest is read.

The form is that of github.com/intuitem/ciso-assistant-community,
`documentation/library-builder.md`; its files are read as data, and none of it is ours.
Every scalar is read as text: `ref_id: 3.10` unquoted is no number.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from assay.catalog.imports.ciso.framework import Framework, read_framework, tail
from assay.catalog.imports.ciso.mapping import read_mapping_set
from assay.catalog.imports.loose import (
    Faults,
    as_list,
    as_table,
    as_text,
    first_line,
    is_list,
    is_table,
    origin_of,
)
from assay.catalog.imports.values import Imported, Origin
from assay.catalog.values import Crosswalk
from assay.yamltext import Tagged, parse_yaml, text

__all__ = ["looks_like_ciso_assistant", "read_ciso_assistant"]

_HEAD: Final = 65_536
_URN: Final = re.compile(rb"(?m)^[\"']?urn[\"']?\s*:\s*[\"']?urn:[\w.-]+:risk:library:")
_PARTS: Final = ("framework", "requirement_mapping_set")
_READ: Final = frozenset(
    {"urn", "version", "publication_date", "provider", "copyright", "locale", "objects"}
)
_VERSION: Final = re.compile(r"\d+(?:\.\d+)+")


def looks_like_ciso_assistant(data: bytes) -> bool:
    """Whether a file begins as a library of CISO Assistant's does."""
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf")
    return _URN.search(head) is not None and not head.lstrip().startswith((b"{", b"<"))


def read_ciso_assistant(data: bytes, *, file: str) -> Imported:
    """The catalogs, baselines and crosswalks of a library, and what is wrong with it.

    Raises:
        BadInput: It is not YAML, or no framework and no mapping of it can be read.
    """
    faults = Faults(file=file)
    library = as_table(_plain(parse_yaml(data, file=file, scalar=text)))
    objects = as_table(library.get("objects"))
    if not objects:
        remedy = "Read a file of CISO Assistant's backend/library/libraries."
        raise faults.refused("The file holds no objects of a library", remedy)
    faults.leave("library", library, _READ)
    origin = _origin(library, data, file)
    frameworks = _frameworks(objects, origin, faults)
    crosswalks = _crosswalks(objects, origin, frameworks, faults)
    if not frameworks and not crosswalks:
        held = ", ".join(sorted(map(as_text, objects)))
        message = f"The library holds no framework or mapping to read, but {held}"
        raise faults.refused(message)
    translations: dict[str, dict[str, str]] = {}
    for one in frameworks.values():
        for language, titles in one.translations.items():
            translations.setdefault(language, {}).update(titles)
    return Imported(
        origin=origin,
        catalogs=tuple(one.catalog for one in frameworks.values()),
        baselines=tuple(b for one in frameworks.values() for b in one.baselines),
        crosswalks=crosswalks,
        translations=translations,
        notes=(*_notes(library, objects, frameworks, crosswalks), *faults.left()),
        problems=tuple(faults.found),
    )


def _plain(value: Any) -> Any:
    """The same without tags, which this form does not use."""
    if isinstance(value, Tagged):
        return _plain(value.value)
    if is_table(value):
        return {key: _plain(one) for key, one in value.items()}
    if is_list(value):
        return [_plain(one) for one in value]
    return value


def _origin(library: dict[str, Any], data: bytes, file: str) -> Origin:
    version = as_text(library.get("version"))
    day = as_text(library.get("publication_date"))
    edition = ", ".join(filter(None, (version and f"library version {version}", day)))
    return origin_of(
        data,
        file,
        "ciso-assistant",
        publisher=as_text(library.get("provider")),
        licence=as_text(library.get("copyright")),
        edition=edition,
        unit="assessable node",
    )


def _objects(objects: dict[str, Any], kind: str) -> Iterator[tuple[str, Any]]:
    """All objects of a kind with their places, in the singular and the plural."""
    for key in (kind, f"{kind}s"):
        value = objects.get(key)
        if is_list(value):
            for index, one in enumerate(value):
                yield f"objects.{key}[{index}]", one
        elif value is not None:
            yield f"objects.{key}", value


def _frameworks(
    objects: dict[str, Any], origin: Origin, faults: Faults
) -> dict[str, Framework]:
    """By the id of the catalog."""
    found: dict[str, Framework] = {}
    for place, one in _objects(objects, "framework"):
        if not is_table(one):
            faults.add(place, "A framework must be a table")
            continue
        read = read_framework(one, place, origin, faults)
        if read is None:
            continue
        titled = (as_text(one.get("ref_id")), as_text(one.get("name")))
        _check_urn(read, titled, place, faults)
        if read.catalog.id in found:
            message = (
                f"Another framework is called {read.catalog.id}; the first is read"
            )
            faults.add(f"{place}.urn", message, "Give each its own urn.")
        else:
            found[read.catalog.id] = read
    return found


def _check_urn(
    framework: Framework, titled: tuple[str, ...], place: str, faults: Faults
) -> None:
    """Whether the file, the framework and its nodes are called alike."""
    named = tail(framework.urn)
    if not framework.urn:
        faults.add(f"{place}.urn", "The framework has no urn", "Give it one.")
        return
    stem = faults.file.rsplit("/", 1)[-1].rpartition(".")[0]
    editions = set(_VERSION.findall(named))
    for other in dict.fromkeys((stem, *titled)):
        others = set(_VERSION.findall(other))
        if editions and others and not editions & others:
            message = f"The urn says {named!r}, and elsewhere stands {other!r}"
            remedy = "Two editions are named: correct the one or the other."
            faults.add(f"{place}.urn", message, remedy)
    strange = {
        parts[4]
        for parts in (urn.split(":") for urn in framework.nodes)
        if len(parts) > len(("urn", "intuitem", "risk", "req_node", named))
    } - {named}
    for other in sorted(strange):
        message = f"Nodes carry the urn of {other!r}, not of {named!r}"
        remedy = "Mappings will not find them; correct the one or the other."
        faults.add(f"{place}.requirement_nodes", message, remedy)


def _crosswalks(
    objects: dict[str, Any],
    origin: Origin,
    frameworks: dict[str, Framework],
    faults: Faults,
) -> tuple[Crosswalk, ...]:
    found: list[Crosswalk] = []
    times: Counter[str] = Counter()
    by_urn = {one.urn: one for one in frameworks.values() if one.urn}
    for place, one in _objects(objects, "requirement_mapping_set"):
        if not is_table(one):
            faults.add(place, "A mapping set must be a table")
            continue
        read = read_mapping_set(one, place, origin, by_urn, faults)
        if read is None:
            continue
        times[read.id] += 1
        if times[read.id] > 1:
            message = f"Two sets map {read.source} to {read.target}; both are read"
            faults.add(place, message, "Decide for one of them.")
            read = replace(read, id=f"{read.id}--{times[read.id]}")
        found.append(read)
    return tuple(found)


def _notes(
    library: dict[str, Any],
    objects: dict[str, Any],
    frameworks: dict[str, Framework],
    crosswalks: tuple[Crosswalk, ...],
) -> Iterator[str]:
    for one in frameworks.values():
        yield from one.notes
    read = {key for part in _PARTS for key in (part, f"{part}s")}
    for key, value in objects.items():
        if key not in read:
            count = len(as_list(value)) or 1
            name = first_line(as_text(key)).replace("_", " ")
            yield f"Not imported: {name} ({count:,})"
    language = as_text(library.get("locale"))
    if language and frameworks:
        yield f"The titles and texts are in the language {language}"
    if any(one.translations for one in frameworks.values()):
        yield "Of what is translated, the titles of requirements were read"
    away = {end for c in crosswalks for end in (c.source, c.target)}
    away -= frameworks.keys()
    if away:
        yield (
            f"The requirements of {', '.join(sorted(away))} are not in this file: "
            "that the rows' ends exist there could not be seen"
        )
