"""PDF, page and JSON say the same, and run nothing that a person typed."""

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from typing import Any

import pypdf
import pytest
from lxml import html

from assay.canonical import digest
from assay.dossier import Paper, render_html, render_json, render_pdf
from assay.dossier.paper import Note, Statement
from assay.dossier.render.json import read_paper


def values(value: Any, kind: type[Any]) -> Iterator[Any]:
    """Every value of a kind anywhere in the paper."""
    if isinstance(value, kind):
        yield value
    if is_dataclass(value):
        for field in fields(value):
            yield from values(getattr(value, field.name), kind)
    elif isinstance(value, tuple):
        for item in value:
            yield from values(item, kind)


def squeezed(text: str) -> str:
    """The text without any space: line ends of a print are not the text's."""
    return "".join(text.split())


@pytest.fixture(scope="module")
def pdf(paper: Paper) -> bytes:
    """The paper as PDF."""
    return render_pdf(paper)


@pytest.fixture(scope="module")
def page(paper: Paper) -> Any:
    """The paper as a parsed page."""
    return html.document_fromstring(render_html(paper).decode())


@pytest.fixture(scope="module")
def printed(pdf: bytes) -> str:
    """The text of the PDF without spaces."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return squeezed("".join(one.extract_text() for one in pages))


@pytest.fixture(scope="module")
def shown(page: Any) -> str:
    """The text of the page without spaces and marks of notes."""
    for mark in page.xpath("//sup | //style"):
        mark.drop_tree()
    return squeezed(page.text_content())


def as_printed(text: str) -> str:
    """Text as the PDF prints it: what its fonts lack, by code point."""
    spelled = re.sub(r"[日本語]", lambda found: f"[U+{ord(found[0]):04X}]", text)
    return squeezed(spelled)


def test_the_json_is_the_paper(paper: Paper) -> None:
    assert read_paper(render_json(paper)) == paper


def test_every_statement_is_in_print_page_and_json(
    paper: Paper, printed: str, shown: str
) -> None:
    statements = list(values(paper, Statement))

    assert len(statements) > 40
    for one in statements:
        assert squeezed(one.text) in shown
        if "مرحبا" not in one.text:  # set from right to left: read apart, below
            assert as_printed(one.text) in printed


def test_every_note_is_in_print_page_and_json(
    paper: Paper, printed: str, shown: str
) -> None:
    assert len(paper.notes) > 10
    for note in values(paper, Note):
        assert squeezed(note.text) in shown
        assert f"{note.number}{as_printed(note.text)}" in printed


def test_every_cell_is_in_print_and_page(
    paper: Paper, printed: str, shown: str
) -> None:
    for chapter in paper.chapters:
        for section in chapter.sections:
            cells = [section.title, section.kind_label, section.owner]
            cells += [fact.text for claim in section.claims for fact in claim.facts]
            cells += [t for one in section.records for t in (one.title, one.dates)]
            cells += [t for one in section.artefacts for t in (one.title, one.where)]
            cells += [line.remark for line in section.scope]
            for cell in cells:
                assert squeezed(cell) in shown
                assert as_printed(cell) in printed


@pytest.mark.parametrize(
    "hostile",
    [
        '#import "evil.typ": *',
        "<script>alert(1)</script>",
        "$x$ *b* _i_ @ref // -- 'q' \\n",
        "Attached: #pagebreak()",
    ],
)
def test_what_a_person_typed_comes_out_literally(
    paper: Paper, printed: str, shown: str, hostile: str
) -> None:
    named = any(hostile in text for text in values(paper, str))

    assert not named or squeezed(hostile) in shown
    assert not named or squeezed(hostile) in printed


def test_the_page_has_no_script_and_loads_nothing(paper: Paper, page: Any) -> None:
    assert page.xpath("//script | //link | //img | //iframe | //@src") == []
    (policy,) = page.xpath("//meta[@http-equiv]/@content")
    assert policy.startswith("default-src 'none'")
    assert b"http" not in render_html(paper).partition(b"<body")[2].replace(
        b"http-equiv", b""
    )


def test_the_page_has_landmarks_and_tables_with_heads(paper: Paper) -> None:
    page: Any = html.document_fromstring(render_html(paper).decode())

    assert page.xpath("//a[@class='skip']/@href") == ["#text"]
    assert len(page.xpath("//main | //header | //nav")) == 3
    assert len(page.xpath("//h1")) == 1
    for table in page.xpath("//table"):
        assert table.xpath("caption")
        assert table.xpath("thead//th[@scope='col']")
        assert all(row.xpath("th[@scope]") for row in table.xpath("tbody/tr"))


def test_every_link_of_the_page_leads_somewhere(paper: Paper) -> None:
    page: Any = html.document_fromstring(render_html(paper).decode())
    ids = page.xpath("//@id")

    assert len(set(ids)) == len(ids)
    assert {href.removeprefix("#") for href in page.xpath("//a/@href")} <= set(ids)


def test_the_page_is_well_nested(paper: Paper) -> None:
    open_tags: list[str] = []

    class Nesting(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Any) -> None:
            del attrs
            if tag not in {"meta", "br", "hr", "link"}:
                open_tags.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert open_tags.pop() == tag

    Nesting().feed(render_html(paper).decode())
    assert open_tags == []


def test_the_print_is_the_same_bytes_every_time(paper: Paper, pdf: bytes) -> None:
    assert render_pdf(paper) == pdf


def test_the_print_is_the_same_bytes_in_another_process(
    paper: Paper, pdf: bytes
) -> None:
    program = (
        "import hashlib, sys\n"
        "from assay.dossier import render_pdf\n"
        "from assay.dossier.render.json import read_paper\n"
        "pdf = render_pdf(read_paper(sys.stdin.buffer.read()))\n"
        "print(hashlib.sha256(pdf).hexdigest())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=render_json(paper),
        capture_output=True,
        check=True,
    )

    assert done.stdout.decode().strip() == digest(pdf)


def test_another_day_makes_another_print(paper: Paper, pdf: bytes) -> None:
    later = replace(paper, on=paper.on.replace(day=25))

    assert render_pdf(later) != pdf


def test_the_print_is_tagged_archival_and_says_what_it_is(
    paper: Paper, pdf: bytes
) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "pdfuaid:part>1<" in xmp
    assert "pdfaid:part>2<" in xmp
    assert reader.metadata is not None
    assert reader.metadata.title == f"{paper.provider}: {paper.title}"
    assert len(reader.outline) > 6


def test_the_print_carries_all_its_fonts(pdf: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    for one in reader.pages:
        fonts: Any = one["/Resources"]["/Font"]  # type: ignore[index]  # a page has fonts
        for font in fonts.values():
            (inner,) = font["/DescendantFonts"]
            about = inner.get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(about)


def test_what_the_fonts_lack_is_confessed(printed: str) -> None:
    assert squeezed("cannot be shown by the fonts of this print") in printed
