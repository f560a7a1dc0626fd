"""The path from an answer down to rows, batch digests and ledger entries."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assay.checks import Outcome
from assay.evidence import batch_digest
from assay.standing.control import check_state
from assay.standing.ground import Ground
from assay.standing.requirement import Place, requirement_states
from assay.standing.values import CellStanding, ControlState, RequirementState

__all__ = ["Deviation", "Look", "Node", "explain"]

Level: TypeAlias = Literal[
    "cell",
    "claim",
    "evidence",
    "run",
    "requirement",
    "control",
    "check",
    "row",
    "batch",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One step of an explanation."""

    level: Level
    name: str
    state: str
    reason: str
    digest: str = ""
    """SHA-256 of what this step rests on, where it is a thing with bytes."""
    entry: int | None = None
    """Index in the ledger of the entry that commits to it."""
    children: tuple["Node", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A verdict row worth showing: not met, or unknown."""

    subject: str
    service: str
    region: str
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What an explanation must be handed, since it lies outside the ground."""

    rows: Callable[[Outcome], Iterable[Deviation]]
    """Rows of an outcome that are not met or unknown."""
    entry: Callable[[str], int | None]
    """Ledger index of the entry for a batch or run, by its id."""
    run_digest: str = ""
    most_rows: int = 5
    most_requirements: int | None = None


def explain(ground: Ground, cell: CellStanding, look: Look) -> Node:
    """The whole path for one cell; what is not met comes first, then unknown."""
    claim = Node(
        level="claim",
        name=cell.claim.attestation or cell.program,
        state=cell.claim.state,
        reason=f"{cell.claim.reason} [{cell.claim.source_text}]",
    )
    evidence = Node(
        level="evidence",
        name=cell.evidence.catalog or cell.program,
        state=cell.evidence.state,
        reason=cell.evidence.reason,
        children=tuple(_evidence(ground, cell, look)),
    )
    where = " ".join(x for x in (cell.level, cell.service, cell.region) if x)
    return Node(
        level="cell",
        name=f"{cell.program} {where}".strip(),
        state=cell.mark or cell.claim.state,
        reason=cell.claim.says,
        children=(claim, evidence),
    )


_ORDER = {"not_met": 0, "unknown": 1, "met": 2, "not_applicable": 3}


def _evidence(ground: Ground, cell: CellStanding, look: Look) -> Iterator[Node]:
    if ground.run_id:
        yield Node(
            level="run",
            name=ground.run_id,
            state="made",
            reason="The run whose verdicts these are",
            digest=look.run_digest,
            entry=look.entry(ground.run_id),
        )
    if not cell.evidence.catalog:
        return
    place = Place(ground, cell.service, cell.region)
    states = requirement_states(place, cell.evidence.catalog)
    ordered = sorted(states, key=lambda state: _ORDER[state.state])
    for state in ordered[: look.most_requirements]:
        yield _requirement(ground, cell, state, look)


def _requirement(
    ground: Ground, cell: CellStanding, state: RequirementState, look: Look
) -> Node:
    return Node(
        level="requirement",
        name=state.requirement,
        state=state.state,
        reason=state.reason,
        children=tuple(_control(ground, cell, one, look) for one in state.controls),
    )


def _control(
    ground: Ground, cell: CellStanding, state: ControlState, look: Look
) -> Node:
    outcomes = ground.outcomes.get(state.control, ())
    return Node(
        level="control",
        name=state.control,
        state=state.state,
        reason=state.reason,
        children=tuple(_check(ground, cell, outcome, look) for outcome in outcomes),
    )


def _check(ground: Ground, cell: CellStanding, outcome: Outcome, look: Look) -> Node:
    state, reason = check_state(ground, outcome, cell.service, cell.region)
    rows = [_row(row) for row in look.rows(outcome) if _is_here(row, cell)]
    batches = [_batch(ground, batch, look) for batch in outcome.batches]
    return Node(
        level="check",
        name=outcome.check,
        state=state,
        reason=reason,
        digest=outcome.rows_sha256,
        children=(*rows[: look.most_rows], *batches),
    )


def _is_here(row: Deviation, cell: CellStanding) -> bool:
    return (not row.service or not cell.service or row.service == cell.service) and (
        not row.region or not cell.region or row.region == cell.region
    )


def _row(row: Deviation) -> Node:
    return Node(level="row", name=row.subject, state=row.verdict, reason=row.reason)


def _batch(ground: Ground, batch: str, look: Look) -> Node:
    manifest = ground.manifests.get(batch)
    if manifest is None:
        reason = "The batch is not in the lake any more"
        return Node(level="batch", name=batch, state="unknown", reason=reason)
    synthetic = ", synthetic" if manifest.synthetic else ""
    return Node(
        level="batch",
        name=batch,
        state="partial" if manifest.partial else "whole",
        reason=f"{manifest.rows} rows from {manifest.source}{synthetic}",
        digest=batch_digest(manifest),
        entry=look.entry(batch),
    )
