"""The Metaschema's own constraints, judged over a whole document.

Values that several `allowed-values` constraints speak of may be any that one of them
lists; they are free only if all of those let others be. An index gathers keys wherever
it is stated, and what points into it is looked up when all of it is known.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from assay.oscal.constraints.items import Item, root_item
from assay.oscal.constraints.metapath import NotMetapath, Path, compiled, is_true
from assay.oscal.datatypes import DATATYPES
from assay.oscal.definitions import root_definition, rules
from assay.oscal.document import Document
from assay.oscal.fault import Fault, Level

__all__ = ["constraint_faults"]

_LEVELS: dict[str, Level] = {
    "CRITICAL": "error",
    "ERROR": "error",
    "WARNING": "warning",
    "INFORMATIONAL": "informational",
    "DEBUG": "informational",
}
Rule = dict[str, Any]


def constraint_faults(document: Document) -> Iterator[Fault]:
    """Every constraint that the document breaks, warnings among them."""
    court = _Court()
    kind = root_definition(document.root)
    top = root_item(document.content, kind, document.root)
    for item in top.below():
        if item.kind is not None:
            for rule in _rules(item.kind.id):
                yield from court.judge(item, rule)
    yield from court.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """A constraint with its paths compiled."""

    name: str
    kind: str
    level: Level
    target: Path
    facts: Rule
    keys: tuple[tuple[Path, re.Pattern[str] | None], ...]
    test: Path | None


@cache
def _rules(identifier: str) -> tuple[_Rule, ...]:
    found: list[_Rule] = []
    for number, rule in enumerate(rules().get(identifier, ())):
        try:
            found.append(_compiled(identifier, number, rule))
        except NotMetapath:
            # Constraints that Metapath beyond ours states are reported by the tests,
            # which hold the list of them empty.
            continue
    return tuple(found)


def _compiled(identifier: str, number: int, rule: Rule) -> _Rule:
    kind = str(rule["rule"])
    return _Rule(
        name=str(rule.get("id") or f"{identifier}:{kind}:{number}"),
        kind=kind,
        level=_LEVELS[str(rule.get("level", "ERROR")).upper()],
        target=compiled(str(rule["target"])),
        facts=rule,
        keys=tuple(
            (
                compiled(str(key["target"])),
                re.compile(key["pattern"]) if "pattern" in key else None,
            )
            for key in rule.get("keys", ())
        ),
        test=compiled(str(rule["test"])) if "test" in rule else None,
    )


@dataclass(slots=True)
class _Allowed:
    """What the constraints on one value allow together."""

    item: Item
    values: set[str] = field(default_factory=set[str])
    free: bool = True
    closed_by: str = ""
    level: Level = "error"


Key = tuple[str | None, ...]


@dataclass(slots=True)
class _Court:
    """What has to be known of the whole document before a judgement is final."""

    allowed: dict[str, _Allowed] = field(default_factory=dict[str, _Allowed])
    indexes: dict[str, set[Key]] = field(default_factory=dict[str, set[Key]])
    pointing: list[tuple[Item, Key, _Rule]] = field(
        default_factory=list[tuple[Item, Key, _Rule]]
    )

    def judge(self, item: Item, rule: _Rule) -> Iterator[Fault]:
        """One constraint on one item."""
        targets = [one for one in rule.target(item) if isinstance(one, Item)]
        match rule.kind:
            case "allowed-values":
                self._allow(targets, rule)
            case "index" | "is-unique":
                yield from self._unique(targets, rule)
            case "index-has-key":
                self.pointing += [(one, _key(one, rule), rule) for one in targets]
            case "has-cardinality":
                yield from _counted(item, targets, rule)
            case "matches":
                yield from _matched(targets, rule)
            case _:
                yield from _expected(targets, rule)

    def _allow(self, targets: list[Item], rule: _Rule) -> None:
        for one in targets:
            entry = self.allowed.setdefault(one.path, _Allowed(item=one))
            entry.values.update(rule.facts.get("values", ()))
            if not rule.facts.get("other"):
                entry.free = False
                entry.closed_by, entry.level = rule.name, rule.level

    def _unique(self, targets: list[Item], rule: _Rule) -> Iterator[Fault]:
        seen: dict[Key, str] = {}
        for one in targets:
            key = _key(one, rule)
            if all(part is None for part in key):
                continue
            if key in seen:
                said = ", ".join(str(part) for part in key if part is not None)
                message = f"{said!r} stands at {seen[key]} already"
                yield _fault(one, rule, message)
            seen.setdefault(key, one.path)
        if rule.kind == "index":
            name = str(rule.facts.get("name", rule.name))
            self.indexes.setdefault(name, set()).update(seen)

    def close(self) -> Iterator[Fault]:
        """What could only be judged at the end."""
        for entry in self.allowed.values():
            value = entry.item.text
            if not entry.free and value is not None and value not in entry.values:
                known = ", ".join(sorted(entry.values)[:_NAMED])
                message = f"{value!r} is not among the values allowed here: {known}"
                yield Fault(
                    path=entry.item.path,
                    rule=entry.closed_by,
                    message=message,
                    level=entry.level,
                )
        for one, key, rule in self.pointing:
            index = self.indexes.get(str(rule.facts.get("name", "")))
            empty = all(part is None for part in key)
            if index is not None and not empty and key not in index:
                said = ", ".join(str(part) for part in key if part is not None)
                message = f"Nothing in the document is called {said!r}"
                yield _fault(one, rule, message)


_NAMED = 12


def _key(item: Item, rule: _Rule) -> Key:
    return tuple(_part(item, path, pattern) for path, pattern in rule.keys)


def _part(item: Item, path: Path, pattern: re.Pattern[str] | None) -> str | None:
    for one in path(item):
        text = one.text if isinstance(one, Item) else str(one)
        if text is None or pattern is None:
            return text
        found = pattern.fullmatch(text)
        return found[1] if found is not None else None
    return None


def _counted(item: Item, targets: list[Item], rule: _Rule) -> Iterator[Fault]:
    least = int(rule.facts.get("min-occurs", 0))
    most = int(rule.facts.get("max-occurs", 0))
    if len(targets) < least or (most and len(targets) > most):
        bounds = f"at least {least}" if len(targets) < least else f"at most {most}"
        message = f"{rule.facts['target']} is there {len(targets)} times, not {bounds}"
        yield _fault(item, rule, message)


def _matched(targets: list[Item], rule: _Rule) -> Iterator[Fault]:
    regex, datatype = rule.facts.get("regex"), rule.facts.get("datatype")
    for one in targets:
        text = one.text
        if text is None:
            continue
        if regex is not None and re.fullmatch(regex, text) is None:
            yield _fault(one, rule, f"{text!r} does not match {regex}")
        if datatype is not None and not _fits(text, str(datatype)):
            yield _fault(one, rule, f"{text!r} is no {datatype}")


def _fits(text: str, datatype: str) -> bool:
    judge = DATATYPES.get(datatype)
    return judge is None or judge(text)


def _expected(targets: list[Item], rule: _Rule) -> Iterator[Fault]:
    for one in targets:
        if rule.test is not None and not is_true(rule.test(one)):
            yield _fault(one, rule, f"It should hold that {rule.facts['test']}")


def _fault(item: Item, rule: _Rule, message: str) -> Fault:
    return Fault(path=item.path, rule=rule.name, message=message, level=rule.level)
