"""Batches, with what every source has to say about them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from assay import __version__
from assay.evidence import Batch, Gap, Reach, Request, rows_of, table_named

__all__ = ["batch_of", "collector", "numbered"]


def collector(kind: str) -> str:
    """What collected it: the kind of source and our version."""
    return f"assay-{kind}/{__version__}"


def batch_of(
    request: Request,
    kind: str,
    table: str,
    records: Iterable[Mapping[str, Any]],
    *,
    query: str,
    parameters: Mapping[str, str],
    parts: Iterable[str],
    gaps: Iterable[Gap] = (),
    place: Mapping[str, str | None] = MappingProxyType({}),
    asked: Reach | None = None,
    observed_at: datetime | None = None,
    expected_rows: int | None = None,
) -> Batch:
    """A batch of `records`, of which `parts` were to be seen and `gaps` were not.

    `place` is the `service` and `region` that everything in it was laid to, if any.
    """
    expected = tuple(parts)
    missing = tuple(gaps)
    unseen = {gap.part for gap in missing}
    when = observed_at or request.at
    return Batch(
        table=table,
        rows=rows_of(table_named(table), records, observed_at=when, file=request.name),
        source=request.name,
        collector=collector(kind),
        query=query,
        parameters=parameters,
        observed_at=when,
        asked=asked or Reach(parts=expected),
        expected=_reach(place, expected),
        got=_reach(place, tuple(part for part in expected if part not in unseen)),
        gaps=missing,
        expected_rows=expected_rows,
    )


def _reach(place: Mapping[str, str | None], parts: tuple[str, ...]) -> Reach:
    service, region = place.get("service"), place.get("region")
    return Reach(
        services=(service,) if service else (),
        regions=(region,) if region else (),
        parts=parts,
    )


def numbered(records: Iterable[Mapping[str, Any]], key: str) -> list[dict[str, Any]]:
    """Records with `#2`, `#3`... after the keys that come again."""
    seen: dict[str, int] = {}
    found: list[dict[str, Any]] = []
    for record in records:
        name = record[key]
        seen[name] = seen.get(name, 0) + 1
        again = f"{name}#{seen[name]}" if seen[name] > 1 else name
        found.append({**record, key: again})
    return found
