"""Import: which controls of a catalog a profile takes.

Requirements of the specification: req-include-all, req-include-by-id,
req-include-by-match, req-include-by-match-empty, req-with-child-controls-yes, -no and
-none, req-with-parent-controls-yes and -no, req-exclude, req-exclude-additional,
req-redundant. Where a directive has no `with-parent-controls`, which later models do
not know, parents stay behind, unless the caller has it otherwise
(req-with-parent-controls-none).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from assay.oscal.resolve.nodes import controls_in, objects
from assay.oscal.resolve.values import Node
from assay.oscal.tree import Tree, as_list

__all__ = ["Note", "selected"]

Note = Callable[[str, str, str], None]
"""Rule, place below the directive, message."""


def selected(
    directive: Tree, nodes: list[Node], note: Note, *, parents: bool = False
) -> set[Node]:
    """The controls that an import takes: what it includes less what it excludes.

    Args:
        directive: An import, or a custom structure's insertion.
        nodes: What there is to take from.
        note: Told of what selects nothing.
        parents: Whether parents come along where what includes does not say; what
            excludes leaves them be unless it says so.
    """
    known: dict[str, list[Node]] = {}
    for node in controls_in(nodes):
        known.setdefault(node.id, []).append(node)
    if _takes_all(directive):
        taken = set(controls_in(nodes))
    else:
        taken = _chosen(directive, "include-controls", known, note, parents=parents)
    out = _chosen(directive, "exclude-controls", known, note, parents=False)
    return taken - out


def _takes_all(directive: Tree) -> bool:
    """Include-all, or neither directive: the specification's implicit all."""
    return "include-all" in directive or "include-controls" not in directive


def _chosen(
    directive: Tree,
    key: str,
    known: Mapping[str, list[Node]],
    note: Note,
    *,
    parents: bool,
) -> set[Node]:
    """The controls that the selections under a key name or match."""
    found: set[Node] = set()
    for index, one in enumerate(objects(directive, key)):
        here = set(_named(one, known, note, f"{key}/{index}"))
        if one.get("with-child-controls") == "yes":
            inside = {below for node in here for below in controls_in([node])}
        else:
            inside = here
        if one.get("with-parent-controls", "yes" if parents else "no") == "yes":
            found |= _around(here, known)
        found |= inside
    return found


def _around(taken: set[Node], known: Mapping[str, list[Node]]) -> set[Node]:
    """The controls that hold one of these, however deep."""
    every = (node for nodes in known.values() for node in nodes)
    return {
        node
        for node in every
        if any(below in taken for below in controls_in(node.children))
    }


def _named(
    one: Tree, known: Mapping[str, list[Node]], note: Note, place: str
) -> Iterable[Node]:
    for index, name in enumerate(as_list(one.get("with-ids")) or []):
        if not isinstance(name, str) or name not in known:
            message = f"There is no control {name!r} to select"
            note("req-include-by-id", f"{place}/with-ids/{index}", message)
            continue
        yield from known[name]
    for index, match in enumerate(objects(one, "matching")):
        pattern: Any = match.get("pattern")
        if not isinstance(pattern, str):
            message = "It has no pattern, so it matches nothing"
            rule = "req-include-by-match-empty"
            note(rule, f"{place}/matching/{index}", message)
            continue
        fits = _glob(pattern)
        for name, nodes in known.items():
            if fits.fullmatch(name):
                yield from nodes


@cache
def _glob(pattern: str) -> re.Pattern[str]:
    """A glob over ids: `*` any characters, `?` one, `[...]` one of these."""
    parts: list[str] = []
    at = 0
    while at < len(pattern):
        letter = pattern[at]
        end = pattern.find("]", at + 2) if letter == "[" else -1
        if end > 0:
            inside = pattern[at + 1 : end].replace("\\", "\\\\")
            inside = f"^{inside[1:]}" if inside[:1] == "!" else inside
            parts.append(f"[{inside}]")
            at = end
        else:
            parts.append({"*": ".*", "?": "."}.get(letter, re.escape(letter)))
        at += 1
    try:
        return re.compile("".join(parts), re.DOTALL)
    except re.error:
        return re.compile(re.escape(pattern))
