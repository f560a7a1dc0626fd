"""How many subjects got each verdict, counted from the rows as they were written."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

from assay.checks.engine import closed_engine, show_files
from assay.checks.statements import text
from assay.checks.values import Tally

__all__ = ["Cells", "tallies"]

Cells: TypeAlias = dict[tuple[str, str], Tally]


def tallies(files: Sequence[Path], *, threads: int | None = None) -> dict[Path, Cells]:
    """For each file of verdict rows, the tally of each service and region in it."""
    found: dict[Path, Cells] = {}
    with closed_engine(files=files, threads=threads) as engine:
        for path in files:
            show_files(engine, "written", [path])
            relation: Any = engine.sql(text("tally"))
            found[path] = {
                (service, region): Tally(
                    met=met,
                    not_met=not_met,
                    unknown=unknown,
                    not_applicable=not_applicable,
                )
                for (
                    service,
                    region,
                    met,
                    not_met,
                    unknown,
                    not_applicable,
                ) in relation.fetchall()
            }
    return found
