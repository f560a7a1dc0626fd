"""From elements and attributes to the tree that JSON has."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from lxml import etree

from assay.errors import BadInput, Problem
from assay.oscal.definitions import Child, Definition, definition, roots
from assay.oscal.markup import BLOCKS, from_elements, from_nothing
from assay.oscal.scalars import from_text
from assay.oscal.tree import Tree
from assay.oscal.xml.names import MARKUP, NAMESPACE, SCHEMA, SPACES, local

__all__ = ["from_xml", "parse_xml"]

_MOST_BYTES: Final = 256 << 20


def from_xml(data: bytes, *, file: str, problems: list[Problem]) -> Tree:
    """The tree of a document in XML; what OSCAL does not know goes to `problems`.

    Raises:
        BadInput: It is not XML, too large, or its root is none of OSCAL's.
    """
    root = parse_xml(data, file)
    name = etree.QName(root)
    if name.namespace != NAMESPACE or name.localname not in roots():
        message = f"The root element is {root.tag}, none of OSCAL's"
        remedy = f"It must be one of {', '.join(roots())} in {NAMESPACE}."
        raise BadInput([Problem(file=file, message=message, remedy=remedy)])
    reader = _Reader(file, problems)
    whole: Tree = {}
    schema = _before(root, SCHEMA)
    if schema:
        whole["$schema"] = schema
    content = definition(roots()[name.localname])
    whole[name.localname] = reader.read(root, content, f"/{name.localname}")
    return whole


def parse_xml(data: bytes, file: str) -> Any:
    """The root element of a file of XML, with no entity read.

    Raises:
        BadInput: It is not XML, is too large, or declares a document type.
    """
    if len(data) > _MOST_BYTES:
        message = f"The file has {len(data):,} bytes; {_MOST_BYTES:,} are read"
        raise BadInput([Problem(file=file, message=message)])
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        huge_tree=False,
    )
    try:
        tree = etree.ElementTree(etree.fromstring(data, parser))
    except etree.XMLSyntaxError as fault:
        line, column = fault.position
        place = f"line {line}, column {column}"
        message = f"The file is not well-formed XML: {fault.msg}"
        raise BadInput([Problem(file=file, place=place, message=message)]) from None
    if getattr(tree.docinfo, "internalDTD", None) is not None:
        message = "The file has a document type declaration"
        remedy = "Remove it: OSCAL needs none, and its entities are not read."
        raise BadInput([Problem(file=file, message=message, remedy=remedy)])
    return tree.getroot()


def _before(root: Any, target: str) -> str:
    """The content of a processing instruction that stands before the root."""
    before = root.getprevious()
    while before is not None:
        if before.tag is etree.PI and before.target == target:
            return str(before.text or "")
        before = before.getprevious()
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """A definition as one looks up elements and attributes in it."""

    known: dict[object, str]
    """From an element's full name to the child that it is."""
    groups: dict[str, str]
    """From the element around several of a kind to the name of each."""
    prose: str
    """The child whose markup stands without an element of its own; empty for none."""
    flags: dict[str, str]
    """The data type of each attribute, in order."""


@cache
def _form(identifier: str) -> _Form:
    kind = definition(identifier)
    return _Form(
        known={
            f"{{{NAMESPACE}}}{one.name}": one.name
            for one in kind.children
            if not one.unwrapped
        },
        groups={one.key: one.name for one in kind.children if one.wrapped},
        prose=next((one.name for one in kind.children if one.unwrapped), ""),
        flags={flag.name: flag.type for flag in kind.flags},
    )


class _Reader:
    """Reads elements; notes what it does not know, with the place."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems

    def read(self, element: Any, kind: Definition, path: str) -> Any:
        """The JSON value of one element."""
        if kind.kind == "field":
            return self._field(element, kind, path)
        found = self._flags(element, kind)
        if not len(element) and not element.text:
            return found
        by_name = self._sorted(element, kind, path)
        for child in kind.children:
            here = by_name.get(child.name, [])
            if child.unwrapped:
                text = _prose(here, element)
                if text is not None:
                    found[child.key] = text
            elif here:
                found[child.key] = self._children(here, child, path)
        return found

    def _children(self, elements: list[Any], child: Child, path: str) -> Any:
        inner = definition(child.of)
        values = [
            self.read(one, inner, _step(path, child, index))
            for index, one in enumerate(elements)
        ]
        if child.many:
            return values
        if len(values) > 1:
            message = f"There are {len(values)} elements {child.name}"
            self._note(elements[1], path, message, "Keep one of them.")
        return values[0]

    def _sorted(
        self, element: Any, kind: Definition, path: str
    ) -> dict[str, list[Any]]:
        """The child elements by the name of the child that they are."""
        found: dict[str, list[Any]] = {}
        form = _form(kind.id)
        texts = [element.text]
        for one in element:
            texts.append(one.tail)
            name = form.known.get(one.tag)
            if name is not None:
                if name not in found:
                    found[name] = []
                found[name].append(one)
            elif isinstance(one.tag, str):
                self._other(one, form, path, found)
        for text in texts:
            if text and text.strip(SPACES):
                message = f"Text stands between elements: {text.strip()[:40]!r}"
                self._note(element, path, message)
        return found

    def _other(
        self, element: Any, form: _Form, path: str, found: dict[str, list[Any]]
    ) -> None:
        """An element around several, or one of prose; all else is not known."""
        name = local(element)
        if name in form.groups:
            inside = list(element.iterchildren(etree.Element))
            found.setdefault(form.groups[name], []).extend(inside)
        elif form.prose and name in BLOCKS:
            found.setdefault(form.prose, []).append(element)
        else:
            message = f"The element {name or element.tag} is not known"
            self._note(element, path, message)

    def _field(self, element: Any, kind: Definition, path: str) -> Any:
        if kind.type in MARKUP:
            multiline = kind.type == "markup-multiline"
            value: Any = from_elements([element], multiline=multiline, inside=True)
        else:
            text = "".join(element.itertext())
            value = from_text(text, kind.type)
            for one in element.iterchildren(etree.Element):
                self._note(one, path, f"{local(one)} stands inside plain text")
        flags = self._flags(element, kind)
        return {**flags, kind.value: value} if kind.value else value

    def _flags(self, element: Any, kind: Definition) -> Tree:
        """The attributes in the order of the model, then those it does not know."""
        given = dict(element.attrib)
        if not given:
            return {}
        known = _form(kind.id).flags
        found: Tree = {
            name: from_text(given[name], type_)
            for name, type_ in known.items()
            if name in given
        }
        if len(found) < len(given):
            found |= {
                name: value
                for name, value in given.items()
                if name not in known and not name.startswith("{")
            }
        return found

    def _note(self, element: Any, path: str, message: str, remedy: str = "") -> None:
        place = f"{path} (line {element.sourceline})"
        problem = Problem(file=self.file, place=place, message=message, remedy=remedy)
        self.problems.append(problem)


def _prose(blocks: list[Any], around: Any) -> str | None:
    return from_elements(blocks, multiline=True) if blocks else from_nothing(around)


def _step(path: str, child: Child, index: int) -> str:
    return f"{path}/{child.key}/{index}" if child.many else f"{path}/{child.key}"
