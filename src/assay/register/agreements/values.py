"""The answer to "may this data go into this service, in this account, here, today?"."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

__all__ = ["Condition", "ConditionId", "Permission"]

ConditionId: TypeAlias = Literal[
    "agreement_in_force",
    "account_designated",
    "service_eligible",
    "region_allowed",
    "screening",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One thing that must hold, whether it does, and who says so."""

    id: ConditionId
    met: bool | None
    """None where the register does not say."""
    says: str
    """The reason, in one sentence."""
    source_text: str = ""
    """What it rests on: the register's document, then the law's own citation."""
    change: str = ""
    """What would make it hold, in one sentence; empty where it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """All conditions together, by Kleene's strong logic."""

    allowed: bool | None
    """True where all are met, False where one is not, otherwise None."""
    conditions: tuple[Condition, ...]
    account: str
    data: str
    """The class of data, by its id."""
    service: str
    region: str
    on: date
    agreement: str = ""
    """The agreement that was judged: the one that comes nearest, of several."""
