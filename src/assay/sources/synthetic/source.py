"""The generator as a source: made-up rows, marked as such, over every table it has."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from assay.errors import BadInput, Problem
from assay.evidence import Batch, Gap, Reach, Request
from assay.sources.batches import collector
from assay.sources.options import meanings, option_problem, read_options, says
from assay.sources.synthetic import (
    access,
    changes,
    continuity,
    estate,
    facilities,
    hosts,
    people,
)
from assay.sources.synthetic.columns import Columns, arrow_rows, in_region
from assay.sources.synthetic.people import People, people_of
from assay.sources.synthetic.planting import (
    SEEN,
    Planted,
    gap_region,
    plan,
    plant,
)
from assay.sources.synthetic.world import World, world_of

__all__ = ["Synthetic", "planted"]

_SMALLEST = 12
_LARGEST = 1_000_000
_LISTED = "crypto_module"
_TABLES: dict[str, Callable[[World, People], Columns]] = {
    "worker": people.workers,
    "account": access.accounts,
    "access_grant": access.grants,
    "access_review": access.reviews,
    "change": changes.changes,
    "incident": changes.incidents,
    "resource": estate.resources,
    "storage_bucket": estate.buckets,
    "network_rule": estate.rules,
    "endpoint": estate.endpoints,
    "crypto_module": estate.modules,
    "encryption": estate.volumes,
    "backup_run": continuity.backups,
    "restore_test": continuity.restores,
    "vulnerability": hosts.vulnerabilities,
    "host_setting": hosts.settings,
    "time_sync": hosts.clocks,
    "training": people.trainings,
    "screening": people.screenings,
    "facility_access": facilities.entries,
    "facility_equipment": facilities.equipment,
    "policy": people.policies,
    "acknowledgement": people.acknowledgements,
    "data_transfer": continuity.transfers,
    "tenant_isolation": continuity.boundaries,
    "replica": continuity.replicas,
    "scan_result": hosts.scans,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What can be configured."""

    seed: int = field(default=7, metadata=says("Another seed gives other rows"))
    size: int = field(
        default=200,
        metadata=says("Number of workers; every other population grows with it"),
    )
    exceptions: bool = field(
        default=True,
        metadata=says("Whether to plant the listed exceptions among clean rows"),
    )


class Synthetic:
    """Populations of a provider that does not exist, for demonstrations and tests.

    The same seed, size, time and places give the same rows. The exceptions planted in
    them are listed by `planted`, which a run must find, all of them and no others.
    """

    kind = "synthetic"
    tables = tuple(_TABLES)
    options = meanings(Options)

    def collect(self, request: Request) -> Iterator[Batch]:
        """Yield every table; modules region by region, one of them in part."""
        options = read_options(Options, request)
        _check_size(request, options.size)
        world = world_of(request, seed=options.seed, size=options.size)
        exceptions = plan(world) if options.exceptions else ()
        everyone = people_of(world)
        for table, build in _TABLES.items():
            columns = build(world, everyone)
            plant(table, columns, exceptions, world.now)
            if table == _LISTED and world.government:
                yield from _by_region(request, world, columns, gap=bool(exceptions))
            else:
                yield _whole(request, world, table, arrow_rows(table, columns))


def planted(
    *,
    seed: int,
    size: int,
    at: datetime,
    services: tuple[str, ...] = (),
    regions: tuple[str, ...] = (),
    cells: tuple[tuple[str, str], ...] = (),
) -> tuple[Planted, ...]:
    """The exceptions that a collection with these arguments holds."""
    request = Request(
        name="synthetic",
        options={},
        root=Path(),
        at=at,
        services=services,
        regions=regions,
        extra={"cells": cells},
    )
    return plan(world_of(request, seed=seed, size=size))


def _check_size(request: Request, size: int) -> None:
    if not _SMALLEST <= size <= _LARGEST:
        message = f"A world of {size} workers cannot be made"
        remedy = f"Write a whole number from {_SMALLEST} to {_LARGEST}."
        problem: Problem = option_problem(request, "size", message, remedy)
        raise BadInput([problem])


def _whole(request: Request, world: World, table: str, rows: pa.Table) -> Batch:
    """A batch that saw all it was to see."""
    reach = Reach(
        services=world.services if rows["service"].null_count < len(rows) else (),
        regions=world.regions if rows["region"].null_count < len(rows) else (),
    )
    return _batch(request, table, rows, expected=reach, got=reach)


def _by_region(
    request: Request, world: World, columns: Columns, *, gap: bool
) -> Iterator[Batch]:
    """Modules as each government region lists them."""
    for region in world.government:
        here = arrow_rows(_LISTED, in_region(columns, region))
        expected = Reach(regions=(region,), parts=("modules in use",))
        if gap and region == gap_region(world):
            yield _batch(
                request,
                _LISTED,
                here.slice(0, SEEN),
                expected=expected,
                got=Reach(regions=(region,)),
                gap=Gap(
                    part="modules in use",
                    reason=f"the list of {region} ended after the first page",
                ),
                count=len(here),
                region=region,
            )
        else:
            yield _batch(
                request, _LISTED, here, expected=expected, got=expected, region=region
            )


def _batch(
    request: Request,
    table: str,
    rows: pa.Table,
    *,
    expected: Reach,
    got: Reach,
    gap: Gap | None = None,
    count: int | None = None,
    region: str = "",
) -> Batch:
    return Batch(
        table=table,
        rows=rows,
        source=request.name,
        collector=collector(Synthetic.kind),
        query=f"made-up rows of {table}",
        parameters={"region": region} if region else {},
        observed_at=request.at,
        asked=expected,
        expected=expected,
        got=got,
        gaps=(gap,) if gap else (),
        synthetic=True,
        expected_rows=len(rows) if count is None else count,
    )
