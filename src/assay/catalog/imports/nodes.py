"""Values of a parsed document, taken as what they should be or as nothing."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias, cast

from assay.catalog.ids import UnreadableId, canonical
from assay.ids import well_formed

__all__ = ["Node", "as_object", "identifier_of", "objects", "text_of"]

Node: TypeAlias = Mapping[str, Any]


def identifier_of(stated: str) -> str:
    """The canonical id of a requirement; empty where it has none."""
    try:
        return canonical(stated)
    except UnreadableId:
        return stated.lower() if well_formed(stated.lower()) else ""


def as_object(value: object) -> Node:
    """An object, or an empty one."""
    return cast("Node", value) if isinstance(value, Mapping) else {}


def objects(value: object) -> list[Node]:
    """The objects in an array."""
    if not isinstance(value, list):
        return []
    return [
        cast("Node", one)
        for one in cast("Iterable[object]", value)
        if isinstance(one, Mapping)
    ]


def text_of(value: object) -> str:
    """A text, or none."""
    return value if isinstance(value, str) else ""
