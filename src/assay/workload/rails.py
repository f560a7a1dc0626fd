"""Guard rails: rules about where a workload may run, as data with their own cases.

One file is one rail. What it asks is a tree of conditions (`conditions.py`); each
rail carries little examples of what must come out of it, which are its tests.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from assay.workload.conditions import Condition, on_day
from assay.workload.values import State

__all__ = ["Case", "DataClass", "FactKind", "Given", "Must", "Rail", "Rails", "When"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataClass:
    """A kind of data that rules speak of (`data-classes.toml`, `[[data]]`)."""

    id: str
    title: str
    aliases: tuple[str, ...] = ()
    levels: dict[str, str] = field(default_factory=dict[str, str])
    """The level it asks of a program: `{ irap = "protected" }`."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactKind:
    """Something an input may state of a resource (`facts.toml`, `[[fact]]`)."""

    id: str
    title: str
    values: tuple[str | bool, ...]
    """What it may be, beside `not_applicable`."""
    choose: dict[str, str] = field(default_factory=dict[str, str])
    """For a value, what the customer does to make it so: "Turn encryption on"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Which workloads a rail binds: any of these, carried or required."""

    data: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Must:
    """One thing a rail asks; a rail is met when all of them are."""

    id: str
    says: str
    """What is asked, in one sentence."""
    condition: Condition
    change: str = ""
    """What would help, in words: `{service}`, `{region}`, `{account}`, `{level}`,
    `{regions}` and `{services}` (where it would be allowed) are filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The little world of a case; what it does not name does not hold in it."""

    service: str = "a-service"
    region: str = "a-region"
    country: str = ""
    """Of the region; empty where nobody knows it."""
    partition: str = "commercial"
    account: str = "an-account"
    data: tuple[str, ...] = ()
    """Those of the rail where neither `data` nor `programs` is given."""
    programs: tuple[str, ...] = ()
    levels: dict[str, str] = field(default_factory=dict[str, str])
    agreements: tuple[str, ...] = ()
    """Kinds in force for the account, which is designated under them."""
    eligible: tuple[str, ...] = ()
    """Programs on whose list the service is."""
    claimed: tuple[str, ...] = ()
    """`fedramp:moderate`, or `iso-27001` where there are no levels."""
    aged: tuple[str, ...] = ()
    """As `claimed`, of reports that have grown old."""
    unstated: tuple[str, ...] = ()
    """Programs and kinds of agreement of which the register says nothing."""
    facts: dict[str, str | bool] = field(default_factory=dict[str, str | bool])


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What must come out of a rail in a little world."""

    name: str
    state: State
    given: Given
    on: date | None = None
    """The day asked of; where it is left out, the rail's last day, or a fixed one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rail:
    """A guard rail (`library/guardrails/<id>.toml`; the file's name is the id)."""

    id: str
    title: str
    program: str
    """The program, law or standard that asks it, by its id in the library."""
    source: str
    """Where that is written: the law's or the paper's own citation."""
    summary: str
    when: When
    each: Literal["resource", "workload"]
    """Whether each resource is judged, or the workload once, as a whole."""
    musts: tuple[Must, ...]
    cases: tuple[Case, ...]
    since: date | None = None
    """First day of the rule."""
    until: date | None = None
    """Its last day."""
    unconfirmed: tuple[str, ...] = ()
    """What of the above rests on one weak source."""

    def holds(self, on: date) -> bool:
        """Whether the rule is in force on a day."""
        begun = self.since is None or self.since <= on
        return begun and (self.until is None or on <= self.until)

    def asks(self, on: date) -> tuple[tuple[Must, Condition], ...]:
        """What it asks on a day: each must with its condition as it then was."""
        found = ((must, on_day(must.condition, on)) for must in self.musts)
        return tuple((must, asked) for must, asked in found if asked is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rails:
    """All guard rails, and the words they may use; each mapping is keyed by id."""

    rails: Mapping[str, Rail]
    data: Mapping[str, DataClass]
    facts: Mapping[str, FactKind]
