"""What changed between two days, told in groups of cells that changed alike."""

from datetime import date

from assay.register.claim import Change
from assay.register.values import Register

__all__ = ["diff"]


def diff(
    register: Register, d1: date, d2: date, as_of: date | None = None
) -> tuple[Change, ...]:
    """Every claim state that differs between `d1` and `d2`, grouped into sentences."""
    raise NotImplementedError
