"""From elements to Markdown, in one spelling.

Spaces in XML mean no more than one, outside `pre`: what an editor indented is one line.
A character is escaped only where it would otherwise mean something else, which is found
out by reading the text again.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from lxml import etree

from assay.oscal.markup.elements import BLOCKS, build

__all__ = ["render"]

_SPACES: Final = re.compile(r"[ \t\r\n]+")
_SPACED: Final = re.compile(r"[\t\r\n]|  ")
_RISKY: Final = re.compile(r"[\\`*_~^<&\"\[\]]|\{\{|!\[")
_STARTS: Final = re.compile(
    r"^(#{1,6}(?= |$)|>|[-+](?= |$)|=+ *$|-+ *$|\d+[.)](?= |$))"
)
_SPECIAL: Final = re.compile(r"([\\`*_~^<>&\"\[\]{}|])")
_LISTS: Final = ("ol", "ul")


def render(elements: list[Any], *, multiline: bool, inside: bool = False) -> str:
    """The Markdown of block elements, or with `inside` of what one element holds."""
    if not inside:
        return _blocks(elements)
    [element] = elements
    if multiline:
        return _mixed(element)
    return _trimmed(_inline(element))


def _mixed(element: Any) -> str:
    """Blocks, with loose text before or between them taken as paragraphs."""
    found: list[str] = []
    loose = etree.Element("p")
    loose.text = element.text
    for one in element:
        if isinstance(one.tag, str) and _name(one) not in BLOCKS:
            loose.append(_copy(one))
            continue
        found.extend(
            [*_loose(loose), *([_block(one)] if isinstance(one.tag, str) else [])]
        )
        loose = etree.Element("p")
        loose.text = one.tail
    found.extend(_loose(loose))
    return "\n\n".join(found)


def _loose(paragraph: Any) -> list[str]:
    text = _paragraph(paragraph)
    return [text] if text else []


def _copy(element: Any) -> Any:
    copied = etree.fromstring(etree.tostring(element, with_tail=False))
    copied.tail = element.tail
    return copied


def _blocks(elements: Iterable[Any]) -> str:
    return "\n\n".join(_block(one) for one in elements)


def _block(element: Any) -> str:
    return _WRITERS.get(_name(element), _paragraph)(element)


def _paragraph(element: Any) -> str:
    text = _trimmed(_inline(element))
    found = _STARTS.match(text)
    if not found:
        return text
    marker = found[1]
    at = len(marker) - 1 if marker[0].isdigit() else 0
    return f"{text[:at]}\\{text[at:]}"


def _heading(element: Any) -> str:
    return f"{'#' * int(_name(element)[1])} {_trimmed(_inline(element))}"


def _pre(element: Any) -> str:
    text = "".join(element.itertext())
    fence = "```"
    while fence in text:
        fence += "`"
    return (
        f"{fence}\n{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{fence}"
    )


def _list(element: Any) -> str:
    start = element.get("start") or "1"
    marker = f"{start}. " if _name(element) == "ol" else "* "
    return "\n".join(_item(one, marker) for one in element.iterchildren(etree.Element))


def _item(element: Any, marker: str) -> str:
    """An item on its lines, those after the first under its text."""
    body = etree.Element("li")
    body.text = element.text
    blocks: list[str] = []
    for one in element:
        if isinstance(one.tag, str) and _name(one) in BLOCKS:
            blocks.append(_block(one))
        elif isinstance(one.tag, str):
            body.append(_copy(one))
    head = _paragraph(body)
    parts = [head, *blocks] if head else blocks
    nested = (
        head and len(parts) > 1 and all(_name(b) in _LISTS for b in _inner(element))
    )
    text = ("\n" if nested else "\n\n").join(parts)
    pad = " " * len(marker)
    first, *others = text.split("\n")
    return "\n".join([marker + first, *(pad + line if line else "" for line in others)])


def _inner(element: Any) -> list[Any]:
    return [one for one in element.iterchildren(etree.Element) if _name(one) in BLOCKS]


def _table(element: Any) -> str:
    rows = [one for one in element.iter(etree.Element) if _name(one) == "tr"]
    cells = [[_cell(cell) for cell in row.iterchildren(etree.Element)] for row in rows]
    if not cells:
        return ""
    aligned = [cell.get("align", "") for cell in rows[0].iterchildren(etree.Element)]
    marks = {"left": ":---", "center": ":---:", "right": "---:"}
    rule = [marks.get(align, "---") for align in aligned]
    return "\n".join(f"| {' | '.join(row)} |" for row in [cells[0], rule, *cells[1:]])


def _cell(element: Any) -> str:
    return _trimmed(_inline(element)).replace("|", "\\|").replace("\n", " ")


def _quote(element: Any) -> str:
    return "\n".join(f"> {line}".rstrip() for line in _mixed(element).split("\n"))


def _rule(_: Any) -> str:
    return "---"


_WRITERS: Final[dict[str, Callable[[Any], str]]] = {
    "blockquote": _quote,
    **{f"h{level}": _heading for level in range(1, 7)},
    "hr": _rule,
    "ol": _list,
    "pre": _pre,
    "table": _table,
    "ul": _list,
}


def _inline(element: Any) -> str:
    parts = [_text(element.text)]
    for one in element:
        if isinstance(one.tag, str):
            parts.append(_span(one))
        parts.append(_text(one.tail))
    return "".join(parts)


def _span(element: Any) -> str:
    name, inside = _name(element), _inline(element)
    mark = _MARKS.get(name)
    if mark is not None:
        return f"{mark}{inside}{mark}" if inside.strip() else inside
    match name:
        case "code":
            return _code("".join(element.itertext()))
        case "insert":
            kind, of = element.get("type", ""), element.get("id-ref", "")
            return f"{{{{ insert: {kind}, {of} }}}}"
        case "br":
            return "\\\n"
        case "a" | "img":
            return _link(element, inside)
        case _:
            return f"<{name}>{inside}</{name}>"


_MARKS: Final = {"em": "*", "strong": "**", "sub": "~", "sup": "^", "q": '"'}


def _code(text: str) -> str:
    fence = "`"
    while fence in text:
        fence += "`"
    edge = " " if text[:1] == "`" or text[-1:] == "`" or not text.strip() else ""
    return f"{fence}{edge}{text}{edge}{fence}"


def _link(element: Any, inside: str) -> str:
    if _name(element) == "a":
        return f"[{inside}]({_target(element.get('href', ''), element)})"
    target = _target(element.get("src", ""), element)
    return f"![{element.get('alt', '')}]({target})"


def _target(href: str, element: Any) -> str:
    title = element.get("title")
    plain = f"<{href}>" if re.search(r"[\s()<>]", href) or not href else href
    if title is None:
        return plain
    escaped = title.replace("\\", "\\\\").replace('"', '\\"')
    return f'{plain} "{escaped}"'


def _text(text: str | None) -> str:
    """Text on one line, escaped where reading it again would find something in it."""
    if not text:
        return ""
    plain = _SPACES.sub(" ", text) if _SPACED.search(text) else text
    if not _RISKY.search(plain) or _reads_as_itself(plain):
        return plain
    return _SPECIAL.sub(r"\\\1", plain)


def _reads_as_itself(text: str) -> bool:
    element = etree.Element("p")
    build(element, text, multiline=False)
    return not len(element) and element.text == text


def _trimmed(text: str) -> str:
    return text.strip(" ")


def _name(element: Any) -> str:
    tag: str = element.tag
    return tag.rpartition("}")[2]
