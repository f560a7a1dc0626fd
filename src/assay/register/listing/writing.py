"""Parts back into the register's files, with everything else in them left alone.

A file is a person's own: comments, notes, the order of things and keys of which a list
says nothing stay. Only the parts that a change is about are touched.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, cast

import tomlkit
from tomlkit.items import AoT

from assay.register.listing.cells import grouped
from assay.register.listing.values import Cell, Changed, Part
from assay.register.values import Extent, Region, Register, Service

__all__ = ["write_list", "write_regions", "write_services"]

_WIDE: Final = 76
_NOT_SHARED: Final = ("since", "until", "vacate")
"""Keys of a part that are not those of the part that takes its place."""
_toml: Any = tomlkit
"""Its containers take any value, which their types do not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """How a file has its parts."""

    key: str
    service: Literal["services", "service"]


_SCOPE: Final = _Kind(key="scope", service="services")
_ELIGIBLE: Final = _Kind(key="eligible", service="service")


def write_list(
    data: bytes,
    register: Register,
    changed: Changed,
    *,
    as_: Literal["scope", "eligible"],
    recorded: date,
    shared: dict[str, Any],
) -> bytes:
    """An attestation's file, or a list of eligible services, as a list has changed it.

    Args:
        data: The file now.
        register: Whose services and regions they are.
        changed: What becomes of its parts, which are in the file's order.
        as_: Which of the two files it is.
        recorded: The day on which what is new is entered.
        shared: Keys and values of every new part: the levels of a statement.
    """
    document: Any = tomlkit.parse(data.decode())
    kind = _SCOPE if as_ == "scope" else _ELIGIBLE
    tables = list(document.get(kind.key, []))
    written: list[dict[str, Any]] = []
    gone: list[int] = []
    for index, cells in changed.kept.items():
        rows = _rectangles(register, tables[index], kind, cells)
        if rows:
            _edit(tables[index], rows[0])
        else:
            gone.append(index)
        written.extend({**_plain(tables[index]), **row} for row in rows[1:])
    for piece in changed.pieces:
        if piece.origin is not None:
            own = _plain(tables[piece.origin])
            before = {k: v for k, v in own.items() if k not in _NOT_SHARED}
        else:
            same = piece.part.since == recorded
            before = {**shared, **({} if same else {"recorded": recorded})}
        # What was there comes last: `recorded` and `source`, as people write them.
        pieces = _rows(piece.part, kind)
        written.extend({**row, **before, **row} for row in pieces)
    _put(document, kind.key, gone, written)
    return _written(document)


def _rectangles(
    register: Register, table: Any, kind: _Kind, cells: frozenset[Cell]
) -> list[dict[str, Any]]:
    """What is left of a part, in the fewest that its file can say it in."""
    everywhere = register.services if table.get("regions", "all") == "all" else ()
    parts = grouped(register, {cell: [(None, None)] for cell in cells}, everywhere)
    return [
        {kind.service: row[kind.service], "regions": row["regions"]}
        for part in parts
        for row in _rows(part, kind)
    ]


def _rows(part: Part, kind: _Kind) -> Iterator[dict[str, Any]]:
    named: Iterable[Any] = part.services if kind is _ELIGIBLE else [list(part.services)]
    for services in named:
        yield {
            kind.service: services,
            "regions": _extent(part.regions),
            **({"since": part.since} if part.since else {}),
            **({"until": part.until} if part.until else {}),
        }


def _extent(extent: Extent) -> str | list[str]:
    return extent if isinstance(extent, str) else list(extent)


def _plain(table: Any) -> dict[str, Any]:
    """A table as values of Python, which belong to no document."""
    return cast("dict[str, Any]", table.unwrap())


def _edit(table: Any, row: dict[str, Any]) -> None:
    for key, value in row.items():
        if key not in table or table[key] != value:
            table[key] = _value(value)


def _put(
    document: Any, key: str, gone: Sequence[int], written: list[dict[str, Any]]
) -> None:
    """Take parts out of a file and set others behind those that stay."""
    held: Any = document.get(key)
    if held is not None and not isinstance(held, AoT):
        for index in sorted(gone, reverse=True):
            del held[index]
        apart = "\n" in held.as_string()
        for row in written:
            held.add_line(_inline(row), indent="  ")
        if written and not apart:
            held.add_line(indent="")
        return
    for index in sorted(gone, reverse=True):
        del document[key][index]
    _append(document, key, written)


def _append(document: Any, key: str, rows: Sequence[dict[str, Any]]) -> None:
    """Tables behind those there are of their kind, each with a blank line before it.

    tomlkit sets that line between the tables of a new array, and not in an old one.
    """
    old = document.get(key)
    if old is None and rows:
        document.add(tomlkit.nl())
        document[key] = _toml.aot()
    elif old and rows and not old[-1].as_string().endswith("\n\n"):
        old[-1].add(tomlkit.nl())
    for row in rows:
        table = _toml.table()
        for name, value in row.items():
            table[name] = _value(value)
        if old is not None:
            table.add(tomlkit.nl())
        document[key].append(table)


def _written(document: Any) -> bytes:
    return f"{tomlkit.dumps(document).rstrip()}\n".encode()


def _inline(row: dict[str, Any]) -> Any:
    table = _toml.inline_table()
    for key, value in row.items():
        table[key] = _value(value)
    return table


def _value(value: Any) -> Any:
    """Long lists over several lines, as a person would write them."""
    if isinstance(value, dict):
        return _inline(cast("dict[str, Any]", value))
    if not isinstance(value, list):
        return value
    items = cast("list[str]", value)
    array = _toml.array()
    if sum(len(one) + 4 for one in items) <= _WIDE:
        array.extend(items)
        return array
    for line in _lines(items):
        array.add_line(*line, indent="  ")
    array.add_line(indent="")
    return array


def _lines(items: list[str]) -> Iterator[list[str]]:
    """As many on a line as fit."""
    line: list[str] = []
    for one in items:
        if line and sum(len(other) + 4 for other in [*line, one]) > _WIDE:
            yield line
            line = []
        line.append(one)
    if line:
        yield line


def write_services(data: bytes, services: Iterable[Service]) -> bytes:
    """`services.toml` with these services in it; what it says of others stays."""
    return _merged(data, "service", {one.id: _service(one) for one in services})


def write_regions(data: bytes, regions: Iterable[Region]) -> bytes:
    """`regions.toml` with these regions in it; what it says of others stays."""
    return _merged(data, "region", {one.id: _region(one) for one in regions})


_RENEWED: Final[dict[str, Any]] = {"regions": "all", "aliases": []}
"""What an import may change of an entry, and what it says where it leaves that out."""


def _merged(data: bytes, key: str, rows: dict[str, dict[str, Any]]) -> bytes:
    """New entries behind those there; of one that is there, only what is renewed."""
    document: Any = tomlkit.parse(data.decode())
    left = dict(rows)
    for table in document.get(key, []):
        row = left.pop(str(table.get("id")), {})
        renewed = {
            name: row[name]
            for name, absent in _RENEWED.items()
            if name in row and (name in table or row[name] != absent)
        }
        _edit(table, renewed)
    _put(document, key, (), list(left.values()))
    return _written(document)


def _service(one: Service) -> dict[str, Any]:
    row = {"id": one.id, "title": one.title, "category": one.category}
    aliases = {"aliases": list(one.aliases)} if one.aliases else {}
    return {**row, "regions": _extent(one.regions), **aliases}


def _region(one: Region) -> dict[str, Any]:
    row = {"id": one.id, "title": one.title, "country": one.country}
    government = one.partition == "government"
    return {**row, **({"partition": one.partition} if government else {})}
