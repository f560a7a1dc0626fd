"""Explaining an answer: the pure path, with the rows and log entries it asks for."""

from collections.abc import Iterator, Mapping
from datetime import date

from assay.checks import Outcome, Run, read_rows
from assay.evidence import Manifest, batch_digest
from assay.ledger.log import Log
from assay.register import ask
from assay.standing import CellStanding, Deviation, Ground, Look, Node, explain
from assay.standing import stand_cell as stand_one
from assay.workspace.open import Workspace
from assay.workspace.recording import entry_of, fact_key, read_log
from assay.workspace.running import run_digest

__all__ = ["explain_at"]


def explain_at(
    workspace: Workspace,
    asked: Mapping[str, str],
    day: date,
    *,
    most_requirements: int | None = None,
) -> Node:
    """The path from one cell's answer down to rows, digests and log entries."""
    question = ask(workspace.register, **asked)
    made = workspace.latest_run(day)
    ground = workspace.ground(made)
    cell = stand_one(ground, question, day)
    with read_log(workspace) as log:
        return _explain(workspace, ground, cell, made, log, most_requirements)


def _explain(  # noqa: PLR0917 - each is one thing the path is made of
    workspace: Workspace,
    ground: Ground,
    cell: CellStanding,
    made: Run | None,
    log: Log,
    most_requirements: int | None,
) -> Node:
    sha256 = run_digest(workspace, made) if made else ""
    keys = _entry_keys(ground, made, sha256)

    def rows(outcome: Outcome) -> Iterator[Deviation]:
        if made is not None:
            yield from _rows(workspace, made, outcome)

    def entry(identifier: str) -> int | None:
        key = keys.get(identifier)
        return entry_of(log, key) if key else None

    look = Look(
        rows=rows,
        entry=entry,
        run_digest=sha256,
        most_requirements=most_requirements,
    )
    return explain(ground, cell, look)


def _entry_keys(ground: Ground, made: Run | None, sha256: str) -> dict[str, str]:
    keys = {one.id: _receipt_key(one) for one in ground.manifests.values()}
    if made is not None:
        keys[made.id] = fact_key("runs", made.id, sha256)
    return keys


def _receipt_key(manifest: Manifest) -> str:
    sha256 = batch_digest(manifest)
    return fact_key(f"evidence.{manifest.source}", manifest.id, sha256)


def _rows(workspace: Workspace, made: Run, outcome: Outcome) -> Iterator[Deviation]:
    path = workspace.runs / made.id / outcome.rows_file
    for row in read_rows(path, ("not_met", "unknown")):
        yield Deviation(
            subject=row.subject,
            service=row.service,
            region=row.region,
            verdict=row.verdict,
            reason=row.reason,
        )
