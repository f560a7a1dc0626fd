"""`assay standing`: where each cell stands, and why."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
from rich.text import Text
from rich.tree import Tree

from assay.cli.options import json_flag, on, workspace_root
from assay.cli.show import STYLES, console, emit_json, label, table
from assay.standing import CellStanding, Node, Standing
from assay.workspace import Derived, derive_standing, explain_at, open_workspace

__all__ = ["command", "draw_summary"]


@click.command("standing", short_help="Claim and evidence of each cell, side by side.")
@click.option("--program", metavar="P", help="Of this program.")
@click.option("--service", metavar="S", help="Of this service.")
@click.option("--region", metavar="R", help="In this region.")
@click.option("--level", metavar="L", help="At this level.")
@click.option(
    "--explain",
    is_flag=True,
    help="Show the path down to rows, batches and log entries. Needs --program.",
)
@on
@workspace_root
@json_flag
def command(
    *,
    program: str | None,
    service: str | None,
    region: str | None,
    level: str | None,
    explain: bool,
    on: date | None,
    root: Path,
    as_json: bool,
) -> int:
    """Show where each cell stands: its claim and its evidence, never merged.

    `at risk`: claimed in force, while something tested is not met or gone unknown.
    `ready`: not claimed, while the evidence is met.
    Exit 0 if nothing shown is at risk, 1 otherwise.
    """
    workspace = open_workspace(root)
    asked = {"program": program, "service": service, "region": region, "level": level}
    named = {axis: name for axis, name in asked.items() if name}
    if explain:
        if not program:
            raise click.UsageError("Name what to explain: --program P, and a cell.")
        node = explain_at(workspace, named, workspace.day(on))
        _explain(node, as_json=as_json)
        return int(node.state == "at_risk")
    derived = derive_standing(workspace, on, named)
    if as_json:
        emit_json(derived)
    elif program:
        _draw_cells(derived.standing)
    else:
        draw_summary(derived)
    return int(any(cell.mark == "at_risk" for cell in derived.standing.cells))


def draw_summary(derived: Derived) -> None:
    """A line per program: how many cells in each claim state, and what is marked."""
    standing = derived.standing
    rows: list[list[Text | str]] = []
    for program, cells in _by_program(standing):
        claims = Counter(cell.claim.state for cell in cells)
        evidence = Counter(cell.evidence.state for cell in cells)
        marks = Counter(cell.mark for cell in cells)
        best = next(iter(sorted(claims, key=list(STYLES).index)))
        rows.append(
            [
                program,
                label(best),
                Text(f"{claims[best]}/{len(cells)}", justify="right"),
                *(_count(evidence[state]) for state in ("met", "not_met", "unknown")),
                _count(marks["at_risk"]),
                _count(marks["ready"]),
            ]
        )
    headings = ("program", "claim", "cells", "met", "not met", "unknown")
    out = console()
    out.print(table((*headings, "at risk", "ready"), rows))
    out.print()
    out.print(
        f"{len(standing.cells):,} cells on {standing.on}; standing digest "
        f"{derived.digest[:16]}, entry #{derived.entry}"
    )


def _count(number: int) -> Text:
    return Text(f"{number:,}" if number else "-", justify="right")


def _by_program(standing: Standing) -> Iterator[tuple[str, list[CellStanding]]]:
    found: dict[str, list[CellStanding]] = {}
    for cell in standing.cells:
        found.setdefault(cell.program, []).append(cell)
    yield from found.items()


def _draw_cells(standing: Standing) -> None:
    rows = [
        (
            cell.service or "any",
            cell.region or "any",
            cell.level,
            label(cell.claim.state),
            label(cell.evidence.state),
            label(cell.mark) if cell.mark else "",
            cell.evidence.reason,
        )
        for cell in standing.cells
    ]
    headings = ("service", "region", "level", "claim", "evidence", "mark", "because")
    console().print(table(headings, rows))


def _explain(node: Node, *, as_json: bool) -> None:
    if as_json:
        emit_json(node)
        return
    tree = Tree(_line(node), guide_style="dim")
    _grow(tree, node)
    console().print(tree)


def _grow(tree: Tree, node: Node) -> None:
    for child in node.children:
        _grow(tree.add(_line(child)), child)


def _line(node: Node) -> Text:
    line = Text.assemble(
        (f"{node.level} ", "dim"), (node.name, "bold"), " ", label(node.state)
    )
    line.append(f"  {node.reason}")
    if node.digest:
        line.append(f"  sha256:{node.digest[:16]}", "dim")
    if node.entry is not None:
        line.append(f"  entry #{node.entry}", "dim")
    return line
