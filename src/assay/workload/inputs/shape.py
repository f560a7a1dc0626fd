"""Looking at what JSON decodes to without trusting its shape."""

from collections.abc import Mapping
from typing import Any, cast

__all__ = ["is_list", "is_table", "items", "table"]


def is_table(value: object) -> bool:
    """Whether it is an object."""
    return isinstance(value, Mapping)


def is_list(value: object) -> bool:
    """Whether it is an array."""
    return isinstance(value, list)


def table(value: object) -> Mapping[str, Any]:
    """The value if it is an object; else one that holds nothing."""
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def items(value: object) -> list[Any]:
    """The value if it is an array; else one that holds nothing."""
    return cast("Any", value) if isinstance(value, list) else []
