"""A workload that is planned or runs, and the answer to "may it run here?".

A workload says what data it carries, what it must be under, and which resources it is
made of. An answer is one requirement per guard rail and subject, each with its reason,
its source and the smallest change that would make it allowed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from assay.canonical import Json

__all__ = ["Answer", "Move", "MoveKind", "Requirement", "Resource", "State", "Workload"]

State: TypeAlias = Literal["allowed", "not_allowed", "allowed_if", "unknown"]
"""`allowed_if`: open only because the customer has not stated something that is the
customer's to choose; `unknown`: the register or the map of services does not say."""

MoveKind: TypeAlias = Literal[
    "set", "region", "service", "sign", "designate", "drop", "provider"
]


def _no_facts() -> Mapping[str, Json]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One thing the workload is made of: a bucket, a database, an inventory's row."""

    id: str
    """Its address in the input: `aws_s3_bucket.records`, a logical id, a row's name."""
    service: str = ""
    """The provider's service, as the map of resource types says; empty if unmapped."""
    region: str = ""
    account: str = ""
    type: str = ""
    """What the input calls its kind: `aws_s3_bucket`, `AWS::S3::Bucket`."""
    facts: Mapping[str, Json] = field(default_factory=_no_facts)
    """What the input states of it, by the names of `library/guardrails/facts.toml`.

    Absent or null is not stated; `"not_applicable"` says that a resource of this type
    has no such property."""
    place: str = ""
    """Where in the file it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """What is asked about: data, required programs, resources and where they run."""

    id: str
    title: str = ""
    data: tuple[str, ...] = ()
    """Data classes it carries, by id or alias of `guardrails/data-classes.toml`."""
    programs: tuple[str, ...] = ()
    """Programs that every resource must be under."""
    resources: tuple[Resource, ...] = ()
    account: str = ""
    """The account of resources that name none."""
    facts: Mapping[str, Json] = field(default_factory=_no_facts)
    """Facts of the whole workload; a resource's own win."""
    levels: Mapping[str, str] = field(default_factory=dict[str, str])
    """The level at which a program is required."""
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Move:
    """One step of a change, as data.

    | kind      | subject               | name              | value               |
    |-----------|-----------------------|-------------------|---------------------|
    | set       | resource, or workload | fact              | the value to choose |
    | region    | resource              |                   | region              |
    | service   | resource              |                   | service             |
    | sign      | account               | kind of agreement |                     |
    | designate | account               | kind of agreement |                     |
    | drop      | workload              |                   | data class          |
    | provider  | service               | what is lacking   | where and at which  |
    |           |                       | (`claimed:soc-2`) | level               |

    `sign` and `designate` need the provider's signature as well as the customer's; a
    `provider` move nobody but the provider can make.
    """

    kind: MoveKind
    subject: str
    name: str = ""
    value: str | bool = ""
    region: str = ""
    """For `provider`: the region in which it is lacking."""
    level: str = ""
    """For `provider`: the level at which it is lacking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One guard rail, judged for one subject."""

    program: str
    """Empty where no program asks it: an unmapped resource, an empty workload."""
    rule: str
    """The guard rail's id; `claimed` where a program is required as such."""
    state: State
    reason: str
    source: str
    """What the state rests on: law or standard, then the register's own documents."""
    change: str
    """The smallest change that would make it allowed, in words; empty if it is."""
    subject: str
    """The resource, or the workload where it is judged as a whole."""
    moves: tuple[Move, ...] = ()
    """The same change as data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """May this workload run here, on that day?"""

    workload: Workload
    """With names as the register spells them."""
    on: date
    allowed: bool
    """Whether every requirement is."""
    requirements: tuple[Requirement, ...]
    """Those not allowed first, then unknown, allowed if, allowed."""
