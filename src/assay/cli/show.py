"""How answers look on a terminal: tables that align, and JSON for programs."""

import json
import sys
from collections.abc import Iterable, Sequence

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assay.canonical import plain

__all__ = ["STYLES", "console", "emit_json", "label", "table"]

STYLES: dict[str, str] = {
    "in_force": "green",
    "met": "green",
    "genuine": "green",
    "in_process": "cyan",
    "ready": "cyan",
    "aged": "yellow",
    "unknown": "yellow",
    "at_risk": "bold red",
    "not_stated": "yellow",
    "not_met": "red",
    "lapsed": "red",
    "withdrawn": "red",
    "excluded": "magenta",
    "not_claimed": "dim",
    "not_applicable": "dim",
    "allowed": "green",
    "allowed_if": "cyan",
    "not_allowed": "red",
}
"""A state's colour; every state is also always told in words."""


def console() -> Console:
    """A console on standard output: plain where it is not a terminal."""
    width = None if sys.stdout.isatty() else 100
    return Console(highlight=False, soft_wrap=False, width=width)


def label(state: str) -> Text:
    """A state in words and colour: `in_force` is `in force`."""
    return Text(state.replace("_", " "), style=STYLES.get(state, ""))


def table(headings: Sequence[str], rows: Iterable[Sequence[Text | str]]) -> Table:
    """A plain table with aligned columns; the first, which names the row, is whole."""
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for number, heading in enumerate(headings):
        grid.add_column(heading, overflow="fold", no_wrap=number == 0)
    for row in rows:
        grid.add_row(*row)
    return grid


def emit_json(value: object) -> None:
    """Print a value as JSON: keys in the order of its fields, times in ISO 8601."""
    click.echo(json.dumps(plain(value), indent=2, ensure_ascii=False))
