"""fedramp: FedRAMP's rules as data: the Consolidated Rules, and FRMR before them."""

from assay.catalog.imports.fedramp.rules import (
    looks_like_fedramp_rules,
    read_fedramp_rules,
)

__all__ = ["looks_like_fedramp_rules", "read_fedramp_rules"]
