"""The answer to "is it claimed, where, since when, by whom?"."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from assay.register.program import Kind
from assay.register.values import Copy, Source

__all__ = ["Claim", "ClaimState", "Question"]

ClaimState: TypeAlias = Literal[
    "in_force",
    "in_process",
    "aged",
    "lapsed",
    "withdrawn",
    "excluded",
    "not_claimed",
    "not_stated",
]
"""`not_stated`: the register rests on a source that does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A cell, or with empty axes a slice of them. Ids are canonical and known."""

    program: str
    service: str = ""
    region: str = ""
    level: str = ""
    facility: str = ""
    data: str = ""
    """A class of data. It, an account and a person matter where a scope is limited to
    some."""
    account: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What may be said of a cell on a day."""

    state: ClaimState
    program: str
    kind: Kind
    says: str
    """One sentence with the right verb for the kind and state."""
    reason: str
    """Why this state and no better one."""
    attestation: str = ""
    """Id of the attestation, plan or exclusion's attestation it rests on."""
    by: str = ""
    """Name of the party that says so."""
    source: Source | None = None
    source_text: str = ""
    """The source for a reader: document title, section."""
    edition: str = ""
    levels: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    """Last day it holds by its own dates, where that is known."""
    target: date | None = None
    """For in_process: when it is meant to be done."""
    tested_until: date | None = None
    """For reports: the end of the period that the auditor looked at."""
    bridged_until: date | None = None
    """For reports: management's bridge letter reaches this day."""
    copies: tuple[Copy, ...] = ()
