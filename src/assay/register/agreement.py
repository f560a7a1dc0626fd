"""Agreements with customers, the texts they rest on, and the lists of services.

What is written here are dates and names. Whether an agreement is in force, whom it
designates and what it permits on a day is derived by `assay.register.agreements`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from assay.register.basis import AgreementKind, Extent, Source
from assay.register.program import Audience

__all__ = [
    "Agreement",
    "Designation",
    "Eligible",
    "Screening",
    "Signatory",
    "Terms",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One version of the text of an agreement (`register/terms.toml`, `[[terms]]`)."""

    id: str
    kind: AgreementKind
    version: str
    title: str
    source: Source
    published: date | None = None
    """The first day on which it may be signed."""
    retired: date | None = None
    """The last day on which it may be signed; what was signed by then goes on."""
    audience: Audience = "contract_parties_only"
    file: str = ""
    """Path under `register/artefacts/`, where the text itself is held."""
    sha256: str = ""
    """Digest of that text, in 64 hexadecimal digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signed, by office and not by name."""

    party: str
    title: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Designation:
    """An account under an agreement from a day of its own, or to one."""

    account: str
    since: date
    until: date | None = None
    """The last day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """One person of the provider, screened under a CJIS Security Addendum.

    No name is kept: `person` is a pseudonym that the provider alone can resolve, and no
    view shows it to a customer.
    """

    person: str
    kind: Literal["fingerprint", "name_based"]
    """How it was checked; access to unencrypted information needs fingerprints."""
    authority: str
    """The party that cleared the person."""
    cleared: date
    until: date | None = None
    """The last day before it must be renewed."""
    withdrawn: date | None = None
    """The day from which the authority no longer clears the person."""
    certified: date | None = None
    """When the person signed the certification page of the addendum."""
    unencrypted: bool = False
    """Whether the person can reach unencrypted criminal justice information."""
    left: date | None = None
    """The last day on which the person could."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A contract with a customer (`register/agreements/<id>.toml`)."""

    id: str
    kind: AgreementKind
    customer: str
    signed: date
    """When the last party signed."""
    source: Source
    program: str = ""
    """The program it hangs on; a non-disclosure agreement may hang on none."""
    terms: str = ""
    """Id of the text it was made on, from `register/terms.toml`."""
    version: str = ""
    """Version of the text, where no `terms` are named."""
    provider: str = ""
    """The party that provides; the register's own provider where it is left out."""
    signatories: tuple[Signatory, ...] = ()
    accounts: tuple[str, ...] = ()
    """Accounts designated from its first day to its last."""
    designations: tuple[Designation, ...] = ()
    """Accounts designated on days of their own."""
    organization: bool = False
    """True where every account that is the customer's is designated, those that join
    later from the day they join."""
    services: Extent = "all"
    """Services it may be used for; `eligible` for those on the program's list on the
    day that is asked about (`register/eligible/<program>.toml`)."""
    regions: Extent = "all"
    data: tuple[str, ...] = ()
    """Classes of data it permits; empty for all that its kind is asked for."""
    effective: date | None = None
    """Its first day, if later than `signed`."""
    until: date | None = None
    """Its last day."""
    terminated: date | None = None
    """The day from which it was terminated: it no longer holds on that day."""
    screened: tuple[Screening, ...] = ()
    """Of a CJIS addendum: the persons screened under it."""
    sealed: bool = False
    """Of a CJIS addendum: True where nobody of the provider can reach unencrypted
    information, so that there is nobody to screen."""
    recorded: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligible:
    """A service on a program's list (`register/eligible/<program>.toml`).

    Its `program` is the file's name.
    """

    program: str
    service: str
    since: date
    until: date | None = None
    """The last day on which it was on the list."""
    regions: Extent = "all"
    source: Source | None = None
    version: str = ""
    """The version of the published list that brought it."""
    vacate: date | None = None
    """By when accounts have to be off it, once it has left; the last day itself where
    it is left out."""
    recorded: date | None = None
    note: str = ""
