"""`assay migration`: editions that run side by side, and what the next one asks."""

from datetime import date
from pathlib import Path

import click
from rich.text import Text

from assay.cli.options import json_flag, on, workspace_root
from assay.cli.show import console, emit_json, table
from assay.errors import UnknownName
from assay.ids import near
from assay.register import Migrating, Need, ask, migrating, work
from assay.workspace import Workspace, open_workspace

__all__ = ["command"]


@click.group("migration", short_help="Editions side by side, until the cut-over.")
def command() -> None:
    """See how the provider moves from one edition of a standard to the next."""


@command.command("list")
@on
@workspace_root
@json_flag
def _list(*, on: date | None, root: Path, as_json: bool) -> int:
    """List the migrations and how far each has come.

    Exit 0 if none is overdue, 1 otherwise.
    """
    workspace = open_workspace(root)
    day = workspace.day(on)
    register = workspace.register
    found = [migrating(register, one, day) for one in register.migrations]
    if as_json:
        emit_json({"on": day, "migrations": found})
    elif found:
        rows = [
            (
                one.migration.program,
                one.migration.leaves,
                one.migration.joins,
                one.migration.cut_over.isoformat(),
                one.phase.replace("_", " "),
            )
            for one in found
        ]
        headings = ("program", "leaves", "joins", "cut-over", "phase")
        console().print(table(headings, rows))
    else:
        click.echo("The register records no migration.")
    return int(any(one.phase == "overdue" for one in found))


@command.command("show")
@click.argument("program")
@click.option("--level", metavar="L", default="", help="Compare the sets of a level.")
@on
@workspace_root
@json_flag
def _show(
    *, program: str, level: str, on: date | None, root: Path, as_json: bool
) -> int:
    """Show what changes between the editions, and what that asks of the controls.

    Exit 0 if every requirement of the later edition is stated to be covered, 1 if not
    or if that cannot be told.
    """
    workspace = open_workspace(root)
    day = workspace.day(on)
    shown = _shown(workspace, program, level, day)
    if as_json:
        emit_json({"on": day, "migrations": [_as_json(*one) for one in shown]})
    else:
        for stands, needs, counts in shown:
            _tell(stands, needs, counts)
    done = all(
        needs is not None and all(one.state == "covered" for one in needs)
        for _, needs, _ in shown
    )
    return 0 if done else 1


Shown = tuple[Migrating, tuple[Need, ...] | None, dict[str, int]]


def _shown(workspace: Workspace, program: str, level: str, day: date) -> list[Shown]:
    register = workspace.register
    asked = ask(register, program, level=level)
    known = {one.program for one in register.migrations}
    if asked.program not in known:
        close = near(asked.program, known) or tuple(sorted(known))
        raise UnknownName("migration of", asked.program, near=close)
    found: list[Shown] = []
    for one in register.migrations:
        if one.program != asked.program:
            continue
        done = work(register, workspace.library, one, workspace.coverage, asked.level)
        needs, counts = (None, {}) if done is None else (done[1], done[0].counts)
        stands = migrating(register, one, day)
        found.append((stands, needs, dict(counts.items())))
    return found


def _as_json(
    stands: Migrating, needs: tuple[Need, ...] | None, counts: dict[str, int]
) -> dict[str, object]:
    return {"stands": stands, "counts": counts, "needs": needs}


def _tell(
    stands: Migrating, needs: tuple[Need, ...] | None, counts: dict[str, int]
) -> None:
    out = console()
    out.print(Text(stands.says, style="bold"))
    for held in stands.held:
        why = ", and stays on it" if held.stays else ""
        click.echo(f"  {held.attestation} is stated on {held.edition}{why}")
    if needs is None:
        click.echo("The library does not hold the requirements of both editions.")
        return
    told = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    click.echo(f"Between the editions: {told}.")
    rows = [
        (
            one.requirement,
            {"restate": "look again"}.get(one.state, one.state),
            ", ".join(one.controls) or "none",
            one.turn.why,
        )
        for one in needs
    ]
    out.print(table(("requirement", "state", "controls", "why"), rows))
