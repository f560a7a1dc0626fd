"""What follows from verdicts only because some requirements share nothing.

A requirement is met where no point can lie within it and outside all that is met. It is
not met where something that is not met could have no point outside of it and of all
that is met. Where no disjoint row is in reach, chains of clauses decide both. Where one
is, a search over points does; it is asked of no other requirement, and looks no further
than at what may contain the one in question.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from assay.catalog.crosswalks.graph import Clause, Graph
from assay.catalog.crosswalks.points import (
    Theory,
    Undecided,
    endangered,
    refute,
    theory_of,
)
from assay.catalog.crosswalks.relating import Witness

__all__ = ["Apart", "apart_of"]


@dataclass(slots=True)
class Apart:
    """A graph with disjoint rows, to be asked what only they decide."""

    graph: Graph
    endangered: frozenset[int]
    """What may lie within something that a row calls disjoint."""
    theory: Theory
    _above: dict[int, frozenset[int]] = field(default_factory=dict[int, frozenset[int]])

    def met(self, at: int, met: AbstractSet[int]) -> Clause | None:
        """Because of which rows, and of what is met, a requirement is met, if it is."""
        if at not in self.endangered:
            return None
        return self._closed(at, self._around(at) & met, ())

    def fails(
        self, at: int, failed: AbstractSet[int], met: AbstractSet[int]
    ) -> Clause | None:
        """What would be met if a requirement were, and because of what."""
        for one in sorted(self.endangered & failed):
            around = self._around(one)
            if at in around:
                found = self._closed(one, around & met, (at,))
                if found is not None:
                    return found
        return None

    def _closed(
        self, at: int, met: AbstractSet[int], also: tuple[int, ...]
    ) -> Clause | None:
        """The rows by which nothing of `at` is outside of `met` and `also`.

        None where the rows alone would leave nothing of it at all: from rows that
        contradict each other nothing follows.
        """
        outside = (*also, *sorted(met))
        point = Witness((at,), (), outside, -1)
        try:
            rows = refute(self.theory, point) if outside else None
        except Undecided:
            return None
        needed = _needed(self.graph, rows, point) if rows else frozenset[int]()
        alone = Witness((at,), (), (), -1)
        if not needed or refute(theory_of(self.graph, needed), alone) is not None:
            return None
        first, *others = sorted(needed)
        named = {
            node
            for row in (first, *others)
            for node in (self.graph.sources[row], *self.graph.targets[row])
        }
        premises = tuple(one for one in outside if one in named)
        return Clause(premises, at, first, tuple(others)) if premises else None

    def _around(self, at: int) -> frozenset[int]:
        """What may contain a part of a requirement, itself among it."""
        if at not in self._above:
            found, waiting = {at}, [at]
            while waiting:
                for one in self.theory.options(waiting.pop()):
                    if one not in found:
                        found.add(one)
                        waiting.append(one)
            self._above[at] = frozenset(found)
        return self._above[at]


def apart_of(graph: Graph) -> Apart | None:
    """What disjoint rows decide; None where there are none."""
    reached = endangered(graph)
    if not reached:
        return None
    theory = theory_of(graph, range(len(graph.rows)))
    return Apart(graph=graph, endangered=reached, theory=theory)


def _needed(graph: Graph, rows: frozenset[int], point: Witness) -> frozenset[int]:
    """The rows without those that are not needed, tried in order."""
    for row in sorted(rows):
        if refute(theory_of(graph, rows - {row}), point) is not None:
            rows -= {row}
    return rows
