"""A document as Metapath sees it: items with a name, a value, children and a parent.

A large catalog has hundreds of thousands of them, of which few are ever asked for, so
they are made name by name when something asks, and their paths are written when told.
"""

from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any, Final, TypeAlias

from assay.oscal.definitions import Child, Definition, definition, rules
from assay.oscal.scalars import to_text
from assay.oscal.tree import Tree, as_list

__all__ = ["Item", "Kind", "Mark", "kind_of", "root_item"]

Mark: TypeAlias = tuple[int, str, int]
"""What tells a value apart within one document: what holds it, its key, its index."""


class Kind:
    """A definition as one looks things up in it."""

    def __init__(self, one: Definition) -> None:
        self.id = one.id
        self.flags = frozenset(flag.name for flag in one.flags)
        self.plain = one.kind == "field"
        """Whether it holds a value of its own."""
        self.value = one.value
        self.members: dict[str, Child] = {child.name: child for child in one.children}

    @cached_property
    def judged(self) -> tuple[tuple[str, str], ...]:
        """Names and keys of children that have rules, or lead to some that have."""
        return tuple(
            (name, child.key)
            for name, child in self.members.items()
            if any(one in rules() for one in _reach(child.of))
        )

    @cache  # noqa: B019 - there is one of each definition, for ever
    def counts(self, name: str) -> bool:
        """Whether a count of what is judged inside it has all that is called so."""
        inside = (kind_of(one) for one in _reach(self.id))
        return all(
            name in (judged for judged, _ in one.judged)
            for one in inside
            if name in one.members
        )

    @cache  # noqa: B019 - there is one of each definition, for ever
    def towards(self, name: str) -> tuple[str, ...]:
        """Names of children that are called so, or that lead to some that are."""
        return tuple(
            inner
            for inner, child in self.members.items()
            if inner == name
            or any(name in kind_of(one).members for one in _reach(child.of))
        )


@cache
def kind_of(identifier: str) -> Kind:
    """The one kind of a definition."""
    return Kind(definition(identifier))


@cache
def _reach(identifier: str) -> frozenset[str]:
    """A definition and all that it leads to."""
    found: set[str] = set()
    ahead = [identifier]
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead.extend(child.of for child in definition(one).children)
    return frozenset(found)


class Whole:
    """What is known of a document as a whole: its items that may have rules, in order.

    What is inside one of them follows it without a gap, so that what is called so
    inside is a slice of what is called so.
    """

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._called: dict[str, tuple[list[Item], list[int]]] = {}

    def called(self, name: str, first: int, end: int) -> "list[Item]":
        """Items of a name from one place in the order up to another."""
        found = self._called.get(name)
        if found is None:
            items = [one for one in self.items if one.name == name]
            found = self._called[name] = items, [one.order for one in items]
        items, orders = found
        return items[bisect_left(orders, first) : bisect_left(orders, end)]


class Item:
    """An assembly, a field or a flag."""

    __slots__ = (
        "_below",
        "_made",
        "index",
        "key",
        "kind",
        "name",
        "order",
        "parent",
        "table",
        "value",
        "whole",
    )

    def __init__(
        self,
        value: Any,
        kind: Kind | None,
        parent: "Item | None",
        name: str,
        key: str,
        *,
        index: int = -1,
    ) -> None:
        self.value = value
        self.table: Tree = value if isinstance(value, dict) else _NOTHING  # pyright: ignore[reportUnknownMemberType]
        """The value as an object; an empty one where it is none."""
        self.kind = kind
        """None for a flag."""
        self.parent = parent
        self.name = name
        """Its name in XML, a flag's with an @."""
        self.key = key
        """Its key in JSON."""
        self.index = index
        """Where it stands in an array; -1 where in none."""
        self.whole: Whole = Whole() if parent is None else parent.whole
        self.order = -1
        """Where it stands in the whole; -1 until that is counted."""
        self._made: dict[str, list[Item]] | None = None
        self._below: dict[str, list[Item]] | None = None

    @property
    def path(self) -> str:
        """Its JSON Pointer."""
        steps: list[str] = []
        here: Item | None = self
        while here is not None:
            step = here.key if here.index < 0 else f"{here.key}/{here.index}"
            steps.append(step)
            here = here.parent
        return "/" + "/".join(reversed(steps))

    @property
    def mark(self) -> Mark:
        """What tells it apart; the same for every item made of one value."""
        holder = 0 if self.parent is None else id(self.parent.value)
        return holder, self.key, self.index

    @property
    def text(self) -> str | None:
        """Its plain value; None where it holds nothing but other items."""
        kind = self.kind
        if kind is None:
            return to_text(self.value)
        if not kind.plain:
            return None
        value = self.value
        if kind.value:
            value = self.table.get(kind.value)
        return None if value is None else to_text(value)

    def flag_text(self, name: str) -> str | None:
        """The value of one of its flags; None where it is not there."""
        value = self.table.get(name)
        if value is None or self.kind is None or name not in self.kind.flags:
            return None
        return value if isinstance(value, str) else to_text(value)

    def flag(self, name: str) -> "Item | None":
        """One of its flags, if it is there."""
        if self.flag_text(name) is None:
            return None
        return Item(self.value[name], None, self, f"@{name}", name)

    def flags(self) -> Iterator["Item"]:
        """Its flags that are there."""
        for name in sorted(self.kind.flags) if self.kind is not None else ():
            one = self.flag(name)
            if one is not None:
                yield one

    def child(self, name: str) -> "list[Item]":
        """The assemblies and fields of a name directly inside it."""
        made = self._made
        if made is not None:
            found = made.get(name)
            if found is not None:
                return found
        child = None if self.kind is None else self.kind.members.get(name)
        if child is None or self.table.get(child.key) is None:
            return _NONE
        if made is None:
            made = self._made = {}
        found = made[name] = self._new(name, child)
        return found

    def _new(self, name: str, child: Child) -> "list[Item]":
        inside, inner, key = self.table[child.key], kind_of(child.of), child.key
        items = as_list(inside) if child.many else None
        if items is None:
            return [Item(inside, inner, self, name, key)]
        return [
            Item(one, inner, self, name, key, index=index)
            for index, one in enumerate(items)
        ]

    def children(self) -> Iterator["Item"]:
        """All that is directly inside it, in order, but for its flags."""
        for name in self.kind.members if self.kind is not None else ():
            yield from self.child(name)

    def below(self) -> Iterator["Item"]:
        """Itself and all that is inside it, however deep; flags are not among them."""
        ahead: list[Item] = [self]
        while ahead:
            one = ahead.pop()
            yield one
            ahead.extend(reversed(list(one.children())))

    def judged(self) -> "list[Item]":
        """Of itself, a root, and what is inside it, what may have rules, in order."""
        found = self.whole.items = []
        ahead: list[Item] = [self]
        while ahead:
            one = ahead.pop()
            one.order = len(found)
            found.append(one)
            names = () if one.kind is None else one.kind.judged
            if names:
                there = one.table
                inside = [one.child(name) for name, key in names if key in there]
                for items in reversed(inside):
                    ahead += items[::-1]
        return found

    def below_called(self, name: str) -> "list[Item]":
        """Of all that is inside it, what has a name; kept, as a root is asked often."""
        if self.order >= 0 and self.kind is not None and self.kind.counts(name):
            return self.whole.called(name, self.order + 1, self._end())
        if self._below is None:
            self._below = {}
        found = self._below.get(name)
        if found is None:
            found = self._below[name] = []
            ahead = list(self.towards(name))
            while ahead:
                one = ahead.pop()
                if one.name == name:
                    found.append(one)
                ahead.extend(one.towards(name))
        return found

    def _end(self) -> int:
        """Where in the order of the whole what is inside it has ended."""
        here, around = self, self.parent
        while around is not None and around.kind is not None:
            like = around.child(here.name)
            after = max(here.index, 0) + 1  # an index of -1 is of the only one
            if after < len(like):
                return like[after].order
            names = [name for name, _ in around.kind.judged]
            for name in names[names.index(here.name) + 1 :]:
                if around.child(name):
                    return around.child(name)[0].order
            here, around = around, around.parent
        return len(self.whole.items)

    def towards(self, name: str) -> "list[Item]":
        """Children that are called so or lead there, the last first."""
        names = () if self.kind is None else self.kind.towards(name)
        if not names:
            return _NONE
        inside = [i for one in names for i in self.child(one)]
        inside.reverse()
        return inside


_NONE: list[Item] = []
_NOTHING: Final[Tree] = {}


def root_item(value: Any, identifier: str, name: str) -> Item:
    """The item of a whole document."""
    return Item(value, kind_of(identifier), None, name, name)
