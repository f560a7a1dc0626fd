"""The SQL of a check: read as a syntax tree, held to the restricted dialect.

The text itself is never run. What runs is written anew from the tree, once every node
of it is known to be allowed, so that nothing the two parsers might read differently
(comments, quotes, a second statement) can reach the engine.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlglot import exp

from assay.checks.grammar import grammar_faults
from assay.checks.names import Columns, Resolver, key_of
from assay.checks.parse import Fault, line_and_column, parse_one, start_of
from assay.checks.types import Type
from assay.checks.values import Population
from assay.errors import Problem

__all__ = [
    "OUTPUT",
    "VERDICTS",
    "Select",
    "population_select",
    "read_condition",
    "read_select",
]

OUTPUT = ("subject", "service", "region", "at", "verdict", "reason")
"""The columns every check returns, in this order."""

VERDICTS = ("met", "not_met", "unknown", "not_applicable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """A select in the restricted dialect."""

    tree: exp.Query
    tables: frozenset[str]
    """Evidence tables it reads."""
    parameters: frozenset[str]
    """Parameters it uses, without their `$`."""


def read_select(
    text: str, *, reads: tuple[str, ...], parameters: Mapping[str, Any], file: str
) -> tuple[Select | None, tuple[Problem, ...]]:
    """The select in `text`, or everything that is wrong with it."""
    tree = parse_one(text)
    if isinstance(tree, Fault):
        return None, (_problem(tree, text, file),)
    faults = grammar_faults(tree, text)
    select = None
    if not isinstance(tree, exp.Query):
        faults = faults or [Fault(start=0, message="A check is one `select`")]
    elif not faults:
        select, columns, faults = _resolve(tree, reads, parameters)
        faults = faults or _output_faults(tree, columns) or _word_faults(tree)
    if faults:
        found = dict.fromkeys(sorted(faults))
        return None, tuple(_problem(fault, text, file) for fault in found)
    return select, ()


def read_condition(
    population: Population,
    *,
    reads: tuple[str, ...],
    parameters: Mapping[str, Any],
    file: str,
) -> tuple[Select | None, tuple[Problem, ...]]:
    """The subjects of a population with their service and region, as a select.

    The columns are `subject`, `service` and `region`; a row for each row of the table.
    """
    head = f"select {population.key or key_of(population.table)} as subject"
    head += f", service, region from {population.table} where "
    text = head + (population.where or "true")
    tree = parse_one(text)
    faults = [tree] if isinstance(tree, Fault) else grammar_faults(tree, text)
    select = None
    if not faults and isinstance(tree, exp.Select):
        select, _, faults = _resolve(tree, reads, parameters)
        faults = faults or _shape_faults(tree)
    elif not faults:
        faults = [Fault(start=0, message="This is more than a condition")]
    if faults:
        where = f"population.where, column {max(faults[0].start - len(head), 0) + 1}"
        found = [
            Problem(file=file, place=where, message=f.message, remedy=f.remedy)
            for f in faults
        ]
        return None, tuple(found)
    return select, ()


def population_select(select: Select) -> exp.Select:
    """A copy of a population's tree, to build upon."""
    tree = select.tree.copy()
    if not isinstance(tree, exp.Select):
        raise TypeError("A population is one select")
    return tree


def _resolve(
    tree: exp.Query, reads: tuple[str, ...], parameters: Mapping[str, Any]
) -> tuple[Select, Columns, list[Fault]]:
    types: dict[str, Type] = {name: _type_of(v) for name, v in parameters.items()}
    types["at"] = "time"
    resolver = Resolver(tables=frozenset(reads), parameters=types)
    columns = resolver.query(tree, (), {})
    select = Select(
        tree=tree,
        tables=frozenset(resolver.used_tables),
        parameters=frozenset(resolver.used_parameters),
    )
    return select, columns, resolver.faults


def _type_of(value: object) -> Type:
    kinds: tuple[tuple[type, Type], ...] = (
        (bool, "bool"),
        (int, "int"),
        (float, "real"),
        (str, "text"),
        (datetime, "time"),
        (list, "texts"),
    )
    for form, kind in kinds:
        if isinstance(value, form):
            return kind
    return ""


def _output_faults(tree: exp.Query, columns: Columns) -> list[Fault]:
    if tuple(columns) == OUTPUT:
        return []
    message = f"The select returns {', '.join(columns) or 'nothing'}"
    remedy = f"Return exactly {', '.join(OUTPUT)}, in this order."
    return [Fault(start=start_of(tree), message=message, remedy=remedy)]


def _word_faults(tree: exp.Query) -> list[Fault]:
    """Verdicts written out that are not one of the four words."""
    remedy = f"Write one of {', '.join(VERDICTS)}."
    faults: list[Fault] = []
    for select in _branches(tree):
        for literal in _results(select.selects[OUTPUT.index("verdict")]):
            if literal.is_string and literal.name not in VERDICTS:
                message = f"`{literal.name}` is not a verdict"
                start = start_of(literal)
                faults.append(Fault(start=start, message=message, remedy=remedy))
    return faults


def _branches(tree: exp.Expr) -> list[exp.Select]:
    """The selects whose rows are the rows of `tree`."""
    if isinstance(tree, exp.Union):
        return [*_branches(tree.this), *_branches(tree.expression)]
    if isinstance(tree, exp.Subquery):
        return _branches(tree.this)
    return [tree] if isinstance(tree, exp.Select) else []


def _results(node: exp.Expr) -> list[exp.Literal]:
    """The literals that may be the value of `node`."""
    if isinstance(node, exp.Literal):
        return [node]
    inner: list[exp.Expr] = []
    if isinstance(node, exp.Alias | exp.Paren):
        inner = [node.this]
    elif isinstance(node, exp.Coalesce):
        inner = [node.this, *node.expressions]
    elif isinstance(node, exp.Case):
        inner = [branch.args["true"] for branch in node.args["ifs"]]
        inner += [node.args["default"]] if node.args.get("default") else []
    return [literal for one in inner for literal in _results(one)]


def _shape_faults(tree: exp.Select) -> list[Fault]:
    """A condition that went on to be more than a condition."""
    extra = [
        part for part in tree.args if part not in ("expressions", "from_", "where")
    ]
    used = [part for part in extra if tree.args[part]]
    if not used:
        return []
    message = f"The condition goes on with `{used[0].rstrip('_')}`"
    return [Fault(start=0, message=message, remedy="Write a condition only.")]


def _problem(fault: Fault, text: str, file: str) -> Problem:
    place = line_and_column(text, fault.start)
    return Problem(file=file, place=place, message=fault.message, remedy=fault.remedy)
