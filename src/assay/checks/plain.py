"""Which checks look at each row of one table by itself, and so can share one scan.

Such a check is `select <key>, service, region, ... from <table> [where ...]` on the
table of its own population, its verdicts written out: no join, no aggregate, no window,
no select within. Most checks are of this kind. Sharing a scan changes nothing but the
time it takes.
"""

from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from assay.checks.dialect import AGGREGATES
from assay.checks.duckdb_sql import emit
from assay.checks.judge import Question
from assay.checks.names import key_of
from assay.checks.sql import VERDICTS
from assay.checks.statements import instance, values_of

__all__ = ["Plain", "as_plain"]

_ALLOWED = {"expressions", "from_", "where"}
_BEYOND: tuple[type[exp.Expr], ...] = (exp.Query, exp.Window, exp.Distinct, *AGGREGATES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """A check that looks at one row at a time; its names are bare columns."""

    question: Question
    table: str
    key: str
    people: exp.Expr | None
    """The condition of its population."""
    where: exp.Expr | None
    """The condition of its own select."""
    at: exp.Expr
    verdict: exp.Expr
    reason: exp.Expr
    values: dict[str, Any]
    """What its parameters are bound to."""

    @property
    def scan(self) -> tuple[str, ...]:
        """Checks with the same may be judged in one scan."""
        people = emit(self.people) if self.people is not None else ""
        given = {k: v for k, v in self.values.items() if k.startswith("w_")}
        return (self.table, self.key, people, repr(sorted(given.items())))


def as_plain(question: Question, prefix: str) -> Plain | None:
    """The check as a plain one with its parameters under `prefix`, if it is one."""
    people, own = question.of_population(), instance(question.select, prefix)
    check = question.check
    table = check.population.table
    key = check.population.key or key_of(table)
    if not (_is_plain(people, table) and _is_plain(own, table)):
        return None
    columns = [one.unalias() for one in own.selects]
    if [_column(one) for one in columns[:3]] != [key, "service", "region"]:
        return None
    if not _is_spelled_out(columns[4]):
        return None
    return Plain(
        question=question,
        table=table,
        key=key,
        people=_condition(people),
        where=_condition(own),
        at=_bare(columns[3]),
        verdict=_bare(columns[4]),
        reason=_bare(columns[5]),
        values={
            **values_of(question.population, check.parameters, question.at, "w"),
            **values_of(question.select, check.parameters, question.at, prefix),
        },
    )


def _is_plain(tree: exp.Query, table: str) -> bool:
    if not isinstance(tree, exp.Select):
        return False
    if any(value for part, value in tree.args.items() if part not in _ALLOWED):
        return False
    source = tree.args["from_"].this if tree.args.get("from_") else None
    if not isinstance(source, exp.Table) or source.name.lower() != table:
        return False
    return all(node is tree or not isinstance(node, _BEYOND) for node in tree.walk())


def _is_spelled_out(verdict: exp.Expr) -> bool:
    """Whether it can only be a verdict that is written out, or null."""
    if isinstance(verdict, exp.Literal):
        return verdict.is_string and verdict.name in VERDICTS
    if isinstance(verdict, exp.Paren):
        return _is_spelled_out(verdict.this)
    if isinstance(verdict, exp.Case):
        results = [branch.args["true"] for branch in verdict.args["ifs"]]
        default = verdict.args.get("default")
        return all(map(_is_spelled_out, [*results, default] if default else results))
    return isinstance(verdict, exp.Null)


def _column(node: exp.Expr) -> str:
    return node.name.lower() if isinstance(node, exp.Column) else ""


def _condition(tree: exp.Query) -> exp.Expr | None:
    where = tree.args.get("where")
    return _bare(where.this) if where else None


def _bare(node: exp.Expr) -> exp.Expr:
    """The expression with its columns named without their table: there is only one."""

    def bare(one: exp.Expr) -> exp.Expr:
        return exp.column(one.name) if isinstance(one, exp.Column) else one

    return node.transform(bare)
