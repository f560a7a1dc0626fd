"""Verdicts carried along rows: what follows, and nothing else.

A requirement is met where everything that it asks is met. So it is met where it lies
within the union of requirements that are met, and it is not met where something that
is not met lies within it and requirements that are met. What is unknown or not
applicable carries nothing.

Both follow exactly where no row is `disjoint`: a requirement is found met, or not met,
if and only if it is so however the sets lie. With disjoint rows everything found still
holds, and a conclusion that needs one (what lies within two sets and apart from the
first lies within the second) is not drawn.

Where verdicts contradict the rows (something not met follows to be met), nothing that
rests on those verdicts is concluded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assay.catalog.crosswalks.chaining import Chain, chain, proof
from assay.catalog.crosswalks.graph import Clause, Graph, Node

__all__ = ["Decided", "Decision", "Verdict", "decide", "judge"]

Verdict: TypeAlias = Literal["met", "not_met", "unknown", "not_applicable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What verdicts come to on a graph."""

    graph: Graph
    met: Chain
    not_met: frozenset[int]
    conflicts: tuple[Node, ...]
    """Stated not met, though they follow to be met."""
    doubtful: frozenset[int]
    """What conflicts rest on, and all that rests on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What follows for one requirement."""

    state: Literal["met", "not_met", "unknown"]
    steps: tuple[Clause, ...] = ()
    """In the order in which they follow."""
    fails: Node | None = None
    """For `not_met`: what is not met and would be."""
    doubtful: bool = False


def decide(graph: Graph, verdicts: Mapping[Node, Verdict]) -> Decided:
    """Everything that is met, by rows, given verdicts; unknown nodes are ignored."""
    number = graph.number
    met = {number[one] for one, v in verdicts.items() if v == "met" and one in number}
    failed = frozenset(
        number[one] for one, v in verdicts.items() if v == "not_met" and one in number
    )
    found = chain(graph, met, ways=True, barred=failed)
    at_odds = failed & found.keys()
    return Decided(
        graph=graph,
        met=found,
        not_met=failed,
        conflicts=tuple(graph.nodes[one] for one in sorted(at_odds)),
        doubtful=_doubtful(graph, found, at_odds) if at_odds else frozenset(),
    )


def judge(decided: Decided, node: Node) -> Decision:
    """What follows for one requirement."""
    graph = decided.graph
    at = graph.number.get(node)
    if at is None:
        return Decision(state="unknown")
    if at in decided.met:
        if at in decided.doubtful or at in decided.not_met:
            return Decision(state="unknown", doubtful=True)
        return Decision(state="met", steps=tuple(proof(decided.met, at)))
    if at in decided.not_met:
        return Decision(state="not_met", fails=node)
    return _refuted(decided, at)


def _refuted(decided: Decided, at: int) -> Decision:
    """Not met, where being met would make something met that is not."""
    failed = decided.not_met - decided.met.keys()
    if not failed:
        return Decision(state="unknown")
    sound = decided.met.keys() - decided.doubtful - decided.not_met
    then = chain(decided.graph, {at} | _at_hand(decided, at, sound), ways=True)
    broken = [one for one in then if one in failed]
    if not broken:
        return Decision(state="unknown")
    first = broken[0]
    steps = proof(then, first)
    helped = (one for step in steps for one in step.premises if one in sound)
    before = [step for one in helped for step in proof(decided.met, one)]
    return Decision(
        state="not_met",
        steps=tuple(dict.fromkeys((*before, *steps))),
        fails=decided.graph.nodes[first],
    )


def _at_hand(decided: Decided, at: int, sound: set[int]) -> set[int]:
    """Of what is met, that which could help a step from `at`.

    To start from all of it would repeat, each time, what follows without `at`.
    """
    graph = decided.graph
    wanted: set[int] = set()
    seen, waiting = {at}, [at]
    while waiting:
        node = waiting.pop()
        for clause in (*graph.sets.get(node, ()), *graph.ways.get(node, ())):
            wanted.update(one for one in clause.premises if one in sound)
            if clause.conclusion not in seen:
                seen.add(clause.conclusion)
                waiting.append(clause.conclusion)
    return wanted


def _doubtful(graph: Graph, found: Chain, at_odds: frozenset[int]) -> frozenset[int]:
    """All that conflicts rest on by any row that fired, and all that rests on that."""
    fired: dict[int, list[Clause]] = {}
    for kind in (graph.sets, graph.ways):
        for node in found:
            for clause in kind.get(node, ()):
                if all(one in found for one in clause.premises):
                    fired.setdefault(clause.conclusion, []).append(clause)
    under = set(at_odds)
    waiting = list(at_odds)
    while waiting:
        for clause in fired.get(waiting.pop(), ()):
            fresh = set(clause.premises) - under
            under |= fresh
            waiting.extend(fresh)
    return frozenset(chain(graph, under, ways=True)) | _resting(found, under)


def _resting(found: Chain, under: set[int]) -> frozenset[int]:
    """What has a doubtful step in its proof."""
    resting = set(under)
    for node, clause in found.items():
        if clause is not None and not resting.isdisjoint(clause.premises):
            resting.add(node)
    return frozenset(resting)
