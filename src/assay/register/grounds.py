"""What an answer may rest on: each statement and plan of a program on a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assay.register.claim import ClaimState
from assay.register.reach import Fit, Fitting, Reach, exclusions, meet, reaches
from assay.register.state import LIVE, Held, began, hold
from assay.register.values import Attestation, Exclusion, Plan, Register
from assay.register.wording import day

__all__ = ["Ground", "Option", "grounds", "state_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One statement or plan of a program, with how it holds on the day."""

    id: str
    """Of the attestation, or `plan:<program>:<target>` of a plan."""
    held: Held
    reaches: tuple[Reach, ...]
    exclusions: tuple[Exclusion, ...] = ()
    attestation: Attestation | None = None
    plan: Plan | None = None

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
                attestation=attestation,
            )


def _planned(
    register: Register, program: str, on: date, made: tuple[Ground, ...]
) -> Iterator[Ground]:
    for plan in register.plans:
        if plan.program != program or plan.began > on:
            continue
        if plan.abandoned is not None and plan.abandoned <= on:
            continue
        scope = tuple(reaches(register, plan.scope))
        if any(_fulfils(ground, plan, scope, on) for ground in made):
            continue
        aim = "is" if plan.target >= on else "was"
        cause = f"work began on {day(plan.began)}; the target {aim} {day(plan.target)}"
        held = Held(state="in_process", cause=cause, since=plan.began)
        aimed = f"plan:{plan.program}:{plan.target}"
        yield Ground(id=aimed, held=held, reaches=scope, plan=plan)


def _fulfils(ground: Ground, plan: Plan, scope: tuple[Reach, ...], on: date) -> bool:
    """Whether a statement made since the plan began is what it worked towards."""
    made = ground.attestation
    if made is None or not plan.began <= began(made) <= on:
        return False
    return any(meet(one, other) for one in ground.reaches for other in scope)


def state_for(ground: Ground, fit: Fit) -> ClaimState | None:
    """The state that a ground gives a cell; None where it says nothing of it."""
    state = ground.held.state
    if fit == "no" or (state == "not_claimed" and ground.held.since is None):
        return None
    if state not in LIVE:
        return None if fit == "excluded" else state
    if fit == "yes":
        return state
    return _PARTLY[fit]


_PARTLY: dict[Fit, ClaimState] = {
    "unstated": "not_stated",
    "left": "withdrawn",
    "excluded": "excluded",
}
