"""One check on one view of the evidence: verdict rows, and the population apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
from sqlglot import exp

from assay.checks.duckdb_sql import emit
from assay.checks.engine import Engine, bind, keep, one_row, plain_utc, stream
from assay.checks.sight import Doubt
from assay.checks.sql import Select, read_condition, read_select
from assay.checks.statements import (
    AT,
    DOUBT,
    REGIONS,
    SERVICES,
    instance,
    statement,
    text,
    values_of,
)
from assay.checks.values import Check
from assay.errors import BadInput, Error

__all__ = [
    "CheckError",
    "Count",
    "Question",
    "ask",
    "count",
    "doubted",
    "give_up",
    "judge",
]

POPULATION = "population"
JUDGED = "judged"


class CheckError(Error):
    """The check itself is at fault: what it returned cannot be a set of verdicts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A check with its SQL read, put at a time."""

    check: Check
    select: Select
    population: Select
    at: datetime

    def of_population(self) -> exp.Query:
        """The select of everyone who must be judged."""
        return instance(self.population, "w")

    def of_verdicts(self) -> exp.Query:
        """The check's own select."""
        return instance(self.select, "p")

    def values(self) -> dict[str, Any]:
        """What both selects need to be given."""
        return {
            **values_of(self.population, self.check.parameters, self.at, "w"),
            **values_of(self.select, self.check.parameters, self.at, "p"),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """The population, counted apart from the check's own select."""

    subjects: int
    rows: int
    """Rows of the population that name a subject; more than `subjects` if twice."""
    nameless: int
    """Rows of the population that name none."""


def ask(check: Check, at: datetime) -> Question:
    """Read the check's SQL, which is trusted no more for having been loaded."""
    asked: dict[str, Any] = {"reads": check.reads, "parameters": check.parameters}
    folder = f"checks/{check.id}"
    population, first = read_condition(
        check.population, **asked, file=f"{folder}/check.toml"
    )
    select, second = read_select(check.sql, **asked, file=f"{folder}/check.sql")
    if population is None or select is None:
        raise BadInput([*first, *second])
    return Question(check=check, select=select, population=population, at=at)


def count(engine: Engine, question: Question) -> Count:
    """How many must be judged."""
    bind(engine, question.values())
    found = one_row(engine, emit(statement("count", seen=question.of_population())))
    return Count(
        subjects=found["subjects"],
        rows=found["rows_seen"],
        nameless=found["nameless"],
    )


def judge(engine: Engine, question: Question, doubt: Doubt) -> pa.RecordBatchReader:
    """A row for everyone of the population, by region, service and subject.

    `doubt` is why nothing can be met, and where.

    Raises:
        CheckError: where the check returned what it may not.
    """
    _populate(engine, question)
    keep(engine, JUDGED, question.of_verdicts())
    _refuse(one_row(engine, text("faults")))
    bind(engine, doubted(doubt, DOUBT, SERVICES, REGIONS))
    return stream(engine, text("settle"))


def doubted(doubt: Doubt, why: str, services: str, regions: str) -> dict[str, Any]:
    """A doubt as values of the parameters of these names."""
    return {
        why: doubt.reason or None,
        services: list(doubt.services),
        regions: list(doubt.regions),
    }


def give_up(engine: Engine, question: Question, why: str) -> pa.RecordBatchReader:
    """Everyone of the population, unknown for one reason."""
    _populate(engine, question)
    bind(engine, {DOUBT: why})
    return stream(engine, text("give_up"))


def _populate(engine: Engine, question: Question) -> None:
    bind(engine, {AT: plain_utc(question.at), **question.values()})
    seen = question.of_population()
    keep(engine, POPULATION, statement("population", seen=seen))


def _refuse(found: Mapping[str, Any]) -> None:
    said = {
        "twice": "it judged {!r} more than once",
        "stranger": "it judged {!r}, which is not in the population",
        "word": "it gave the verdict {!r}, which is none",
        "nameless": "it judged something without naming it",
    }
    for fault, message in said.items():
        if found[fault] is not None:
            raise CheckError(message.format(found[fault]))
