"""Accounts, what they were granted, and the reviews of both."""

from assay.sources.synthetic.columns import Columns, placed, spread
from assay.sources.synthetic.people import People
from assay.sources.synthetic.world import DAY, HOUR, World

__all__ = ["accounts", "grants", "reviews"]


def accounts(world: World, people: People) -> Columns:
    """Table `account`: in the directory, on consoles, and of programs."""
    directory = _personal(world, people, "directory", list(range(world.size)))
    console = _personal(world, people, "console", list(range(1, world.size, 2)))
    deploying = _programs(world)
    return {
        name: directory[name] + console[name] + deploying[name] for name in directory
    }


def _personal(world: World, people: People, system: str, held_by: list[int]) -> Columns:
    """Accounts of people: disabled within the day once they have left."""
    count = len(held_by)
    dice = world.dice(f"account/{system}")
    until = dice.spans(count, HOUR, 20 * HOUR)
    used = dice.spans(count, HOUR, 30 * DAY)
    left = [people.left[i] for i in held_by]
    ended = [None if t is None else t + until[row] for row, t in enumerate(left)]
    here = [world.cells[i * 7 % len(world.cells)] for i in held_by]
    local = system != "directory"
    return {
        "account_id": [f"{system}/{people.names[i]}" for i in held_by],
        "system": [system] * count,
        "name": [people.names[i] for i in held_by],
        "worker_id": [people.names[i] for i in held_by],
        "kind": ["person"] * count,
        "privileged": [local and i % 4 == 1 for i in held_by],
        "enabled": [moment is None for moment in ended],
        "created_at": [people.joined[i] for i in held_by],
        "disabled_at": ended,
        "last_used_at": [(left[row] or world.now) - used[row] for row in range(count)],
        "mfa": [True] * count,
        "password_set": [True] * count,
        "service": [service if local else None for service, _ in here],
        "region": [region if local else None for _, region in here],
        "observed_at": [world.now] * count,
    }


def _programs(world: World) -> Columns:
    """One account in each cell with which deployments are made."""
    count = len(world.cells)
    names = [f"deploy-{service}-{region}" for service, region in world.cells]
    return {
        "account_id": [f"program/{name}" for name in names],
        "system": ["program"] * count,
        "name": names,
        "worker_id": [None] * count,
        "kind": ["service"] * count,
        "privileged": [True] * count,
        "enabled": [True] * count,
        "created_at": [world.now - 500 * DAY] * count,
        "disabled_at": [None] * count,
        "last_used_at": [world.now - HOUR] * count,
        "mfa": [True] * count,
        "password_set": [False] * count,
        "service": [service for service, _ in world.cells],
        "region": [region for _, region in world.cells],
        "observed_at": [world.now] * count,
    }


def grants(world: World, people: People) -> Columns:
    """Table `access_grant`: approved by another, and for a time where privileged."""
    each = world.each(2.0)
    services, regions = spread(world.cells, each)
    count = len(services)
    dice = world.dice("access_grant")
    anyone = dice.picks(people.present, count)
    screened = dice.picks(people.screened, count)
    holders = [
        screened[row] if region in world.government else anyone[row]
        for row, region in enumerate(regions)
    ]
    asked_before = dice.spans(count, HOUR, 48 * HOUR)
    granted = dice.ago(count, DAY, 100 * DAY)
    lasts = dice.spans(count, 14 * DAY, 85 * DAY)
    privileged = [row % 3 == 0 for row in range(count)]
    return {
        **placed(world, "access_grant", services, regions, each),
        "account_id": [f"directory/{name}" for name in holders],
        "role": ["administrator" if p else "operator" for p in privileged],
        "resource": services,
        "privileged": privileged,
        "requested_by": holders,
        "approved_by": _others(holders, people.present, dice.numbers(count, 1, 7)),
        "approved_at": [granted[row] - asked_before[row] for row in range(count)],
        "granted_at": granted,
        "expires_at": [
            granted[row] + lasts[row] if privileged[row] else None
            for row in range(count)
        ],
    }


def _others(names: list[str], among: list[str], steps: list[int]) -> list[str]:
    """For each name somebody else, a few places further on."""
    place = {name: index for index, name in enumerate(among)}
    last = len(among) - 1
    return [
        among[(place[name] + min(step, last)) % len(among)]
        for name, step in zip(names, steps, strict=True)
    ]


def reviews(world: World, people: People) -> Columns:
    """Table `access_review`: each service each quarter, and one that is still open."""
    quarters = (-70, 20, 111, 202, 293)
    rows = [(service, ago) for service in world.services for ago in quarters]
    count = len(rows)
    dice = world.dice("access_review")
    early = dice.spans(count, DAY, 14 * DAY)
    scope = dice.numbers(count, 20, 80)
    removed = dice.numbers(count, 0, 4)
    due = [world.now - ago * DAY for _, ago in rows]
    done = [ago > 0 for _, ago in rows]
    return {
        "review_id": [
            f"review/{service}/{index % len(quarters)}"
            for index, (service, _) in enumerate(rows)
        ],
        "system": [service for service, _ in rows],
        "reviewer_id": dice.picks(people.present, count),
        "due_at": due,
        "completed_at": [
            due[row] - early[row] if done[row] else None for row in range(count)
        ],
        "accounts_in_scope": scope,
        "accounts_reviewed": [scope[row] if done[row] else 0 for row in range(count)],
        "revocations_requested": [
            removed[row] if done[row] else 0 for row in range(count)
        ],
        "revocations_done": [removed[row] if done[row] else 0 for row in range(count)],
        "service": [service for service, _ in rows],
        "observed_at": [world.now] * count,
    }
