"""A customer's plan held against the duties that a provider leaves to it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from assay.register.responsibilities.exchange.plans import link
from assay.register.responsibilities.exchange.values import Answer
from assay.register.responsibility import Responsibility

__all__ = ["Answered", "Met", "answered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """One duty of the customer, and what its plan says of it."""

    duty: str
    requirement: str
    text: str
    by: tuple[Answer, ...]
    """Empty where the plan says nothing: the duty is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How a customer's plan answers what is left to it."""

    duties: tuple[Met, ...]
    inherited: tuple[Answer, ...]
    """What it takes over of what is provided."""
    astray: tuple[Answer, ...]
    """What refers to nothing of that kind."""


def answered(
    statements: Iterable[Responsibility], answers: Iterable[Answer]
) -> Answered:
    """Each duty with what satisfies it, found by uuid alone."""
    by_reference: defaultdict[tuple[str, str], list[Answer]] = defaultdict(list)
    for answer in answers:
        by_reference[answer.kind, answer.refers_to.lower()].append(answer)
    duties: list[Met] = []
    inherited: list[Answer] = []
    for one in statements:
        scopes = ("",) if isinstance(one.services, str) else ("", *one.services)
        for duty in one.duties:
            if duty.bearer == "customer":
                names = _names("duty", duty.id, scopes)
                by = [a for n in names for a in by_reference.pop(("satisfied", n), [])]
                duties.append(
                    Met(
                        duty=duty.id,
                        requirement=one.part or one.requirement,
                        text=duty.text,
                        by=tuple(by),
                    )
                )
        for given in _provided(one):
            for name in _names("provided", given, scopes):
                inherited.extend(by_reference.pop(("inherited", name), []))
    return Answered(
        duties=tuple(duties),
        inherited=tuple(inherited),
        astray=tuple(answer for left in by_reference.values() for answer in left),
    )


def _provided(one: Responsibility) -> tuple[str, ...]:
    return tuple(given.id for given in one.provided) or (f"{one.id}-provided",)


def _names(kind: str, identifier: str, scopes: Iterable[str]) -> list[str]:
    names = [link(kind, identifier, scope).lower() for scope in scopes]
    return list(dict.fromkeys(names))
