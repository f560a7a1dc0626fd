"""Metapath: the paths and tests that the Metaschema states its constraints in.

A part of XPath 3.1 is compiled to functions over items: steps by name, `@flag`, `.`,
`..`, `//`, unions, predicates, comparison of sequences, `and`, `or`, and the functions
of `_FUNCTIONS`. What goes beyond it is refused when it is compiled, never answered.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Final, TypeAlias

from assay.oscal.constraints.items import Item

__all__ = ["OSCAL", "NotMetapath", "Path", "compiled", "is_true"]

OSCAL: Final = "http://csrc.nist.gov/ns/oscal"
"""The namespace of names that carry none of their own."""

Value: TypeAlias = Item | str | bool | float
Atom: TypeAlias = str | float | bool
Path: TypeAlias = Callable[[Item], list[Value]]


class NotMetapath(ValueError):  # noqa: N818 - reads as what it is
    """An expression that is none, or that goes beyond what is compiled here."""


_TOKEN: Final = re.compile(
    r"\s*(?:(?P<string>'[^']*'|\"[^\"]*\")|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<name>@?[A-Za-z_][\w.-]*)|(?P<sign>//|\.\.|!=|<=|>=|[/.()\[\]|,=<>*]))"
)
_COMPARED: Final = ("=", "!=", "<", ">", "<=", ">=")


@cache
def compiled(text: str) -> Path:
    """The function of an expression.

    Raises:
        NotMetapath: It cannot be compiled.
    """
    parser = _Parser(text)
    path = parser.either()
    if parser.at < len(parser.tokens):
        raise NotMetapath(f"{text!r}: {parser.tokens[parser.at][1]!r} is unexpected")
    return path


def is_true(values: list[Value]) -> bool:
    """The effective boolean value of a sequence (XPath 3.1, 2.4.3)."""
    if not values:
        return False
    first = values[0]
    if isinstance(first, Item):
        return True
    return bool(first)


class _Parser:
    """Recursive descent, a method for each level of binding."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str]] = []
        self.at = 0
        place, end = 0, len(text.rstrip())
        while place < end:
            found = _TOKEN.match(text, place)
            if found is None:
                raise NotMetapath(f"{text!r}: cannot be read from {text[place:]!r}")
            kind = found.lastgroup or ""
            self.tokens.append((kind, found[kind]))
            place = found.end()

    def _peek(self, *wanted: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at][1] in wanted

    def _take(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise NotMetapath(f"{self.text!r}: it ends too early")
        self.at += 1
        return self.tokens[self.at - 1]

    def _need(self, sign: str) -> None:
        if not self._peek(sign):
            raise NotMetapath(f"{self.text!r}: {sign!r} is missing")
        self.at += 1

    def either(self) -> Path:
        """`a or b`."""
        paths = [self._all()]
        while self._peek("or"):
            self.at += 1
            paths.append(self._all())
        if len(paths) == 1:
            return paths[0]
        return lambda item: [any(is_true(path(item)) for path in paths)]

    def _all(self) -> Path:
        paths = [self._comparison()]
        while self._peek("and"):
            self.at += 1
            paths.append(self._comparison())
        if len(paths) == 1:
            return paths[0]
        return lambda item: [all(is_true(path(item)) for path in paths)]

    def _comparison(self) -> Path:
        left = self._union()
        if not self._peek(*_COMPARED):
            return left
        sign = self._take()[1]
        right = self._union()
        return lambda item: [_compare(sign, left(item), right(item))]

    def _union(self) -> Path:
        paths = [self._path()]
        while self._peek("|"):
            self.at += 1
            paths.append(self._path())
        if len(paths) == 1:
            return paths[0]
        return lambda item: [one for path in paths for one in path(item)]

    def _path(self) -> Path:
        steps: list[Path] = []
        if self._peek("//"):
            self.at += 1
            names = self._plain_names()
            steps = [_called(names)] if names else [_from_root, _below, self._step()]
        elif self._peek("/"):
            self.at += 1
            steps = [_from_root, self._step()]
        else:
            steps = [self._step()]
        while self._peek("/", "//"):
            if self._take()[1] == "//":
                steps.append(_below)
            steps.append(self._step())
        return steps[0] if len(steps) == 1 else _chain(steps)

    def _plain_names(self) -> list[str]:
        """The names of a step that is no more than a name, or names in brackets.

        `//part` is asked of every catalog, and is looked up instead of walked to.
        """
        names: list[str] = []
        for kind, word in self.tokens[self.at :]:
            if kind == "name" and not word.startswith("@"):
                names.append(word)
            elif word not in ("(", "|", ")"):
                return []
        whole = [word for _, word in self.tokens[self.at :]]
        wanted = [names[0]] if len(names) == 1 else ["(", *"|".join(names), ")"]
        if "".join(whole) != "".join(wanted):
            return []
        self.at = len(self.tokens)
        return names

    def _step(self) -> Path:
        kind, word = self._take()
        if kind == "string":
            literal: list[Value] = [word[1:-1]]
            made: Path = lambda _: literal  # noqa: E731 - a step is a function
        elif kind == "number":
            number: list[Value] = [float(word)]
            made = lambda _: number  # noqa: E731 - a step is a function
        elif word == "(":
            made = self._sequence()
        elif kind == "name" and self._peek("(") and not word.startswith("@"):
            made = self._call(word)
        else:
            made = _axis(word, self.text)
        while self._peek("["):
            self.at += 1
            made = _filtered(made, self.either())
            self._need("]")
        return made

    def _sequence(self) -> Path:
        paths = [self.either()]
        while self._peek(","):
            self.at += 1
            paths.append(self.either())
        self._need(")")
        if len(paths) == 1:
            return paths[0]
        return lambda item: [one for path in paths for one in path(item)]

    def _call(self, name: str) -> Path:
        self._need("(")
        arguments: list[Path] = []
        while not self._peek(")"):
            arguments.append(self.either())
            if not self._peek(")"):
                self._need(",")
        self._need(")")
        function = _FUNCTIONS.get(name)
        if function is None:
            raise NotMetapath(f"{self.text!r}: the function {name} is not known")
        return lambda item: function(item, [one(item) for one in arguments])


def _axis(step: str, text: str) -> Path:
    if step == ".":
        return lambda item: [item]
    if step == "..":
        return lambda item: [item.parent] if item.parent is not None else []
    if step == "*":
        return lambda item: [o for those in item.children().values() for o in those]
    if step.startswith("@"):
        name = step[1:]
        return lambda item: [one for one in [item.flag(name)] if one is not None]
    if not re.fullmatch(r"[A-Za-z_][\w.-]*", step):
        raise NotMetapath(f"{text!r}: {step!r} is unexpected")
    return lambda item: list(item.child(step))


def _from_root(item: Item) -> list[Value]:
    """The document's root."""
    return [_root(item)]


def _root(item: Item) -> Item:
    while item.parent is not None:
        item = item.parent
    return item


def _below(item: Item) -> list[Value]:
    return list(item.below())


def _called(names: list[str]) -> Path:
    """Everything of some names in the document."""

    def look_up(item: Item) -> list[Value]:
        root = _root(item)
        return [one for name in names for one in root.below_called(name)]

    return look_up


def _chain(steps: list[Path]) -> Path:
    first, *others = steps

    def walk(item: Item) -> list[Value]:
        found = first(item)
        for step in others:
            found = [
                one for here in found if isinstance(here, Item) for one in step(here)
            ]
        return found

    return walk


def _filtered(path: Path, test: Path) -> Path:
    return lambda item: [
        one for one in path(item) if not isinstance(one, Item) or is_true(test(one))
    ]


def _atoms(values: Iterable[Value]) -> list[Atom]:
    found: list[Atom] = []
    for one in values:
        atom = one.text if isinstance(one, Item) else one
        if atom is not None:
            found.append(atom)
    return found


def _compare(sign: str, left: list[Value], right: list[Value]) -> bool:
    """A general comparison: true if it is so of any two (XPath 3.1, 3.7.2)."""
    others = _atoms(right)
    return any(_related(sign, one, other) for one in _atoms(left) for other in others)


def _related(sign: str, left: Atom, right: Atom) -> bool:
    if isinstance(left, float) or isinstance(right, float):
        try:
            return _ORDER[sign](float(left), float(right))
        except ValueError:
            return False
    return _ORDER[sign](str(left), str(right))


_ORDER: Final[dict[str, Callable[[str | float, str | float], bool]]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,  # type: ignore[operator]  # both are of one type
    ">": lambda a, b: a > b,  # type: ignore[operator]  # both are of one type
    "<=": lambda a, b: a <= b,  # type: ignore[operator]  # both are of one type
    ">=": lambda a, b: a >= b,  # type: ignore[operator]  # both are of one type
}


def _text(values: list[Value]) -> str:
    atoms = _atoms(values)
    return str(atoms[0]) if atoms else ""


def _in_namespace(item: Item, arguments: list[list[Value]]) -> list[Value]:
    """`has-oscal-namespace`: a name without a namespace is in OSCAL's own."""
    wanted = {str(atom) for values in arguments for atom in _atoms(values)}
    flag = item.flag("ns")
    return [(flag.text if flag is not None else OSCAL) in wanted]


Function = Callable[[Item, list[list[Value]]], list[Value]]

_FUNCTIONS: Final[dict[str, Function]] = {
    "boolean": lambda _, a: [is_true(a[0])],
    "contains": lambda _, a: [_text(a[1]) in _text(a[0])],
    "count": lambda _, a: [float(len(a[0]))],
    "doc": lambda _, __: [],  # other documents are not fetched: what they hold is open
    "empty": lambda _, a: [not a[0]],
    "ends-with": lambda _, a: [_text(a[0]).endswith(_text(a[1]))],
    "exists": lambda _, a: [bool(a[0])],
    "false": lambda _, __: [False],
    "has-oscal-namespace": _in_namespace,
    "matches": lambda _, a: [re.search(_text(a[1]), _text(a[0])) is not None],
    "not": lambda _, a: [not is_true(a[0])],
    "starts-with": lambda _, a: [_text(a[0]).startswith(_text(a[1]))],
    "string-length": lambda _, a: [float(len(_text(a[0])))],
    "true": lambda _, __: [True],
}
