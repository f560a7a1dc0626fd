"""What an input holds before any map is applied: resources with their attributes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from assay.workload.inputs.shape import items, table

__all__ = ["UNKNOWN", "Attributes", "Found", "at", "text_at"]

Attributes: TypeAlias = Mapping[str, Any]


class _Unknown:
    """A value that will only be known when the input is carried out."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()


def _nothing() -> Attributes:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One resource of an input."""

    id: str
    type: str
    place: str
    attributes: Attributes = field(default_factory=_nothing)
    region: str = ""
    account: str = ""
    names: tuple[str, ...] = ()
    """What others may call it: its name, its address, its logical id."""


def at(value: Any, path: str) -> list[Any]:
    """The values at a path of keys: `a.b`, with `*` for every item of a list."""
    found = [value]
    for key in path.split("."):
        found = [inner for one in found for inner in _inside(one, key)]
    return found


def _inside(value: Any, key: str) -> list[Any]:
    if value is UNKNOWN:
        return [UNKNOWN]
    if key == "*":
        return items(value)
    if key.isdigit():
        return items(value)[int(key) : int(key) + 1]
    one = items(value)[0] if len(items(value)) == 1 else value
    # Terraform writes a block that may stand once as a list.
    return [table(one)[key]] if key in table(one) else []


def text_at(value: Any, path: str) -> str:
    """The one text at a path; empty where there is none, or it is not known yet."""
    found = at(value, path)
    return found[0] if len(found) == 1 and isinstance(found[0], str) else ""
