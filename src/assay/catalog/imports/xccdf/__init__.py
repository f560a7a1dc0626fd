"""xccdf: benchmarks of SCAP, alone, in a data stream or in a report."""

from assay.catalog.imports.xccdf.benchmark import looks_like_xccdf, read_xccdf

__all__ = ["looks_like_xccdf", "read_xccdf"]
