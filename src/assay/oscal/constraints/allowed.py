"""Allowed values, which constraints say together.

A value that several of them speak of may be any that one of them lists; it is free only
if all of those let others be. One that is exclusive lets no other allow more. Most
values are listed by the first that speaks of them, and so are done with at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from assay.oscal.constraints.items import Item, Mark
from assay.oscal.constraints.rules import Rule
from assay.oscal.fault import Fault

__all__ = ["Allowed", "breach"]


@dataclass(slots=True)
class _Doubt:
    """A value that constraints speak of and do not list."""

    holder: Item
    flag: str
    """The flag that it is, or empty where it is the item's own value."""
    value: str
    rules: list[Rule]

    @property
    def item(self) -> Item:
        found = self.holder.flag(self.flag) if self.flag else None
        return found or self.holder


@dataclass(slots=True)
class Allowed:
    """What all constraints on the values of a document allow together."""

    listed: set[Mark] = field(default_factory=set[Mark])
    """Values that a constraint lists."""
    doubts: dict[Mark, _Doubt] = field(default_factory=dict[Mark, _Doubt])

    def judge(self, item: Item, rule: Rule) -> None:
        """One constraint on one item."""
        if rule.holders is None:
            for one in rule.targets(item):
                if isinstance(one, Item) and (text := one.text) is not None:
                    self._say(one, "", text, rule, one.mark)
            return
        flag = rule.flag
        for holder in rule.holders(item):
            if isinstance(holder, Item):
                text = holder.flag_text(flag)
                if text is not None:
                    self._say(holder, flag, text, rule, (id(holder.value), flag, -1))

    def _say(self, holder: Item, flag: str, value: str, rule: Rule, mark: Mark) -> None:
        if value in rule.values:
            self.listed.add(mark)
            return
        if mark in self.listed and not rule.exclusive:
            return
        doubt = self.doubts.get(mark)
        if doubt is None:
            self.doubts[mark] = _Doubt(holder, flag, value, [rule])
        else:
            doubt.rules.append(rule)

    def close(self) -> Iterator[Fault]:
        """The values that are not allowed, in the order in which they were met."""
        for mark, doubt in self.doubts.items():
            alone = [one for one in doubt.rules if one.exclusive]
            closed = [one for one in doubt.rules if not one.other]
            if alone:
                yield _refused(doubt, alone[-1], alone[-1].values)
            elif closed and mark not in self.listed:
                every = frozenset[str]().union(*(one.values for one in doubt.rules))
                yield _refused(doubt, closed[-1], every)


def _refused(doubt: _Doubt, rule: Rule, values: frozenset[str]) -> Fault:
    known = ", ".join(sorted(values)[:_NAMED])
    message = f"{doubt.value!r} is not among the values allowed here: {known}"
    return breach(doubt.item, rule, message)


_NAMED = 12


def breach(item: Item, rule: Rule, message: str) -> Fault:
    """The fault of an item that breaks a constraint, in its author's words if any."""
    said = message if rule.message is None else rule.message(item)
    return Fault(path=item.path, rule=rule.name, message=said, level=rule.level)
