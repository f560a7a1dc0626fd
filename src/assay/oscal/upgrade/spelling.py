"""Texts spelled as their data types have them, since 1.1.0 fixed what those allow."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from assay.oscal.datatypes import DATATYPES
from assay.oscal.definitions import Child, Definition, definition, roots
from assay.oscal.tree import Tree, as_list, as_object

__all__ = ["respell"]

Done: TypeAlias = Callable[[str, str], None]
Mend: TypeAlias = tuple[Callable[[str], str], str]

_MENDS: Final[Mapping[str, Mend]] = MappingProxyType(
    {
        "base64": (lambda text: "".join(text.split()), "spaces taken out"),
        "markup-line": (
            lambda text: " ".join(line.strip() for line in text.strip().splitlines()),
            "its lines joined to one",
        ),
    }
)
"""What can be done by spaces alone, and how that is told."""
_TRIMMED: Final[Mend] = (str.strip, "spaces around it taken away")


def respell(content: Tree, root: str, done: Done) -> None:
    """Mend the texts that can be without loss; leave out optional empty ones."""
    _object(content, definition(roots()[root]), f"/{root}", done)


def _object(value: Any, kind: Definition, path: str, done: Done) -> None:
    table = as_object(value)
    if table is None:
        return
    for flag in kind.flags:
        _text(table, flag.name, flag.type, path, done, optional=not flag.required)
    if kind.value:
        _text(table, kind.value, kind.type, path, done, optional=False)
    for child in kind.children:
        if child.key in table:
            _child(table, child, path, done)


def _child(table: Tree, child: Child, path: str, done: Done) -> None:
    inner = definition(child.of)
    plain = inner.kind == "field" and not inner.value
    here = f"{path}/{child.key}"
    if plain and not child.many:
        _text(table, child.key, inner.type, path, done, optional=not child.least)
    elif plain:
        _texts(as_list(table[child.key]), inner.type, here, done)
    elif child.many:
        for index, one in enumerate(as_list(table[child.key]) or ()):
            _object(one, inner, f"{here}/{index}", done)
    else:
        _object(table[child.key], inner, here, done)


def _text(
    table: Tree, key: str, kind: str, path: str, done: Done, *, optional: bool
) -> None:
    found = _mended(table.get(key), kind)
    if found is None:
        return
    text, said = found
    if text:
        table[key] = text
        done(f"{path}/{key}", said)
    elif optional:
        del table[key]
        done(f"{path}/{key}", "left out: it was empty")


def _texts(items: list[Any] | None, kind: str, path: str, done: Done) -> None:
    for index, one in enumerate(items or ()):
        found = _mended(one, kind)
        if items is not None and found is not None and found[0]:
            items[index] = found[0]
            done(f"{path}/{index}", found[1])


def _mended(value: object, kind: str) -> tuple[str, str] | None:
    """A text as its type has it, and what was done; none where that is not so easy."""
    if not isinstance(value, str) or DATATYPES[kind](value):
        return None
    mend, said = _MENDS.get(kind, _TRIMMED)
    text = mend(value)
    return (text, said) if not text or DATATYPES[kind](text) else None
