"""Parameters outside of the controls that a profile takes, and which of them stay.

Requirements of the specification: req-loose-param, req-prune-keep, req-prune-ref.

There are thousands, in all the controls left out, and few are ever asked for: one is
looked at when its id is.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from assay.oscal.resolve.nodes import always, parts_in, walk
from assay.oscal.resolve.referring import encoded, referred
from assay.oscal.resolve.values import Loose, Node, Part, id_of
from assay.oscal.tree import Tree

__all__ = ["Outside", "outside_of"]

_Stated: TypeAlias = tuple[Part, str, int, bool]
"""What a loose parameter is made of."""


@dataclass(slots=True)
class Outside:
    """Parameters outside of the controls kept, by their ids."""

    stated: dict[str, list[_Stated]]
    inside: Collection[int]
    """The identities of groups and controls in the result that keep their own."""
    made: dict[str, list[Loose]] = field(default_factory=dict[str, list[Loose]])

    def called(self, name: str) -> list[Loose]:
        """Those of an id that say different things."""
        found = self.made.get(name)
        if found is None:
            found = self.made[name] = []
            for one in (Loose(*stated) for stated in self.stated.get(name, ())):
                if not any(one.says_the_same(other) for other in found):
                    found.append(one)
            found[:] = [one for one in found if one.owner not in self.inside]
        return found

    def pruned(self, named: set[str]) -> list[Tree]:
        """Those that are named in the result, or that must stay, in their order.

        A parameter may be needed for no more than being inserted in another.
        """
        ahead = self._lasting()
        ahead += [
            one for name in named & self.stated.keys() for one in self.called(name)
        ]
        kept: set[int] = set()
        while ahead:
            one = ahead.pop()
            if id(one) not in kept:
                kept.add(id(one))
                within = referred(encoded(one.held)) & self.stated.keys()
                ahead += [inner for name in within for inner in self.called(name)]
        found = (one for name in self.stated for one in self.made.get(name, ()))
        return [one.data for one in found if id(one) in kept]

    def _lasting(self) -> list[Loose]:
        """Those that say of themselves that they stay, or were made to."""
        names = {
            name
            for name, stated in self.stated.items()
            for part, *_ in stated
            if always(part)
        }
        found = (one for name in names | self.made.keys() for one in self.called(name))
        return [one for one in found if always(one.held)]


def outside_of(
    sources: Iterable[tuple[list[Tree], list[Node]]],
    kept: Collection[Node],
    inside: Collection[int],
) -> Outside:
    """The parameters outside of the controls kept.

    They stay if anything refers to them (req-loose-param), those of controls left out
    as well, since the result would not be valid without. One that a control in the
    result declares is not loose, even if another import left that control behind.

    Args:
        sources: Of each import, the parameters directly in it, and its nodes.
        kept: The controls taken.
        inside: The identities of groups that stay with parameters of their own.
    """
    anchored = {id_of(one) for node in kept for one in parts_in(node.held, "params")}
    stated: dict[str, list[_Stated]] = {}
    for loose, nodes in sources:
        for param in loose:
            name = id_of(param)
            stated.setdefault(name, []).append((param, name, 0, False))
        for node in walk(nodes):
            if node not in kept:
                left = node.kind == "control"
                for part in parts_in(node.held, "params"):
                    name = id_of(part)
                    stated.setdefault(name, []).append(
                        (part, name, node.identity, left)
                    )
    for name in anchored & stated.keys():
        del stated[name]
    return Outside(stated, inside)
