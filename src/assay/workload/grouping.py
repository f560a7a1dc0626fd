"""Requirements that say the same of several subjects, told once."""

from collections.abc import Iterable
from dataclasses import dataclass

from assay.workload.values import Requirement

__all__ = ["Group", "grouped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One requirement and everything it was judged of with the same outcome."""

    requirement: Requirement
    """Of the first subject."""
    subjects: tuple[str, ...]


def grouped(requirements: Iterable[Requirement]) -> tuple[Group, ...]:
    """Requirements alike in all but their subject, in the order of their first."""
    found: dict[tuple[str, ...], list[Requirement]] = {}
    for one in requirements:
        key = (one.state, one.program, one.rule, one.reason, one.source, one.change)
        found.setdefault(key, []).append(one)
    return tuple(
        Group(requirement=alike[0], subjects=tuple(one.subject for one in alike))
        for alike in found.values()
    )
