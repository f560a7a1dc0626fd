"""Running checks, deriving standing and findings from what the runs saw."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from assay.canonical import Json, digest
from assay.checks import Run, read_rows, run
from assay.findings import Event, Finding, Judged, fold, open_from, open_from_register
from assay.ledger import Kind
from assay.register import ask
from assay.standing import (
    Standing,
    stand,
    standing_digest,
)
from assay.workspace.open import Workspace
from assay.workspace.recording import Fact, record
from assay.workspace.uses import uses_in

__all__ = [
    "Derived",
    "Ran",
    "derive_standing",
    "findings_of",
    "run_checks",
    "run_digest",
]

Notice = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A run, its entry in the log, and what it changed."""

    run: Run
    entry: int
    events: tuple[Event, ...]
    """What it did to the findings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """The standing of every cell, its digest and its entry in the log."""

    standing: Standing
    digest: str
    entry: int


def run_checks(
    workspace: Workspace,
    *,
    at: datetime | None = None,
    notice: Notice = lambda _: None,
) -> Ran:
    """Apply every check to the evidence as of a time, and log the run's digest."""
    moment = at or workspace.clock()
    known = _known(workspace, moment)
    made = run(
        workspace.checks, workspace.lake, moment, workspace.runs, progress=notice
    )
    entry = record(workspace, [_result(made, run_digest(workspace, made))])[0]
    return Ran(run=made, entry=entry, events=_events(workspace, made, known))


def derive_standing(
    workspace: Workspace,
    on: date | None = None,
    named: Mapping[str, str] = MappingProxyType({}),
) -> Derived:
    """Every cell on a day, from the newest run made by then; its digest is logged.

    Args:
        workspace: The workspace.
        on: The day; the register's own, or today, where None.
        named: Axes to narrow what is returned (`program`, `service`, `region`,
            `level`), as a person names them. What is logged is always the whole.
    """
    day = workspace.day(on)
    made = workspace.latest_run(on)
    at = made.at if made else workspace.clock()
    standing = stand(workspace.ground(made), day, at)
    found = standing_digest(standing)
    chosen = _narrowed(workspace, standing, named)
    predicate: dict[str, Json] = {
        "on": day,
        "cells": len(standing.cells),
        "run": made.id if made else "",
    }
    entry = record(
        workspace,
        [
            Fact(
                kind=Kind.STANDING,
                stream="standing",
                role="publisher",
                subject=f"standing.{day.isoformat()}.{made.id if made else 'no-run'}",
                sha256=found,
                predicate=predicate,
            )
        ],
    )[0]
    return Derived(standing=chosen, digest=found, entry=entry)


def _narrowed(
    workspace: Workspace, standing: Standing, named: Mapping[str, str]
) -> Standing:
    if not named:
        return standing
    register = workspace.register
    any_program = next(iter(register.programs))
    asked = ask(register, **({"program": any_program} | dict(named)))
    axes = {axis: getattr(asked, axis) for axis in named}
    cells = tuple(
        cell
        for cell in standing.cells
        if all(getattr(cell, axis) == value for axis, value in axes.items())
    )
    return replace(standing, cells=cells)


def findings_of(workspace: Workspace) -> tuple[Finding, ...]:
    """Every finding, open and closed, folded in the order of time.

    Those of checks come from all runs; those of services that left a list, from the
    register and from what accounts were seen to use by its day.
    """
    day = workspace.day(None)
    events = open_from_register(workspace.register, uses_in(workspace), day)
    found = [*_known(workspace, None).values(), *fold(events).values()]
    found.sort(key=lambda one: (one.check, one.subject, one.service))
    return tuple(found)


def run_digest(workspace: Workspace, made: Run) -> str:
    """SHA-256 of a run's record, `run.json`."""
    return digest((workspace.runs / made.id / "run.json").read_bytes())


def _result(made: Run, sha256: str) -> Fact:
    return Fact(
        kind=Kind.RESULT,
        stream="runs",
        role="collector",
        subject=made.id,
        sha256=sha256,
        predicate={
            "at": made.at,
            "engine": made.engine,
            "checks": len(made.outcomes),
            "verdicts": {one.check: one.verdict for one in made.outcomes},
        },
    )


def _exceptions(workspace: Workspace, made: Run) -> list[Judged]:
    return [
        Judged(
            check=outcome.check,
            control=outcome.control,
            subject=row.subject,
            service=row.service,
            region=row.region,
            verdict=row.verdict,
            reason=row.reason,
        )
        for outcome in made.outcomes
        for row in read_rows(
            workspace.runs / made.id / outcome.rows_file, ("not_met", "unknown")
        )
    ]


def _events(
    workspace: Workspace, made: Run, known: Mapping[str, Finding]
) -> tuple[Event, ...]:
    """What a run does to the findings; only checks that saw a population close any."""
    judged = [one.check for one in made.outcomes if one.tally.population]
    return open_from(made.id, made.at, _exceptions(workspace, made), known, judged)


def _known(workspace: Workspace, before: datetime | None) -> dict[str, Finding]:
    known: dict[str, Finding] = {}
    for made in workspace.all_runs():
        if before is None or made.at < before:
            known = fold(_events(workspace, made, known), known)
    return known
