"""What was observed, when, by whom: batches, manifests, the source protocol."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "Batch",
    "Column",
    "ColumnType",
    "Gap",
    "Manifest",
    "Part",
    "Reach",
    "Request",
    "Source",
    "Table",
]

ColumnType: TypeAlias = Literal["text", "int", "real", "bool", "time", "texts"]
"""`time` is a UTC timestamp in microseconds; `texts` a list of text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of an evidence table."""

    name: str
    type: ColumnType
    meaning: str
    required: bool = False
    """A required value may not be null; a row without it is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """An evidence table: a documented schema.

    Every table also has the columns `service`, `region` (text, null where the row is
    provider-wide) and `observed_at` (time, required).
    """

    name: str
    title: str
    key: str
    """The column that names a row's subject."""
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What a collection was to cover, or did.

    Services, regions, and named parts such as accounts, files or pages. Empty tuples
    mean the axis does not apply.
    """

    services: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that could not be seen, and why. Any gap makes a batch partial."""

    part: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Rows of one table, observed at one time by one source; not yet in the lake."""

    table: str
    rows: "pa.Table"
    """In the table's schema (`assay.evidence.tables`)."""
    source: str
    """The configured instance: `host`, `prowler-prod`."""
    collector: str
    """What collected it, with version: `assay-host/0.1.0`."""
    query: str
    """The exact question asked of the source: a command, a path, an API call."""
    parameters: Mapping[str, str]
    observed_at: datetime
    asked: Reach
    expected: Reach
    got: Reach
    gaps: tuple[Gap, ...] = ()
    synthetic: bool = False
    """True for generated demonstration rows; shown as such in every view."""
    expected_rows: int | None = None
    """Row count by the source's own count or a second source, where there is one."""

    @property
    def partial(self) -> bool:
        """Whether anything that was to be covered was not; partial never passes."""
        short = self.expected_rows is not None and self.expected_rows != len(self.rows)
        return bool(self.gaps) or short or self.expected != self.got


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One Parquet file of a batch."""

    path: str
    """Relative to the batch's folder: `part-<first 16 hex of sha256>.parquet`."""
    sha256: str
    bytes: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What the lake holds of a batch.

    Its canonical JSON is `manifest.json`; the digest of those bytes is the batch's
    digest.
    """

    format: str
    """`assay-batch/1`."""
    id: str
    """`<table>.<observed_at as 20261124T060000Z>.<first 12 hex of content digest>`."""
    table: str
    schema: dict[str, str]
    """Column name to type, in order of the table."""
    rows: int
    parts: tuple[Part, ...]
    source: str
    collector: str
    query: str
    parameters: dict[str, str]
    observed_at: datetime
    collected_at: datetime
    asked: Reach
    expected: Reach
    got: Reach
    gaps: tuple[Gap, ...]
    expected_rows: int | None
    partial: bool
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a source is asked for."""

    name: str
    """The configured instance's name; batches carry it as `source`."""
    options: Mapping[str, Any]
    """The instance's own table in `assay.toml`, less `kind`; checked by the source."""
    root: Path
    """Folder against which relative paths in `options` are resolved."""
    at: datetime
    """The time of collection, handed in; sources read no clock."""
    services: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    """What the register names, for sources that can be asked by service and region."""
    extra: Mapping[str, Any] = field(default_factory=dict[str, Any])


class Source(Protocol):
    """A connector, behind an entry point of the group `assay.sources`."""

    @property
    def kind(self) -> str:
        """What `assay.toml` calls it: `csv`, `host`, `git`..."""
        ...

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables it can yield."""
        ...

    @property
    def options(self) -> Mapping[str, str]:
        """Each option with its meaning, for the documentation and for messages."""
        ...

    def collect(self, request: Request) -> Iterator[Batch]:
        """Yield what can be seen; what cannot is a `Gap`.

        Raises `BadInput` where the options or the input as a whole cannot be used;
        then nothing is written.
        """
        ...
