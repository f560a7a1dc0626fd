"""Rows that no sets can satisfy, in the smallest groups that already cannot.

Every row demands that something exists (a proper subset leaves something over, an
overlap shares something) and forbids what may not. Each demand is tried alone, since
nothing that exists stands in the way of anything else. Without disjoint rows in reach,
what lies within what decides; with them, a search does. Both are complete, up to the
search's limit, and what was not decided is counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from assay.catalog.crosswalks.chaining import chain, proof
from assay.catalog.crosswalks.graph import Graph, Placed
from assay.catalog.crosswalks.points import (
    Theory,
    Undecided,
    endangered,
    refute,
    theory_of,
)
from assay.catalog.crosswalks.relating import Witness, witnesses_of

__all__ = ["Contradiction", "Contradictions", "contradictions"]

MOST = 50
"""Contradictions that are told; a thorough confusion has more than anyone reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Rows that cannot all hold; without any one of them the others can."""

    kind: Literal["cycle", "contradiction"]
    """`cycle`: a requirement would be a proper part of itself."""
    rows: tuple[Placed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradictions:
    """All that was found."""

    found: tuple[Contradiction, ...]
    undecided: int
    """Demands of which the search did not find out within its limit."""
    more: bool
    """Whether there are further ones that are not told."""


def contradictions(graph: Graph) -> Contradictions:
    """The minimal groups of rows that no non-empty sets satisfy."""
    near = _Neighbourhood(graph)
    cores: dict[frozenset[int], None] = {}
    undecided, more = 0, False
    for point in _demands(graph, near):
        if len(cores) >= MOST:
            more = True
            break
        try:
            core = _core(graph, near, point)
        except Undecided:
            undecided += 1
            continue
        if core is not None and not any(held <= core for held in cores):
            cores[_smallest(graph, core, point)] = None
    kept = [core for core in cores if not any(held < core for held in cores)]
    return Contradictions(
        found=tuple(_told(graph, core) for core in sorted(kept, key=sorted)),
        undecided=undecided,
        more=more,
    )


class _Neighbourhood:
    """What could matter to what, told quickly and generously."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._root = list(range(len(graph.nodes)))
        self._joined: set[int] = set()
        for index, one in enumerate(graph.rows):
            if one.row.either or one.row.relation in ("disjoint", "intersects"):
                continue
            source = graph.sources[index]
            for target in graph.targets[index]:
                self._join(source, target)
        self.risky = endangered(graph)

    @cached_property
    def theory(self) -> Theory:
        """What all rows say of a point; few graphs ask."""
        return theory_of(self._graph, range(len(self._graph.rows)))

    def _find(self, node: int) -> int:
        root = self._root
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    def _join(self, one: int, other: int) -> None:
        self._joined.update((one, other))
        a, b = self._find(one), self._find(other)
        self._root[max(a, b)] = min(a, b)

    def matters(self, source: int, targets: tuple[int, ...]) -> bool:
        """Whether anything that a row between these demands could be refuted."""
        if source in targets:
            return True
        if self.risky and not self.risky.isdisjoint((source, *targets)):
            return True
        if source not in self._joined:
            return False
        root = self._find(source)
        return any(self._find(one) == root for one in targets if one in self._joined)

    def touching(self, point: Witness) -> bool:
        """Whether containment could lead from what is outside to what is inside."""
        outside = {self._find(one) for one in point.outside}
        return any(self._find(one) in outside for one in (*point.inside, *point.among))

    def endangered(self, point: Witness) -> bool:
        """Whether disjoint rows could matter to where the point lies."""
        return any(one in self.risky for one in (*point.inside, *point.among))


def _demands(graph: Graph, near: _Neighbourhood) -> Iterator[Witness]:
    """What must exist and might not; first what rows say, then that none is empty."""
    for row, (source, targets) in enumerate(
        zip(graph.sources, graph.targets, strict=True)
    ):
        if near.matters(source, targets):
            for point in witnesses_of(graph, row):
                if near.touching(point) or near.endangered(point):
                    yield point
    for node in sorted(near.risky):
        yield Witness((node,), (), (), -1)


def _core(graph: Graph, near: _Neighbourhood, point: Witness) -> frozenset[int] | None:
    """Rows because of which a point cannot be, its own among them; None if it can."""
    own = frozenset({point.row} - {-1})
    found = _enclosed(graph, point) if near.touching(point) else None
    if found is None and near.endangered(point):
        found = refute(near.theory, point)
    return None if found is None else found | own


def _enclosed(graph: Graph, point: Witness) -> frozenset[int] | None:
    """Rows that put all of where a point lies within what it must be outside of."""
    if not point.outside:
        return None
    found = chain(graph, point.outside)
    goals = [one for one in point.inside if one in found][:1]
    if not goals and point.among and all(one in found for one in point.among):
        goals = list(point.among)
    if not goals:
        return None
    return frozenset(clause.row for goal in goals for clause in proof(found, goal))


def _smallest(graph: Graph, core: frozenset[int], point: Witness) -> frozenset[int]:
    """The core without every row that is not needed, tried in order."""
    needed = core
    for row in sorted(core):
        fewer = needed - {row}
        if row != point.row and refute(theory_of(graph, fewer), point) is not None:
            needed = fewer
    if all(_plain(graph, row) for row in needed):
        return needed  # one simple circle: without any of its rows there is none
    for row in sorted(needed):
        if _fails(graph, needed - {row}):
            needed -= {row}
    return needed


def _plain(graph: Graph, row: int) -> bool:
    relation = graph.rows[row].row.relation
    contained = relation not in ("disjoint", "intersects")
    return contained and len(graph.targets[row]) == 1


def _fails(graph: Graph, rows: frozenset[int]) -> bool:
    """Whether some rows, by themselves, demand what they forbid."""
    theory = theory_of(graph, rows)
    named = {one for row in rows for one in (graph.sources[row], *graph.targets[row])}
    points = [point for row in sorted(rows) for point in witnesses_of(graph, row)]
    points += [Witness((one,), (), (), -1) for one in sorted(named)]
    return any(refute(theory, point) is not None for point in points)


def _told(graph: Graph, core: frozenset[int]) -> Contradiction:
    rows = tuple(graph.rows[index] for index in sorted(core))
    contained = all(one.row.relation not in ("disjoint", "intersects") for one in rows)
    return Contradiction(kind="cycle" if contained else "contradiction", rows=rows)
