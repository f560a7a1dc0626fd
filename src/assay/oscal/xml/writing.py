"""From the tree to elements and attributes, in the order that the schema demands."""

import re
from typing import Any

from lxml import etree

from assay.errors import BadInput, Problem
from assay.oscal.definitions import Child, Definition, definition, roots
from assay.oscal.markup import BLOCKS, INLINE, UNWRITABLE, into_element
from assay.oscal.scalars import to_text
from assay.oscal.tree import Tree, as_list, as_object
from assay.oscal.xml.names import MARKUP, NAMESPACE, SCHEMA, SPACES, local

__all__ = ["to_xml"]

_PREFIXES: Any = {None: NAMESPACE}
"""The namespace goes without a prefix; the stubs of lxml do not provide for that."""


def to_xml(tree: Tree, root: str, *, file: str = "") -> bytes:
    """The document in XML, UTF-8, indented where that changes no text.

    Raises:
        BadInput: It holds keys that XML has no place for.
    """
    problems: list[Problem] = []
    writer = _Writer(file, problems)
    element = etree.Element(f"{{{NAMESPACE}}}{root}", nsmap=_PREFIXES)
    writer.write(element, tree[root], definition(roots()[root]), f"/{root}")
    for key in tree:
        if key not in (root, "$schema"):
            writer.note(f"/{key}", "This key has no place in XML")
    if problems:
        raise BadInput(problems)
    if isinstance(tree.get("$schema"), str):
        element.addprevious(etree.ProcessingInstruction(SCHEMA, tree["$schema"]))
    _indent(element)
    return (
        etree.tostring(element.getroottree(), encoding="UTF-8", xml_declaration=True)
        + b"\n"
    )


class _Writer:
    """Writes values as elements; notes what XML has no place for."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems

    def write(self, element: Any, value: object, kind: Definition, path: str) -> None:
        """Fill an element with a JSON value."""
        if kind.kind == "field":
            self._field(element, value, kind, path)
            return
        keys = {flag.name for flag in kind.flags}
        keys |= {child.key for child in kind.children}
        table = self._object(value, keys, path)
        self._flags(element, table, kind, path)
        for child in kind.children:
            if child.key in table:
                self._child(element, table[child.key], child, f"{path}/{child.key}")

    def _object(self, value: object, known: set[str], path: str) -> Tree:
        """The value as an object; it and each of its keys must have a place."""
        table = as_object(value)
        if table is None:
            self.note(path, "An object is expected here")
            return {}
        for key, inside in table.items():
            if key not in known and not _attribute(key, inside):
                self.note(f"{path}/{key}", "This key has no place in XML")
        return table

    def _child(self, element: Any, value: object, child: Child, path: str) -> None:
        if child.unwrapped:
            self._markup(element, value, path, multiline=True, loose=True)
            return
        items = as_list(value) if child.many else [value]
        if items is None:
            self.note(path, "An array is expected here")
            return
        around = _sub(element, child.key) if child.wrapped else element
        for index, one in enumerate(items):
            place = f"{path}/{index}" if child.many else path
            self.write(_sub(around, child.name), one, definition(child.of), place)

    def _field(self, element: Any, value: object, kind: Definition, path: str) -> None:
        content = value
        if kind.value:
            known = {kind.value, *(flag.name for flag in kind.flags)}
            table = self._object(value, known, path)
            self._flags(element, table, kind, path)
            content = table.get(kind.value, "")
        if kind.type in MARKUP:
            multiline = kind.type == "markup-multiline"
            self._markup(element, content, path, multiline=multiline)
        else:
            self._text(element, content, path)

    def _markup(
        self,
        element: Any,
        value: object,
        path: str,
        *,
        multiline: bool,
        loose: bool = False,
    ) -> None:
        if not isinstance(value, str):
            self.note(path, "A text is expected here")
            return
        try:
            into_element(element, value, multiline=multiline, loose=loose)
        except ValueError as fault:
            self.note(path, str(fault))

    def _text(self, element: Any, value: object, path: str) -> None:
        element.text = self._plain(value, path)

    def _flags(self, element: Any, value: Tree, kind: Definition, path: str) -> None:
        known = [flag.name for flag in kind.flags]
        others = {child.key for child in kind.children} | {kind.value}
        kept = [k for k, v in value.items() if k not in others and _attribute(k, v)]
        for name in dict.fromkeys((*known, *kept)):
            if name in value:
                element.set(name, self._plain(value[name], f"{path}/{name}"))

    def _plain(self, value: object, path: str) -> str:
        if not isinstance(value, str | int | float):
            self.note(path, "A plain value is expected here")
            return ""
        text = to_text(value)
        found = UNWRITABLE.search(text)
        if found:
            message = f"XML cannot hold the character U+{ord(found[0]):04X}"
            self.note(path, message)
            return ""
        return text

    def note(self, place: str, message: str) -> None:
        """Note what cannot be written."""
        problem = Problem(file=self.file, place=place, message=message)
        self.problems.append(problem)


def _attribute(key: str, value: object) -> bool:
    """Whether a key that OSCAL does not know can be an attribute, and be read again."""
    return isinstance(value, str) and _NAME.fullmatch(key) is not None


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")


def _sub(element: Any, name: str) -> Any:
    return etree.SubElement(element, f"{{{NAMESPACE}}}{name}")


def _indent(element: Any, depth: int = 0) -> None:
    """New lines and spaces between elements that have no text of their own."""
    children = list(element)
    mixed = (element.text or "").strip(SPACES) or any(
        (c.tail or "").strip(SPACES) for c in children
    )
    if not children or mixed or _prose(element):
        return
    pad = "\n" + "  " * (depth + 1)
    element.text = pad
    for child in children:
        _indent(child, depth + 1)
        child.tail = pad
    children[-1].tail = "\n" + "  " * depth


def _prose(element: Any) -> bool:
    """Whether it is markup, where spaces count, or holds some outside of blocks."""
    if not isinstance(element.tag, str):
        return False
    return local(element) in BLOCKS or any(
        isinstance(one.tag, str) and local(one) in INLINE for one in element
    )
