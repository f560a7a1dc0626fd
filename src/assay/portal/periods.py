"""The validity picture: periods, certificates, bridge letters, audits, and gaps.

First the dates as a value, which the table and the JSON twin show; then the same dates
laid out on a strip. Gaps are drawn, since a reader sees what is there and forgets to
ask for what is not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from assay.portal.board import Board
from assay.register import Attestation
from assay.register.state import began, hold
from assay.register.values import Plan

__all__ = ["Lane", "Mark", "Periods", "Span", "periods_of"]

_DAY = timedelta(days=1)

SpanKind = Literal["period", "validity", "bridge", "suspended", "plan", "gap"]
MarkKind = Literal["issued", "surveillance", "assessment", "stated", "ended", "target"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of days, both ends included."""

    kind: SpanKind
    start: date
    end: date
    open: bool = False
    """It has no end of its own; `end` is the day the page speaks of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that happened, or is due, on a day."""

    kind: MarkKind
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One statement, or one plan, in time."""

    id: str
    title: str
    state: str
    by: str
    edition: str
    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """All statements of a program in time, newest first, and what none covers."""

    on: date
    start: date
    end: date
    lanes: tuple[Lane, ...]
    gaps: tuple[Span, ...]


def periods_of(shown: Board, program: str, day: date) -> Periods | None:
    """The picture of one program on a day; None where there is nothing to draw."""
    register = shown.register
    made = [a for a in register.attestations.values() if a.program == program]
    plans = [plan for plan in register.plans if plan.program == program]
    lanes = [_lane(shown, one, day) for one in sorted(made, key=_newest)]
    lanes += [_plan_lane(shown, plan, day) for plan in plans]
    days = [day for lane in lanes for day in _days(lane)]
    if not days:
        return None
    start, end = min([*days, day]), max([*days, day])
    pad = max((end - start) // 30, timedelta(days=20))
    return Periods(
        on=day,
        start=start - pad,
        end=end + pad,
        lanes=tuple(lanes),
        gaps=tuple(_gaps(lanes, day)),
    )


def _newest(attestation: Attestation) -> tuple[int, str]:
    period = attestation.period
    first = period.start if period is not None else began(attestation)
    return -first.toordinal(), attestation.id


def _days(lane: Lane) -> Iterator[date]:
    for span in lane.spans:
        yield from (span.start, span.end)
    for mark in lane.marks:
        yield mark.on


def _lane(shown: Board, made: Attestation, day: date) -> Lane:
    register = shown.register
    held = hold(register, made, day)
    program = register.programs[made.program]
    edition = next((e.title for e in program.editions if e.id == made.edition), "")
    return Lane(
        id=made.id,
        title=made.title or made.id,
        state=held.state,
        by=register.parties[made.by].name,
        edition=edition or made.edition,
        spans=tuple(_spans(made, held.until, day)),
        marks=tuple(sorted(_marks(made), key=lambda mark: mark.on)),
    )


def _spans(made: Attestation, until: date | None, day: date) -> Iterator[Span]:
    if made.period is not None:
        yield Span(kind="period", start=made.period.start, end=made.period.end)
        for bridge in made.bridges:
            start = made.period.end + _DAY
            yield Span(kind="bridge", start=start, end=max(start, bridge.until))
    elif made.issued is not None:
        end = min((d for d in (until, made.withdrawn) if d is not None), default=None)
        last = end or max(day, made.issued)
        yield Span(
            kind="validity", start=made.issued, end=max(last, made.issued), open=not end
        )
    if made.suspended is not None:
        back = made.reinstated or max(day, made.suspended)
        yield Span(kind="suspended", start=made.suspended, end=back)


def _marks(made: Attestation) -> Iterator[Mark]:
    if made.issued is not None:
        yield Mark(kind="issued", on=made.issued)
    elif made.stated_on is not None:
        yield Mark(kind="stated", on=made.stated_on)
    yield from (Mark(kind="surveillance", on=on) for on in made.surveillance)
    yield from (Mark(kind="assessment", on=on) for on in made.assessments)
    revoked = made.validation.revoked if made.validation is not None else None
    for ended in (made.withdrawn, revoked):
        if ended is not None:
            yield Mark(kind="ended", on=ended)


def _plan_lane(shown: Board, plan: Plan, day: date) -> Lane:
    del day
    return Lane(
        id="",
        title=f"Plan for {shown.register.programs[plan.program].title}",
        state="in_process" if plan.abandoned is None else "withdrawn",
        by=shown.register.parties[plan.by].name,
        edition="",
        spans=(Span(kind="plan", start=plan.began, end=plan.target),),
        marks=(Mark(kind="target", on=plan.target),),
    )


def _gaps(lanes: Iterable[Lane], day: date) -> Iterator[Span]:
    """Days between the first statement and today that none of them covers."""
    covered = sorted(
        (span.start, span.end)
        for lane in lanes
        for span in lane.spans
        if span.kind in {"period", "validity"} and lane.state != "not_claimed"
    )
    reached: date | None = None
    for start, end in covered:
        if reached is not None and start > reached + _DAY and reached < day:
            last = min(start - _DAY, day)
            yield Span(kind="gap", start=reached + _DAY, end=last)
        reached = end if reached is None else max(reached, end)
    if reached is not None and reached < day:
        yield Span(kind="gap", start=reached + _DAY, end=day, open=True)
