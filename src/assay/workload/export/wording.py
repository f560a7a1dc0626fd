"""What several forms need to know of a rail or a condition."""

from collections.abc import Iterator
from datetime import date

from assay.workload.conditions import Claimed, FactIs
from assay.workload.export.values import Lacking, Task
from assay.workload.rails import Rail, Rails

__all__ = ["covers", "fitting", "unheld"]


def fitting(rails: Rails, leaf: FactIs, *, wanted: bool) -> list[str | bool]:
    """The values of a fact that satisfy a condition, or its contrary.

    The contrary is spelt out by the values there are: a value that nobody knows
    satisfies neither.
    """
    if wanted:
        return [*leaf.values, "not_applicable"]
    known = rails.facts[leaf.name].values
    return [*(one for one in known if one not in leaf.values), "not_applicable"]


def covers(rail: Rail, on: date) -> tuple[str, ...]:
    """Programs whose being required as such the rail asks already."""
    if rail.each == "workload":
        return ()
    return tuple(
        condition.program
        for _, condition in rail.asks(on)
        if isinstance(condition, Claimed) and condition.level_from == "data"
    )


def unheld(task: Task) -> Iterator[Lacking]:
    """What is left to whoever asks an engine that judges every condition."""
    yield Lacking(
        rail="",
        what="the engine judges what it is told: data, region, service and facts of a"
        " resource have to be handed to it truly, by their ids",
    )
    yield Lacking(
        rail="",
        what=f"the register's answers are those of {task.on}: export again when it,"
        " or the day that matters, changes",
    )
    for rail in task.chosen:
        if rail.each == "workload":
            yield Lacking(
                rail=rail.id,
                what="it is judged of the workload as a whole: here with each request,"
                " by `workload_facts`",
            )
