"""A register as the world that guard rails are judged in, on one day."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Final, Literal

from assay.ids import near
from assay.register import Claim, Question, Register, scope
from assay.register.basis import AgreementKind
from assay.register.reach import likenesses, offered
from assay.workload.conditions import Claimed
from assay.workload.facts import Finding, Spot, Verdict, provided
from assay.workload.of_agreements import agreement, eligible

__all__ = ["RegisterFacts"]

_UNMAPPED: Final = Finding(
    verdict=Verdict.UNKNOWN, reason="no map says which service it is"
)
_CLAIMED: Final = {"in_force": Verdict.YES, "not_stated": Verdict.UNKNOWN}
_PLAIN: Final = frozenset({"in_force", "lapsed", "withdrawn", "aged"})
"""Claim states whose sentence says why."""


class RegisterFacts:
    """Answers from a register, each looked up once."""

    def __init__(self, register: Register, on: date) -> None:
        self._register = register
        self._on = on
        self._claim = cache(self._look_up)
        self._places = cache(self._offered)
        self._signed = cache(self._agreement)
        self._listed = cache(self._eligible)

    def agreement(self, kind: AgreementKind, spot: Spot) -> Finding:
        """Whether it is in force for the account, and covers service and region."""
        return self._signed(kind, spot)

    def eligible(self, program: str, spot: Spot) -> Finding:
        """Whether the service is on the program's list there."""
        return self._listed(program, spot)

    def claimed(self, asked: Claimed, level: str, spot: Spot) -> Finding:
        """Whether the program is in force for the service there, at that level."""
        unsure = self._unsure(spot)
        if unsure is not None:
            return unsure
        program = self._register.programs.get(asked.program)
        if program is None:
            reason = f"the library holds no program {asked.program!r}"
            return Finding(verdict=Verdict.UNKNOWN, reason=reason)
        if level and level not in [one.id for one in program.levels]:
            reason = f"{program.title} has no level {level!r}"
            return Finding(verdict=Verdict.UNKNOWN, reason=reason)
        claim = self._claim(asked.program, spot.service, spot.region, level)
        found = self._doubted(
            _of_claim(claim, asked, spot, self._on), level, asked, spot
        )
        if not spot.region:
            return found
        lacks = provided(f"claimed:{asked.program}", spot, level)
        return replace(found, lacks=(lacks,))

    def _doubted(
        self, found: Finding, level: str, asked: Claimed, spot: Spot
    ) -> Finding:
        """A no, unless a level is held that may stand for the one that is asked."""
        if found.verdict is not Verdict.NO or not level:
            return found
        for program, held in likenesses(self._register.programs, asked.program, level):
            claim = self._claim(program, spot.service, spot.region, held)
            alike = _of_claim(claim, asked, spot, self._on)
            if alike.verdict in (Verdict.YES, Verdict.CHOICE):
                title = self._register.programs[program].title
                doubt = f"that it stands for the level {level} is stated nowhere"
                reason = f"{alike.reason} ({title}, level {held}); {doubt}"
                return replace(alike, verdict=Verdict.UNKNOWN, reason=reason)
        return found

    def place(self, axis: Literal["country", "partition"], region: str) -> str:
        """The region's country or partition; empty where the register has no such."""
        known = self._register.regions.get(region)
        if known is None:
            return ""
        return known.country if axis == "country" else known.partition

    def regions(self, spot: Spot) -> tuple[str, ...]:
        """The regions in which the service is offered, nearest first."""
        return self._places(spot.service, spot.region)

    def services(self, spot: Spot) -> tuple[str, ...]:
        """Other services of the same category."""
        known = self._register.services
        own = known.get(spot.service)
        if own is None:
            return ()
        return tuple(
            one.id
            for one in known.values()
            if one.category == own.category and one.id != own.id
        )

    def _unsure(self, spot: Spot) -> Finding | None:
        """What cannot be asked of the register: it does not hold the names."""
        register = self._register
        if not spot.service:
            return _UNMAPPED
        if spot.service not in register.services and register.provider.services_stated:
            return _no_such("service", spot.service, register.services)
        if spot.region and spot.region not in register.regions:
            return _no_such("region", spot.region, register.regions)
        return None

    def _look_up(self, program: str, service: str, region: str, level: str) -> Claim:
        question = Question(
            program=program, service=service, region=region, level=level
        )
        return scope(self._register, question, self._on)

    def _agreement(self, kind: AgreementKind, spot: Spot) -> Finding:
        return self._unsure(spot) or agreement(self._register, kind, spot, self._on)

    def _eligible(self, program: str, spot: Spot) -> Finding:
        return self._unsure(spot) or eligible(self._register, program, spot, self._on)

    def _offered(self, service: str, region: str) -> tuple[str, ...]:
        """Same country first, then same partition, then a name that begins alike."""
        register, on = self._register, self._on
        here = register.regions.get(region)

        def distance(place: str) -> tuple[bool, bool, int]:
            there = register.regions[place]
            if here is None:
                return False, False, 0
            return (
                here.country != there.country,
                here.partition != there.partition,
                -_common(here.id, there.id),
            )

        found = [one for one in register.regions if offered(register, service, one, on)]
        return tuple(sorted(found, key=distance))


def _no_such(what: str, name: str, known: Iterable[str]) -> Finding:
    close = near(name, known)
    hint = f" (near it: {', '.join(close)})" if close else ""
    reason = f"the register holds no {what} {name!r}{hint}"
    return Finding(verdict=Verdict.UNKNOWN, reason=reason)


def _common(one: str, other: str) -> int:
    """How many letters two names begin with alike."""
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared


def _of_claim(claim: Claim, asked: Claimed, spot: Spot, on: date) -> Finding:
    """A claim as a finding: only what is in force holds, and silence is no yes."""
    told = claim.says if claim.state in _PLAIN else f"{claim.says} {claim.reason}"
    verdict = _CLAIMED.get(claim.state, Verdict.NO)
    if claim.state == "aged":
        bridged = claim.bridged_until is not None and on <= claim.bridged_until
        enough = asked.aged == "yes" or (asked.aged == "bridged" and bridged)
        verdict = Verdict.YES if enough else Verdict.NO
    if verdict is Verdict.YES and not spot.region:
        verdict, told = Verdict.CHOICE, f"the region is not stated; somewhere: {told}"
    return Finding(
        verdict=verdict, reason=told.removesuffix("."), source=claim.source_text
    )
