"""OSCAL mapping collections: how the controls of one resource lie to another's.

What a publisher relates is proposed here, whatever the publisher says of its standing:
only who keeps a workspace reviews it. A crosswalk that a workspace wrote says of each
row who reviewed it and when, in properties of our own namespace, and is read so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from assay.catalog.imports.nodes import (
    Node,
    as_object,
    identifier_of,
    objects,
    text_of,
)
from assay.catalog.imports.stated import CATALOG, fact, status_of
from assay.catalog.values import Crosswalk, Provenance, Relation, Row
from assay.errors import Problem
from assay.ids import slug
from assay.oscal import Document

__all__ = ["crosswalks_in", "named_by"]

_RELATIONS: Final[Mapping[str, Relation]] = {
    "equal-to": "equal",
    "equivalent-to": "equal",
    "subset-of": "subset",
    "superset-of": "superset",
    "intersects-with": "intersects",
    "no-relationship": "disjoint",
}
_OF_EACH: Final = ("subset", "disjoint")
"""What holds of each source by itself, where it holds of several together."""
_TURNED: Final[Mapping[Relation, Relation]] = {
    "equal": "equal",
    "superset": "subset",
    "intersects": "intersects",
}
"""What the target is to several sources together, where they are that to it."""
_ENDS: Final = ("source", "target")
_NO_ROW: Final = "The mapping has no row that can be read"


def crosswalks_in(
    document: Document, file: str, by: str, provenance: Provenance
) -> tuple[tuple[Crosswalk, ...], tuple[Problem, ...]]:
    """The mappings of a collection, each as a crosswalk, and what is wrong with them.

    The ends are named as the document names them: by the file that it refers to.
    """
    problems: list[Problem] = []
    found: list[Crosswalk] = []
    title = text_of(as_object(document.content.get("metadata")).get("title")).strip()
    for number, mapping in enumerate(objects(document.content.get("mappings"))):
        place = f"/mapping-collection/mappings/{number}"
        ends = [
            named_by(document, as_object(mapping.get(f"{end}-resource")).get("href"))
            for end in _ENDS
        ]
        rows = tuple(_rows(mapping, place, by, file, problems))
        unnamed = [end for end, name in zip(_ENDS, ends, strict=True) if not name]
        if unnamed or not rows:
            message = f"The mapping names no {unnamed[0]}" if unnamed else _NO_ROW
            remedy = "It is left out."
            problems.append(
                Problem(file=file, place=place, message=message, remedy=remedy)
            )
            continue
        for turned in (False, True):
            source, target = reversed(ends) if turned else ends
            held = tuple(row for row, is_turned in rows if is_turned is turned)
            if held:
                found.append(
                    Crosswalk(
                        id=_free(f"{_stem(source)}--{_stem(target)}", found),
                        title=title or f"{source} to {target}",
                        source=source,
                        target=target,
                        provenance=provenance,
                        rows=held,
                    )
                )
    return tuple(found), tuple(problems)


def named_by(document: Document, href: object) -> str:
    """The file that a reference leads to, by way of back matter if need be."""
    stated = text_of(href)
    if stated.startswith(CATALOG):
        return stated.removeprefix(CATALOG)
    if stated.startswith("#"):
        matter = as_object(document.content.get("back-matter"))
        stated = next(
            (
                text_of(link.get("href"))
                for one in objects(matter.get("resources"))
                if text_of(one.get("uuid")) == stated[1:]
                for link in objects(one.get("rlinks"))
            ),
            "",
        )
    try:
        path = urlsplit(stated).path
    except ValueError:  # brackets that close no address
        path = stated
    return unquote(path).rstrip("/").rpartition("/")[2]


def _stem(name: str) -> str:
    return slug(name.partition(".")[0]) or "unnamed"


def _free(wanted: str, found: list[Crosswalk]) -> str:
    taken = {one.id for one in found}
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


def _rows(
    mapping: Node, place: str, by: str, file: str, problems: list[Problem]
) -> Iterator[tuple[Row, bool]]:
    """The rows, each with whether it runs from the target to the sources."""
    for number, one in enumerate(objects(mapping.get("maps"))):
        faults: list[str] = []
        sources = tuple(_items(one, "sources", faults))
        before = len(faults)
        targets = tuple(_items(one, "targets", faults))
        # Without one of its targets a row would claim more than its author did.
        whole = bool(targets) and len(faults) == before
        doubts: list[str] = []
        row = _row(one, mapping, by, sources, doubts)
        stated = text_of(one.get("relationship"))
        if row is None:
            known = ", ".join(_RELATIONS)
            faults.append(f"{stated!r} is none of the relationships {known}")
        elif whole:
            found = list(_apart(row, sources, targets, whole=not before))
            yield from found
            if sources and not found:
                many = len(objects(one.get("sources")))
                faults.append(
                    f"{stated} of {many} sources together tells of none alone"
                )
        where = f"{place}/maps/{number}"
        problems.extend(Problem(file=file, place=where, message=d) for d in doubts)
        problems.extend(
            Problem(file=file, place=where, message=f, remedy="It is left out.")
            for f in faults
        )


def _row(
    one: Node, mapping: Node, by: str, sources: tuple[str, ...], doubts: list[str]
) -> Row | None:
    """What a map says, apart from its ends; None where its relationship is none."""
    relation = _RELATIONS.get(text_of(one.get("relationship")))
    if relation is None:
        return None
    said, score = fact(one, "by"), _confidence(one)
    status, on = status_of(fact(one, "status"), said, fact(one, "on"), doubts)
    return Row(
        source="",
        targets=(),
        relation=relation,
        either=relation == "subset" and fact(one, "combination") == "either",
        status=status,
        by=said or ("" if fact(one, "status") else by),
        on=on,
        reviewer=fact(one, "reviewer"),
        citation=_citation(one),
        confidence=_confidence(mapping) if score is None else score,
        note=_note(one, sources),
    )


def _apart(
    row: Row, sources: tuple[str, ...], targets: tuple[str, ...], *, whole: bool
) -> Iterator[tuple[Row, bool]]:
    """The rows, each of one source, that a map of several comes to.

    Args:
        row: What it says.
        sources: Its sources that can be read.
        targets: All of its targets.
        whole: Whether these are all of its sources.
    """
    if (whole and len(sources) == 1) or row.relation in _OF_EACH:
        for source in sources:
            yield replace(row, source=source, targets=targets), False
    elif whole and sources and (len(targets) == 1 or row.relation == "superset"):
        for target in targets:
            turned = _TURNED[row.relation]
            yield (
                replace(row, source=target, targets=sources, relation=turned),
                True,
            )


def _items(node: Node, key: str, faults: list[str]) -> Iterator[str]:
    seen: set[str] = set()
    for one in objects(node.get(key)):
        stated = text_of(one.get("id-ref"))
        identifier = identifier_of(stated) if one.get("type") == "control" else ""
        if not identifier:
            finer = one.get("type") == "statement"
            what = "a statement, a part of a control" if finer else "no control id"
            faults.append(f"{stated!r} is {what}")
        elif identifier not in seen:
            seen.add(identifier)
            yield identifier


def _confidence(node: Node) -> float | None:
    score: Any = as_object(node.get("confidence-score")).get("percentage")
    try:
        value = float(score)
    except (TypeError, ValueError, OverflowError):
        return None
    return value if 0 <= value <= 1 else None


def _citation(node: Node) -> str:
    """Where a row of ours is stated; else which map of the collection it is."""
    if fact(node, "status"):
        return fact(node, "citation")
    return f"map {text_of(node.get('uuid'))}".strip()


def _note(node: Node, sources: tuple[str, ...]) -> str:
    said = [text_of(node.get("remarks")).strip()]
    if len(sources) > 1:
        said.append(f"Stated of {', '.join(sources)} together.")
    return " ".join(one for one in said if one)
