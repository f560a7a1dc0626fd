"""Sets of points as decision diagrams: one axis after the other, each set one diagram.

A diagram is `True` (everything that is left), `False` (nothing), a `Choice` on an axis
of names or a `Course` on the axis of days. Axes come in a fixed order, arms that lead
to the same diagram are one arm, and a diagram whose arms all lead to one is that one.
So two diagrams are equal exactly where they hold the same points (as for Bryant's
reduced ordered binary decision diagrams, of which these are the many-valued kind).
Names are open: any axis of names has members that no diagram mentions.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

__all__ = [
    "DAY",
    "Choice",
    "Course",
    "Node",
    "choice",
    "combine",
    "course",
    "fixed",
    "forgotten",
    "turned",
]

DAY: Final = 8
"""The place of the axis of days, behind the axes of names."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Where the members of an axis of names lead."""

    axis: int
    arms: tuple[tuple[tuple[str, ...], "Node"], ...]
    """Members in order, and where they lead; arms in the order of their first member.
    """
    rest: "Node"
    """Where all other names lead."""


@dataclass(frozen=True, slots=True)
class Course:
    """Where days lead: each step from its day to the one before the next."""

    steps: tuple[tuple[date, "Node"], ...]
    """The first begins with the first day there is."""

    @property
    def axis(self) -> int:
        """The axis of days."""
        return DAY


Node: TypeAlias = Choice | Course | bool

Memo: TypeAlias = dict[tuple[int, int], Node]


def choice(axis: int, arms: Iterable[tuple[Iterable[str], Node]], rest: Node) -> Node:
    """The diagram that leads members so; members of different arms are different."""
    joined: dict[Node, list[str]] = {}
    for members, node in arms:
        if node != rest:
            joined.setdefault(node, []).extend(members)
    kept = [(tuple(sorted(members)), node) for node, members in joined.items()]
    kept = sorted((arm for arm in kept if arm[0]), key=lambda arm: arm[0])
    return Choice(axis, tuple(kept), rest) if kept else rest


def course(steps: Iterable[tuple[date, Node]]) -> Node:
    """The diagram of steps in order, the first from the first day there is."""
    kept: list[tuple[date, Node]] = []
    for start, node in steps:
        if not kept or kept[-1][1] != node:
            kept.append((start, node))
    return Course(tuple(kept)) if len(kept) > 1 else kept[0][1]


def combine(one: Node, other: Node, rule: Callable[[bool, bool], bool]) -> Node:
    """The points for which the rule holds of being in the one and in the other."""
    return _combine(one, other, rule, {})


def _combine(
    one: Node, other: Node, rule: Callable[[bool, bool], bool], memo: Memo
) -> Node:
    if isinstance(one, bool) and isinstance(other, bool):
        return rule(one, other)
    # Diagrams live as long as the two that are combined, so identity is a safe key.
    key = id(one), id(other)
    found = memo.get(key)
    if found is None:
        axis = min(_axis(one), _axis(other))
        if axis == DAY:
            found = course(
                (start, _combine(left, right, rule, memo))
                for start, left, right in _in_step(_steps(one), _steps(other))
            )
        else:
            *arms, (_, left, right) = _side_by_side(axis, one, other)
            found = choice(
                axis,
                ((names, _combine(l_, r, rule, memo)) for names, l_, r in arms),
                _combine(left, right, rule, memo),
            )
        memo[key] = found
    return found


def _axis(node: Node) -> int:
    return DAY + 1 if isinstance(node, bool) else node.axis


def _steps(node: Node) -> tuple[tuple[date, Node], ...]:
    return node.steps if isinstance(node, Course) else ((date.min, node),)


def _in_step(
    one: tuple[tuple[date, Node], ...], other: tuple[tuple[date, Node], ...]
) -> Iterator[tuple[date, Node, Node]]:
    """Both courses, cut wherever one of them takes a step."""
    for start in sorted({day for day, _ in (*one, *other)}):
        yield start, _at(one, start), _at(other, start)


def _at(steps: tuple[tuple[date, Node], ...], on: date) -> Node:
    return next(node for start, node in reversed(steps) if start <= on)


def _side_by_side(
    axis: int, one: Node, other: Node
) -> Iterator[tuple[frozenset[str], Node, Node]]:
    """Names that both lead alike, with where each leads; those of neither come last."""
    left, left_rest = _arms(axis, one)
    right, right_rest = _arms(axis, other)
    unmet = frozenset(name for names, _ in right for name in names)
    for names, node in left:
        alone = names - unmet
        if alone:
            yield alone, node, right_rest
        for others, counterpart in right:
            both = names & others
            if both:
                yield both, node, counterpart
    met = frozenset(name for names, _ in left for name in names)
    for others, counterpart in right:
        alone = others - met
        if alone:
            yield alone, left_rest, counterpart
    yield frozenset(), left_rest, right_rest


def _arms(axis: int, node: Node) -> tuple[list[tuple[frozenset[str], Node]], Node]:
    if isinstance(node, Choice) and node.axis == axis:
        return [(frozenset(names), to) for names, to in node.arms], node.rest
    return [], node


def turned(node: Node) -> Node:
    """The points that are not in it."""
    if isinstance(node, bool):
        return not node
    if isinstance(node, Course):
        return Course(tuple((start, turned(to)) for start, to in node.steps))
    arms = tuple((names, turned(to)) for names, to in node.arms)
    return Choice(node.axis, arms, turned(node.rest))


def fixed(node: Node, axis: int, member: str | date) -> Node:
    """The points that have the member on the axis, whatever is then put there."""
    if isinstance(node, bool) or node.axis > axis:
        return node
    if isinstance(node, Course):
        return _at(node.steps, member) if isinstance(member, date) else node
    if node.axis == axis:
        return next((to for names, to in node.arms if member in names), node.rest)
    arms = [(names, fixed(to, axis, member)) for names, to in node.arms]
    return choice(node.axis, arms, fixed(node.rest, axis, member))


def forgotten(node: Node, axes: frozenset[int]) -> Node:
    """The points of which some counterpart on the axes is in it, whatever is there."""
    if isinstance(node, bool):
        return node
    if isinstance(node, Course):
        if DAY in axes:
            return any(to is not False for _, to in node.steps)
        return node
    rest = forgotten(node.rest, axes)
    arms = [(names, forgotten(to, axes)) for names, to in node.arms]
    if node.axis not in axes:
        return choice(node.axis, arms, rest)
    for _, to in arms:
        rest = combine(rest, to, _either)
    return rest


def _either(one: bool, other: bool) -> bool:  # noqa: FBT001 - a rule on two truths
    return one or other
