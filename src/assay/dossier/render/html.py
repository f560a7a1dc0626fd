"""The paper as one HTML page that needs nothing else: no script, font or network."""

from collections.abc import Iterable, Sequence
from importlib.resources import files

from assay.dossier.paper import Chapter, MatrixRow, Note, Paper
from assay.dossier.render.markup import Element, Node, element, page_text
from assay.dossier.render.parts import (
    badge,
    body_of,
    day_of,
    marks,
    paragraph,
    row_of,
    table,
)
from assay.dossier.render.program import program
from assay.dossier.render.words import COLUMNS, HEADINGS
from assay.dossier.words import day

__all__ = ["render_html"]

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""The page may load nothing, from anywhere (CSP level 3)."""


def render_html(paper: Paper) -> bytes:
    """The paper as a single UTF-8 page; equal papers give equal bytes."""
    return page_text(
        element("html", _head(paper), _body(paper), lang="en", dir="ltr")
    ).encode()


def _head(paper: Paper) -> Element:
    style = files("assay.dossier.render").joinpath("overview.css").read_text("utf-8")
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="generator", content=paper.format),
        element("title", f"{paper.provider}: {paper.title}, {paper.on.isoformat()}"),
        element("style", style),
    )


def _body(paper: Paper) -> Element:
    return element(
        "body",
        element("a", "Skip to the text", class_="skip", href="#text"),
        _masthead(paper),
        element(
            "div",
            _contents(paper),
            element("main", *_main(paper), id="text", tabindex="-1"),
            class_="frame",
        ),
    )


def _masthead(paper: Paper) -> Element:
    return element(
        "header",
        element("p", paper.provider, class_="provider"),
        element("h1", paper.title),
        element("p", "As of ", day_of(paper.on), class_="as-of"),
        element(
            "div",
            [element("p", notice) for notice in paper.notices],
            class_="notices",
            role="note",
            aria_label="Notices",
        )
        if paper.notices
        else None,
        class_="masthead",
    )


def _contents(paper: Paper) -> Element:
    top = [("abstract", HEADINGS["abstract"]), ("matrix", HEADINGS["matrix"])]
    tail = [("agreements", paper.agreements), ("duties", paper.responsibilities)]
    last = [key for key, rows in tail if rows] + ["about", "notes"]
    return element(
        "nav",
        element("h2", "Contents"),
        element(
            "ol",
            [_entry(key, title) for key, title in top],
            [_chapter_entry(chapter) for chapter in paper.chapters],
            [_entry(key, HEADINGS[key]) for key in last],
        ),
        aria_label="Contents",
    )


def _entry(key: str, title: str) -> Element:
    return element("li", element("a", title, href=f"#{key}"))


def _chapter_entry(chapter: Chapter) -> Element:
    programs = [_entry(f"program-{s.id}", s.title) for s in chapter.sections]
    link = element("a", chapter.title, href=f"#kind-{chapter.kind}")
    return element("li", link, element("ol", programs))


def _main(paper: Paper) -> Iterable[Node]:
    yield _part("abstract", [paragraph(one) for one in paper.abstract])
    yield _part("matrix", [_matrix(paper)])
    for chapter in paper.chapters:
        yield element(
            "section",
            element("h2", chapter.title, id=f"kind-{chapter.kind}"),
            [program(section) for section in chapter.sections],
            class_="chapter",
            aria_labelledby=f"kind-{chapter.kind}",
        )
    if paper.agreements:
        yield _part("agreements", [_agreements(paper)])
    if paper.responsibilities:
        yield _part("duties", _responsibilities(paper))
    yield _part("about", [paragraph(one) for one in paper.about])
    yield _part("notes", [_notes(paper.notes), _anchors(paper)])


def _part(key: str, content: Iterable[Node]) -> Element:
    heading = element("h2", HEADINGS[key], id=key)
    return element("section", heading, content, aria_labelledby=key, class_="part")


def _matrix(paper: Paper) -> Element:
    """The summary, a body of rows for each kind."""
    caption = f"Every program on {day(paper.on)}: claim and evidence side by side"
    heads = COLUMNS["matrix"]
    rows = {row.program: row for row in paper.matrix}
    bodies = [
        element(
            "tbody",
            element(
                "tr",
                element("th", chapter.title, scope="rowgroup", colspan=str(len(heads))),
                class_="group",
            ),
            [_matrix_row(rows[section.id]) for section in chapter.sections],
        )
        for chapter in paper.chapters
    ]
    return table(caption, heads, bodies)


def _matrix_row(row: MatrixRow) -> Element:
    title = element("a", row.title, href=f"#program-{row.program}")
    state = [badge(row.state, row.label), marks(row.notes)]
    return row_of(
        title,
        element("span", state, class_="whole"),
        row.since,
        row.where,
        row.by,
        badge(row.evidence, row.evidence_label),
    )


def _agreements(paper: Paper) -> Element:
    rows = [
        row_of(a.title, a.program, [a.version, marks(a.notes)])
        for a in paper.agreements
    ]
    return table("Each in its newest version", COLUMNS["agreements"], body_of(rows))


def _responsibilities(paper: Paper) -> Iterable[Node]:
    counts = [
        row_of(
            [r.title, marks(r.notes)],
            *map(str, (r.provider, r.shared, r.customer, r.others, r.not_applicable)),
        )
        for r in paper.responsibilities
    ]
    yield table("Requirements by bearer", COLUMNS["responsibilities"], body_of(counts))
    if paper.duties:
        duties = [
            row_of(d.id, d.program, d.bearer, [d.text, marks(d.notes)])
            for d in paper.duties
        ]
        yield table(
            "What others than the provider must do", COLUMNS["duties"], body_of(duties)
        )


def _notes(notes: Sequence[Note]) -> Element:
    items = [
        element("li", note.text, id=f"note-{note.number}", value=str(note.number))
        for note in notes
    ]
    return element("ol", items, class_="notes")


def _anchors(paper: Paper) -> Node:
    if not paper.anchors:
        return None
    rows = [
        row_of(str(one.entry), one.kind, element("code", one.digest))
        for one in paper.anchors
    ]
    listed = table("What notes refer to", COLUMNS["anchors"], body_of(rows))
    return [element("h3", HEADINGS["anchors"], id="anchors"), listed]
