"""The nodes of a framework in CISO Assistant's form, one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from assay.catalog.imports.loose import (
    Faults,
    as_list,
    as_table,
    as_text,
    first_line,
    is_table,
    tables,
)

__all__ = ["Node", "attributes_of", "read_nodes"]

_TRUTH: Final = {"true": True, "false": False}
_PLAIN: Final = ("annotation", "typical_evidence", "weight", "min_score", "max_score")
_LISTED: Final = {"reference_controls": "reference control", "threats": "threat"}
_READ: Final = frozenset(
    {"urn", "ref_id", "name", "description", "assessable", "depth", "parent_urn"}
    | {"implementation_groups", "translations", "question", "questions"}
    | {*_PLAIN, *_LISTED}
)
_READ_OF_QUESTION: Final = frozenset({"urn", "text", "type", "choices"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One node of the tree, as far as it could be read."""

    urn: str
    """In small letters, as the form compares them."""
    place: str
    ref_id: str
    name: str
    text: str
    assessable: bool
    depth: int | None
    parent: str
    levels: tuple[str, ...]
    titles: dict[str, str]
    """Its title in further languages."""
    table: dict[str, Any]


def read_nodes(value: object, place: str, faults: Faults) -> list[Node]:
    """The nodes that have a urn of their own, in order; the rest are faults."""
    found: dict[str, Node] = {}
    for index, one in faults.tables(value, place, "node"):
        here = f"{place}[{index}]"
        faults.leave("node", one, _READ)
        _leave_of_questions(one.get("questions"), faults)
        node = _node(one, here, faults)
        if not node.urn:
            remedy = "Give it a urn; without one nothing can point to it."
            faults.add(f"{here}.urn", "The node has no urn, and is left out", remedy)
        elif node.urn in found:
            first = found[node.urn].place
            message = f"{node.urn!r} is the urn of {first} as well; the first is read"
            faults.add(f"{here}.urn", message, "Give each node its own, or drop one.")
        else:
            found[node.urn] = node
    return list(found.values())


def _leave_of_questions(value: object, faults: Faults) -> None:
    for one in _asked(value):
        faults.leave("question", one, _READ_OF_QUESTION)


def _node(table: dict[str, Any], place: str, faults: Faults) -> Node:
    urn = as_text(table.get("urn"))
    if urn != urn.lower():
        message = f"{urn!r} has capital letters"
        remedy = "Write urns in small letters: they are compared so."
        faults.add(f"{place}.urn", message, remedy)
    return Node(
        urn=urn.lower(),
        place=place,
        ref_id=as_text(table.get("ref_id")),
        name=as_text(table.get("name")),
        text=as_text(table.get("description")),
        assessable=_assessable(table, place, faults),
        depth=_depth(table, place, faults),
        parent=as_text(table.get("parent_urn")).lower(),
        levels=tuple(_levels(table.get("implementation_groups"))),
        titles=_titles(table.get("translations")),
        table=table,
    )


def _assessable(table: dict[str, Any], place: str, faults: Faults) -> bool:
    said = as_text(table.get("assessable")).lower()
    if said not in _TRUTH:
        message = (
            f"assessable is {said!r}, neither true nor false"
            if said
            else "The node does not say whether it is assessable"
        )
        remedy = "Write true or false; it is read as not assessable."
        faults.add(f"{place}.assessable", message, remedy)
    return _TRUTH.get(said, False)


def _depth(table: dict[str, Any], place: str, faults: Faults) -> int | None:
    said = as_text(table.get("depth"))
    if said.isascii() and said.isdigit() and len(said) < len("1000000000"):
        return int(said)
    shown = first_line(said)
    message = f"The depth is {shown!r}, no number" if said else "The node has no depth"
    remedy = "Write 1 at the top, and one more for each level."
    faults.add(f"{place}.depth", message, remedy)
    return None


def _levels(value: object) -> Iterator[str]:
    listed: list[Any] = as_list(value) or list(as_text(value).split(","))
    said = [as_text(one) for one in listed]
    yield from dict.fromkeys(one for one in said if one)


def _titles(value: object) -> dict[str, str]:
    found: dict[str, str] = {}
    for language, said in as_table(value).items():
        table = as_table(said)
        title = first_line(as_text(table.get("name")))
        title = title or first_line(as_text(table.get("description")))
        if title:
            found[language] = title
    return found


def attributes_of(table: dict[str, Any]) -> Iterator[str]:
    """What else a node says, each fact in words: questions, evidence, weights."""
    for key in _PLAIN:
        said = as_text(table.get(key))
        if said:
            yield f"{key.replace('_', ' ')}: {said}"
    for key, word in _LISTED.items():
        for one in filter(None, map(as_text, as_list(table.get(key)))):
            yield f"{word}: {one}"
    yield from _questions(table.get("questions"))
    yield from _old_questions(as_table(table.get("question")))


def _asked(value: object) -> list[dict[str, Any]]:
    """The questions, which stand by urn in a table, or in a list."""
    if is_table(value):
        return [as_table(one) for one in value.values()]
    return [one for _, one in tables(value)]


def _questions(value: object) -> Iterator[str]:
    for one in _asked(value):
        text = as_text(one.get("text"))
        if text:
            yield _question(text, as_text(one.get("type")), one.get("choices"))


def _old_questions(table: dict[str, Any]) -> Iterator[str]:
    """The older layout: one type and one list of choices for all of a node."""
    kind = as_text(table.get("question_type"))
    for _, one in tables(table.get("questions")):
        text = as_text(one.get("text"))
        if text:
            yield _question(text, kind, table.get("question_choices"))


def _question(text: str, kind: str, choices: object) -> str:
    named: list[str] = []
    for one in as_list(choices):
        said = as_table(one).get("value") or as_table(one).get("text") or one
        named.append(first_line(as_text(said)))
    about = ": ".join(filter(None, (kind, ", ".join(filter(None, named)))))
    return f"question: {text} ({about})" if about else f"question: {text}"
