"""`assay doctor`: what is here, and what is at fault."""

from pathlib import Path

import click
from rich.text import Text

from assay.cli.options import json_flag, workspace_root
from assay.cli.show import console, emit_json, table
from assay.workspace import examine

__all__ = ["command"]


@click.command("doctor", short_help="What is here, and what is at fault.")
@workspace_root
@json_flag
def command(*, root: Path, as_json: bool) -> int:
    """Examine this installation and a workspace. Exit 2 if anything is at fault."""
    remarks = examine(root)
    fault = any(not remark.good for remark in remarks)
    if as_json:
        emit_json({"good": not fault, "remarks": remarks})
    else:
        rows = [
            (remark.topic, Text(remark.says, style="" if remark.good else "red"))
            for remark in remarks
        ]
        console().print(table(("looked at", "found"), rows))
    return 2 if fault else 0
