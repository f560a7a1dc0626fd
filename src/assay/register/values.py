"""What the provider answers for, as plain values with dates.

A claim is never a flag. It is an attestation: one dated statement by someone entitled
to make it, over a scope, resting on a source. States are derived from these dates by
`assay.register.state`; no file can set one.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from assay.register.agreement import Agreement, Eligible, Terms
from assay.register.basis import Extent, Source
from assay.register.program import Audience, Program
from assay.register.responsibility import Responsibility

__all__ = [
    "Agreement",
    "Attestation",
    "Bridge",
    "Copy",
    "Covered",
    "Deviation",
    "Document",
    "Eligible",
    "Exclusion",
    "Extent",
    "Membership",
    "Migration",
    "Party",
    "Period",
    "Plan",
    "Provider",
    "Region",
    "Register",
    "Responsibility",
    "Scope",
    "Service",
    "Source",
    "Subservice",
    "Terms",
    "Validation",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Whose register this is (`register/provider.toml`)."""

    id: str
    name: str
    services_stated: bool = True
    """False where the register's source names no services at all."""
    speaks_on: date | None = None
    """The day a question without a date is asked of: set where the register records a
    historical source, absent where it is kept up to date."""
    fictional: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Something the provider sells (`services.toml`, `[[service]]`)."""

    id: str
    title: str
    category: str
    regions: Extent = "all"
    aliases: tuple[str, ...] = ()
    launched: date | None = None
    retired: date | None = None
    model: Literal["iaas", "paas", "saas"] = "paas"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A place from which services are run (`regions.toml`, `[[region]]`)."""

    id: str
    title: str
    country: str
    """ISO 3166-1 alpha-2."""
    partition: Literal["commercial", "government"] = "commercial"
    aliases: tuple[str, ...] = ()
    opened: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accreditation:
    """What entitles a party to a role."""

    role: str
    """An assessor role of some program: `cpa-firm`, `certification-body`, `3pao`..."""
    scheme: str = ""
    by: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A firm, body, authority, customer or office (`parties.toml`, `[[party]]`)."""

    id: str
    name: str
    kind: Literal["provider", "assessor", "authority", "owner", "customer", "office"]
    accredited: tuple[Accreditation, ...] = ()
    accounts: tuple[str, ...] = ()
    """A customer's account numbers with the provider."""
    joined: tuple["Membership", ...] = ()
    """Accounts among these that were not the customer's at all times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """From when to when an account is a customer's."""

    account: str
    since: date | None = None
    until: date | None = None
    """The last day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that register facts rest on (`sources.toml`, `[[source]]`)."""

    id: str
    title: str
    publisher: str
    dated: date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From the first day to the last, both included."""

    start: date
    end: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A product of axes: each listed service, in each listed region, at each level."""

    services: Extent
    regions: Extent
    levels: tuple[str, ...] = ()
    """Empty where the program has no levels."""
    since: date | None = None
    """When this part of the scope joined, if later than the attestation itself."""
    until: date | None = None
    facilities: tuple[str, ...] = ()
    """Sites that it is limited to; none named is no limit. So with the next three."""
    data: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    recorded: date | None = None
    """When this part was entered here, if later than the statement."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """What is expressly not in scope, and why."""

    services: Extent
    regions: Extent
    reason: str
    levels: tuple[str, ...] = ()
    """Levels that it is limited to; none named is no limit. So with what follows."""
    facilities: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    recorded: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """A bridge letter: management's word, unaudited, from a period's end to a day."""

    issued: date
    until: date
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """A validated cryptographic module, for attestations of kind module_validation."""

    module: str
    certificate: str = ""
    version: str = ""
    platform: str = ""
    overall_level: int | None = None
    revoked: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """Where a report's auditor found that a control had not worked as described."""

    criterion: str
    """The criterion or control objective, by its id."""
    what: str
    """What the auditor found, in our own words."""
    response: str = ""
    """What management answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subservice:
    """An organisation the provider leans on, and whether a report looks into it."""

    name: str
    method: Literal["carve_out", "inclusive"]
    """`carve_out`: its controls are left out of the report, and stay to be checked."""
    does: str = ""
    csocs: tuple[str, ...] = ()
    """Ids of the complementary controls that are expected of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """How much of the controls one of the `assessments` looked at."""

    on: date
    full: bool = False
    """Every control."""
    controls: tuple[str, ...] = ()
    """Otherwise these, by their ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A document of the attestation that can be had, and by whom."""

    id: str
    title: str
    audience: Audience
    file: str = ""
    """Path under `register/artefacts/`, where the provider holds a copy."""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """One dated statement by someone entitled to make it.

    It lies in `register/attestations/<id>.toml`; the file's name is the id.
    """

    id: str
    program: str
    by: str
    """Party who makes the statement."""
    source: Source
    scope: tuple[Scope, ...]
    edition: str = ""
    title: str = ""
    basis: str = ""
    """What it rests on, in words: the standards applied, the agreement's form."""
    type: Literal["", "1", "2"] = ""
    """Of a report: Type 1 (design, a point) or Type 2 (operation, a period)."""
    issued: date | None = None
    expires: date | None = None
    period: Period | None = None
    stated_on: date | None = None
    """The day a source states it, where the statement's own dates are not given."""
    started: date | None = None
    """The day an independent assessment began: it fixes the edition to be used."""
    surveillance: tuple[date, ...] = ()
    assessments: tuple[date, ...] = ()
    covered: tuple[Covered, ...] = ()
    """What those assessments covered, where the program wants all within some years."""
    scans: tuple[date, ...] = ()
    authorization: Literal["", "agency", "provisional", "program"] = ""
    """Who bears the risk: one agency for itself, or a body on behalf of many."""
    ongoing: bool = False
    """Of an authorization: it has no date of termination, only conditions."""
    suspended: date | None = None
    reinstated: date | None = None
    withdrawn: date | None = None
    opinion: Literal["", "unmodified", "qualified", "adverse", "disclaimer"] = ""
    categories: tuple[str, ...] = ()
    exceptions: tuple[Deviation, ...] = ()
    """What the report's tests found amiss, whatever its opinion."""
    cuecs: tuple[str, ...] = ()
    """Ids of the complementary controls that the report expects of its reader."""
    subservice: tuple[Subservice, ...] = ()
    bridges: tuple[Bridge, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    derives_from: tuple[str, ...] = ()
    """Attestations this one is a summary or consequence of."""
    validation: Validation | None = None
    copies: tuple[Copy, ...] = ()
    recorded: date | None = None
    """When it was entered here; `--as-of` asks what was recorded by then."""
    superseded_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A statement being worked towards (`plans.toml`, `[[plan]]`)."""

    program: str
    scope: tuple[Scope, ...]
    began: date
    target: date
    by: str
    source: Source
    abandoned: date | None = None
    recorded: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """From one edition of a program to another (`migrations.toml`, `[[migration]]`)."""

    program: str
    leaves: str
    """The edition that is left."""
    joins: str
    """The edition that takes its place."""
    began: date
    """The first day on which both are run."""
    cut_over: date
    """The last day on which anything new is stated on the edition that is left."""
    source: Source
    crosswalk: str = ""
    """Of the library, where the two have no ids in common."""
    recorded: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Everything the provider answers for; each mapping is keyed by id."""

    provider: Provider
    programs: dict[str, Program]
    services: dict[str, Service]
    regions: dict[str, Region]
    parties: dict[str, Party]
    documents: dict[str, Document]
    attestations: dict[str, Attestation]
    plans: tuple[Plan, ...]
    migrations: tuple[Migration, ...] = ()
    agreements: dict[str, Agreement]
    terms: dict[str, Terms] = field(default_factory=dict[str, Terms])
    """Texts that agreements are made on."""
    eligible: tuple[Eligible, ...] = ()
    """The lists of eligible services, each entry with its program and its days."""
    responsibilities: dict[str, Responsibility]
    memo: dict[object, Any] = field(
        default_factory=dict[object, Any], init=False, repr=False, compare=False
    )
    """What was worked out from this register, so that the next question need not. A
    changed register is another value, and begins with none."""
