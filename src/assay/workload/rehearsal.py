"""A guard rail on its own cases: does it give what they say it must?"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from assay.errors import Problem
from assay.workload.conditions import All
from assay.workload.facts import GivenFacts, Spot
from assay.workload.judge import Court, Stated, judge
from assay.workload.rails import Case, Given, Rail, Rails
from assay.workload.rules import levels_of
from assay.workload.values import State, Workload

__all__ = ["day_of", "rehearse", "state_of"]

_DAY: Final = date(2026, 11, 24)
"""The day of cases that name none, of rails that have no last day."""


def rehearse(rail: Rail, rails: Rails) -> tuple[Problem, ...]:
    """What the rail gets wrong; nothing where every case comes out as it says."""
    return tuple(_wrong(rail, rails))


def _wrong(rail: Rail, rails: Rails) -> Iterator[Problem]:
    for index, case in enumerate(rail.cases):
        found = state_of(rail, case, rails)
        if found != case.state:
            yield Problem(
                file=f"guardrails/{rail.id}.toml",
                place=f"case[{index}]",
                message=f"{case.name}: it is {found}, and should be {case.state}",
                remedy="Correct the rule, or the case.",
            )


def day_of(rail: Rail, case: Case) -> date:
    """The day on which a case is judged."""
    return case.on or rail.until or max(_DAY, rail.since or _DAY)


def state_of(rail: Rail, case: Case, rails: Rails) -> State:
    """What the rail says of a case."""
    given = case.given
    condition = All(of=tuple(asked for _, asked in rail.asks(day_of(rail, case))))
    court = Court(facts=GivenFacts(given), kinds=rails.facts)
    return judge(court, condition, _stated(rail, given, rails)).verdict.state


def _stated(rail: Rail, given: Given, rails: Rails) -> Stated:
    data = given.data
    if not data and not given.programs:
        data = rail.when.data
    workload = Workload(id="case", data=data, levels=given.levels)
    return Stated(
        spot=Spot(given.service, given.region, given.account),
        facts=tuple(sorted(given.facts.items())),
        levels=levels_of(workload, data, rails.data),
    )
