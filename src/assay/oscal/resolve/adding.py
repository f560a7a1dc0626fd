"""Additions to a control: where each goes, and in which order several do.

Requirements of the specification: req-modify-alter-add-implicit*, -explicit*, -nested.
"""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import msgspec

from assay.oscal.order import defined_under, part_in_order
from assay.oscal.resolve.nodes import parts_in
from assay.oscal.resolve.values import Node, Part, kept_in, put_in
from assay.oscal.tree import Tree, as_list, copied

__all__ = ["ARRAYS", "Adding", "in_types"]

ARRAYS = ("params", "props", "links", "parts", "controls")
"""Arrays inside a control or part whose objects can be removed, or stand beside."""
_NAMED = ("params", "parts")
"""Those of them whose objects have ids, and are no controls."""
_TELLING = frozenset(("id", *ARRAYS))
"""Keys of objects that an addition can find, or find something in."""
_OUTSIDE = ("before", "after")
_FIRST = ("starting", "before")
_Target: TypeAlias = tuple[Part, str, Part]
"""An object, the array it is in, and the object around."""


def in_types(value: Any, key: str) -> Any:
    """A value for an array as types; as a tree in order where it is not sound."""
    return part_in_order(value, "catalog", defined_under("control", key))


@dataclass(slots=True)
class Adding:
    """The additions to one control, and how many stand in each place already."""

    own: set[Node]
    """Controls that are the result's own; others are copied before they are changed."""
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
        if by_id is None or by_id == node.id:
            # Implicitly bound, before and after are starting and ending.
            self._into(node, added, first=position in _FIRST)
            return True
        return self._explicit(node, str(by_id), position, added)

    def _explicit(self, node: Node, by_id: str, position: str, added: Tree) -> bool:
        if by_id in self._called(node):
            self._by_id(node, by_id, position, added)
            return True
        # A control inside this one may be meant (req-modify-alter-add-nested).
        for child in node.children:
            if child.id == by_id:
                if position in _OUTSIDE:
                    arrays = {k: v for k, v in added.items() if k in ARRAYS}
                    self._into(node, arrays, first=False)
                else:
                    self._into(child, added, first=position == "starting")
                return True
            if self._explicit(child, by_id, position, added):
                return True
        return False

    def _into(self, node: Node, added: Tree, *, first: bool) -> None:
        """Add to a control itself."""
        self._make_own(node)
        new = _fitting(added, node.held)
        if new is None:
            self._as_tree(node)
            new = copied(added)
        self._inside(node.held, node.id, new, first=first)
        self._remember(node, new, node.held)

    def _by_id(self, node: Node, by_id: str, position: str, added: Tree) -> None:
        """Add to what is in a control, or beside it."""
        target, array, around = self._called(node)[by_id]
        into = around if position in _OUTSIDE else target
        new = _fitting(added, into)
        if new is None:
            self._as_tree(node)
            self._by_id(node, by_id, position, added)
            return
        if position in _OUTSIDE:
            self._beside(target, array, around, position, new)
        else:
            self._inside(target, by_id, new, first=position == "starting")
        self._remember(node, new, into)

    def _as_tree(self, node: Node) -> None:
        """Hold a control as a tree, for something that its types have no place for."""
        self.own.add(node)
        self._known.pop(id(node), None)
        node.held = node.data

    def _called(self, node: Node) -> dict[str, _Target]:
        found = self._known.get(id(node))
        if found is None:
            found = self._known[id(node)] = {}
            self._make_own(node)
            if isinstance(node.held, dict):
                for target in _targets(node.held):
                    found.setdefault(kept_in(target[0], "id"), target)
            else:
                _taken_over(node.held, found)
        return found

    def _make_own(self, node: Node) -> None:
        if node not in self.own:
            self.own.add(node)
            node.held = _copied(node.held)

    def _remember(self, node: Node, added: Tree, around: Part) -> None:
        """Know what was added; all is looked through again where an id was known."""
        known = self._known.get(id(node))
        if known is None:
            return
        if not isinstance(around, dict) and added.keys().isdisjoint(_NAMED):
            return
        for one, key, within in _targets(added):
            name = kept_in(one, "id")
            if name in known:
                del self._known[id(node)]
                return
            known[name] = one, key, around if within is added else within

    def _inside(self, target: Part, name: str, added: Tree, *, first: bool) -> None:
        for key, value in added.items():
            new = as_list(value)
            if key == "title":
                put_in(target, key, value)
            elif new:
                there = as_list(kept_in(target, key)) or []
                at = self._next(name, key, "starting", new) if first else len(there)
                put_in(target, key, [*there[:at], *new, *there[at:]])

    def _beside(
        self, target: Part, array: str, around: Part, position: str, added: Tree
    ) -> None:
        """Put like beside like; the rest goes to its own array, where order says."""
        for key, value in added.items():
            new = as_list(value)
            if key == "title" or not new:
                continue
            there = as_list(kept_in(around, key)) or []
            at = len(there)
            if key == array:
                at = next(i for i, one in enumerate(there) if one is target)
                if position == "after":
                    at += 1 + self._next(kept_in(target, "id"), key, position, new)
            put_in(around, key, [*there[:at], *new, *there[at:]])

    def _next(self, name: str, key: str, position: str, new: list[Any]) -> int:
        """How many were put in this place before."""
        before = self.placed.get((name, key, position), 0)
        self.placed[name, key, position] = before + len(new)
        return before


def _fitting(added: Tree, into: Part) -> Tree | None:
    """What is added as what it is added to is held; None where types have no place."""
    if isinstance(into, dict):
        return copied(added)
    made: Tree = {}
    for key, value in added.items():
        new = value if key == "title" else _typed(value, key)
        if new is None or not hasattr(into, key):
            return None
        made[key] = new
    return made


def _typed(value: Any, key: str) -> list[Any] | None:
    """An array as types; None if it is no array of sound ones."""
    items = as_list(value)
    if key == "controls" or items is None:
        return None
    made = [in_types(one, key) for one in items]
    return made if all(isinstance(one, msgspec.Struct) for one in made) else None


def _taken_over(around: Any, found: dict[str, _Target]) -> None:
    """Give an object of types its own copies of what can be added to; find their ids.

    Types have ids in no other arrays than these, and have none inside parameters.
    """
    for key in _NAMED:
        items = getattr(around, key, None)
        if not items:
            continue
        own: list[Any] = [_copied(one) for one in items]
        setattr(around, key, own)
        for one in own:
            name = kept_in(one, "id")
            if isinstance(name, str):
                found.setdefault(name, (one, key, around))
            if key == "parts":
                _taken_over(one, found)


def _copied(part: Part) -> Part:
    return copied(part) if isinstance(part, dict) else msgspec.structs.replace(part)


def _targets(around: Part) -> list[_Target]:
    """What has an id in an object, however deep, in the order of the document."""
    found: list[_Target] = []
    if isinstance(around, dict) and _TELLING.isdisjoint(around):
        return found
    for key in ARRAYS:
        for one in parts_in(around, key):
            if isinstance(kept_in(one, "id"), str):
                found.append((one, key, around))
            found += _targets(one)
    return found
