"""catalog: what may be asked. Requirements, baselines and crosswalks, as values."""

from typing import TYPE_CHECKING

from assay.catalog.carry import Followed, carry
from assay.catalog.ids import canonical, family_of, printed
from assay.catalog.library import Library, read_library, requirement, requirements_of
from assay.catalog.values import (
    Baseline,
    Catalog,
    Count,
    Crosswalk,
    Group,
    Provenance,
    Relation,
    Requirement,
    Row,
)
from assay.later import later

if TYPE_CHECKING:
    from assay.catalog.delta import Delta, Turn, compare

__all__ = [
    "Baseline",
    "Catalog",
    "Count",
    "Crosswalk",
    "Delta",
    "Followed",
    "Group",
    "Library",
    "Provenance",
    "Relation",
    "Requirement",
    "Row",
    "Turn",
    "canonical",
    "carry",
    "compare",
    "family_of",
    "printed",
    "read_library",
    "requirement",
    "requirements_of",
]

__getattr__ = later(
    __name__,
    {
        "Delta": "delta",
        "Turn": "delta",
        "compare": "delta",
    },
)
