"""Where rails let something run, for targets that know services and regions only.

Such a target sees which service is called and where, and nothing of facts. So a spot is
let through where the rails are met, or hang on nothing but what the customer has not
stated: that rest is listed as not enforced. What is not allowed, and what the register
does not know, is denied.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from assay.workload.conditions import (
    All,
    Claimed,
    Condition,
    Eligible,
    FactIs,
    HasAgreement,
    leaves,
)
from assay.workload.export.values import Lacking, Task
from assay.workload.facts import Spot, Verdict
from assay.workload.judge import Court, Stated, judge
from assay.workload.of_register import RegisterFacts
from assay.workload.rails import Rail
from assay.workload.rules import levels_of
from assay.workload.values import Workload

__all__ = ["Grid", "grid", "placed", "unseen"]

_OTHER: Final = "(any other)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """For each region of the register, what may run there."""

    services: dict[str, frozenset[str]]
    """The register's services that are let through, by region; none is a region that
    is closed."""
    others: frozenset[str]
    """Regions where services that the register does not name are let through too."""

    @property
    def regions(self) -> tuple[str, ...]:
        """Regions where anything is let through."""
        return tuple(
            region
            for region, open_ in self.services.items()
            if open_ or region in self.others
        )


def placed(rail: Rail, task: Task) -> bool:
    """Whether it asks anything of services, regions or agreements."""
    asked = [leaf for _, one in rail.asks(task.on) for leaf in leaves(one)]
    return rail.each == "resource" and not all(isinstance(one, FactIs) for one in asked)


def grid(task: Task) -> Grid:
    """Judge every service in every region, with no fact stated."""
    court = Court(facts=RegisterFacts(task.register, task.on), kinds=task.rails.facts)
    levels = levels_of(Workload(id="export"), task.data, task.rails.data)
    conditions = [
        All(of=tuple(one for _, one in rail.asks(task.on)))
        for rail in task.chosen
        if placed(rail, task)
    ]
    condition = All(of=(*conditions, *_required(task)))

    @cache
    def open_(service: str, region: str) -> bool:
        stated = Stated(spot=Spot(service, region, task.account), levels=levels)
        return judge(court, condition, stated).verdict >= Verdict.CHOICE

    regions, services = sorted(task.register.regions), sorted(task.register.services)
    return Grid(
        services={
            region: frozenset(one for one in services if open_(one, region))
            for region in regions
        },
        others=frozenset(region for region in regions if open_(_OTHER, region)),
    )


def _required(task: Task) -> Iterator[Condition]:
    """Programs that were asked for by name: each in force."""
    for program in task.programs:
        yield Claimed(program=program, level_from="data")


def unseen(task: Task) -> Iterator[Lacking]:
    """What rails ask that such a target does not see."""
    for rail in task.chosen:
        if rail.each == "workload":
            what = "the target does not judge a workload as a whole"
            yield Lacking(rail=rail.id, what=what)
        for must, condition in rail.asks(task.on):
            found = leaves(condition)
            names = dict.fromkeys(one.name for one in found if isinstance(one, FactIs))
            titles = ", ".join(task.rails.facts[name].title for name in names)
            if titles:
                what = f"the target does not see this, and lets it pass: {titles}"
                yield Lacking(rail=rail.id, must=must.id, what=what)
            if not task.account and any(
                isinstance(one, HasAgreement | Eligible) for one in found
            ):
                what = (
                    "no account was named, so whether its agreement is in force is not"
                    " checked: export for an account"
                )
                yield Lacking(rail=rail.id, must=must.id, what=what)
    yield from _general(task)


def _general(task: Task) -> Iterator[Lacking]:
    yield Lacking(
        rail="",
        what="the target does not see which data a resource holds: attach this to"
        " accounts whose workloads the rails bind, and to no others",
    )
    yield Lacking(
        rail="",
        what=f"services and regions are those of {task.on}: export again when the"
        " register, or the day that matters, changes",
    )
    if not (task.data or task.programs):
        yield Lacking(
            rail="",
            what="no data and no program was named, so no level is asked of any"
            " program but by the rails themselves, and all of the rails at once",
        )
