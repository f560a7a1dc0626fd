"""Verdicts carried along rows: what follows, and nothing else.

A requirement is met where everything that it asks is met. So it is met where it lies
within the union of requirements that are met, and it is not met where something that
is not met lies within it and requirements that are met. What is unknown or not
applicable carries nothing.

Both follow exactly from rows about sets: a requirement is found met, or not met, if and
only if it is so however the sets lie, unless the search that disjoint rows ask for
reaches its limit. What rows with `either` say of verdicts is used one after another.

Where verdicts contradict the rows (something not met follows to be met), nothing that
rests on those verdicts is concluded.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assay.catalog.crosswalks.apart import Apart, apart_of
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
    apart: Apart | None
    """What disjoint rows decide, where there are any."""
    sound: frozenset[int]
    """What is met beyond doubt."""


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
    apart = apart_of(graph)
    found = chain(graph, met, ways=True, barred=failed)
    if apart is not None:
        found = _with_apart(graph, found, apart, failed)
    clashes = () if apart is None else tuple(_clashes(apart, found, failed))
    at_odds = (failed & found.keys()) | {one.conclusion for one in clashes}
    doubtful = (
        _doubtful(graph, found, at_odds, clashes) if at_odds else frozenset[int]()
    )
    return Decided(
        graph=graph,
        met=found,
        not_met=failed,
        conflicts=tuple(graph.nodes[one] for one in sorted(at_odds)),
        doubtful=doubtful,
        apart=apart,
        sound=frozenset(found.keys() - doubtful - failed),
    )


def _with_apart(
    graph: Graph, found: Chain, apart: Apart, failed: frozenset[int]
) -> Chain:
    """What is met, with what follows by `either` from what disjoint rows decide."""
    while True:
        known = found.keys() - failed
        asked = sorted(graph.ways.keys() - found.keys())
        fresh = [one for at in asked if (one := apart.met(at, known)) is not None]
        if not fresh:
            return found
        found |= {one.conclusion: one for one in fresh}
        found |= {
            node: clause
            for node, clause in chain(graph, found, ways=True, barred=failed).items()
            if node not in found
        }


def _clashes(apart: Apart, found: Chain, failed: frozenset[int]) -> Iterator[Clause]:
    """Why what is stated not met follows to be met by disjoint rows, in every way."""
    for one in sorted(failed - found.keys()):
        known = found.keys() - failed
        while (clause := apart.met(one, known)) is not None:
            yield clause
            known -= set(clause.premises)


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
    if node in decided.conflicts:
        return Decision(state="unknown", doubtful=True)
    if at in decided.not_met:
        return Decision(state="not_met", fails=node)
    return _by_apart(decided, at) or _refuted(decided, at)


def _by_apart(decided: Decided, at: int) -> Decision | None:
    """What only disjoint rows decide; None where they do not."""
    apart, sound = decided.apart, decided.sound
    if apart is None:
        return None
    found = apart.met(at, sound)
    if found is not None:
        return Decision(state="met", steps=_from(decided, [found]))
    if decided.doubtful and apart.met(at, sound | decided.doubtful):
        return Decision(state="unknown", doubtful=True)
    broken = apart.fails(at, decided.not_met - decided.doubtful, sound)
    if broken is not None:
        fails = decided.graph.nodes[broken.conclusion]
        return Decision(state="not_met", steps=_from(decided, [broken]), fails=fails)
    return None


def _from(decided: Decided, steps: Collection[Clause]) -> tuple[Clause, ...]:
    """Steps, behind those that gave what they use of what is met."""
    helped = (one for step in steps for one in step.premises if one in decided.sound)
    before = [step for one in helped for step in proof(decided.met, one)]
    return tuple(dict.fromkeys((*before, *steps)))


def _refuted(decided: Decided, at: int) -> Decision:
    """Not met, where being met would make something met that is not."""
    failed = decided.not_met - decided.met.keys()
    if not failed:
        return Decision(state="unknown")
    at_hand = _at_hand(decided, at, decided.sound)
    then = chain(decided.graph, {at} | at_hand, ways=True)
    broken = [one for one in then if one in failed]
    if not broken:
        return Decision(state="unknown")
    first = broken[0]
    return Decision(
        state="not_met",
        steps=_from(decided, proof(then, first)),
        fails=decided.graph.nodes[first],
    )


def _at_hand(decided: Decided, at: int, sound: frozenset[int]) -> set[int]:
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


def _doubtful(
    graph: Graph, found: Chain, at_odds: frozenset[int], clashes: Collection[Clause]
) -> frozenset[int]:
    """All that conflicts rest on by any row that fired, and all that rests on that."""
    fired: dict[int, list[Clause]] = {}
    for given in (*clashes, *(one for one in found.values() if one and one.also)):
        fired.setdefault(given.conclusion, []).append(given)
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
