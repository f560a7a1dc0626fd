"""The Metaschema's facts as values: what each object and field of OSCAL may hold.

The tables are made from NIST's Metaschema files, not from the JSON Schema, which says
less and in one place says it wrongly: `merge.combine` of a profile has no properties
there, while the Metaschema gives it the flag `method`. `scripts/oscal-tables` writes
them anew for a new release.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

import msgspec

__all__ = [
    "VERSION",
    "Child",
    "Definition",
    "Flag",
    "definition",
    "root_definition",
    "roots",
    "rules",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """An attribute in XML, a key with a plain value in JSON."""

    name: str
    type: str
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """An assembly or field inside another."""

    name: str
    """Of the element in XML."""
    key: str
    """In JSON: the name of the array where there can be several."""
    of: str
    """The definition it is of."""
    least: int
    most: int | None
    """None for any number."""
    wrapped: bool = False
    """Whether XML puts an element of the group's name around all of them."""
    unwrapped: bool = False
    """Whether its markup stands in XML without an element of its own."""
    choice: int = 0
    """Children of one object with the same number, from 1, exclude each other."""

    @property
    def many(self) -> bool:
        """Whether JSON holds an array of them."""
        return self.most != 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One assembly or field."""

    id: str
    kind: Literal["assembly", "field"]
    flags: tuple[Flag, ...]
    children: tuple[Child, ...] = ()
    """Of an assembly, in the order that XML demands."""
    type: str = ""
    """Of a field: its data type."""
    value: str = ""
    """Of a field with flags: the key of its value in JSON."""


class _Tables(msgspec.Struct, frozen=True):
    version: str
    roots: dict[str, str]
    definitions: dict[str, dict[str, Any]]


@cache
def _tables() -> _Tables:
    data = files("assay.oscal").joinpath("tables/model.json").read_bytes()
    return msgspec.json.decode(data, type=_Tables)


@cache
def rules() -> MappingProxyType[str, tuple[dict[str, Any], ...]]:
    """The Metaschema's constraints, by the definition they are stated on."""
    data = files("assay.oscal").joinpath("tables/rules.json").read_bytes()
    found: dict[str, list[dict[str, Any]]] = {}
    for rule in msgspec.json.decode(data, type=list[dict[str, Any]]):
        found.setdefault(rule["on"], []).append(rule)
    return MappingProxyType({on: tuple(those) for on, those in found.items()})


def VERSION() -> str:  # noqa: N802 - a constant that is read when it is first asked for
    """The OSCAL release that the tables are of."""
    return _tables().version


@cache
def roots() -> MappingProxyType[str, str]:
    """The definition of each model by the name of its root: `catalog`, `profile`..."""
    return MappingProxyType(_tables().roots)


def root_definition(root: str) -> Definition:
    """The definition of the model whose documents start with `root`."""
    return definition(roots()[root])


@cache
def definition(identifier: str) -> Definition:
    """One definition; `KeyError` where the tables have none of that id."""
    row = _tables().definitions[identifier]
    return Definition(
        id=identifier,
        kind=row["kind"],
        flags=tuple(
            Flag(name=f["name"], type=f["type"], required=f.get("required", False))
            for f in row["flags"]
        ),
        children=tuple(_children(row.get("children", ()))),
        type=row.get("type", ""),
        value=row.get("value", ""),
    )


def _children(rows: Any) -> list[Child]:
    """Children in order; those of a choice are marked as excluding each other."""
    found: list[Child] = []
    choices = 0
    for row in rows:
        if "choice" in row:
            choices += 1
            found.extend(_child(one, choices) for one in row["choice"])
        else:
            found.append(_child(row, 0))
    return found


def _child(row: dict[str, Any], choice: int) -> Child:
    most = row.get("max", 1)
    return Child(
        name=row["name"],
        key=row.get("json", row["name"]),
        of=row["of"],
        least=row.get("min", 0),
        most=most or None,
        wrapped=row.get("wrapped", False),
        unwrapped=row.get("unwrapped", False),
        choice=choice,
    )
