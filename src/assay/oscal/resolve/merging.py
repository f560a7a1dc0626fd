"""Merge: what becomes of controls taken twice, and how the result is arranged.

Requirements of the specification: req-merge-none, req-merge-keep,
req-merge-keep-warning, req-merge-use-first, req-stucture, req-structure-none,
req-merge-flat-list-1 to -3, id-structure-as-is-list-1 and -2, req-custom-group,
req-custom-select-ignore, req-custom-select-warning.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assay.oscal.resolve.nodes import controls_in, objects, walk
from assay.oscal.resolve.selection import Note, chosen
from assay.oscal.resolve.values import Node, Options, Unresolved
from assay.oscal.tree import Tree, as_object

__all__ = ["Arranged", "Selection", "arrange"]

_STRUCTURES = ("flat", "as-is", "custom")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What one import brought: the whole catalog, and the controls taken of it."""

    nodes: list[Node]
    taken: set[Node]
    params: list[Tree]
    """Parameters directly in the catalog."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """The result's controls and groups, and the parameters outside of controls."""

    nodes: list[Node]
    params: list[Tree]


def arrange(
    profile: Tree, selections: list[Selection], options: Options, note: Note
) -> Arranged:
    """The selections combined and put in the order that the profile asks for.

    Raises:
        Unresolved: The profile asks for more than one structure (req-stucture).
    """
    merge = as_object(profile.get("merge")) or {}
    wanted = [key for key in _STRUCTURES if key in merge and merge[key] is not False]
    if len(wanted) > 1:
        message = f"The profile asks for {' and '.join(wanted)} at once"
        raise Unresolved(message, remedy="Keep one of them under merge.")
    combine = (as_object(merge.get("combine")) or {}).get("method", "keep")
    kept = _combined(selections, str(combine), options, note)
    params = _loose(selections, kept)
    structure = wanted[0] if wanted else "flat"
    if structure == "as-is":
        nodes = _as_is(selections, kept, options)
        inside = {id(p) for n in walk(nodes) for p in objects(n.data, "params")}
        return Arranged(nodes=nodes, params=[p for p in params if id(p) not in inside])
    flat = [_alone(node) for node in kept]
    if structure == "custom":
        custom = as_object(merge["custom"]) or {}
        return _custom(custom, kept, params, note)
    return Arranged(nodes=flat, params=params)


def _combined(
    selections: list[Selection], method: str, options: Options, note: Note
) -> list[Node]:
    """The controls taken, in order; under use-first, of each id only the first."""
    found: list[Node] = []
    seen: set[str] = set()
    for selection in selections:
        taken = selection.taken
        if options.keep_parents:
            taken |= _parents(selection.nodes, taken)
        for node in controls_in(selection.nodes):
            if node not in taken:
                continue
            if node.id in seen:
                if method == "use-first":
                    taken.discard(node)
                    continue
                message = f"The control {node.id!r} is in the result more than once"
                note("req-merge-keep-warning", "merge", message)
            seen.add(node.id)
            found.append(node)
    return found


def _parents(nodes: Iterable[Node], taken: set[Node]) -> set[Node]:
    """Controls that hold a control that is taken."""
    return {
        node
        for node in controls_in(nodes)
        if any(one in taken for one in controls_in(node.children))
    }


def _loose(selections: list[Selection], kept: list[Node]) -> list[Tree]:
    """Parameters outside of the controls kept, each once.

    They stay if anything refers to them. One that a control in the result declares is
    not loose, even if another import left that control behind.
    """
    anchored = {p.get("id") for node in kept for p in objects(node.data, "params")}
    taken = set(kept)
    found: list[Tree] = []
    for selection in selections:
        outside = [node for node in walk(selection.nodes) if node not in taken]
        params = (p for node in outside for p in objects(node.data, "params"))
        for one in (*selection.params, *params):
            if one.get("id") not in anchored and one not in found:
                found.append(one)
    return found


def _alone(node: Node) -> Node:
    """A control without the controls inside it."""
    return Node(node.kind, node.data, [], node.origin, node.identity)


def _as_is(
    selections: list[Selection], kept: list[Node], options: Options
) -> list[Node]:
    del options
    taken = set(kept)
    result: list[Node] = []
    for selection in selections:
        _gather(result, _reduced(selection.nodes, taken))
    return result


def _reduced(nodes: Iterable[Node], taken: set[Node]) -> Iterator[Node]:
    """Groups that hold something taken; a control not taken gives way to its own."""
    for node in nodes:
        inside = list(_reduced(node.children, taken))
        if node.kind == "control" and node not in taken:
            yield from inside
        elif node.kind == "control" or inside:
            yield Node(node.kind, node.data, inside, node.origin, node.identity)


def _gather(result: list[Node], nodes: Iterable[Node]) -> None:
    """Add nodes to those there; a group that is there already takes in its like."""
    known = {_likeness(one): one for one in result if one.kind == "group"}
    for node in nodes:
        same = known.get(_likeness(node)) if node.kind == "group" else None
        if same is None:
            result.append(node)
            if node.kind == "group":
                known[_likeness(node)] = node
        else:
            _gather(same.children, node.children)


def _likeness(node: Node) -> object:
    return node.id or node.identity


def _custom(custom: Tree, kept: list[Node], params: list[Tree], note: Note) -> Arranged:
    """The groups that the profile writes, with the controls it puts into them."""
    known: dict[str, list[Node]] = {}
    for node in kept:
        known.setdefault(node.id, []).append(node)
    place = "merge/custom"
    nodes = [
        *_inserted(custom, kept, known, note, place),
        *_groups(custom, kept, known, note, place),
    ]
    return Arranged(nodes=nodes, params=params)


def _groups(
    container: Tree,
    kept: list[Node],
    known: dict[str, list[Node]],
    note: Note,
    place: str,
) -> Iterator[Node]:
    for index, group in enumerate(objects(container, "groups")):
        here = f"{place}/groups/{index}"
        inside = [
            *_groups(group, kept, known, note, here),
            *_inserted(group, kept, known, note, here),
        ]
        data = {k: v for k, v in group.items() if k not in ("groups", _INSERT)}
        yield Node("group", data, inside, (), id(group))


_INSERT = "insert-controls"


def _inserted(
    container: Tree,
    kept: list[Node],
    known: dict[str, list[Node]],
    note: Note,
    place: str,
) -> Iterator[Node]:
    for index, insert in enumerate(objects(container, _INSERT)):
        here = f"{place}/{_INSERT}/{index}"

        def below(rule: str, where: str, message: str, here: str = here) -> None:
            note(rule, f"{here}/{where}", message)

        taken = _asked(insert, kept, known, below)
        if not taken:
            message = "It selects none of the controls taken"
            note("req-custom-select-warning", here, message)
        yield from (_alone(node) for node in _ordered(insert, kept, taken))


def _asked(
    insert: Tree, kept: list[Node], known: dict[str, list[Node]], note: Note
) -> set[Node]:
    if "include-all" in insert or "include-controls" not in insert:
        taken = set(kept)
    else:
        taken = chosen(insert, "include-controls", known, note) & set(kept)
    return taken - chosen(insert, "exclude-controls", known, note)


def _ordered(insert: Tree, kept: list[Node], taken: set[Node]) -> list[Node]:
    found = [node for node in kept if node in taken]
    order = insert.get("order", "keep")
    if order in ("ascending", "descending"):
        found.sort(key=lambda node: node.id, reverse=order == "descending")
    return found
