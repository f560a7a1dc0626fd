"""From Markdown to elements: CommonMark with tables, and OSCAL's own inline forms.

`{{ insert: param, id }}` is an insertion, `~a~` a subscript, `^a^` a superscript, and a
pair of double quotes a quotation (Metaschema data types, markup-line).
"""

import re
from collections.abc import Iterable
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

__all__ = ["BLOCKS", "INLINE", "NAMESPACE", "build", "parse"]

NAMESPACE: Final = "http://csrc.nist.gov/ns/oscal/1.0"
_PREFIXES: Any = {None: NAMESPACE}
"""The namespace goes without a prefix; the stubs of lxml do not provide for that."""
INLINE: Final = frozenset(
    {
        *("a", "b", "br", "code", "em", "i", "img"),
        *("insert", "q", "strong", "sub", "sup"),
    }
)
BLOCKS: Final = frozenset(
    {
        *("blockquote", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("hr", "ol", "p", "pre", "table", "ul"),
    }
)
_INSIDE_BLOCKS: Final = frozenset({"li", "tbody", "td", "th", "thead", "tr"})
_INSERT: Final = re.compile(r"\{\{\s*insert:\s*([\w.-]+)\s*,\s*([^\s}]+)\s*\}\}")
_ATTRIBUTES: Final = {
    "a": ("href", "title"),
    "img": ("src", "alt", "title"),
    "insert": ("type", "id-ref"),
    "td": ("align",),
    "th": ("align",),
    "ol": ("start",),
}
_EMPTY: Final = frozenset({"br", "hr", "img", "insert"})
_SKIPPED: Final = frozenset({"thead", "tbody"})


_LITERAL: Final = re.compile(
    r"(?![\s\d#>=+-])[^\\`*_~^\"<>&\[\]{}|!\x00-\x1f\x7f-\x9f]+(?<!\s)"
)
"""A line that no parser would find anything in: most prose is such."""


def build(element: Any, text: str, *, multiline: bool) -> None:
    """Append to an element what a Markdown text means."""
    if _LITERAL.fullmatch(text):
        builder = _Builder(element)
        if multiline:
            builder.opened("p", {})
        builder.text(text)
        return
    parse(element, text, multiline=multiline)


def parse(element: Any, text: str, *, multiline: bool) -> None:
    """As `build`, by the parser whatever the text is."""
    if not multiline:
        if text:
            inline = _parser().parseInline(text)[0]
            _Builder(element).inline(inline.children or [])
        return
    tokens = _parser().parse(text)
    if any(token.type == "html_block" for token in tokens):
        holder: Any = etree.Element(f"{{{NAMESPACE}}}prose", nsmap=_PREFIXES)
        _Builder(holder).blocks(tokens)
        _settle(holder, element)
    else:
        _Builder(element).blocks(tokens)


def _settle(holder: Any, element: Any) -> None:
    """Move blocks over; what HTML has beside them goes into paragraphs."""
    loose = _paragraph(holder.text)
    for one in list(holder):
        if etree.QName(one).localname in BLOCKS:
            _close(loose, element)
            loose, one.tail = _paragraph(one.tail), None
            element.append(one)
        else:
            loose.append(one)
    _close(loose, element)


def _paragraph(text: str | None) -> Any:
    made: Any = etree.Element(f"{{{NAMESPACE}}}p", nsmap=_PREFIXES)
    made.text = text
    return made


def _close(paragraph: Any, element: Any) -> None:
    if len(paragraph) or (paragraph.text or "").strip(" \t\r\n"):
        element.append(paragraph)


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 - few texts need a parser

    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    parser.inline.add_terminator_char('"')
    parser.inline.ruler.push("insert", _insert)
    parser.inline.ruler.push("pair", _pair)
    parser.disable("text_join")
    return parser


def _insert(state: "StateInline", silent: bool) -> bool:  # noqa: FBT001 - the library's own signature
    found = _INSERT.match(state.src, state.pos)
    if found is None or found.end() > state.posMax:
        return False
    if not silent:
        token = state.push("insert", "insert", 0)
        token.attrs = {"type": found[1], "id-ref": found[2]}
    state.pos = found.end()
    return True


def _pair(state: "StateInline", silent: bool) -> bool:  # noqa: FBT001 - the library's own signature
    """Text between two of the same mark, which is neither empty nor padded."""
    mark, start, most = state.src[state.pos], state.pos, state.posMax
    if silent or mark not in _PAIRS:
        return False
    state.pos = start + 1
    while state.pos < most and state.src[state.pos] != mark:
        state.md.inline.skipToken(state)
    end = state.pos
    inside = state.src[start + 1 : end]
    state.pos = start
    if end >= most or not inside or inside != inside.strip():
        return False
    name = _PAIRS[mark]
    state.push(f"{name}_open", name, 1)
    state.pos, state.posMax = start + 1, end
    state.md.inline.tokenize(state)
    state.push(f"{name}_close", name, -1)
    state.pos, state.posMax = end + 1, most
    return True


_PAIRS: Final = {"~": "sub", "^": "sup", '"': "q"}


class _Builder:
    """Appends elements and text where the tokens say."""

    def __init__(self, element: Any) -> None:
        self.at = element
        self.depth: list[Any] = []

    def blocks(self, tokens: Iterable["Token"]) -> None:
        """Block by block."""
        for token in tokens:
            if token.type == "inline":
                self.inline(token.children or [])
            elif token.type in ("fence", "code_block"):
                self._open("pre")
                self.text(token.content)
                self._close()
            elif token.type == "html_block":
                self.raw(token.content, block=True)
            elif not token.hidden:  # the paragraphs of a tight list are hidden
                self._tag(token)

    def inline(self, tokens: Iterable["Token"]) -> None:
        """Within a paragraph, a heading or a cell."""
        depth = len(self.depth)
        for token in tokens:
            self._span(token)
        while len(self.depth) > depth:
            self._close()

    def _span(self, token: "Token") -> None:
        match token.type:
            case "text" | "text_special":
                self.text(token.content)
            case "softbreak":
                self.text("\n")
            case "hardbreak":
                self._empty("br", {})
            case "code_inline":
                self._open("code")
                self.text(token.content)
                self._close()
            case "image":
                self._empty("img", {**token.attrs, "alt": _alt(token)})
            case "html_inline":
                self.raw(token.content, block=False)
            case _:
                self._tag(token)

    def text(self, text: str) -> None:
        """Append text after what is there."""
        if len(self.at):
            last = self.at[-1]
            last.tail = (last.tail or "") + text
        else:
            self.at.text = (self.at.text or "") + text

    def raw(self, html: str, *, block: bool) -> None:
        """HTML in the text: the elements that OSCAL has, the rest as it stands."""
        reader = _Html(self, block=block)
        reader.feed(html)
        reader.close()

    def _tag(self, token: "Token") -> None:
        if token.tag in _SKIPPED:
            return
        if token.nesting < 0:
            self._close()
        elif token.nesting > 0:
            self._open(token.tag, dict(token.attrs))
        else:
            self._empty(token.tag, dict(token.attrs))

    def _open(self, name: str, attributes: dict[str, Any] | None = None) -> None:
        element = etree.SubElement(self.at, f"{{{NAMESPACE}}}{name}")
        given = dict(attributes or {})
        style = str(given.pop("style", ""))
        if style.startswith("text-align:"):
            given["align"] = style.removeprefix("text-align:")
        for key in _ATTRIBUTES.get(name, ()):
            if key in given:
                element.set(key, str(given[key]))
        self.depth.append(self.at)
        self.at = element

    def _close(self) -> None:
        self.at = self.depth.pop()

    def _empty(self, name: str, attributes: dict[str, Any]) -> None:
        self._open(name, attributes)
        self._close()

    def opened(self, name: str, attributes: dict[str, Any]) -> None:
        """A start tag in the text."""
        if name in _EMPTY:
            self._empty(name, attributes)
        else:
            self._open(name, attributes)

    def ended(self, name: str) -> bool:
        """An end tag in the text; false where nothing of that name is open."""
        if not self.depth or etree.QName(self.at).localname != name:
            return False
        self._close()
        return True


class _Html(HTMLParser):
    """HTML that stands in Markdown, tag by tag."""

    def __init__(self, builder: _Builder, *, block: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = builder
        self.known = INLINE | BLOCKS | _INSIDE_BLOCKS if block else INLINE

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.known:
            self.builder.opened(tag, {key: value or "" for key, value in attrs})
        else:
            self.builder.text(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        known = tag in self.known
        if tag not in _EMPTY and not (known and self.builder.ended(tag)):
            self.builder.text(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.builder.text(data)

    def handle_comment(self, data: str) -> None:
        self.builder.text(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.builder.text(f"<!{decl}>")

    def parse_html_declaration(self, i: int) -> int:
        """As the parser has it, but that a marked section is text, and is no error."""
        if self.rawdata.startswith(_MARKED, i):
            self.handle_data(_MARKED)
            return i + len(_MARKED)
        return super().parse_html_declaration(i)

    def handle_pi(self, data: str) -> None:
        self.builder.text(f"<?{data}>")


_MARKED: Final = "<!["


def _alt(token: "Token") -> str:
    return "".join(child.content for child in token.children or ())
