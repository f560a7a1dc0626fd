"""What a program's kind allows: who may speak, what may be written, which words fit.

Nobody strikes a hallmark but the assay office. A law has no certificate, so no word
here can call a service certified under one; a report does not expire, it ages.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assay.register.claim import ClaimState
from assay.register.program import Kind

__all__ = ["ANY_KIND", "KINDS", "Rules"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules of one kind of program."""

    noun: str
    """What one statement of this kind is called."""
    speakers: tuple[str, ...]
    """Kinds of party entitled to make the statement; an assessor must be accredited."""
    certificate: bool = False
    """Whether a certificate can exist."""
    may: frozenset[str] = frozenset()
    """Fields it may carry beyond those of `ANY_KIND`."""
    must: frozenset[str] = frozenset()
    """Fields it must carry once its own date of issue is known."""
    outlived: ClaimState = "aged"
    """What it becomes when the months that its program allows have passed."""
    bare: bool = False
    """Whether a sentence must say first that no certificate exists."""
    verbs: Mapping[ClaimState, str]
    """How a sentence says each state; the object is the program or its document."""
    never: tuple[str, ...] = ("certified",)
    """Words that no sentence about this kind may hold."""


ANY_KIND = frozenset(
    {
        "id",
        "program",
        "by",
        "source",
        "scope",
        "edition",
        "title",
        "basis",
        "issued",
        "stated_on",
        "withdrawn",
        "exclusions",
        "derives_from",
        "copies",
        "recorded",
        "superseded_by",
        "note",
    }
)
"""Fields that a statement of any kind may carry."""

_SUSPENDABLE = frozenset({"expires", "suspended", "reinstated"})


def _verbs(  # noqa: PLR0917 - a row of a table, in the order of its columns
    in_force: str,
    in_process: str,
    aged: str,
    ended: str,
    excluded: str,
    not_claimed: str,
) -> Mapping[ClaimState, str]:
    return {
        "in_force": in_force,
        "in_process": in_process,
        "aged": aged,
        "lapsed": ended,
        "withdrawn": ended,
        "excluded": excluded,
        "not_claimed": not_claimed,
        "not_stated": in_force,
    }


KINDS: Mapping[Kind, Rules] = {
    "certification": Rules(
        noun="certificate",
        speakers=("assessor",),
        certificate=True,
        may=_SUSPENDABLE | {"surveillance"},
        outlived="lapsed",
        verbs=_verbs(
            "is certified to",
            "is being prepared for certification to",
            "was last stated to be certified to",
            "is no longer certified to",
            "is expressly left out of the certification to",
            "is not certified to",
        ),
        never=(),
    ),
    "attestation_report": Rules(
        noun="report",
        speakers=("assessor",),
        may=frozenset(
            {
                "type",
                "period",
                "opinion",
                "categories",
                "exceptions",
                "cuecs",
                "subservice",
                "bridges",
            }
        ),
        must=frozenset({"period", "opinion"}),
        verbs=_verbs(
            "is covered by",
            "is to be covered by",
            "was last covered by",
            "is no longer covered by",
            "is expressly left out of",
            "is not covered by",
        ),
        never=("certified", "expire", "valid until"),
    ),
    "authorization": Rules(
        noun="authorization",
        speakers=("authority",),
        may=_SUSPENDABLE | {"assessments", "covered", "authorization", "ongoing"},
        outlived="lapsed",
        verbs=_verbs(
            "is authorized under",
            "is being prepared for authorization under",
            "was last stated to be authorized under",
            "is no longer authorized under",
            "is expressly left out of the authorization under",
            "is not authorized under",
        ),
    ),
    "independent_assessment": Rules(
        noun="assessment",
        speakers=("assessor",),
        may=frozenset({"expires", "assessments", "started", "scans"}),
        outlived="lapsed",
        verbs=_verbs(
            "has been assessed against",
            "is being prepared for assessment against",
            "was last stated to have been assessed against",
            "no longer has a current assessment against",
            "was expressly left out of the assessment against",
            "has not been assessed against",
        ),
    ),
    "self_assessment": Rules(
        noun="self-assessment",
        speakers=("provider", "assessor"),
        may=frozenset({"expires"}),
        outlived="lapsed",
        verbs=_verbs(
            "is self-assessed against",
            "is being self-assessed against",
            "was last stated to be self-assessed against",
            "no longer has a current self-assessment against",
            "is expressly left out of the self-assessment against",
            "is not self-assessed against",
        ),
    ),
    "module_validation": Rules(
        noun="module validation",
        speakers=("authority",),
        may=frozenset({"expires", "validation"}),
        must=frozenset({"validation"}),
        outlived="lapsed",
        verbs=_verbs(
            "uses a cryptographic module validated to",
            "is to use a cryptographic module validated to",
            "was last stated to use a cryptographic module validated to",
            "no longer has an active module validation to",
            "is expressly left out of the module validation to",
            "is not stated to use a cryptographic module validated to",
        ),
    ),
    "law": Rules(
        noun="statement",
        speakers=("provider",),
        bare=True,
        verbs=_verbs(
            "supports customers' compliance with",
            "is being prepared to support customers' compliance with",
            "was last stated to support customers' compliance with",
            "is no longer stated to support customers' compliance with",
            "is expressly left out of what supports customers' compliance with",
            "is not stated to support customers' compliance with",
        ),
    ),
    "contractual_policy": Rules(
        noun="statement",
        speakers=("provider",),
        bare=True,
        verbs=_verbs(
            "is operated under",
            "is being prepared for operation under",
            "was last stated to be operated under",
            "is no longer stated to be operated under",
            "is expressly left out of what is operated under",
            "is not stated to be operated under",
        ),
    ),
    "alignment": Rules(
        noun="statement",
        speakers=("provider", "assessor"),
        bare=True,
        verbs=_verbs(
            "is aligned with",
            "is being aligned with",
            "was last stated to be aligned with",
            "is no longer stated to be aligned with",
            "is expressly left out of the alignment with",
            "is not stated to be aligned with",
        ),
    ),
    "guidance": Rules(
        noun="statement",
        speakers=("provider", "assessor"),
        bare=True,
        verbs=_verbs(
            "follows",
            "is being brought to follow",
            "was last stated to follow",
            "is no longer stated to follow",
            "is expressly left out of what follows",
            "is not stated to follow",
        ),
    ),
}
