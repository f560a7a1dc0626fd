"""The words in which each kind, state and audience is spoken of: never a wrong verb."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from assay.checks import Verdict
from assay.register import ClaimState
from assay.register.program import Kind
from assay.register.wording import MONTHS, day

__all__ = [
    "AGREEMENTS",
    "AUDIENCES",
    "CLAIM_LABELS",
    "EVIDENCE_LABELS",
    "HOLDERS",
    "KINDS",
    "MONTHS",
    "NOT_STATED",
    "RELATIONS",
    "capital",
    "counted",
    "day",
    "joined",
    "legible",
    "sentence",
    "short_day",
]

NOT_STATED: Final = "not stated by the source"
"""Where a source leaves something open: an empty place would leave one guessing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """How a kind of program is spoken of."""

    one: str
    many: str
    """The chapter's title."""
    limits: str
    """What a statement of this kind does not mean."""


KINDS: Final[dict[Kind, KindWords]] = {
    "certification": KindWords(
        one="Certification",
        many="Certifications",
        limits=(
            "A certificate speaks for the places, activities and edition that "
            "it names, until the day that it names. It says nothing of how a "
            "customer configures what is built on top."
        ),
    ),
    "attestation_report": KindWords(
        one="Independent report",
        many="Independent reports",
        limits=(
            "A report gives an independent practitioner's opinion on the period "
            "or day that it names. It is not a certificate; it does not expire "
            "but ages, and the opinion alone does not tell which exceptions "
            "were found."
        ),
    ),
    "authorization": KindWords(
        one="Authorization",
        many="Authorizations",
        limits=(
            "An authority has accepted the risk of the offering within a stated "
            "boundary. That is not an approval of the system that a customer "
            "builds on it."
        ),
    ),
    "independent_assessment": KindWords(
        one="Independent assessment",
        many="Independent assessments",
        limits=(
            "An assessor has reported what was found. The decision to use the "
            "offering stays with the customer."
        ),
    ),
    "self_assessment": KindWords(
        one="Self-assessment",
        many="Self-assessments",
        limits=(
            "These are the provider's own answers. Nobody independent has "
            "confirmed them."
        ),
    ),
    "module_validation": KindWords(
        one="Module validation",
        many="Module validations",
        limits=(
            "What is validated is the named cryptographic module in the named "
            "version on the named platform, not a service that uses it."
        ),
    ),
    "law": KindWords(
        one="Law",
        many="Laws",
        limits=(
            "No certificate exists for a law. What the provider does can "
            "support a customer who must comply; it cannot make anyone "
            "compliant."
        ),
    ),
    "contractual_policy": KindWords(
        one="Policy by contract",
        many="Policies by contract",
        limits=(
            "The policy binds through an agreement that both parties sign, "
            "while it is in force. No certificate exists."
        ),
    ),
    "alignment": KindWords(
        one="Alignment",
        many="Alignments",
        limits=(
            "The provider states that it follows published practices. No "
            "certificate exists, and nobody is entitled to issue one."
        ),
    ),
    "guidance": KindWords(
        one="Guidance",
        many="Guidance",
        limits=(
            "This is a body of expectations that customers in the field must "
            "meet. No certificate exists for a provider."
        ),
    ),
}

CLAIM_LABELS: Final[dict[ClaimState, str]] = {
    "in_force": "In force",
    "in_process": "In process",
    "aged": "Aged",
    "lapsed": "Lapsed",
    "withdrawn": "Withdrawn",
    "excluded": "Excluded",
    "not_claimed": "Not claimed",
    "not_stated": "Not stated by the source",
}

EVIDENCE_LABELS: Final[dict[Verdict | Literal["none"], str]] = {
    "met": "Met",
    "not_met": "Not met",
    "unknown": "Unknown",
    "not_applicable": "Not applicable",
    "none": "No evidence",
}

AUDIENCES: Final = {
    "public": "Anyone",
    "registry_public": "Anyone, in the owner's registry",
    "account_holder_under_nda": "Account holders under a non-disclosure agreement",
    "on_request": "On request",
    "government_repository": "Government users of the program's repository",
    "controlled_need_to_know": "Named persons with a need to know",
    "contract_parties_only": "The parties to the contract",
}

HOLDERS: Final = {
    "provider": "Held by the provider",
    "assessor": "Held by the assessor",
    "owner": "Held by the program's owner",
    "customer": "Held by the customer",
}

RELATIONS: Final = {
    "derived_from": "It is derived from {other}",
    "extends": "It extends {other}",
    "summary_of": "It is the public summary of {other}",
    "supersedes": "It supersedes {other}",
    "evidence_for": "It serves as evidence for {other}",
    "equivalent": "It is treated as equivalent to {other}",
    "maps_to": "It maps to {other}",
    "legal_basis": "It has its legal basis in {other}",
    "shares_services_with": "It covers the same services as {other}",
}

AGREEMENTS: Final = {
    "baa": "Business associate agreement",
    "cjis_addendum": "CJIS security addendum",
    "nda": "Non-disclosure agreement",
    "dpa": "Data processing agreement",
    "school_official": "School official agreement",
}

_STEERING: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
"""Characters that reorder or hide the text around them (Unicode TR 36, section 3)."""


def short_day(value: date) -> str:
    """A date for a narrow cell: `1 Apr 2016`."""
    return f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}"


def joined(items: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:  # noqa: PLR2004 - two items are the first that need a word
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def counted(count: int, one: str, many: str = "") -> str:
    """`1 service`, `2 services`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def capital(text: str) -> str:
    """The text with a capital, as a table cell begins."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """The text with a capital and a full stop, where it has none."""
    text = text.strip()
    if not text:
        return ""
    stop = "" if text[-1] in ".!?…" else "."
    return f"{text[0].upper()}{text[1:]}{stop}"


def legible(text: str) -> str:
    """What a reader can see: one space for any gap, code points for what hides.

    Control characters and marks that reorder text would let a title say one thing and
    show another; they appear as `[U+202E]`.
    """
    spelled = "".join(_visible(char) for char in " ".join(text.split()))
    return spelled.strip()


def _visible(char: str) -> str:
    hidden = char in _STEERING or not (char.isprintable() or char == " ")
    if not hidden or _joins(char):
        return char
    return f"[U+{ord(char):04X}]"


def _joins(char: str) -> bool:
    """Soft parts of honest words: non-breaking space, joiners, soft hyphen."""
    return char in "\u00a0\u200c\u200d\u00ad\u202f"
