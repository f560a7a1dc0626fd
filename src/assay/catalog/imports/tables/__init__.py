"""tables: what lies in spreadsheets, as CSV or workbooks."""

from assay.catalog.imports.tables.crosswalks import read_crosswalk_table
from assay.catalog.imports.tables.csa import looks_like_csa, read_csa
from assay.catalog.imports.tables.tabular import FIELDS, looks_like_table, read_table

__all__ = [
    "FIELDS",
    "looks_like_csa",
    "looks_like_table",
    "read_crosswalk_table",
    "read_csa",
    "read_table",
]
