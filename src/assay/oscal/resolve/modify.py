"""Modify: parameters set, contents removed from controls and added to them.

Requirements of the specification: req-modify-set-param-warning, -id-ignore, -objects1
to -objects3, req-modify-param-multi; req-modify-alter-add-implicit*, -explicit*,
-nested; req-modify-alter-remove-match, -by-id, -name-ref, -ns-ref, -class-ref,
-item-name, -item-name-array.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from assay.oscal.resolve.adding import ARRAYS, Adding, in_types
from assay.oscal.resolve.merging import Arranged
from assay.oscal.resolve.nodes import controls_in, objects, walk
from assay.oscal.resolve.selection import Note
from assay.oscal.resolve.values import (
    Loose,
    Node,
    id_of,
    is_part,
    kept_in,
    put_in,
    tree_of,
)
from assay.oscal.tree import Tree, as_list, as_object, copied

__all__ = ["Touched", "modify", "not_there"]

_REPLACED = ("class", "depends-on", "label", "usage", "values", "select")
_ADDED = ("props", "links", "constraints", "guidelines")


@dataclass(slots=True)
class Touched:
    """Which directive touched what, for the provenance of each control."""

    alters: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    """By the identity of a control's node."""
    parameters: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    set_ids: set[str] = field(default_factory=set[str])
    """Parameters that the profile sets: they are not pruned (req-prune-modify)."""
    left: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """Where it sets those of controls that were left out, by their ids: these stay
    only where something refers to them."""


def modify(profile: Tree, result: Arranged, note: Note) -> Touched:
    """Apply what the profile changes, in its order; the result is changed in place."""
    touched = Touched()
    changes = as_object(profile.get("modify")) or {}
    _set_parameters(objects(changes, "set-parameters"), result, note, touched)
    by_id: dict[str, list[Node]] = {}
    for node in controls_in(result.nodes):
        by_id.setdefault(node.id, []).append(node)
    alters: dict[str, Alters] = {}
    for index, alter in enumerate(objects(changes, "alters")):
        place, identifier = f"modify/alters/{index}", alter.get("control-id")
        if isinstance(identifier, str) and identifier in by_id:
            alters.setdefault(identifier, []).append((place, alter))
        else:
            message = f"There is no control {identifier!r} to alter"
            note("req-modify-alter-add-explicit-id-ignore", place, message)
    altered = [(node, own) for name, own in alters.items() for node in by_id[name]]
    _alter(altered, note)
    touched.alters = {id(node): [place for place, _ in own] for node, own in altered}
    return touched


Alters = list[tuple[str, Tree]]
"""Directives that alter a control, each with its place in the profile."""
Slot = tuple[Node | Loose, int]
"""What a parameter is in, and its index there; or a loose one by itself."""


def _set_parameters(
    directives: list[Tree], result: Arranged, note: Note, touched: Touched
) -> None:
    if not directives:
        return
    slots = _slots(result.nodes)
    own: set[Node] = set()
    for index, directive in enumerate(directives):
        place = f"modify/set-parameters/{index}"
        identifier = str(directive.get("param-id", ""))
        loose: list[Slot] = [(one, 0) for one in result.loose.called(identifier)]
        found = loose + slots.get(identifier, []) if identifier else []
        if not found:
            not_there(identifier, place, note)
        elif all(isinstance(holder, Loose) and holder.left for holder, _ in found):
            touched.left.setdefault(identifier, []).append(place)
        else:
            touched.set_ids.add(identifier)
        for holder, at in found:
            if isinstance(holder, Loose):
                holder.held = _set(holder.data, directive)
                continue
            params = _own_params(holder, own)
            made = _set(tree_of(params[at]), directive)
            tree = isinstance(holder.held, dict)
            params[at] = made if tree else in_types(made, "params")
            if holder.kind == "control":
                touched.parameters.setdefault(id(holder), []).append(place)


def not_there(parameter: str, place: str, note: Note) -> None:
    """Warn of setting a parameter that is not in the result."""
    message = f"There is no parameter {parameter!r} to set"
    note("req-modify-set-param-warning", place, message)


def _slots(nodes: list[Node]) -> dict[str, list[Slot]]:
    """Where each parameter of a group or control stands, by its id."""
    found: dict[str, list[Slot]] = {}
    for node in walk(nodes):
        for index, one in enumerate(as_list(kept_in(node.held, "params")) or ()):
            if is_part(one):
                found.setdefault(id_of(one), []).append((node, index))
    return found


def _own_params(node: Node, own: set[Node]) -> list[Any]:
    """The parameters of a node, made the result's own when first asked for."""
    held = node.held
    if node not in own:
        own.add(node)
        held = node.own()
        put_in(held, "params", [*kept_in(held, "params")])
    params: list[Any] = kept_in(held, "params")
    return params


def _set(param: Tree, directive: Tree) -> Tree:
    """The parameter with what is set replaced, and what is added behind its like."""
    made = dict(param)
    if "values" in directive or "select" in directive:
        made.pop("values", None)
        made.pop("select", None)
    for key in _REPLACED:
        if key in directive:
            made[key] = directive[key]
    for key in _ADDED:
        added = as_list(directive.get(key))
        if added is not None:
            made[key] = _joined(as_list(made.get(key)) or [], added, key)
    return made


def _joined(there: list[Any], added: list[Any], key: str) -> list[Any]:
    """Both, less what is there already under the same distinctive id."""
    mark = {"props": "uuid"}.get(key, "")
    new = {one.get(mark) for one in map(_table, added) if mark and one.get(mark)}
    return [
        one for one in there if _table(one).get(mark) not in new or not mark
    ] + added


def _table(one: object) -> Tree:
    return as_object(one) or {}


def _alter(altered: list[tuple[Node, Alters]], note: Note) -> None:
    """Add and remove, in controls that become the result's own: others have them too.

    All that alters is taken together: what one adds, no other removes; what several add
    in one place stands in the order of the profile; and what is removed still marks the
    place before or after which something is added.
    """
    own: set[Node] = set()
    doomed: set[int] = set()
    for node, alters in altered:
        removes = [one for _, alter in alters for one in objects(alter, "removes")]
        if removes:
            _held_as_trees(node, own)
        for remove in removes:
            doomed.update(map(id, _removed(node, remove)))
    for node, alters in altered:
        _add_all(node, alters, own, note)
    for node, alters in altered:
        if any(objects(alter, "removes") for _, alter in alters):
            _take_out(node, doomed)


def _held_as_trees(top: Node, own: set[Node]) -> None:
    """Hold a control and those inside it as trees that nobody else has."""
    for node in walk([top]):
        if node not in own:
            own.add(node)
            held = node.held
            node.held = copied(held) if isinstance(held, dict) else node.data


def _add_all(node: Node, alters: Alters, own: set[Node], note: Note) -> None:
    adding = Adding(own)
    for place, alter in alters:
        for index, add in enumerate(objects(alter, "adds")):
            if not adding.add(node, add):
                message = f"There is nothing called {add.get('by-id')!r} to add to"
                rule = "req-modify-alter-add-explicit-id-warning"
                note(rule, f"{place}/adds/{index}", message)


def _removed(node: Node, remove: Tree) -> Iterator[Tree]:
    """What a directive removes: it meets every criterion, and there is one."""
    matches = [
        _criterion(key, str(value))
        for key, value in remove.items()
        if key in _CRITERIA and isinstance(value, str)
    ]
    if matches:
        for name, one in _inside(node):
            if all(fits(name, one) for fits in matches):
                yield one


Fits = Callable[[str, Tree], bool]
_OSCAL = "http://csrc.nist.gov/ns/oscal"
_CRITERIA = ("by-name", "by-class", "by-id", "by-item-name", "by-ns")


def _criterion(key: str, value: str) -> Fits:
    if key == "by-item-name":
        return lambda name, _: name == value
    if key == "by-ns" and value == _OSCAL:
        # Metaschema: an object that names no namespace is of OSCAL's own; a control,
        # which could name none, is of no namespace.
        return lambda name, one: name != "control" and one.get("ns", _OSCAL) == value
    inside = key.removeprefix("by-")
    return lambda _, one: one.get(inside) == value


def _inside(node: Node) -> Iterator[tuple[str, Tree]]:
    """Every object strictly inside a control, however deep, with its name."""
    yield from _objects(node.data)
    for child in node.children:
        yield "control", child.data
        yield from _inside(child)


def _objects(table: Tree) -> Iterator[tuple[str, Tree]]:
    for key, value in table.items():
        for one in _tables(value):
            yield _singular(key), one
            yield from _objects(one)


def _tables(value: Any) -> Iterator[Tree]:
    """The object, or the objects of an array."""
    items = as_list(value)
    for one in (value,) if items is None else items:
        table = as_object(one)
        if table is not None:
            yield table


def _take_out(node: Node, doomed: Collection[int]) -> None:
    _prune(node.data, doomed)
    node.children = [one for one in node.children if id(one.data) not in doomed]
    for child in node.children:
        _take_out(child, doomed)


def _prune(table: Tree, doomed: Collection[int]) -> None:
    """Take out what is doomed, and arrays that are left empty."""
    for key, value in list(table.items()):
        items = as_list(value)
        if items:
            table[key] = [one for one in items if id(one) not in doomed]
            gone = not table[key]
        else:
            gone = id(value) in doomed
        if gone:
            del table[key]
        else:
            for one in _tables(table[key]):
                _prune(one, doomed)


def _singular(key: str) -> str:
    """An object's name in an array is the singular of the array's."""
    return key.removesuffix("s") if key in ARRAYS else key
