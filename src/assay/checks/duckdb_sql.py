"""The restricted dialect, written out for DuckDB.

Another engine is another module of this shape: the tree is the same.
"""

from sqlglot import exp

__all__ = ["emit"]


def emit(tree: exp.Expr) -> str:
    """DuckDB's SQL for a tree: every name quoted, comments left out.

    A parameter becomes a variable of the engine, whose value is bound beforehand.
    """
    bound = tree.transform(_variable)
    return bound.sql(dialect="duckdb", identify=True, comments=False)


def _variable(node: exp.Expr) -> exp.Expr:
    if not isinstance(node, exp.Placeholder):
        return node
    return exp.Anonymous(
        this="getvariable", expressions=[exp.Literal.string(node.name)]
    )
