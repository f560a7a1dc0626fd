"""What each statement of a program says, worked out once for a register.

A question concerns one program. Its statements are found without looking at the rest,
with their references followed; only how they hold depends on the day.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assay.register.reach import Reach, exclusions, reaches
from assay.register.values import Attestation, Exclusion, Plan, Register

__all__ = ["Planned", "Stated", "index", "stated_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A statement with its scope and exclusions, references followed."""

    made: Attestation
    reaches: tuple[Reach, ...]
    exclusions: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan with its scope, references followed."""

    plan: Plan
    reaches: tuple[Reach, ...]


@dataclass(frozen=True, slots=True)
class _Index:
    """Statements and plans by program, in the register's order."""

    made: Mapping[str, list[Attestation]]
    stated: dict[str, tuple[Stated, ...]]
    planned: dict[str, tuple[Planned, ...]]


def index(
    register: Register, program: str
) -> tuple[tuple[Stated, ...], tuple[Planned, ...]]:
    """The statements and the plans of a program."""
    known: _Index | None = register.memo.get("index")
    if known is None:
        known = register.memo["index"] = _Index(_by_program(register), {}, {})
    if program not in known.stated:
        known.stated[program] = tuple(
            _stated(register, made) for made in known.made.get(program, ())
        )
        known.planned[program] = tuple(
            Planned(plan=plan, reaches=tuple(reaches(register, plan.scope)))
            for plan in register.plans
            if plan.program == program
        )
    return known.stated[program], known.planned[program]


def stated_of(register: Register, made: Attestation) -> Stated:
    """One statement, which the register need not hold."""
    stated, _ = index(register, made.program)
    held = (one for one in stated if one.made is made)
    return next(held, None) or _stated(register, made)


def _stated(register: Register, made: Attestation) -> Stated:
    return Stated(
        made=made,
        reaches=tuple(reaches(register, made.scope)),
        exclusions=tuple(exclusions(register, made)),
    )


def _by_program(register: Register) -> dict[str, list[Attestation]]:
    found: dict[str, list[Attestation]] = {}
    for made in register.attestations.values():
        found.setdefault(made.program, []).append(made)
    return found
