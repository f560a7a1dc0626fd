"""crosswalks: how requirements of different catalogs lie, and what follows of it.

Requirements are sets of what they ask (NIST IR 8477). What follows from verdicts, which
relations the rows leave open, and which rows no sets can satisfy is worked out here.
"""

from typing import TYPE_CHECKING

from assay.later import later

if TYPE_CHECKING:
    from assay.catalog.crosswalks.checking import Checked, Flaw, check
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
    from assay.catalog.crosswalks.exporting import as_oscal, as_table
    from assay.catalog.crosswalks.graph import graph_of, placed
    from assay.catalog.crosswalks.lying import Lying, relate
    from assay.catalog.crosswalks.relating import close, possible
    from assay.catalog.crosswalks.settling import Settled, settle
    from assay.catalog.crosswalks.stating import read_verdicts

__all__ = [
    "Carried",
    "Checked",
    "Conclusion",
    "Contradiction",
    "Flaw",
    "Lack",
    "Lying",
    "Reuse",
    "Settled",
    "Step",
    "Verdict",
    "as_oscal",
    "as_table",
    "carry",
    "check",
    "close",
    "contradictions",
    "graph_of",
    "placed",
    "possible",
    "read_verdicts",
    "relate",
    "settle",
]

__getattr__ = later(
    __name__,
    {
        "Carried": "conclusions",
        "Checked": "checking",
        "Conclusion": "conclusions",
        "Contradiction": "contradicting",
        "Flaw": "checking",
        "Lack": "conclusions",
        "Lying": "lying",
        "Reuse": "conclusions",
        "Settled": "settling",
        "Step": "conclusions",
        "Verdict": "deciding",
        "as_oscal": "exporting",
        "as_table": "exporting",
        "carry": "concluding",
        "check": "checking",
        "close": "relating",
        "contradictions": "contradicting",
        "graph_of": "graph",
        "placed": "graph",
        "possible": "relating",
        "read_verdicts": "stating",
        "relate": "lying",
        "settle": "settling",
    },
)
