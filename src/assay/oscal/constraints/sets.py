"""Constraint sets that others publish, read from their XML.

Both forms are read: `METASCHEMA-CONSTRAINTS`, whose scopes name definitions, and
`metaschema-meta-constraints`, whose contexts name places in documents and may nest.
A set is read whole or refused whole. Its expressions are judged only when it is used,
since an evaluator may know less than the set's author does, and then says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from assay.errors import BadInput, Problem
from assay.oscal.constraints.rules import LEVELS
from assay.oscal.xml import parse_xml

__all__ = ["ConstraintSet", "Context", "Let", "Stated", "read_constraints"]

_NAMESPACE: Final = "http://csrc.nist.gov/ns/oscal/metaschema/1.0"
_ROOTS: Final = ("METASCHEMA-CONSTRAINTS", "metaschema-meta-constraints")
_NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "allowed-values": (),
    "expect": ("test",),
    "has-cardinality": (),
    "index": ("name",),
    "index-has-key": ("name",),
    "is-unique": (),
    "matches": (),
    "report": ("test",),
}
"""The kinds of constraints, and what each must state."""
_KEYED: Final = ("index", "index-has-key", "is-unique")
_TOLD: Final = ("description", "formal-name", "prop", "remarks")
"""What says something to people only."""
_SHORT: Final[dict[str, str]] = {
    "oscal-catalog": "catalog",
    "oscal-profile": "profile",
    "oscal-mapping": "mapping-collection",
    "oscal-component-definition": "component-definition",
    "oscal-ssp": "system-security-plan",
    "oscal-ap": "assessment-plan",
    "oscal-ar": "assessment-results",
    "oscal-poam": "plan-of-action-and-milestones",
}
"""Models by the short name of their Metaschema; other modules are parts of several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Let:
    """A name for the value of an expression, for what comes after it."""

    name: str
    expression: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A constraint as its author wrote it."""

    name: str
    kind: str
    level: str
    target: str
    test: str = ""
    values: frozenset[str] = frozenset()
    other: bool = False
    exclusive: bool = False
    index: str = ""
    least: int = 0
    most: int | None = None
    regex: str = ""
    datatype: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    """Target and pattern of each part of a key; no pattern is empty."""
    message: str = ""
    """May hold expressions in braces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Places in a document, and what has to hold of each of them."""

    targets: tuple[str, ...]
    steps: tuple[Let | Stated, ...]
    inner: tuple["Context", ...] = ()
    model: str = ""
    """The only model that it is for; empty for any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstraintSet:
    """A file of constraints."""

    file: str
    contexts: tuple[Context, ...]
    imports: tuple[str, ...] = ()
    """Other sets that it builds on, which have to be given as well."""


Steps: TypeAlias = tuple[Let | Stated, ...]


def read_constraints(data: bytes, *, file: str) -> ConstraintSet:
    """The constraint set in an XML file.

    Raises:
        BadInput: It is no constraint set, or states something that is none.
    """
    root = parse_xml(data, file)
    if root.tag not in [f"{{{_NAMESPACE}}}{name}" for name in _ROOTS]:
        message = f"The root element is {root.tag}, no constraint set's"
        remedy = f"It must be one of {', '.join(_ROOTS)} in {_NAMESPACE}."
        raise BadInput([Problem(file=file, message=message, remedy=remedy)])
    reader = _Reader(file)
    contexts = tuple(reader.contexts(root))
    if reader.problems:
        raise BadInput(reader.problems)
    return ConstraintSet(file=file, contexts=contexts, imports=tuple(reader.imports))


class _Reader:
    """Reads elements; notes what is none."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.imports: list[str] = []
        self.count = 0

    def contexts(self, root: Any) -> Iterator[Context]:
        """What stands directly in the root, or in another context."""
        for one in _elements(root):
            match _local(one):
                case "context":
                    yield self._context(one)
                case "scope":
                    yield from self._scope(one)
                case "import":
                    self.imports.append(one.get("href", ""))
                case "metapath" | "constraints" | "namespace-binding":
                    continue
                case name if name not in _TOLD and name not in _HEAD:
                    self._note(one, f"{name} has no place here")
                case _:
                    continue

    def _context(self, element: Any) -> Context:
        targets = [self._need(one, "target") for one in _named(element, "metapath")]
        if not targets:
            self._note(element, "The context has no metapath")
        bodies = _named(element, "constraints")
        steps = (step for one in bodies for step in self._steps(one))
        inner = tuple(self.contexts(element))
        return Context(targets=tuple(targets), steps=tuple(steps), inner=inner)

    def _scope(self, element: Any) -> Iterator[Context]:
        """Definitions of one module, by their names or where they stand."""
        model = _SHORT.get(element.get("metaschema-short-name", ""), "")
        for one in _elements(element):
            if _local(one) not in ("assembly", "field", "flag"):
                if _local(one) not in _TOLD:
                    self._note(one, f"{_local(one)} has no place here")
                continue
            target = self._need(one, "target")
            if not target.startswith(("/", ".")):
                target = f"//{target}"
            steps = tuple(self._steps(one))
            yield Context(targets=(target,), steps=steps, model=model)

    def _steps(self, element: Any) -> Iterator[Let | Stated]:
        for one in _elements(element):
            name = _local(one)
            if name == "let":
                var, expression = self._need(one, "var"), self._need(one, "expression")
                yield Let(name=var, expression=expression)
            elif name in _NEEDED:
                yield self._stated(one, name)
            elif name not in _TOLD:
                self._note(one, f"{name} is no constraint")

    def _stated(self, one: Any, kind: str) -> Stated:
        self.count += 1
        for attribute in _NEEDED[kind]:
            self._need(one, attribute)
        usual = "INFORMATIONAL" if kind == "report" else "ERROR"
        level = one.get("level", usual).upper()
        if level not in LEVELS:
            self._note(one, f"{level!r} is none of {', '.join(LEVELS)}")
        keys = [
            (self._need(key, "target"), key.get("pattern", ""))
            for key in _named(one, "key-field")
        ]
        if kind in _KEYED and not keys:
            self._note(one, f"The {kind} has no key-field")
        return Stated(
            name=one.get("id") or f"{self.file}:{kind}:{self.count}",
            kind=kind,
            level=level,
            target=one.get("target", "."),
            test=one.get("test", ""),
            values=frozenset(e.get("value", "") for e in _named(one, "enum")),
            other=one.get("allow-other") == "yes",
            exclusive=one.get("extensible") == "none",
            index=one.get("name", "") if kind != "is-unique" else "",
            least=self._number(one, "min-occurs") or 0,
            most=self._number(one, "max-occurs"),
            regex=one.get("regex", ""),
            datatype=one.get("datatype", ""),
            keys=tuple(keys),
            message=" ".join(_spoken(one).split()),
        )

    def _need(self, element: Any, attribute: str) -> str:
        value: str = element.get(attribute, "")
        if not value.strip():
            self._note(element, f"{_local(element)} lacks {attribute!r}")
        return value

    def _number(self, element: Any, attribute: str) -> int | None:
        text: str = element.get(attribute, "unbounded")
        if text == "unbounded":
            return None
        if not (text.isascii() and text.isdigit()):
            self._note(element, f"{attribute} is {text!r}, no number")
            return None
        return int(text)

    def _note(self, element: Any, message: str) -> None:
        place = f"line {element.sourceline}"
        problem = Problem(file=self.file, place=place, message=message)
        self.problems.append(problem)


_HEAD: Final = ("name", "schema-name", "schema-version", "short-name", "version")


def _local(element: Any) -> str:
    """The element's name in the Metaschema's namespace, or its whole name."""
    return str(element.tag).removeprefix(f"{{{_NAMESPACE}}}")


def _elements(element: Any) -> Iterator[Any]:
    return (one for one in element if isinstance(one.tag, str))


def _named(element: Any, name: str) -> Iterator[Any]:
    return (one for one in _elements(element) if _local(one) == name)


def _spoken(element: Any) -> str:
    """The message that a constraint carries for whoever breaks it."""
    for one in _named(element, "message"):
        return "".join(one.itertext())
    return ""
