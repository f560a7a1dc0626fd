"""The smallest parts that every register value is made of."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["AgreementKind", "Extent", "Source"]

Extent: TypeAlias = str | tuple[str, ...]
"""`"all"`, `"unstated"`, `"same-as:<attestation>"`, or a list of ids.

`unstated` is for a source that says there is a scope and does not say which: questions
about a member get "not stated by the source", never yes.
"""

AgreementKind: TypeAlias = Literal[
    "baa", "cjis_addendum", "nda", "dpa", "school_official"
]
"""Business associate agreement, CJIS Security Addendum, non-disclosure agreement, data
processing agreement, terms of a school official."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a fact comes from."""

    document: str
    section: str = ""
    page: str = ""
