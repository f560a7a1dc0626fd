"""checks: from evidence to verdict rows."""

from typing import TYPE_CHECKING

from assay.checks.algebra import all_of, any_of
from assay.checks.values import Case, Check, Outcome, Population, Run, Tally, Verdict
from assay.later import later

if TYPE_CHECKING:
    from assay.checks.applying import run
    from assay.checks.load import load_checks
    from assay.checks.record import read_run
    from assay.checks.rehearsal import rehearse
    from assay.checks.rows import Row, read_rows

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

__getattr__ = later(
    __name__,
    {
        "Row": "rows",
        "load_checks": "load",
        "read_rows": "rows",
        "read_run": "record",
        "rehearse": "rehearsal",
        "run": "applying",
    },
)
