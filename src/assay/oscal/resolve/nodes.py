"""Catalogs as nodes, and nodes as catalogs again."""

from collections.abc import Iterable, Iterator
from typing import Any

from assay.oscal.order import in_order, keys_in_order
from assay.oscal.resolve.values import INSIDE, Held, Node
from assay.oscal.tree import Tree, as_list

__all__ = [
    "always",
    "controls_in",
    "held_always",
    "nodes_of",
    "objects",
    "params_of",
    "typed_nodes",
    "walk",
    "written",
]


def objects(table: Tree, key: str) -> list[Tree]:
    """The objects of an array; none where there is no array."""
    found: list[Tree] = [
        one for one in as_list(table.get(key)) or () if isinstance(one, dict)
    ]
    return found


def always(one: Tree) -> bool:
    """Whether it says of itself that it stays, whatever refers to it."""
    if "props" not in one:
        return False
    return any(
        prop.get("name") == "keep" and prop.get("value") == "always"
        for prop in objects(one, "props")
    )


def held_always(one: Held) -> bool:
    """As `always`, without asking for the data."""
    held: Any = one.held
    if isinstance(held, dict):
        return always(one.data)
    props = held.props or ()
    return any(prop.name == "keep" and prop.value == "always" for prop in props)


def nodes_of(container: Tree) -> list[Node]:
    """The groups and controls directly in a catalog, group or control, as nodes.

    Controls come before groups only where the document has them so: JSON keeps the two
    apart, and OSCAL's order puts a catalog's controls first and a group's groups first.
    """
    found: list[Node] = []
    for key in INSIDE if "id" in container or "title" in container else INSIDE[::-1]:
        for one in objects(container, key):
            kind = key.removesuffix("s")
            if "controls" in one or "groups" in one:
                data = {k: v for k, v in one.items() if k not in INSIDE}
                node = Node(data, kind=kind, children=nodes_of(one))
            else:
                node = Node(one, kind=kind)
            node.identity = id(one)
            found.append(node)
    return found


def typed_nodes(container: Any) -> list[Node]:
    """As `nodes_of`, of a catalog, group or control as types."""
    found: list[Node] = []
    for key in INSIDE if hasattr(container, "id") else INSIDE[::-1]:
        for one in getattr(container, key, None) or ():
            inside = typed_nodes(one)
            node = Node(one, kind=key.removesuffix("s"), children=inside)
            node.identity = id(one)
            found.append(node)
    return found


def params_of(node: Node) -> list[Any]:
    """The parameters directly in a node, as it is held: as trees, or as types."""
    held: Any = node.held
    if isinstance(held, dict):
        return objects(node.data, "params")
    return held.params or []


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
    found: dict[str, list[Any]] = {}
    for node in nodes:
        found.setdefault(f"{node.kind}s", []).append(_written(node))
    return dict(found)


def _written(node: Node) -> Tree:
    of = _DEFINED[node.kind]
    own = node.data if node.ordered else in_order(node.data, "catalog", of)
    if not node.children:
        return own
    return keys_in_order({**own, **written(node.children)}, of)


_DEFINED = {"group": "catalog:group", "control": "control"}
