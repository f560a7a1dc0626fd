"""What of a library can be found: each requirement with the words it is found by."""

from collections.abc import Iterator
from dataclasses import dataclass

from assay.catalog.ids import family_of, loose, printed
from assay.catalog.library import Library
from assay.catalog.parameters import filled, valued

__all__ = ["Entry", "entries"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One requirement as it is looked for."""

    catalog: str
    id: str
    printed: str
    """As its standard prints it."""
    key: str
    """The id without what is only notation."""
    title: str
    group: str
    """Title of its group."""
    text: str
    """As it reads where none of its parameters is set."""
    status: str


def entries(library: Library) -> Iterator[Entry]:
    """Every requirement of every catalog, withdrawn ones too, in order."""
    for catalog in library.catalogs.values():
        groups = {group.id: group.title for group in catalog.groups}
        family = family_of(catalog.id)
        open_ = {one.parameter.id: one for one in valued(library, catalog.id, {})}
        for one in catalog.requirements:
            yield Entry(
                catalog=catalog.id,
                id=one.id,
                printed=printed(one.id, family),
                key=loose(one.id),
                title=one.title,
                group=groups.get(one.group, ""),
                text=filled(one.text, open_),
                status=one.status,
            )
