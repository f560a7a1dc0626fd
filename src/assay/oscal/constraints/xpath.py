"""XPath 3.1 beyond what is compiled here, evaluated over a mirror of the document.

The mirror is the document as Metapath sees it (elements by their names in XML, flags as
attributes, no namespace, no wrapping elements), which is what the expressions of a
constraint set are written for. What would reach outside the document, another document,
the environment, the clock, is refused: nothing is fetched on behalf of a constraint.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final, TypeAlias
from xml.etree import ElementTree as ET

from assay.oscal.constraints.closures import OSCAL, Value
from assay.oscal.constraints.items import Item

__all__ = ["Mirror", "NotEvaluated", "Variables"]

Variables: TypeAlias = Mapping[str, list[Any]]
"""What `let` bound, by name, as the evaluator has it."""

_OUTSIDE: Final = frozenset(
    {
        "available-environment-variables",
        "collection",
        "current-date",
        "current-dateTime",
        "current-time",
        "doc",
        "doc-available",
        "environment-variable",
        "function-lookup",
        "implicit-timezone",
        "json-doc",
        "load-xquery-module",
        "parse-xml",
        "parse-xml-fragment",
        "random-number-generator",
        "resolve-profile",
        "transform",
        "unparsed-text",
        "unparsed-text-available",
        "unparsed-text-lines",
        "uri-collection",
    }
)
_PIECE: Final = re.compile(
    r"'[^']*'|\"[^\"]*\"|(?P<name>[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)\s*(?P<after>[(#])"
)
_SPACE: Final = f"((@ns, '{OSCAL}')[1]) = ("
"""What `has-oscal-namespace(` comes to: a name without a namespace is in OSCAL's."""


class NotEvaluated(ValueError):  # noqa: N818 - reads as what it is
    """An expression that is no XPath, goes outside, or has no value here."""


class Mirror:
    """One document, ready for any expression."""

    def __init__(self, top: Item) -> None:
        import elementpath  # noqa: PLC0415 - a third of a second, rarely needed

        self._library: Any = elementpath
        self._items: dict[int, Item] = {}
        self._nodes: dict[tuple[int, str, int], Any] = {}
        tree: Any = ET.ElementTree(self._element(top))
        self._tree: Any = elementpath.get_node_tree(tree)
        for node in self._tree.iter():
            item = self._items.get(id(getattr(node, "obj", None)))
            if item is not None:
                self._nodes[item.mark] = node

    def _element(self, top: Item) -> ET.Element:
        """The items as elements, the document's text as theirs."""
        root = self._made(top)
        ahead = [(top, root)]
        while ahead:
            item, element = ahead.pop()
            for child in item.children():
                inner = self._made(child)
                element.append(inner)
                ahead.append((child, inner))
        return root

    def _made(self, item: Item) -> ET.Element:
        flags = {one.name[1:]: one.text or "" for one in item.flags()}
        element = ET.Element(item.name, flags)
        element.text = item.text
        self._items[id(element)] = item
        return element

    def values(self, text: str, item: Item, variables: Variables) -> list[Value]:
        """The value of an expression at an item, as items and plain values.

        Raises:
            NotEvaluated: It has none.
        """
        return [self._value(one) for one in self.raw(text, item, variables)]

    def holds(self, text: str, item: Item, variables: Variables) -> bool:
        """The effective boolean value of an expression at an item.

        Raises:
            NotEvaluated: It has none.
        """
        found = self.raw(f"boolean({text})", item, variables)
        return found == [True]

    def raw(self, text: str, item: Item, variables: Variables) -> list[Any]:
        """The value of an expression at an item, as the evaluator has it.

        Raises:
            NotEvaluated: It has none.
        """
        node = self._node(item)
        if node is None:
            raise NotEvaluated("it is asked of nothing in the document")
        token = _parsed(text)
        context: Any = self._library.XPathContext(
            self._tree, item=node, variables=dict(variables)
        )
        try:
            return list(token.select(context))
        except _raised() as fault:
            raise NotEvaluated(_said(fault)) from None

    def taken(self, values: Iterable[Value]) -> list[Any]:
        """Items and plain values as the evaluator has them.

        Raises:
            NotEvaluated: An item is of another document.
        """
        found: list[Any] = []
        for one in values:
            node = self._node(one) if isinstance(one, Item) else one
            if node is None:
                raise NotEvaluated("it is asked of nothing in the document")
            found.append(node)
        return found

    def _node(self, item: Item) -> Any:
        """The evaluator's node of an item; of a flag, that of the attribute."""
        node = self._nodes.get(item.mark)
        if node is not None or item.parent is None:
            return node
        holder = self._nodes.get(item.parent.mark)
        flags = () if holder is None else holder.attributes
        return next((one for one in flags if one.name == item.name[1:]), None)

    def _value(self, one: Any) -> Value:
        """A node as its item, an atomic value as a plain one."""
        item = self._items.get(id(getattr(one, "obj", None)))
        if item is not None:
            return item
        holder = getattr(one, "parent", None)
        if holder is not None and getattr(one, "name", None):
            flagged = self._items[id(holder.obj)].flag(one.name)
            if flagged is not None:
                return flagged
        if isinstance(one, bool | str):
            return one
        if isinstance(one, int | float):
            return float(one)
        return str(getattr(one, "string_value", one))


@cache
def _parsed(text: str) -> Any:
    """The expression, read once.

    Raises:
        NotEvaluated: It is no XPath, or reaches outside.
    """
    from elementpath.xpath31 import XPath31Parser  # noqa: PLC0415 - as above

    parser: Any = XPath31Parser()
    try:
        return parser.parse(_PIECE.sub(_replaced, text))
    except NotEvaluated:
        raise
    except _raised() as fault:
        raise NotEvaluated(_said(fault)) from None


def _replaced(piece: re.Match[str]) -> str:
    name = (piece["name"] or "").rpartition(":")[2]
    if name in _OUTSIDE:
        raise NotEvaluated(f"{name} asks for what is outside of the document")
    if name == "has-oscal-namespace" and piece["after"] == "(":
        return _SPACE
    return piece[0]


@cache
def _raised() -> tuple[type[Exception], ...]:
    """What the evaluator raises: its own errors, and what it lets through."""
    from elementpath import ElementPathError  # noqa: PLC0415 - as above

    return (
        ElementPathError,
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        RuntimeError,
        SyntaxError,
        TypeError,
        ValueError,
        re.error,
    )


def _said(fault: BaseException) -> str:
    return str(fault).partition("\n")[0] or type(fault).__name__
