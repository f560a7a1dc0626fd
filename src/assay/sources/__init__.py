"""sources: connectors. Each asks one system what it sees, and says what it could not.

A source is an object with `kind`, `tables`, `options` and `collect`, behind an entry
point of the group `assay.sources`; it sees the evidence room and nothing else.
"""

from importlib.metadata import entry_points
from typing import cast

from assay.errors import UnknownName
from assay.evidence import Source
from assay.ids import near

__all__ = ["kinds", "source_named"]

_GROUP = "assay.sources"


def kinds() -> tuple[str, ...]:
    """The kinds of source installed here, ours and those of plug-ins."""
    return tuple(sorted({point.name for point in entry_points(group=_GROUP)}))


def source_named(kind: str) -> Source:
    """The source of that kind, loaded now; raises `UnknownName` with near matches."""
    for point in entry_points(group=_GROUP, name=kind):
        return cast("Source", point.load())
    raise UnknownName("kind of source", kind, near=near(kind, kinds()))
