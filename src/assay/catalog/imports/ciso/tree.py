"""The tree of a framework's nodes: who stands above whom, and where that cannot be."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from assay.catalog.imports.ciso.node import Node
from assay.catalog.imports.loose import Faults

__all__ = ["aside", "check_assessable", "check_depths", "parents", "up_from"]

_MOST_ABOVE: Final = 200
"""Levels that are walked up; published frameworks have fewer than ten."""


def parents(nodes: list[Node], faults: Faults) -> dict[str, Node]:
    """The parent of each node that has one, by the node's urn."""
    by_urn = {node.urn: node for node in nodes}
    above: dict[str, Node] = {}
    for node in nodes:
        if not node.parent:
            continue
        if node.parent not in by_urn:
            message = f"The parent {node.parent!r} is not in the framework"
            remedy = "Name a node of this framework, or leave parent_urn out."
            faults.add(f"{node.place}.parent_urn", message, remedy)
        else:
            above[node.urn] = by_urn[node.parent]
    _break_circles(nodes, above, faults)
    return above


def _break_circles(nodes: list[Node], above: dict[str, Node], faults: Faults) -> None:
    """Takes the parent from one node of each circle; every node is walked once."""
    sound: set[str] = set()
    for node in nodes:
        path: set[str] = set()
        here: Node | None = node
        while here is not None and here.urn not in sound:
            path.add(here.urn)
            up = above.get(here.urn)
            if up is not None and up.urn in path:
                message = f"{here.urn!r} stands above itself; it is read without parent"
                faults.add(f"{here.place}.parent_urn", message, "Break the circle.")
                del above[here.urn]
                break
            here = up
        sound |= path


def check_depths(nodes: list[Node], above: dict[str, Node], faults: Faults) -> None:
    """Tells each depth that is not one more than the parent's."""
    for node in nodes:
        up = above.get(node.urn)
        if node.depth is None or (up is not None and up.depth is None):
            continue
        due = 1 if up is None or up.depth is None else up.depth + 1
        if node.depth != due and not (up is None and node.parent):
            message = f"The depth is {node.depth}; by its parent it is {due}"
            remedy = "Correct the depth or the parent; the parent is believed."
            faults.add(f"{node.place}.depth", message, remedy)


def check_assessable(nodes: list[Node], above: dict[str, Node], faults: Faults) -> None:
    """An assessable node above others makes one thing count twice."""
    beneath: Counter[str] = Counter()
    for node in nodes:
        up = above.get(node.urn)
        if node.assessable and up is not None and up.assessable:
            beneath[up.urn] += 1
    for node in nodes:
        if beneath[node.urn]:
            message = (
                f"{node.urn!r} is assessable, and so are {beneath[node.urn]} nodes "
                "right beneath it"
            )
            remedy = "Assess the group or its parts; both are counted here."
            faults.add(f"{node.place}.assessable", message, remedy)


def up_from(node: Node, above: dict[str, Node]) -> Iterator[Node]:
    """The nodes above one, the nearest first."""
    up = above.get(node.urn)
    for _ in range(_MOST_ABOVE):
        if up is None:
            return
        yield up
        up = above.get(up.urn)


def aside(
    nodes: list[Node], above: dict[str, Node], groups: Iterable[str], catalog: str
) -> Iterator[str]:
    """What is said of nodes that are neither a requirement nor a group of any."""
    known = set(groups)
    over = {up.urn for one in nodes if one.assessable for up in up_from(one, above)}
    count = Counter[str]()
    for one in nodes:
        if one.assessable or one.urn in known:
            continue
        if any(up.assessable for up in up_from(one, above)):
            count["explain a requirement"] += 1
        elif one.urn in over:
            count["stand above groups"] += 1
        else:
            count["have nothing to assess beneath them"] += 1
    for what, times in count.items():
        yield f"Nodes of {catalog} that {what}, left aside: {times:,}"
