"""Exclusions that take a part of a cell: a level, a site, some accounts.

They leave the cell in scope as long as something of it remains. Whether it does is a
matter of sets, over the axes that the question leaves open.
"""

from collections.abc import Iterable
from functools import reduce
from typing import cast

from assay.register.claim import Question
from assay.register.program import Program
from assay.register.reach import Limits, Reach, levels_below, limits
from assay.register.space import Box, Space, box, only
from assay.register.values import Exclusion

__all__ = ["exhausts"]


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
