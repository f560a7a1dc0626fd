"""The small parts of the page: statements with their marks, badges, tables."""

from collections.abc import Iterable, Sequence
from datetime import date

from assay.dossier.paper import Statement
from assay.dossier.render.markup import Element, Node, element
from assay.dossier.render.words import MARKS, NOTHING
from assay.dossier.words import day

__all__ = ["badge", "body_of", "day_of", "marks", "paragraph", "row_of", "table"]


def paragraph(one: Statement, **attributes: str) -> Element:
    """A statement as a paragraph, with its marks."""
    return element("p", one.text, marks(one.notes), **attributes)


def marks(numbers: Sequence[int]) -> Node:
    """Superscript links to the notes."""
    return [
        element(
            "sup",
            element(
                "a",
                str(number),
                href=f"#note-{number}",
                role="doc-noteref",
                aria_label=f"Note {number}",
            ),
        )
        for number in numbers
    ]


def day_of(value: date | None) -> Node:
    """A date for people and machines, or that there is none."""
    if value is None:
        return element("span", NOTHING, class_="nothing")
    return element("time", day(value), datetime=value.isoformat())


def badge(state: str, label: str) -> Element:
    """A state: a mark that readers skip, and the word that they hear."""
    mark = element("span", MARKS[state], aria_hidden="true")
    return element("span", mark, f" {label}", class_=f"badge {state}")


def table(caption: str, heads: Sequence[str], bodies: Iterable[Element]) -> Element:
    """A table that scrolls by itself, so that the page never does sideways."""
    head = element("tr", [element("th", one, scope="col") for one in heads])
    return element(
        "div",
        element(
            "table",
            element("caption", caption),
            element("thead", head),
            bodies,
        ),
        class_="scroll",
        role="region",
        aria_label=caption,
        tabindex="0",
    )


def body_of(rows: Iterable[Element]) -> list[Element]:
    """The rows as the one body of a table."""
    return [element("tbody", rows)]


def row_of(first: Node, *cells: Node) -> Element:
    """A row that its first cell heads."""
    head = element("th", first, scope="row")
    return element("tr", head, [element("td", cell) for cell in cells])
