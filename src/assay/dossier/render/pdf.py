"""The paper as a tagged, archival PDF: the same bytes from the same paper, every time.

Typst sets it with the fonts it carries. The text travels as JSON beside the template,
so nothing that a person typed is ever read as markup.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from assay.dossier.paper import Paper
from assay.dossier.render.json import paper_data
from assay.dossier.render.words import COLUMNS, HEADINGS, MARKS, NOTHING, UNCONFIRMED
from assay.dossier.words import MONTHS

if TYPE_CHECKING:
    from typst import Compiler, PDFStandard

__all__ = ["render_pdf"]

STANDARDS: "list[PDFStandard]" = ["a-2a", "ua-1"]
"""PDF/A-2a (ISO 19005-2) for keeping, PDF/UA-1 (ISO 14289-1) for everybody to read."""

_ABSENT = re.compile(r"could not be displayed with font")


def render_pdf(paper: Paper) -> bytes:
    """The paper as PDF; equal papers give equal bytes.

    A character that the embedded fonts lack appears by its code point, `[U+65E5]`, and
    the paper says so at its end.
    """
    data = paper_data(paper)
    text = json.dumps(data, ensure_ascii=False)
    lacking = _lacking("".join(sorted(set(text))))
    spelled = cast("dict[str, Any]", json.loads(_spell(text, lacking)))
    spelled["hidden"] = [_confession(lacking)] if lacking else []
    _place_notes(spelled)
    return _compile(spelled, paper)


def _compile(data: dict[str, Any], paper: Paper) -> bytes:
    template = files("assay.dossier.render").joinpath("overview.typ").read_bytes()
    words = {
        "columns": COLUMNS,
        "headings": HEADINGS,
        "marks": MARKS,
        "months": MONTHS,
        "nothing": NOTHING,
        "unconfirmed": UNCONFIRMED,
    }
    pdf = _compiler().compile(
        input=template,
        format="pdf",
        pdf_standards=STANDARDS,
        sys_inputs={"paper": json.dumps(data), "words": json.dumps(words)},
        timestamp=_midnight(paper.on),
    )
    return cast("bytes", pdf)


@lru_cache(maxsize=1)
def _compiler() -> "Compiler":
    """A compiler that sees its own fonts and no file of this machine."""
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)


def _midnight(on: date) -> int:
    """The paper's day as seconds since 1970: the only time the file contains."""
    return int(datetime(on.year, on.month, on.day, tzinfo=UTC).timestamp())


def _place_notes(data: dict[str, Any]) -> None:
    """Give each note's text to its first mark in reading order, behind the matrix.

    The page prints a note at its foot where it is first marked; the summary's marks
    point there.
    """
    texts = {note["number"]: note["text"] for note in data["notes"]}
    for holder in _holders({k: v for k, v in data.items() if k != "matrix"}):
        holder["notes"] = [_mark(n, texts.pop(n, None)) for n in holder["notes"]]
    for row in data["matrix"]:
        row["notes"] = [_mark(number, None) for number in row["notes"]]


def _mark(number: int, text: str | None) -> dict[str, Any]:
    return {"number": number, "text": text}


def _holders(value: Any) -> Iterator[dict[str, Any]]:
    """Every object below `value` that has note numbers, in reading order."""
    if isinstance(value, list):
        for item in cast("list[object]", value):
            yield from _holders(item)
    elif isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        for key, inner in list(fields.items()):
            if key == "notes" and all(isinstance(number, int) for number in inner):
                yield fields
            else:
                yield from _holders(inner)


def _lacking(characters: str) -> frozenset[str]:
    """Which of these the embedded fonts cannot show, found by trying."""
    if not characters or _shows(characters):
        return frozenset()
    if len(characters) == 1:
        return frozenset(characters)
    half = len(characters) // 2
    return _lacking(characters[:half]) | _lacking(characters[half:])


@lru_cache(maxsize=4096)
def _shows(characters: str) -> bool:
    import typst

    trial = b"""#set document(title: "t")
#set text(font: ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono"))
#for one in sys.inputs.text.codepoints() [#one ]"""
    try:
        _compiler().compile(
            input=trial,
            format="pdf",
            pdf_standards=STANDARDS,
            sys_inputs={"text": characters},
        )
    except typst.TypstError as fault:
        if _ABSENT.search(fault.message):
            return False
        raise
    return True


def _spell(text: str, lacking: frozenset[str]) -> str:
    return "".join(f"[U+{ord(c):04X}]" if c in lacking else c for c in text)


def _confession(lacking: frozenset[str]) -> str:
    count = len(lacking)
    what = "One character" if count == 1 else f"{count} characters"
    return (
        f"{what} of the text cannot be shown by the fonts of this print and appear by "
        "code point, as in [U+0041]; the page and the JSON have them as written."
    )
