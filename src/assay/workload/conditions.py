"""The form of a guard rail's conditions: leaves that ask one thing, and how they nest.

Judged in four values that are ordered: no < unknown < the customer's to choose < yes.
`all` of several is the least of them, `any` the greatest, and `not` turns yes into no
and leaves the other two: Kleene's strong logic with its unknown told apart by who
could settle it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from assay.register.basis import AgreementKind

__all__ = [
    "All",
    "Any_",
    "Claimed",
    "Condition",
    "Eligible",
    "FactIs",
    "HasAgreement",
    "InPlace",
    "Not",
    "Within",
    "leaves",
    "on_day",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class HasAgreement:
    """`agreement = "baa"`: it is in force, for that account, service and region."""

    kind: AgreementKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligible:
    """`eligible = "hipaa"`: the service is on the program's list in that region."""

    program: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """`claimed = "fedramp"`: the register holds it in force for service and region."""

    program: str
    level: str = ""
    """At this level or above; empty for any."""
    level_from: Literal["", "data"] = ""
    """`data`: at the levels that the workload's data classes, and the workload itself,
    ask of this program; any level where they ask none."""
    aged: Literal["no", "bridged", "yes"] = "no"
    """Whether a report that has grown old suffices: never, while a bridge letter
    reaches the day, or always."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InPlace:
    """`country = ["US"]`, `region = [...]`, `partition = "government"`."""

    axis: Literal["country", "region", "partition"]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactIs:
    """`fact = "endpoint", is = "fips"` or `in = [...]`: stated of resource or workload.

    `not_applicable` satisfies it either way: the resource has no such property.
    """

    name: str
    values: tuple[str | bool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """Each of them."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Any_:  # noqa: N801 - `Any` is taken
    """One of them at least."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """The contrary, of places and facts: nobody is asked not to have an agreement."""

    of: "Condition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """A condition that the rules know between two days only: `since`, `until`."""

    of: "Condition"
    since: date | None = None
    until: date | None = None


Leaf: TypeAlias = HasAgreement | Eligible | Claimed | InPlace | FactIs
Condition: TypeAlias = Leaf | All | Any_ | Not | Within


def on_day(condition: Condition, on: date) -> Condition | None:
    """The condition as the rules had it on a day, without `Within`.

    What did not exist on that day is left out of `all` and `any`. An `any` of which
    nothing is left cannot be met; an `all` of which nothing is left asks nothing, and
    is None as any condition is that did not exist.
    """
    match condition:
        case Within():
            early = condition.since is not None and on < condition.since
            late = condition.until is not None and on > condition.until
            return None if early or late else on_day(condition.of, on)
        case All():
            asked = _each(condition.of, on)
            return All(of=asked) if asked else None
        case Any_():
            return Any_(of=_each(condition.of, on))
        case Not():
            inner = on_day(condition.of, on)
            return None if inner is None else Not(of=inner)
        case _:
            return condition


def _each(conditions: tuple[Condition, ...], on: date) -> tuple[Condition, ...]:
    found = (on_day(one, on) for one in conditions)
    return tuple(one for one in found if one is not None)


def leaves(condition: Condition) -> tuple[Leaf, ...]:
    """Every leaf, in the order written."""
    match condition:
        case All() | Any_():
            return tuple(leaf for one in condition.of for leaf in leaves(one))
        case Not() | Within():
            return leaves(condition.of)
        case _:
            return (condition,)
