"""YAML as data and nothing more: no types of its own, no objects, no surprises.

YAML 1.1 makes false of `NO` and a date of `2024-02-01`. Here a plain scalar is null, a
truth value or a number only where the YAML 1.2 core schema says so, or stays text
altogether; a key stands once; and a file can neither nest nor unfold without bound.
Tags that other languages put on values (`!Ref`, `!Sub`) are kept beside the value.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast

import yaml

from assay.errors import BadInput, Problem

__all__ = ["Tagged", "core", "parse_yaml", "text"]

_MOST_BYTES: Final = 256 << 20
_MOST_DEPTH: Final = 200
_MOST_NODES: Final = 20_000_000
_MOST_UNFOLDED: Final = 1_000_000
"""Values that aliases may stand for: whoever walks through them walks them all."""

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

Scalar: TypeAlias = Callable[[str, bool], Any]
"""From a scalar's text, and whether it is plain, to its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """A value with a tag that YAML itself does not know."""

    tag: str
    """As written: `!Ref`."""
    value: Any


_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE: Final = frozenset({"true", "True", "TRUE"})
_FALSE: Final = frozenset({"false", "False", "FALSE"})
_INTEGER: Final = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE: Final = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_INFINITE: Final = ("inf", "Inf", "INF")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SPECIAL: Final = {
    **{f"{sign}.{word}": f"{sign}inf" for sign in ("", "+", "-") for word in _INFINITE},
    **dict.fromkeys((".nan", ".NaN", ".NAN"), "nan"),
}
_STANDARD: Final = "tag:yaml.org,2002:"
_TEXT: Final = f"{_STANDARD}str"
_LONG: Final = 4_000
"""Digits of a number beyond which it stays text."""


def text(scalar: str, plain: bool) -> Any:  # noqa: FBT001 - the two facts of a scalar
    """Every scalar as text; only a plain null is none."""
    return None if plain and scalar in _NULL else scalar


def core(scalar: str, plain: bool) -> Any:  # noqa: FBT001 - the two facts of a scalar
    """A scalar by the core schema (YAML 1.2.2, 10.3.2)."""
    if not plain:
        return scalar
    if scalar in _NULL:
        return None
    if scalar in _TRUE or scalar in _FALSE:
        return scalar in _TRUE
    return _number(scalar)


def _number(scalar: str) -> Any:
    if len(scalar) > _LONG:
        return scalar
    if _INTEGER.fullmatch(scalar):
        return int(scalar)
    if _OTHER_BASE.fullmatch(scalar):
        return int(scalar, 0)
    if _FLOAT.fullmatch(scalar):
        return float(scalar)
    special = _SPECIAL.get(scalar)
    return float(special) if special else scalar


def parse_yaml(data: bytes, *, file: str, scalar: Scalar = core) -> Any:
    """The one document in `data`: objects, arrays, scalars and tagged values.

    Raises:
        BadInput: It is not YAML, holds a key twice or more than one document, or is
            nested too deeply or too large.
    """
    if len(data) > _MOST_BYTES:
        message = f"The file has {len(data):,} bytes; {_MOST_BYTES:,} are read"
        raise BadInput([Problem(file=file, message=message)])
    builder = _Builder(file, scalar)
    try:
        for event in yaml.parse(data, Loader=_Loader):
            builder.take(event)
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise BadInput([_said(fault, file)]) from None
    return builder.root


class _Builder:
    """Puts values together from events; aliases stand for what they name, counted."""

    def __init__(self, file: str, scalar: Scalar) -> None:
        self.file = file
        self.scalar = scalar
        self.root: Any = None
        self.open: list[Any] = []
        self.keys: list[str | None] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.marks: list[tuple[str | None, int]] = []
        self.nodes = 0
        self.unfolded = 0
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
        if self._is_key():
            self._key(text, event)
            if event.anchor:
                self.anchors[event.anchor] = (text, 1)
            return
        tag: str = _TEXT if event.tag == "!" else event.tag or ""
        own = tag.startswith(_STANDARD)
        plain = tag != _TEXT and (bool(event.implicit[0]) or own)
        value = self.scalar(text, plain)
        if tag and not own:
            value = Tagged(tag=tag, value=value)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        self._put(value, event, 1)

    def _start(self, value: Any, event: Any) -> None:
        if self._is_key():
            self._refuse(event, "A key must be plain text")
        if len(self.open) >= _MOST_DEPTH:
            self._refuse(event, f"The file nests more than {_MOST_DEPTH} levels deep")
        tag: str = event.tag or ""
        foreign = tag and not tag.startswith(_STANDARD)
        self._put(Tagged(tag=tag, value=value) if foreign else value, event, 1)
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
            if not isinstance(value, str):
                self._refuse(event, "A key must be plain text")
            self._key(value, event)
            return
        self.unfolded += size
        if self.unfolded > _MOST_UNFOLDED:
            message = f"Its aliases unfold to more than {_MOST_UNFOLDED:,} values"
            self._refuse(event, message)
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
            self._refuse(event, f"The file holds more than {_MOST_NODES:,} values")
        if not self.open:
            self.root = value
            return
        around: Any = self.open[-1]
        if self.keys[-1] is None:
            around.append(value)
        else:
            around[self.keys[-1]] = value
            self.keys[-1] = None

    def _refuse(self, event: Any, message: str) -> None:
        mark = event.start_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}"
        raise BadInput([Problem(file=self.file, place=place, message=message)])


def _said(fault: Exception, file: str) -> Problem:
    mark = getattr(fault, "problem_mark", None)
    place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    what = getattr(fault, "problem", None) or str(fault).partition("\n")[0]
    message = f"The file is not well-formed YAML: {what}"
    return Problem(file=file, place=place, message=message)
