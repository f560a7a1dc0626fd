"""Cells that turned from one state to another between two days: since when, and why.

The day is found by halving: the later state was not there at the start and is there in
the end, so there is a day on which it came. It is told why by what changed on that day.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeAlias

from assay.register.answer import options
from assay.register.claim import ClaimState, Question
from assay.register.fitting import fit
from assay.register.grounds import Ground, Option, grounds, state_for
from assay.register.reach import Asked, offered
from assay.register.saying import cause
from assay.register.spread import Atlas, Grid, Mask, Spread, atlas, spread
from assay.register.state import LIVE, RANK, UNENDED
from assay.register.values import Plan, Register
from assay.register.wording import day, listed

__all__ = ["Between", "Cells", "Day", "Reason", "Turned", "days_of", "reason_of"]

Cells: TypeAlias = tuple[Grid, Mask]
"""Cells as bits; where a register names no services, regions alone."""


@dataclass(frozen=True, slots=True)
class Day:
    """A program at a level, as it stands on a day."""

    map_: Atlas
    known: tuple[Ground, ...]
    spread: Spread

    @property
    def on(self) -> date:
        """The day."""
        return self.map_.on

    def holds(self, state: ClaimState, cells: Cells) -> Cells:
        """Which of the cells are in a state; what is not offered is not claimed."""
        grids, whole = self.spread.grids, self.spread.whole
        return _in(grids, state, cells[0]), _in(whole, state, cells[1])


def _in(found: Mapping[ClaimState, int], state: ClaimState, asked: int) -> int:
    if state != "not_claimed":
        return found.get(state, 0) & asked
    for other, taken in found.items():
        if other != "not_claimed":
            asked &= ~taken
    return asked


@dataclass(frozen=True, slots=True)
class Between:
    """A program at a level, between two days."""

    register: Register
    program: str
    level: str
    first: Day
    then: Day
    _probed: dict[date, Day] = field(default_factory=dict[date, Day])
    _reasons: dict["Turned", "Reason"] = field(default_factory=dict["Turned", "Reason"])

    def at(self, on: date) -> Day:
        """How it stands on a day, one of the two or between them."""
        if on in (self.first.on, self.then.on):
            return self.first if on == self.first.on else self.then
        found = self._probed.get(on)
        if found is None:
            map_ = atlas(self.register, on)
            known = grounds(self.register, self.program, on)
            lies = spread(self.register, map_, self.level, known)
            found = self._probed[on] = Day(map_, known, lies)
        return found

    def why(self, turn: "Turned") -> "Reason":
        """Why cells turned, worked out once."""
        if turn not in self._reasons:
            self._reasons[turn] = reason_of(self, turn)
        return self._reasons[turn]

    @property
    def step(self) -> timedelta:
        """A day, forward or back."""
        return timedelta(1 if self.first.on < self.then.on else -1)


@dataclass(frozen=True, slots=True)
class Turned:
    """Services that turned alike in the same regions."""

    services: tuple[str, ...]
    """Empty where the program as a whole turned, or regions did alone."""
    regions: tuple[str, ...]
    before: ClaimState
    after: ClaimState


@dataclass(frozen=True, slots=True)
class Reason:
    """Since when and why cells turned."""

    on: date | None
    """The day on which all of them turned; None if they did on different days."""
    attestation: str
    """The statement that it turns on: that brought it, or that ended."""
    cause: str
    """A clause without capital or full stop; empty where nothing more is known."""


def days_of(between: Between, turn: Turned) -> Iterator[tuple[date, Cells]]:
    """The days on which they turned, with the cells that did on each."""
    if not turn.regions:
        yield _of_whole(between, turn), (0, 0)
        return
    ahead = [(between.first.on, between.then.on, _cells(between, turn))]
    while ahead:
        first, last, asked = ahead.pop()
        if abs(last - first) <= timedelta(1):
            yield last, asked
            continue
        middle = first + (last - first) // 2
        there = between.at(middle).holds(turn.after, asked)
        rest = asked[0] & ~there[0], asked[1] & ~there[1]
        if any(rest):
            ahead.append((middle, last, rest))
        if any(there):
            ahead.append((first, middle, there))


def _cells(between: Between, turn: Turned) -> Cells:
    map_ = between.first.map_
    mask = map_.mask(turn.regions)
    return (map_.box(turn.services, mask), 0) if turn.services else (0, mask)


def _of_whole(between: Between, turn: Turned) -> date:
    """The day on which the program itself turned."""
    first, last = between.first.on, between.then.on
    while abs(last - first) > timedelta(1):
        middle = first + (last - first) // 2
        option = _best(between, turn, middle)
        state = option.state if option is not None else "not_claimed"
        first, last = (first, middle) if state == turn.after else (middle, last)
    return last


def _asked(between: Between, turn: Turned, on: date) -> Asked:
    """A question about the first of the cells."""
    first = Question(
        program=between.program,
        service=next(iter(turn.services), ""),
        region=next(iter(turn.regions), ""),
        level=between.level,
    )
    return Asked(between.register, first, on)


def _best(between: Between, turn: Turned, on: date) -> Option | None:
    """What the first of the cells rests on, on a day."""
    asked, there = _asked(between, turn, on), between.at(on)
    known: Iterable[Ground] = there.known
    if turn.services:
        # The spread has found out who speaks of which cell; ask nobody else.
        bit = there.map_.box(turn.services[:1], there.map_.mask(turn.regions[:1]))
        known = [part.ground for part in there.spread.parts if part.cells & bit]
    return next(iter(options(asked, known)), None)


def reason_of(between: Between, turn: Turned) -> Reason:
    """Why they turned, by the day on which they did: the first cell speaks for all."""
    days = {on for on, _ in days_of(between, turn)}
    on = days.pop() if len(days) == 1 else None
    then, before = between.then.on, between.first.on
    if on is not None:
        then, before = on, on - between.step
    was, now = (_best(between, turn, each) for each in (before, then))
    better = RANK[turn.after] < RANK[turn.before]
    told = now
    if was is not None and not better and not _is_express(now):
        told = _same(between, turn, was, then)
    about = told or was or now
    identifier = about.ground.id if about is not None else ""
    sold = _offer(between, turn, before, then)
    if sold or told is None:
        return Reason(on, identifier, sold or _given_up(was))
    # What was so on that day need not be so any more.
    return Reason(on, identifier, cause(told).replace(UNENDED, ""))


def _is_express(now: Option | None) -> bool:
    """Whether a live statement says of the cell that it is not in scope."""
    if now is None or now.ground.held.state not in LIVE:
        return False
    return now.fit in ("excluded", "left")


def _same(between: Between, turn: Turned, was: Option, on: date) -> Option | None:
    """What an earlier ground has become by a day; None where it is there no more."""
    asked = _asked(between, turn, on)
    for ground in between.at(on).known:
        if ground.id == was.ground.id and ground.stated is was.ground.stated:
            fitting = fit(asked, ground.reaches, ground.exclusions, ground.done)
            state = state_for(ground, fitting.fit) or "not_claimed"
            return Option(state=state, ground=ground, fitting=fitting)
    return None


def _given_up(was: Option | None) -> str:
    """Why a plan is no more."""
    stated = was.ground.stated if was is not None else None
    if isinstance(stated, Plan) and stated.abandoned is not None:
        return f"the plan was given up on {day(stated.abandoned)}"
    return ""


def _offer(between: Between, turn: Turned, before: date, then: date) -> str:
    """Why the cells themselves came or went, where they did."""
    register, first = between.register, _asked(between, turn, then).question
    was, now = (
        offered(register, first.service, first.region, on) for on in (before, then)
    )
    if was == now:
        return ""
    service = register.services.get(first.service)
    if was:
        ended = service.retired if service is not None else None
        return "it is no longer offered" + (f" since {day(ended)}" if ended else "")
    launched = service.launched if service is not None else None
    if launched is not None and before < launched <= then:
        return f"it was launched on {day(launched)}"
    opened = {region: register.regions[region].opened for region in turn.regions}
    names = [region for region, on in opened.items() if on == opened[first.region]]
    on = opened[first.region]
    return f"{listed(names)} opened on {day(on)}" if on is not None else ""
