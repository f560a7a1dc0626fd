"""Agreements as a sentence names them."""

from typing import Final

from assay.register.agreement import Agreement
from assay.register.basis import AgreementKind
from assay.register.values import Register

__all__ = ["KIND_TITLES", "called", "party", "version_of"]

KIND_TITLES: Final[dict[AgreementKind, str]] = {
    "baa": "business associate agreement",
    "cjis_addendum": "CJIS Security Addendum",
    "nda": "non-disclosure agreement",
    "dpa": "data processing agreement",
    "school_official": "school official agreement",
}


def called(register: Register, agreement: Agreement) -> str:
    """`the business associate agreement with Lakeshore Clinics`."""
    return (
        f"the {KIND_TITLES[agreement.kind]} with {party(register, agreement.customer)}"
    )


def party(register: Register, identifier: str) -> str:
    """A party's name."""
    known = register.parties.get(identifier)
    return known.name if known is not None else identifier


def version_of(register: Register, agreement: Agreement) -> str:
    """The version of the text that was signed."""
    terms = register.terms.get(agreement.terms)
    return terms.version if terms is not None else agreement.version
