"""Prose: Markdown in JSON and YAML, a subset of HTML in XML, and the way between.

The two ways of writing say the same, but not every Markdown text has one spelling:
`*a*` and `_a_` are one element, and a list may be numbered in several ways. So that a
document in JSON comes back from XML as it was, a text whose spelling the elements do
not give again carries it along, in a processing instruction inside the element. It is
believed only where it still says what the elements say.
"""

import json
import re
from typing import Any, Final

from lxml import etree

from assay.oscal.markup.elements import BLOCKS, INLINE, build
from assay.oscal.markup.markdown import render

__all__ = [
    "BLOCKS",
    "INLINE",
    "UNWRITABLE",
    "from_elements",
    "from_nothing",
    "into_element",
]

_SPELLING: Final = "assay-markdown"
_PLAIN: Final = re.compile(r"[^\\`*_~^\"<>&\[\]{}#|!\n\r\t+=-]*(?<! )")
UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that no XML document may hold (XML 1.0, section 2.2)."""


def from_elements(elements: list[Any], *, multiline: bool, inside: bool = False) -> str:
    """The Markdown of elements, or with `inside` of what the one element holds."""
    if inside and not len(elements[0]) and not multiline:
        text = elements[0].text or ""
        if _PLAIN.fullmatch(text) and "  " not in text:
            return str(text)
    written = render(elements, multiline=multiline, inside=inside)
    spelled = _spelling(elements, inside=inside)
    if spelled is None:
        return written
    return spelled if _says(spelled, written, multiline=multiline) else written


def from_nothing(element: Any) -> str | None:
    """The text that means no element and stood directly in this one, if any did."""
    spelled = _spelling([element], inside=True)
    if spelled is None or not _says(spelled, "", multiline=True):
        return None
    return spelled


def into_element(
    element: Any, text: str, *, multiline: bool, loose: bool = False
) -> None:
    """Write a Markdown text into an element as the elements that it means.

    Args:
        element: What it is written into.
        text: The Markdown.
        multiline: Whether it may be several blocks.
        loose: Whether it shares the element with others, so that a text which means
            nothing would not be there at all.

    Raises:
        ValueError: It holds a character that no XML document may hold.
    """
    found = UNWRITABLE.search(text)
    if found:
        raise ValueError(f"XML cannot hold the character U+{ord(found[0]):04X}")
    before = len(element)
    build(element, text, multiline=multiline)
    added = [one for one in element[before:] if isinstance(one.tag, str)]
    again = (
        render(added, multiline=multiline)
        if multiline
        else render([element], multiline=False, inside=True)
    )
    if again != text or (loose and not added):
        _spell(element, text, before)


def _spell(element: Any, text: str, at: int) -> None:
    """Carry the spelling along, in a form that holds no `?>` and no loose newline."""
    said = json.dumps(text).replace(">", "\\u003e")
    instruction = etree.ProcessingInstruction(_SPELLING, said)
    if at == 0:
        instruction.tail, element.text = element.text, None
    element.insert(at, instruction)


def _spelling(elements: list[Any], *, inside: bool) -> str | None:
    """The spelling carried along with the elements, if any is."""
    around = elements[0] if inside else elements[0].getparent()
    for one in around if around is not None else ():
        if one.tag is etree.PI and one.target == _SPELLING:
            try:
                said = json.loads(one.text or "")
            except ValueError:
                return None
            return said if isinstance(said, str) else None
    return None


def _says(spelled: str, written: str, *, multiline: bool) -> bool:
    """Whether a spelling means what the elements were written as."""
    element = etree.Element("p")
    build(element, spelled, multiline=multiline)
    return render([element], multiline=multiline, inside=True) == written
