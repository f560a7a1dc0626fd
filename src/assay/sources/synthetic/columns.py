"""Rows of one table as columns, from which Arrow makes its arrays at once."""

# pyarrow's stubs leave some generic parameters open:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import pyarrow as pa

from assay.evidence import arrow_schema, table_named
from assay.sources.synthetic.world import Cell, World

__all__ = ["Columns", "arrow_rows", "in_region", "placed", "row_name", "spread"]

Columns: TypeAlias = dict[str, list[Any]]
"""Column to values, times as microseconds; columns left out are null."""


def row_name(kind: str, cell: Cell, index: int) -> str:
    """The key of a row of a cell, the same in every world that has it."""
    return f"{kind}/{cell[0]}/{cell[1]}/{index:05d}"


def spread(cells: Sequence[Cell], each: int) -> tuple[list[str], list[str]]:
    """The service and the region of each row, `each` rows to a cell."""
    services = [service for service, _ in cells for _ in range(each)]
    regions = [region for _, region in cells for _ in range(each)]
    return services, regions


def placed(
    world: World, table: str, services: list[str], regions: list[str], each: int
) -> Columns:
    """Keys, places and the time of observation of rows spread over the cells."""
    kind = table.replace("_", "-")
    cells = enumerate(zip(services, regions, strict=True))
    return {
        table_named(table).key: [row_name(kind, c, row % each) for row, c in cells],
        "service": services,
        "region": regions,
        "observed_at": [world.now] * len(services),
    }


def in_region(columns: Columns, region: str) -> Columns:
    """The rows of one region."""
    kept = [row for row, place in enumerate(columns["region"]) if place == region]
    return {name: [values[row] for row in kept] for name, values in columns.items()}


def arrow_rows(table: str, columns: Mapping[str, Sequence[Any]]) -> pa.Table:
    """The columns in the table's schema."""
    schema = arrow_schema(table_named(table))
    count = len(columns["observed_at"])
    arrays = [
        pa.array(columns[field.name], type=field.type)
        if field.name in columns
        else pa.nulls(count, type=field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)
