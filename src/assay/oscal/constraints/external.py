"""Constraint sets of others judged over a document, in the court of the Metaschema's.

What cannot be evaluated is told as not judged, with the reason; it is never passed. One
expression that fails at one place leaves the others their judgement.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from assay.oscal.constraints.closures import Atom, Path, Value, atoms_of
from assay.oscal.constraints.items import Item, Mark
from assay.oscal.constraints.judging import Court
from assay.oscal.constraints.metapath import NotMetapath, compiled
from assay.oscal.constraints.rules import LEVELS, KeyField, Rule
from assay.oscal.constraints.sets import ConstraintSet, Context, Let, Stated
from assay.oscal.constraints.xpath import Mirror, NotEvaluated, Variables
from assay.oscal.datatypes import DATATYPES
from assay.oscal.fault import Level, Unjudged

__all__ = ["Bench"]

_BRACED: Final = re.compile(r"\{\{([^{}]*)\}\}|\{([^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a constraint is judged, with what is bound there."""

    item: Item
    variables: Variables


class Bench:
    """Judges sets over one document; `unjudged` gathers what it could not."""

    def __init__(self, court: Court, top: Item) -> None:
        self.court = court
        self.top = top
        self.unjudged: dict[tuple[str, str], Unjudged] = {}
        self._mirror: Mirror | None = None
        self._broken: dict[str, str] = {}
        """Indexes that could not be built, and why."""
        self._unbound: dict[str, str] = {}
        """Names whose `let` had no value, and why."""
        self._own: set[int] = set()
        """The pointing that sets did, and not the Metaschema."""

    def judge(self, one: ConstraintSet) -> None:
        """Judge every constraint of a set."""
        for href in one.imports:
            reason = "it is imported from elsewhere: give it as a set of its own"
            self._note(href, f"/{self.top.name}", "error", href, reason)
        here = _Place(item=self.top, variables={})
        self._contexts(one.contexts, here)

    def close(self) -> None:
        """Set aside what points into an index that there is not."""
        pointing = self.court.pointing
        for one, _, rule in pointing:
            name = rule.index
            if id(rule) not in self._own or (
                name in self.court.indexes and name not in self._broken
            ):
                continue
            reason = self._broken.get(name, "nothing states the index")
            self._note(rule.name, one.path, rule.level, name, reason)
        self.court.pointing = [
            entry
            for entry in pointing
            if id(entry[2]) not in self._own or entry[2].index not in self._broken
        ]

    def _contexts(self, contexts: Iterable[Context], around: _Place) -> None:
        for context in contexts:
            if context.model in ("", self.top.name):
                found: dict[Mark, Item] = {}
                for target in context.targets:
                    items = self._items(context, target, around)
                    found |= {item.mark: item for item in items}
                for item in found.values():
                    self._at(context, _Place(item=item, variables=around.variables))

    def _items(self, context: Context, target: str, around: _Place) -> list[Item]:
        """The items that a target of a context leads to."""
        try:
            found = self._path(target, around.variables)(around.item)
        except (NotEvaluated, re.error) as fault:
            for name, level in _all_of(context):
                self._note(name, around.item.path, level, target, str(fault))
            return []
        return [one for one in found if isinstance(one, Item)]

    def _at(self, context: Context, place: _Place) -> None:
        bound = dict(place.variables)
        for step in context.steps:
            here = replace(place, variables=bound)
            if isinstance(step, Let):
                self._bind(step, here, bound)
            else:
                self._stated(step, here)
        self._contexts(context.inner, replace(place, variables=bound))

    def _bind(self, step: Let, place: _Place, bound: dict[str, list[Any]]) -> None:
        """Bind the value of a `let`; where it has none, what uses it has none."""
        bound.pop(step.name, None)
        try:
            found = self._raw(step.expression, place)
        except NotEvaluated as fault:
            self._unbound[step.name] = str(fault)
        else:
            bound[step.name] = found

    def _raw(self, text: str, place: _Place) -> list[Any]:
        """The value of an expression as the evaluator has it, by the sooner way."""
        try:
            values = compiled(text).values(place.item)
        except NotMetapath:
            return self._evaluator().raw(text, place.item, place.variables)
        return self._evaluator().taken(values)

    def _stated(self, stated: Stated, place: _Place) -> None:
        try:
            rule = self._rule(stated, place)
            targets = rule.targets(place.item)
        except (NotEvaluated, re.error) as fault:
            self._failed(stated, place.item, stated.target, str(fault))
            return
        if not all(isinstance(one, Item) for one in targets):
            reason = "the target leads to values, not to something in the document"
            self._failed(stated, place.item, stated.target, reason)
            return
        if stated.kind in ("expect", "matches", "report"):
            alone: Iterable[Sequence[Value]] = ([one] for one in targets)
        else:
            alone = [targets]
        for these in alone:
            self._judge(stated, place.item, replace(rule, targets=_given(these)))

    def _judge(self, stated: Stated, item: Item, rule: Rule) -> None:
        if rule.kind == "index-has-key":
            self._own.add(id(rule))
        try:
            self.court.judge(item, rule)
        except (NotEvaluated, re.error) as fault:
            said = stated.test or ", ".join(target for target, _ in stated.keys)
            self._failed(stated, item, said, str(fault))

    def _failed(self, stated: Stated, item: Item, text: str, reason: str) -> None:
        for name, why in self._unbound.items():
            if re.search(rf"\${re.escape(name)}(?![\w.-])", text):
                reason = f"${name} has no value: {why}"
        if stated.kind == "index":
            self._broken[stated.index] = reason
        self._note(stated.name, item.path, LEVELS[stated.level], text, reason)

    def _note(
        self, rule: str, path: str, level: Level, expression: str, reason: str
    ) -> None:
        """Note once, at the first place, what fails for one reason everywhere."""
        self.unjudged.setdefault(
            (rule, reason),
            Unjudged(
                path=path,
                rule=rule,
                expression=expression,
                reason=reason,
                level=level,
            ),
        )

    def _rule(self, stated: Stated, place: _Place) -> Rule:
        """The constraint with its expressions bound to a place.

        Raises:
            NotEvaluated: It names a data type that is not known.
            re.error: It has a pattern that is none.
        """
        if stated.datatype and stated.datatype not in DATATYPES:
            raise NotEvaluated(f"the data type {stated.datatype} is not known")
        variables = place.variables
        return Rule(
            name=stated.name,
            kind=stated.kind,
            level=LEVELS[stated.level],
            target=stated.target,
            targets=self._path(stated.target, variables),
            test=stated.test,
            holds=self._test(stated.test, variables) if stated.test else None,
            keys=tuple(self._key(one, variables) for one in stated.keys),
            values=stated.values,
            other=stated.other,
            exclusive=stated.exclusive,
            index=stated.index,
            least=stated.least,
            most=stated.most,
            regex=re.compile(stated.regex) if stated.regex else None,
            datatype=stated.datatype,
            message=self._message(stated.message, variables),
        )

    def _path(self, text: str, variables: Variables) -> Path:
        try:
            return compiled(text).values
        except NotMetapath:
            return lambda item: self._evaluator().values(text, item, variables)

    def _test(self, text: str, variables: Variables) -> Callable[[Item], bool]:
        try:
            return compiled(text).holds
        except NotMetapath:
            return lambda item: self._evaluator().holds(text, item, variables)

    def _key(self, key: tuple[str, str], variables: Variables) -> KeyField:
        target, pattern = key
        path = self._path(target, variables)

        def atoms(item: Item) -> list[Atom]:
            return atoms_of(path(item))

        return KeyField(values=atoms, pattern=re.compile(pattern) if pattern else None)

    def _message(
        self, template: str, variables: Variables
    ) -> Callable[[Item], str] | None:
        """What the author says, with the expressions in it evaluated where it is said.

        One that has no value stays as it is written.
        """
        if not template:
            return None

        def said(item: Item) -> str:
            def value(found: re.Match[str]) -> str:
                text = (found[1] or found[2] or "").strip()
                if text == "path(.)":
                    return item.path
                try:
                    values = self._path(text, variables)(item)
                except (NotEvaluated, re.error):
                    return found[0]
                return ", ".join(_spelled(one) for one in atoms_of(values))

            return _BRACED.sub(value, template)

        return said

    def _evaluator(self) -> Mirror:
        if self._mirror is None:
            self._mirror = Mirror(self.top)
        return self._mirror


def _spelled(atom: Atom) -> str:
    """A plain value as XPath writes it."""
    if isinstance(atom, bool):
        return str(atom).lower()
    return atom if isinstance(atom, str) else f"{atom:g}"


def _given(values: Sequence[Value]) -> Path:
    return lambda _: values


def _all_of(context: Context) -> Iterator[tuple[str, Level]]:
    """Name and level of every constraint in a context, those inside it too."""
    for step in context.steps:
        if isinstance(step, Stated):
            yield step.name, LEVELS[step.level]
    for one in context.inner:
        yield from _all_of(one)
