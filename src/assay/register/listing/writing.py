"""Entries back into the register's files, with everything else in them left alone."""

from collections.abc import Iterable
from typing import Any, Final, cast

import tomlkit
from tomlkit.items import AoT

from assay.errors import BadInput, Problem
from assay.register.basis import Extent  # noqa: TC001 - a type of a dictionary's keys
from assay.register.extent import members
from assay.register.listing.values import Entry
from assay.register.values import Region, Scope, Service

__all__ = [
    "as_scopes",
    "entries_of",
    "write_eligible",
    "write_regions",
    "write_scope",
    "write_services",
]

_WIDE: Final = 88
_toml: Any = tomlkit
"""Its containers take any value, which their types do not say."""


def entries_of(scopes: Iterable[Scope], services: Iterable[str]) -> tuple[Entry, ...]:
    """The entries that the parts of a scope are; `services` are all there are."""
    known = tuple(services)
    return tuple(
        Entry(service=service, regions=part.regions, since=part.since, until=part.until)
        for part in scopes
        for service in members(part.services, known)
    )


def as_scopes(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """The fewest parts of a scope that say the same: services that go together."""
    groups: dict[tuple[Extent, Any, Any], list[str]] = {}
    for one in entries:
        groups.setdefault((one.regions, one.since, one.until), []).append(one.service)
    return [
        {
            "services": services,
            "regions": regions if isinstance(regions, str) else list(regions),
            **({"since": since} if since else {}),
            **({"until": until} if until else {}),
        }
        for (regions, since, until), services in groups.items()
    ]


def write_scope(
    data: bytes, entries: Iterable[Entry], levels: tuple[str, ...], *, file: str
) -> bytes:
    """An attestation's file with these entries as its scope."""
    document: Any = tomlkit.parse(data.decode())
    parts = as_scopes(entries)
    if levels:
        parts = [{**part, "levels": list(levels)} for part in parts]
    if "scope" not in document:
        message = "The statement has no scope to replace"
        raise BadInput([Problem(file=file, place="scope", message=message)])
    if isinstance(document["scope"], AoT):
        document["scope"] = _tables(parts)
    else:
        document["scope"] = _inline(parts)
    return tomlkit.dumps(document).encode()


def write_eligible(data: bytes, entries: Iterable[Entry], version: str) -> bytes:
    """A list of eligible services with these entries; what was known of each stays."""
    document: Any = tomlkit.parse(data.decode())
    known = {
        (str(row.get("service")), str(row.get("since"))): dict(row)
        for row in document.get("eligible", [])
    }
    rows: list[dict[str, Any]] = []
    for one in entries:
        before = known.get((one.service, str(one.since)), {})
        regions = one.regions if isinstance(one.regions, str) else list(one.regions)
        row: dict[str, Any] = {**before, "service": one.service, "regions": regions}
        row["since"] = one.since
        if one.until is not None:
            row["until"] = one.until
        if version and not before:
            row["version"] = version
        rows.append(row)
    document["eligible"] = _tables(rows)
    return tomlkit.dumps(document).encode()


def _tables(rows: Iterable[dict[str, Any]]) -> Any:
    found = _toml.aot()
    for row in rows:
        table = _toml.table()
        for key, value in row.items():
            table[key] = _value(value)
        table.add(tomlkit.nl())
        found.append(table)
    return found


def _inline(parts: Iterable[dict[str, Any]]) -> Any:
    found = _toml.array()
    for part in parts:
        table = _toml.inline_table()
        for key, value in part.items():
            table[key] = value
        found.append(table)
    return found.multiline(multiline=True)


def _value(value: Any) -> Any:
    """Long lists over several lines, as a person would write them."""
    if not isinstance(value, list):
        return value
    items = cast("list[str]", value)
    array = _toml.array()
    array.extend(items)
    return array.multiline(multiline=sum(len(one) + 4 for one in items) > _WIDE)


def write_services(data: bytes, services: Iterable[Service]) -> bytes:
    """`services.toml` with these services in it; what it says of others stays."""
    return _merged(data, "service", {one.id: _service(one) for one in services})


def write_regions(data: bytes, regions: Iterable[Region]) -> bytes:
    """`regions.toml` with these regions in it; what it says of others stays."""
    return _merged(data, "region", {one.id: _region(one) for one in regions})


def _merged(data: bytes, key: str, rows: dict[str, dict[str, Any]]) -> bytes:
    """New entries behind those there; of one that is there, only what is new to it."""
    document: Any = tomlkit.parse(data.decode())
    left = dict(rows)
    for table in document.get(key, []):
        row = left.pop(str(table.get("id")), None)
        for name, value in (row or {}).items():
            if name in _RENEWED or name not in table:
                table[name] = _value(value)
    if key not in document:
        document[key] = _toml.aot()
    for row in left.values():
        document[key].append(_tables([row])[0])
    return tomlkit.dumps(document).encode()


_RENEWED: Final = ("regions",)
"""What an import may change of an entry that is there: where a service is offered."""


def _service(one: Service) -> dict[str, Any]:
    regions = one.regions if isinstance(one.regions, str) else list(one.regions)
    row = {"id": one.id, "title": one.title, "category": one.category}
    aliases = {"aliases": list(one.aliases)} if one.aliases else {}
    return {**row, "regions": regions, **aliases}


def _region(one: Region) -> dict[str, Any]:
    row = {"id": one.id, "title": one.title, "country": one.country}
    return {
        **row,
        **({"partition": one.partition} if one.partition != "commercial" else {}),
    }
