"""From the workspace's files to a register, with every fault found at once."""

from collections.abc import Mapping

from assay.register.program import Program
from assay.register.values import Register

__all__ = ["read_register"]


def read_register(
    files: Mapping[str, bytes], programs: Mapping[str, Program]
) -> Register:
    """The register in `files` (keys are paths such as `register/services.toml`).

    Raises:
        BadInput: With every fault found: of form, of names, of dates and of kind.
    """
    raise NotImplementedError
