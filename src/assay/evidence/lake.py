"""The lake: batches as immutable folders of Parquet, each with its manifest.

`lake/<table>/<batch-id>/{part-<digest>.parquet, manifest.json}`. A batch is written to
a hidden folder, flushed to the disk, and then renamed into place: a reader sees all of
it or nothing, also after a power cut.
"""

# pyarrow's stubs leave some generic parameters open:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from assay.errors import BadInput, Problem
from assay.evidence.folders import (
    MANIFEST,
    damaged,
    load_manifest,
    manifests_in,
    shown,
)
from assay.evidence.manifest import (
    FORMAT,
    identify,
    is_batch_id,
    is_part_name,
    manifest_bytes,
)
from assay.evidence.rows import row_problems
from assay.evidence.tables import TABLES, arrow_schema, columns_of
from assay.evidence.values import Batch, Manifest, Part, Table
from assay.ids import near

__all__ = ["Lake"]

_PART_ROWS = 1_000_000
_GROUP_ROWS = 250_000
"""Rows that one thread reads at a time: a part is then read by up to four threads."""


@dataclass(frozen=True, slots=True)
class Lake:
    """Batches under one folder. Nothing in it is ever changed, only added."""

    root: Path
    """The workspace's `lake` folder; made when the first batch is written."""

    def write(self, batch: Batch, collected_at: datetime) -> Manifest:
        """Store a batch and return its manifest.

        The same content observed at the same time is the same batch: writing it again
        changes nothing and returns the manifest already there. Raises `BadInput`, and
        writes nothing, where the rows are not in the table's schema.
        """
        table = _accept(batch, collected_at)
        parts = tuple(_parts(_in_order(table, batch.rows)))
        manifest = _describe(batch, table, tuple(p for p, _ in parts), collected_at)
        folder = self.root / manifest.table / manifest.id
        if not folder.exists():
            files = {part.path: data for part, data in parts}
            _place(folder, {**files, MANIFEST: manifest_bytes(manifest)})
        return self._read(folder)

    def manifests(self, table: str | None = None) -> tuple[Manifest, ...]:
        """Every batch, or those of one table, by table and time observed.

        Raises `BadInput` naming each manifest that cannot be trusted.
        """
        return manifests_in(self.root, table)

    def latest(self, table: str, at: datetime) -> tuple[Manifest, ...]:
        """The newest batch observed by `at`, of each source, query and parameters.

        Of two observed at the same time, the one collected later counts.
        """
        newest: dict[tuple[object, ...], Manifest] = {}
        for manifest in self.manifests(table):
            if manifest.observed_at > at:
                continue
            parameters = tuple(sorted(manifest.parameters.items()))
            question = (manifest.source, manifest.query, parameters)
            known = newest.get(question)
            if known is None or _newer(manifest, known):
                newest[question] = manifest
        return tuple(sorted(newest.values(), key=lambda m: (m.source, m.id)))

    def paths(self, manifest: Manifest) -> tuple[Path, ...]:
        """The Parquet files of a batch, always inside the batch's own folder."""
        folder = self._folder(manifest)
        escaped = [p.path for p in manifest.parts if not is_part_name(p.path)]
        if escaped:
            message = f"{escaped[0]!r} is not a part of this batch"
            raise BadInput([damaged(f"{shown(folder)}/{MANIFEST}", message)])
        return tuple(folder / part.path for part in manifest.parts)

    def check(self, manifest: Manifest) -> tuple[Problem, ...]:
        """What is wrong with the batch on the disk: empty where it is as recorded."""
        folder = self._folder(manifest)
        problems: list[Problem] = []
        stored = load_manifest(folder, problems)
        if stored is not None and stored != manifest:
            message = "The manifest is not the one that was recorded"
            problems.append(damaged(f"{shown(folder)}/{MANIFEST}", message))
        for part, path in zip(manifest.parts, self.paths(manifest), strict=True):
            problems.extend(_part_problems(manifest, part, path))
        problems.extend(_strangers(folder, manifest))
        return tuple(problems)

    def _folder(self, manifest: Manifest) -> Path:
        if manifest.table not in TABLES or not is_batch_id(manifest.id):
            message = f"{manifest.table}/{manifest.id} cannot be the name of a batch"
            raise BadInput([damaged("lake", message)])
        return self.root / manifest.table / manifest.id

    @staticmethod
    def _read(folder: Path) -> Manifest:
        problems: list[Problem] = []
        manifest = load_manifest(folder, problems)
        if manifest is None:
            raise BadInput(problems)
        return manifest


def _accept(batch: Batch, collected_at: datetime) -> Table:
    """The batch's table; raises `BadInput` with everything that bars it."""
    if batch.table not in TABLES:
        close = near(batch.table, TABLES)
        message = f"There is no evidence table {batch.table!r}"
        remedy = f"Did you mean {close[0]}?" if close else ""
        raise BadInput([Problem(file=batch.source, message=message, remedy=remedy)])
    table = TABLES[batch.table]
    file = f"{batch.source}: {batch.table}"
    problems = list(row_problems(table, batch.rows, file=file))
    times = {"observed_at": batch.observed_at, "collected_at": collected_at}
    for name, time in times.items():
        if time.tzinfo is None:
            message = "The time has no time zone"
            problems.append(Problem(file=file, place=name, message=message))
    if problems:
        raise BadInput(problems)
    return table


def _in_order(table: Table, rows: pa.Table) -> pa.Table:
    """Rows by region, service and key: equal content gives equal bytes."""
    schema = arrow_schema(table)
    typed = rows.select(schema.names).cast(schema).replace_schema_metadata(None)
    order = dict.fromkeys(("region", "service", table.key), "ascending")
    return typed.sort_by([(name, "ascending") for name in order])


def _parts(rows: pa.Table) -> Iterator[tuple[Part, pa.Buffer]]:
    for start in range(0, max(len(rows), 1), _PART_ROWS):
        piece = rows.slice(start, _PART_ROWS)
        sink = pa.BufferOutputStream()
        pq.write_table(
            piece,
            sink,
            compression="zstd",
            row_group_size=_GROUP_ROWS,
            store_schema=False,  # the manifest says it; those bytes vary by version
        )
        data = sink.getvalue()
        sha256 = hashlib.sha256(data).hexdigest()
        path = f"part-{sha256[:16]}.parquet"
        yield Part(path=path, sha256=sha256, bytes=data.size, rows=len(piece)), data


def _describe(
    batch: Batch, table: Table, parts: tuple[Part, ...], collected_at: datetime
) -> Manifest:
    unnamed = Manifest(
        format=FORMAT,
        id="",
        table=table.name,
        schema={column.name: column.type for column in columns_of(table)},
        rows=len(batch.rows),
        parts=parts,
        source=batch.source,
        collector=batch.collector,
        query=batch.query,
        parameters=dict(batch.parameters),
        observed_at=batch.observed_at.astimezone(UTC),
        collected_at=collected_at.astimezone(UTC),
        asked=batch.asked,
        expected=batch.expected,
        got=batch.got,
        gaps=batch.gaps,
        expected_rows=batch.expected_rows,
        partial=batch.partial,
        synthetic=batch.synthetic,
    )
    return replace(unnamed, id=identify(unnamed))


def _place(folder: Path, files: dict[str, "bytes | pa.Buffer"]) -> None:
    """Make `folder` with these files in it, all at once."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".incoming-", dir=folder.parent) as hidden:
        made = Path(hidden, "batch")
        made.mkdir()
        for name, data in files.items():
            _write_file(made / name, data)
        _flush(made)
        try:
            made.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another process stored the same batch
                raise
    for changed in (folder.parent, folder.parent.parent):
        _flush(changed)


def _write_file(path: Path, data: "bytes | pa.Buffer") -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    descriptor = os.open(path, flags, 0o444)  # written once, then never again
    with os.fdopen(descriptor, "wb") as file:
        file.write(memoryview(data))
        file.flush()
        os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _newer(one: Manifest, other: Manifest) -> bool:
    mine = (one.observed_at, one.collected_at, one.id)
    return mine > (other.observed_at, other.collected_at, other.id)


def _part_problems(manifest: Manifest, part: Part, path: Path) -> list[Problem]:
    file = f"{shown(path.parent)}/{part.path}"
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(descriptor, "rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            size = stream.tell()
    except OSError as fault:
        return [damaged(file, f"The part cannot be read: {fault.strerror}")]
    if size != part.bytes:
        message = f"The part has {size} bytes and {part.bytes} were recorded"
        return [damaged(file, message)]
    if sha256 != part.sha256:
        message = f"The part was altered: its digest is {sha256}"
        return [damaged(file, message)]
    return _parquet_problems(manifest, part, path, file)


def _parquet_problems(
    manifest: Manifest, part: Part, path: Path, file: str
) -> list[Problem]:
    try:
        with pq.ParquetFile(path) as parquet:
            schema, rows = parquet.schema_arrow, parquet.metadata.num_rows
    except (pa.ArrowException, OSError) as fault:
        return [damaged(file, f"The part is not readable Parquet: {fault}")]
    problems: list[Problem] = []
    if schema != arrow_schema(TABLES[manifest.table]):
        problems.append(damaged(file, "The part is not in the schema of its table"))
    if rows != part.rows:
        message = f"The part has {rows} rows and {part.rows} were recorded"
        problems.append(damaged(file, message))
    return problems


def _strangers(folder: Path, manifest: Manifest) -> list[Problem]:
    """Files that the manifest does not list: a batch is what was recorded, no more."""
    known = {MANIFEST, *(part.path for part in manifest.parts)}
    present = (
        {path.name for path in folder.iterdir()} if folder.is_dir() else set[str]()
    )
    return [
        damaged(f"{shown(folder)}/{name}", "The manifest does not list this file")
        for name in sorted(present - known)
    ]
