"""Constraints judged over a whole document.

An index gathers keys wherever it is stated, and what points into it is looked up when
all of it is known.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from assay.oscal.constraints.allowed import Allowed, breach
from assay.oscal.constraints.items import Item
from assay.oscal.constraints.rules import Key, Rule, model_rules
from assay.oscal.datatypes import DATATYPES
from assay.oscal.fault import Fault
from assay.oscal.scalars import from_text

__all__ = ["Court"]


@dataclass(slots=True)
class Court:
    """What has to be known of the whole document before a judgement is final."""

    faults: list[Fault] = field(default_factory=list[Fault])
    allowed: Allowed = field(default_factory=Allowed)
    indexes: dict[str, set[Key]] = field(default_factory=dict[str, set[Key]])
    pointing: list[tuple[Item, Key, Rule]] = field(
        default_factory=list[tuple[Item, Key, Rule]]
    )

    def judge_model(self, top: Item) -> None:
        """Judge what the Metaschema itself states."""
        for item in top.judged():
            for rule in () if item.kind is None else model_rules(item.kind.id):
                self.judge(item, rule)

    def judge(self, item: Item, rule: Rule) -> None:
        """One constraint on one item."""
        if rule.kind == "allowed-values":
            self.allowed.judge(item, rule)
            return
        targets = [one for one in rule.targets(item) if isinstance(one, Item)]
        if targets and rule.kind == "index-has-key":
            self.pointing += [(one, _key(one, rule), rule) for one in targets]
        elif targets or rule.kind in _OF_NOTHING:
            self.faults += self._broken(item, targets, rule)

    def _broken(self, item: Item, targets: list[Item], rule: Rule) -> Iterable[Fault]:
        match rule.kind:
            case "index" | "is-unique":
                return self._unique(targets, rule)
            case "has-cardinality":
                return _counted(item, targets, rule)
            case "matches":
                return _matched(targets, rule)
            case "report":
                return _reported(targets, rule)
            case _:
                return _expected(targets, rule)

    def _unique(self, targets: list[Item], rule: Rule) -> Iterator[Fault]:
        seen: dict[Key, Item] = {}
        for one in targets:
            key = _key(one, rule)
            if key.count(None) == len(key):
                continue
            before = seen.setdefault(key, one)
            if before is not one:
                yield breach(one, rule, f"{_said(key)} stands at {before.path} already")
        if rule.kind == "index":
            self.indexes.setdefault(rule.index, set()).update(seen)

    def close(self) -> Iterator[Fault]:
        """What could only be judged at the end."""
        yield from self.allowed.close()
        for one, key, rule in self.pointing:
            index = self.indexes.get(rule.index)
            empty = all(part is None for part in key)
            if index is not None and not empty and key not in index:
                message = f"Nothing in the document is called {_said(key)}"
                yield breach(one, rule, message)


_OF_NOTHING = ("has-cardinality", "index")
"""Constraints that say something even where there is nothing that they aim at."""


def _said(key: Key) -> str:
    return repr(", ".join(part for part in key if part is not None))


def _key(item: Item, rule: Rule) -> Key:
    return tuple([one.of(item) for one in rule.keys])


def _counted(item: Item, targets: list[Item], rule: Rule) -> Iterator[Fault]:
    count, most = len(targets), rule.most
    if count < rule.least or (most is not None and count > most):
        few = count < rule.least
        bounds = f"at least {rule.least}" if few else f"at most {most}"
        yield breach(item, rule, f"{rule.target} is there {count} times, not {bounds}")


def _matched(targets: list[Item], rule: Rule) -> Iterator[Fault]:
    for one in targets:
        text = one.text
        if text is None:
            continue
        if rule.regex is not None and rule.regex.fullmatch(text) is None:
            yield breach(one, rule, f"{text!r} does not match {rule.regex.pattern}")
        if rule.datatype and not _fits(text, rule.datatype):
            yield breach(one, rule, f"{text!r} is no {rule.datatype}")


def _fits(text: str, datatype: str) -> bool:
    return DATATYPES[datatype](from_text(text, datatype))


def _expected(targets: list[Item], rule: Rule) -> Iterator[Fault]:
    if rule.holds is not None:
        for one in targets:
            if not rule.holds(one):
                yield breach(one, rule, f"It should hold that {rule.test}")


def _reported(targets: list[Item], rule: Rule) -> Iterator[Fault]:
    """A report is the reverse of an expectation: it tells where its test is true."""
    if rule.holds is not None:
        for one in targets:
            if rule.holds(one):
                yield breach(one, rule, f"It holds that {rule.test}")
