"""Statements as the TOML that a register holds."""

from collections.abc import Iterable

from assay.register.responsibility import Responsibility
from assay.register.values import Document
from assay.tomltext import table_lines

__all__ = ["document_toml", "responsibilities_toml"]


def responsibilities_toml(statements: Iterable[Responsibility], heading: str) -> bytes:
    """A file with one `[[responsibility]]` for each statement, below a comment."""
    lines = [f"# {line}" for line in heading.splitlines()]
    for one in statements:
        lines += ["", "[[responsibility]]", *table_lines(one)]
    return ("\n".join(lines) + "\n").encode()


def document_toml(document: Document) -> bytes:
    """One `[[source]]` of `register/sources.toml`."""
    return ("\n".join(["[[source]]", *table_lines(document)]) + "\n").encode()
