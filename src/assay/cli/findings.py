"""`assay findings`: what is wrong, until it is closed."""

from pathlib import Path
from typing import ClassVar

import click

from assay.cli.options import json_flag, workspace_root
from assay.cli.show import console, emit_json, table
from assay.errors import Error, UnknownName
from assay.findings import CHECK
from assay.ids import near
from assay.workspace import findings_of, open_workspace

__all__ = ["command"]


class NotRun(Error):  # noqa: N818 - reads as what it is
    """Nothing was judged yet; the honest answer is no."""

    exit_code: ClassVar[int] = 1


@click.command("findings", short_help="What is wrong, until it is closed.")
@click.option("--all", "everything", is_flag=True, help="Closed ones as well.")
@click.option("--check", metavar="ID", help="Of one check only.")
@workspace_root
@json_flag
def command(*, everything: bool, check: str | None, root: Path, as_json: bool) -> int:
    """List the findings that are open.

    A finding of a check closes when a later run judges its subject and finds it met. A
    service that leaves a list of eligible services is a finding for each account that
    uses it, under the name `service-left-list`; it closes when the service is back, or
    the account no longer uses it, or its agreement ends. Nobody can set either.

    Exit 0 if none is open, 1 otherwise or if no run was made yet.
    """
    workspace = open_workspace(root)
    known = [*(one.id for one in workspace.checks), CHECK] if check else []
    if check and check not in known:
        raise UnknownName("check", check, near=near(check, known))
    found = [
        finding
        for finding in findings_of(workspace)
        if (everything or finding.closed_at is None)
        and (check is None or finding.check == check)
    ]
    is_open = any(finding.closed_at is None for finding in found)
    if not is_open and check != CHECK and not workspace.all_runs():
        message = "No run was made yet, so nothing is known"
        raise NotRun(message, remedy="Collect evidence, then `assay run`.")
    if as_json:
        emit_json({"findings": found})
        return int(is_open)
    dated = any(finding.due is not None for finding in found)
    rows = [
        (
            finding.check,
            finding.subject,
            " in ".join(part for part in (finding.service, finding.region) if part),
            finding.opened_at.date().isoformat(),
            finding.closed_at.date().isoformat() if finding.closed_at else "open",
            *([finding.due.isoformat() if finding.due else ""] if dated else []),
            finding.reason,
        )
        for finding in found
    ]
    if rows:
        due = ("due",) if dated else ()
        headings = ("check", "subject", "where", "opened", "closed", *due, "reason")
        console().print(table(headings, rows))
    else:
        click.echo("No findings." if everything else "No open findings.")
    return int(is_open)
