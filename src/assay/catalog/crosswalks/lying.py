"""How two requirements lie to each other, as far as reviewed rows tell."""

from dataclasses import dataclass

from assay.catalog.crosswalks.contradicting import Contradiction
from assay.catalog.crosswalks.disputing import undisputed
from assay.catalog.crosswalks.graph import Node, graph_of, placed
from assay.catalog.crosswalks.relating import close, possible
from assay.catalog.library import Library, requirement
from assay.catalog.values import Relation

__all__ = ["Lying", "relate"]

_ORDER: tuple[Relation, ...] = ("equal", "subset", "superset", "intersects", "disjoint")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """The relations that the rows leave open between two requirements."""

    source: Node
    target: Node
    possible: tuple[Relation, ...]
    """From the first to the second; one alone is certain, five say nothing."""
    contradictions: tuple[Contradiction, ...]
    """Reviewed rows that cannot all hold; none of them was used."""


def relate(library: Library, one: tuple[str, str], other: tuple[str, str]) -> Lying:
    """Compose all reviewed rows, along every path between two requirements.

    Args:
        library: Where catalogs, baselines and crosswalks are.
        one: Id of a catalog or baseline, and a requirement of it in any spelling.
        other: Likewise.

    Raises:
        UnknownName: A name stands for nothing here.
        UnreadableId: A spelling is no id, or may be more than one.
    """
    source, target = (_node(library, *end) for end in (one, other))
    rows, disputes = undisputed(placed(library.crosswalks.values()))
    found = possible(close(graph_of(rows, (source, target))), source, target)
    return Lying(
        source=source,
        target=target,
        possible=tuple(relation for relation in _ORDER if relation in found),
        contradictions=disputes,
    )


def _node(library: Library, set_id: str, spelling: str) -> Node:
    found = requirement(library, set_id, spelling)
    baseline = library.baselines.get(set_id)
    return (baseline.catalog if baseline else set_id), found.id
