"""What a resolution works on and what it gives back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias, TypeGuard

import msgspec

from assay.errors import Error
from assay.oscal.document import Document, Form, Typed
from assay.oscal.reading import formatted, write
from assay.oscal.tree import Tree

__all__ = [
    "INSIDE",
    "Held",
    "Load",
    "Loose",
    "Node",
    "Options",
    "Part",
    "Resolved",
    "Trace",
    "Unresolved",
    "Warned",
    "alone",
    "id_of",
    "is_part",
    "kept_in",
    "put_in",
    "tree_of",
]

INSIDE = ("groups", "controls")
"""The arrays of a catalog, group or control that become nodes."""

Part: TypeAlias = Tree | msgspec.Struct
"""An object, as a tree or as types; types may hold trees where something changed."""

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


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """A catalog made from a profile."""

    encoded: bytes
    """The catalog as JSON, keys in canonical order."""
    form: Form
    """What the profile was written in."""
    uri: str
    """The profile's own."""
    warnings: tuple[Warned, ...]
    traces: tuple[Trace, ...]
    """In the order of the catalog's controls."""
    sources: tuple[str, ...]
    """URI of every document read, in the order of reading."""

    @cached_property
    def catalog(self) -> Document:
        """The catalog as a document; its tree is made when first asked for."""
        tree = msgspec.json.decode(self.encoded)
        return Document(root="catalog", tree=tree, form=self.form, file=self.uri)

    def written(self, form: Form) -> bytes:
        """The catalog in a form, as `write` has it.

        Raises:
            BadInput: XML has no place for something that it holds.
        """
        if form == "json":
            return formatted(self.encoded)
        return write(self.catalog, form)


@dataclass(slots=True, eq=False)
class Held:
    """An object of an imported document, or of the result being put together.

    It is shared with the imported document until something is changed, and stays of
    types until it is asked for as a tree.
    """

    held: Part
    id: str
    """Its id; empty for a group without one."""

    @property
    def data(self) -> Tree:
        """It as a tree, less the groups and controls inside it.

        What is done to the tree is done to what it holds.
        """
        self.held = tree_of(alone(self.held))
        return self.held

    def says_the_same(self, other: "Held") -> bool:
        """Whether both are equal, whatever groups and controls are inside."""
        return self.held is other.held or self.data == other.data

    def own(self) -> Part:
        """What it holds, as a copy that nobody else has; what is inside stays."""
        held = self.held
        copy = dict(held) if isinstance(held, dict) else msgspec.structs.replace(held)
        self.held = copy
        return copy


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
        """The same with other nodes inside; both share what they hold."""
        own = self.id, self.kind, children, self.origin, self.identity
        return Node(self.held, *own)


@dataclass(slots=True, eq=False)
class Loose(Held):
    """A parameter outside of all controls that were taken."""

    owner: int = 0
    """The identity of the group or control it is directly in; 0 for a catalog's."""
    left: bool = False
    """Whether it is in a control that was left out: it stays only to be referred to."""


def is_part(value: object) -> TypeGuard[Part]:
    """Whether it is an object, and not a plain value."""
    return isinstance(value, dict | msgspec.Struct)


def id_of(part: Part) -> str:
    """Its id; empty where it has none."""
    found = kept_in(part, "id")
    return found if isinstance(found, str) else ""


def kept_in(part: Part, key: str) -> Any:
    """What it has under a key that is a plain word; None where it has nothing."""
    if isinstance(part, dict):
        return part.get(key)
    return getattr(part, key, None) or None


def put_in(part: Part, key: str, value: Any) -> None:
    """Put something under a key that is a plain word."""
    if isinstance(part, dict):
        part[key] = value
    else:
        setattr(part, key, value)


def tree_of(part: Part) -> Tree:
    """It as a tree; a tree is itself."""
    if isinstance(part, dict):
        return part
    tree: Tree = msgspec.to_builtins(part)
    return tree


def alone(part: Part) -> Part:
    """Types less the groups and controls inside; a tree is held without, and stays."""
    if isinstance(part, dict):
        return part
    none = msgspec.UNSET
    inside = {key: none for key in INSIDE if getattr(part, key, none) is not none}
    return msgspec.structs.replace(part, **inside) if inside else part
