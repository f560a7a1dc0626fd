"""`assay collect`: ask the sources, keep what they saw."""

from datetime import datetime
from pathlib import Path

import click
from rich.text import Text

from assay.cli.options import MOMENT, json_flag, workspace_root
from assay.cli.show import console, emit_json, table
from assay.workspace import Collected, collect, open_workspace

__all__ = ["command", "draw"]


@click.command("collect", short_help="Collect evidence into the lake.")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--at",
    type=MOMENT,
    metavar="TIME",
    help="Record this as the time of collection. Default: now.",
)
@workspace_root
@json_flag
def command(
    *, sources: tuple[str, ...], at: datetime | None, root: Path, as_json: bool
) -> int:
    """Collect from the configured sources, or from those named.

    Each batch is written whole, with a manifest that says what was asked, what was
    seen and what was not, and is receipted in the log before the next source is asked.
    """
    workspace = open_workspace(root)
    notice = _silent if as_json else _progress
    collected = collect(workspace, sources, at=at, notice=notice)
    if as_json:
        emit_json({"batches": collected})
    else:
        draw(collected)
    return 0


def draw(collected: tuple[Collected, ...]) -> None:
    """A line per batch: rows, table, source, gaps, its entry in the log."""
    out = console()
    rows: list[list[Text | str]] = []
    for one in collected:
        manifest = one.manifest
        state = Text("partial", style="yellow") if manifest.partial else Text("whole")
        rows.append(
            [
                manifest.table,
                Text(f"{manifest.rows:,}", justify="right"),
                one.source,
                state,
                "synthetic" if manifest.synthetic else "",
                f"#{one.entry}",
            ]
        )
    out.print(table(("table", "rows", "source", "batch", "", "entry"), rows))
    for one in collected:
        for gap in one.manifest.gaps:
            where = f"{one.source} {one.manifest.table}"
            out.print(Text(f"not seen  {where}: {gap.part}: {gap.reason}", "yellow"))


def _progress(name: str) -> None:
    click.echo(f"collecting {name} ...", err=True)


def _silent(_: str) -> None:
    return
