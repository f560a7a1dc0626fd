"""`assay.toml`: what a workspace is called, where its log is, what it collects from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, cast

from assay.errors import BadInput, Problem
from assay.ids import well_formed
from assay.reading import parse_toml

__all__ = ["FILE", "VERSION", "Config", "SourceConfig", "read_config"]

FILE = "assay.toml"
VERSION = 1
"""The workspace format this program writes and reads."""
_KNOWN = ("version", "name", "origin", "sources")
_ORIGIN = re.compile(r"[a-z0-9.-]+(/[a-z0-9._-]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceConfig:
    """One configured source: `[sources.<name>]`."""

    name: str
    kind: str
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The workspace's own settings."""

    name: str
    origin: str
    """The log's origin line (C2SP tlog-checkpoint): a schema-less URL."""
    sources: Mapping[str, SourceConfig]


def read_config(data: bytes) -> Config:
    """Decode `assay.toml`; raises `BadInput` with every fault found."""
    problems: list[Problem] = []
    table = parse_toml(data, file=FILE, problems=problems)
    if not problems:
        problems.extend(_version_faults(table.get("version")))
    if problems:
        raise BadInput(problems)
    problems.extend(
        _fault(key, "This key is not known", f"Known keys: {', '.join(_KNOWN)}.")
        for key in table
        if key not in _KNOWN
    )
    name, origin = table.get("name"), table.get("origin")
    if not isinstance(name, str) or not name:
        problems.append(_fault("name", "A name is expected", 'Add `name = "..."`.'))
    if not isinstance(origin, str) or not _ORIGIN.fullmatch(origin):
        remedy = 'Write it like `origin = "example.com/assay"`, without a scheme.'
        problems.append(_fault("origin", "The log's origin is expected", remedy))
    sources = _sources(table.get("sources", {}), problems)
    if problems:
        raise BadInput(problems)
    return Config(name=str(name), origin=str(origin), sources=MappingProxyType(sources))


def _fault(place: str, message: str, remedy: str) -> Problem:
    return Problem(file=FILE, place=place, message=message, remedy=remedy)


def _version_faults(version: object) -> list[Problem]:
    if isinstance(version, int) and not isinstance(version, bool):
        if version == VERSION:
            return []
        if version > VERSION:
            message = (
                f"The workspace is of format {version}; this Assay reads {VERSION}"
            )
            return [_fault("version", message, "Install a newer Assay to open it.")]
    remedy = f"Add `version = {VERSION}` as the first line."
    return [_fault("version", "The format version is missing or wrong", remedy)]


def _sources(tables: object, problems: list[Problem]) -> dict[str, SourceConfig]:
    found: dict[str, SourceConfig] = {}
    if not isinstance(tables, dict):
        remedy = "Write each as a table `[sources.<name>]` with a `kind`."
        problems.append(_fault("sources", "Tables are expected", remedy))
        return found
    for name, table in cast("dict[str, object]", tables).items():
        place = f"sources.{name}"
        if not well_formed(name):
            remedy = "Use lower-case letters, digits and single hyphens."
            problems.append(_fault(place, "The name is not well formed", remedy))
        if not isinstance(table, dict):
            problems.append(_fault(place, "A table is expected", "Give it a `kind`."))
            continue
        options = cast("dict[str, Any]", table)
        kind = options.get("kind")
        if not isinstance(kind, str):
            remedy = 'Add `kind = "..."`; `assay doctor` lists the kinds installed.'
            problems.append(_fault(f"{place}.kind", "The kind is missing", remedy))
            continue
        rest = {key: value for key, value in options.items() if key != "kind"}
        found[name] = SourceConfig(name=name, kind=kind, options=rest)
    return found
