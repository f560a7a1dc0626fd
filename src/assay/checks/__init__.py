"""checks: from evidence to verdict rows."""

from assay.checks.algebra import all_of, any_of
from assay.checks.load import load_checks
from assay.checks.record import read_run
from assay.checks.rehearse import rehearse
from assay.checks.rows import Row, read_rows
from assay.checks.run import run
from assay.checks.values import Case, Check, Outcome, Population, Run, Tally, Verdict

__all__ = [
    "Case",
    "Check",
    "Outcome",
    "Population",
    "Row",
    "Run",
    "Tally",
    "Verdict",
    "all_of",
    "any_of",
    "load_checks",
    "read_rows",
    "read_run",
    "rehearse",
    "run",
]
