"""Changes to production, and incidents in it."""

from typing import TypeVar

from assay.sources.synthetic.columns import Columns, placed, spread
from assay.sources.synthetic.people import People
from assay.sources.synthetic.world import DAY, HOUR, MINUTE, World

__all__ = ["changes", "incidents"]

T = TypeVar("T")

_CAUSES = (
    "a certificate expired",
    "a configuration was rolled out too fast",
    "a disk failed",
    "a query plan changed",
    "a switch was misconfigured",
)
_SEVERITIES = ("critical", "high", "medium", "medium", "low", "low", "low")


def changes(world: World, people: People) -> Columns:
    """Table `change`: tested and approved by another; emergencies approved next day."""
    each = world.each(12.0, least=5)
    services, regions = spread(world.cells, each)
    count = len(services)
    dice = world.dice("change")
    kinds = [_kind(row) for row in range(count)]
    waiting = [row % 31 == 30 for row in range(count)]  # noqa: PLR2004 - a share
    first = dice.numbers(count, 0, len(people.present) - 1)
    step = dice.numbers(count, 1, min(9, len(people.present) - 1))
    authors = [people.present[place] for place in first]
    approvers = [
        people.present[(first[row] + step[row]) % len(people.present)]
        for row in range(count)
    ]
    deployed = dice.ago(count, 3 * DAY, 180 * DAY)
    waited = dice.spans(count, HOUR, 40 * HOUR)
    tested = dice.spans(count, 10 * MINUTE, 50 * MINUTE)
    written = dice.spans(count, 41 * HOUR, 200 * HOUR)
    late = [1 if kind == "emergency" else -1 for kind in kinds]
    return {
        **placed(world, "change", services, regions, each),
        "repository": services,
        "kind": kinds,
        "author": authors,
        "committer": authors,
        "approved_by": _unless(waiting, approvers),
        "approved_at": _unless(
            waiting, [deployed[row] + late[row] * waited[row] for row in range(count)]
        ),
        "tested_at": _unless(
            waiting, [deployed[row] - tested[row] for row in range(count)]
        ),
        "deployed_at": _unless(waiting, deployed),
        "authored_at": [deployed[row] - written[row] for row in range(count)],
        "merged": [True] * count,
        "signed_off_by": [[author] for author in authors],
        "signature": ["good"] * count,
        "documented": [True] * count,
    }


def _kind(row: int) -> str:
    if row % 25 == 24:  # noqa: PLR2004 - a share
        return "emergency"
    return "configuration" if row % 5 == 4 else "normal"  # noqa: PLR2004 - a share


def _unless(waiting: list[bool], values: list[T]) -> list[T | None]:
    return [
        None if wait else value for wait, value in zip(waiting, values, strict=True)
    ]


def incidents(world: World, _people: People) -> Columns:
    """Table `incident`: taken on within the hour, resolved within the day."""
    each = world.each(0.3, least=1)
    services, regions = spread(world.cells, each)
    count = len(services)
    dice = world.dice("incident")
    detected = dice.ago(count, 4 * DAY, 180 * DAY)
    taken = dice.spans(count, 5 * MINUTE, 50 * MINUTE)
    solved = dice.spans(count, 2 * HOUR, 20 * HOUR)
    told = dice.spans(count, 2 * HOUR, 60 * HOUR)
    affected = [row % 4 == 0 for row in range(count)]
    return {
        **placed(world, "incident", services, regions, each),
        "severity": dice.picks(_SEVERITIES, count),
        "detected_at": detected,
        "recorded_at": [moment + 3 * MINUTE for moment in detected],
        "acknowledged_at": [detected[row] + taken[row] for row in range(count)],
        "resolved_at": [detected[row] + solved[row] for row in range(count)],
        "root_cause": dice.picks(_CAUSES, count),
        "customers_affected": affected,
        "notified_at": [
            detected[row] + told[row] if affected[row] else None for row in range(count)
        ],
    }
