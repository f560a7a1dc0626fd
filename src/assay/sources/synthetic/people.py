"""Workers, and what follows from being one: courses, screening, acknowledgements."""

from dataclasses import dataclass

from assay.sources.synthetic.columns import Columns
from assay.sources.synthetic.world import DAY, HOUR, World

__all__ = [
    "People",
    "acknowledgements",
    "people_of",
    "policies",
    "screenings",
    "trainings",
    "worker_name",
    "workers",
]

_OFFICES = (
    "identity",
    "platform",
    "security-engineering",
    "data-centers",
    "people-operations",
    "compliance-lead",
    "quality",
)
_POLICIES = (
    "access-control",
    "acceptable-use",
    "change-management",
    "code-of-conduct",
    "cryptography",
    "data-handling",
    "incident-response",
    "physical-security",
    "shared-responsibilities",
    "supplier-security",
)
_BINDING = ("acceptable-use", "code-of-conduct", "data-handling", "incident-response")
_RISKS = ("risk-company", "risk-infrastructure", "risk-services", "risk-government")
UNRECORDED = 10
"""Index of a person who is screened, and of whom it is not recorded whether they are a
US person, once an exception plants that; nobody draws them by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who works, or worked, for the provider."""

    names: list[str]
    joined: list[int]
    left: list[int | None]
    present: list[str]
    """Those who have not left."""
    screened: list[str]
    """Those present who may work in the government regions."""


def worker_name(index: int) -> str:
    """Id of the worker of that index."""
    return f"w{index:05d}"


def people_of(world: World) -> People:
    """The people of a world: one in sixteen has left, one in eight is screened."""
    dice = world.dice("people")
    count = range(world.size)
    names = [worker_name(index) for index in count]
    joined = dice.ago(world.size, 400 * DAY, 3000 * DAY)
    ended = dice.ago(world.size, 3 * DAY, 300 * DAY)
    left = [ended[i] if i % 16 == 9 else None for i in count]  # noqa: PLR2004 - a share
    present = [names[i] for i in count if left[i] is None and i != UNRECORDED]
    screened = [names[i] for i in count if _is_screened(i) and left[i] is None]
    return People(
        names=names, joined=joined, left=left, present=present, screened=screened
    )


def _is_screened(index: int) -> bool:
    return index % 8 == 3  # noqa: PLR2004 - a share


def workers(world: World, people: People) -> Columns:
    """Table `worker`."""
    dice = world.dice("worker")
    count = range(world.size)
    citizens = dice.picks((True, True, False), world.size)
    statuses = ["leave" if i % 50 == 33 else "active" for i in count]  # noqa: PLR2004
    return {
        "worker_id": people.names,
        "status": [
            "left" if people.left[i] is not None else statuses[i] for i in count
        ],
        "kind": dice.picks(("employee",) * 6 + ("contractor",), world.size),
        "department": [_OFFICES[i % len(_OFFICES)] for i in count],
        "manager_id": [people.names[i // 8] for i in count],
        "joined_at": people.joined,
        "left_at": list(people.left),
        "us_person": [_is_screened(i) or citizens[i] for i in count],
        "observed_at": [world.now] * world.size,
    }


def trainings(world: World, people: People) -> Columns:
    """Table `training`: what is due is completed; some is not due yet."""
    taken = [
        (name, course)
        for index, name in enumerate(people.names)
        for course in _courses(index)
    ]
    count = len(taken)
    dice = world.dice("training")
    due = dice.ago(count, 10 * DAY, 350 * DAY)
    early = dice.spans(count, DAY, 40 * DAY)
    ahead = [index % 41 == 40 for index in range(count)]  # noqa: PLR2004 - a share
    return {
        "record_id": [f"{name}/{course}" for name, course in taken],
        "worker_id": [name for name, _ in taken],
        "course": [course for _, course in taken],
        "due_at": [world.now + early[i] if ahead[i] else due[i] for i in range(count)],
        "completed_at": [None if ahead[i] else due[i] - early[i] for i in range(count)],
        "observed_at": [world.now] * count,
    }


def _courses(index: int) -> tuple[str, ...]:
    role = ("secure-engineering",) if index % 2 else ("handling-customer-data",)
    export = ("export-controls",) if _is_screened(index) else ()
    return ("security-awareness", *role, *export)


def screenings(world: World, people: People) -> Columns:
    """Table `screening`: all cleared before the first day."""
    checked = [
        (index, kind) for index in range(world.size) for kind in _checks_of(index)
    ]
    count = len(checked)
    before = world.dice("screening").spans(count, 2 * DAY, 30 * DAY)
    return {
        "record_id": [f"{people.names[i]}/{kind}" for i, kind in checked],
        "worker_id": [people.names[i] for i, _ in checked],
        "kind": [kind for _, kind in checked],
        "completed_at": [
            people.joined[i] - before[row] for row, (i, _) in enumerate(checked)
        ],
        "cleared": [True] * count,
        "access_from": [people.joined[i] for i, _ in checked],
        "observed_at": [world.now] * count,
    }


def _checks_of(index: int) -> tuple[str, ...]:
    if _is_screened(index) or index == UNRECORDED:
        return ("employment", "fingerprint")
    return ("employment",)


def policies(world: World, people: People) -> Columns:
    """Table `policy`: policies, and the risk assessments that are kept like them."""
    listed = (*_POLICIES, *_RISKS)
    count = len(listed)
    reviewed = world.dice("policy").ago(count, 20 * DAY, 300 * DAY)
    return {
        "policy_id": list(listed),
        "title": [name.replace("-", " ").capitalize() for name in listed],
        "owner_id": [people.present[i % len(people.present)] for i in range(count)],
        "approved_by": [people.present[0]] * count,
        "reviewed_at": reviewed,
        "review_due_at": [moment + 365 * DAY for moment in reviewed],
        "published": [True] * count,
        "observed_at": [world.now] * count,
    }


def acknowledgements(world: World, people: People) -> Columns:
    """Table `acknowledgement`: given within three weeks; some asked for just now."""
    asked = [(name, policy) for name in people.names for policy in _BINDING]
    count = len(asked)
    dice = world.dice("acknowledgement")
    required = dice.ago(count, 40 * DAY, 300 * DAY)
    given = dice.spans(count, HOUR, 21 * DAY)
    fresh = [row % 67 == 66 for row in range(count)]  # noqa: PLR2004 - a share
    return {
        "record_id": [f"{name}/{policy}" for name, policy in asked],
        "worker_id": [name for name, _ in asked],
        "policy_id": [policy for _, policy in asked],
        "required_at": [
            world.now - 5 * DAY if fresh[row] else required[row] for row in range(count)
        ],
        "acknowledged_at": [
            None if fresh[row] else required[row] + given[row] for row in range(count)
        ],
        "observed_at": [world.now] * count,
    }
