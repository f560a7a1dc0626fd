"""oscal: catalogs, profiles and mapping collections of OSCAL."""

from assay.catalog.imports.oscal.catalogs import looks_like_oscal, read_oscal
from assay.catalog.imports.oscal.mappings import named_by
from assay.catalog.imports.oscal.profiles import ByRule

__all__ = ["ByRule", "looks_like_oscal", "named_by", "read_oscal"]
