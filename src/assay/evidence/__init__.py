"""evidence: what was observed, when, by whom. Append-only tables that say what they lack."""

from assay.evidence.tables import TABLES, arrow_schema, table_named
from assay.evidence.values import Batch, Gap, Manifest, Reach, Request, Source

__all__ = [
    "TABLES",
    "Batch",
    "Gap",
    "Manifest",
    "Reach",
    "Request",
    "Source",
    "arrow_schema",
    "table_named",
]
