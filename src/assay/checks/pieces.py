"""Parquet files put together from columns that were encoded once.

The checks of one scan have the same subjects, services and regions, and each has a file
of its own that holds them. Encoding them is most of the work of writing such a file, so
it is done once: a *piece* is a row group of some columns, encoded by pyarrow, and a
file is pieces side by side with a footer that says where each is now. What results is
an ordinary Parquet file (https://parquet.apache.org/docs/file-format/).
"""

# pyarrow's stubs leave some generic parameters open:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from assay.checks.thrift import (
    I64,
    LIST,
    STRUCT,
    Items,
    Struct,
    read_struct,
    write_struct,
)

__all__ = ["Assembly", "Piece", "encode"]

MAGIC = b"PAR1"

# Field numbers of parquet.thrift.
_FILE_ROWS, _FILE_GROUPS = 3, 4
_GROUP_COLUMNS, _GROUP_BYTES, _GROUP_ROWS = 1, 2, 3
_GROUP_OFFSET, _GROUP_PACKED, _GROUP_ORDINAL = 5, 6, 7
_CHUNK_OFFSET, _CHUNK_META = 2, 3
_META_OFFSETS = (9, 10, 11)
"""Of the data pages, the index page and the dictionary page."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some columns of one row group, encoded."""

    body: memoryview
    """The bytes between the first magic number and the footer."""
    group: Struct
    """The row group's entry in the footer."""


def encode(rows: pa.Table) -> Piece:
    """Encode rows as one row group."""
    data = _written(rows)
    footer, end = _footer(data)
    (group,) = footer[_FILE_GROUPS][1].values
    return Piece(data[len(MAGIC) : end], group)


class Assembly:
    """A Parquet file under way, row group by row group."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._file = path.open("wb")
        self._file.write(MAGIC)
        self._footer, _ = _footer(_written(schema.empty_table()))
        self._groups: list[Struct] = []

    def append(self, *pieces: Piece) -> None:
        """Add a row group: pieces of the same rows that together have all columns."""
        start = self._file.tell()
        chunks: list[Struct] = []
        for piece in pieces:
            shift = self._file.tell() - len(MAGIC)
            chunks += [_moved(c, shift) for c in piece.group[_GROUP_COLUMNS][1].values]
            self._file.write(piece.body)
        group = dict(pieces[0].group)
        group[_GROUP_COLUMNS] = (LIST, Items(STRUCT, chunks))
        group[_GROUP_OFFSET] = (I64, start)
        for field in (_GROUP_BYTES, _GROUP_PACKED):
            group[field] = (I64, sum(piece.group[field][1] for piece in pieces))
        group.pop(_GROUP_ORDINAL, None)  # optional, and another one here
        self._groups.append(group)

    def close(self) -> None:
        """Write the footer, which makes it a file."""
        footer = dict(self._footer)
        rows = sum(group[_GROUP_ROWS][1] for group in self._groups)
        footer[_FILE_ROWS] = (I64, rows)
        footer[_FILE_GROUPS] = (LIST, Items(STRUCT, self._groups))
        written = write_struct(footer)
        self._file.write(written)
        self._file.write(len(written).to_bytes(4, "little") + MAGIC)
        self._file.close()


def _written(rows: pa.Table) -> memoryview:
    """The rows as a whole Parquet file in memory, with fixed settings."""
    names = rows.column_names
    dictionary: Any = [name for name in names if _repeats(rows, name)]
    bounded: Any = [name for name in names if name not in ("verdict", "reason")]
    sink = pa.BufferOutputStream()
    pq.write_table(
        rows,
        sink,
        compression="zstd",
        use_dictionary=dictionary,
        write_statistics=bounded,  # the least and greatest of the others say little
        row_group_size=max(len(rows), 1),
        store_schema=False,  # those bytes vary by version
    )
    return memoryview(sink.getvalue())


def _repeats(rows: pa.Table, name: str) -> bool:
    """Whether the column is written as a dictionary of its values."""
    if name in ("subject", "reason"):
        return pa.types.is_dictionary(rows.schema.field(name).type)
    return True


def _footer(data: memoryview) -> tuple[Struct, int]:
    """The footer of a file, and where it begins."""
    end = len(data) - len(MAGIC)
    size = int.from_bytes(data[end - 4 : end], "little")
    start = end - 4 - size
    return read_struct(bytes(data[start : end - 4])), start


def _moved(chunk: Struct, shift: int) -> Struct:
    """The entry of a column whose bytes are now `shift` further on."""
    kind, meta = chunk[_CHUNK_META]
    moved = {**meta, **{f: _later(meta[f], shift) for f in _META_OFFSETS if f in meta}}
    found = {**chunk, _CHUNK_META: (kind, moved)}
    if found[_CHUNK_OFFSET][1]:
        found[_CHUNK_OFFSET] = _later(found[_CHUNK_OFFSET], shift)
    return found


def _later(field: tuple[int, Any], shift: int) -> tuple[int, Any]:
    kind, offset = field
    return kind, offset + shift
