"""What an input holds before any map is applied: resources with their attributes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from assay.workload.inputs.shape import is_list, is_table, items, table

__all__ = ["UNKNOWN", "Attributes", "Found", "Later", "at", "text_at"]

Attributes: TypeAlias = Mapping[str, Any]


class _Unknown:
    """A value that is only known when the input is carried out, if there is one."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()


@dataclass(frozen=True, slots=True)
class Later:
    """A value that will be there, whatever it turns out to be."""

    of: str = ""
    """The resource whose value it is."""


def _nothing() -> Attributes:
    return {}


def _nobody(_: str) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One resource of an input."""

    id: str
    type: str
    place: str
    attributes: Attributes = field(default_factory=_nothing)
    region: str = ""
    account: str = ""
    refers: Callable[[str], tuple[str, ...]] = _nobody
    """The resources, by id, that an attribute is taken from where it is not known."""
    entire: bool = False
    """Whether the input lists whatever this resource makes as well."""


def at(value: Any, path: str) -> list[Any]:
    """The values at a path of keys; None for each that is not there.

    `a.b` is `b` of `a`, and of every item where `a` is a list, for Terraform writes
    blocks as lists; `*` is every item of a list or table; a number is one item.
    """
    found = [value]
    for key in path.split("."):
        found = [inner for one in found for inner in _inside(one, key)]
    return found


def _inside(value: Any, key: str) -> list[Any]:
    if value is UNKNOWN or isinstance(value, Later):
        return [UNKNOWN]
    if key == "*":
        return list(table(value).values()) if is_table(value) else items(value)
    if not is_list(value):
        return [table(value).get(key)]
    if key.isdecimal():
        return items(value)[int(key) : int(key) + 1] or [None]
    return [inner for one in items(value) for inner in _inside(one, key)]


def text_at(value: Any, path: str) -> str:
    """The one text at a path; empty where there is none, or it is not known yet."""
    found = at(value, path)
    return found[0] if len(found) == 1 and isinstance(found[0], str) else ""
