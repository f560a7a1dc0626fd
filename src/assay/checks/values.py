"""Checks, the verdicts they give, and the outcome of a run."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

__all__ = ["Case", "Check", "Outcome", "Population", "Run", "Tally", "Verdict"]

Verdict: TypeAlias = Literal["met", "not_met", "unknown", "not_applicable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Who must be judged, counted apart from the check's own select.

    In check.toml: `[population]`.
    """

    table: str
    where: str = ""
    """A restricted SQL condition on that table; empty for every row."""
    key: str = ""
    """Column that gives the subject; empty for the table's own key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A named little world and the verdicts it must get.

    In cases.toml: `[[case]]`.
    """

    name: str
    at: datetime
    tables: dict[str, list[dict[str, Any]]]
    """Table name to rows; columns left out are null."""
    expect: dict[str, Verdict]
    """Subject to verdict; every subject of the population must appear."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A test of a control, as data: `check.toml`, `check.sql`, `cases.toml`."""

    id: str
    """The folder's name."""
    title: str
    control: str
    reads: tuple[str, ...]
    population: Population
    max_age: timedelta
    """Evidence observed longer ago than this is stale, and cannot support a pass."""
    tolerance: int = 0
    """Deviations tolerated before the control counts as not met."""
    parameters: dict[str, Any] = field(default_factory=dict[str, Any])
    """Named values the SQL may use as `$name`; `$at` is always the run's time."""
    sql: str
    cases: tuple[Case, ...] = ()
    digest: str
    """SHA-256 over the three files; part of every cache key and run record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many subjects got each verdict; sums to the population, always."""

    met: int = 0
    not_met: int = 0
    unknown: int = 0
    not_applicable: int = 0

    @property
    def population(self) -> int:
        """Everyone who was to be judged."""
        return self.met + self.not_met + self.unknown + self.not_applicable


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one check found in one run."""

    check: str
    check_digest: str
    control: str
    verdict: Verdict
    """not_met if not_met exceeds the tolerance; else unknown if anything is unknown, or
    the population is empty, or evidence is missing, stale or partial; else met."""
    reason: str
    tally: Tally
    cells: dict[tuple[str, str], Tally]
    """(service, region) to tally; `""` on an axis stands for provider-wide rows."""
    batches: tuple[str, ...]
    """Ids of the batches read."""
    synthetic: bool
    """True if any batch read is synthetic."""
    rows_file: str
    """Parquet of `subject, service, region, at, verdict, reason`, within the run."""
    rows_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Checks applied to evidence as of a time. Equal inputs give equal bytes."""

    format: str
    """`assay-run/1`."""
    id: str
    at: datetime
    engine: str
    """Engine and its semantics version: `duckdb/2.0.0`."""
    outcomes: tuple[Outcome, ...]
