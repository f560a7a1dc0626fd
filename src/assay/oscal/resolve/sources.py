"""What a profile imports, whichever way it was read, and what resolving it made."""

from dataclasses import dataclass

from assay.oscal.document import Document, Typed
from assay.oscal.resolve.nodes import nodes_of
from assay.oscal.resolve.values import INSIDE, Node, Part, alone, tree_of
from assay.oscal.tree import Tree

__all__ = ["Source", "source_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A catalog taken apart."""

    content: Tree
    """The catalog less its groups and controls."""
    version: str
    """Its version of OSCAL."""
    inside: Part
    """What has its groups and controls."""

    def nodes(self) -> list[Node]:
        """Its groups and controls; new ones for every import, since they are marked."""
        return nodes_of(self.inside)


def source_of(found: Document | Typed) -> Source:
    """A catalog that was read, as a source."""
    if isinstance(found, Typed):
        content = tree_of(alone(found.content))
    else:
        content = {k: v for k, v in found.content.items() if k not in INSIDE}
    return Source(content=content, version=found.version, inside=found.content)
