"""Merge: what becomes of controls taken twice, and how the result is arranged.

Requirements of the specification: req-merge-none, req-merge-keep,
req-merge-keep-warning, req-merge-use-first, req-stucture, req-structure-none,
req-merge-flat-list-1 to -3, id-structure-as-is-list-1 and -2, req-prune-keep of groups,
req-custom-group, -group-contents, req-custom-select, -select-ignore, -select-warning.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assay.oscal.resolve.nodes import always, controls_in, objects, walk
from assay.oscal.resolve.outside import Outside, outside_of
from assay.oscal.resolve.selection import Note, selected
from assay.oscal.resolve.values import Node, Options, Unresolved, id_of
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
    loose: Outside


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
    kept = _combined(selections, str(combine), note)
    structure = wanted[0] if wanted else "flat"
    taken = set(kept)
    own: set[int] = set()
    if structure == "as-is":
        nodes = _as_is(selections, taken, note)
        own = {node.identity for node in walk(nodes)} - {0}
    elif structure == "custom":
        custom = _Custom(selections, taken, note, options.keep_parents)
        nodes = custom.nodes(as_object(merge["custom"]) or {}, "merge/custom")
    else:
        nodes = [node.around([]) for node in kept]
    sources = ((one.params, one.nodes) for one in selections)
    return Arranged(nodes=nodes, loose=outside_of(sources, taken, own))


def _combined(selections: list[Selection], method: str, note: Note) -> list[Node]:
    """The controls taken, in order; under use-first, of each id only the first."""
    found: list[Node] = []
    seen: set[str] = set()
    for selection in selections:
        taken = selection.taken
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


def _as_is(selections: list[Selection], taken: set[Node], note: Note) -> list[Node]:
    result: list[Node] = []
    for selection in selections:
        _gather(result, _reduced(selection.nodes, taken), note)
    return result


def _reduced(nodes: Iterable[Node], taken: set[Node]) -> Iterator[Node]:
    """Groups that hold something taken; a control not taken gives way to its own.

    A group that says it is to be kept always stays without controls (req-prune-keep).
    """
    for node in nodes:
        inside = list(_reduced(node.children, taken))
        if node.kind == "control" and node not in taken:
            yield from inside
        elif node.kind == "control" or inside or always(node.held):
            yield node.around(inside)


def _gather(result: list[Node], nodes: Iterable[Node], note: Note) -> None:
    """Add nodes to those there; a group that is there already takes in its like.

    Two groups of one id that say different things both stay, for each is to appear
    with all of its own (id-structure-as-is-list-1). Without ids groups are one where
    they are of one source, or came through profiles and say the same.
    """
    groups = [one for one in result if one.kind == "group"]
    known = {_likeness(one): one for one in groups}
    nameless = [one for one in groups if not one.id]
    for node in nodes:
        same = known.get(_likeness(node)) if node.kind == "group" else None
        if same is None and node.kind == "group" and not node.id:
            same = next((one for one in nameless if one.says_the_same(node)), None)
        if same in nameless:
            nameless.remove(same)  # two alike in one source stay two
        if same is not None and same.says_the_same(node):
            _gather(same.children, node.children, note)
            continue
        if same is not None:
            message = f"The group {node.id!r} is in the result more than once"
            note("req-merge-keep-warning", "merge", message)
        result.append(node)
        if node.kind == "group":
            known[_likeness(node)] = node


def _likeness(node: Node) -> str | int:
    return node.id or node.identity


@dataclass(frozen=True, slots=True)
class _Custom:
    """The groups that the profile writes, with the controls it puts into them."""

    selections: list[Selection]
    kept: set[Node]
    note: Note
    parents: bool

    def nodes(self, container: Tree, place: str) -> list[Node]:
        """What stands in the structure, or in one of its groups."""
        return [*self._inserted(container, place), *self._groups(container, place)]

    def _groups(self, container: Tree, place: str) -> Iterator[Node]:
        for index, group in enumerate(objects(container, "groups")):
            inside = self.nodes(group, f"{place}/groups/{index}")
            own = {k: v for k, v in group.items() if k not in ("groups", _INSERT)}
            made = self._filled(own)
            yield Node(made, id_of(made), "group", inside, identity=id(group))

    def _filled(self, own: Tree) -> Tree:
        """A group, with what an imported group of its id has.

        What the profile writes itself wins where there can be only one
        (req-custom-group-contents).
        """
        like = self._imported(str(own.get("id", "")))
        if like is None:
            return own
        made: Tree = {**like.data, **own}
        for key in _ARRAYS:
            both = [*objects(like.data, key), *objects(own, key)]
            if both:
                made[key] = both
        return made

    def _imported(self, identifier: str) -> Node | None:
        every = (one for selection in self.selections for one in walk(selection.nodes))
        groups = (one for one in every if one.kind == "group" and identifier)
        return next((one for one in groups if one.id == identifier), None)

    def _inserted(self, container: Tree, place: str) -> Iterator[Node]:
        for index, insert in enumerate(objects(container, _INSERT)):
            here = f"{place}/{_INSERT}/{index}"
            taken = self._selected(insert, here)
            if not taken:
                message = "It selects none of the controls taken"
                self.note("req-custom-select-warning", here, message)
            nodes = (one.nodes for one in self.selections)
            found = [node for some in nodes for node in _nested(some, taken)]
            order = insert.get("order", "keep")
            if order in ("ascending", "descending"):
                found.sort(key=lambda node: node.id, reverse=order == "descending")
            yield from found

    def _selected(self, insert: Tree, here: str) -> set[Node]:
        def below(rule: str, where: str, message: str) -> None:
            self.note(rule, f"{here}/{where}", message)

        nodes = [node for one in self.selections for node in one.nodes]
        return self.kept & selected(insert, nodes, below, parents=self.parents)


_INSERT = "insert-controls"
_ARRAYS = ("params", "props", "links", "parts")


def _nested(nodes: Iterable[Node], taken: set[Node]) -> Iterator[Node]:
    """The controls taken, each with those inside it that are taken too."""
    for node in nodes:
        inside = _nested(node.children, taken)
        if node in taken:
            yield node.around(list(inside))
        else:
            yield from inside
