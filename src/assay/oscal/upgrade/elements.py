"""Changes that only XML shows: attributes that the tables of the newest release lack.

Reading drops what it does not know, so these are made in the XML before it is read.
"""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from lxml import etree

from assay.oscal.xml import parse_xml

__all__ = ["in_elements"]

Note: TypeAlias = Callable[[str, str, str], None]
"""Step, path, and what was done there or cannot be done."""

_PARENTS: Final = "with-parent-controls"
_SCORES: Final = ("category", "percentage")


def in_elements(data: bytes, file: str, done: Note, refused: Note) -> bytes:
    """The XML with what older releases wrote as attributes written as it is now.

    Raises:
        BadInput: It is no XML.
    """
    root = parse_xml(data, file)
    for one in root.iter(etree.Element):
        name = etree.QName(one).localname
        if _PARENTS in one.attrib:
            _parents(one, done, refused)
        elif name == "confidence-score" and one.attrib.keys():
            _score(one, done, refused)
    changed: bytes = etree.tostring(
        root.getroottree(), encoding="UTF-8", xml_declaration=True
    )
    return changed


def _parents(element: Any, done: Note, refused: Note) -> None:
    """1.1.0 took out with-parent-controls; without it no parents come along."""
    said, path = element.attrib.pop(_PARENTS), f"{_path(element)}/@{_PARENTS}"
    if said == "no":
        done("parent-controls", path, "left out: parents never come along now")
    else:
        message = "It brings parents along, which no profile can ask for any more"
        refused("parent-controls", path, message)


def _score(element: Any, done: Note, refused: Note) -> None:
    """1.2.1 made the two attributes of a confidence score elements, of which one."""
    given = [name for name in _SCORES if name in element.attrib]
    if len(given) != 1 or (element.text or "").strip():
        message = "A score is one of category and percentage now, and no text"
        refused("confidence-score", _path(element), message)
        return
    inner = etree.SubElement(element, etree.QName(element, given[0]))
    inner.text = element.attrib.pop(given[0])
    done("confidence-score", f"{_path(element)}/@{given[0]}", "made an element")


def _path(element: Any) -> str:
    """Where an element stands, by the names of what is around it."""
    steps: list[str] = []
    while element is not None:
        like = list(element.itersiblings(element.tag, preceding=True))
        steps.append(f"{etree.QName(element).localname}[{len(like) + 1}]")
        element = element.getparent()
    return "/" + "/".join(reversed(steps))
