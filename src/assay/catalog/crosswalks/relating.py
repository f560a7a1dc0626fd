"""How two requirements lie to each other, as far as the rows determine it.

What is known of a pair are six facts: each lies within the other or cannot, they share
something, they share nothing. Each of the five relations is possible unless one of
these speaks against it.

Where every row names one target, the answer is exact: a relation is possible if and
only if some sets satisfy all rows and lie so (rows of RCC-5 base relations come to
clauses of two literals for each point and to single points that must exist, and one
point never stands in the way of another). It is then never weaker than composing the
RCC-5 table along all paths. Rows with several targets are used soundly: what is ruled
out cannot be, but not everything that cannot be is ruled out.

It supposes that the rows can be satisfied; `contradictions` tells whether they can.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from assay.catalog.crosswalks.chaining import chain
from assay.catalog.crosswalks.graph import Graph, Node
from assay.catalog.values import Relation
from assay.errors import UnknownName

__all__ = ["Closure", "Witness", "close", "possible", "witnesses_of"]


@dataclass(frozen=True, slots=True)
class Witness:
    """Something that must exist: within all of `inside` and one of `among`."""

    inside: tuple[int, ...]
    among: tuple[int, ...]
    outside: tuple[int, ...]
    row: int
    """Position of the row that says so; -1 where it is that no requirement is empty."""


@dataclass
class Closure:
    """A graph, and what was worked out of it so far."""

    graph: Graph
    apart: tuple[tuple[int, int], ...]
    """Pairs that a row calls disjoint."""
    _within: dict[tuple[int, ...], frozenset[int]] = field(
        default_factory=dict[tuple[int, ...], frozenset[int]]
    )

    @cached_property
    def witnesses(self) -> tuple[Witness, ...]:
        """What must exist, by every row."""
        rows = range(len(self.graph.rows))
        return tuple(point for row in rows for point in witnesses_of(self.graph, row))

    @cached_property
    def _by_part(self) -> dict[int, list[Witness]]:
        """By each requirement that a point lies in, or may lie in: the points."""
        found: dict[int, list[Witness]] = {}
        for point in self.witnesses:
            for one in (*point.inside, *point.among):
                found.setdefault(one, []).append(point)
        return found

    @cached_property
    def _apart_from(self) -> dict[int, set[int]]:
        """By requirement that a row calls disjoint: from which others."""
        found: dict[int, set[int]] = {}
        for one, other in self.apart:
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
        return found

    @cached_property
    def _around(self) -> dict[int, set[int]]:
        """By requirement: those that a row calls disjoint and that it lies within."""
        found: dict[int, set[int]] = {}
        for outer in self._apart_from:
            for one in self.within((outer,)):
                found.setdefault(one, set()).add(outer)
        return found

    def within(self, seeds: tuple[int, ...]) -> frozenset[int]:
        """What lies within the union of some requirements."""
        if seeds not in self._within:
            self._within[seeds] = frozenset(chain(self.graph, seeds))
        return self._within[seeds]

    def points_in(self, below: frozenset[int]) -> Iterator[Witness]:
        """The points that must lie in what has these parts."""
        for part in below:
            for point in self._by_part.get(part, ()):
                if _lies_in(point, below):
                    yield point

    def are_apart(self, one: int, other: int) -> bool:
        """Whether two requirements lie within two that a row calls disjoint."""
        around = self._around.get(other)
        return around is not None and any(
            not around.isdisjoint(self._apart_from[outer])
            for outer in self._around.get(one, ())
        )


def close(graph: Graph) -> Closure:
    """A graph to be asked how its requirements lie."""
    return Closure(
        graph=graph,
        apart=tuple(
            (graph.sources[row], target)
            for row, one in enumerate(graph.rows)
            if one.row.relation == "disjoint"
            for target in graph.targets[row]
        ),
    )


def witnesses_of(graph: Graph, row: int) -> Iterator[Witness]:
    """What one row, by its position, says must exist."""
    stated, source, targets = (
        graph.rows[row].row,
        graph.sources[row],
        graph.targets[row],
    )
    if stated.either:
        return
    alone = targets if len(targets) == 1 else ()
    among = () if alone else targets
    if stated.relation in ("superset", "intersects"):
        yield Witness((source,), (), targets, row)
    if stated.relation in ("subset", "intersects"):
        yield Witness(alone, among, (source,), row)
    if stated.relation == "intersects":
        yield Witness((source, *alone), among, (), row)


def possible(closure: Closure, one: Node, other: Node) -> frozenset[Relation]:
    """The relations that the rows leave open from `one` to `other`.

    Raises:
        UnknownName: No row names one of the two.
    """
    number = closure.graph.number
    for node in (one, other):
        if node not in number:
            raise UnknownName("requirement in a row", "/".join(node))
    facts = _Facts(closure, number[one], number[other])
    barred: dict[Relation, bool] = {
        "equal": facts.apart or facts.sticks_out or facts.other_sticks_out,
        "subset": facts.apart or facts.sticks_out or facts.contains,
        "superset": facts.apart or facts.other_sticks_out or facts.within,
        "intersects": facts.apart or facts.within or facts.contains,
        "disjoint": facts.shares,
    }
    return frozenset(relation for relation, no in barred.items() if not no)


class _Facts:
    """The six facts of a pair."""

    def __init__(self, closure: Closure, one: int, other: int) -> None:
        self._closure = closure
        below, under = closure.within((one,)), closure.within((other,))
        self.within = one in under
        self.contains = other in below
        self.apart = closure.are_apart(one, other)
        self.shares = not below.isdisjoint(under) or any(
            _lies_in(point, under) for point in closure.points_in(below)
        )
        self.sticks_out = self.apart or self._sticks_out(below, other)
        self.other_sticks_out = self.apart or self._sticks_out(under, one)

    def _sticks_out(self, below: frozenset[int], other: int) -> bool:
        """Whether something in what has these parts must exist outside `other`."""
        closure = self._closure
        return any(closure.are_apart(inner, other) for inner in below) or any(
            self._misses(point, other) for point in closure.points_in(below)
        )

    def _misses(self, point: Witness, other: int) -> bool:
        closure = self._closure
        if point.outside and other in closure.within(point.outside):
            return True
        return any(closure.are_apart(one, other) for one in point.inside)


def _lies_in(point: Witness, below: Collection[int]) -> bool:
    """Whether a point that exists must lie in the set whose parts are `below`."""
    if any(one in below for one in point.inside):
        return True
    return bool(point.among) and all(one in below for one in point.among)
