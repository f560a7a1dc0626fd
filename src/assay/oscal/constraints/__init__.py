"""Constraints: what the Metaschema demands beyond structure, and what others add."""

from assay.oscal.constraints.judging import constraint_faults

__all__ = ["constraint_faults"]
