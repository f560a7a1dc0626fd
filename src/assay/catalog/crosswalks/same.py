"""Whether two rows say the same, in whichever direction they are written."""

from collections.abc import Mapping
from typing import Final

from assay.catalog.values import Crosswalk, Relation, Row

__all__ = ["said_by"]

_TURNED: Final[Mapping[Relation, Relation]] = {
    "equal": "equal",
    "subset": "superset",
    "superset": "subset",
    "intersects": "intersects",
    "disjoint": "disjoint",
}


def said_by(crosswalk: Crosswalk, row: Row) -> tuple[object, ...]:
    """What a row of a crosswalk says: equal where two rows say the same.

    Who says it, why and with what standing is no part of it.
    """
    source = (crosswalk.source, row.source)
    targets = tuple(sorted({(crosswalk.target, one) for one in row.targets}))
    if len(targets) == 1 and targets[0] < source:
        return (targets[0], _TURNED[row.relation], (source,), False)
    # One target alone is the same whether any or all of them are needed.
    return (source, row.relation, targets, row.either and len(targets) > 1)
