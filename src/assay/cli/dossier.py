"""`assay dossier`: build the package that is handed over."""

from datetime import date
from pathlib import Path

import click

from assay.cli.options import json_flag, on, workspace_root
from assay.cli.show import emit_json
from assay.workspace import build_dossier, open_workspace

__all__ = ["command"]


@click.group("dossier", short_help="Build the package that is handed over, sealed.")
def command() -> None:
    """Build the package that is handed over, sealed and verifiable offline."""


@command.command("build")
@click.argument("paper", metavar="PAPER")
@on
@workspace_root
@json_flag
def _build(*, paper: str, on: date | None, root: Path, as_json: bool) -> int:
    """Build PAPER (`overview`) and publish it.

    `overview` is the provider's own paper of certifications, programs, reports and
    attestations on a day, as PDF, HTML and JSON that say the same. Each statement is
    footnoted with its source and its proof. What was published already is not
    published again.
    """
    notice = _silent if as_json else _progress
    built = build_dossier(open_workspace(root), paper, on, notice=notice)
    if as_json:
        emit_json(built)
        return 0
    here = root.resolve()
    path = root / built.path.relative_to(here)
    state = "published" if built.new else "already published, nothing has changed"
    click.echo(f"{path}  {state}")
    click.echo(f"edition    {built.number} of {built.stream}, entry #{built.entry}")
    click.echo(f"sha256     {built.sha256}")
    for document in built.documents:
        click.echo(f"document   {root / document.relative_to(here)}")
    click.echo(f"next       assay verify {path} --policy {root}/verify.policy")
    return 0


def _progress(step: str) -> None:
    click.echo(f"{step} ...", err=True)


def _silent(_: str) -> None:
    return
