"""checks: from evidence to verdict rows."""

from assay.checks.values import Case, Check, Outcome, Population, Run, Tally, Verdict

__all__ = ["Case", "Check", "Outcome", "Population", "Run", "Tally", "Verdict"]
