"""Data centers: who entered, and the equipment that protects them."""

from assay.sources.synthetic.columns import Columns
from assay.sources.synthetic.people import People
from assay.sources.synthetic.world import DAY, World

__all__ = ["entries", "equipment"]

_EQUIPMENT = ("ups", "generator", "fire", "cooling", "camera")


def _facilities(world: World) -> list[tuple[str, str]]:
    """Name and region of each data center: two in a region."""
    return [(f"{region}-dc{n}", region) for region in world.regions for n in (1, 2)]


def entries(world: World, people: People) -> Columns:
    """Table `facility_access`: authorized people, and visitors with an escort."""
    places = _facilities(world)
    each = max(4, round(10 * world.size / len(places)))
    count = each * len(places)
    dice = world.dice("facility_access")
    here = [place for place in places for _ in range(each)]
    visits = [row % 11 == 10 for row in range(count)]  # noqa: PLR2004 - a share
    known = dice.picks(people.present, count)
    since = dice.ago(count, 90 * DAY, 380 * DAY)
    ends = [row % 2 == 0 for row in range(count)]
    return {
        "entry_id": [
            f"entry/{facility}/{row % each:06d}"
            for row, (facility, _) in enumerate(here)
        ],
        "facility": [facility for facility, _ in here],
        "worker_id": [None if visits[row] else known[row] for row in range(count)],
        "badge": [f"badge-{row % 9000:04d}" for row in range(count)],
        "entered_at": dice.ago(count, DAY // 24, 80 * DAY),
        "authorized_from": [
            None if visits[row] else since[row] for row in range(count)
        ],
        "authorized_until": [
            world.now + 60 * DAY if ends[row] and not visits[row] else None
            for row in range(count)
        ],
        "escorted_by": [known[row] if visits[row] else None for row in range(count)],
        "region": [region for _, region in here],
        "observed_at": [world.now] * count,
    }


def equipment(world: World, _people: People) -> Columns:
    """Table `facility_equipment`: maintained within half a year, and tested."""
    rows = [
        (facility, region, kind, n)
        for facility, region in _facilities(world)
        for kind in _EQUIPMENT
        for n in (1, 2)
    ]
    count = len(rows)
    last = world.dice("facility_equipment").ago(count, 5 * DAY, 170 * DAY)
    return {
        "equipment_id": [f"{facility}/{kind}-{n}" for facility, _, kind, n in rows],
        "facility": [facility for facility, _, _, _ in rows],
        "kind": [kind for _, _, kind, _ in rows],
        "maintained_at": last,
        "maintenance_due_at": [moment + 182 * DAY for moment in last],
        "test_passed": [True] * count,
        "region": [region for _, region, _, _ in rows],
        "observed_at": [world.now] * count,
    }
