"""Spaces: sets of points over services, regions, levels, days and what else limits.

A scope says where a statement holds; as a space it can be joined, cut and compared with
another. Equal sets are equal values, with equal hashes and equal texts, however they
were put together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias, TypedDict, Unpack, cast

from assay.register.space.nodes import (
    DAY,
    Choice,
    Course,
    Node,
    choice,
    combine,
    course,
    fixed,
    forgotten,
    turned,
)

__all__ = [
    "AXES",
    "EVERYTHING",
    "NOTHING",
    "Box",
    "Days",
    "Further",
    "Members",
    "Space",
    "all_but",
    "box",
    "days",
    "only",
]

AXES: Final = (
    "service",
    "region",
    "level",
    "edition",
    "facility",
    "data",
    "account",
    "person",
    "day",
)
"""In the order in which a space tells them apart; the last is the one of days."""


@dataclass(frozen=True, slots=True)
class Members:
    """Some members of an axis of names, or all but some."""

    names: frozenset[str]
    but: bool = False
    """All but these; they need not be known."""


def only(*names: str) -> Members:
    """Just these."""
    return Members(frozenset(names))


def all_but(*names: str) -> Members:
    """All names there are or may be, without these."""
    return Members(frozenset(names), but=True)


@dataclass(frozen=True, slots=True)
class Days:
    """From the first day to the last, both included; none if they are the other way."""

    first: date = date.min
    last: date = date.max


def days(
    first: date | None = None, last: date | None = None, *, before: date | None = None
) -> Days:
    """From a day on, up to and with `last`, or up to and without `before`.

    An end that is not given is open. An end before the first day leaves no day.
    """
    start = first or date.min
    ends = [last] if last is not None else []
    if before is not None:
        if before == date.min:
            return Days(date.max, date.min)
        ends.append(before - timedelta(1))
    return Days(start, min(ends, default=date.max))


class Further(TypedDict, total=False):
    """Members on the axes that say of what, for whom and by whom."""

    facility: Members
    data: Members
    account: Members
    person: Members


class Box(Further, total=False):
    """A product: its members on each axis that it limits, and its days."""

    service: Members
    region: Members
    level: Members
    edition: Members
    day: Days


Point: TypeAlias = Mapping[str, str | date]


@dataclass(frozen=True, slots=True)
class Space:
    """A set of points; make one with `box`, and more from it with `|`, `&` and `-`."""

    node: Node

    def __or__(self, other: "Space") -> "Space":
        """What is in one of them, or in both."""
        return Space(combine(self.node, other.node, lambda one, two: one or two))

    def __and__(self, other: "Space") -> "Space":
        """What is in both."""
        return Space(combine(self.node, other.node, lambda one, two: one and two))

    def __sub__(self, other: "Space") -> "Space":
        """What is in this one and not in the other."""
        return Space(combine(self.node, other.node, lambda one, two: one and not two))

    def __invert__(self) -> "Space":
        """Everything else."""
        return Space(turned(self.node))

    def __le__(self, other: "Space") -> bool:
        """Whether all of it is in the other."""
        return not self - other

    def __lt__(self, other: "Space") -> bool:
        """Whether all of it is in the other, and the other holds more."""
        return self != other and self <= other

    def __ge__(self, other: "Space") -> bool:
        """Whether it holds all of the other."""
        return other <= self

    def __gt__(self, other: "Space") -> bool:
        """Whether it holds all of the other, and more."""
        return other < self

    def __bool__(self) -> bool:
        """Whether there is any point in it."""
        return self.node is not False

    def __contains__(self, point: Point) -> bool:
        """Whether a point is in it; it names a member on every axis that matters."""
        return self.at(**point).node is True

    def at(self, **point: str | date) -> "Space":
        """What is in it at these members of their axes, which then no longer matter.

        Raises:
            ValueError: There is no such axis.
        """
        node = self.node
        for axis, member in point.items():
            node = fixed(node, _place(axis), member)
        return Space(node)

    def over(self, *axes: str) -> "Space":
        """What is in it at some member of these axes, which then no longer matter.

        Raises:
            ValueError: There is no such axis.
        """
        return Space(forgotten(self.node, frozenset(map(_place, axes))))

    def boxes(self) -> Iterator[Box]:
        """The space as products without a point in common; absent axes do not matter.

        Equal spaces give equal boxes in the same order.
        """
        for sides in _boxes(self.node, {}):
            yield cast("Box", sides)

    def __str__(self) -> str:
        told = [_told(one) or "everything" for one in _boxes(self.node, {})]
        return " or ".join(told) or "nothing"


NOTHING: Final = Space(node=False)
EVERYTHING: Final = Space(node=True)


def box(**sides: Unpack[Box]) -> Space:
    """The product of these members and days; an axis that is not given is unlimited."""
    node = _of_days(sides.get("day", Days()))
    for axis in reversed(range(DAY)):
        members = sides.get(AXES[axis])
        if isinstance(members, Members):
            inside, outside = (False, node) if members.but else (node, False)
            node = choice(axis, [(members.names, inside)], outside)
    return Space(node)


def _place(axis: str) -> int:
    if axis not in AXES:
        raise ValueError(f"there is no axis {axis!r}")
    return AXES.index(axis)


def _of_days(span: Days) -> Node:
    if span.first > span.last:
        return False
    steps: list[tuple[date, Node]] = [(date.min, False)]
    if span.first == date.min:
        steps = []
    steps.append((span.first, True))
    if span.last < date.max:
        steps.append((span.last + timedelta(1), False))
    return course(steps)


def _boxes(
    node: Node, so_far: dict[str, Members | Days]
) -> Iterator[dict[str, Members | Days]]:
    if node is True:
        yield so_far
    if isinstance(node, Choice):
        axis = AXES[node.axis]
        named = frozenset(name for names, _ in node.arms for name in names)
        for names, to in node.arms:
            yield from _boxes(to, {**so_far, axis: Members(frozenset(names))})
        yield from _boxes(node.rest, {**so_far, axis: Members(named, but=True)})
    if isinstance(node, Course):
        ends = [start - timedelta(1) for start, _ in node.steps[1:]]
        for (start, to), end in zip(node.steps, (*ends, date.max), strict=True):
            yield from _boxes(to, {**so_far, AXES[DAY]: Days(start, end)})


def _told(one: Mapping[str, Members | Days]) -> str:
    return " x ".join(
        f"{axis} {_span(side) if isinstance(side, Days) else _some(side)}"
        for axis, side in one.items()
    )


def _some(members: Members) -> str:
    names = ", ".join(name or "unstated" for name in sorted(members.names))
    return f"all but {{{names}}}" if members.but else f"{{{names}}}"


def _span(span: Days) -> str:
    first = span.first.isoformat() if span.first > date.min else ""
    last = span.last.isoformat() if span.last < date.max else ""
    return f"{first}..{last}"
