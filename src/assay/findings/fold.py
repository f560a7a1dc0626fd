"""A finding is what a run saw wrong with one subject, followed from run to run.

Nothing sets a finding's state. Each run adds events; state is what they fold to: open
since the first run that saw the deviation, closed by the first later run that judged
the subject and found it met (or gone from the population). `unknown` closes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal, TypeAlias

from assay.canonical import digest
from assay.checks import Verdict

__all__ = [
    "Event",
    "Finding",
    "Judged",
    "Kind",
    "Severity",
    "fold",
    "open_from",
]

Kind: TypeAlias = Literal["opened", "seen_again", "closed"]
Severity: TypeAlias = Literal["", "low", "medium", "high"]
"""Empty where what was found does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One verdict row of a run."""

    check: str
    control: str
    subject: str
    service: str
    region: str
    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a finding."""

    finding: str
    kind: Kind
    at: datetime
    run: str
    check: str
    control: str
    subject: str
    service: str
    region: str
    reason: str
    program: str = ""
    severity: Severity = ""
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong with one subject under one check."""

    id: str
    """`<check>.<first 10 hex of SHA-256 of the subject>`: the same on every run."""
    check: str
    control: str
    subject: str
    service: str
    region: str
    reason: str
    opened_at: datetime
    last_seen_at: datetime
    closed_at: datetime | None
    times_seen: int
    program: str = ""
    """The program concerned, where it was found in the register and not by a check."""
    severity: Severity = ""
    due: date | None = None
    """By when it has to be put right."""


def open_from(
    run_id: str,
    at: datetime,
    rows: Iterable[Judged],
    known: Mapping[str, Finding],
    judged_checks: Iterable[str],
) -> tuple[Event, ...]:
    """The events one run adds.

    Args:
        run_id: The run.
        at: Its time.
        rows: Its not_met and unknown rows; a subject not among them was met or is gone.
        known: Findings folded from everything before.
        judged_checks: Checks whose population this run saw; only they can close.
    """
    seen = {_id(row.check, row.subject): row for row in rows}
    checks = set(judged_checks)
    events = [
        _event(name, _kind(known.get(name)), row, run_id, at)
        for name, row in sorted(seen.items())
        if row.verdict == "not_met"
    ]
    for name, finding in sorted(known.items()):
        gone = finding.closed_at is None and name not in seen
        if gone and finding.check in checks:
            events.append(_closing(finding, run_id, at))
    return tuple(events)


def fold(
    events: Iterable[Event], known: Mapping[str, Finding] = MappingProxyType({})
) -> dict[str, Finding]:
    """Every finding, open and closed, by id, after more events in the order of time."""
    findings = dict(known)
    for event in events:
        findings[event.finding] = _after(findings.get(event.finding), event)
    return findings


def _id(check: str, subject: str) -> str:
    return f"{check}.{digest(subject.encode())[:10]}"


def _kind(finding: Finding | None) -> Kind:
    return "opened" if finding is None or finding.closed_at else "seen_again"


def _event(name: str, kind: Kind, row: Judged, run_id: str, at: datetime) -> Event:
    return Event(
        finding=name,
        kind=kind,
        at=at,
        run=run_id,
        check=row.check,
        control=row.control,
        subject=row.subject,
        service=row.service,
        region=row.region,
        reason=row.reason,
    )


def _closing(finding: Finding, run_id: str, at: datetime) -> Event:
    return Event(
        finding=finding.id,
        kind="closed",
        at=at,
        run=run_id,
        check=finding.check,
        control=finding.control,
        subject=finding.subject,
        service=finding.service,
        region=finding.region,
        reason="A later run judged it and found it met, or it is gone",
        program=finding.program,
        severity=finding.severity,
        due=finding.due,
    )


def _after(before: Finding | None, event: Event) -> Finding:
    fresh = before is None or event.kind == "opened"
    return Finding(
        id=event.finding,
        check=event.check,
        control=event.control,
        subject=event.subject,
        service=event.service,
        region=event.region,
        reason=before.reason if before and event.kind == "closed" else event.reason,
        opened_at=event.at if fresh or before is None else before.opened_at,
        last_seen_at=(
            before.last_seen_at if before and event.kind == "closed" else event.at
        ),
        closed_at=event.at if event.kind == "closed" else None,
        times_seen=(before.times_seen if before else 0) + (event.kind != "closed"),
        program=event.program,
        severity=event.severity,
        due=event.due,
    )
