"""Laying dates out on a strip: numbers for the drawing, nothing about meaning."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assay.portal.periods import Lane, Periods

__all__ = ["Strip", "lay_out"]

_WIDTH = 920
_LEFT = 10
_TOP = 42
_LANE = 46
_BAR = 14
_FEW_YEARS = 4
_TICK = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A rectangle."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A mark on a bar."""

    kind: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Words at a place."""

    x: float
    y: float
    text: str
    state: str = ""
    anchor: str = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The whole drawing."""

    width: int
    height: int
    ticks: tuple[Label, ...]
    today: float
    today_anchor: str
    floor: float
    bars: tuple[Bar, ...]
    points: tuple[Point, ...]
    labels: tuple[Label, ...]


def lay_out(periods: Periods, gap: str) -> Strip:
    """The drawing of a program's statements in time; `gap` names what none covers."""
    lanes = list(enumerate(periods.lanes))
    bottom = _TOP + _LANE * len(lanes) + (_LANE if periods.gaps else 0)
    gap_y = _TOP + _LANE * len(lanes)
    bars = [bar for row, lane in lanes for bar in _bars(periods, lane, row)]
    bars += [_bar(periods, "gap", gap_y, (one.start, one.end)) for one in periods.gaps]
    labels = [
        Label(
            x=_label_x(periods, lane),
            y=_y(row) + 13,
            text=lane.title,
            state=lane.state,
            anchor=_label_anchor(periods, lane),
        )
        for row, lane in lanes
    ]
    if periods.gaps:
        first = _x(periods, periods.gaps[0].start)
        labels.append(_edge_label(first, gap_y + 13, gap))
    today = _x(periods, periods.on)
    return Strip(
        width=_WIDTH + 2 * _LEFT,
        height=bottom + 12,
        ticks=tuple(_ticks(periods)),
        today=today,
        today_anchor=_anchor(today),
        floor=bottom,
        bars=tuple(bars),
        points=tuple(
            Point(kind=mark.kind, x=_x(periods, mark.on), y=_y(row) + 20 + _BAR / 2)
            for row, lane in lanes
            for mark in lane.marks
        ),
        labels=tuple(labels),
    )


def _x(periods: Periods, day: date) -> float:
    whole = max((periods.end - periods.start).days, 1)
    return round(_LEFT + _WIDTH * (day - periods.start).days / whole, 1)


def _y(row: int) -> float:
    return _TOP + _LANE * row


def _bars(periods: Periods, lane: Lane, row: int) -> Iterator[Bar]:
    for span in lane.spans:
        kind = f"{span.kind} open" if span.open else span.kind
        yield _bar(periods, kind, _y(row), (span.start, span.end))


def _bar(periods: Periods, kind: str, y: float, ends: tuple[date, date]) -> Bar:
    start, end = (_x(periods, day) for day in ends)
    return Bar(
        kind=kind, x=start, y=y + 20, width=round(max(end - start, 2), 1), height=_BAR
    )


def _first(lane: Lane) -> date:
    days = [span.start for span in lane.spans] + [mark.on for mark in lane.marks]
    return min(days)


def _label_x(periods: Periods, lane: Lane) -> float:
    return _edge_label(_x(periods, _first(lane)), 0, lane.title).x


def _label_anchor(periods: Periods, lane: Lane) -> str:
    return _anchor(_x(periods, _first(lane)))


def _edge_label(x: float, y: float, text: str) -> Label:
    return Label(x=x, y=y, text=text, anchor=_anchor(x))


def _anchor(x: float) -> str:
    """Words near the right edge end where their bar starts, so as not to be cut."""
    return "end" if x > _WIDTH * 0.66 else "start"


def _ticks(periods: Periods) -> Iterator[Label]:
    years = periods.end.year - periods.start.year
    months = (1,) if years > _FEW_YEARS else (1, 7)
    step = max(1, years // 12)
    for year in range(periods.start.year, periods.end.year + 1, step):
        for month in months:
            day = date(year, month, 1)
            if periods.start <= day <= periods.end:
                text = str(year) if month == 1 else f"{year}-{month:02d}"
                x = _x(periods, day)
                anchor = "end" if x > _WIDTH - _TICK else "start"
                yield Label(x=x, y=14, text=text, anchor=anchor)
