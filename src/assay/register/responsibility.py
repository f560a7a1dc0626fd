"""Who does what for a requirement, as stated in one place of one document.

What is written here are parties, parts, words and dates. Who answers for a requirement
of a service on a day, and what the customer then has to do, is derived by
`assay.register.responsibilities`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from assay.register.basis import AgreementKind, Extent, Source
from assay.register.program import Audience

__all__ = [
    "Allocation",
    "Duty",
    "Extract",
    "Inheritance",
    "Native",
    "PartyKind",
    "Precondition",
    "Provided",
    "Responsibility",
    "Satisfied",
    "Scheme",
    "ServiceModel",
]

PartyKind: TypeAlias = Literal["provider", "customer", "third_party", "authority"]
ServiceModel: TypeAlias = Literal["iaas", "paas", "saas"]
Scheme: TypeAlias = Literal["fedramp", "pci", "ccm", "soc", "iso27017", "cjis"]
"""A published vocabulary: FedRAMP's control origination, the PCI responsibility
summary, the CCM's SSRM ownership, complementary controls of SOC reports, the two
columns of ISO/IEC 27017, the columns of the CJIS companion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """One party's part in a requirement."""

    party: PartyKind
    duty: Literal["implement", "configure", "supply", "operate", "monitor"]
    layer: Literal["", "corporate", "system"] = ""
    """Of the provider: its organization as a whole, or the system that is offered."""
    name: str = ""
    """Of a third party or authority."""
    answers_for: Literal["", "provider", "customer", "authority"] = ""
    """Who is accountable for this part. Left out: the party itself, and the provider
    for a third party."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfied:
    """How the customer meets a duty (customer side only)."""

    control: str
    """The customer's own control, by its id there."""
    evidence: str = ""
    """Where the evidence lies; without any the duty is not met."""
    on: date | None = None
    """The day the evidence speaks of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What somebody other than the provider must do, by a stable id."""

    id: str
    bearer: Literal["customer", "third_party", "authority"]
    text: str
    kind: Literal["cuec", "csoc", "generic"] = "generic"
    """`cuec`: a complementary user entity control. `csoc`: a complementary subservice
    organization control."""
    name: str = ""
    """Of a third party or authority."""
    method: Literal["", "carve_out", "inclusive"] = ""
    """Of a csoc only: whether the report looks into that organization."""
    test: str = ""
    """Of an inclusive csoc: where the same report describes its test."""
    precondition: str = ""
    """When it arises, where it does not always."""
    evidence_kind: str = ""
    """What shows that it is met: a configuration, a record, a test."""
    serves: tuple[str, ...] = ()
    """Further requirements of the same catalog that it serves."""
    provided: str = ""
    """Id of what is provided that it goes with."""
    satisfied_by: tuple[Satisfied, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Provided:
    """Something that the provider gives and a customer may build on."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inheritance:
    """What is taken over from an authorization that somebody holds."""

    extent: Literal["none", "partial", "full"]
    authorization: str = ""
    """An attestation of this register."""
    package: str = ""
    """Otherwise the package id of an authorization that is not held here."""
    authorized: date | None = None
    """When that package was authorized."""
    provided: str = ""
    """Id of what is provided there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Precondition:
    """What must hold before the provider's part may be relied on; exactly one key."""

    agreement: AgreementKind | None = None
    """An agreement of this kind in force that designates the account."""
    eligible: str = ""
    """The program on whose list of eligible services the service stands."""
    fact: str = ""
    """Something that only those asked can state, such as `us_persons`."""
    says: str = ""
    """In words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Native:
    """What the document itself calls it; never the truth, and held against it."""

    scheme: Scheme
    word: str
    """`shared`, `CSP-owned`, `sp-system + customer-configured`."""
    status: Literal["", "implemented", "partial", "planned", "alternative"] = ""
    """FedRAMP's implementation status as the document has it; no verdict of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """Which version of a document it was taken from, and how far that may go."""

    version: str = ""
    digest: str = ""
    """SHA-256 of the document, in 64 hexadecimal digits."""
    locator: str = ""
    """Where in it: sheet and row, or a path."""
    attestation: str = ""
    """The attestation that the document belongs to: once it no longer holds, what was
    taken from it is stale."""
    until: date | None = None
    """The last day the document speaks of, where no attestation bounds it."""
    audience: Audience = "public"
    """Who may have the document, and so its sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibility:
    """Who does what for one requirement (`register/responsibilities/*.toml`)."""

    id: str
    program: str
    catalog: str
    """A catalog or baseline that the library holds."""
    requirement: str
    """One of its requirements, by its canonical id."""
    source: Source
    part: str = ""
    """The part of the requirement it speaks of, as the document names it: `3.5.1`."""
    extract: Extract | None = None
    services: Extent = "all"
    service_model: Literal["", "iaas", "paas", "saas"] = ""
    """Services of one model only; left out for all."""
    regions: Extent = "all"
    levels: tuple[str, ...] = ()
    """Levels of the program; empty for all."""
    since: date | None = None
    until: date | None = None
    """The last day."""
    allocations: tuple[Allocation, ...] = ()
    """Empty where the document tells no more than its `native` word."""
    native: tuple[Native, ...] = ()
    provider_text: str = ""
    """What the provider does, for those who may have the document."""
    internal_text: str = ""
    """What it does, for the provider alone: no export holds it."""
    provided: tuple[Provided, ...] = ()
    duties: tuple[Duty, ...] = ()
    inherits: tuple[Inheritance, ...] = ()
    preconditions: tuple[Precondition, ...] = ()
    """Beside the agreements and lists of eligible services that the program asks for,
    which go without saying."""
    not_applicable: str = ""
    """The reason, where the requirement does not apply."""
