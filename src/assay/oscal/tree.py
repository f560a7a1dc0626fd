"""A document's tree: what JSON decodes to, looked at without trusting its shape."""

from typing import Any, TypeAlias

__all__ = ["Tree", "as_list", "as_object"]

Tree: TypeAlias = dict[str, Any]


def as_object(value: object) -> Tree | None:
    """The value as an object, if it is one."""
    return value if isinstance(value, dict) else None  # pyright: ignore[reportUnknownVariableType]


def as_list(value: object) -> list[Any] | None:
    """The value as an array, if it is one."""
    return value if isinstance(value, list) else None  # pyright: ignore[reportUnknownVariableType]
