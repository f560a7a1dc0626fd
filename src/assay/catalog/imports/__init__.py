"""imports: catalogs of every origin, recognised by content and read as our own."""

from assay.catalog.imports.values import CheckCoverage, Imported, Origin

__all__ = ["CheckCoverage", "Imported", "Origin"]
