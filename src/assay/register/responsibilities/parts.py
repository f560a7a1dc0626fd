"""The canonical form of an allocation: which parties hold which parts.

Published vocabularies tell some parts from others and leave the rest open. A shape is
the set of all parts that any of them tells apart, so that a native word is a set of
shapes, and comparing two sources is comparing two sets.
"""

from collections.abc import Iterable
from itertools import combinations
from typing import Final, Literal, TypeAlias, get_args

from assay.register.responsibility import Allocation, Inheritance, Responsibility

__all__ = [
    "NOT_APPLICABLE",
    "SHAPES",
    "Part",
    "Shape",
    "Who",
    "accountable",
    "shape_of",
    "who_holds",
]

Part: TypeAlias = Literal[
    "provider-corporate",
    "provider-system",
    "provider-supply",
    "customer-configure",
    "customer-implement",
    "third-party",
    "third-party-authorized",
    "authority",
]
"""`provider-supply`: a feature that does nothing until somebody sets it.
`third-party-authorized`: one whose own authorization is inherited."""

Shape: TypeAlias = frozenset[Part]

Who: TypeAlias = Literal[
    "provider", "customer", "shared", "authority", "not_applicable", "unknown"
]

NOT_APPLICABLE: Final[Shape] = frozenset()
"""Nobody has a part, for a reason that the statement gives."""

_PARTS: Final[tuple[Part, ...]] = get_args(Part)

SHAPES: Final[frozenset[Shape]] = frozenset(
    frozenset(some)
    for size in range(len(_PARTS) + 1)
    for some in combinations(_PARTS, size)
)
"""Every shape there can be."""


def shape_of(one: Responsibility) -> Shape:
    """The shape of a statement whose allocations are stated."""
    if one.not_applicable:
        return NOT_APPLICABLE
    authorized = _inherits(one.inherits)
    return frozenset(_part(part, authorized=authorized) for part in one.allocations)


def _inherits(inherits: Iterable[Inheritance]) -> bool:
    return any(one.extent != "none" for one in inherits)


def _part(allocation: Allocation, *, authorized: bool) -> Part:
    """Operating and monitoring are implementing, as far as any vocabulary can tell."""
    if allocation.party == "provider":
        return _of_provider(allocation)
    if allocation.party == "customer":
        configures = allocation.duty == "configure"
        return "customer-configure" if configures else "customer-implement"
    if allocation.party == "third_party":
        return "third-party-authorized" if authorized else "third-party"
    return "authority"


def _of_provider(allocation: Allocation) -> Part:
    """A part without a layer is the system's: that is what a customer is offered."""
    if allocation.duty == "supply":
        return "provider-supply"
    corporate = allocation.layer == "corporate"
    return "provider-corporate" if corporate else "provider-system"


def accountable(allocation: Allocation) -> str:
    """The one party that answers for a part: for a third party the provider."""
    if allocation.answers_for:
        return allocation.answers_for
    third = allocation.party == "third_party"
    return "provider" if third else allocation.party


def who_holds(shape: Shape) -> Who:
    """Who holds it in one word: a third party's part is the provider's."""
    sides: frozenset[Who] = frozenset(_SIDE[part.split("-")[0]] for part in shape)
    if not sides:
        return "not_applicable"
    return "shared" if len(sides) > 1 else next(iter(sides))


_SIDE: Final[dict[str, Who]] = {
    "provider": "provider",
    "third": "provider",
    "customer": "customer",
    "authority": "authority",
}
