"""Collecting evidence: ask each source, keep what it saw, receipt it in the log."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from assay.errors import BadInput, Problem, UnknownName
from assay.evidence import Manifest, Request, Source, batch_digest
from assay.ids import near
from assay.ledger import Kind
from assay.register import members
from assay.workspace.config import FILE, SourceConfig
from assay.workspace.open import Workspace
from assay.workspace.recording import Fact, record

__all__ = ["Collected", "collect", "load_source", "source_kinds"]

Notice = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """One batch that is now in the lake, and its receipt in the log."""

    source: str
    manifest: Manifest
    entry: int


def source_kinds() -> dict[str, EntryPoint]:
    """The kinds of source installed, by name (entry points `assay.sources`)."""
    return {point.name: point for point in entry_points(group="assay.sources")}


def collect(
    workspace: Workspace,
    names: Iterable[str] = (),
    *,
    at: datetime | None = None,
    notice: Notice = lambda _: None,
) -> tuple[Collected, ...]:
    """Collect from the named sources (all that are configured, unless named).

    Each source is asked in turn; its batches are durable and receipted before the next
    is asked. A source whose input cannot be used at all writes nothing.

    Raises:
        UnknownName: A source that is not configured, or a kind not installed.
        BadInput: A source's options or input are at fault.
    """
    chosen = [_configured(workspace, name) for name in names]
    now = workspace.clock()
    moment = at or now
    if at is not None:
        asked = chosen or workspace.config.sources.values()
        _refuse_other_times(asked, at, now)
    collected: list[Collected] = []
    for config in chosen or workspace.config.sources.values():
        notice(config.name)
        collected.extend(_collect_one(workspace, config, moment))
    if not collected and not chosen and not workspace.config.sources:
        remedy = "Add `[sources.<name>]` with a `kind` to assay.toml."
        message = "No source is configured"
        raise BadInput([Problem(file="assay.toml", message=message, remedy=remedy)])
    return tuple(collected)


def _refuse_other_times(
    asked: Iterable[SourceConfig], at: datetime, now: datetime
) -> None:
    """What is seen now was seen now; only made-up rows can be of another day."""
    real = [config.name for config in asked if config.kind != "synthetic"]
    if real and at != now:
        message = f"What {real[0]} shows now cannot be recorded as seen at another time"
        remedy = "Leave `--at` out, or collect synthetic sources only."
        place = f"sources.{real[0]}"
        problem = Problem(file=FILE, place=place, message=message, remedy=remedy)
        raise BadInput([problem])


def _configured(workspace: Workspace, name: str) -> SourceConfig:
    sources = workspace.config.sources
    if name not in sources:
        raise UnknownName("source", name, near=near(name, sources))
    return sources[name]


def _collect_one(
    workspace: Workspace, config: SourceConfig, at: datetime
) -> list[Collected]:
    source = load_source(config.kind)
    register = workspace.register
    request = Request(
        name=config.name,
        options=config.options,
        root=workspace.root,
        at=at,
        services=tuple(register.services),
        regions=tuple(register.regions),
        extra={
            "cells": [
                (service.id, region)
                for service in register.services.values()
                for region in members(service.regions, register.regions)
            ]
        },
    )
    batches = list(source.collect(request))
    manifests = [workspace.lake.write(batch, at) for batch in batches]
    entries = record(workspace, [_receipt(manifest) for manifest in manifests])
    return [
        Collected(source=config.name, manifest=manifest, entry=entry)
        for manifest, entry in zip(manifests, entries, strict=True)
    ]


def load_source(kind: str) -> Source:
    """The connector of a kind; raises `UnknownName` where none is installed."""
    kinds = source_kinds()
    if kind not in kinds:
        raise UnknownName("kind of source", kind, near=near(kind, kinds))
    return cast("Source", kinds[kind].load())


def _receipt(manifest: Manifest) -> Fact:
    return Fact(
        kind=Kind.SNAPSHOT,
        stream=f"evidence.{manifest.source}",
        role="collector",
        subject=manifest.id,
        sha256=batch_digest(manifest),
        predicate={
            "table": manifest.table,
            "rows": manifest.rows,
            "source": manifest.source,
            "collector": manifest.collector,
            "query": manifest.query,
            "parameters": dict(manifest.parameters),
            "observed_at": manifest.observed_at,
            "partial": manifest.partial,
            "synthetic": manifest.synthetic,
        },
    )
