"""One framework of a CISO Assistant library: a tree of nodes becomes a flat catalog.

A node that is assessable is a requirement; one that is not, and stands above some, is a
group. The tree is written as a list in which each node names its parent and its depth,
so the two can disagree with each other and with the list: each place where they do is
reported, and the parent is believed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from assay.catalog.imports.ciso.node import Node, attributes_of, read_nodes
from assay.catalog.imports.ciso.tree import (
    aside,
    check_assessable,
    check_depths,
    parents,
    up_from,
)
from assay.catalog.imports.loose import (
    Faults,
    Names,
    as_text,
    baseline_of,
    first_line,
    identifier,
    provenance_of,
    tables,
)
from assay.catalog.imports.values import Origin
from assay.catalog.values import Baseline, Catalog, Count, Group, Requirement
from assay.ids import slug

__all__ = ["Framework", "read_framework", "tail"]

_READ: Final = frozenset(
    {"urn", "ref_id", "name", "requirement_nodes", "implementation_groups_definition"}
    | {"min_score", "max_score", "scores_definition"}
)


@dataclass(slots=True, kw_only=True)
class Framework:
    """What one framework holds, and by which urn others know its parts."""

    urn: str
    catalog: Catalog
    baselines: tuple[Baseline, ...]
    ids: dict[str, str]
    """Requirement id by urn, in small letters."""
    nodes: frozenset[str]
    """Urns of all nodes, assessable or not."""
    translations: dict[str, dict[str, str]] = field(
        default_factory=dict[str, dict[str, str]]
    )
    notes: tuple[str, ...] = ()


def tail(urn: str) -> str:
    """What a urn says beneath its publisher and kind: `iso27001-2022` of a framework.

    Of a node (`urn:intuitem:risk:req_node:iso27001-2022:a.5.1`) its own last part.
    """
    parts = urn.split(":")
    return ":".join(parts[5:]) or parts[-1]


def read_framework(
    table: dict[str, Any], place: str, origin: Origin, faults: Faults
) -> Framework | None:
    """The framework of a table; None, and a fault, where it has no nodes."""
    faults.leave("framework", table, _READ)
    nodes = read_nodes(
        table.get("requirement_nodes"), f"{place}.requirement_nodes", faults
    )
    if not any(node.assessable for node in nodes):
        faults.add(f"{place}.requirement_nodes", "The framework has no assessable node")
        return None
    above = parents(nodes, faults)
    check_depths(nodes, above, faults)
    check_assessable(nodes, above, faults)
    names = Names()
    ids = _name(nodes, names, faults)
    urn = as_text(table.get("urn")).lower()
    title = as_text(table.get("name")) or as_text(table.get("ref_id")) or tail(urn)
    levels = _levels(table, place, faults)
    _check_levels(nodes, levels, faults)
    group_names = Names()
    groups = _groups(nodes, above, group_names)
    requirements = tuple(
        _requirement(node, ids, above, groups, levels)
        for node in nodes
        if node.assessable
    )
    catalog = Catalog(
        id=identifier(tail(urn) or title)[0],
        title=first_line(title) or "framework",
        standard=as_text(table.get("ref_id")) or title,
        edition=origin.edition,
        owner=origin.publisher,
        programs=(),
        unit="assessable node",
        count=len(requirements),
        provenance=provenance_of(
            origin, f"CISO Assistant library {origin.file}", f"Its urn is {urn}."
        ),
        groups=tuple(groups.values()),
        requirements=requirements,
        other_counts=(Count(unit="node of the tree", count=len(nodes)),),
    )
    return Framework(
        urn=urn,
        catalog=catalog,
        baselines=tuple(_baselines(catalog, levels, origin)),
        ids=ids,
        nodes=frozenset(node.urn for node in nodes),
        translations=_translations(nodes, ids),
        notes=(
            *names.notes(catalog.id),
            *group_names.notes(f"groups of {catalog.id}"),
            *aside(nodes, above, groups, catalog.id),
            *_notes(table, catalog),
        ),
    )


def _name(nodes: list[Node], names: Names, faults: Faults) -> dict[str, str]:
    """A requirement id for each assessable node, by urn."""
    found: dict[str, str] = {}
    holders: dict[str, str] = {}
    for node in nodes:
        if not node.assessable:
            continue
        wanted = identifier(node.ref_id)[0]
        if not node.ref_id:
            message = f"{node.urn!r} is assessable and has no ref_id"
            remedy = "Give it the id its standard prints; its urn's end stands for it."
            faults.add(f"{node.place}.ref_id", message, remedy)
        elif wanted in holders:
            message = f"{node.ref_id!r} is also the ref_id of {holders[wanted]!r}"
            remedy = "Give each its own; the end of its urn stands for the later one."
            faults.add(f"{node.place}.ref_id", message, remedy)
        taken = names.take(node.ref_id, tail(node.urn))
        found[node.urn] = taken
        holders[taken] = node.urn
    return found


def _levels(table: dict[str, Any], place: str, faults: Faults) -> dict[str, str]:
    """The name of each implementation group that the framework defines, by its ref."""
    found: dict[str, str] = {}
    key = "implementation_groups_definition"
    for index, one in faults.tables(table.get(key), f"{place}.{key}", "group"):
        ref = as_text(one.get("ref_id"))
        here = f"{place}.{key}[{index}].ref_id"
        if not ref:
            faults.add(here, "The group has no ref_id", "Give it one.")
        elif (slug(ref) or ref) in map(slug, found) or ref in found:
            faults.add(here, f"The group {ref!r} is defined twice", "Keep one of them.")
        else:
            found[ref] = as_text(one.get("name")) or ref
    return found


def _check_levels(nodes: list[Node], levels: dict[str, str], faults: Faults) -> None:
    for node in nodes:
        for ref in node.levels:
            if ref not in levels:
                message = f"The implementation group {ref!r} is not defined"
                remedy = "Add it to implementation_groups_definition, or take it out."
                faults.add(f"{node.place}.implementation_groups", message, remedy)


def _groups(
    nodes: list[Node], above: dict[str, Node], names: Names
) -> dict[str, Group]:
    """By urn, the nodes that stand next above requirements and are none."""
    wanted: dict[str, Node] = {}
    for node in nodes:
        if node.assessable:
            up = next((one for one in up_from(node, above) if not one.assessable), None)
            if up is not None:
                wanted.setdefault(up.urn, up)
    return {
        urn: Group(
            id=names.take(node.ref_id, tail(urn)),
            title=first_line(node.name or node.text) or node.ref_id or tail(urn),
        )
        for urn, node in wanted.items()
    }


def _requirement(
    node: Node,
    ids: dict[str, str],
    above: dict[str, Node],
    groups: dict[str, Group],
    levels: dict[str, str],
) -> Requirement:
    found = ids[node.urn]
    parent, group = "", ""
    for up in up_from(node, above):
        if up.assessable:
            parent = parent or ids[up.urn]
        elif up.urn in groups:
            group = groups[up.urn].id
            break
    return Requirement(
        id=found,
        title=first_line(node.name or node.text) or node.ref_id or found,
        group=group,
        parent=parent,
        kind="requirement",
        levels=tuple(slug(ref) or ref for ref in node.levels if ref in levels),
        attributes=(*_urn_apart(node, found), *attributes_of(node.table)),
        text=node.text,
    )


def _urn_apart(node: Node, found: str) -> Iterator[str]:
    """The urn, where its end does not spell the id: mappings name a node by urn."""
    if identifier(tail(node.urn))[0] != found:
        yield f"urn: {node.urn}"


def _baselines(
    catalog: Catalog, levels: dict[str, str], origin: Origin
) -> Iterator[Baseline]:
    names = Names({catalog.id})
    for ref, title in levels.items():
        level = slug(ref) or ref
        chosen = tuple(one.id for one in catalog.requirements if level in one.levels)
        if chosen:
            yield baseline_of(
                catalog,
                level,
                chosen,
                named=names.take(f"{catalog.id}-{level}"),
                title=f"{catalog.title}: {first_line(title)}",
                provenance=provenance_of(
                    origin,
                    f"CISO Assistant library {origin.file}",
                    f"Its implementation group {ref}.",
                ),
            )


def _translations(nodes: list[Node], ids: dict[str, str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for node in nodes:
        if not node.assessable:
            continue
        for language, title in node.titles.items():
            found.setdefault(language, {})[ids[node.urn]] = title
    return found


def _notes(table: dict[str, Any], catalog: Catalog) -> Iterator[str]:
    low, high = as_text(table.get("min_score")), as_text(table.get("max_score"))
    if low or high:
        named = "; ".join(
            f"{as_text(one.get('score'))} {first_line(as_text(one.get('name')))}"
            for _, one in tables(table.get("scores_definition"))
        )
        scale = f"{catalog.id} is scored from {low or '?'} to {high or '?'}"
        yield f"{scale} ({named})" if named else scale
    empty = [
        ref
        for ref in (
            as_text(one.get("ref_id"))
            for _, one in tables(table.get("implementation_groups_definition"))
        )
        if ref and not any((slug(ref) or ref) in r.levels for r in catalog.requirements)
    ]
    if empty:
        yield f"No requirement of {catalog.id} is in the groups {', '.join(empty)}"
