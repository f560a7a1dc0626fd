"""Canonical order: the keys of every object as the Metaschema lists them.

Order conveys nothing in JSON (req-order); it is what makes one result one sequence of
bytes, whichever form its sources were in.
"""

from functools import cache
from typing import Any

import msgspec

from assay.oscal.definitions import Definition, definition, roots
from assay.oscal.model import part_type
from assay.oscal.tree import Tree, as_list, as_object

__all__ = ["defined_under", "in_order", "keys_in_order", "part_in_order"]


def in_order(value: Tree, root: str, of: str = "") -> Tree:
    """An object with its keys in canonical order, unknown ones behind.

    Args:
        value: The content of a model, or a part of one.
        root: The model by the name of its root.
        of: The definition of the part; the content's where empty.
    """
    ordered: Tree = msgspec.to_builtins(part_in_order(value, root, of))
    return ordered


def part_in_order(value: Any, root: str, of: str = "") -> Any:
    """As `in_order`, as types of the model where it can be; types stay as they are."""
    if isinstance(value, msgspec.Struct):
        return value
    of = of or roots()[root]
    try:
        return msgspec.convert(value, part_type(root, of))
    except msgspec.ValidationError:
        return _ordered(value, definition(of))


def defined_under(of: str, key: str) -> str:
    """The definition of what an object of a definition has under a key."""
    return _keys(of)[key]


def keys_in_order(value: Tree, of: str) -> Tree:
    """An object with its own keys in canonical order; what they hold stays as it is."""
    keys = _keys(of)
    known = {key: value[key] for key in keys if key in value}
    return known | {key: one for key, one in value.items() if key not in keys}


@cache
def _keys(identifier: str) -> dict[str, str]:
    """Every key of an object in order, with the definition of what it holds."""
    one = definition(identifier)
    keys = {flag.name: "" for flag in one.flags}
    if one.value:
        keys[one.value] = ""
    return keys | {child.key: child.of for child in one.children}


def _ordered(value: Any, kind: Definition) -> Any:
    table = as_object(value)
    if table is None:
        return value
    keys = _keys(kind.id)
    known = {key: _inner(table[key], of) for key, of in keys.items() if key in table}
    return known | {key: one for key, one in table.items() if key not in keys}


def _inner(value: Any, of: str) -> Any:
    if not of:
        return value
    items = as_list(value)
    if items is not None:
        return [_ordered(one, definition(of)) for one in items]
    return _ordered(value, definition(of))
