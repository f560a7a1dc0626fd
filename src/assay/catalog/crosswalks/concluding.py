"""From verdicts on one set of requirements to another set, with the path and the gaps.

Only reviewed rows conclude. Everything else is told beside: whose evidence may be used
again, and what is missing for a conclusion. `unknown` is no verdict on a requirement;
it says that nothing here carries it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assay.catalog.crosswalks.conclusions import (
    Carried,
    Conclusion,
    Lack,
    Reuse,
    Step,
)
from assay.catalog.crosswalks.contradicting import Contradiction
from assay.catalog.crosswalks.deciding import Decided, Verdict, decide, judge
from assay.catalog.crosswalks.disputing import undisputed
from assay.catalog.crosswalks.editions import kept_ids, siblings
from assay.catalog.crosswalks.graph import (
    Clause,
    Graph,
    Node,
    Placed,
    graph_of,
    placed,
)
from assay.catalog.crosswalks.reusing import Ties, sharing, ties_of
from assay.catalog.crosswalks.wording import because, gap
from assay.catalog.library import Library, requirements_of
from assay.catalog.values import Catalog, Requirement

__all__ = ["carry"]


def carry(
    library: Library,
    source: str,
    target: str,
    verdicts: Mapping[str, Verdict],
    *,
    same_ids: bool = False,
) -> Carried:
    """What follows for each requirement of `target` from verdicts on those of `source`.

    All reviewed rows of all crosswalks are used, whichever way they run and however
    many it takes, but for those that contradict each other; the order of rows plays no
    part.

    Args:
        library: Where the catalogs, baselines and crosswalks are.
        source: Id of the catalog or baseline that was judged.
        target: Id of the catalog or baseline that is asked about.
        verdicts: By requirement id of `source`; those absent are unknown.
        same_ids: Whether to suppose that an id which two editions of a standard keep
            asks the same in both. Each conclusion that supposes it says so.

    Raises:
        UnknownName: The library has no such catalog or baseline.
    """
    asked = [one.id for one in requirements_of(library, source)]
    wanted = [one.id for one in requirements_of(library, target)]
    first, second = _catalog(library, source), _catalog(library, target)
    stated: dict[Node, Verdict] = {
        (first.id, one): verdicts.get(one, "unknown") for one in asked
    }
    rows = placed(library.crosswalks.values())
    supposed = kept_ids(library, (first, second), rows)
    used, disputes = undisputed([*rows, *(supposed if same_ids else ())])
    graph = graph_of(used, stated)
    telling = _telling(library, first, stated, graph, disputes, same_ids=same_ids)
    return Carried(
        source=source,
        target=target,
        conclusions=tuple(telling.conclusion((second.id, one)) for one in wanted),
        conflicts=tuple("/".join(one) for one in telling.decided.conflicts),
        contradictions=disputes,
        could_suppose=not same_ids
        and first.id != second.id
        and _would_reach(supposed, rows, {first.id, second.id}),
    )


def _telling(
    library: Library,
    first: Catalog,
    stated: Mapping[Node, Verdict],
    graph: Graph,
    disputes: Iterable[Contradiction],
    *,
    same_ids: bool,
) -> "_Telling":
    return _Telling(
        first=first,
        record={one.id: one for one in first.requirements},
        siblings=frozenset(one.id for one in siblings(library, first) if same_ids),
        stated=stated,
        decided=decide(graph, stated),
        ties=ties_of(graph),
        into=_into(graph),
        proposed=_proposed(library),
        disputed=frozenset(
            node
            for one in disputes
            for row in one.rows
            for node in (row.source, *row.targets)
        ),
    )


def _would_reach(
    supposed: Iterable[Placed], rows: Iterable[Placed], ends: set[str]
) -> bool:
    """Whether what could be supposed leads to an end that no row reaches."""
    reached = {node[0] for one in rows for node in (one.source, *one.targets)}
    return any(
        one.source[0] in ends - reached or one.targets[0][0] in ends - reached
        for one in supposed
    )


def _catalog(library: Library, set_id: str) -> Catalog:
    baseline = library.baselines.get(set_id)
    return library.catalogs[baseline.catalog if baseline else set_id]


def _into(graph: Graph) -> dict[int, dict[int, tuple[int, ...]]]:
    """By requirement and row: what would have to be met, all of it or any."""
    found: dict[int, dict[int, tuple[int, ...]]] = {}
    for kind in (graph.sets, graph.ways):
        for clauses in kind.values():
            for one in clauses:
                ways = found.setdefault(one.conclusion, {})
                before = ways.get(one.row, ())
                ways[one.row] = tuple(dict.fromkeys((*before, *one.premises)))
    return found


def _proposed(library: Library) -> Mapping[Node, int]:
    """How many rows that name a requirement wait for review."""
    count: Counter[Node] = Counter()
    for one in placed(library.crosswalks.values(), proposed=True):
        if one.row.status == "proposed":
            count.update({one.source, *one.targets})
    return count


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    """All that conclusions are told from."""

    first: Catalog
    record: Mapping[str, Requirement]
    """What the first set's edition lists, withdrawn ones too."""
    siblings: frozenset[str]
    """Other editions whose ids are supposed to ask the same."""
    stated: Mapping[Node, Verdict]
    decided: Decided
    ties: Ties
    into: Mapping[int, Mapping[int, tuple[int, ...]]]
    proposed: Mapping[Node, int]
    disputed: frozenset[Node]
    """What is named by reviewed rows that contradict others."""

    def conclusion(self, node: Node) -> Conclusion:
        found = judge(self.decided, node)
        if found.state != "unknown":
            path = tuple(self._step(row) for row in _once(found.steps))
            return Conclusion(
                requirement=node[1],
                state=found.state,
                why=because(self.decided.graph, node, found),
                path=path,
                assumes=tuple(dict.fromkeys(s.assumed for s in path if s.assumed)),
            )
        lacks = () if found.doubtful else self._lacks(node)
        evidence = tuple(self._evidence(node))
        return Conclusion(
            requirement=node[1],
            state="unknown",
            why=gap(
                lacks,
                [(self.first.id, one.requirement) for one in evidence],
                judged=self.first,
                waiting=self.proposed.get(node, 0),
                disputed=node in self.disputed,
                doubtful=found.doubtful,
            ),
            lacks=lacks,
            evidence=evidence,
        )

    def _step(self, row: int) -> Step:
        one = self.decided.graph.rows[row]
        return Step(
            crosswalk=one.crosswalk,
            source="/".join(one.source),
            relation=one.row.relation,
            targets=tuple("/".join(to) for to in one.targets),
            either=one.row.either,
            by=one.row.by,
            reviewer=one.row.reviewer,
            on=one.row.on,
            citation=one.row.citation,
            assumed=one.assumed,
        )

    def _lacks(self, node: Node) -> tuple[Lack, ...]:
        """What the nearest of the rows that could conclude is short of."""
        graph, met = self.decided.graph, self.decided.met
        ways = self.into.get(graph.number.get(node, -1), {})
        short = [
            tuple(self._lack(graph.nodes[one]) for one in premises if one not in met)
            for _, premises in sorted(ways.items())
        ]
        told = [one for one in short if one]
        return min(told, key=lambda lacks: (_hopeless(lacks), len(lacks)), default=())

    def _lack(self, node: Node) -> Lack:
        name = "/".join(node)
        verdict = self.stated.get(node)
        if verdict is not None:
            return Lack(
                requirement=name, why="unknown" if verdict == "met" else verdict
            )
        same = node[0] == self.first.id or node[0] in self.siblings
        there = self.record.get(node[1]) if same else None
        if there is not None and there.status == "withdrawn":
            now = [self.stated.get((self.first.id, one)) == "met" for one in there.now]
            return Lack(
                requirement=name,
                why="withdrawn",
                now=there.now,
                now_met=bool(now) and all(now),
            )
        return Lack(requirement=name, why="not_selected" if same else "unknown")

    def _evidence(self, node: Node) -> Iterator[Reuse]:
        graph = self.decided.graph
        at = graph.number.get(node)
        for reach in sharing(self.ties, at) if at is not None else ():
            there = graph.nodes[reach.node]
            if there in self.stated:
                yield Reuse(
                    requirement=there[1],
                    verdict=self.stated[there],
                    how=reach.how,
                    path=tuple(self._step(row) for row in reach.rows),
                )


def _once(steps: Iterable[Clause]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(row for one in steps for row in (one.row, *one.also)))


def _hopeless(lacks: tuple[Lack, ...]) -> bool:
    """Rows short of something that is known not to be met come last."""
    return any(one.why == "not_met" for one in lacks)
