"""What lies within the union of some sets, step by step, with the row of each step.

Forward chaining over clauses with one conclusion: complete for such clauses, in time
proportional to the clauses it meets. Of several rows that give the same step at the
same depth, the first in the graph's own order is kept, so paths are shortest and do not
depend on the order of rows.
"""

from collections.abc import Collection, Iterable, Mapping

from assay.catalog.crosswalks.graph import Clause, Graph

__all__ = ["Chain", "chain", "proof"]

Chain = dict[int, "Clause | None"]
"""By requirement, the clause that gave it; None for those that were given."""


def chain(
    graph: Graph,
    given: Iterable[int],
    *,
    ways: bool = False,
    barred: Collection[int] = (),
) -> Chain:
    """Everything that is contained wherever `given` is.

    Args:
        graph: The rows.
        given: Where to start.
        ways: With the rows of `either`: for verdicts, never for sets.
        barred: Reached, but gone no further from.
    """
    found: Chain = dict.fromkeys(sorted(given))
    left: dict[int, int] = {}
    kinds = (graph.sets, graph.ways) if ways else (graph.sets,)
    front = [one for one in found if one not in barred]
    while front:
        fresh: dict[int, Clause] = {}
        for node in front:
            for clauses in kinds:
                _fire(clauses.get(node, ()), left, found, fresh)
        found.update(fresh)
        front = [one for one in sorted(fresh) if one not in barred]
    return found


def _fire(
    clauses: Iterable[Clause],
    left: dict[int, int],
    found: Chain,
    fresh: dict[int, Clause],
) -> None:
    for clause in clauses:
        if len(clause.premises) > 1:
            mark = id(clause)
            left[mark] = left.get(mark, len(clause.premises)) - 1
            if left[mark]:
                continue
        if clause.conclusion in found:
            continue
        kept = fresh.get(clause.conclusion)
        if kept is None or (clause.row, clause.premises) < (kept.row, kept.premises):
            fresh[clause.conclusion] = clause


def proof(found: Mapping[int, Clause | None], goal: int) -> list[Clause]:
    """The clauses that give `goal`, premises before what follows from them."""
    steps: dict[int, Clause] = {}
    waiting = [(goal, False)]
    while waiting:
        node, done = waiting.pop()
        clause = found[node]
        if clause is None or node in steps:
            continue
        if done:
            steps[node] = clause
            continue
        waiting.append((node, True))
        waiting.extend((one, False) for one in reversed(clause.premises))
    return list(steps.values())
