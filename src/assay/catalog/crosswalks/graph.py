"""Rows of many crosswalks as one graph of sets, whatever order they came in.

A requirement is the set of what it asks, and none is empty. A row relates the set of
its source to the union of the sets of its targets (NIST IR 8477, set theory). What a
row says is taken apart here into clauses of the form "what lies within all of these
lies within that": whatever contains the premises contains the conclusion. Met is such
a container: a requirement is met where the set of what is met contains it.

Rows with `either` say how a requirement may be met, in one way or another. They carry
verdicts and say nothing of how the sets lie.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

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
    def key(self) -> tuple[object, ...]:
        """What rows are ordered by, so that the order they came in plays no part."""
        row = self.row
        return (
            bool(self.assumed),
            self.source,
            row.relation,
            row.either,
            self.targets,
            self.crosswalk,
            row.status != "reviewed",
            row.by,
            row.reviewer,
            row.on or date.min,
            row.note,
            row.citation,
        )


@dataclass(frozen=True, slots=True)
class Clause:
    """What contains all premises contains the conclusion."""

    premises: tuple[int, ...]
    conclusion: int
    row: int
    """Position of its row in the graph."""


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


def placed(crosswalks: Iterable[Crosswalk], *, proposed: bool = False) -> list[Placed]:
    """The rows of crosswalks: reviewed ones, and where asked the proposed as well."""
    return [
        Placed(
            crosswalk=walk.id,
            source=(walk.source, row.source),
            targets=tuple((walk.target, one) for one in row.targets),
            row=row,
        )
        for walk in crosswalks
        for row in walk.rows
        if row.targets and (proposed or row.status == "reviewed")
    ]


def graph_of(rows: Iterable[Placed], others: Collection[Node] = ()) -> Graph:
    """The graph of rows; `others` are requirements that no row may name."""
    held = tuple(sorted(rows, key=lambda one: one.key))
    named = {one.source for one in held} | {to for one in held for to in one.targets}
    nodes = tuple(sorted(named.union(others)))
    number = {node: index for index, node in enumerate(nodes)}
    found = Graph(
        nodes=nodes,
        number=number,
        rows=held,
        sources=tuple(number[one.source] for one in held),
        targets=tuple(
            tuple(dict.fromkeys(number[to] for to in one.targets)) for one in held
        ),
    )
    for index, one in enumerate(held):
        _state(found, index, one.row)
    return found


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
