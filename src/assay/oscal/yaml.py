"""OSCAL in YAML: every plain scalar is first the text that it is.

YAML would make a date of `2024-02-01`, false of `NO` and a number of `1.10`. Here a
scalar stays text until the tables say that its place holds a number or a truth value,
so a version `1.10` keeps its zero and a timestamp its spelling. Only what YAML calls
null is no text; OSCAL has no null, and the judge of structure says so.
"""

from typing import Any, Final, cast

import yaml

from assay.errors import BadInput, Problem
from assay.oscal.definitions import Definition, definition, roots
from assay.oscal.scalars import from_text
from assay.oscal.tree import Tree, as_list, as_object

__all__ = ["from_yaml", "to_yaml"]

_MOST_BYTES: Final = 256 << 20
_MOST_DEPTH: Final = 200
_MOST_NODES: Final = 20_000_000
_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def from_yaml(data: bytes, *, file: str) -> Any:
    """The tree of a document in YAML.

    Raises:
        BadInput: It is not YAML, holds a key twice, or is too deep or too large.
    """
    if len(data) > _MOST_BYTES:
        message = f"The file has {len(data):,} bytes; {_MOST_BYTES:,} are read"
        raise BadInput([Problem(file=file, message=message)])
    builder = _Builder(file)
    try:
        for event in yaml.parse(data, Loader=_Loader):
            builder.take(event)
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise BadInput([_said(fault, file)]) from None
    tree = builder.root
    whole = as_object(tree)
    for key in whole or {}:
        if whole is not None and key in roots():
            whole[key] = _settle(whole[key], definition(roots()[key]))
    return tree


def to_yaml(tree: Tree) -> bytes:
    """The document in YAML; text that reads as something else is quoted."""
    written: str = yaml.dump(
        tree, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=2**30
    )
    return written.encode()


class _Builder:
    """Puts values together from events; aliases stand for what they name, counted."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Any = None
        self.open: list[Any] = []
        self.keys: list[str | None] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.marks: list[tuple[str | None, int]] = []
        self.nodes = 0
        self.documents = 0

    def take(self, event: Any) -> None:
        """One event of the parser."""
        kind = cast("Any", type(event))
        if kind is yaml.ScalarEvent:
            self._scalar(event)
        elif kind is yaml.MappingStartEvent:
            self._start({}, event)
        elif kind is yaml.SequenceStartEvent:
            self._start([], event)
        elif kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
            self._end()
        elif kind is yaml.AliasEvent:
            self._alias(event)
        elif kind is yaml.DocumentStartEvent:
            self.documents += 1
            if self.documents > 1:
                self._refuse(event, "The file holds more than one document")

    def _scalar(self, event: Any) -> None:
        text: str = event.value
        plain = event.implicit[0] and event.style is None
        if self._is_key():
            self._key(text, event)
            return
        value = None if plain and text in _NULL else text
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        self._put(value, event, 1)

    def _start(self, value: Any, event: Any) -> None:
        if self._is_key():
            self._refuse(event, "A key must be plain text")
        if len(self.open) >= _MOST_DEPTH:
            self._refuse(event, f"The file nests more than {_MOST_DEPTH} levels deep")
        self._put(value, event, 1)
        self.open.append(value)
        self.keys.append(None)
        self.marks.append((event.anchor, self.nodes))

    def _end(self) -> None:
        value = self.open.pop()
        self.keys.pop()
        anchor, before = self.marks.pop()
        if anchor:
            self.anchors[anchor] = (value, self.nodes - before + 1)

    def _alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            self._refuse(event, f"Nothing before is called &{event.anchor}")
        value, size = self.anchors[event.anchor]
        if self._is_key():
            self._refuse(event, "A key must be plain text")
        self._put(value, event, size)

    def _is_key(self) -> bool:
        return (
            bool(self.open)
            and isinstance(self.open[-1], dict)
            and (self.keys[-1] is None)
        )

    def _key(self, text: str, event: Any) -> None:
        if text in self.open[-1]:
            self._refuse(event, f"The key {text!r} stands here twice")
        self.keys[-1] = text

    def _put(self, value: Any, event: Any, size: int) -> None:
        self.nodes += size
        if self.nodes > _MOST_NODES:
            self._refuse(event, f"The file unfolds to more than {_MOST_NODES:,} values")
        if not self.open:
            self.root = value
            return
        items = as_list(self.open[-1])
        if items is not None:
            items.append(value)
        else:
            self.open[-1][self.keys[-1]] = value
            self.keys[-1] = None

    def _refuse(self, event: Any, message: str) -> None:
        mark = event.start_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}"
        raise BadInput([Problem(file=self.file, place=place, message=message)])


def _settle(value: Any, kind: Definition) -> Any:
    """Numbers and truth values where the tables have them; text elsewhere."""
    if kind.kind == "field" and not kind.value:
        return _plain(value, kind.type)
    table = as_object(value)
    if table is None:
        return value
    plain = [(flag.name, flag.type) for flag in kind.flags]
    for key, type_ in [*plain, (kind.value, kind.type)]:
        if key in table:
            table[key] = _plain(table[key], type_)
    for child in kind.children:
        if child.key in table:
            inner = definition(child.of)
            items = as_list(table[child.key]) if child.many else None
            if items is None:
                table[child.key] = _settle(table[child.key], inner)
            else:
                items[:] = [_settle(one, inner) for one in items]
    return table


def _plain(value: Any, kind: str) -> Any:
    if not isinstance(value, str) or kind in ("string", "markup-line"):
        return value
    settled = from_text(value, kind)
    return value if isinstance(settled, str) else settled


class _Writer(_Dumper):  # type: ignore[misc]  # the class is chosen when it is loaded
    """Writes text of several lines in a block where YAML can."""

    def ignore_aliases(self, data: Any) -> bool:
        """Everything is written out."""
        del data
        return True


def _text(dumper: Any, text: str) -> Any:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _text)


def _said(fault: Exception, file: str) -> Problem:
    mark = getattr(fault, "problem_mark", None)
    place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    what = getattr(fault, "problem", None) or str(fault)
    message = f"The file is not well-formed YAML: {what}"
    return Problem(file=file, place=place, message=message)
