"""What a resolution works on and what it gives back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import msgspec

from assay.errors import Error
from assay.oscal.document import Document, Typed
from assay.oscal.tree import Tree

__all__ = [
    "INSIDE",
    "Held",
    "Load",
    "Loose",
    "Node",
    "Options",
    "Resolved",
    "Trace",
    "Unresolved",
    "Warned",
    "emptied",
]

INSIDE = ("groups", "controls")
"""The arrays of a catalog, group or control that become nodes."""

Load: TypeAlias = Callable[[str], Document | Typed]
"""From an absolute URI to the document there; raises `Unresolved` where it cannot."""


class Unresolved(Error):  # noqa: N818 - reads as what it is
    """The profile cannot be resolved: an import is circular, or is not to be had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to resolve, where the specification leaves a choice."""

    keep_parents: bool = False
    """Whether directives take the parents of what they name along, as if each said
    `with-parent-controls`. OSCAL dropped that flag, and NIST publishes catalogs made as
    the specification has it, where yes is the default (req-with-parent-controls-none).
    """
    drop_broken: bool = False
    """Whether an import that is circular or cannot be had is left out with a warning,
    as NIST's XSLT does, instead of ending the resolution, as the specification has
    it (req-uri-error, req-circular-error)."""
    mapped: frozenset[str] = frozenset()
    """URIs of resources, `profile.json#uuid`, that `load` knows without their links."""
    uuid: str = ""
    """The result's uuid; derived from the inputs where empty."""
    timestamp: str = ""
    """The result's `last-modified`; the newest of the inputs' where empty, so that
    resolving again gives the same bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Something the profile says that had no effect, or a doubtful one."""

    rule: str
    """The requirement of the specification that asks for the warning; or ours, where
    none does: `structure` and `nothing-taken`."""
    place: str
    """JSON Pointer into the profile."""
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What touched one control on its way into the result."""

    control: str
    imports: tuple[str, ...]
    """Which import of which profile brought it: `profile.json /imports/0`."""
    alters: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    """The set-parameters that touched its parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A catalog made from a profile."""

    catalog: Document
    warnings: tuple[Warned, ...]
    traces: tuple[Trace, ...]
    """In the order of the catalog's controls."""
    sources: tuple[str, ...]
    """URI of every document read, in the order of reading."""


@dataclass(slots=True, eq=False)
class Held:
    """An object of an imported document, or of the result being put together.

    It is shared with the imported document until something is changed.
    """

    held: Tree | msgspec.Struct
    """Its data; or the imported object as types, until its data is asked for."""
    ordered: bool = False
    """Whether its data was made of types and not changed, and so has its keys in
    canonical order."""

    @property
    def id(self) -> str:
        """Its id; empty for a group without one."""
        held: Any = self.held
        found = held.get("id") if isinstance(held, dict) else held.id  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        return found if isinstance(found, str) else ""

    @property
    def data(self) -> Tree:
        """The object as a tree, less the groups and controls inside it."""
        if not isinstance(self.held, dict):
            self.held, self.ordered = emptied(self.held), True
        return self.held

    @data.setter
    def data(self, data: Tree) -> None:
        self.held, self.ordered = data, False


@dataclass(slots=True, eq=False)
class Node(Held):
    """A group or control; `children` are the groups and controls inside it."""

    kind: str = "control"
    """`group` or `control`."""
    children: list["Node"] = field(default_factory=list["Node"])
    origin: tuple[str, ...] = ()
    """Imports that it came through, outermost first."""
    identity: int = 0
    """What tells groups apart that carry no id; 0 where nothing does."""

    def around(self, children: list["Node"]) -> "Node":
        """The same with other nodes inside; both share their data."""
        return Node(
            self.data, self.ordered, self.kind, children, self.origin, self.identity
        )


@dataclass(slots=True, eq=False)
class Loose(Held):
    """A parameter outside of all controls that were taken."""

    owner: int = 0
    """The identity of the group or control it is directly in; 0 for a catalog's."""
    left: bool = False
    """Whether it is in a control that was left out: it stays only to be referred to."""


def emptied(typed: msgspec.Struct) -> Tree:
    """An object of types as a tree, less the groups and controls inside it."""
    none = {key: msgspec.UNSET for key in INSIDE if hasattr(typed, key)}
    bare = msgspec.structs.replace(typed, **none) if none else typed
    tree: Tree = msgspec.to_builtins(bare)
    return tree
