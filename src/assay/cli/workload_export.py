"""`assay workload export`: guard rails for those who enforce them."""

from datetime import date
from pathlib import Path

import click

from assay.canonical import Json
from assay.cli.options import json_flag, on, workspace_root
from assay.cli.show import emit_json
from assay.workload.export import FORMS, File, Form
from assay.workspace import open_workspace
from assay.workspace.exports import export_rails, write_export

__all__ = ["command"]


@click.command("export")
@click.option(
    "--form",
    type=click.Choice(FORMS),
    required=True,
    help="The language, or whose policies, they are written as.",
)
@click.option("--data", multiple=True, metavar="CLASS", help="Rails that bind this.")
@click.option("--program", multiple=True, metavar="P", help="Programs required.")
@click.option("--rail", multiple=True, metavar="ID", help="This rail only.")
@click.option("--account", default="", metavar="A", help="Agreements of this account.")
@click.option(
    "-o",
    "out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where the files go: a new or empty folder, or one that an export made.",
)
@on
@workspace_root
@json_flag
def command(
    *,
    form: Form,
    data: tuple[str, ...],
    program: tuple[str, ...],
    rail: tuple[str, ...],
    account: str,
    out: Path | None,
    on: date | None,
    root: Path,
    as_json: bool,
) -> int:
    """Write the guard rails as policies that are enforced where workloads run.

    Cedar and Rego judge all that the rails ask. AWS service control policies (scp),
    Azure Policy and Google organization policies see services and regions only: what
    they do not enforce is listed in NOT-ENFORCED.txt and assay.json beside them, and
    printed. What the register does not know is denied. Without -o the policies are
    printed.
    """
    workspace = open_workspace(root)
    files = export_rails(
        workspace,
        form=form,
        on=on,
        account=account,
        data=data,
        programs=program,
        only=rail,
    )
    if out is not None:
        write_export(out, files)
    if as_json:
        emit_json(_told(files, out))
    elif out is not None:
        _list(files, out)
    else:
        _print(files)
    return 0


def _told(files: tuple[File, ...], out: Path | None) -> dict[str, Json]:
    return {
        "files": {one.name: one.data.decode() for one in files},
        "written": str(out) if out is not None else None,
    }


def _list(files: tuple[File, ...], out: Path) -> None:
    for one in files:
        click.echo(f"{out / one.name}  {len(one.data)} bytes")
    click.echo()
    click.echo(files[-1].data.decode(), nl=False)


def _print(files: tuple[File, ...]) -> None:
    """Policies on standard output; what they do not enforce beside it."""
    *policies, _, plainly = files
    if not policies:
        click.echo("# Nothing that this form can say.")
    for one in policies:
        if len(policies) > 1:
            click.echo(f"==> {one.name} <==")
        text = one.data.decode()
        click.echo(text, nl=not text.endswith("\n"))
    click.echo(plainly.data.decode(), nl=False, err=True)
