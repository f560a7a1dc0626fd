"""How a statement's scope lies to a question: in it, out of it, or unstated."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from assay.register.claim import Question
from assay.register.extent import named
from assay.register.reach import (
    Asked,
    Fit,
    Reach,
    bars,
    fits_level,
    offered,
    partial,
    within,
)
from assay.register.values import Exclusion, Extent

__all__ = ["Fitting", "fit"]

_ORDER: dict[Fit, int] = {
    "yes": 0,
    "unstated": 1,
    "left": 2,
    "excluded": 3,
    "no": 4,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """How a statement's scope lies to a question."""

    fit: Fit
    reach: Reach | None = None
    exclusion: Exclusion | None = None
    silent: tuple[str, ...] = ()
    """For `unstated`: the axes the source says nothing of."""


_NO = Fitting(fit="no")


def fit(
    asked: Asked,
    scope: Iterable[Reach],
    excluded: Iterable[Exclusion],
    done: Iterable[Exclusion] = (),
) -> Fitting:
    """How a scope, less what it excludes, lies to the question on the day.

    A question with an empty axis asks whether any member of that axis is in scope.
    Cells that are `done` are passed over: a plan has nothing more to say of them.
    """
    levelled = _levelled(asked, scope)
    if not levelled:
        return _NO
    stated = tuple(excluded)
    active = [e for e in stated if bars(e, asked.question, asked.on)]
    for exclusion in active:
        if _leaves_out(exclusion, asked.question.service, asked.question.region):
            return Fitting(fit="excluded", exclusion=exclusion)
    best, passed = _NO, [*active, *done]
    partly = partial(stated, asked.question, asked.on)
    for reach, level in levelled:
        found = _fit_reach(asked, reach, level, (passed, partly))
        if _ORDER[found.fit] < _ORDER[best.fit]:
            best = found
        if best.fit == "yes":
            break
    return best


def _levelled(asked: Asked, scope: Iterable[Reach]) -> list[tuple[Reach, Fit]]:
    """The reaches that hold, or may hold, for the level asked about."""
    program = asked.register.programs[asked.question.program]
    found: list[tuple[Reach, Fit]] = []
    for reach in scope:
        level = fits_level(program, reach.levels, asked.question.level)
        if level != "no" and within(asked.question, reach.limits):
            found.append((reach, level))
    return found


_Less: TypeAlias = tuple[Sequence[Exclusion], Sequence[Exclusion]]
"""Exclusions of whole cells, and those that take a part of one."""


def _fit_reach(asked: Asked, reach: Reach, level: Fit, less: _Less) -> Fitting:
    if reach.since is not None and asked.on < reach.since:
        return _NO
    best: Fit = "no"
    barred: Exclusion | None = None
    for service, region in _cells(asked, reach, less[0]):
        found = _worst(_on(reach.services, service), _on(reach.regions, region))
        taken = [
            e for e in less[1] if found != "no" and _leaves_out(e, service, region)
        ]
        if taken and _exhausted(asked, reach, taken):
            found = "excluded"
        if _ORDER[found] < _ORDER[best]:
            best, barred = found, next(iter(taken), None)
        if best == "yes":
            break
    over = reach.until is not None and reach.until < asked.on
    whole = _ended(_worst(best, level)) if over else _worst(best, level)
    silent = _silent(reach, level, asked.question) if whole == "unstated" else ()
    exclusion = barred if whole == "excluded" else None
    return Fitting(fit=whole, reach=reach, exclusion=exclusion, silent=silent)


def _exhausted(asked: Asked, reach: Reach, taken: Sequence[Exclusion]) -> bool:
    from assay.register.narrowing import (  # noqa: PLC0415 - few exclude in parts
        exhausts,
    )

    program = asked.register.programs[asked.question.program]
    return exhausts(taken, program, asked.question, reach)


def _ended(fit: Fit) -> Fit:
    """What a fit is once its part of the scope has ended."""
    return "left" if fit in ("yes", "unstated") else "no"


def _cells(
    asked: Asked, reach: Reach, excluded: Sequence[Exclusion]
) -> Iterator[tuple[str, str]]:
    """The cells of the question to look at: those that exist and are not excluded."""
    register, question = asked.register, asked.question
    for service in _picked(reach.services, question.service, register.services):
        for region in _picked(reach.regions, question.region, register.regions):
            left_out = any(_leaves_out(e, service, region) for e in excluded)
            if not left_out and offered(register, service, region, asked.on):
                yield service, region


def _picked(extent: Extent, asked: str, known: Iterable[str]) -> tuple[str, ...]:
    """The members to look at: the one asked about, or all that the extent names."""
    if asked:
        return (asked,)
    if extent == "all":
        return tuple(known) or ("",)
    return ("",) if isinstance(extent, str) else extent


def _on(extent: Extent, member: str) -> Fit:
    if extent == "all" or not member:
        return "yes"
    if extent == "unstated":
        return "unstated"
    return "yes" if member in named(extent) else "no"


def _worst(one: Fit, other: Fit) -> Fit:
    return one if _ORDER[one] >= _ORDER[other] else other


def _leaves_out(exclusion: Exclusion, service: str, region: str) -> bool:
    return _holds(exclusion.services, service) and _holds(exclusion.regions, region)


def _holds(extent: Extent, member: str) -> bool:
    return extent == "all" or (bool(member) and member in named(extent))


def _silent(reach: Reach, level: Fit, question: Question) -> tuple[str, ...]:
    axes = {
        "services": bool(question.service) and reach.services == "unstated",
        "regions": bool(question.region) and reach.regions == "unstated",
        "level": level == "unstated",
    }
    return tuple(axis for axis, unsaid in axes.items() if unsaid)
