"""Prose through XML and back: as text in JSON and YAML, as elements in XML."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from assay.oscal import document, read, write
from assay.oscal.markup.elements import build, parse


def through_xml(small: Any, title: str, prose: str) -> tuple[str, str]:
    """A title and a prose as they come back from XML."""
    tree = small.catalog()
    control = tree["catalog"]["groups"][1]["controls"][0]
    control["title"], control["parts"][0]["prose"] = title, prose
    found = document(tree, form="json", file="c.json")
    again = read(write(found, "xml"), form="xml").content
    control = again["groups"][1]["controls"][0]
    return control["title"], control["parts"][0]["prose"]


PROSE = {
    "a table": "| a | b |\n| --- | :---: |\n| 1 | `x\\|y` |\n| **2** | |",
    "a table without body": "| a |\n| - |",
    "lists inside lists": "* one\n  1. two\n     * three\n  2. four\n* five",
    "a loose list": "1. one\n\n   more\n\n2. two",
    "a list that starts late": "7) seven\n8) eight",
    "code": "```\na < b & c\n  {{ insert: param, x }}\n```",
    "code with a fence inside": "````\n```\n````",
    "code by indentation": "    a\n\n    b",
    "code of a language": "```json\n{}\n```",
    "quotes": '> a "quoted" word\n>\n> > deeper\n\n"alone"',
    "an image": 'See ![what *it* is](a.png "A title") here.',
    "links": "[a](#b) [c](<d e> 'f') <https://example.org/?a=1&b=2>",
    "an insertion": "Do {{ insert: param, ac-1_prm_1 }} and {{insert: param,b}}.",
    "entities": "&amp; &lt; &copy; &#169; &nbsp; a & b < c > d",
    "spaces at the end": "a  \nb   ",
    "a break": "a\\\nb",
    "sub and super": "H~2~O, x^2^, ~ and ^ alone, ~~struck~~",
    "headings": "# a\n\nb\n=\n\n###### c ######",
    "a rule": "a\n\n---\n\n***",
    "tags": "a<br/>b <b>c</b> <i>d</i> <u>e</u> <!-- f -->",
    "a marked section": "<![CDATA[a]]> <b>\n<![a](b) <![if c]>",
    "a block of tags": '<table><tr><td align="right">a</td></tr></table>',
    "escapes": '\\* \\_ \\` \\~ \\^ \\" \\[ \\] \\{ \\} \\|',
    "lines of other systems": "a\r\nb\rc\n\n\n\nd",
    "tabs": "\ta\n\tb\n\n- \tc",
    "other letters": "Ünïcödé \u00a0\u2028\u200b \U0001f600",
    "nothing": "",
    "only spaces": "   ",
    "spaces around": "  a  ",
    "a line that means something": "+ a\n1986\\. b\n#c",
}


@pytest.mark.parametrize("name", PROSE)
def test_prose_comes_back_letter_by_letter(small: Any, name: str) -> None:
    text = PROSE[name]
    line = " ".join(text.split("\n"))

    assert through_xml(small, line, text) == (line, text)


BITS = st.sampled_from(
    [
        *(
            " ",
            "  ",
            "\n",
            "\n\n",
            "\t",
            "a",
            "B c",
            "1. ",
            "* ",
            "- ",
            "> ",
            "# ",
            "\\",
        ),
        *(
            "|",
            "| a | b |\n| --- | --- |\n",
            "```",
            "`",
            "    ",
            "---",
            "===",
            "{{",
            "}}",
        ),
        *("{{ insert: param, p-1 }}", "![a](b)", "[a](b)", "[a]: b\n", "<p>", "</p>"),
        *("*", "**", "_", "~", "^", '"', "&amp;", "&", "<", ">", "<b>", "</b>", "<br>"),
        *("<table><tr><td>", "</td></tr></table>", "<!--", "-->", "<?x", "?>", "]]>"),
        *("\r", "\u00a0", "\u2028", "é", "\U0001f600", "&#0;", "<insert ", "assay"),
    ]
)
TEXT = st.lists(BITS, max_size=12).map("".join)


@given(line=TEXT, prose=TEXT)
@settings(max_examples=300, deadline=None)
@example(line="", prose="> ```\n> a\n\nb")
def test_any_markdown_comes_back_letter_by_letter(
    small: Any, line: str, prose: str
) -> None:
    line = line.replace("\n", " ").replace("\r", " ")

    assert through_xml(small, line, prose) == (line, prose)


PLAIN = st.text(
    st.sampled_from("ab.,:;()'/%$@?1 -+=#|!\u00a0\u2028\u200b\u0085\x1cé\U0001f600"),
    min_size=1,
    max_size=9,
)


@given(text=PLAIN | TEXT.filter(bool), multiline=st.booleans())
@settings(max_examples=600, deadline=None)
@example(text="1. a", multiline=True)
@example(text="    a", multiline=True)
@example(text="a  b", multiline=True)
def test_what_needs_no_parser_is_what_the_parser_would_make(
    text: str, *, multiline: bool
) -> None:
    quick, parsed = etree.Element("p"), etree.Element("p")
    failed: list[str] = []
    for made, way in ((quick, build), (parsed, parse)):
        try:
            way(made, text, multiline=multiline)
        except ValueError as fault:  # no XML may hold it
            failed.append(str(fault))

    assert etree.tostring(quick) == etree.tostring(parsed)
    assert len(failed) in (0, 2)


def inline(depth: int) -> st.SearchStrategy[str]:
    """What may stand in a paragraph."""
    words = st.sampled_from(
        ["a", " b ", "c &amp; d", "* e", "_f_", "1. g", "|", "&lt;"]
    )
    if not depth:
        return words
    inside = st.lists(inline(depth - 1), max_size=3).map("".join)
    names = st.sampled_from(["em", "strong", "code", "q", "sub", "sup", "b", "i"])
    made = st.tuples(names, inside).map(lambda one: f"<{one[0]}>{one[1]}</{one[0]}>")
    linked = inside.map(lambda one: f'<a href="#x">{one}</a>')
    empty = st.sampled_from(
        ['<insert type="param" id-ref="p"/>', '<img src="s" alt="t"/>', "<br/>"]
    )
    return words | made | linked | empty


def block(depth: int) -> st.SearchStrategy[str]:
    """What may stand in prose."""
    said = st.lists(inline(2), min_size=1, max_size=3).map("".join)
    plain = st.sampled_from(["p", "h1", "h4"])
    made = st.tuples(plain, said).map(lambda one: f"<{one[0]}>{one[1]}</{one[0]}>")
    code = st.sampled_from(["<pre>a\n  b</pre>", "<pre>``` &lt;</pre>", "<hr/>"])
    row = st.lists(said, min_size=2, max_size=2).map(
        lambda cells: "".join(f"<td>{one}</td>" for one in cells)
    )
    table = st.lists(row, min_size=1, max_size=2).map(
        lambda rows: "<table>" + "".join(f"<tr>{one}</tr>" for one in rows) + "</table>"
    )
    if not depth:
        return made | code | table
    items = st.lists(
        st.tuples(said, st.none() | block(depth - 1)), min_size=1, max_size=3
    ).map(lambda those: "".join(f"<li>{a}{b or ''}</li>" for a, b in those))
    lists = st.tuples(st.sampled_from(["ul", "ol"]), items).map(
        lambda one: f"<{one[0]}>{one[1]}</{one[0]}>"
    )
    quote = block(depth - 1).map(lambda one: f"<blockquote>{one}</blockquote>")
    return made | code | table | lists | quote


@given(blocks=st.lists(block(2), max_size=4).map("".join))
@settings(max_examples=200, deadline=None)
def test_what_was_read_from_elements_is_what_is_read_again(
    small: Any, blocks: str
) -> None:
    tree = small.catalog()
    found = document(tree, form="json", file="c.json")
    start = b'<part id="b-1_smt" name="statement">'
    before, _, after = write(found, "xml").rpartition(start)
    _, _, rest = after.partition(b"</part>")
    data = before + start + blocks.encode() + b"</part>" + rest

    once = read(data, form="xml")
    twice = read(write(once, "xml"), form="xml")

    assert once.dropped == ()
    assert twice.tree == once.tree
    assert read(write(once, "yaml"), form="yaml").tree == once.tree


def test_a_spelling_that_says_something_else_is_not_believed(small: Any) -> None:
    tree = small.catalog()
    tree["catalog"]["groups"][0]["title"] = "_Group_ a"
    data = write(document(tree, form="json", file="c.json"), "xml")

    def title(data: bytes) -> str:
        told: str = read(data, form="xml").content["groups"][0]["title"]
        return told

    assert title(data) == "_Group_ a"
    assert title(data.replace(b"<em>Group</em>", b"<em>Class</em>")) == "*Class* a"
