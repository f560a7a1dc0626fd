"""What readers of documents need to know, and what they make of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assay.errors import Problem
from assay.register.basis import Source
from assay.register.program import Audience
from assay.register.responsibility import Responsibility, Scheme
from assay.register.values import Extent

__all__ = ["Answer", "Imported", "Known", "Line", "Origin", "Told"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the names in a document may stand for."""

    program: str
    catalog: str
    requirements: frozenset[str]
    withdrawn: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict[str, tuple[str, ...]]
    )
    """Requirements that are no longer asked, and what took their place."""
    services: Mapping[str, str] = field(default_factory=dict[str, str])
    """Every spelling of a service, folded, and the id it stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a document comes from, and for what it speaks unless it says so itself."""

    file: str
    source: Source
    digest: str = ""
    version: str = ""
    attestation: str = ""
    audience: Audience = "public"
    services: Extent = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something that a document asks of somebody, as it stands there."""

    text: str
    id: str = ""
    kind: str = ""
    name: str = ""
    method: str = ""
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a document says of one requirement, before it is held against anything."""

    place: str
    requirement: str
    scheme: Scheme
    word: str
    """A canonical word of the scheme."""
    status: str = ""
    provider: str = ""
    reason: str = ""
    """Why it does not apply."""
    duties: tuple[Told, ...] = ()
    service: str = ""
    service_model: str = ""
    package: str = ""
    """Package id and day of an authorization that is inherited, as written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The customer's side of an OSCAL plan: what was taken over, and what was done."""

    uuid: str
    requirement: str
    refers_to: str
    """The uuid of what is provided, or of the duty."""
    kind: str
    """`inherited` or `satisfied`."""
    text: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What was read from a document."""

    statements: tuple[Responsibility, ...]
    problems: tuple[Problem, ...]
    answers: tuple[Answer, ...] = ()
    scheme: str = ""
    """The vocabulary it is written in, or `oscal`."""
