"""Metapath: the paths and tests that the Metaschema states its constraints in.

A part of XPath 3.1 is compiled to functions over items: steps by name, `@flag`, `.`,
`..`, `//`, unions, predicates, comparison of sequences and of single values, `and`,
`or`, and the functions of `_FUNCTIONS`. What goes beyond it is refused when it is
compiled, never answered.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from assay.oscal.constraints.closures import (
    Atom,
    Expression,
    Value,
    all_of,
    any_of,
    chain,
    comparison,
    constant,
    filtered,
    flag,
    general,
    here,
    in_namespace,
    joined,
    truth,
)
from assay.oscal.constraints.items import Item

__all__ = ["NotMetapath", "compiled"]


class NotMetapath(ValueError):  # noqa: N818 - reads as what it is
    """An expression that is none, or that goes beyond what is compiled here."""


_TOKEN: Final = re.compile(
    r"\s*(?:(?P<string>'[^']*'|\"[^\"]*\")|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<name>@?[A-Za-z_][\w.-]*)|(?P<sign>//|\.\.|!=|<=|>=|[/.()\[\]|,=<>*]))"
)
_COMPARED: Final = ("=", "!=", "<", ">", "<=", ">=")
_SINGLE: Final = {"eq": "=", "ne": "!="}
"""Comparisons of single values that mean the same as the general ones for texts."""
_DEPTH: Final = 50
"""Brackets within brackets; nobody writes more."""


@cache
def compiled(text: str, *, alone: bool = False) -> Expression:
    """The functions of an expression.

    Args:
        text: The expression.
        alone: Whether `doc` finds nothing, as it does where no other document is at
            hand; otherwise an expression that asks for one is refused.

    Raises:
        NotMetapath: It cannot be compiled.
    """
    parser = _Parser(text, alone=alone)
    made = parser.either()
    if parser.at < len(parser.tokens):
        raise NotMetapath(f"{text!r}: {parser.tokens[parser.at][1]!r} is unexpected")
    return made


class _Parser:
    """Recursive descent, a method for each level of binding."""

    def __init__(self, text: str, *, alone: bool) -> None:
        self.text = text
        self.alone = alone
        self.tokens: list[tuple[str, str]] = []
        self.at = 0
        self.depth = 0
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

    def either(self) -> Expression:
        """`a or b`."""
        self.depth += 1
        if self.depth > _DEPTH:
            raise NotMetapath(f"{self.text!r}: it is too deep")
        parts = [self._all()]
        while self._peek("or"):
            self.at += 1
            parts.append(self._all())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else any_of(parts)

    def _all(self) -> Expression:
        parts = [self._comparison()]
        while self._peek("and"):
            self.at += 1
            parts.append(self._comparison())
        return parts[0] if len(parts) == 1 else all_of(parts)

    def _comparison(self) -> Expression:
        left = self._union()
        if self._peek(*_SINGLE):
            return self._of_singles(left, _SINGLE[self._take()[1]])
        if not self._peek(*_COMPARED):
            return left
        sign = self._take()[1]
        return comparison(sign, left, self._union())

    def _of_singles(self, left: Expression, sign: str) -> Expression:
        """`a eq b` where both are texts and neither can be more than one."""
        right = self._union()
        texts = isinstance((right.constant or (0,))[0], str)
        if not (left.single and right.single and texts):
            raise NotMetapath(f"{self.text!r}: it compares what may be several")
        return comparison(sign, left, right)

    def _union(self) -> Expression:
        parts = [self._path()]
        while self._peek("|"):
            self.at += 1
            parts.append(self._path())
        return parts[0] if len(parts) == 1 else joined(parts)

    def _path(self) -> Expression:
        steps: list[Expression] = []
        if self._peek("//"):
            self.at += 1
            names = self._plain_names()
            steps = [_called(names)] if names else [_ROOT, *self._deep()]
        elif self._peek("/"):
            self.at += 1
            steps = [_DOCUMENT, self._predicated(self._from_document())]
        else:
            steps = [self._step()]
        while self._peek("/", "//"):
            if self._take()[1] == "//":
                steps += self._deep()
            else:
                steps.append(self._step())
        return steps[0] if len(steps) == 1 else chain(steps)

    def _from_document(self) -> Expression:
        """The first step of a path from the document: the root, by its name."""
        kind, word = self._take()
        names = [word]
        if word == "(":
            kind, names = "name", self._listed()
        if kind != "name" or any(name.startswith("@") for name in names):
            raise NotMetapath(f"{self.text!r}: {word!r} is no name of a document")
        wanted = frozenset(names)
        return general(lambda item: [item] if item.name in wanted else [], single=True)

    def _listed(self) -> list[str]:
        """Names between brackets, with a bar between each two."""
        names = [self._take()[1]]
        while self._peek("|"):
            self.at += 1
            names.append(self._take()[1])
        self._need(")")
        return names

    def _deep(self) -> list[Expression]:
        """The steps that `//x` is: looked up by name where it is no more than that."""
        kind, word = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        after = self.tokens[self.at + 1][1] if self.at + 1 < len(self.tokens) else ""
        if kind == "name" and not word.startswith("@") and after != "(":
            self.at += 1
            inside = general(lambda item: item.below_called(word))
            return [self._predicated(inside)]
        return [general(lambda item: list(item.below())), self._step()]

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

    def _step(self) -> Expression:
        kind, word = self._take()
        if kind == "string":
            made = constant([word[1:-1]])
        elif kind == "number":
            made = constant([float(word)], numeric=True)
        elif word == "(":
            made = self._sequence()
        elif kind == "name" and self._peek("(") and not word.startswith("@"):
            made = self._call(word)
        else:
            made = _axis(word, self.text)
        return self._predicated(made)

    def _predicated(self, made: Expression) -> Expression:
        while self._peek("["):
            self.at += 1
            test = self.either()
            if test.numeric or made.constant is not None:
                raise NotMetapath(f"{self.text!r}: it asks for a position")
            made = filtered(made, test)
            self._need("]")
        return made

    def _sequence(self) -> Expression:
        parts = [self.either()]
        while self._peek(","):
            self.at += 1
            parts.append(self.either())
        self._need(")")
        return parts[0] if len(parts) == 1 else joined(parts)

    def _call(self, name: str) -> Expression:
        self._need("(")
        arguments: list[Expression] = []
        while not self._peek(")"):
            arguments.append(self.either())
            if not self._peek(")"):
                self._need(",")
        self._need(")")
        if name == "has-oscal-namespace":
            return in_namespace(arguments)
        if name == "doc" and self.alone:
            return constant([])
        function = _FUNCTIONS.get(name)
        if function is None or len(arguments) != function[0]:
            raise NotMetapath(f"{self.text!r}: the function {name} is not known")
        return function[1](*arguments)


def _axis(step: str, text: str) -> Expression:
    if step == ".":
        return here()
    if step == "..":
        return general(
            lambda item: [item.parent] if item.parent is not None else [], single=True
        )
    if step == "*":
        return general(lambda item: list(item.children()))
    if step.startswith("@"):
        return flag(step[1:])
    if not re.fullmatch(r"[A-Za-z_][\w.-]*", step):
        raise NotMetapath(f"{text!r}: {step!r} is unexpected")
    return general(lambda item: item.child(step))


def _root(item: Item) -> Item:
    while item.parent is not None:
        item = item.parent
    return item


_ROOT: Final = general(lambda item: [_root(item)], single=True)
_DOCUMENT: Final = _ROOT
"""There is no item of the document itself: its only child stands for it."""


def _called(names: list[str]) -> Expression:
    """Everything of some names in the document."""

    def look_up(item: Item) -> list[Value]:
        root = _root(item)
        found: list[Value] = [root] if root.name in names else []
        return [*found, *(one for name in names for one in root.below_called(name))]

    return general(look_up)


def _text(values: list[Atom]) -> str:
    return str(values[0]) if values else ""


def _of_texts(judge: Callable[[str, str], bool]) -> Callable[..., Expression]:
    """A function of two texts."""

    def made(left: Expression, right: Expression) -> Expression:
        ones, others = left.atoms, right.atoms
        return truth(lambda item: judge(_text(ones(item)), _text(others(item))))

    return made


def _boolean(inner: Expression) -> Expression:
    return truth(inner.holds)


def _empty(inner: Expression) -> Expression:
    return _not(_exists(inner))


def _not(inner: Expression) -> Expression:
    holds = inner.holds
    return truth(lambda item: not holds(item))


def _exists(inner: Expression) -> Expression:
    if inner.flag:
        return truth(inner.holds)
    values = inner.values
    return truth(lambda item: bool(values(item)))


def _count(inner: Expression) -> Expression:
    values = inner.values
    return general(lambda item: [float(len(values(item)))], single=True, numeric=True)


def _length(inner: Expression) -> Expression:
    atoms = inner.atoms
    return general(
        lambda item: [float(len(_text(atoms(item))))], single=True, numeric=True
    )


_FUNCTIONS: Final[dict[str, tuple[int, Callable[..., Expression]]]] = {
    "boolean": (1, _boolean),
    "contains": (2, _of_texts(lambda text, part: part in text)),
    "count": (1, _count),
    "empty": (1, _empty),
    "ends-with": (2, _of_texts(lambda text, part: text.endswith(part))),
    "exists": (1, _exists),
    "false": (0, lambda: constant([False])),
    "matches": (2, _of_texts(lambda text, part: re.search(part, text) is not None)),
    "not": (1, _not),
    "starts-with": (2, _of_texts(lambda text, part: text.startswith(part))),
    "string-length": (1, _length),
    "true": (0, lambda: constant([True])),
}
"""How many arguments each takes, and what it makes of them."""
