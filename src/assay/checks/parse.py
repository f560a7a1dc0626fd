"""Text into one syntax tree, or the fault that prevents it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

__all__ = ["Fault", "line_and_column", "parse_one", "start_of"]

MOST_CHARACTERS = 20_000
MOST_TOKENS = 4_000
DEEPEST = 40

_OPENING = {TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE}
_CLOSING = {TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE}
_FIRST = {TokenType.SELECT, TokenType.WITH}
_POSITION = re.compile(r"Line (\d+), Col: (\d+)")
_COLORS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """One thing wrong in the text, at a character of it."""

    start: int
    message: str
    remedy: str = ""


def line_and_column(text: str, start: int) -> str:
    """`line 3, column 8` of the character at `start`."""
    before = text[: max(start, 0)]
    column = len(before) - (before.rfind("\n") + 1) + 1
    return f"line {before.count(chr(10)) + 1}, column {column}"


def start_of(node: exp.Expr) -> int:
    """Where the node begins in the text: at its first part whose place is known."""
    for place in (node, node.parent, node.parent and node.parent.parent):
        starts = _starts(place) if place else []
        if starts:
            return min(starts)
    return 0


def _starts(node: exp.Expr) -> list[int]:
    own = node.meta.get("start")
    if own is not None:
        return [int(own)]
    return [int(n.meta["start"]) for n in node.walk() if "start" in n.meta]


def parse_one(text: str) -> exp.Expr | Fault:
    """The one statement in `text`, read in DuckDB's dialect."""
    if len(text) > MOST_CHARACTERS:
        return Fault(
            start=0, message=f"The SQL is longer than {MOST_CHARACTERS} letters"
        )
    if not text.isprintable() and (odd := _odd_character(text)) is not None:
        return Fault(start=odd, message="There is a control character in the SQL")
    try:
        tokens = sqlglot.tokenize(text, read="duckdb")
        fault = next(_token_faults(tokens), None)
        return fault or sqlglot.parse_one(text, read="duckdb")
    except RecursionError:
        return Fault(start=0, message="The SQL is nested too deeply")
    except SqlglotError as error:
        return _syntax_fault(text, error)
    except (ValueError, TypeError, AttributeError, IndexError, KeyError) as error:
        # sqlglot lets some malformed text through to its own code.
        return Fault(start=0, message=f"The SQL cannot be read: {error}")


def _odd_character(text: str) -> int | None:
    odd = (i for i, c in enumerate(text) if not c.isprintable() and c not in "\n\r\t")
    return next(odd, None)


def _token_faults(tokens: list[Token]) -> Iterator[Fault]:
    """Faults to be seen before parsing: none of these reaches the parser."""
    if not tokens or tokens[0].token_type not in _FIRST:
        start = tokens[0].start if tokens else 0
        message = "A check is one `select`; it begins with `select` or `with`"
        yield Fault(start=start, message=message)
    if len(tokens) > MOST_TOKENS:
        yield Fault(start=0, message=f"The SQL has more than {MOST_TOKENS} words")
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.token_type in _OPENING) - (token.token_type in _CLOSING)
        if depth > DEEPEST:
            message = f"Parentheses are nested deeper than {DEEPEST}"
            yield Fault(start=token.start, message=message)
        if token.token_type == TokenType.SEMICOLON and index + 1 < len(tokens):
            message = "A check is one `select`; there is a second statement"
            yield Fault(start=tokens[index + 1].start, message=message)


def _syntax_fault(text: str, error: SqlglotError) -> Fault:
    message = _COLORS.sub("", str(error)).splitlines()[0]
    where = _POSITION.search(message)
    start = 0
    if where:
        lines = text.splitlines(keepends=True)
        row, column = int(where[1]) - 1, int(where[2]) - 1
        start = len("".join(lines[:row])) + max(column, 0)
    summary = message.split(" Line ")[0].rstrip(".:")
    return Fault(start=start, message=f"The SQL cannot be read: {summary}")
