"""What must hold of every register: each rule finds its faults, and all are told.

A rule is a function from a register to `Problem`s. It takes names for granted: whatever
points nowhere is told by `names`, and the other rules step over it.
"""

from collections.abc import Callable, Iterator
from typing import Final

from assay.errors import Problem
from assay.register.invariants import (
    agreements,
    contradictions,
    dates,
    entitlement,
    extensions,
    lists,
    migrations,
    names,
    relations,
    responsibilities,
)
from assay.register.invariants.declared import Declared
from assay.register.values import Register

__all__ = ["Declared", "faults"]

_RULES: Final[tuple[Callable[[Register], Iterator[Problem]], ...]] = (
    entitlement.faults,
    dates.faults,
    relations.faults,
    extensions.faults,
    migrations.faults,
    contradictions.faults,
    agreements.faults,
    lists.faults,
    responsibilities.faults,
)


def faults(register: Register, declared: Declared) -> Iterator[Problem]:
    """Every fault in the register."""
    yield from names.faults(register, declared)
    for rule in _RULES:
        yield from rule(register)
