"""Values of a parsed document, taken as what they should be or as nothing."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias, cast

from assay.catalog.ids import UnreadableId, canonical
from assay.ids import slug, well_formed

__all__ = ["Node", "as_object", "id_by", "identifier_of", "objects", "text_of"]

Node: TypeAlias = Mapping[str, Any]
_NAMED: Final = 40


def id_by(title: str, file: str) -> str:
    """An id by the title, or by the file where the title is too long to be one."""
    by_title = slug(title)
    stem = slug(re.sub(r"\.\w+$", "", file.rsplit("/", 1)[-1]))
    return by_title if 0 < len(by_title) <= _NAMED else stem or by_title


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
