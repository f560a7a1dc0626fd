"""The types of expressions, as far as the dialect's rules need them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, Protocol, TypeAlias

from sqlglot import exp

__all__ = ["Type", "Typing", "infer", "type_fault"]

Type: TypeAlias = Literal[
    "text", "int", "real", "bool", "time", "texts", "interval", ""
]
"""A column type, `interval`, or empty where it is not known."""


class Typing(Protocol):
    """Knows the types of names."""

    def of_column(self, node: exp.Column) -> Type:
        """The type of a column."""
        ...

    def of_parameter(self, name: str) -> Type:
        """The type of a parameter."""
        ...


_FIXED: Mapping[type[exp.Expr], Type] = {
    exp.Boolean: "bool",
    exp.And: "bool",
    exp.Or: "bool",
    exp.Not: "bool",
    exp.EQ: "bool",
    exp.NEQ: "bool",
    exp.LT: "bool",
    exp.LTE: "bool",
    exp.GT: "bool",
    exp.GTE: "bool",
    exp.NullSafeEQ: "bool",
    exp.NullSafeNEQ: "bool",
    exp.Is: "bool",
    exp.Between: "bool",
    exp.In: "bool",
    exp.Exists: "bool",
    exp.Like: "bool",
    exp.ILike: "bool",
    exp.StartsWith: "bool",
    exp.EndsWith: "bool",
    exp.Contains: "bool",
    exp.ArrayContains: "bool",
    exp.LogicalAnd: "bool",
    exp.LogicalOr: "bool",
    exp.Interval: "interval",
    exp.DPipe: "text",
    exp.Lower: "text",
    exp.Upper: "text",
    exp.Trim: "text",
    exp.Replace: "text",
    exp.Length: "int",
    exp.Count: "int",
    exp.RowNumber: "int",
    exp.Div: "real",
}

_CASTS: Mapping[exp.DType, Type] = {
    exp.DType.TEXT: "text",
    exp.DType.VARCHAR: "text",
    exp.DType.TIMESTAMP: "time",
    exp.DType.TIMESTAMPNTZ: "time",
    exp.DType.DOUBLE: "real",
}


def infer(node: exp.Expr, typing: Typing) -> Type:
    """The type of `node`; empty where it cannot be told."""
    fixed = _FIXED.get(type(node))
    if fixed:
        return fixed
    rule = _RULES.get(type(node))
    return rule(node, typing) if rule else ""


def _known(choices: Iterable[exp.Expr], typing: Typing) -> Type:
    """The first type that can be told."""
    for choice in choices:
        kind = infer(choice, typing)
        if kind:
            return kind
    return ""


def _column(node: exp.Expr, typing: Typing) -> Type:
    return typing.of_column(node) if isinstance(node, exp.Column) else ""


def _parameter(node: exp.Expr, typing: Typing) -> Type:
    return typing.of_parameter(node.name)


def _literal(node: exp.Expr, typing: Typing) -> Type:  # noqa: ARG001 - a rule's shape
    if node.args.get("is_string"):
        return "text"
    return "real" if "." in node.name else "int"


def _cast(node: exp.Expr, typing: Typing) -> Type:  # noqa: ARG001 - a rule's shape
    return _CASTS.get(node.args["to"].this, "")


def _inner(node: exp.Expr, typing: Typing) -> Type:
    return infer(node.this, typing)


def _first(node: exp.Expr, typing: Typing) -> Type:
    choices = [node.this, *node.expressions]
    return _known(choices, typing)


def _case(node: exp.Expr, typing: Typing) -> Type:
    results = [branch.args["true"] for branch in node.args["ifs"]]
    default = node.args.get("default")
    choices = [*results, default] if default else results
    return _known(choices, typing)


def _arithmetic(node: exp.Expr, typing: Typing) -> Type:
    sides = {infer(node.this, typing), infer(node.expression, typing)}
    order: tuple[Type, ...] = ("time", "interval", "real", "int")
    for kind in order:
        if kind in sides:
            return kind
    return ""


_RULES: Mapping[type[exp.Expr], Callable[[exp.Expr, Typing], Type]] = {
    exp.Column: _column,
    exp.Placeholder: _parameter,
    exp.Literal: _literal,
    exp.Cast: _cast,
    exp.TryCast: _cast,
    exp.Paren: _inner,
    exp.Neg: _inner,
    exp.Abs: _inner,
    exp.Nullif: _inner,
    exp.Min: _inner,
    exp.Max: _inner,
    exp.Sum: _inner,
    exp.Filter: _inner,
    exp.Window: _inner,
    exp.Coalesce: _first,
    exp.Greatest: _first,
    exp.Least: _first,
    exp.Case: _case,
    exp.Add: _arithmetic,
    exp.Sub: _arithmetic,
    exp.Mul: _arithmetic,
}


def type_fault(node: exp.Expr, typing: Typing) -> tuple[str, str] | None:
    """What is wrong with the types of this node, and what to write instead."""
    for kinds, rule in _FAULTS:
        if isinstance(node, kinds):
            return rule(node, typing)
    return None


Complaint: TypeAlias = tuple[str, str] | None


def _difference(node: exp.Expr, typing: Typing) -> Complaint:
    if infer(node.this, typing) == infer(node.expression, typing) == "time":
        remedy = "Compare times as `ts > other + interval 24 hour`."
        return (
            "Two times are subtracted; engines count the result differently",
            remedy,
        )
    return None


def _equality(node: exp.Expr, typing: Typing) -> Complaint:
    if "real" in (infer(node.this, typing), infer(node.expression, typing)):
        remedy = "Compare with `<` and `>`."
        return ("Numbers with a fraction are compared for equality", remedy)
    return None


def _membership(node: exp.Expr, typing: Typing) -> Complaint:
    if infer(node.this, typing) == "real":
        return ("Numbers with a fraction are compared for equality", "Use `between`.")
    return None


def _text_only(node: exp.Expr, typing: Typing) -> Complaint:
    kind = infer(node.this, typing)
    if kind in ("text", ""):
        return None
    remedy = "Use `list_contains(texts, text)` on lists."
    return (f"`{node.key}` is for text, and this is {kind}", remedy)


def _spelled(node: exp.Expr, typing: Typing) -> Complaint:
    """Engines spell numbers with a fraction differently: 10000000.0 and 1.0E7."""
    into_text = isinstance(node, exp.DPipe) or _cast(node, typing) == "text"
    sides = (node.this, node.args.get("expression"))
    if into_text and any(s is not None and infer(s, typing) == "real" for s in sides):
        remedy = "Name the limit it passed instead, or leave it out."
        return ("A number with a fraction is made into text", remedy)
    return None


def _sum(node: exp.Expr, typing: Typing) -> Complaint:
    if infer(node.this, typing) == "real":
        remedy = "Use `min`, `max` or `count`."
        return ("The sum of fractions depends on the order of rows", remedy)
    return None


_FAULTS: tuple[
    tuple[tuple[type[exp.Expr], ...], Callable[[exp.Expr, Typing], Complaint]], ...
] = (
    ((exp.Sub,), _difference),
    ((exp.EQ, exp.NEQ, exp.NullSafeEQ, exp.NullSafeNEQ), _equality),
    ((exp.In,), _membership),
    (
        (exp.Length, exp.Lower, exp.Upper, exp.Trim, exp.Contains, exp.Replace),
        _text_only,
    ),
    ((exp.DPipe, exp.Cast, exp.TryCast), _spelled),
    ((exp.Sum,), _sum),
)
