"""Rows that contradict each other conclude nothing: from a contradiction all follows.

Where rows that somebody reviewed cannot all hold, nobody here can know which is wrong.
None of them is used until that is settled. Where what is only supposed takes part, it
is the supposition that goes.
"""

from collections.abc import Iterable

from assay.catalog.crosswalks.contradicting import Contradiction, contradictions
from assay.catalog.crosswalks.graph import Placed, graph_of

__all__ = ["undisputed"]


def undisputed(
    rows: Iterable[Placed],
) -> tuple[list[Placed], tuple[Contradiction, ...]]:
    """The rows that no contradiction needs, and the contradictions of the others."""
    left = list(rows)
    told: list[Contradiction] = []
    while True:
        found = contradictions(graph_of(left)).found
        if not found:
            return left, tuple(told)
        gone: set[int] = set()
        for one in found:
            supposed = [row for row in one.rows if row.assumed]
            gone.update(id(row) for row in supposed or one.rows)
            if not supposed:
                told.append(one)
        left = [row for row in left if id(row) not in gone]
