"""Catalogs as nodes, and nodes as catalogs again."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from assay.oscal.order import keys_in_order, part_in_order
from assay.oscal.resolve.values import (
    INSIDE,
    Node,
    Part,
    alone,
    id_of,
    is_part,
    tree_of,
)
from assay.oscal.tree import Tree, as_list

__all__ = [
    "always",
    "controls_in",
    "nodes_of",
    "objects",
    "parts_in",
    "walk",
    "written",
]

_DEFINED = {"group": "catalog:group", "control": "control"}


def objects(table: Tree, key: str) -> list[Tree]:
    """The objects of an array; none where there is no array."""
    found: list[Tree] = [
        one for one in as_list(table.get(key)) or () if isinstance(one, dict)
    ]
    return found


def parts_in(part: Part, key: str) -> list[Part]:
    """As `objects`, as they are held: trees, or types."""
    if isinstance(part, dict):
        return [one for one in as_list(part.get(key)) or () if is_part(one)]
    found: list[Part] = getattr(part, key, None) or []
    return found


def always(part: Part) -> bool:
    """Whether it says of itself that it stays, whatever refers to it."""
    one: Any
    for one in parts_in(part, "props"):
        typed = isinstance(one, msgspec.Struct)
        value = one.value if typed else one.get("value")
        if value == "always" and (one.name if typed else one.get("name")) == "keep":
            return True
    return False


def nodes_of(container: Part) -> list[Node]:
    """The groups and controls directly in a catalog, group or control, as nodes.

    Controls come before groups only where the document has them so: JSON keeps the two
    apart, and OSCAL's order puts a catalog's controls first and a group's groups first.
    """
    found: list[Node] = []
    for key in INSIDE if _is_inside(container) else INSIDE[::-1]:
        kind = key.removesuffix("s")
        for one in parts_in(container, key):
            held, inside = _apart(one)
            found.append(Node(held, id_of(one), kind, inside, (), id(one)))
    return found


def _apart(one: Part) -> tuple[Part, list[Node]]:
    """An object as a node holds it, and what is inside it; types are held whole."""
    if not isinstance(one, dict):
        more = getattr(one, "controls", None) or getattr(one, "groups", None)
        return one, nodes_of(one) if more else []
    if one.keys().isdisjoint(INSIDE):
        return one, []
    return {k: v for k, v in one.items() if k not in INSIDE}, nodes_of(one)


def _is_inside(container: Part) -> bool:
    """Whether it is a group or control: a catalog has neither id nor title."""
    if isinstance(container, dict):
        return "id" in container or "title" in container
    return hasattr(container, "id")


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every node, each before those inside it."""
    ahead = list(nodes)[::-1]
    while ahead:
        node = ahead.pop()
        yield node
        if node.children:
            ahead += node.children[::-1]


def controls_in(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every control, each before those inside it."""
    return (node for node in walk(nodes) if node.kind == "control")


def written(nodes: Iterable[Node]) -> Tree:
    """The arrays `groups` and `controls` that nodes make, those that are not empty.

    Keys stand in canonical order, in all of it.
    """
    found: dict[str, list[Part]] = {}
    for node in nodes:
        found.setdefault(f"{node.kind}s", []).append(_written(node))
    return dict(found)


def _written(node: Node) -> Part:
    of = _DEFINED[node.kind]
    own: Part = part_in_order(alone(node.held), "catalog", of)
    inside = written(node.children) if node.children else {}
    if isinstance(own, msgspec.Struct):
        if all(hasattr(own, key) for key in inside):
            return msgspec.structs.replace(own, **inside) if inside else own
        own = tree_of(own)  # a profile put groups into a control
    return keys_in_order({**own, **inside}, of)
