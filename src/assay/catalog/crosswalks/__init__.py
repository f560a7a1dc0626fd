"""crosswalks: how requirements of different catalogs lie, and what follows of it.

Requirements are sets of what they ask (NIST IR 8477). What follows from verdicts, which
relations the rows leave open, and which rows no sets can satisfy is worked out here.
"""

from typing import TYPE_CHECKING

from assay.later import later

if TYPE_CHECKING:
    from assay.catalog.crosswalks.concluding import carry
    from assay.catalog.crosswalks.conclusions import (
        Carried,
        Conclusion,
        Lack,
        Reuse,
        Step,
    )
    from assay.catalog.crosswalks.contradicting import Contradiction, contradictions
    from assay.catalog.crosswalks.deciding import Verdict
    from assay.catalog.crosswalks.graph import graph_of, placed
    from assay.catalog.crosswalks.relating import close, possible

__all__ = [
    "Carried",
    "Conclusion",
    "Contradiction",
    "Lack",
    "Reuse",
    "Step",
    "Verdict",
    "carry",
    "close",
    "contradictions",
    "graph_of",
    "placed",
    "possible",
]

__getattr__ = later(
    __name__,
    {
        "Carried": "conclusions",
        "Conclusion": "conclusions",
        "Contradiction": "contradicting",
        "Lack": "conclusions",
        "Reuse": "conclusions",
        "Step": "conclusions",
        "Verdict": "deciding",
        "carry": "concluding",
        "close": "relating",
        "contradictions": "contradicting",
        "graph_of": "graph",
        "placed": "graph",
        "possible": "relating",
    },
)
