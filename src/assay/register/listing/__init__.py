"""listing: services, regions and scopes as providers publish them, in and out."""

from assay.register.listing.cells import cells_of, normalised
from assay.register.listing.changing import Held, Published, change
from assay.register.listing.components import (
    Components,
    Places,
    imports_of,
    links_of,
    parties_of,
    read_components,
)
from assay.register.listing.heading import choose_sheet
from assay.register.listing.reading import Reading, read_list
from assay.register.listing.values import Cell, Changed, Listed, Part, Question
from assay.register.listing.writing import write_list, write_regions, write_services
from assay.register.naming import Names

__all__ = [
    "Cell",
    "Changed",
    "Components",
    "Held",
    "Listed",
    "Names",
    "Part",
    "Places",
    "Published",
    "Question",
    "Reading",
    "cells_of",
    "change",
    "choose_sheet",
    "imports_of",
    "links_of",
    "normalised",
    "parties_of",
    "read_components",
    "read_list",
    "write_list",
    "write_regions",
    "write_services",
]
