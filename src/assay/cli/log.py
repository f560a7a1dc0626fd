"""`assay log`: look at the log, prove an entry, examine every byte."""

from pathlib import Path

import click
from rich.text import Text

from assay.cli.options import json_flag, workspace_root
from assay.cli.show import console, emit_json, table
from assay.workspace import list_entries, open_workspace, read_log

__all__ = ["command"]


@click.group("log", short_help="Look at the log, prove an entry, examine its bytes.")
def command() -> None:
    """Look at the log of a workspace, prove an entry, examine every byte of it."""


@command.command("checkpoint")
@workspace_root
@json_flag
def _checkpoint(*, root: Path, as_json: bool) -> int:
    """Print the newest signed head, as those who verify keep it."""
    with read_log(open_workspace(root)) as log:
        head = log.head()
    if head is None:
        click.echo("The log is empty: nothing was signed yet.", err=True)
        return 1
    note = head.note.decode()
    if as_json:
        emit_json({"size": head.size, "root": head.root.hex(), "note": note})
    else:
        click.echo(note, nl=False)
    return 0


@command.command("list")
@workspace_root
@json_flag
def _list(*, root: Path, as_json: bool) -> int:
    """List the entries: index, kind, stream and what each commits to."""
    entries = list_entries(open_workspace(root))
    if as_json:
        emit_json({"entries": entries})
        return 0
    rows = [
        (f"#{one.index}", one.kind, f"{one.stream} {one.seq}", one.subject)
        for one in entries
    ]
    console().print(table(("entry", "kind", "stream", "of"), rows))
    return 0


@command.command("prove")
@click.argument("index", type=click.IntRange(min=0), metavar="N")
@click.option(
    "-o",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the proof here, instead of printing it.",
)
@workspace_root
def _prove(*, index: int, out: Path | None, root: Path) -> int:
    """Print the proof that entry N is in the log (C2SP tlog-proof)."""
    with read_log(open_workspace(root)) as log:
        proof = log.prove(index).format()
    if out is None:
        click.echo(proof.decode(), nl=False)
    else:
        out.write_bytes(proof)
    return 0


@command.command("fsck")
@workspace_root
@json_flag
def _fsck(*, root: Path, as_json: bool) -> int:
    """Read every entry and tile again and compute them anew. Exit 1 on a difference."""
    with read_log(open_workspace(root)) as log:
        problems, size = log.fsck(), log.size
    if as_json:
        emit_json({"entries": size, "problems": problems})
        return int(bool(problems))
    for problem in problems:
        console().print(Text(str(problem), style="red"))
    click.echo(f"{size} entries read, {len(problems)} problems")
    return int(bool(problems))
