"""Exclusions that take a part of a cell: a level, a site, some accounts.

They leave the cell in scope as long as something of it remains. Whether it does is a
matter of sets, over the axes that the question leaves open.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import reduce
from typing import cast

from assay.register.claim import Question
from assay.register.program import Program
from assay.register.reach import Limits, Reach, bars, levels_below, limits
from assay.register.space import Box, Space, box, only
from assay.register.values import Exclusion

__all__ = ["exhausts", "partial"]


def partial(
    stated: Iterable[Exclusion], question: Question, on: date
) -> tuple[Exclusion, ...]:
    """The exclusions that hold on the day for a part of what the question asks."""
    return tuple(
        one
        for one in stated
        if (one.levels or limits(one))
        and _meets(one, question, on)
        and not bars(one, question, on)
    )


def _meets(stated: Exclusion, question: Question, on: date) -> bool:
    begun = stated.since is None or stated.since <= on
    over = stated.until is not None and stated.until < on
    return begun and not over and all(_shares(stated, question))


def _shares(stated: Exclusion, question: Question) -> Iterator[bool]:
    yield not (stated.levels and question.level) or question.level in stated.levels
    for axis, members in limits(stated):
        asked = getattr(question, axis)
        yield not asked or asked in members


def exhausts(
    stated: Iterable[Exclusion], program: Program, question: Question, reach: Reach
) -> bool:
    """Whether together they leave nothing of what the reach holds for."""
    levels = levels_below(program, reach.levels)
    whole = _space(tuple(levels), reach.limits, question)
    parts = (_space(one.levels, limits(one), question) for one in stated)
    return not reduce(Space.__sub__, parts, whole)


def _space(levels: tuple[str, ...], stated: Limits, question: Question) -> Space:
    """Over the axes that the question leaves open."""
    open_ = {axis: only(*all_) for axis, all_ in stated if not getattr(question, axis)}
    if levels and not question.level:
        open_["level"] = only(*levels)
    return box(**cast("Box", open_))
