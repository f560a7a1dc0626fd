"""Which rules bind a workload on a day: guard rails, and programs required as such."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeAlias

from assay.workload.conditions import (
    All,
    Claimed,
    Condition,
    Eligible,
    FactIs,
    HasAgreement,
    leaves,
)
from assay.workload.rails import DataClass, Must, Rail, Rails
from assay.workload.values import Workload

__all__ = ["CLAIMED", "Levels", "Rule", "binding", "levels_of", "rules_for"]

CLAIMED: Final = "claimed"
"""The rule of a program that is required as such."""
_REQUIRED: Final = "required of this workload"
Levels: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""Levels asked of each program, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """A rail as it binds this workload on this day."""

    id: str
    program: str
    source: str
    asked: tuple[tuple[Must, Condition], ...]
    whole: bool
    """Whether it is judged of the workload as a whole."""
    drops: tuple[str, ...]
    """The data classes by which it binds; empty if a required program does too."""
    condition: Condition = field(init=False)
    """All that it asks."""
    facts: frozenset[str] = field(init=False)
    """The facts that it asks for."""
    programs: frozenset[str] = field(init=False)
    """The programs that it asks to be claimed."""
    placed: bool = field(init=False)
    """Whether it matters where, or as what, something runs."""
    signed: bool = field(init=False)
    """Whether it matters in which account."""

    def __post_init__(self) -> None:
        condition = All(of=tuple(condition for _, condition in self.asked))
        found = leaves(condition)
        facts = frozenset(one.name for one in found if isinstance(one, FactIs))
        programs = frozenset(one.program for one in found if isinstance(one, Claimed))
        agreed = (HasAgreement, Eligible)
        set_once = object.__setattr__
        set_once(self, "condition", condition)
        set_once(self, "facts", facts)
        set_once(self, "programs", programs)
        set_once(self, "placed", not all(isinstance(one, FactIs) for one in found))
        set_once(self, "signed", any(isinstance(one, agreed) for one in found))


def binding(workload: Workload, rails: Rails, on: date) -> tuple[Rail, ...]:
    """The rails that bind the workload on a day, in the order of their ids."""
    carried, required = set(workload.data), set(workload.programs)
    return tuple(
        rail
        for _, rail in sorted(rails.rails.items())
        if rail.holds(on)
        and (carried & set(rail.when.data) or required & set(rail.when.programs))
        and rail.asks(on)
    )


def levels_of(
    workload: Workload, data: Iterable[str], classes: Mapping[str, DataClass]
) -> Levels:
    """The levels asked of each program, by the data classes and the workload itself."""
    found: dict[str, set[str]] = {}
    asked = [classes[name].levels for name in data if name in classes]
    for levels in (*asked, workload.levels):
        for program, level in levels.items():
            found.setdefault(program, set()).add(level)
    return tuple(
        (program, tuple(sorted(levels))) for program, levels in sorted(found.items())
    )


def rules_for(workload: Workload, rails: Rails, on: date) -> tuple[Rule, ...]:
    """The binding rails, and each required program that none of them asks for."""
    rules = [_rule(rail, workload, on) for rail in binding(workload, rails, on)]
    for program in workload.programs:
        if not any(_asks_as_such(rule, program) for rule in rules):
            rules.append(_required(program))
    return tuple(rules)


def _rule(rail: Rail, workload: Workload, on: date) -> Rule:
    required = set(workload.programs) & set(rail.when.programs)
    carried = [one for one in workload.data if one in rail.when.data]
    return Rule(
        id=rail.id,
        program=rail.program,
        source=rail.source,
        asked=rail.asks(on),
        whole=rail.each == "workload",
        drops=() if required else tuple(carried),
    )


def _required(program: str) -> Rule:
    must = Must(
        id=CLAIMED,
        says="The program is in force for the service in the region.",
        condition=Claimed(program=program, level_from="data"),
    )
    return Rule(
        id=CLAIMED,
        program=program,
        source=_REQUIRED,
        asked=((must, must.condition),),
        whole=False,
        drops=(),
    )


def _asks_as_such(rule: Rule, program: str) -> bool:
    """Whether the rule asks each resource to be under the program, whatever else."""
    return not rule.whole and any(
        isinstance(condition, Claimed)
        and condition.program == program
        and condition.level_from == "data"
        for _, condition in rule.asked
    )
