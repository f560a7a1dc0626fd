"""Rows of many crosswalks as one graph of sets, whatever order they came in.

A requirement is the set of what it asks, and none is empty. A row relates the set of
its source to the union of the sets of its targets (NIST IR 8477, set theory). What a
row says is taken apart here into clauses of the form "what lies within all of these
lies within that": whatever contains the premises contains the conclusion. Met is such
a container: a requirement is met where the set of what is met contains it.

Rows with `either` say how a requirement may be met, in one way or another. They carry
verdicts and say nothing of how the sets lie.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import TypeAlias

from assay.catalog.growing import growing
from assay.catalog.values import Crosswalk, Row

__all__ = ["Clause", "Graph", "Node", "Placed", "graph_of", "placed"]

Node: TypeAlias = tuple[str, str]
"""A requirement: the id of its catalog, and its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A row, and which crosswalk it stands in."""

    crosswalk: str
    source: Node
    targets: tuple[Node, ...]
    row: Row
    assumed: str = ""
    """What it supposes, where nobody stated it: it is not of any crosswalk then."""

    @property
    def stated(self) -> tuple[object, ...]:
        """Who states it and how, by which rows are ordered that say the same."""
        row = self.row
        return (
            self.crosswalk,
            row.status != "reviewed",
            row.by,
            row.reviewer,
            row.on or date.min,
            row.note,
            row.citation,
            -1.0 if row.confidence is None else row.confidence,
        )


@dataclass(frozen=True, slots=True)
class Clause:
    """What contains all premises contains the conclusion."""

    premises: tuple[int, ...]
    conclusion: int
    row: int
    """Position of its row in the graph."""
    also: tuple[int, ...] = ()
    """Further rows, where it takes several together."""


@dataclass(slots=True, kw_only=True)
class Graph:
    """Requirements by number, rows in a fixed order, and the clauses they come to."""

    nodes: tuple[Node, ...]
    number: dict[Node, int]
    rows: tuple[Placed, ...]
    sources: tuple[int, ...]
    """By row: its source."""
    targets: tuple[tuple[int, ...], ...]
    """By row: its targets, each once."""
    sets: dict[int, list[Clause]] = field(default_factory=dict[int, list[Clause]])
    """By premise: the clauses about sets."""
    ways: dict[int, list[Clause]] = field(default_factory=dict[int, list[Clause]])
    """By premise: the further clauses of `either`, about verdicts alone."""


@growing
def placed(crosswalks: Iterable[Crosswalk], *, proposed: bool = False) -> list[Placed]:
    """The rows of crosswalks: reviewed ones, and where asked the proposed as well."""
    found: list[Placed] = []
    shared: dict[Node, Node] = {}  # each requirement once, however many rows name it
    for walk in crosswalks:
        from_, to = walk.source, walk.target
        for row in walk.rows:
            if not row.targets or not (proposed or row.status == "reviewed"):
                continue
            source = (from_, row.source)
            targets = [(to, one) for one in row.targets]
            found.append(
                Placed(
                    crosswalk=walk.id,
                    source=shared.setdefault(source, source),
                    targets=tuple(shared.setdefault(one, one) for one in targets),
                    row=row,
                )
            )
    return found


@growing
def graph_of(rows: Iterable[Placed], others: Collection[Node] = ()) -> Graph:
    """The graph of rows; `others` are requirements that no row may name."""
    given = list(rows)
    named = {one.source for one in given} | {to for one in given for to in one.targets}
    nodes = tuple(sorted(named.union(others)))
    number = {node: index for index, node in enumerate(nodes)}
    ends = [(number[one.source], _numbers(one.targets, number)) for one in given]
    order = _ordered(given, ends)
    found = Graph(
        nodes=nodes,
        number=number,
        rows=tuple(given[index] for index in order),
        sources=tuple(ends[index][0] for index in order),
        targets=tuple(ends[index][1] for index in order),
    )
    for index, one in enumerate(found.rows):
        if one.row.relation not in ("intersects", "disjoint"):
            _state(found, index, one.row)
    return found


def _numbers(nodes: tuple[Node, ...], number: dict[Node, int]) -> tuple[int, ...]:
    if len(nodes) == 1:  # nearly all rows
        return (number[nodes[0]],)
    return tuple(dict.fromkeys(number[one] for one in nodes))


def _ordered(
    rows: Sequence[Placed], ends: Sequence[tuple[int, tuple[int, ...]]]
) -> list[int]:
    """Positions of rows in an order in which the one they came in plays no part."""
    keys = [
        (one.assumed, source, one.row.relation, one.row.either, targets)
        for one, (source, targets) in zip(rows, ends, strict=True)
    ]
    order = sorted(range(len(rows)), key=keys.__getitem__)
    # Who states a row matters only where several say the same, which is rare.
    return [
        index
        for _, same in groupby(order, key=keys.__getitem__)
        for index in sorted(same, key=lambda index: rows[index].stated)
    ]


def _state(graph: Graph, index: int, row: Row) -> None:
    source, targets = graph.sources[index], graph.targets[index]
    if row.either:
        for target in targets:
            _add(graph.ways, Clause((target,), source, index))
        return
    if row.relation in ("equal", "subset"):
        _add(graph.sets, Clause(targets, source, index))
    if row.relation in ("equal", "superset"):
        for target in targets:
            _add(graph.sets, Clause((source,), target, index))


def _add(clauses: dict[int, list[Clause]], clause: Clause) -> None:
    for premise in clause.premises:
        clauses.setdefault(premise, []).append(clause)
