"""The answer: each guard rail that binds, judged for each subject.

Resources that are alike in all that a rail looks at are judged once. Nothing empty is
a yes: a workload without resources, without data and programs, or with data that no
rail speaks of on that day is `unknown`, and so is a resource that no map knows.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from typing import Final

from assay.workload.change import Change, Less, Other, Plight, Priced, helpful, least
from assay.workload.facts import Facts, Finding, Spot, Verdict
from assay.workload.judge import Court, Stated, judge
from assay.workload.phrases import filled, told
from assay.workload.rails import Rails
from assay.workload.rules import Levels, Rule, binding, levels_of, rules_for
from assay.workload.values import (
    Answer,
    Move,
    MoveKind,
    Requirement,
    Resource,
    State,
    Workload,
)

__all__ = ["answer"]

_ORDER: Final[dict[State, int]] = {
    "not_allowed": 0,
    "unknown": 1,
    "allowed_if": 2,
    "allowed": 3,
}


def answer(
    workload: Workload,
    facts: Facts,
    rails: Rails,
    on: date,
    names: Mapping[str, str],
) -> Answer:
    """Judge a workload whose names have been resolved; `names` are program titles."""
    bench = _Bench(
        workload=workload,
        facts=facts,
        rails=rails,
        on=on,
        names=names,
        levels=levels_of(workload, workload.data, rails.data),
    )
    found = [*_nothing(bench), *_judged(bench)]
    place = {one.id: index for index, one in enumerate(workload.resources)}
    found.sort(
        key=lambda one: (
            _ORDER[one.state],
            place.get(one.subject, -1),
            one.program,
            one.rule,
        )
    )
    allowed = all(one.state == "allowed" for one in found)
    return Answer(workload=workload, on=on, allowed=allowed, requirements=tuple(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    """Everything a judgement needs, and what was found out so far."""

    workload: Workload
    facts: Facts
    rails: Rails
    on: date
    names: Mapping[str, str]
    levels: Levels
    """Asked by its data and by itself."""
    found: dict[Rule, dict[Stated, Finding]] = field(
        default_factory=lambda: defaultdict[Rule, dict[Stated, Finding]](dict)
    )
    ways: dict[Rule, dict[Stated, Priced]] = field(
        default_factory=lambda: defaultdict[Rule, dict[Stated, Priced]](dict)
    )
    failing: dict[Stated, frozenset[Other]] = field(
        default_factory=dict[Stated, frozenset[Other]]
    )
    """Which rules do not hold for what is so stated."""

    settled: dict[Rule, dict[Stated, Requirement]] = field(
        default_factory=lambda: defaultdict[Rule, dict[Stated, Requirement]](dict)
    )

    @property
    def court(self) -> Court:
        return Court(facts=self.facts, kinds=self.rails.facts)

    def finding(self, rule: Rule, stated: Stated) -> Finding:
        """The rule judged; alike resources are judged once."""
        known = self.found[rule]
        if stated not in known:
            known[stated] = judge(self.court, rule.condition, stated)
        return known[stated]


def _judged(bench: _Bench) -> Iterator[Requirement]:
    rules = rules_for(bench.workload, bench.rails, bench.on)
    names = sorted({name for rule in rules for name in rule.facts})
    yield from _wholes(bench, [rule for rule in rules if rule.whole], names)
    each = [rule for rule in rules if not rule.whole]
    alike: dict[Stated, list[Requirement]] = {}
    for resource in bench.workload.resources:
        stated = _stated(bench, resource, names)
        if stated not in alike:
            alike[stated] = [_requirement(bench, r, stated, each) for r in each]
        for one in alike[stated]:
            yield _of(one, resource.id)


def _of(requirement: Requirement, subject: str) -> Requirement:
    """A requirement of alike resources as one of them has it."""
    return Requirement(
        program=requirement.program,
        rule=requirement.rule,
        state=requirement.state,
        reason=requirement.reason,
        source=requirement.source,
        change=requirement.change,
        subject=subject,
        moves=tuple(
            replace(move, subject=subject) if move.kind in _OWN else move
            for move in requirement.moves
        ),
    )


_OWN: Final = frozenset[MoveKind]({"set", "region", "service"})
"""Moves of the subject itself."""


def _wholes(
    bench: _Bench, rules: list[Rule], names: list[str]
) -> Iterator[Requirement]:
    """Rails of the workload as a whole, once for each account it runs in."""
    workload = bench.workload
    accounts = dict.fromkeys(
        one.account or workload.account for one in workload.resources
    )
    for account in accounts or {workload.account: None}:
        whole = Resource(id=workload.id, account=account)
        stated = _stated(bench, whole, names)
        for rule in rules:
            yield _of(_requirement(bench, rule, stated, rules), workload.id)


def _stated(bench: _Bench, resource: Resource, names: list[str]) -> Stated:
    workload = bench.workload
    facts: list[tuple[str, str | bool]] = []
    for name in names:
        value = resource.facts.get(name)
        if value is None:
            value = workload.facts.get(name)
        if isinstance(value, str | bool):
            facts.append((name, value))
    spot = Spot(resource.service, resource.region, resource.account or workload.account)
    return Stated(spot=spot, facts=tuple(facts), levels=bench.levels)


def _relevant(rule: Rule, stated: Stated) -> Stated:
    """What the rule looks at, of what is stated: so that more resources are alike."""
    spot = stated.spot if rule.placed else _ANYWHERE
    return Stated(
        spot=spot if rule.signed else spot._replace(account=""),
        facts=tuple(one for one in stated.facts if one[0] in rule.facts),
        levels=tuple(one for one in stated.levels if one[0] in rule.programs),
    )


_ANYWHERE: Final = Spot("any", "any", "")
"""The spot of rules that look at facts alone."""


def _requirement(
    bench: _Bench, rule: Rule, stated: Stated, beside: list[Rule]
) -> Requirement:
    """The rule judged for whatever is as `stated`; the subject is filled in later."""
    own = _relevant(rule, stated)
    known = bench.settled[rule]
    if own in known:
        return known[own]
    finding = bench.finding(rule, own)
    change, moves = "", tuple[Move, ...]()
    if finding.verdict is not Verdict.YES:
        elsewhere = _elsewhere(bench, rule, beside, stated)
        change, moves = _change(bench, rule, own, finding.verdict, elsewhere)
    sources = (rule.source, finding.source)
    found = Requirement(
        program=rule.program,
        rule=rule.id,
        state=finding.verdict.state,
        reason=finding.reason,
        source="; ".join(one for one in sources if one),
        change=change,
        subject="",
        moves=moves,
    )
    if not rule.placed or not moves:  # then nothing else that is stated matters
        known[own] = found
    return found


def _elsewhere(
    bench: _Bench, own: Rule, rules: list[Rule], stated: Stated
) -> Callable[[Spot], frozenset[Other]]:
    """Which of the other rules would not hold, were it somewhere else."""

    def failing(spot: Spot) -> frozenset[Other]:
        moved = Stated(spot=spot, facts=stated.facts, levels=stated.levels)
        if moved not in bench.failing:
            bench.failing[moved] = frozenset(
                (rule.id, rule.program)
                for rule in rules
                if rule.placed
                and bench.finding(rule, _relevant(rule, moved)).verdict < Verdict.CHOICE
            )
        return bench.failing[moved] - {(own.id, own.program)}

    return failing


def _change(
    bench: _Bench,
    rule: Rule,
    stated: Stated,
    verdict: Verdict,
    elsewhere: Callable[[Spot], frozenset[Other]],
) -> tuple[str, tuple[Move, ...]]:
    """The smallest change; what nobody knows is to be found out, not kept out."""
    less = () if verdict is Verdict.UNKNOWN else tuple(_less(bench, rule, stated))
    plight = Plight(
        condition=rule.condition,
        stated=stated,
        verdict=lambda other: bench.finding(rule, other).verdict,
        elsewhere=elsewhere,
        less=less,
        movable=not rule.whole,
        known=bench.ways[rule],
    )
    change = least(bench.court, plight)
    words = _words(bench, rule, plight, change)
    if change is None:
        nothing = _UNMAPPED
        if stated.spot.service:
            nothing = _UNHELD if verdict is Verdict.UNKNOWN else _NOTHING
        return " ".join(one for one in (nothing, words) if one), ()
    rails = bench.rails
    said = told(change, stated.spot, rails.facts, rails.data, bench.names)
    return " ".join(one for one in (said, words) if one), change.moves


def _words(bench: _Bench, rule: Rule, plight: Plight, change: Change | None) -> str:
    """What the musts that do not hold say would help, and the moves do not say."""
    open_ = [
        must
        for must, condition in rule.asked
        if judge(bench.court, condition, plight.stated).verdict is not Verdict.YES
    ]
    words = " ".join(must.change for must in open_)
    asks = "{regions}" in words or "{services}" in words
    regions, services = helpful(bench.court, plight) if asks else ((), ())
    kinds = [move.kind for move in change.moves] if change is not None else []
    levels = [level for _, asked in plight.stated.levels for level in asked]
    return filled(
        open_,
        plight.stated.spot,
        "".join(levels[:1]),
        () if "region" in kinds else regions,
        () if "service" in kinds else services,
    )


_NOTHING: Final = "Nothing that the register holds would make it allowed."
_UNHELD: Final = "Name what the register holds, or have it record what it does not."
_UNMAPPED: Final = "Say which of the provider's services it is."
_UNMAPPED_TYPE: Final = (
    "Say which of the provider's services it is, in a map in register/resources/ of "
    "the workspace."
)


def _less(bench: _Bench, rule: Rule, stated: Stated) -> Iterator[Less]:
    """What would be asked if some, or all, of the data it binds by were kept out."""
    if not rule.drops:
        return
    workload, classes = bench.workload, bench.rails.data
    yield Less(moves=_without(workload, rule.drops), levels=None)
    if not stated.levels:
        return
    programs = {program for program, _ in stated.levels}
    for size in range(1, len(rule.drops)):
        for out in combinations(rule.drops, size):
            kept = [one for one in workload.data if one not in out]
            levels = levels_of(workload, kept, classes)
            yield Less(
                moves=_without(workload, out),
                levels=tuple(one for one in levels if one[0] in programs),
            )


def _without(workload: Workload, data: Iterable[str]) -> frozenset[Move]:
    return frozenset(Move(kind="drop", subject=workload.id, name=one) for one in data)


def _nothing(bench: _Bench) -> Iterator[Requirement]:
    """What was not asked, or cannot be: never a yes."""
    workload = bench.workload
    if not workload.resources:
        yield _open(
            "resources",
            workload.id,
            "it names no resources, so there is nothing to judge",
            "Name what it is made of.",
        )
    if not workload.data and not workload.programs:
        yield _open(
            "asked",
            workload.id,
            "it names no data and requires no program, so no rule was asked",
            "Say which data it carries, or which programs it must be under.",
        )
    bound = binding(workload, bench.rails, bench.on)
    for name in workload.data:
        if not any(name in rail.when.data for rail in bound):
            title = bench.rails.data[name].title
            yield _open(
                "asked",
                workload.id,
                f"no guard rail speaks of this on {bench.on}: {title}",
                "Write one, in guardrails/ of the workspace.",
            )
    for resource in workload.resources:
        if not resource.service:
            what = f" {resource.type}" if resource.type else ""
            yield _open(
                "mapped",
                resource.id,
                f"no map says which service this{what} is",
                _UNMAPPED_TYPE if resource.type else _UNMAPPED,
            )


def _open(rule: str, subject: str, reason: str, change: str) -> Requirement:
    return Requirement(
        program="",
        rule=rule,
        state="unknown",
        reason=reason,
        source="",
        change=change,
        subject=subject,
    )
