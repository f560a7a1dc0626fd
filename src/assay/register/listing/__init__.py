"""listing: services, regions and scopes as providers publish them, in and out."""

from assay.register.listing.changing import Changed, change, normalised
from assay.register.listing.components import (
    Components,
    Places,
    links_of,
    read_components,
)
from assay.register.listing.reading import Reading, read_list
from assay.register.listing.values import Entry, Listed, Question
from assay.register.listing.writing import (
    entries_of,
    write_eligible,
    write_regions,
    write_scope,
    write_services,
)
from assay.register.naming import Names

__all__ = [
    "Changed",
    "Components",
    "Entry",
    "Listed",
    "Names",
    "Places",
    "Question",
    "Reading",
    "change",
    "entries_of",
    "links_of",
    "normalised",
    "read_components",
    "read_list",
    "write_eligible",
    "write_regions",
    "write_scope",
    "write_services",
]
