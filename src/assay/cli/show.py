"""How answers look on a terminal: tables that align, and JSON for programs."""

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from assay.canonical import plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

__all__ = ["STYLES", "console", "emit_facts", "emit_json", "label", "table"]

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


_WIDTH = 100
"""Columns where the output is not a terminal."""


def console() -> "Console":
    """A console on standard output: plain where it is not a terminal.

    What it prints is said by documents and people, and is never read as markup.
    """
    from rich.console import Console  # noqa: PLC0415 - one answer needs no tables

    width = None if sys.stdout.isatty() else _WIDTH
    return Console(
        highlight=False, soft_wrap=False, width=width, markup=False, emoji=False
    )


def label(state: str) -> "Text":
    """A state in words and colour: `in_force` is `in force`."""
    from rich.text import Text  # noqa: PLC0415 - one answer needs no tables

    return Text(state.replace("_", " "), style=STYLES.get(state, ""))


def table(headings: Sequence[str], rows: Iterable[Sequence["Text | str"]]) -> "Table":
    """A plain table with aligned columns; the first, which names the row, is whole."""
    from rich.table import Table  # noqa: PLC0415 - one answer needs no tables

    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for number, heading in enumerate(headings):
        grid.add_column(heading, overflow="fold", no_wrap=number == 0)
    for row in rows:
        grid.add_row(*row)
    return grid


def emit_facts(title: str, facts: Iterable[tuple[str, str, str]]) -> None:
    """Print a sentence, and below it facts: name, state if it has one, and text.

    A state is told in words and colour. Facts without state and text are left out.
    """
    width = _WIDTH
    if sys.stdout.isatty():
        width = shutil.get_terminal_size().columns
    click.secho(textwrap.fill(title, width, break_on_hyphens=False), bold=True)
    click.echo()
    shown = [fact for fact in facts if fact[1] or fact[2]]
    margin = max((len(name) for name, _, _ in shown), default=0) + 2
    for name, state, text in shown:
        words = state.replace("_", " ")
        told = "  ".join(part for part in (words, text) if part)
        lines = textwrap.wrap(
            told, max(width - margin, 20), break_on_hyphens=False
        ) or [""]
        first = lines[0].removeprefix(words)
        coloured = click.style(words, **_colour(state)) if words else ""
        click.echo(f"{name:<{margin}}{coloured}{first}")
        for line in lines[1:]:
            click.echo(" " * margin + line)


def _colour(state: str) -> dict[str, Any]:
    """The style of a state as Click takes it."""
    words = STYLES.get(state, "").split()
    colours = [word for word in words if word not in ("bold", "dim")]
    return {
        "fg": next(iter(colours), None),
        "bold": "bold" in words,
        "dim": "dim" in words,
    }


def emit_json(value: object) -> None:
    """Print a value as JSON: keys in the order of its fields, times in ISO 8601."""
    click.echo(json.dumps(plain(value), indent=2, ensure_ascii=False))
