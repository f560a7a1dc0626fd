"""What a run can see of the evidence: which batches, whether sound, fresh and whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assay.checks.values import Check
from assay.errors import BadInput
from assay.evidence import Lake, Manifest, batch_digest, stale

__all__ = ["Doubt", "Sight", "doubt", "look", "obstacle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One table as of a time."""

    table: str
    batches: tuple[Manifest, ...] = ()
    """The newest batch of each source, query and parameters."""
    paths: tuple[Path, ...] = ()
    obstacle: str = ""
    """Why the table cannot be used; empty where it can."""

    @property
    def digests(self) -> tuple[str, ...]:
        """The digests of the batches: what a verdict rests on."""
        return tuple(batch_digest(batch) for batch in self.batches)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why nothing can be met, and where; an empty reason is no doubt."""

    reason: str = ""
    services: tuple[str, ...] = ()
    """The services it reaches; empty for all of them, as is `regions`."""
    regions: tuple[str, ...] = ()


def look(lake: Lake, table: str, at: datetime) -> Sight:
    """What there is of a table, each batch held against its manifest before use."""
    try:
        batches = lake.latest(table, at)
        faults = [fault for batch in batches for fault in lake.check(batch)]
        paths = tuple(path for batch in batches for path in lake.paths(batch))
    except BadInput as fault:
        first = fault.problems[0]
        return Sight(table=table, obstacle=f"{first.file}: {first.message}")
    if faults:
        why = f"{faults[0].file}: {faults[0].message}"
        return Sight(table=table, batches=batches, obstacle=why)
    if not batches:
        return Sight(table=table, obstacle=f"there is no evidence of {table}")
    return Sight(table=table, batches=batches, paths=paths)


def obstacle(check: Check, sights: Mapping[str, Sight]) -> str:
    """Why the check cannot be run at all; empty where it can."""
    found = [sights[table].obstacle for table in check.reads]
    return next((why for why in found if why), "")


def doubt(check: Check, sights: Mapping[str, Sight], at: datetime) -> Doubt:
    """Why the check cannot be met on this evidence, and where.

    A stale or partial batch casts doubt on the cells that it was to reach: on all of
    them, where it was not collected by service or region.
    """
    found = [
        (why, batch.expected)
        for table in check.reads
        for batch in sights[table].batches
        for why in _doubts(batch, check.max_age, at)
    ]
    if not found:
        return Doubt()
    first = found[0][0]
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return Doubt(
        reason=f"{first}{more}",
        services=_together([reach.services for _, reach in found]),
        regions=_together([reach.regions for _, reach in found]),
    )


def _together(reached: list[tuple[str, ...]]) -> tuple[str, ...]:
    """All that are named; nothing, which means everywhere, if any names none."""
    if not all(reached):
        return ()
    return tuple(sorted({name for names in reached for name in names}))


def _doubts(batch: Manifest, max_age: timedelta, at: datetime) -> Iterable[str]:
    if stale(batch, at, max_age):
        seen = batch.observed_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
        what = f"{batch.table} from {batch.source}"
        yield f"{what} was observed at {seen}, over {_spoken(max_age)} ago"
    if batch.partial:
        missing = batch.gaps[0].reason if batch.gaps else "less was got than expected"
        yield f"{batch.table} from {batch.source} is partial: {missing}"


def _spoken(age: timedelta) -> str:
    minutes = int(age.total_seconds()) // 60
    for unit, size in (("days", 1440), ("hours", 60)):
        if minutes >= 2 * size and minutes % size == 0:
            return f"{minutes // size} {unit}"
    return f"{minutes} minutes"
