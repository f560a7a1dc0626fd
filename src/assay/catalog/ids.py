"""Requirement ids: one canonical spelling, and the way each standard prints it.

A standard's own text, a workbook and an OSCAL file spell one requirement in several
ways: `AC-2 (1)`, `AC-2(1)`, `AC-02(01)`, `ac-2.1`. All of them become `ac-2.1`. The
printed form depends on the family, which follows from the catalog: `11.10.a` is a
paragraph of a regulation and prints `11.10(a)`; `3.1.1` is printed as it stands.

For every id of a family, `canonical(printed(id, family)) == id`.
"""

import re
from typing import Literal, TypeAlias

from assay.errors import Error
from assay.ids import well_formed

__all__ = ["Family", "UnreadableId", "canonical", "family_of", "printed"]

Family: TypeAlias = Literal["control", "paragraph", "section"]
"""How ids are printed: `control` of NIST SP 800-53 (`AC-2(1)`), `paragraph` of the
Code of Federal Regulations (`164.308(a)(1)`), `section` of all others (`CC6.1`)."""

_CITATION = re.compile(r"(?:\d+\s+C\.?F\.?R\.?\s*)?(?:part\s+)?§*\s*", re.IGNORECASE)
_BRACKET = re.compile(r"\s*[(\[]\s*([^()\[\]\s]+)\s*[)\]]")
_JOINT = re.compile(r"[\s&_/]+")
_CONTROL = re.compile(r"[a-z]{2}-\d")
_PADDING = re.compile(r"(?<=[-.])0+(?=\d)")

_CAPITALS = 4
_PARAGRAPH_SETS = ("ferpa", "hipaa", "part-11")
_CONTROL_SETS = ("nist-800-53", "nist-r4", "nist-r5", "fedramp")


class UnreadableId(Error):  # noqa: N818 - reads as what it is
    """A text that no reading turns into a requirement id."""


def canonical(text: str) -> str:
    """The canonical id for any usual spelling: `AC-02(01)` is `ac-2.1`.

    Raises:
        UnreadableId: Where no well-formed id is left.
    """
    bare = _CITATION.sub("", text.strip(), count=1)
    dotted = _BRACKET.sub(r".\1", bare)
    folded = _JOINT.sub("-", dotted.strip()).lower().rstrip(".")
    found = _PADDING.sub("", folded) if _CONTROL.match(folded) else folded
    if not well_formed(found):
        remedy = "Ids look like AC-2(1), CC6.1, A.8.24 or 164.308(a)(1)."
        raise UnreadableId(f"{text!r} is not a requirement id", remedy=remedy)
    return found


def family_of(set_id: str) -> Family:
    """How the ids of a catalog or baseline of the library are printed."""
    if set_id.startswith(_CONTROL_SETS):
        return "control"
    return "paragraph" if set_id.startswith(_PARAGRAPH_SETS) else "section"


def printed(identifier: str, family: Family = "section") -> str:
    """The id as its standard prints it."""
    if family == "control":
        return _as_control(identifier)
    if family == "paragraph":
        return _as_paragraph(identifier)
    return re.sub(r"^a-a(?=-|$)", "a&a", identifier).upper()


def _as_control(identifier: str) -> str:
    control, *rest = identifier.split(".")
    return control.upper() + "".join(f"({part})" for part in rest)


def _as_paragraph(identifier: str) -> str:
    """Section, then (a), (1), (i), (A): the fourth level alone is in capitals.

    See the Document Drafting Handbook of the Office of the Federal Register, 2.
    """
    parts = identifier.split(".")
    section, below = parts[:2], parts[2:]
    if len(below) >= _CAPITALS:
        below[_CAPITALS - 1] = below[_CAPITALS - 1].upper()
    return ".".join(section) + "".join(f"({part})" for part in below)
