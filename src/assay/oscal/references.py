"""References inside a document: what points to something that is not there.

An `href` of `#x` must find an id or uuid in the document, and an insertion of a
parameter that parameter, where the document is a catalog and so holds all of them. A
link between controls whose other end was left out of a baseline is none of this: the
Metaschema states that itself, as a warning. An anchor in prose that could be no id at
all, such as `#/path/to`, was made for another place than the document: a warning too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from assay.oscal.datatypes import DATATYPES
from assay.oscal.document import Document
from assay.oscal.fault import Fault, Level
from assay.oscal.tree import Tree, as_list, as_object

__all__ = ["reference_faults"]

_ANCHOR: Final = re.compile(r"\]\(#([^)\s]+)\)")
_INSERT: Final = re.compile(r"\{\{\s*insert:\s*param\s*,\s*([^\s}]+)\s*\}\}")
_BETWEEN_CONTROLS: Final = ("related", "required", "incorporated-into", "moved-to")
_NAMES: Final = ("id", "uuid")


def reference_faults(document: Document) -> Iterator[Fault]:
    """Every reference that finds nothing, in the order of the document."""
    there = _There()
    _gather(document.content, (None, document.root), there)
    known = _Known(
        names=frozenset(there.names),
        params=frozenset(there.params) if document.root == "catalog" else None,
        selected=_is_selection(document),
    )
    for place, said in there.pointing:
        if isinstance(said, str):
            yield from _prose(said, place, known)
        else:
            yield from _link(said, place, known)


Place = tuple[Any, str | int]
"""Where something is: the place of what it is in, and its key or index there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What a document holds that can be referred to."""

    names: frozenset[str]
    params: frozenset[str] | None
    """None where parameters may be declared elsewhere."""
    selected: bool
    """Whether it is a selection from a catalog, whose prose speaks of the rest too."""


def _is_selection(document: Document) -> bool:
    links = as_list((as_object(document.content.get("metadata")) or {}).get("links"))
    return any(
        (as_object(one) or {}).get("rel") in ("source-profile", "resolution-source")
        for one in links or ()
    )


@dataclass(slots=True)
class _There:
    """What a document says, and what in it may point to something."""

    names: set[str] = field(default_factory=set[str])
    params: set[str] = field(default_factory=set[str])
    pointing: list[tuple[Place, Tree | str]] = field(
        default_factory=list[tuple[Place, Tree | str]]
    )
    """Links as they are, and texts with an anchor or an insertion."""


def _gather(value: Any, place: Place, there: _There) -> None:
    table = as_object(value)
    if table is not None:
        there.names.update([str(table[name]) for name in _NAMES if name in table])
        if "params" in table:
            params = map(as_object, as_list(table["params"]) or ())
            there.params.update(str((one or {}).get("id", "")) for one in params)
    for key, one in enumerate(value) if table is None else table.items():
        if isinstance(one, str):
            if key == "href":
                there.pointing.append(((place, key), value))
            elif "](#" in one or "{{" in one:
                there.pointing.append(((place, key), one))
        elif isinstance(one, dict | list):
            _gather(one, (place, key), there)


def _path(place: Place | None) -> str:
    steps: list[str] = []
    while place is not None:
        place, key = place
        steps.append(str(key))
    return "/" + "/".join(reversed(steps))


def _link(table: Tree, place: Place, known: _Known) -> Iterator[Fault]:
    href = str(table["href"])
    between = table.get("rel") in _BETWEEN_CONTROLS
    if href.startswith("#") and href[1:] not in known.names and not between:
        message = f"Nothing in the document is called {href[1:]!r}"
        yield Fault(path=_path(place), rule="reference:href", message=message)


def _prose(text: str, place: Place, known: _Known) -> Iterator[Fault]:
    for found in _ANCHOR.finditer(text):
        if found[1] not in known.names:
            message = f"Nothing in the document is called {found[1]!r}"
            meant = any(DATATYPES[kind](found[1]) for kind in ("token", "uuid"))
            level: Level = "error" if meant and not known.selected else "warning"
            rule = "reference:anchor"
            path = _path(place)
            yield Fault(path=path, rule=rule, message=message, level=level)
    if known.params is None:
        return
    for found in _INSERT.finditer(text):
        if found[1] not in known.params:
            message = f"There is no parameter {found[1]!r} to insert"
            path = _path(place)
            yield Fault(path=path, rule="reference:insert", message=message)
