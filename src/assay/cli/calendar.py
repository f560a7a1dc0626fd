"""`assay calendar`: what falls due, and what lapses where if it is missed."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click
from rich.text import Text

from assay.cli.options import DAY, as_of, json_flag, workspace_root
from assay.cli.show import console, emit_json, table
from assay.register import ask
from assay.register.agenda import Obligation, due, icalendar
from assay.register.calendar import add_months
from assay.workspace import open_workspace

__all__ = ["command"]

_AHEAD = 12
"""Months that are looked ahead where no last day is given."""
_MOST = 120
"""Months that may be looked ahead: what is due later hangs on what is not decided."""


@click.command(
    "calendar", short_help="What falls due, and what lapses if it is missed."
)
@click.option("--program", metavar="P", help="Of one program only.")
@click.option(
    "--from",
    "start",
    type=DAY,
    metavar="DATE",
    help="The first day. Default: today, or the register's own day.",
)
@click.option(
    "--until",
    "end",
    type=DAY,
    metavar="DATE",
    help="The last day. Default: twelve months later.",
)
@click.option("--ics", "as_ics", is_flag=True, help="Write an iCalendar file instead.")
@as_of
@workspace_root
@json_flag
def command(
    *,
    program: str | None,
    start: date | None,
    end: date | None,
    as_ics: bool,
    as_of: date | None,
    root: Path,
    as_json: bool,
) -> int:
    """List what falls due between two days, overdue things first.

    Audits, assessments, scans, reports, bridge letters, renewals, deadlines of
    editions, agreements and plans; each with what to record once it is done, and the
    services and regions that lose their state if it is not. What is due first is taken
    as done in time when what follows is counted.

    Exit 0 if nothing is overdue, 1 if something is.
    """
    workspace = open_workspace(root)
    register, first = workspace.register, workspace.day(start)
    last = end if end is not None else add_months(first, _AHEAD)
    if last < first or last > add_months(first, _MOST):
        raise click.UsageError(
            f"--until {last} must lie within ten years from {first}, and not before it."
        )
    asked = ask(register, program).program if program else ""
    found = [
        one
        for one in due(register, first, last, as_of)
        if not asked or one.program == asked
    ]
    if as_ics:
        on = as_of or first
        data = icalendar(found, provider=register.provider.id, on=on)
        click.echo(data, nl=False)
    elif as_json:
        emit_json({"from": first, "until": last, "as_of": as_of, "obligations": found})
    else:
        _tell(found, first, last)
    return int(any(one.overdue for one in found))


def _tell(found: Iterable[Obligation], first: date, last: date) -> None:
    rows = [(_when(one), one.says, _missed(one)) for one in found]
    if not rows:
        click.echo(f"Nothing falls due from {first} to {last}.")
        return
    out = console()
    out.print(f"What falls due from {first} to {last}")
    out.print()
    out.print(table(("due", "what", "if it is missed"), rows))


def _when(one: Obligation) -> Text:
    day = one.due.isoformat()
    return Text(f"{day} overdue", style="bold red") if one.overdue else Text(day)


def _missed(one: Obligation) -> str:
    return one.if_missed.says if one.if_missed is not None else "No state changes."
