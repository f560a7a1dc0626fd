"""The library's programs, read from their files."""

from collections.abc import Mapping

from assay.register.program import Program

__all__ = ["read_programs"]


def read_programs(files: Mapping[str, bytes]) -> dict[str, Program]:
    """The programs in `files` (keys end in `programs/<id>.toml`), by id.

    Raises:
        BadInput: With every fault found.
    """
    raise NotImplementedError
