"""What an answer may rest on: each statement and plan of a program on a day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, TypeVar

from assay.register.claim import ClaimState
from assay.register.fitting import Fitting
from assay.register.index import Planned, index
from assay.register.reach import Fit, Reach, fits_level
from assay.register.state import LIVE, RANK, Held, hold
from assay.register.values import Attestation, Exclusion, Extent, Plan, Register
from assay.register.wording import day

__all__ = [
    "Ground",
    "Option",
    "Word",
    "grounds",
    "overruled",
    "preference",
    "state_for",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One statement or plan of a program, with how it holds on the day."""

    id: str
    """Of the attestation, or `plan:<program>:<target>` of a plan."""
    held: Held
    reaches: tuple[Reach, ...]
    stated: Attestation | Plan
    exclusions: tuple[Exclusion, ...] = ()
    done: tuple[Exclusion, ...] = ()
    """Cells of a plan for which the statement it works towards has been made."""

    @property
    def start(self) -> date:
        """The day from which it speaks."""
        return self.held.since or date.min


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A ground that says something of the cell asked about, and what."""

    state: ClaimState
    ground: Ground
    fitting: Fitting

    @property
    def fit(self) -> Fit:
        """How its scope lies to the question."""
        return self.fitting.fit


class Word(Protocol):
    """What a ground says, of one cell or of many."""

    @property
    def ground(self) -> Ground:
        """Who says it."""
        ...

    @property
    def fit(self) -> Fit:
        """How the scope of that lies to what it speaks of."""
        ...


W = TypeVar("W", bound=Word)


def grounds(register: Register, program: str, on: date) -> tuple[Ground, ...]:
    """Every statement and plan of the program, whether or not it fits the question."""
    stated, planned = index(register, program)
    made = tuple(
        Ground(
            id=one.made.id,
            held=hold(register, one.made, on),
            reaches=one.reaches,
            exclusions=one.exclusions,
            stated=one.made,
        )
        for one in stated
    )
    under_way = (
        ground
        for one in planned
        if _under_way(one.plan, on)
        for ground in _planned(register, one, on, made)
    )
    return (*made, *under_way)


def _under_way(plan: Plan, on: date) -> bool:
    return plan.began <= on and (plan.abandoned is None or on < plan.abandoned)


def _planned(
    register: Register, planned: Planned, on: date, made: tuple[Ground, ...]
) -> Iterator[Ground]:
    """A plan, level by level, less the cells that have their statement."""
    plan, scope = planned.plan, planned.reaches
    aim = "is" if plan.target >= on else "was"
    cause = f"work began on {day(plan.began)}; the target {aim} {day(plan.target)}"
    for level in dict.fromkeys(at for r in scope for at in r.levels or ("",)):
        levels = (level,) if level else ()
        yield Ground(
            id=f"plan:{plan.program}:{plan.target}",
            held=Held(state="in_process", cause=cause, since=plan.began),
            reaches=tuple(
                replace(reach, levels=levels)
                for reach in scope
                if level in (reach.levels or ("",))
            ),
            stated=plan,
            done=tuple(_done(register, plan, level, on, made)),
        )


def _done(
    register: Register, plan: Plan, level: str, on: date, made: tuple[Ground, ...]
) -> Iterator[Exclusion]:
    """What a statement made since the plan began has brought of it."""
    program = register.programs[plan.program]
    for ground in made:
        if not plan.began <= ground.start <= on:
            continue
        for reach in ground.reaches:
            started = reach.since is None or reach.since <= on
            if started and fits_level(program, reach.levels, level) != "no":
                services, regions = _at_most(reach.services), _at_most(reach.regions)
                yield Exclusion(services=services, regions=regions, reason="done")


def _at_most(extent: Extent) -> Extent:
    return "all" if isinstance(extent, str) else extent


def preference(state: ClaimState, ground: Ground) -> tuple[int, int, str]:
    """Best state first; of equals the newest; of those the first by id."""
    return RANK[state], -ground.start.toordinal(), ground.id


def overruled(register: Register, words: Sequence[W]) -> dict[str, list[W]]:
    """By id of a statement, what its successors expressly say against it.

    Whoever replaces a statement and leaves a cell out has the last word on that cell.
    """
    against: dict[str, list[W]] = {}
    for word in words:
        live = word.ground.held.state in LIVE
        if live and word.fit in ("excluded", "left"):
            against.setdefault(word.ground.id, []).append(word)
    found: dict[str, list[W]] = {}
    for word in words if against else ():
        for later in _successors(register, word.ground.stated):
            if later in against and word.ground.id not in found:
                found[word.ground.id] = against[later]
    return found


def _successors(register: Register, stated: Attestation | Plan) -> Iterator[str]:
    seen, following = set[str](), getattr(stated, "superseded_by", "")
    while following and following not in seen:
        seen.add(following)
        yield following
        later = register.attestations.get(following)
        following = later.superseded_by if later is not None else ""


def state_for(ground: Ground, fit: Fit) -> ClaimState | None:
    """The state that a ground gives a cell; None where it says nothing of it."""
    state = ground.held.state
    if fit == "no" or (state == "not_claimed" and ground.held.since is None):
        return None
    if state not in LIVE:
        return None if fit == "excluded" else state
    if fit == "yes":
        return state
    if fit == "left" and isinstance(ground.stated, Plan):
        return None
    return _PARTLY[fit]


_PARTLY: dict[Fit, ClaimState] = {
    "unstated": "not_stated",
    "left": "withdrawn",
    "excluded": "excluded",
}
