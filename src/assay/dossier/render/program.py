"""One program as an article of the page."""

from collections.abc import Sequence

from assay.dossier.paper import (
    ArtefactLine,
    ClaimLine,
    ContradictionLine,
    EvidenceLine,
    RecordLine,
    ScopeLine,
    Section,
    Statement,
)
from assay.dossier.render.markup import Element, Node, element
from assay.dossier.render.parts import (
    badge,
    body_of,
    marks,
    paragraph,
    row_of,
    table,
)
from assay.dossier.render.words import COLUMNS, HEADINGS, NOTHING, UNCONFIRMED

__all__ = ["program"]


def program(section: Section) -> Element:
    """The article: claim and evidence side by side, then what they rest on."""
    key = f"program-{section.id}"
    return element(
        "article",
        element("h3", section.title, id=key),
        element("p", f"{section.kind_label} · {section.owner}", class_="kind"),
        paragraph(section.meaning),
        paragraph(section.limits, class_="limits"),
        element(
            "div",
            _claims(section.claims),
            _evidence(section.evidence),
            class_="pair",
        ),
        _scope(section),
        _records(section),
        _artefacts(section),
        _list(HEADINGS["relations"], section.relations),
        element("h4", HEADINGS["today"]),
        paragraph(section.today),
        _contradictions(section),
        aria_labelledby=key,
    )


def _claims(claims: Sequence[ClaimLine]) -> Element:
    return element(
        "div",
        element("h4", HEADINGS["claims"]),
        [_claim(claim) for claim in claims],
        class_="claims",
    )


def _claim(claim: ClaimLine) -> Element:
    return element(
        "div",
        element("p", badge(claim.state, claim.label)),
        paragraph(claim.statement, class_="says"),
        element(
            "dl",
            [[element("dt", f.label), element("dd", f.text)] for f in claim.facts],
        ),
        class_="claim",
    )


def _evidence(evidence: EvidenceLine) -> Element:
    cells = evidence.cells
    counts = [
        ("met", "met", cells.met),
        ("not_met", "not met", cells.not_met),
        ("unknown", "unknown", cells.unknown),
        ("not_applicable", "not applicable", cells.not_applicable),
    ]
    tally = [
        element("li", badge(state, f"{count} {label}"))
        for state, label, count in counts
        if count
    ]
    return element(
        "div",
        element("h4", HEADINGS["evidence"]),
        element("p", badge(evidence.state, evidence.label)),
        paragraph(evidence.statement, class_="says"),
        element("ul", tally, class_="tally") if tally else None,
        class_="evidence",
    )


def _scope(section: Section) -> Node:
    if not section.scope:
        return None
    heads = COLUMNS["scope"] if section.levelled else COLUMNS["scope"][1:]
    rows = [_scope_row(line, levelled=section.levelled) for line in section.scope]
    left_out = [element("li", e.text, marks(e.notes)) for e in section.exclusions]
    return [
        element("h4", HEADINGS["scope"]),
        table(f"{HEADINGS['scope']}: {section.title}", heads, body_of(rows)),
        element("ul", left_out) if left_out else None,
    ]


def _scope_row(line: ScopeLine, *, levelled: bool) -> Element:
    remark = element("span", line.remark, class_="remark") if line.remark else None
    services = (
        line.services if levelled else element("span", line.services, class_="plain")
    )
    cells: list[Node] = [
        services,
        [line.regions, marks(line.notes), remark],
        line.when,
    ]
    return row_of(line.levels, *cells) if levelled else row_of(*cells)


def _records(section: Section) -> Node:
    if not section.records:
        return None
    caption = f"{HEADINGS['records']}: {section.title}"
    return [
        element("h4", HEADINGS["records"]),
        table(caption, COLUMNS["records"], body_of(map(_record_row, section.records))),
    ]


def _record_row(line: RecordLine) -> Element:
    outcome = [line.outcome or NOTHING, marks(line.notes)]
    state = badge(line.state, line.label)
    return row_of(line.title, state, line.by, line.dates, outcome)


def _artefacts(section: Section) -> Node:
    if not section.artefacts:
        return None
    caption = f"{HEADINGS['artefacts']}: {section.title}"
    return [
        element("h4", HEADINGS["artefacts"]),
        table(
            caption,
            COLUMNS["artefacts"],
            body_of(map(_artefact_row, section.artefacts)),
        ),
    ]


def _artefact_row(line: ArtefactLine) -> Element:
    return row_of(line.title, line.audience, [line.where, marks(line.notes)])


def _list(heading: str, statements: Sequence[Statement]) -> Node:
    if not statements:
        return None
    items = [element("li", one.text, marks(one.notes)) for one in statements]
    return [element("h4", heading), element("ul", items)]


def _contradictions(section: Section) -> Node:
    if not section.contradictions:
        return None
    caption = f"{HEADINGS['contradictions']}: {section.title}"
    rows = map(_contradiction_row, section.contradictions)
    return [
        element("h4", HEADINGS["contradictions"]),
        table(caption, COLUMNS["contradictions"], body_of(rows)),
    ]


def _contradiction_row(line: ContradictionLine) -> Element:
    doubt = None if line.confirmed else f" {UNCONFIRMED}"
    return row_of(
        line.topic,
        [line.stated, element("cite", line.stated_by)],
        [line.found, doubt, marks(line.notes), element("cite", line.found_by)],
    )
