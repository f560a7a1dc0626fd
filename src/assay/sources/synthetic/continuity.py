"""Backups, restores, replicas, transfers, and the walls between customers."""

from assay.sources.synthetic.columns import Columns, placed, spread
from assay.sources.synthetic.people import People
from assay.sources.synthetic.world import DAY, HOUR, World

__all__ = ["backups", "boundaries", "replicas", "restores", "transfers"]

_BOUNDARIES = ("machines", "networks", "storage", "keys")
_QUARTERS = (-75, 15, 106, 197)
"""Days ago on which a quarterly test was due; the first is still ahead."""


def backups(world: World, _people: People) -> Columns:
    """Table `backup_run`: nightly, verified, copied to another region alike."""
    each = world.each(15.0, least=3)
    services, regions = spread(world.cells, each)
    count = len(services)
    dice = world.dice("backup_run")
    scheduled = [world.now - (1 + row % each) * DAY for row in range(count)]
    takes = dice.spans(count, HOUR // 4, 3 * HOUR)
    elsewhere = {region: _second(world, region) for region in world.regions}
    return {
        **placed(world, "backup_run", services, regions, each),
        "resource_id": [f"data/{service}" for service in services],
        "scheduled_at": scheduled,
        "finished_at": [scheduled[row] + takes[row] for row in range(count)],
        "succeeded": [True] * count,
        "copied_to": [elsewhere[region] for region in regions],
        "checksum_ok": [True] * count,
    }


def _second(world: World, region: str) -> str:
    """Another region of the same partition, or a site apart where there is none."""
    alike = [
        other
        for other in world.regions
        if (other in world.government) == (region in world.government)
    ]
    return alike[alike.index(region) - 1] if len(alike) > 1 else f"{region}-vault"


def restores(world: World, _people: People) -> Columns:
    """Table `restore_test`: each quarter in each cell."""
    each = len(_QUARTERS)
    services, regions = spread(world.cells, each)
    count = len(services)
    dice = world.dice("restore_test")
    due = [world.now - _QUARTERS[row % each] * DAY for row in range(count)]
    early = dice.spans(count, DAY, 10 * DAY)
    done = [_QUARTERS[row % each] > 0 for row in range(count)]
    takes = dice.numbers(count, 10, 90)
    return {
        **placed(world, "restore_test", services, regions, each),
        "resource_id": [f"data/{service}" for service in services],
        "due_at": due,
        "tested_at": [
            due[row] - early[row] if done[row] else None for row in range(count)
        ],
        "succeeded": [True if d else None for d in done],
        "minutes": [takes[row] if done[row] else None for row in range(count)],
    }


def replicas(world: World, _people: People) -> Columns:
    """Table `replica`: two of each resource, in two zones."""
    each = 2 * world.each(2.0)
    services, regions = spread(world.cells, each)
    count = len(services)
    lags = world.dice("replica").numbers(count, 0, 200)
    return {
        **placed(world, "replica", services, regions, each),
        "resource_id": [
            f"data/{services[row]}/{regions[row]}/{row % each // 2:05d}"
            for row in range(count)
        ],
        "zone": [f"{regions[row]}{'ab'[row % 2]}" for row in range(count)],
        "healthy": [True] * count,
        "lag_seconds": [lag / 10 for lag in lags],
    }


def transfers(world: World, _people: People) -> Columns:
    """Table `data_transfer`: complete, encrypted, and where they were meant to land."""
    each = world.each(1.0, least=1)
    services, regions = spread(world.cells, each)
    count = len(services)
    dice = world.dice("data_transfer")
    items = dice.numbers(count, 100, 900_000)
    landed = dice.picks([f"bucket-{i:04d}" for i in range(900)], count)
    return {
        **placed(world, "data_transfer", services, regions, each),
        "customer": dice.picks([f"customer-{i:03d}" for i in range(300)], count),
        "started_at": dice.ago(count, DAY, 180 * DAY),
        "encrypted": [True] * count,
        "expected_items": items,
        "received_items": list(items),
        "checksum_ok": [True] * count,
        "destination": landed,
        "landed": list(landed),
    }


def boundaries(world: World, _people: People) -> Columns:
    """Table `tenant_isolation`: four boundaries of each cell, each quarter."""
    each = len(_BOUNDARIES) * len(_QUARTERS)
    services, regions = spread(world.cells, each)
    count = len(services)
    ago = [_QUARTERS[row % each // len(_BOUNDARIES)] for row in range(count)]
    due = [world.now - days * DAY for days in ago]
    early = world.dice("tenant_isolation").spans(count, DAY, 8 * DAY)
    return {
        **placed(world, "tenant_isolation", services, regions, each),
        "target": [_BOUNDARIES[row % len(_BOUNDARIES)] for row in range(count)],
        "due_at": due,
        "tested_at": [
            due[row] - early[row] if ago[row] > 0 else None for row in range(count)
        ],
        "crossed": [False if days > 0 else None for days in ago],
    }
