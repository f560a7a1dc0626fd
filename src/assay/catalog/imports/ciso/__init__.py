"""ciso: libraries of CISO Assistant, with their frameworks and mapping sets."""

from assay.catalog.imports.ciso.assistant import (
    looks_like_ciso_assistant,
    read_ciso_assistant,
)

__all__ = ["looks_like_ciso_assistant", "read_ciso_assistant"]
