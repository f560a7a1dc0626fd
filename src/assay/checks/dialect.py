"""The restricted SQL of checks, as data: what may be written, and what instead.

A construct is allowed only if its node in sqlglot's syntax tree is listed here together
with every part it carries; all else is refused. The list holds what DuckDB and Spark
read alike. What they read differently without saying so (`date_diff`, casts to integer,
ordered lists, left joins with `unnest`) and whatever touches the world outside the
tables is left out on purpose, and named in `INSTEAD`.
"""

from collections.abc import Mapping

from sqlglot import exp

__all__ = [
    "AGGREGATES",
    "CAST_TARGETS",
    "FUNCTIONS",
    "INSTEAD",
    "INTERVAL_UNITS",
    "PARTS",
]

FUNCTIONS: Mapping[str, str] = {
    "coalesce(a, b, ...)": "the first that is not null",
    "nullif(a, b)": "null where both are equal",
    "greatest(a, b, ...)": "the largest that is not null",
    "least(a, b, ...)": "the smallest that is not null",
    "lower(text)": "in lower case",
    "upper(text)": "in upper case",
    "trim(text)": "without blanks at both ends",
    "length(text)": "number of characters",
    "replace(text, old, new)": "with every `old` replaced",
    "starts_with(text, part)": "whether it begins with the part",
    "ends_with(text, part)": "whether it ends with the part",
    "contains(text, part)": "whether the part is in it",
    "list_contains(texts, text)": "whether the list holds it",
    "abs(number)": "without its sign",
    "count(*), count(a), count(distinct a)": "how many rows, values, different values",
    "sum(number)": "the sum of whole numbers; null for no rows",
    "min(a), max(a)": "the smallest, the largest",
    "bool_and(a), bool_or(a)": "whether all, whether any; null for no rows",
    "row_number() over (...)": "place in an order that ends with the table's key",
}
"""Every function a check may call, as documented in `docs/how-to/write-a-check.md`."""

AGGREGATES: tuple[type[exp.Expr], ...] = (
    exp.Count,
    exp.Sum,
    exp.Min,
    exp.Max,
    exp.LogicalAnd,
    exp.LogicalOr,
)

CAST_TARGETS: frozenset[exp.DType] = frozenset(
    {
        exp.DType.TEXT,
        exp.DType.VARCHAR,
        exp.DType.TIMESTAMP,
        exp.DType.TIMESTAMPNTZ,
        exp.DType.DOUBLE,
    }
)

INTERVAL_UNITS: frozenset[str] = frozenset(
    f"{unit}{plural}"
    for unit in ("SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "YEAR")
    for plural in ("", "S")
)

_PAIR = frozenset({"this", "expression"})
_ONE = frozenset({"this"})
_MANY = frozenset({"this", "expressions"})

PARTS: Mapping[type[exp.Expr], frozenset[str]] = {
    # The query.
    exp.Select: frozenset(
        {
            "with_",
            "expressions",
            "distinct",
            "from_",
            "joins",
            "where",
            "group",
            "having",
            "qualify",
        }
    ),
    exp.With: frozenset({"expressions"}),
    exp.CTE: frozenset({"this", "alias"}),
    exp.From: _ONE,
    exp.Join: frozenset({"this", "side", "kind", "on", "using"}),
    exp.Where: _ONE,
    exp.Group: frozenset({"expressions"}),
    exp.Having: _ONE,
    exp.Qualify: _ONE,
    exp.Union: frozenset({"with_", "this", "expression", "distinct"}),
    exp.Subquery: frozenset({"this", "alias"}),
    exp.Table: frozenset({"this", "alias"}),
    exp.TableAlias: _ONE,
    exp.Alias: frozenset({"this", "alias"}),
    exp.Column: frozenset({"this", "table"}),
    exp.Identifier: frozenset({"this", "quoted"}),
    exp.Distinct: frozenset({"expressions"}),
    # Values.
    exp.Literal: frozenset({"this", "is_string"}),
    exp.Boolean: _ONE,
    exp.Null: frozenset(),
    exp.Placeholder: _ONE,
    exp.Interval: frozenset({"this", "unit"}),
    exp.Var: _ONE,
    exp.Paren: _ONE,
    # Logic and comparison.
    exp.And: _PAIR,
    exp.Or: _PAIR,
    exp.Not: _ONE,
    exp.EQ: _PAIR,
    exp.NEQ: _PAIR,
    exp.LT: _PAIR,
    exp.LTE: _PAIR,
    exp.GT: _PAIR,
    exp.GTE: _PAIR,
    exp.NullSafeEQ: _PAIR,
    exp.NullSafeNEQ: _PAIR,
    exp.Is: _PAIR,
    exp.Between: frozenset({"this", "low", "high"}),
    exp.In: frozenset({"this", "expressions", "query"}),
    exp.Exists: _ONE,
    exp.Like: frozenset({"this", "expression", "negate"}),
    exp.ILike: frozenset({"this", "expression", "negate"}),
    exp.Case: frozenset({"this", "ifs", "default"}),
    exp.If: frozenset({"this", "true"}),
    # Arithmetic and text.
    exp.Add: _PAIR,
    exp.Sub: _PAIR,
    exp.Mul: _PAIR,
    exp.Div: frozenset({"this", "expression", "typed", "safe"}),
    exp.Neg: _ONE,
    exp.DPipe: frozenset({"this", "expression", "safe"}),
    exp.Cast: frozenset({"this", "to"}),
    exp.TryCast: frozenset({"this", "to", "safe"}),
    exp.DataType: frozenset({"this"}),
    # Functions.
    exp.Coalesce: _MANY,
    exp.Nullif: _PAIR,
    exp.Greatest: frozenset({"this", "expressions", "ignore_nulls"}),
    exp.Least: frozenset({"this", "expressions", "ignore_nulls"}),
    exp.Lower: _ONE,
    exp.Upper: _ONE,
    exp.Trim: _ONE,
    exp.Length: _ONE,
    exp.Replace: frozenset({"this", "expression", "replacement"}),
    exp.StartsWith: _PAIR,
    exp.EndsWith: _PAIR,
    exp.Contains: _PAIR,
    exp.ArrayContains: _PAIR,
    exp.Abs: _ONE,
    exp.Count: frozenset({"this", "big_int"}),
    exp.Star: frozenset(),
    exp.Sum: _ONE,
    exp.Min: _ONE,
    exp.Max: _ONE,
    exp.LogicalAnd: _ONE,
    exp.LogicalOr: _ONE,
    exp.Filter: _PAIR,
    exp.RowNumber: frozenset(),
    exp.Window: frozenset({"this", "partition_by", "order", "over"}),
    exp.Order: frozenset({"expressions"}),
    exp.Ordered: frozenset({"this", "desc", "nulls_first"}),
}
"""Allowed nodes of the syntax tree, each with the parts it may carry."""

_INTERVAL = "Compare times as `ts > other + interval 24 hour`."
_NOW = "Write `$at`, the time of the run."
_READ = "Read only the tables named in `reads`, by name."
_LAST = "Use `row_number() over (partition by ... order by ..., key)` and `qualify`."
_LIKE = "Use `like`, `starts_with`, `ends_with` or `contains`."

INSTEAD: Mapping[str, str] = {
    "date_diff": _INTERVAL,
    "datediff": _INTERVAL,
    "date_sub": _INTERVAL,
    "datesub": _INTERVAL,
    "date_add": _INTERVAL,
    "date_trunc": _INTERVAL,
    "datetrunc": _INTERVAL,
    "date_part": _INTERVAL,
    "extract": _INTERVAL,
    "epoch": _INTERVAL,
    "age": _INTERVAL,
    "to_hours": _INTERVAL,
    "to_days": _INTERVAL,
    "make_interval": _INTERVAL,
    "strftime": "Write `cast(ts as varchar)`.",
    "strptime": "Write `try_cast(text as timestamp)`.",
    "now": _NOW,
    "today": _NOW,
    "current_date": _NOW,
    "current_time": _NOW,
    "current_timestamp": _NOW,
    "localtimestamp": _NOW,
    "get_current_timestamp": _NOW,
    "transaction_timestamp": _NOW,
    "random": "A check gives the same verdicts every time; remove it.",
    "rand": "A check gives the same verdicts every time; remove it.",
    "uuid": "A check gives the same verdicts every time; remove it.",
    "gen_random_uuid": "A check gives the same verdicts every time; remove it.",
    "any_value": "Use `min` or `max`, which give the same every time.",
    "first": _LAST,
    "last": _LAST,
    "arg_max": _LAST,
    "arg_min": _LAST,
    "max_by": _LAST,
    "min_by": _LAST,
    "rank": _LAST,
    "dense_rank": _LAST,
    "lag": _LAST,
    "lead": _LAST,
    "list": "Use `count`, `min`, `max`, `bool_and` or `bool_or`.",
    "array_agg": "Use `count`, `min`, `max`, `bool_and` or `bool_or`.",
    "string_agg": "Use `min(...)`, and `count(*)` for how many there are.",
    "group_concat": "Use `min(...)`, and `count(*)` for how many there are.",
    "listagg": "Use `min(...)`, and `count(*)` for how many there are.",
    "avg": "Compare `sum(a)` with `limit * count(a)`.",
    "round": "Compare with the two bounds.",
    "ifnull": "Write `coalesce(a, b)`.",
    "if": "Write `case when ... then ... else ... end`.",
    "iff": "Write `case when ... then ... else ... end`.",
    "len": "Write `length(text)`, or `list_contains(texts, text)`.",
    "array_length": "Use `list_contains(texts, text)`.",
    "list_has": "Write `list_contains(texts, text)`.",
    "regexp_matches": _LIKE,
    "regexp_like": _LIKE,
    "regexp_full_match": _LIKE,
    "regexp_extract": _LIKE,
    "getenv": "A check sees evidence only; make it a parameter in check.toml.",
    "read_parquet": _READ,
    "read_csv": _READ,
    "read_csv_auto": _READ,
    "read_json": _READ,
    "read_json_auto": _READ,
    "read_text": _READ,
    "read_blob": _READ,
    "parquet_scan": _READ,
    "glob": _READ,
    "db": _READ,
    "catalog": _READ,
    "range": _READ,
    "generate_series": _READ,
    "unnest": "Use `list_contains(texts, text)`; `unnest` loses rows of empty lists.",
    "lateral": "Use `exists (select 1 from ... where ...)` or a join.",
    "pivot": "Use `count(*) filter (where ...)`.",
    "unpivot": "Write `union all` of one select for each column.",
    "limit": "Use `qualify row_number() ...`; a limit hides subjects.",
    "offset": "Use `qualify row_number() ...`; an offset hides subjects.",
    "order": "Remove it: verdict rows are always sorted by subject.",
    "sample": "A check judges everyone; remove it.",
    "tablesample": "A check judges everyone; remove it.",
    "star": "Name each column; inside `exists` write `select 1`.",
    "values": "Put the values into `parameters` of check.toml.",
    "cast": "Cast to varchar, timestamp or double only.",
    "intdiv": "Multiply the other side instead, or divide with `/`.",
    "mod": "Compare without it; its sign differs between engines.",
    "bracket": "Use `list_contains(texts, text)`.",
    "array": "Use `in ('a', 'b')`, or a parameter that is a list.",
    "recursive": "Recursion is not available; state the depth with joins.",
    "windows": "Write the window in place, after `over`.",
    "with": "Put `with` at the top of the select.",
    "intersect": "Use `exists (select 1 from ... where ...)`.",
    "except": "Use `not exists (select 1 from ... where ...)`.",
    "escape": _LIKE,
    "similarto": _LIKE,
}
"""Refused word, or name of a syntax node in lower case, to what to write instead."""
