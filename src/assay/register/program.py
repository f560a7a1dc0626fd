"""A program: a certification, report, authorization, law... and its kind's rules."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from assay.catalog import Count
from assay.register.basis import AgreementKind

__all__ = [
    "Artefact",
    "AskedAgreement",
    "Assessor",
    "Audience",
    "Contradiction",
    "DataKind",
    "Demand",
    "Edition",
    "Kind",
    "Level",
    "Program",
    "Relationship",
    "RequirementSet",
    "TimeBasis",
    "Validity",
]

Kind: TypeAlias = Literal[
    "certification",
    "attestation_report",
    "authorization",
    "independent_assessment",
    "self_assessment",
    "module_validation",
    "law",
    "contractual_policy",
    "alignment",
    "guidance",
]
TimeBasis: TypeAlias = Literal[
    "point", "period", "validity", "continuous", "contract", "none"
]
Audience: TypeAlias = Literal[
    "public",
    "registry_public",
    "account_holder_under_nda",
    "on_request",
    "government_repository",
    "controlled_need_to_know",
    "contract_parties_only",
]
Demand: TypeAlias = Literal["statement", "scope", "term", "body", "level"]
"""What a statement may need of the one that it extends: that there is one, that no
cell lies outside it, that it lasts as long, that one body made both, its level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessor:
    """A role entitled to assess, and what makes its holder independent."""

    role: str
    """Id of the role, as parties name it: `cpa-firm`, `3pao`, `certification-body`."""
    title: str
    independence: str
    accreditation: str = ""
    """The scheme under which holders are accredited, if any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level, tier, class or impact level of the program."""

    id: str
    title: str
    aliases: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    """Lower levels that a statement at this level also holds for."""
    perhaps: tuple[str, ...] = ()
    """Levels, as `program:level`, that it may stand for though no rule says so: where
    one of them is asked for, a statement at this level leaves the answer unknown."""
    facts: dict[str, str] = field(default_factory=dict[str, str])
    """The level's own table row: what information, connection, separation, people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One edition of the standard, with the dates between which it may be used."""

    id: str
    title: str
    published: date | None = None
    retired: date | None = None
    """Last day on which a statement on this edition can hold or be made."""
    ends_statements: bool = False
    """True where retirement ends statements made earlier (ISO transitions, FIPS 140-2);
    False where they run their own course (PCI DSS)."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementSet:
    """What is asked: a catalog or baseline, its edition and how it is counted."""

    title: str
    edition: str
    unit: str
    count: int | None = None
    catalog: str = ""
    """Id of the catalog or baseline in the library; empty where none is held."""
    level: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """A document the program produces, and who may have it."""

    id: str
    title: str
    audience: Audience
    holder: Literal["provider", "assessor", "owner", "customer"] = "provider"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """How this program leans on another."""

    kind: Literal[
        "derived_from",
        "extends",
        "summary_of",
        "supersedes",
        "evidence_for",
        "equivalent",
        "maps_to",
        "legal_basis",
        "shares_services_with",
    ]
    program: str
    """Id of the other program, or the name of a standard outside the library."""
    demands: tuple[Demand, ...] = ()
    """What a statement here needs of a statement there; only `extends` demands.

    Several programs that one level extends are alternatives: one of them will do."""
    levels: tuple[str, ...] = ()
    """Levels of this program that demand it; empty for every statement."""
    level: str = ""
    """A level that the statement there must reach, where `level` is demanded."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataKind:
    """A class of data, and what it is called."""

    id: str
    title: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAgreement:
    """A kind of agreement without which a provider may not have some data."""

    kind: AgreementKind
    basis: str
    """Where that is written: the law's own citation."""
    data: tuple[DataKind, ...]
    """The classes of data for which it is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """How long a statement holds, and what must happen meanwhile (calendar months)."""

    months: int | None = None
    """From issue to expiry; None where the program sets none."""
    surveillance_months: int | None = None
    """At most so long between surveillance audits; a missed one lapses it."""
    assessment_months: int | None = None
    """At most so long between assessments; a missed one lapses the statement."""
    full_coverage_months: int | None = None
    """At most so long until every control has been assessed once more."""
    scan_months: int | None = None
    """At most so long between scans. A missed one is overdue and ends nothing: the
    result speaks of its own day, and the next assessment asks for the scans."""
    suspension_months: int | None = None
    """At most so long may it be suspended; after that it is withdrawn."""
    aged_after_months: int | None = None
    """A report's age, counted from its period end, from which it is called aged."""
    hidden_after_months: int | None = None
    """From issue until a registry hides a self-assessment. When `months` have passed
    it is only out of date; where this is not set, it lapses then."""
    latest_edition: bool = False
    """True where an assessment must be made against the newest edition there is when
    it begins (ISM control 1570)."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A figure or fact one source states and another contradicts; both are kept."""

    topic: str
    stated: str
    stated_by: str
    found: str
    found_by: str
    confirmed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program of the library.

    Its `kind` fixes who may assert it and which words may render it; see
    `assay.register.kinds`.
    """

    id: str
    title: str
    kind: Kind
    owner: str
    summary: str
    """What it means, and what it does not, in two or three sentences of our own."""
    time: TimeBasis
    axes: tuple[str, ...]
    """The scope axes: service, region, facility, level, data_class, period..."""
    assessors: tuple[Assessor, ...]
    """Empty for programs that nobody is entitled to assess."""
    validity: Validity
    editions: tuple[Edition, ...]
    requirement_sets: tuple[RequirementSet, ...]
    artefacts: tuple[Artefact, ...]
    today: str
    """Its name and state today, with successor where there is one."""
    name_2017: str = ""
    """Its name in 2017; empty for one that came later."""
    successor: str = ""
    aliases: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    relations: tuple[Relationship, ...] = ()
    agreements: tuple[AskedAgreement, ...] = ()
    """Agreements that it asks for before data may be handed over."""
    principles: tuple["Principles", ...] = ()
    counts: tuple[Count, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    """Statements above that rest on one weak source."""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Principles:
    """A named list that the standard counts: objective areas, quality principles."""

    title: str
    edition: str
    items: tuple[str, ...]
