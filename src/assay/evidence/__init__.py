"""evidence: what was observed, when, by whom.

Append-only tables that say what they lack.
"""

from typing import TYPE_CHECKING

from assay.evidence.values import (
    Batch,
    Column,
    ColumnType,
    Gap,
    Manifest,
    Reach,
    Request,
    Source,
    Table,
)
from assay.later import later

if TYPE_CHECKING:
    from assay.evidence.documents import parse_json
    from assay.evidence.folders import manifests_in
    from assay.evidence.lake import Lake
    from assay.evidence.manifest import batch_digest, stale
    from assay.evidence.parquet import read_parquet
    from assay.evidence.rows import oldest_row, row_problems, rows_of
    from assay.evidence.tables import TABLES, arrow_schema, columns_of, table_named

__all__ = [
    "TABLES",
    "Batch",
    "Column",
    "ColumnType",
    "Gap",
    "Lake",
    "Manifest",
    "Reach",
    "Request",
    "Source",
    "Table",
    "arrow_schema",
    "batch_digest",
    "columns_of",
    "manifests_in",
    "oldest_row",
    "parse_json",
    "read_parquet",
    "row_problems",
    "rows_of",
    "stale",
    "table_named",
]

__getattr__ = later(
    __name__,
    {
        "Lake": "lake",
        "TABLES": "tables",
        "arrow_schema": "tables",
        "batch_digest": "manifest",
        "columns_of": "tables",
        "manifests_in": "folders",
        "oldest_row": "rows",
        "parse_json": "documents",
        "read_parquet": "parquet",
        "row_problems": "rows",
        "rows_of": "rows",
        "stale": "manifest",
        "table_named": "tables",
    },
)
