"""The restricted dialect, written out for DuckDB.

Another engine is another module of this shape: the tree is the same.
"""

from sqlglot import exp

__all__ = ["emit"]


def emit(tree: exp.Expr) -> str:
    """DuckDB's SQL for a tree: every name quoted, comments left out."""
    return tree.sql(dialect="duckdb", identify=True, comments=False)
