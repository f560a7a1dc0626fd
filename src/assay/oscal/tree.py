"""A document's tree: what JSON decodes to, looked at without trusting its shape."""

import gc
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, TypeAlias

import msgspec

__all__ = ["Tree", "as_list", "as_object", "copied", "deeper", "growing"]

Tree: TypeAlias = dict[str, Any]


def as_object(value: object) -> Tree | None:
    """The value as an object, if it is one."""
    return value if isinstance(value, dict) else None  # pyright: ignore[reportUnknownVariableType]


def as_list(value: object) -> list[Any] | None:
    """The value as an array, if it is one."""
    return value if isinstance(value, list) else None  # pyright: ignore[reportUnknownVariableType]


def copied(value: Tree) -> Tree:
    """A copy that shares nothing that could change; many times `deepcopy`'s speed."""
    copy: Tree = msgspec.to_builtins(value)
    return copy


def deeper(value: Any, most: int) -> bool:
    """Whether more than `most` objects and arrays are around any value.

    What the collector of garbage does not track holds nothing but plain values: the
    innermost objects, which are most of them, are passed over.
    """
    level: list[Any] = [value] if gc.is_tracked(value) else []
    for _ in range(most):
        level = list(filter(gc.is_tracked, gc.get_referents(*level)))
        if not level:
            return False
    return True


@contextmanager
def growing() -> Generator[None]:
    """Without collection of garbage while a tree grows.

    A tree is never garbage that needs collecting, having no cycles, and each collection
    walks all of it: that doubles the time. At the end what is there counts as old, so
    that the next collection of young things does not walk it either.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()
        gc.enable()
