"""What is allowed in a check's syntax tree, node by node."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import cast

from sqlglot import exp

from assay.checks.dialect import (
    AGGREGATES,
    CAST_TARGETS,
    INSTEAD,
    INTERVAL_UNITS,
    PARTS,
)
from assay.checks.parse import Fault, start_of

__all__ = ["grammar_faults"]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WHOLE = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_UNLISTED = "Only what docs/how-to/write-a-check.md lists may be used."


def grammar_faults(tree: exp.Expr, text: str) -> list[Fault]:
    """Every node that the restricted dialect does not have."""
    found: list[Fault] = []
    refused: set[int] = set()

    def is_refused(node: exp.Expr) -> bool:
        return id(node) in refused

    for node in tree.walk(prune=is_refused):
        faults = list(_faults(node, text))
        if faults:
            refused.add(id(node))
            found += faults
    return found


def _faults(node: exp.Expr, text: str) -> Iterator[Fault]:
    parts = PARTS.get(type(node))
    if parts is None:
        yield _refusal(node, text)
        return
    extra = [key for key, value in node.args.items() if value and key not in parts]
    for key in extra:
        yield _extra(node, key, text)
    rule = _RULES.get(type(node))
    complaint = rule(node) if rule and not extra else None
    if complaint:
        message, remedy = complaint
        yield Fault(start=start_of(node), message=message, remedy=remedy)


def _refusal(node: exp.Expr, text: str) -> Fault:
    word, key = _word(node, text), node.key
    remedy = INSTEAD.get(word) or INSTEAD.get(key) or _UNLISTED
    message = f"`{word}` is not available in a check"
    return Fault(start=start_of(node), message=message, remedy=remedy)


def _word(node: exp.Expr, text: str) -> str:
    """What the author wrote, where the parser kept its place, else the node's name."""
    start, end = node.meta.get("start"), node.meta.get("end")
    if isinstance(node, exp.IgnoreNulls | exp.RespectNulls):
        return _word(node.this, text)
    if not isinstance(node, exp.Func):
        return node.key
    if isinstance(start, int) and isinstance(end, int):
        return text[start : end + 1].lower()
    return (node.name if isinstance(node, exp.Anonymous) else node.sql_name()).lower()


def _extra(node: exp.Expr, key: str, text: str) -> Fault:
    """A part that the node may not carry, such as `limit` of a select."""
    value: object = node.args[key]
    inner = cast("list[object]", value)[0] if isinstance(value, list) else value
    start = start_of(inner if isinstance(inner, exp.Expr) else node)
    word = key.rstrip("_")
    if isinstance(node, exp.Func) and node.key in INSTEAD:
        word = _word(node, text)
    remedy = INSTEAD.get(word) or INSTEAD.get(node.key) or _UNLISTED
    message = f"`{word}` is not available in a check"
    if word not in INSTEAD:
        how = value.lower() if isinstance(value, str) else word
        message = f"`{node.key}` with `{how}` is not available in a check"
    return Fault(start=start, message=message, remedy=remedy)


Complaint = tuple[str, str] | None


def _identifier(node: exp.Expr) -> Complaint:
    if node.args.get("quoted") or not _NAME.fullmatch(node.name):
        return (f"`{node.name}` is not a plain name", "Write names without quotes.")
    return None


def _table(node: exp.Expr) -> Complaint:
    if not isinstance(node.this, exp.Identifier):
        remedy = INSTEAD["read_parquet"]
        return ("A function cannot stand in place of a table", remedy)
    return None


def _join(node: exp.Expr) -> Complaint:
    how = f"{node.text('side')} {node.text('kind')}".strip().lower()
    if how not in ("", "inner", "left", "left outer"):
        remedy = "Use `join`, `left join`, `exists` or `not exists`."
        return (f"`{how} join` is not available in a check", remedy)
    if not node.args.get("on") and not node.args.get("using"):
        remedy = "Write `join ... on` or `join ... using`."
        return ("Tables are put side by side without a condition", remedy)
    return None


def _cast(node: exp.Expr) -> Complaint:
    target = node.args["to"].this
    if target not in CAST_TARGETS:
        name = str(getattr(target, "value", target)).lower()
        return (f"A cast to {name} is not available in a check", INSTEAD["cast"])
    return None


def _interval(node: exp.Expr) -> Complaint:
    amount, unit = node.args.get("this"), node.args.get("unit")
    remedy = "Write `interval 24 hour`, or `$hours * interval 1 hour`."
    if not isinstance(amount, exp.Literal) or not _WHOLE.fullmatch(amount.name):
        return ("An interval has one whole number and one unit", remedy)
    if not isinstance(unit, exp.Var) or unit.name.upper() not in INTERVAL_UNITS:
        return ("This unit of time is not available in a check", remedy)
    return None


def _var(node: exp.Expr) -> Complaint:
    if isinstance(node.parent, exp.Interval):
        return None
    return (f"`{node.name}` has no place here", _UNLISTED)


def _literal(node: exp.Expr) -> Complaint:
    if node.args.get("is_string") or _NUMBER.fullmatch(node.name):
        return None
    return (f"`{node.name}` is not a plain number", "Write digits, as in 1000 or 0.5.")


def _division(node: exp.Expr) -> Complaint:
    by = node.expression.unnest()
    constant = isinstance(by, exp.Literal) and not by.is_string and float(by.name) != 0
    guarded = isinstance(by, exp.Nullif) and by.expression.sql() == "0"
    if constant or guarded:
        return None
    return ("This divides by what may be zero", "Write `a / nullif(b, 0)`.")


def _like(node: exp.Expr) -> Complaint:
    pattern = node.expression
    if isinstance(pattern, exp.Placeholder):
        return None
    if not isinstance(pattern, exp.Literal) or not pattern.is_string:
        remedy = "Use `contains`, `starts_with` or `ends_with` for a computed part."
        return ("The pattern of `like` must be a text written here", remedy)
    if "\\" in pattern.name:
        return ("A pattern cannot hold a backslash", "Use `contains` for that part.")
    return None


def _is(node: exp.Expr) -> Complaint:
    if isinstance(node.expression, exp.Null | exp.Boolean):
        return None
    return ("`is` is for null, true and false", "Use `=` or `is not distinct from`.")


def _star(node: exp.Expr) -> Complaint:
    if isinstance(node.parent, exp.Count):
        return None
    return ("`*` does not say which columns", INSTEAD["star"])


def _count(node: exp.Expr) -> Complaint:
    return None if node.args.get("this") else ("`count` of what?", "Write `count(*)`.")


def _distinct(node: exp.Expr) -> Complaint:
    if isinstance(node.parent, exp.Select):
        return None
    if isinstance(node.parent, exp.Count) and len(node.expressions) == 1:
        return None
    remedy = "`distinct` goes with `select` and with `count` of one column."
    return ("`distinct` has no place here", remedy)


def _filter(node: exp.Expr) -> Complaint:
    if isinstance(node.this, AGGREGATES):
        return None
    return ("`filter` goes with an aggregate only", "Use `case when`.")


_UNPLACED = ("`row_number` needs `over (... order by ...)`", INSTEAD["rank"])


def _row_number(node: exp.Expr) -> Complaint:
    if isinstance(node.parent, exp.Window):
        return None
    return _UNPLACED


def _window(node: exp.Expr) -> Complaint:
    if isinstance(node.this, exp.RowNumber):
        return None if node.args.get("order") else _UNPLACED
    if not isinstance(node.this, AGGREGATES):
        return ("Only `row_number` and aggregates go with `over`", INSTEAD["rank"])
    if node.args.get("order"):
        remedy = "Order only `row_number`; aggregate over the whole partition."
        return ("A running aggregate is not available in a check", remedy)
    return None


def _order(node: exp.Expr) -> Complaint:
    if isinstance(node.parent, exp.Window):
        return None
    return ("`order` has no place here", INSTEAD["order"])


def _subquery(node: exp.Expr) -> Complaint:
    if isinstance(node.parent, exp.From | exp.Join):
        named = node.args.get("alias")
        return None if named else ("This select has no name", "Add one after it.")
    if isinstance(node.parent, exp.In | exp.Exists | exp.Union):
        return None
    if _gives_one_row(node.this):
        return None
    remedy = "Select one aggregate without `group by`, use `exists`, or join."
    return ("A select used as a value may give several rows, or none", remedy)


def _gives_one_row(query: exp.Expr) -> bool:
    """Whether it aggregates everything it selects: then it has exactly one row."""
    if not isinstance(query, exp.Select) or len(query.expressions) != 1:
        return False
    if any(query.args.get(part) for part in ("group", "having", "qualify")):
        return False
    found = query.expressions[0].find_all(*AGGREGATES)
    return any(one.find_ancestor(exp.Window, exp.Query) is query for one in found)


_RULES: Mapping[type[exp.Expr], Callable[[exp.Expr], Complaint]] = {
    exp.Identifier: _identifier,
    exp.Table: _table,
    exp.Join: _join,
    exp.Cast: _cast,
    exp.TryCast: _cast,
    exp.Interval: _interval,
    exp.Var: _var,
    exp.Literal: _literal,
    exp.Div: _division,
    exp.Like: _like,
    exp.ILike: _like,
    exp.Is: _is,
    exp.Star: _star,
    exp.Count: _count,
    exp.Distinct: _distinct,
    exp.Filter: _filter,
    exp.RowNumber: _row_number,
    exp.Window: _window,
    exp.Order: _order,
    exp.Subquery: _subquery,
}
