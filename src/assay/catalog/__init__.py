"""catalog: what may be asked. Requirements, baselines and crosswalks, as values."""

from typing import TYPE_CHECKING

from assay.catalog.ids import canonical, family_of, printed
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
    from assay.catalog.crosswalks import Carried, carry
    from assay.catalog.delta import Delta, Turn, compare
    from assay.catalog.library import (
        Library,
        read_library,
        requirement,
        requirements_of,
    )

__all__ = [
    "Baseline",
    "Carried",
    "Catalog",
    "Count",
    "Crosswalk",
    "Delta",
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
        "Carried": "crosswalks",
        "Delta": "delta",
        "Library": "library",
        "Turn": "delta",
        "carry": "crosswalks",
        "compare": "delta",
        "read_library": "library",
        "requirement": "library",
        "requirements_of": "library",
    },
)
