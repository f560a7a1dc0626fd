"""The provider's controls, and the statements of what they cover."""

from collections.abc import Mapping
from typing import Protocol

from assay.catalog import Baseline, Catalog
from assay.register.controls import Control, Coverage
from assay.register.values import Register

__all__ = ["Standards", "read_controls"]


class Standards(Protocol):
    """What controls may cover: the catalogs and baselines of a library, by id."""

    @property
    def catalogs(self) -> Mapping[str, Catalog]:
        """Catalogs by id."""
        ...

    @property
    def baselines(self) -> Mapping[str, Baseline]:
        """Baselines by id."""
        ...


def read_controls(
    files: Mapping[str, bytes], register: Register, library: Standards
) -> tuple[dict[str, Control], tuple[Coverage, ...]]:
    """The controls in `controls/<id>.toml`, and `controls/coverage/<catalog>.toml`.

    Raises:
        BadInput: With every fault found.
    """
    raise NotImplementedError
