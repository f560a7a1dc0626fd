"""Judging a condition at a spot, and the ways in which it could be made to hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from assay.workload.conditions import (
    All,
    Any_,
    Claimed,
    Condition,
    Eligible,
    FactIs,
    HasAgreement,
    InPlace,
    Not,
    Within,
)
from assay.workload.facts import Facts, Finding, Spot, Verdict
from assay.workload.rails import FactKind
from assay.workload.values import Move

__all__ = ["Court", "Stated", "Way", "judge", "ways"]

Way: TypeAlias = frozenset[Move]
"""Moves that, made together, make a condition hold. No moves: it holds already."""
_MOST = 64
"""Ways of one condition that are looked at; rails have a handful."""

NOT_APPLICABLE = "not_applicable"
_UNMAPPED = "no map says which service it is"


@dataclass(frozen=True, slots=True, kw_only=True)
class Court:
    """What a judgement needs beside the condition: the world and the words."""

    facts: Facts
    kinds: Mapping[str, FactKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What was stated of a resource: where it is, its facts and the levels asked."""

    spot: Spot
    facts: tuple[tuple[str, str | bool], ...] = ()
    """Facts that conditions may ask for, sorted by name."""
    levels: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Levels asked of each program, sorted by program."""

    def fact(self, name: str) -> str | bool | None:
        """What is stated of a fact; None where nothing is."""
        return next((value for known, value in self.facts if known == name), None)

    def levels_of(self, program: str) -> tuple[str, ...]:
        """The levels at which the program is asked for; none for any level."""
        found = (levels for known, levels in self.levels if known == program)
        return next(found, ())


def judge(
    court: Court, condition: Condition, stated: Stated, *, wanted: bool = True
) -> Finding:
    """How the condition, or with `wanted=False` its contrary, comes out."""
    match condition:
        case All() | Any_():
            found = [judge(court, one, stated, wanted=wanted) for one in condition.of]
            return _both(found) if _is_all(condition, wanted=wanted) else _one(found)
        case Not():
            return judge(court, condition.of, stated, wanted=not wanted)
        case Within():
            return judge(court, condition.of, stated, wanted=wanted)
        case FactIs():
            return _fact(court, condition, stated, wanted=wanted)
        case _:
            return _turned(_ask(court, condition, stated), wanted=wanted)


def _is_all(condition: All | Any_, *, wanted: bool) -> bool:
    """The contrary of `all` is `any` of the contraries (De Morgan)."""
    return isinstance(condition, All) == wanted


def _both(found: list[Finding]) -> Finding:
    """All of them: the least, with the reasons of those that made it so."""
    verdict = min((one.verdict for one in found), default=Verdict.YES)
    return _joined(verdict, [one for one in found if one.verdict is verdict])


def _one(found: list[Finding]) -> Finding:
    """One of them: the greatest, with one reason if it holds and all if it does not."""
    verdict = max((one.verdict for one in found), default=Verdict.NO)
    if verdict is Verdict.YES:
        return next(one for one in found if one.verdict is verdict)
    return _joined(verdict, [one for one in found if one.verdict is verdict])


def _joined(verdict: Verdict, found: Iterable[Finding]) -> Finding:
    each = list(found)
    reasons = _parts(one.reason for one in each)
    sources = _parts(one.source for one in each)
    return Finding(
        verdict=verdict, reason="; ".join(reasons), source="; ".join(sources)
    )


def _parts(texts: Iterable[str]) -> Iterable[str]:
    """The parts of joined texts, each once."""
    return dict.fromkeys(part for text in texts for part in text.split("; ") if part)


def _turned(finding: Finding, *, wanted: bool) -> Finding:
    if wanted or finding.verdict in (Verdict.UNKNOWN, Verdict.CHOICE):
        return finding
    turned = Verdict.NO if finding.verdict is Verdict.YES else Verdict.YES
    return Finding(verdict=turned, reason=finding.reason, source=finding.source)


def _fact(court: Court, leaf: FactIs, stated: Stated, *, wanted: bool) -> Finding:
    title = court.kinds[leaf.name].title
    value = stated.fact(leaf.name)
    if value is None:
        return Finding(verdict=Verdict.CHOICE, reason=f"{title}: not stated")
    if value == NOT_APPLICABLE:
        return Finding(verdict=Verdict.YES, reason=f"{title}: does not apply")
    holds = (value in leaf.values) == wanted
    spelt = ("yes" if value else "no") if isinstance(value, bool) else value
    return Finding(
        verdict=Verdict.YES if holds else Verdict.NO, reason=f"{title}: {spelt}"
    )


def _ask(
    court: Court,
    leaf: HasAgreement | Eligible | Claimed | InPlace,
    stated: Stated,
) -> Finding:
    if isinstance(leaf, InPlace):
        return _place(court.facts, leaf, stated.spot.region)
    return _both(_answers(court.facts, leaf, stated))


def _answers(
    facts: Facts, leaf: HasAgreement | Eligible | Claimed, stated: Stated
) -> list[Finding]:
    """What the world answers: once for each level that is asked for."""
    spot = stated.spot
    match leaf:
        case HasAgreement():
            return [facts.agreement(leaf.kind, spot)]
        case Eligible():
            return [facts.eligible(leaf.program, spot)]
        case Claimed():
            levels = _levels(leaf, stated)
            return [facts.claimed(leaf, level, spot) for level in levels]


def _levels(leaf: Claimed, stated: Stated) -> tuple[str, ...]:
    if leaf.level_from == "data":
        return stated.levels_of(leaf.program) or ("",)
    return (leaf.level,)


def _place(facts: Facts, leaf: InPlace, region: str) -> Finding:
    if not region:
        return Finding(verdict=Verdict.CHOICE, reason="the region is not stated")
    if leaf.axis == "region":
        there, reason = region, f"it is in {region}"
    else:
        there = facts.place(leaf.axis, region)
        reason = f"{region} is {_AXES[leaf.axis]} {there}"
    if not there:
        reason = f"the register does not know the {leaf.axis} of {region}"
        return Finding(verdict=Verdict.UNKNOWN, reason=reason)
    holds = there in leaf.values
    return Finding(verdict=Verdict.YES if holds else Verdict.NO, reason=reason)


_AXES = {"country": "in country", "partition": "of partition"}


def ways(court: Court, condition: Condition, stated: Stated) -> tuple[Way, ...]:
    """Every smallest set of moves that makes the condition hold where it is judged.

    None of them contains another. Moves that set a fact have an empty subject: they
    are made for whichever resource is judged.
    """
    kept = {_set(fact) for fact in stated.facts}
    found = _ways(court, condition, stated, wanted=True)
    return _smallest(way - kept for way in found)


def _ways(
    court: Court, condition: Condition, stated: Stated, *, wanted: bool
) -> tuple[Way, ...]:
    """As `ways`, with the facts that have to stay as they are among the moves."""
    match condition:
        case All() | Any_():
            each = [_ways(court, one, stated, wanted=wanted) for one in condition.of]
            if _is_all(condition, wanted=wanted):
                return _together(each)
            return _smallest(way for found in each for way in found)
        case Not():
            return _ways(court, condition.of, stated, wanted=not wanted)
        case Within():
            return _ways(court, condition.of, stated, wanted=wanted)
        case FactIs():
            return _settings(court, condition, stated, wanted=wanted)
        case _:
            return _grants(court, condition, stated, wanted=wanted)


def _set(fact: tuple[str, str | bool]) -> Move:
    return Move(kind="set", subject="", name=fact[0], value=fact[1])


def _together(each: list[tuple[Way, ...]]) -> tuple[Way, ...]:
    found: tuple[Way, ...] = (frozenset(),)
    for other in each:
        pairs = (one | two for one, two in product(found, other))
        found = _smallest(way for way in pairs if _agrees(way))
    return found


def _agrees(way: Way) -> bool:
    """Whether no fact is set to two values."""
    chosen = [move.name for move in way if move.kind == "set"]
    return len(chosen) == len(set(chosen))


def _smallest(found: Iterable[Way]) -> tuple[Way, ...]:
    distinct = list(dict.fromkeys(found))
    if len(distinct) < 2:  # noqa: PLR2004 - one way contains no other
        return tuple(distinct)
    kept: list[Way] = []
    for way in sorted(distinct, key=lambda way: (len(way), sorted(way))):
        if not any(one <= way for one in kept):
            kept.append(way)
    return tuple(kept[:_MOST])


def _settings(
    court: Court, leaf: FactIs, stated: Stated, *, wanted: bool
) -> tuple[Way, ...]:
    if stated.fact(leaf.name) == NOT_APPLICABLE:
        return (frozenset(),)
    values = court.kinds[leaf.name].values
    fitting = [one for one in values if (one in leaf.values) == wanted]
    return tuple(frozenset({_set((leaf.name, value))}) for value in fitting)


def _grants(
    court: Court,
    leaf: HasAgreement | Eligible | Claimed | InPlace,
    stated: Stated,
    *,
    wanted: bool,
) -> tuple[Way, ...]:
    """What somebody else would have to grant, at this spot."""
    if judge(court, leaf, stated, wanted=wanted).verdict is Verdict.YES:
        return (frozenset(),)
    if isinstance(leaf, InPlace) or not wanted or not stated.spot.service:
        return ()
    found = [
        one
        for one in _answers(court.facts, leaf, stated)
        if one.verdict is not Verdict.YES
    ]
    if not all(one.lacks for one in found):
        return ()
    return (frozenset(move for one in found for move in one.lacks),)
