"""HTML as values: elements are built, never concatenated, so nothing goes unescaped."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import TypeAlias, Union

__all__ = ["Element", "Node", "element", "page_text"]

Node: TypeAlias = Union[str, "Element", Iterable["Node"], None]
"""Text (always escaped), an element, several of them, or nothing."""

VOID = frozenset({"meta", "link", "br", "hr"})
"""Elements without an end tag (HTML standard, section 13.1.2)."""

RAW = frozenset({"style"})
"""Raw text elements: their content is our own style sheet, never a person's text."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element with its attributes and children."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple[Node, ...]


def element(name: str, /, *children: Node, **attributes: str | None) -> Element:
    """Build an element; `class_` and `aria_hidden` become `class` and `aria-hidden`.

    An attribute that is None is left out.
    """
    named = tuple(
        (key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
        if value is not None
    )
    return Element(name, named, children)


def page_text(root: Element) -> str:
    """The whole page: doctype, then the element, every text and attribute escaped."""
    return f"<!doctype html>\n{_text(root)}\n"


def _text(node: Node) -> str:
    if node is None:
        return ""
    if isinstance(node, str):
        return escape(node)
    if isinstance(node, Element):
        return _element_text(node)
    return "".join(_text(child) for child in node)


def _element_text(node: Element) -> str:
    named = "".join(f' {key}="{escape(value)}"' for key, value in node.attributes)
    if node.name in VOID:
        return f"<{node.name}{named}>"
    if node.name in RAW:
        inner = "".join(child for child in node.children if isinstance(child, str))
    else:
        inner = _text(node.children)
    return f"<{node.name}{named}>{inner}</{node.name}>"
