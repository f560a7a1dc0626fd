"""catalog: what may be asked. Requirements, baselines and crosswalks, as values."""

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

__all__ = [
    "Baseline",
    "Catalog",
    "Count",
    "Crosswalk",
    "Group",
    "Provenance",
    "Relation",
    "Requirement",
    "Row",
]
