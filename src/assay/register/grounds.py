"""What an answer may rest on: each statement and plan of a program on a day."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from assay.register.claim import ClaimState
from assay.register.reach import (
    Fit,
    Fitting,
    Reach,
    exclusions,
    fits_level,
    reaches,
)
from assay.register.state import LIVE, Held, hold
from assay.register.values import Attestation, Exclusion, Extent, Plan, Register
from assay.register.wording import day

__all__ = ["Ground", "Option", "grounds", "state_for"]


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


def grounds(register: Register, program: str, on: date) -> tuple[Ground, ...]:
    """Every statement and plan of the program, whether or not it fits the question."""
    made = tuple(_made(register, program, on))
    return (*made, *_planned(register, program, on, made))


def _made(register: Register, program: str, on: date) -> Iterator[Ground]:
    for attestation in register.attestations.values():
        if attestation.program == program:
            yield Ground(
                id=attestation.id,
                held=hold(register, attestation, on),
                reaches=tuple(reaches(register, attestation.scope)),
                exclusions=tuple(exclusions(register, attestation)),
                stated=attestation,
            )


def _planned(
    register: Register, program: str, on: date, made: tuple[Ground, ...]
) -> Iterator[Ground]:
    """Plans under way, level by level, less the cells that have their statement."""
    for plan in register.plans:
        ended = plan.abandoned is not None and plan.abandoned <= on
        if plan.program != program or plan.began > on or ended:
            continue
        aim = "is" if plan.target >= on else "was"
        cause = f"work began on {day(plan.began)}; the target {aim} {day(plan.target)}"
        scope = tuple(reaches(register, plan.scope))
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
