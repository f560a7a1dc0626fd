"""checks: from evidence to verdict rows."""

from assay.checks.algebra import all_of, any_of
from assay.checks.load import load_checks
from assay.checks.values import Case, Check, Outcome, Population, Run, Tally, Verdict

__all__ = [
    "Case",
    "Check",
    "Outcome",
    "Population",
    "Run",
    "Tally",
    "Verdict",
    "all_of",
    "any_of",
    "load_checks",
]
