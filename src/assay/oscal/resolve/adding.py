"""Additions to a control: where each goes, and in which order several do.

Requirements of the specification: req-modify-alter-add-implicit*, -explicit*, -nested.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from assay.oscal.resolve.nodes import objects
from assay.oscal.resolve.values import Node
from assay.oscal.tree import Tree, as_list, copied

__all__ = ["ARRAYS", "Adding"]

ARRAYS = ("params", "props", "links", "parts", "controls")
"""Arrays inside a control or part whose objects can be removed, or stand beside."""
_OUTSIDE = ("before", "after")
_FIRST = ("starting", "before")
_Target: TypeAlias = tuple[Tree, str, Tree]
"""An object, the array it is in, and the object around."""


@dataclass(slots=True)
class Adding:
    """The additions to one control, and how many stand in each place already."""

    placed: dict[tuple[str, str, str], int] = field(
        default_factory=dict[tuple[str, str, str], int]
    )
    _known: dict[int, dict[str, _Target]] = field(
        default_factory=dict[int, dict[str, _Target]]
    )
    """By control, what in it has an id: the first of each."""

    def add(self, node: Node, add: Tree) -> bool:
        """Whether the addition found its place."""
        by_id, position = add.get("by-id"), str(add.get("position", "ending"))
        added = {key: add[key] for key in ("title", *ARRAYS) if key in add}
        added = copied(added)  # what is added may itself be added to
        if by_id is None or by_id == node.id:
            # Implicitly bound, before and after are starting and ending.
            self._inside(node.data, node.id, added, first=position in _FIRST)
            done = True
        else:
            done = self._explicit(node, str(by_id), position, added)
        if any("id" in one for one, _, _ in _targets(added)):
            self._known.clear()
        return done

    def _explicit(self, node: Node, by_id: str, position: str, added: Tree) -> bool:
        found = self._called(node).get(by_id)
        if found is not None:
            target, array, around = found
            if position in _OUTSIDE:
                self._beside(target, array, around, position, added)
            else:
                self._inside(target, by_id, added, first=position == "starting")
            return True
        # A control inside this one may be meant (req-modify-alter-add-nested).
        for child in node.children:
            if child.id == by_id:
                if position in _OUTSIDE:
                    self._beside(child.data, "controls", node.data, position, added)
                else:
                    first = position == "starting"
                    self._inside(child.data, by_id, added, first=first)
                return True
            if self._explicit(child, by_id, position, added):
                return True
        return False

    def _called(self, node: Node) -> dict[str, _Target]:
        found = self._known.get(id(node))
        if found is None:
            found = self._known[id(node)] = {}
            for target in _targets(node.data):
                identifier = target[0].get("id")
                if isinstance(identifier, str):
                    found.setdefault(identifier, target)
        return found

    def _inside(self, target: Tree, name: str, added: Tree, *, first: bool) -> None:
        if "title" in added:
            target["title"] = added["title"]
        for key in ARRAYS:
            new = as_list(added.get(key))
            if new:
                there = as_list(target.get(key)) or []
                at = self._next(name, key, "starting", new) if first else len(there)
                target[key] = [*there[:at], *new, *there[at:]]

    def _beside(
        self, target: Tree, array: str, around: Tree, position: str, added: Tree
    ) -> None:
        """Put like beside like; the rest goes to its own array, where order says."""
        for key in ARRAYS:
            new = as_list(added.get(key))
            if not new:
                continue
            there = as_list(around.get(key)) or []
            at = len(there)
            if key == array:
                at = next(i for i, one in enumerate(there) if one is target)
                if position == "after":
                    at += 1 + self._next(str(target.get("id")), key, position, new)
            around[key] = [*there[:at], *new, *there[at:]]

    def _next(self, name: str, key: str, position: str, new: list[Any]) -> int:
        """How many were put in this place before."""
        before = self.placed.get((name, key, position), 0)
        self.placed[name, key, position] = before + len(new)
        return before


def _targets(around: Tree) -> Iterator[_Target]:
    for key in ARRAYS:
        for one in objects(around, key) if key in around else ():
            yield one, key, around
            yield from _targets(one)
