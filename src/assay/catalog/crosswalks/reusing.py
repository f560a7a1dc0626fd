"""Whose evidence may be used again: requirements that share something with another.

They are found by going down (to what lies within), across at most one overlap, and up
(to what contains that). Whatever is reached shares a part; of several that contain it
only together, one at least does. They may be looked at again, and conclude nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assay.catalog.crosswalks.graph import Graph

__all__ = ["Reach", "Ties", "sharing", "ties_of"]

How: TypeAlias = Literal["within", "contains", "overlaps", "one_of"]
"""What was reached lies within the requirement, contains it, shares a part with it, or
is one of several that share a part with it together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A requirement that was reached, and by which rows."""

    node: int
    how: How
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """Steps by requirement: to another, by a row."""

    down: dict[int, list[tuple[int, int]]]
    up: dict[int, list[tuple[int, int]]]
    across: dict[int, list[tuple[int, int]]]
    beside: dict[int, list[tuple[int, int]]]
    """To each of several targets that together contain it or overlap it."""


def ties_of(graph: Graph) -> Ties:
    """The steps that the rows of a graph allow."""
    ties = Ties(down={}, up={}, across={}, beside={})
    for index, one in enumerate(graph.rows):
        source, targets = graph.sources[index], graph.targets[index]
        for target in targets:
            for steps, start, end in _steps(
                ties, one.row.relation, source, target, alone=len(targets) == 1
            ):
                steps.setdefault(start, []).append((end, index))
    return ties


def _steps(
    ties: Ties, relation: str, source: int, target: int, *, alone: bool
) -> Iterator[tuple[dict[int, list[tuple[int, int]]], int, int]]:
    if relation in ("equal", "superset"):
        yield ties.down, source, target
        yield ties.up, target, source
    if relation in ("equal", "subset") and alone:
        yield ties.up, source, target
        yield ties.down, target, source
    if relation == "intersects" and alone:
        yield ties.across, source, target
        yield ties.across, target, source
    if relation in ("subset", "intersects") and not alone:
        yield ties.beside, source, target
        yield ties.beside, target, source


def sharing(ties: Ties, start: int) -> tuple[Reach, ...]:
    """Everything that shares a part with `start`, by the fewest rows each."""
    found: dict[int, Reach] = {}
    for how, node, rows in _walk(ties, start):
        kept = found.get(node)
        if node != start and (kept is None or len(rows) < len(kept.rows)):
            found[node] = Reach(node=node, how=how, rows=rows)
    for node, rows in _beside(ties, start):
        if node != start:
            found.setdefault(node, Reach(node=node, how="one_of", rows=rows))
    return tuple(found[node] for node in sorted(found))


def _beside(ties: Ties, start: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Those of which one at least shares something, and what contains them."""
    front: list[tuple[int, tuple[int, ...]]] = [
        (node, (row,)) for node, row in ties.beside.get(start, ())
    ]
    seen = {node for node, _ in front}
    while front:
        yield from front
        fresh: list[tuple[int, tuple[int, ...]]] = []
        for node, rows in front:
            for end, row in ties.up.get(node, ()):
                if end not in seen:
                    seen.add(end)
                    fresh.append((end, (*rows, row)))
        front = fresh


def _walk(ties: Ties, start: int) -> Iterator[tuple[How, int, tuple[int, ...]]]:
    """Breadth first over (requirement, how it was reached), each once."""
    first: tuple[int, How] = (start, "within")
    seen: set[tuple[int, How]] = {first, (start, "contains")}
    front: list[tuple[int, How, tuple[int, ...]]] = [
        (start, "within", ()),
        (start, "contains", ()),
    ]
    while front:
        fresh: list[tuple[int, How, tuple[int, ...]]] = []
        for node, how, rows in front:
            for end, way, row in _next(ties, node, how, start):
                if (end, way) not in seen:
                    seen.add((end, way))
                    fresh.append((end, way, (*rows, row)))
                    yield way, end, (*rows, row)
        front = fresh


def _next(
    ties: Ties, node: int, how: How, start: int
) -> Iterator[tuple[int, How, int]]:
    if how == "within":
        for end, row in ties.down.get(node, ()):
            yield end, "within", row
        for end, row in ties.across.get(node, ()):
            yield end, "overlaps", row
    above: How = "contains" if how == "contains" else "overlaps"
    if how != "within" or node != start:
        for end, row in ties.up.get(node, ()):
            yield end, above, row
