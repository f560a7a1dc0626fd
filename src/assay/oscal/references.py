"""References inside a document: what points to something that is not there.

An `href` of `#x` must find an id or uuid in the document, and an insertion of a
parameter that parameter, where the document is a catalog and so holds all of them. A
link between controls whose other end was left out of a baseline is none of this: the
Metaschema states that itself, as a warning.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

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
    names: set[str] = set()
    params: set[str] = set()
    _gather(document.content, "", names, params)
    known = _Known(
        names=frozenset(names),
        params=frozenset(params) if document.root == "catalog" else None,
        selected=_is_selection(document),
    )
    yield from _faults(document.content, f"/{document.root}", known)


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


def _gather(value: Any, key: str, names: set[str], params: set[str]) -> None:
    table = as_object(value)
    if table is not None:
        names.update(str(table[name]) for name in _NAMES if name in table)
        if key == "params":
            params.add(str(table.get("id", "")))
        for inner, one in table.items():
            if not isinstance(one, str):
                _gather(one, inner, names, params)
    else:
        for one in as_list(value) or ():
            _gather(one, key, names, params)


def _faults(value: Any, path: str, known: _Known) -> Iterator[Fault]:
    table = as_object(value)
    items: Any = table.items() if table is not None else enumerate(as_list(value) or ())
    for key, one in items:
        where = f"{path}/{key}"
        if not isinstance(one, str):
            if isinstance(one, dict | list):
                yield from _faults(one, where, known)
        elif key == "href":
            yield from _link(table or {}, one, where, known)
        elif "](#" in one or "{{" in one:
            yield from _prose(one, where, known)


def _link(table: Tree, href: str, path: str, known: _Known) -> Iterator[Fault]:
    between = table.get("rel") in _BETWEEN_CONTROLS
    if href.startswith("#") and href[1:] not in known.names and not between:
        message = f"Nothing in the document is called {href[1:]!r}"
        yield Fault(path=path, rule="reference:href", message=message)


def _prose(text: str, path: str, known: _Known) -> Iterator[Fault]:
    for found in _ANCHOR.finditer(text):
        if found[1] not in known.names:
            message = f"Nothing in the document is called {found[1]!r}"
            level: Level = "warning" if known.selected else "error"
            rule = "reference:anchor"
            yield Fault(path=path, rule=rule, message=message, level=level)
    if known.params is None:
        return
    for found in _INSERT.finditer(text):
        if found[1] not in known.params:
            message = f"There is no parameter {found[1]!r} to insert"
            yield Fault(path=path, rule="reference:insert", message=message)
