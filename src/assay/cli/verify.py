"""`assay verify`: is it genuine? Needs no workspace, no network, no other room."""

import json
from pathlib import Path

import click

from assay.cli.options import json_flag, workspace_root
from assay.dossier import Report, verify
from assay.errors import BadInput, Problem
from assay.ledger import Policy

__all__ = ["command"]

_LARGEST = 256 * 1024 * 1024


@click.command("verify", short_help="Is this dossier genuine and current? Offline.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--policy",
    required=True,
    type=click.Path(path_type=Path),
    metavar="POLICY",
    help="Your own file of keys you trust and heads you have seen.",
)
@click.option(
    "--since",
    type=click.Path(path_type=Path),
    metavar="KEPT",
    help="A dossier, proof or checkpoint kept from before, or a newer one.",
)
@click.option(
    "--document",
    "documents",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A loose document that must be one of the dossier's; repeatable.",
)
@workspace_root
@json_flag
def command(
    *,
    root: Path,
    file: Path,
    policy: Path,
    since: Path | None,
    documents: tuple[Path, ...],
    as_json: bool,
) -> int:
    """Verify FILE offline, with keys from POLICY and never from the file itself.

    No workspace is needed; with -C the files are looked for in that folder.

    Exit 0 if it is genuine. Exit 1 with one of: altered, wrong_key, not_in_log,
    forked_log, superseded, malformed. Exit 2 if a file cannot be read.
    """
    report = verify(
        _read(root / file),
        Policy.parse(_read(root / policy), file=str(policy)),
        since=_read(root / since) if since else None,
        files={path.name: _read(root / path) for path in documents},
    )
    if as_json:
        click.echo(json.dumps(report.data(), indent=2))
    else:
        _tell(report)
    return report.exit_code


def _tell(report: Report) -> None:
    *checks, verdict = report.lines() if report.genuine else (*report.lines(), "")
    for line in checks:
        click.echo(line)
    if report.genuine:
        click.secho(verdict, fg="green", bold=True)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise _fault(path, "The file is larger than any dossier")
        return path.read_bytes()
    except OSError as fault:
        message = f"The file cannot be read: {fault.strerror}"
        raise _fault(path, message) from fault


def _fault(path: Path, message: str) -> BadInput:
    remedy = "Name a file that you can read."
    return BadInput([Problem(file=str(path), message=message, remedy=remedy)])
