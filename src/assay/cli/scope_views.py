"""What `assay scope matrix` and `assay scope diff` print."""

from collections.abc import Iterator, Mapping
from datetime import date

import click
from rich.text import Text

from assay.canonical import plain
from assay.cli.options import DAY
from assay.cli.show import STYLES, console, emit_json, label, table
from assay.register import Cell, Change, Matrix, News, ask, dated, diff, matrix, news
from assay.workspace import Workspace

__all__ = ["show_diff", "show_matrix"]


def show_matrix(
    workspace: Workspace,
    words: tuple[str, ...],
    asked: Mapping[str, str],
    day: date,
    as_of: date | None,
    *,
    as_json: bool,
) -> None:
    """Every service and program on a day."""
    if words:
        raise click.UsageError(f"A matrix takes no service; got {', '.join(words)}.")
    found = _matrix(workspace, asked, day, as_of)
    if as_json:
        emit_json(_matrix_json(found))
    else:
        _draw(found)


def show_diff(
    workspace: Workspace,
    words: tuple[str, ...],
    asked: Mapping[str, str],
    _: date,
    as_of: date | None,
    *,
    as_json: bool,
) -> None:
    """What changed between two days."""
    first, second, changes = _diff(workspace, words, asked, as_of)
    if as_json:
        parts = dated(workspace.register, changes)
        told = [_change_json(change) for change in parts]
        emit_json({"from": first, "to": second, "changes": told})
    else:
        _tell_changes(first, second, news(workspace.register, changes))


def _matrix_json(found: Matrix) -> dict[str, object]:
    """The matrix with each cell's claim in words."""
    rows = [
        {**plain(row), "cells": [{**plain(c), "claim": c.claim} for c in row.cells]}
        for row in found.rows
    ]
    return {**plain(found), "rows": rows}


def _matrix(
    workspace: Workspace, asked: Mapping[str, str], day: date, as_of: date | None
) -> Matrix:
    """The matrix of a day, narrowed to a program, region or level where named."""
    register = workspace.register
    program = asked["program"]
    named = ask(register, program or next(iter(register.programs)), "", asked["region"])
    return matrix(
        register,
        day,
        as_of,
        programs=(named.program,) if program else None,
        region=named.region,
        level=asked["level"],
    )


def _draw(found: Matrix) -> None:
    """Services down, programs across: in how many regions each is in force."""
    out = console()
    shown = [
        index
        for index, _ in enumerate(found.programs)
        if any(row.cells[index].state != "not_claimed" for row in found.rows)
    ]
    out.print(f"Claims on {found.on}, as regions in force of regions offered")
    out.print()
    for part in _side_by_side(found, shown):
        headings = ("", *(found.programs[index] for index in part))
        rows: list[list[Text | str]] = [
            [row.title, *(_cell(row.cells[index]) for index in part)]
            for row in found.rows
        ]
        out.print(table(headings, rows))
        out.print()


_ACROSS = 74
"""Columns that the programs may take together beside the services."""
_NARROWEST = len("not claimed")


def _side_by_side(found: Matrix, shown: list[int]) -> Iterator[list[int]]:
    """Programs that fit beside each other, table by table."""
    part: list[int] = []
    wide = 0
    for index in shown:
        own = max(len(found.programs[index]), _NARROWEST) + 2
        if part and wide + own > _ACROSS:
            yield part
            part, wide = [], 0
        part.append(index)
        wide += own
    if part:
        yield part


def _cell(cell: Cell) -> Text:
    state = cell.state
    held = cell.counts.get("in_force", 0)
    if state != "in_force" or not held:
        return label(state)
    return Text(f"{held}/{cell.regions}", style=STYLES[state])


def _diff(
    workspace: Workspace,
    words: tuple[str, ...],
    asked: Mapping[str, str],
    as_of: date | None,
) -> tuple[date, date, tuple[Change, ...]]:
    if len(words) != _TWO_DAYS:
        raise click.UsageError("Two days are compared: assay scope diff DATE DATE.")
    first, second = (DAY.convert(word, None, None) for word in words)
    if second < first:
        raise click.UsageError(f"Write the earlier day first: {second} {first}.")
    register = workspace.register
    program = asked["program"] or next(iter(register.programs))
    level = asked["level"] if asked["program"] else ""
    named = ask(register, program, "", asked["region"], level)
    changes = tuple(
        change
        for change in diff(register, first, second, as_of)
        if (not asked["program"] or change.program == named.program)
        and (not named.region or named.region in change.regions)
        and (not named.level or change.level == named.level)
    )
    return first, second, changes


_TWO_DAYS = 2


def _change_json(change: Change) -> dict[str, object]:
    """A change with the day, the cause and the sentence that it leads to."""
    return {
        **plain(change),
        "attestation": change.attestation,
        "on": change.on,
        "cause": change.cause,
        "says": change.says,
    }


def _tell_changes(first: date, second: date, found: tuple[News, ...]) -> None:
    if not found:
        click.echo(f"Nothing changed between {first} and {second}.")
        return
    out = console()
    rows = [
        (one.program, label(one.before), label(one.after), one.says) for one in found
    ]
    out.print(table(("program", "before", "after", "what changed"), rows))
