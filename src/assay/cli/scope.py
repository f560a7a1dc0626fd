"""`assay scope`: is it claimed, where, since when, and who says so?"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import click
from rich.text import Text

from assay.canonical import plain
from assay.cli.options import DAY, as_of, json_flag, on, workspace_root
from assay.cli.show import STYLES, console, emit_json, label, table
from assay.register import Cell, Change, Matrix, News, ask, dated, diff, matrix, news
from assay.standing import CellStanding
from assay.workspace import Workspace, answer_json, open_workspace, stand_at

__all__ = ["command"]


@click.command("scope", short_help="Is it claimed, where, since when, who says so?")
@click.argument("words", nargs=-1, metavar="[SERVICE | matrix | diff DATE DATE]")
@click.option("--program", metavar="P", help="A program's id or name, such as soc-2.")
@click.option("--region", metavar="R", help="A region's id or name.")
@click.option("--level", metavar="L", help="A level, such as moderate or IL4.")
@click.option("--facility", metavar="F", help="A site, where scopes name sites.")
@click.option("--data", metavar="CLASS", help="A class of data, where scopes name it.")
@click.option("--account", metavar="A", help="An account, where scopes name accounts.")
@click.option("--person", metavar="P", help="An attribute of persons: us-person.")
@on
@as_of
@workspace_root
@json_flag
def command(
    *,
    words: tuple[str, ...],
    program: str | None,
    region: str | None,
    level: str | None,
    facility: str | None,
    data: str | None,
    account: str | None,
    person: str | None,
    on: date | None,
    as_of: date | None,
    root: Path,
    as_json: bool,
) -> int:
    """Ask what is claimed, where, since when, and who says so.

    \b
    assay scope SERVICE --program P    one service, in a region or anywhere
    assay scope --program P            the program itself, in a region or anywhere
    assay scope matrix                 every service and program on a day
    assay scope diff DATE DATE         what changed between two days

    Exit 0 if it is in force, 1 if not, 2 if the question names something unknown.
    """  # noqa: D301 - Click reads \b as "keep these lines"
    workspace = open_workspace(root)
    day = workspace.day(on)
    asked = {"program": program or "", "region": region or "", "level": level or ""}
    if words == ("matrix",):
        found = _matrix(workspace, asked, day, as_of)
        if as_json:
            emit_json(_matrix_json(found))
        else:
            _draw(found)
        return 0
    if words[:1] == ("diff",):
        first, second, changes = _diff(workspace, words[1:], asked, as_of)
        if as_json:
            parts = dated(workspace.register, changes)
            told = [_change_json(change) for change in parts]
            emit_json({"from": first, "to": second, "changes": told})
        else:
            _tell_changes(first, second, news(workspace.register, changes))
        return 0
    if len(words) > 1:
        raise click.UsageError(f"One service at a time; got {', '.join(words)}.")
    if not program:
        raise click.UsageError("Name the program: --program P (see `scope matrix`).")
    asked["service"] = words[0] if words else ""
    asked |= {"facility": facility or "", "data": data or ""}
    asked |= {"account": account or "", "person": person or ""}
    cell = stand_at(workspace, asked, day, as_of)
    if as_json:
        emit_json(answer_json(cell, day))
    else:
        _tell(cell, day)
    return 0 if cell.claim.state == "in_force" else 1


def _matrix_json(found: Matrix) -> dict[str, object]:
    """The matrix with each cell's claim in words."""
    rows = [
        {**plain(row), "cells": [{**plain(c), "claim": c.claim} for c in row.cells]}
        for row in found.rows
    ]
    return {**plain(found), "rows": rows}


def _tell(cell: CellStanding, day: date) -> None:
    claim, evidence = cell.claim, cell.evidence
    out = console()
    out.print(Text(claim.says, style="bold"))
    out.print()
    rows: list[tuple[str, Text | str]] = [
        ("claim", label(claim.state)),
        ("because", claim.reason),
        ("kind", claim.kind.replace("_", " ")),
        ("said by", claim.by),
        ("source", claim.source_text),
        ("since", claim.since.isoformat() if claim.since else ""),
        ("holds until", claim.until.isoformat() if claim.until else ""),
        ("target", claim.target.isoformat() if claim.target else ""),
        ("evidence", Text.assemble(label(evidence.state), f"  {evidence.reason}")),
        ("", "rests on synthetic demonstration rows" if evidence.synthetic else ""),
        ("mark", label(cell.mark) if cell.mark else ""),
        ("asked of", day.isoformat()),
    ]
    grid = table(("", ""), [row for row in rows if str(row[1])])
    grid.show_header = False
    out.print(grid)


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
