"""Constraints: what the Metaschema demands beyond structure, and what others add."""

from collections.abc import Iterable

from assay.oscal.constraints.items import Item, root_item
from assay.oscal.constraints.judging import Court
from assay.oscal.constraints.sets import ConstraintSet, read_constraints
from assay.oscal.definitions import root_definition
from assay.oscal.document import Document
from assay.oscal.fault import Fault, Unjudged

__all__ = ["ConstraintSet", "judge_constraints", "read_constraints"]


def judge_constraints(
    document: Document, sets: Iterable[ConstraintSet] = ()
) -> tuple[tuple[Fault, ...], tuple[Unjudged, ...]]:
    """Every constraint of the Metaschema and of some sets that the document breaks.

    Its structure has been judged before. The faults come in the order of the
    constraints, those behind that only the whole document can show; beside them stands
    what no answer could be given to.
    """
    identifier = root_definition(document.root).id
    top = root_item(document.content, identifier, document.root)
    court = Court()
    court.judge_model(top)
    unjudged = _others(court, top, tuple(sets))
    return (*court.faults, *court.close()), unjudged


def _others(
    court: Court, top: Item, sets: tuple[ConstraintSet, ...]
) -> tuple[Unjudged, ...]:
    if not sets:
        return ()
    from assay.oscal.constraints.external import (  # noqa: PLC0415 - rarely needed
        Bench,
    )

    bench = Bench(court, top)
    for one in sets:
        bench.judge(one)
    bench.close()
    return tuple(bench.unjudged.values())
