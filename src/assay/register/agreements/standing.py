"""How an agreement stands on a day; persons are counted, never shown."""

from dataclasses import dataclass
from datetime import date

from assay.register.agreement import Agreement
from assay.register.agreements.asked import permitted
from assay.register.agreements.days import (
    AgreementState,
    designates,
    starts,
    state_on,
    term,
)
from assay.register.agreements.eligibility import eligible_on
from assay.register.agreements.screening import unscreened
from assay.register.agreements.words import party, version_of
from assay.register.basis import AgreementKind, Extent
from assay.register.values import Register
from assay.register.wording import cited

__all__ = ["Standing", "stands"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An agreement on a day; everything is derived but its names."""

    id: str
    kind: AgreementKind
    program: str
    customer: str
    party: str
    """The customer's name."""
    state: AgreementState
    version: str
    signed: date
    signatories: tuple[str, ...]
    """By office and party, with the day."""
    since: date
    """Its first day."""
    until: date | None
    """Its last day, where that is known."""
    accounts: tuple[str, ...]
    """Designated on the day."""
    services: Extent
    """Those on the program's list on the day, where the agreement is for these."""
    regions: Extent
    data: tuple[str, ...]
    """Classes of data that it permits, by id."""
    screening: str
    """How many persons reach unencrypted information, where they must be screened."""
    source_text: str


def stands(register: Register, agreement: Agreement, on: date) -> Standing:
    """The agreement as it stands on a day."""
    whole = term(agreement)
    customer = register.parties.get(agreement.customer)
    services = agreement.services
    if services == "eligible":
        services = eligible_on(register, agreement.program, on)
    return Standing(
        id=agreement.id,
        kind=agreement.kind,
        program=agreement.program,
        customer=agreement.customer,
        party=party(register, agreement.customer),
        state=state_on(agreement, on),
        version=version_of(register, agreement),
        signed=agreement.signed,
        signatories=tuple(
            f"{one.title}, {party(register, one.party)}, {one.on}"
            for one in agreement.signatories
        ),
        since=starts(agreement),
        until=whole.last if whole is not None else agreement.terminated,
        accounts=tuple(
            account
            for account in (customer.accounts if customer is not None else ())
            if designates(register, agreement, account, on)
        ),
        services=services,
        regions=agreement.regions,
        data=permitted(register, agreement),
        screening=_screening(agreement, on),
        source_text=cited(register, agreement.source),
    )


def _screening(agreement: Agreement, on: date) -> str:
    if agreement.kind != "cjis_addendum":
        return ""
    if agreement.sealed:
        return "nobody reaches unencrypted information"
    failing, reaching = unscreened(agreement, on)
    if not reaching:
        return "not stated"
    return f"{reaching - failing} of {reaching} persons screened"
