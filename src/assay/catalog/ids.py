"""Requirement ids: one canonical spelling, and the way each standard prints it.

A standard's own text, a workbook and an OSCAL file spell one requirement in several
ways: `AC-2 (1)`, `AC-2(1)`, `AC-02(01)`, `ac-2.1`. All of them become `ac-2.1`. The
printed form depends on the family, which follows from the catalog: `11.10.a` is a
paragraph of a regulation and prints `11.10(a)`; `3.1.1` is printed as it stands.

For every id of a family, `canonical(printed(id, family), family) == id`, and
`canonical` leaves a canonical id as it is. A text that names two requirements, or one
and something else, is refused with what it may mean; nothing is picked for the reader.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from assay.catalog.spellings import FAMILIES, bare, names_c5, without_joints
from assay.errors import Error
from assay.ids import well_formed

__all__ = [
    "Family",
    "UnreadableId",
    "also",
    "among",
    "canonical",
    "family_of",
    "loose",
    "printed",
]

Family: TypeAlias = Literal["control", "paragraph", "article", "padded", "section"]
"""How ids are printed: `control` of NIST SP 800-53 (`AC-2(1)`), `paragraph` of the
Code of Federal Regulations (`164.308(a)(1)`), `article` of an act of the European Union
(`Art. 21(2)(a)`), `padded` of SP 800-171 revision 3 (`03.01.01`), `section` of all
others (`CC6.1`)."""

_BRACKET = re.compile(r"\s*[(\[]\s*([^()\[\]\s]+)\s*[)\]]")
_STATEMENT = re.compile(r"_(?:smt|stmt)\b\.?", re.IGNORECASE)
_CONTROL = re.compile(rf"(?:{FAMILIES})-\d")
_LETTERED = re.compile(rf"((?:{FAMILIES})-\d+)([a-z])(?=\.|$)")
_RUN_ON = re.compile(rf"({FAMILIES})-?(?=\d)")
_PADDING = re.compile(r"(?<=[-.])0+(?=\d)")
_REVISION_3 = re.compile(r"0\d\.\d\d(?:\.\d\d)?(?:\.[a-z0-9]+)*")
_AUSTRALIAN = re.compile(r"ism-(\d{1,4})")
_SEVERAL = re.compile(
    r"\s*(?:[,;/+|]|\s(?:&|and|or|to|through|thru|bis)\s|\s-\s|\.\.+|-(?=[a-z]{2,4}-\d))"
    r"\s*",
    re.IGNORECASE,
)
_WORDED = re.compile(r"(\S*\d\S*)[\s:-]+[A-Za-z]{2,}.*")
_NUMBERS = re.compile(r"(.*\d)\s+(\d.*)")
_APART = re.compile(r"a\s+(\d+\.\d.*)", re.IGNORECASE)
_CITED = re.compile(r"\d+\.\d+[a-z]?((?:\s*\(\s*[A-Za-z0-9]+\s*\))+)")
_PRACTICE = re.compile(r"[a-z]{2}\.l[1-3]-")
_PART = re.compile(r"[A-Za-z0-9]+")

_LONGEST = 400
"""Characters of a text that may be an id, with the name of its standard before it."""
_SHOWN = 40
_LEVELS = 6
_CAPITALS = 3
_ACTS = ("gdpr", "nis2", "dora", "eu-")
_PARAGRAPH_SETS = ("ferpa", "hipaa", "part-11")
_CONTROL_SETS = (
    *("nist-800-53", "nist-sp-800-53", "sp-800-53", "sp800-53"),
    *("nist-r4", "nist-r5", "fedramp", "cjis-6"),
)
_PADDED_SETS = ("nist-800-171-r3", "nist-sp-800-171-r3")
_EXAMPLES = "Ids look like AC-2(1), CC6.1, A.8.24 or 164.308(a)(1)."


class UnreadableId(Error):  # noqa: N818 - reads as what it is
    """A text that no reading turns into one requirement id.

    `candidates` are the ids that it may mean, if it means any.
    """

    def __init__(self, text: str, candidates: tuple[str, ...] = ()) -> None:
        self.candidates = candidates
        remedy = _EXAMPLES
        said = "is not a requirement id"
        if candidates:
            remedy = f"It may mean {' or '.join(candidates)}: name one."
            said = "is not a requirement id alone"
        super().__init__(f"{text!r} {said}", remedy=remedy)


def canonical(text: str, family: Family | None = None) -> str:
    """The canonical id for any usual spelling: `AC-02(01)` is `ac-2.1`.

    Args:
        text: One requirement as a person, a workbook or a file names it; the name of
            its standard may stand before it.
        family: How the ids of its catalog are printed, where that is known. Zeros that
            pad are then taken away for those families alone that print with and
            without; without it, two letters that name a family of SP 800-53 are that.

    Raises:
        UnreadableId: Where no well-formed id is left, or more than one reading.
    """
    if len(text) > _LONGEST:
        raise UnreadableId(f"{text[:_SHOWN]}...")
    flat = unicodedata.normalize("NFKC", text).strip()
    for dash in "\u2010\u2011\u2012\u2013\u2014\u2212":
        flat = flat.replace(dash, "-")
    if family is None and names_c5(flat):
        family = "section"
    named = bare(flat).strip().rstrip(".,;:")
    candidates = tuple(_meant(named, family))
    if candidates:
        raise UnreadableId(text, candidates)
    found = _folded(named, family)
    if not well_formed(found):
        raise UnreadableId(text)
    return found


def _folded(named: str, family: Family | None) -> str:
    dotted = _BRACKET.sub(r".\1", _STATEMENT.sub(".", named)).rstrip(".")
    folded = without_joints(dotted.strip()).rstrip(".")
    if family == "control":
        folded = _RUN_ON.sub(r"\1-", folded)
    if family in {None, "control"} and _CONTROL.match(folded):
        return _LETTERED.sub(r"\1.\2", _PADDING.sub("", folded))
    if family in {None, "padded"} and _REVISION_3.fullmatch(folded):
        return _PADDING.sub("", f".{folded}")[1:]
    ism = _AUSTRALIAN.fullmatch(folded)
    return f"ism-{ism[1]:0>4}" if ism else folded


def _meant(named: str, family: Family | None) -> Iterator[str]:
    """The ids that a text may mean which does not name just one."""
    several = [one for one in _SEVERAL.split(named) if one]
    if len(several) > 1 and all(_holds_digit(one) for one in several):
        yield from _readable(family, *several)
        return
    closed = _BRACKET.sub(r"(\1)", named)
    worded, numbers = _WORDED.fullmatch(closed), _NUMBERS.fullmatch(closed)
    apart, cited = _APART.fullmatch(closed), _CITED.fullmatch(named)
    if worded and " " in closed:
        yield from _readable(family, worded[1])
    elif apart:
        yield from _readable(family, f"a.{apart[1]}", f"a{apart[1]}")
    elif numbers and " " in numbers[0].strip():
        before, after = numbers[1], numbers[2]
        yield from _readable(family, f"{before}({after})", f"{before}{after}")
    elif cited and _misplaced(_PART.findall(cited[1])):
        yield _folded(named.lower(), family)


def _readable(family: Family | None, *spellings: str) -> Iterator[str]:
    found = (_folded(one.strip(), family) for one in spellings)
    yield from dict.fromkeys(one for one in found if well_formed(one))


def _holds_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _misplaced(parts: list[str]) -> bool:
    """Whether letters of both cases are written, and one in the other's place.

    Where all are of one case the writer did not tell them apart, and the level does.
    """
    letters = "".join(part for part in parts if part.isalpha())
    if letters.islower() or letters.isupper():
        return False
    start = int(parts[0].isdigit())
    return any(
        part.isalpha() and part.isupper() != (level == _CAPITALS)
        for level, part in enumerate(parts, start)
    )


def among(
    spelling: str, known: Iterable[str], family: Family | None = None
) -> tuple[str, ...]:
    """The ids among `known` that a spelling names: none, one, or those it may be.

    `8.24` names `a.8.24` where there is no `8.24`, and `AC.L2-3.1.1` of CMMC the
    requirement `3.1.1` of SP 800-171 that it repeats. Zeros that pad count last.
    """
    held = set(known)
    wanted = canonical(spelling, family)
    for candidate in also(wanted):
        if candidate in held:
            return (candidate,)
    key = loose(wanted)
    return tuple(sorted(one for one in held if loose(one) == key))


def also(identifier: str) -> tuple[str, ...]:
    """The id, and the others that it stands for in catalogs that do not have it."""
    return identifier, f"a.{identifier}", _PRACTICE.sub("", identifier)


def loose(identifier: str) -> str:
    """An id without what is only notation: of `pr.ac-01` and `PR.AC-1` it is the same.

    For finding what someone looks for, not for naming it: `ac-2.1` and `ac-21` differ
    in it, `a.8.24` and `a8.24` do not.
    """
    parts = re.findall(r"[a-z]+|\d+", identifier.lower())
    return ".".join(part.lstrip("0") or "0" for part in parts)


def family_of(set_id: str) -> Family:
    """How the ids of a catalog or baseline of the library are printed."""
    if set_id.startswith(_CONTROL_SETS):
        return "control"
    if set_id.startswith(_PADDED_SETS):
        return "padded"
    if set_id.startswith(_ACTS):
        return "article"
    return "paragraph" if set_id.startswith(_PARAGRAPH_SETS) else "section"


def printed(identifier: str, family: Family = "section") -> str:
    """The id as its standard prints it."""
    if family == "control":
        return _as_control(identifier)
    if family == "paragraph":
        return _as_paragraph(identifier)
    if family == "article":
        article, *rest = identifier.split(".")
        return f"Art. {article}" + "".join(f"({part})" for part in rest)
    if family == "padded":
        numbers = _NUMBERED.match(identifier)
        end = numbers.end() if numbers else 0
        return _DIGIT.sub(r"0\g<0>", identifier[:end]) + identifier[end:]
    shown = re.sub(r"^a-a(?=-|$)", "a&a", identifier).upper()
    return _UNDER_NUMBER.sub(lambda found: found[0].lower(), shown)


_NUMBERED = re.compile(r"\d+(?:\.\d+)*(?![a-z0-9])")
_DIGIT = re.compile(r"\b\d\b")
_UNDER_NUMBER = re.compile(r"(?:(?<=\d\.)|(?<=\.L[1-3]-))(?:[A-Z]|[IVX]+)(?=\.|$)")
"""A letter or small roman number below a number: `3.5.1.a`, `AC.L1-b.1.i`."""


def _as_control(identifier: str) -> str:
    control, *rest = identifier.split(".")
    return control.upper() + "".join(f"({part})" for part in rest)


def _as_paragraph(identifier: str) -> str:
    """Section, then (a), (1), (i), (A), (1), (i): the fourth level alone is capitals.

    A section that begins with numbers begins at the second level. See the Document
    Drafting Handbook of the Office of the Federal Register, 2.
    """
    parts = identifier.split(".")
    section, below = parts[:2], parts[2:]
    start = int(bool(below) and below[0].isdigit())
    shown = (
        part.upper() if level % _LEVELS == _CAPITALS else part
        for level, part in enumerate(below, start)
    )
    return ".".join(section) + "".join(f"({part})" for part in shown)
