"""What conditions are judged against: a world that answers, or says that it cannot.

The register is one such world (`of_register.py`), a case's `given` another. Findings
carry their reason and source, so that no answer has to be taken on trust.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, NamedTuple, Protocol

from assay.register.basis import AgreementKind
from assay.workload.conditions import Claimed
from assay.workload.rails import Given
from assay.workload.values import Move, State

__all__ = [
    "Facts",
    "Finding",
    "GivenFacts",
    "Spot",
    "Supposing",
    "Verdict",
    "designating",
    "provided",
    "signing",
]


class Verdict(IntEnum):
    """How a condition comes out, worst first; `all` takes the least, `any` the most."""

    NO = 0
    UNKNOWN = 1
    """The register or the map of services does not say."""
    CHOICE = 2
    """The customer has not said, and it is the customer's to choose."""
    YES = 3

    @property
    def state(self) -> State:
        """The same as a requirement's state."""
        return _STATES[self]


_STATES: tuple[State, ...] = ("not_allowed", "unknown", "allowed_if", "allowed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How one condition came out, why, and who says so."""

    verdict: Verdict
    reason: str
    source: str = ""
    lacks: tuple[Move, ...] = ()
    """What somebody would have to grant, all of it, to make it hold where it is."""


class Spot(NamedTuple):
    """Where a resource is: the axes along which a register answers."""

    service: str
    region: str
    account: str


class Facts(Protocol):
    """A world in which conditions are judged, on one day."""

    def agreement(self, kind: AgreementKind, spot: Spot) -> Finding:
        """Whether it is in force for the account, and covers service and region."""
        ...

    def eligible(self, program: str, spot: Spot) -> Finding:
        """Whether the service is on the program's list there."""
        ...

    def claimed(self, asked: Claimed, level: str, spot: Spot) -> Finding:
        """Whether the program is in force for the service there, at that level."""
        ...

    def place(self, axis: Literal["country", "partition"], region: str) -> str:
        """The region's country or partition; empty where nobody knows it."""
        ...

    def regions(self, spot: Spot) -> tuple[str, ...]:
        """The regions in which the service is offered, nearest first."""
        ...

    def services(self, spot: Spot) -> tuple[str, ...]:
        """Other services of the same category."""
        ...


class GivenFacts:
    """The little world of a case: what it does not name does not hold."""

    def __init__(self, given: Given) -> None:
        self._given = given

    def agreement(self, kind: AgreementKind, spot: Spot) -> Finding:
        """As the case says."""
        given = self._given
        verdict = _verdict(kind in given.agreements, kind in given.unstated)
        if verdict is Verdict.YES and not spot.account:
            verdict = Verdict.CHOICE
        lacks = (signing(kind, spot),)
        return Finding(verdict=verdict, reason=f"agreement {kind}", lacks=lacks)

    def eligible(self, program: str, spot: Spot) -> Finding:
        """As the case says."""
        given = self._given
        verdict = _verdict(program in given.eligible, program in given.unstated)
        return Finding(
            verdict=_placed(verdict, spot),
            reason=f"eligible under {program}",
            lacks=(provided(f"eligible:{program}", spot),),
        )

    def claimed(self, asked: Claimed, level: str, spot: Spot) -> Finding:
        """As the case says."""
        given, program = self._given, asked.program
        held = [*given.claimed, *(given.aged if asked.aged != "no" else ())]
        cells = [one.partition(":") for one in held]
        stated = any(one == program and level in ("", at) for one, _, at in cells)
        verdict = _verdict(stated, program in given.unstated)
        return Finding(
            verdict=_placed(verdict, spot),
            reason=f"claimed: {program}",
            lacks=(provided(f"claimed:{program}", spot, level),),
        )

    def place(self, axis: Literal["country", "partition"], region: str) -> str:
        """Of the one region there is."""
        if region != self._given.region:
            return ""
        given = self._given
        return given.country if axis == "country" else given.partition

    def regions(self, spot: Spot) -> tuple[str, ...]:
        """A case has one region only."""
        del spot
        return ()

    def services(self, spot: Spot) -> tuple[str, ...]:
        """A case has one service only."""
        del spot
        return ()


def _verdict(stated: bool, unstated: bool) -> Verdict:  # noqa: FBT001 - both are facts
    if stated:
        return Verdict.YES
    return Verdict.UNKNOWN if unstated else Verdict.NO


def _placed(verdict: Verdict, spot: Spot) -> Verdict:
    """What holds somewhere is open while nobody has said what and where it is."""
    if not spot.service:
        return Verdict.UNKNOWN
    if verdict is Verdict.YES and not spot.region:
        return Verdict.CHOICE
    return verdict


class Supposing:
    """A world as it would be if agreements were signed and the provider had moved."""

    def __init__(self, facts: Facts, moves: Iterable[Move]) -> None:
        self._facts = facts
        self._moves = frozenset(moves)

    def agreement(self, kind: AgreementKind, spot: Spot) -> Finding:
        """In force if supposed, or else as before."""
        return self._or(self._facts.agreement(kind, spot))

    def eligible(self, program: str, spot: Spot) -> Finding:
        """On the list if supposed, or else as before."""
        return self._or(self._facts.eligible(program, spot))

    def claimed(self, asked: Claimed, level: str, spot: Spot) -> Finding:
        """Claimed if supposed, or else as before."""
        return self._or(self._facts.claimed(asked, level, spot))

    def place(self, axis: Literal["country", "partition"], region: str) -> str:
        """As before: nothing moves a country."""
        return self._facts.place(axis, region)

    def regions(self, spot: Spot) -> tuple[str, ...]:
        """As before."""
        return self._facts.regions(spot)

    def services(self, spot: Spot) -> tuple[str, ...]:
        """As before."""
        return self._facts.services(spot)

    def _or(self, found: Finding) -> Finding:
        made = bool(found.lacks) and self._moves.issuperset(found.lacks)
        return _SUPPOSED if made else found


_SUPPOSED = Finding(verdict=Verdict.YES, reason="supposed")


def signing(kind: AgreementKind, spot: Spot) -> Move:
    """The move that brings an agreement into force for an account at a spot."""
    return Move(
        kind="sign",
        subject=spot.account,
        name=kind,
        value=spot.service,
        region=spot.region,
    )


def designating(kind: AgreementKind, spot: Spot) -> Move:
    """The move that puts an account under an agreement that is in force."""
    return Move(kind="designate", subject=spot.account, name=kind)


def provided(lacking: str, spot: Spot, level: str = "") -> Move:
    """The move by which the provider supplies what is lacking at a spot."""
    return Move(
        kind="provider",
        subject=spot.service,
        name=lacking,
        region=spot.region,
        level=level,
    )
