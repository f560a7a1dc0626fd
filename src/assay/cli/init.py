"""`assay init`: start a workspace."""

from pathlib import Path

import click

from assay.cli.options import json_flag, workspace_root
from assay.cli.show import emit_json
from assay.library import examples
from assay.workspace import initialise

__all__ = ["command"]


@click.command("init", short_help="Start a workspace, empty or from an example.")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--example",
    type=click.Choice(examples()),
    default="empty",
    show_default=True,
    help="northwind: a fictional provider with evidence; aws-2017: a paper's claims.",
)
@workspace_root
@json_flag
def command(*, directory: Path, example: str, root: Path, as_json: bool) -> int:
    """Start a workspace in DIR, which must be empty or absent.

    With -C, DIR is made inside that folder.

    Writes the definitions, makes the log's keys, and a policy file with which anyone
    can verify what this workspace publishes.
    """
    directory = root / directory
    made = initialise(directory, example)
    if as_json:
        emit_json(made)
        return 0
    click.echo(f"{made.name}: {made.files} files in {made.root}")
    click.echo(f"log        {made.origin}")
    click.echo(f"policy     {made.policy}  (give this to those who verify)")
    click.echo(f"next       assay scope matrix -C {directory}")
    return 0
