"""Catalogs as nodes, and nodes as catalogs again."""

from collections.abc import Iterable, Iterator
from typing import Any

from assay.oscal.resolve.values import Node
from assay.oscal.tree import Tree, as_list

__all__ = ["always", "controls_in", "nodes_of", "objects", "walk", "written"]

_INSIDE = ("groups", "controls")


def objects(table: Tree, key: str) -> list[Tree]:
    """The objects of an array; none where there is no array."""
    found: list[Tree] = [
        one for one in as_list(table.get(key)) or () if isinstance(one, dict)
    ]
    return found


def always(one: Tree) -> bool:
    """Whether it says of itself that it stays, whatever refers to it."""
    for prop in objects(one, "props") if "props" in one else ():
        if prop.get("name") == "keep" and prop.get("value") == "always":
            return True
    return False


def nodes_of(container: Tree) -> list[Node]:
    """The groups and controls directly in a catalog, group or control, as nodes.

    Controls come before groups only where the document has them so: JSON keeps the two
    apart, and OSCAL's order puts a catalog's controls first and a group's groups first.
    """
    found: list[Node] = []
    for key in _INSIDE if "id" in container or "title" in container else _INSIDE[::-1]:
        for one in objects(container, key):
            kind = key.removesuffix("s")
            inside = nodes_of(one) if _holds(one) else []
            data = dict(one)
            for held in _INSIDE:
                data.pop(held, None)
            node = Node(kind, data, inside)
            node.identity = id(one)
            found.append(node)
    return found


def _holds(one: Tree) -> bool:
    return "controls" in one or "groups" in one


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every node, each before those inside it."""
    for node in nodes:
        yield node
        yield from walk(node.children)


def controls_in(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every control, each before those inside it."""
    return (node for node in walk(nodes) if node.kind == "control")


def written(nodes: Iterable[Node]) -> Tree:
    """The arrays `groups` and `controls` that nodes make, those that are not empty."""
    found: dict[str, list[Any]] = {}
    for node in nodes:
        found.setdefault(f"{node.kind}s", []).append(
            {**node.data, **written(node.children)} if node.children else node.data
        )
    return dict(found)
