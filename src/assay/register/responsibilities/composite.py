"""Who holds each requirement of a workload: the services' statements, joined.

A requirement is the provider's only where it is the provider's for every service. A
service of which nothing is stated leaves it unknown, whatever the others say; the
customer's known duties are listed all the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias, TypedDict

from assay.register.responsibilities.choosing import Place, chosen
from assay.register.responsibilities.reliance import (
    Condition,
    Facts,
    conditions,
    freshness,
    is_met,
)
from assay.register.responsibilities.words import who
from assay.register.responsibility import Responsibility
from assay.register.values import Register

__all__ = [
    "DutyRow",
    "Held",
    "Holder",
    "Matrix",
    "MatrixRow",
    "Question",
    "Topic",
    "combine",
    "join",
]

Holder: TypeAlias = Literal[
    "provider",
    "customer",
    "shared",
    "authority",
    "not_applicable",
    "open",
    "unknown",
]
"""`open`: what the provider's part hangs on is not so, and it may not be relied on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Who holds a requirement for one service."""

    who: Holder
    statement: str = ""
    """Id of the statement that says so."""
    reason: str = ""
    """Why it is open, unknown or not applicable, or how old the statement is."""
    fresh: Literal["", "current", "asserted", "stale"] = ""
    provider: str = ""
    """What the provider does, in the statement's words."""
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """One requirement, or the part of one that a document speaks of."""

    catalog: str
    requirement: str
    part: str
    title: str
    who: Holder
    services: dict[str, Held]
    duties: tuple[str, ...]
    """Ids of the duties that go with it, whoever bears them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow:
    """Something to do for somebody other than the provider."""

    id: str
    text: str
    bearer: str
    kind: str
    serves: tuple[str, ...]
    """Requirements, by id."""
    precondition: str
    evidence_kind: str
    name: str
    services: tuple[str, ...]
    """Those of the workload for which it arises."""
    met: bool
    """Whether evidence inside the document's period is recorded."""
    statement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Who does what for a workload under a program, on a day."""

    program: str
    services: tuple[str, ...]
    region: str
    level: str
    on: date
    requirements: tuple[MatrixRow, ...]
    duties: tuple[DutyRow, ...]

    @property
    def unknown(self) -> int:
        """How many rows nobody is known to hold."""
        return sum(row.who == "unknown" for row in self.requirements)


def join(held: Iterable[Holder]) -> Holder:
    """What holds of all services together.

    Unknown stays unknown, and open stays open; what is not applicable somewhere does
    not matter there.
    """
    found = set(held) - {"not_applicable"}
    if not found:
        return "not_applicable"
    for worst in _WORST:
        if worst in found:
            return worst
    return found.pop() if len(found) == 1 else "shared"


_WORST: tuple[Holder, ...] = ("unknown", "open")


Topic: TypeAlias = tuple[str, str]
"""Catalog and requirement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a matrix is asked for."""

    program: str
    places: Mapping[str, Place]
    """Each service's place; all of one region, level and day."""
    facts: Mapping[str, Facts]
    """For each service, what is known of preconditions."""
    judged: bool = False
    """Whether it is asked for somebody: what is not known of them is then unknown."""


def combine(
    register: Register,
    question: Question,
    asked: Sequence[Topic],
    *,
    titles: Mapping[Topic, str],
    catalogs: Mapping[str, str],
) -> Matrix:
    """The matrix of a program over the services of a workload.

    Args:
        register: What the provider answers for.
        question: Program, services and what is known of those who ask.
        asked: What the program asks, in order; statements on anything else follow.
        titles: Of requirements, where they have any.
        catalogs: The catalog that each baseline selects from.
    """
    stated = _stated(register, question.program, catalogs)
    rows: list[MatrixRow] = []
    duties: dict[str, DutyRow] = {}
    topics = dict.fromkeys((*asked, *stated))
    required = frozenset(asked)
    for key in topics:
        for part, speaking in _parts(register, question, stated.get(key, {})):
            if key not in required and not any(speaking.values()):
                continue
            rows.append(
                MatrixRow(
                    catalog=key[0],
                    requirement=key[1],
                    part=part,
                    title=titles.get(key, ""),
                    **_row(register, question, speaking, duties),
                )
            )
    first = next(iter(question.places.values()))
    return Matrix(
        program=question.program,
        services=tuple(question.places),
        region=first.region,
        level=first.level,
        on=first.on,
        requirements=tuple(_served(register, rows, duties, catalogs)),
        duties=tuple(duties.values()),
    )


def _served(
    register: Register,
    rows: Iterable[MatrixRow],
    duties: Mapping[str, DutyRow],
    catalogs: Mapping[str, str],
) -> Iterator[MatrixRow]:
    """The rows with the duties that other requirements' statements bring to them.

    What the provider holds alone by its own statement is shared where the customer
    has a duty that serves it.
    """
    brought: defaultdict[Topic, list[DutyRow]] = defaultdict(list)
    for duty in duties.values():
        catalog = register.responsibilities[duty.statement].catalog
        for name in duty.serves[1:]:
            brought[catalogs.get(catalog, catalog), name].append(duty)
    for row in rows:
        served = brought.get((row.catalog, row.requirement), [])
        if not served:
            yield row
            continue
        services = {
            service: replace(held, who="shared")
            if held.who == "provider" and _asks(served, service)
            else held
            for service, held in row.services.items()
        }
        yield replace(
            row,
            services=services,
            who=join(held.who for held in services.values()),
            duties=tuple(dict.fromkeys((*row.duties, *(one.id for one in served)))),
        )


def _asks(duties: Iterable[DutyRow], service: str) -> bool:
    return any(one.bearer == "customer" and service in one.services for one in duties)


_Stated: TypeAlias = Mapping[str, Sequence[Responsibility]]
"""Statements on one requirement, by the part they speak of."""
_Speaking: TypeAlias = dict[str, Responsibility | None]
"""The one that speaks for each service."""


def _stated(
    register: Register, program: str, catalogs: Mapping[str, str]
) -> dict[Topic, dict[str, list[Responsibility]]]:
    found: dict[Topic, dict[str, list[Responsibility]]] = {}
    for one in register.responsibilities.values():
        if one.program == program:
            key = catalogs.get(one.catalog, one.catalog), one.requirement
            found.setdefault(key, {}).setdefault(one.part, []).append(one)
    return found


def _parts(
    register: Register, question: Question, stated: _Stated
) -> Iterator[tuple[str, _Speaking]]:
    """The whole, then each part that a statement speaks of for any of the services.

    Where all that is said is said of parts, they stand in place of the whole. A
    service whose statement is of the whole brings it to each part.
    """
    whole = _speaking(register, question, stated.get("", ()))
    named = {
        part: _speaking(register, question, rivals)
        for part, rivals in stated.items()
        if part
    }
    told = {part: found for part, found in named.items() if any(found.values())}
    if any(whole.values()) or not told:
        yield "", whole
    for part, found in told.items():
        yield part, {service: found[service] or whole[service] for service in found}


def _speaking(
    register: Register, question: Question, rivals: Sequence[Responsibility]
) -> _Speaking:
    return {
        service: chosen(register, rivals, place)
        for service, place in question.places.items()
    }


class _Row(TypedDict):
    who: Holder
    services: dict[str, Held]
    duties: tuple[str, ...]


def _row(
    register: Register,
    question: Question,
    speaking: _Speaking,
    duties: dict[str, DutyRow],
) -> _Row:
    """Who holds one topic; the duties that go with it are entered into `duties`."""
    services: dict[str, Held] = {}
    own: dict[str, None] = {}
    for service, one in speaking.items():
        services[service] = _held(register, question, service, one)
        if one is not None:
            own |= dict.fromkeys(duty.id for duty in one.duties)
            _enter(register, question.places[service], one, duties)
    return _Row(
        who=join(held.who for held in services.values()),
        services=services,
        duties=tuple(own),
    )


def _held(
    register: Register, question: Question, service: str, one: Responsibility | None
) -> Held:
    if one is None:
        return Held(who="unknown", reason="nothing is stated")
    place = question.places[service]
    hangs = conditions(register, one, place, question.facts[service])
    age = freshness(register, one, place.on)
    holder, reason = _holder(one, hangs, judged=question.judged)
    return Held(
        who=holder,
        statement=one.id,
        reason=reason or age.says,
        fresh=age.state,
        provider=one.provider_text,
        conditions=hangs,
    )


def _holder(
    one: Responsibility, hangs: Sequence[Condition], *, judged: bool
) -> tuple[Holder, str]:
    holder: Holder = who(one)
    unmet = [condition.says for condition in hangs if condition.met is False]
    if unmet:
        return "open", f"this is not so: {'; '.join(unmet)}"
    untold = [condition.says for condition in hangs if condition.met is None]
    if judged and untold:
        return "unknown", f"it is not known whether this is so: {'; '.join(untold)}"
    if holder == "unknown":
        return holder, "its source leaves it open"
    return holder, one.not_applicable


def _enter(
    register: Register,
    place: Place,
    one: Responsibility,
    duties: dict[str, DutyRow],
) -> None:
    """Enter a statement's duties, each once with all services that it arises for."""
    for duty in one.duties:
        known = duties.get(duty.id)
        before = known.services if known is not None else ()
        duties[duty.id] = DutyRow(
            id=duty.id,
            text=duty.text,
            bearer=duty.bearer,
            kind=duty.kind,
            serves=tuple(dict.fromkeys((one.requirement, *duty.serves))),
            precondition=duty.precondition,
            evidence_kind=duty.evidence_kind,
            name=duty.name,
            services=tuple(dict.fromkeys((*before, place.service))),
            met=is_met(register, one, duty, place.on),
            statement=one.id,
        )
