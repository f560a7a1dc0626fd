"""The engine's own statements: `.sql` files beside this one, composed as trees."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import sqlglot
from sqlglot import exp

from assay.checks.duckdb_sql import emit
from assay.checks.engine import plain_utc
from assay.checks.sql import Select

__all__ = [
    "AT",
    "DOUBT",
    "REGIONS",
    "SERVICES",
    "instance",
    "statement",
    "text",
    "values_of",
]

AT = "assay_at"
"""The time of the run, in every statement."""
DOUBT = "assay_doubt"
"""Why nothing can be met where the doubt reaches, or null."""
SERVICES = "assay_services"
"""The services that the doubt reaches; none named: all of them."""
REGIONS = "assay_regions"
"""The regions that the doubt reaches; none named: all of them."""


def statement(name: str, **named: exp.Query) -> exp.Select:
    """The statement in `<name>.sql`, with selects put in under the names it reads."""
    tree = _parsed(name).copy()
    for alias, select in named.items():
        tree = tree.with_(alias, as_=select, copy=False)
    return tree


@cache
def text(name: str) -> str:
    """The statement in `<name>.sql` as the engine's SQL."""
    return emit(_parsed(name))


@cache
def _parsed(name: str) -> exp.Select:
    written = files("assay.checks").joinpath(f"{name}.sql").read_text("utf-8")
    tree = sqlglot.parse_one(written, read="duckdb")
    if not isinstance(tree, exp.Select):
        raise TypeError(f"{name}.sql is not a select")
    return tree


def instance(select: Select, prefix: str) -> exp.Query:
    """A copy of a check's tree whose parameters are told apart by `prefix`."""

    def renamed(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Placeholder):
            return node
        name = AT if node.name == "at" else f"{prefix}_{node.name}"
        return exp.Placeholder(this=name)

    tree = select.tree.transform(renamed)
    if not isinstance(tree, exp.Query):
        raise TypeError("A check is a select")
    return tree


def values_of(
    select: Select, parameters: Mapping[str, Any], at: datetime, prefix: str
) -> dict[str, Any]:
    """The values that an instance of `select` needs."""
    mine = sorted(select.parameters - {"at"})
    given = {f"{prefix}_{name}": plain_utc(parameters[name]) for name in mine}
    return {**given, AT: plain_utc(at)}
