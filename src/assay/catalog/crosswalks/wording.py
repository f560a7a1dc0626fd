"""Why something follows, or what is missing for it, in words."""

from collections.abc import Sequence

from assay.catalog.crosswalks.conclusions import Lack
from assay.catalog.crosswalks.deciding import Decision
from assay.catalog.crosswalks.graph import Graph, Node
from assay.catalog.ids import family_of, printed
from assay.catalog.values import Catalog

__all__ = ["because", "gap"]

_MOST = 6
"""How many requirements a sentence names before it counts."""


def because(graph: Graph, node: Node, found: Decision) -> str:
    """Why a requirement is met or not met."""
    if found.state == "not_met":
        if found.fails is None or found.fails == node:
            return "It is itself stated not met."
        return f"Were it met, {_name(found.fails)} would be, and is not."
    if not found.steps:
        return "It is itself stated met."
    names = [_name(graph.nodes[one]) for one in found.steps[-1].premises]
    verb = "is" if len(names) == 1 else "are"
    said = f"{_listed(names)} {verb} met, and it lies within"
    if found.steps[-1].also:
        return f"{said}: it shares nothing with what else could hold a part of it."
    return f"{said}."


def gap(
    lacks: Sequence[Lack],
    shared: Sequence[Node],
    *,
    judged: Catalog,
    waiting: int,
    disputed: bool,
    doubtful: bool,
) -> str:
    """What is missing for a conclusion.

    Args:
        lacks: What the nearest row that could conclude is short of.
        shared: What shares a part with it, of the set that was judged.
        judged: The catalog that was judged.
        waiting: How many rows that name it are proposed.
        disputed: Whether reviewed rows that name it contradict others.
        doubtful: Whether the verdicts that bear on it contradict the rows.
    """
    if doubtful:
        return "The verdicts contradict the rows, so nothing is concluded."
    said = [_reason(one, judged) for one in lacks]
    if shared and not lacks:
        said.append(
            f"It shares a part with {_listed([_name(one) for one in shared])}, whose "
            "evidence may be used again; no reviewed row says that it lies within what "
            "is met."
        )
    if disputed:
        said.append("Reviewed rows about it contradict others, and conclude nothing.")
    if waiting:
        many = "1 row about it is" if waiting == 1 else f"{waiting} rows about it are"
        said.append(f"{many} proposed and not reviewed.")
    return " ".join(said) or "No reviewed row relates it to what was judged."


def _reason(lack: Lack, judged: Catalog) -> str:
    catalog, _, requirement = lack.requirement.partition("/")
    name = _name((catalog, requirement))
    told = {
        "not_met": f"{name} is not met.",
        "unknown": f"Of {name} it is not known whether it is met.",
        "not_applicable": f"{name} does not apply, which is not the same as met.",
        "not_selected": f"{name} is not among those judged.",
    }
    if lack.why != "withdrawn":
        return told[lack.why]
    edition = f"{judged.standard} {judged.edition}"
    if not lack.now:
        return f"{name} is withdrawn in {edition}, without a successor."
    now = _listed([_name((judged.id, one)) for one in lack.now])
    whether = "met" if lack.now_met else "not all met"
    return f"{name} is withdrawn in {edition}, now in {now} ({whether})."


def _name(node: Node) -> str:
    return printed(node[1], family_of(node[0]))


def _listed(names: Sequence[str]) -> str:
    if len(names) > _MOST:
        rest = len(names) - _MOST
        return f"{', '.join(names[:_MOST])} and {rest} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
