"""`assay run`: apply the checks to the evidence."""

from datetime import datetime
from pathlib import Path

import click
from rich.text import Text

from assay.checks import Outcome
from assay.cli.options import MOMENT, json_flag, workspace_root
from assay.cli.show import console, emit_json, label, table
from assay.workspace import Ran, open_workspace, run_checks

__all__ = ["command", "draw"]


@click.command("run", short_help="Apply every check to the evidence.")
@click.option(
    "--at",
    "--on",
    "at",
    type=MOMENT,
    metavar="TIME",
    help="Judge as of this time, from evidence observed by then. Default: now.",
)
@click.option("--all", "everything", is_flag=True, help="List the checks met as well.")
@workspace_root
@json_flag
def command(*, at: datetime | None, everything: bool, root: Path, as_json: bool) -> int:
    """Apply every check to the newest evidence as of a time.

    The whole population of each check is judged; met, not met, unknown and not
    applicable sum to it. Exit 0 if every check is met, 1 if any is not met or unknown,
    or if there are none.
    """
    workspace = open_workspace(root)
    ran = run_checks(workspace, at=at, notice=_silent if as_json else _progress)
    if as_json:
        emit_json(ran)
    else:
        draw(ran, everything=everything)
    outcomes = ran.run.outcomes
    good = all(one.verdict in {"met", "not_applicable"} for one in outcomes)
    return 0 if good and outcomes else 1


def draw(ran: Ran, *, everything: bool = False) -> None:
    """A line per check that is not met or unknown, worst first, then what changed."""
    out = console()
    order = {"not_met": 0, "unknown": 1, "met": 2, "not_applicable": 3}
    outcomes = sorted(ran.run.outcomes, key=lambda one: (order[one.verdict], one.check))
    headings = ("check", "verdict", "of", "met", "not met", "unknown", "n/a")
    bad = [one for one in outcomes if one.verdict in {"not_met", "unknown"}]
    shown = outcomes if everything else bad
    if shown:
        out.print(table(headings, [_row(outcome) for outcome in shown]))
    rest = len(outcomes) - len(shown)
    if rest:
        out.print(f"... and {rest} checks met or not applicable (--all lists them)")
    opened = sum(event.kind == "opened" for event in ran.events)
    closed = sum(event.kind == "closed" for event in ran.events)
    judged = sum(outcome.tally.population for outcome in ran.run.outcomes)
    out.print()
    if not outcomes:
        out.print("There are no checks, so nothing was judged.")
    out.print(
        f"{len(ran.run.outcomes)} checks judged {judged:,} subjects; "
        f"{opened} findings opened, {closed} closed; "
        f"run {ran.run.id}, entry #{ran.entry}",
        soft_wrap=True,
    )


def _row(outcome: Outcome) -> list[Text | str]:
    tally = outcome.tally
    counts = (
        tally.population,
        tally.met,
        tally.not_met,
        tally.unknown,
        tally.not_applicable,
    )
    numbers = [Text(f"{count:,}", justify="right") for count in counts]
    return [outcome.check, label(outcome.verdict), *numbers]


def _progress(name: str) -> None:
    click.echo(f"judging {name} ...", err=True)


def _silent(_: str) -> None:
    return
