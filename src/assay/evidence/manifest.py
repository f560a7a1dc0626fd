"""The manifest of a batch as bytes: `docs/formats/batch.md`, format `assay-batch/1`."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from assay.canonical import Json, digest, json_bytes
from assay.errors import Problem
from assay.evidence.documents import parse_json
from assay.evidence.tables import TABLES, columns_of
from assay.evidence.values import Manifest
from assay.reading import read_record

__all__ = [
    "FORMAT",
    "batch_digest",
    "identify",
    "is_batch_id",
    "is_part_name",
    "manifest_bytes",
    "read_manifest",
    "stale",
]

FORMAT = "assay-batch/1"
_BATCH_ID = re.compile(r"([a-z_]+)\.(\d{8}T\d{6}Z)\.([0-9a-f]{12})")
_PART = re.compile(r"part-([0-9a-f]{16})\.parquet")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NOT_CONTENT = {"id", "collected_at"}
"""What a second, identical collection may differ in and still be the same batch."""


def manifest_bytes(manifest: Manifest) -> bytes:
    """The bytes of `manifest.json`: canonical JSON of every field."""
    return json_bytes(_fields(manifest))


def batch_digest(manifest: Manifest) -> str:
    """The batch's digest: SHA-256 of the bytes of its manifest."""
    return digest(manifest_bytes(manifest))


def identify(manifest: Manifest) -> str:
    """The id that the manifest's content gives it."""
    content = {k: v for k, v in _fields(manifest).items() if k not in _NOT_CONTENT}
    when = manifest.observed_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return f"{manifest.table}.{when}.{digest(json_bytes(content))[:12]}"


def is_batch_id(name: str) -> bool:
    """Whether `name` can be the name of a batch's folder."""
    return _BATCH_ID.fullmatch(name) is not None


def is_part_name(name: str) -> bool:
    """Whether `name` can be a part: a plain file name, never a path."""
    return _PART.fullmatch(name) is not None


def stale(manifest: Manifest, at: datetime, max_age: timedelta) -> bool:
    """Whether the batch was observed longer than `max_age` before `at`, or after it."""
    return not timedelta(0) <= at - manifest.observed_at <= max_age


def read_manifest(
    data: bytes, *, file: str, problems: list[Problem]
) -> Manifest | None:
    """The manifest in `data`; None, and every fault, where it cannot be trusted."""
    document = parse_json(data, file=file, problems=problems)
    if document is None:
        return None
    newer = _other_format(document, file)
    if newer is not None:
        problems.append(newer)
        return None
    manifest = read_record(Manifest, document, file=file, place="", problems=problems)
    if manifest is None:
        return None
    faults = [
        Problem(file=file, place=place, message=message, remedy=_RESTORE)
        for place, message in _contradictions(manifest)
    ]
    problems.extend(faults)
    return None if faults else manifest


_RESTORE = "Restore the batch's folder from a copy, or remove it and collect again."


def _fields(manifest: Manifest) -> dict[str, Json]:
    return cast("dict[str, Json]", asdict(manifest))


def _other_format(document: object, file: str) -> Problem | None:
    if not isinstance(document, Mapping):
        return None
    found = cast("Mapping[str, Any]", document).get("format", FORMAT)
    if found == FORMAT:
        return None
    return Problem(
        file=file,
        place="format",
        message=f"The batch has format {found!r}, and this version reads {FORMAT!r}",
        remedy="Use the version of Assay that wrote it, or a newer one.",
    )


def _contradictions(manifest: Manifest) -> list[tuple[str, str]]:
    """Where the manifest's fields cannot all be true."""
    if manifest.table not in TABLES:
        return [("table", f"There is no evidence table {manifest.table!r}")]
    for name in ("observed_at", "collected_at"):
        if getattr(manifest, name).tzinfo is None:
            return [(name, "The time has no time zone")]
    found = _part_faults(manifest)
    schema = {c.name: c.type for c in columns_of(TABLES[manifest.table])}
    if manifest.schema != schema:
        found.append(("schema", f"It is not the schema of table {manifest.table}"))
    if sum(part.rows for part in manifest.parts) != manifest.rows:
        found.append(("rows", "The parts do not add up to the rows stated"))
    if manifest.partial != _is_partial(manifest):
        found.append(("partial", "It contradicts the gaps, the reach or the counts"))
    if not found and manifest.id != identify(manifest):
        found.append(("id", f"The content gives the id {identify(manifest)}"))
    return found


def _part_faults(manifest: Manifest) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for index, part in enumerate(manifest.parts):
        place = f"parts[{index}]"
        name = _PART.fullmatch(part.path)
        if name is None:
            message = f"{part.path!r} is not the name of a part in this folder"
            found.append((f"{place}.path", message))
        elif not _SHA256.fullmatch(part.sha256) or part.sha256[:16] != name[1]:
            found.append((f"{place}.sha256", "The digest does not fit the part's name"))
        if part.rows < 0 or part.bytes < 0:
            found.append((place, "A count is negative"))
    if not manifest.parts:
        found.append(("parts", "A batch has at least one part"))
    return found


def _is_partial(manifest: Manifest) -> bool:
    """The rule of `Batch.partial`, applied to what was recorded."""
    counted = manifest.expected_rows
    short = counted is not None and counted != manifest.rows
    return bool(manifest.gaps) or short or manifest.expected != manifest.got
