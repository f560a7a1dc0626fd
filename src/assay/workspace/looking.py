"""Where tools look, by what was imported of them; what they found is elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assay.catalog import Library, requirements_of
from assay.catalog.imports.coverage import FOLDER, HeldCoverage, read_coverage
from assay.workspace.files import read_tree

__all__ = ["Looking", "held_coverage", "where_tools_look"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """For how many requirements a tool has checks: n of N testable, never met."""

    id: str
    tools: tuple[str, ...]
    of: str
    """The catalog or baseline; empty where nobody said which."""
    testable: int
    requirements: int | None
    """How many that set asks; None where nobody said which it is."""


def held_coverage(root: Path) -> dict[str, HeldCoverage]:
    """The coverage that a folder holds, by id.

    Raises:
        BadInput: A file of it is at fault.
    """
    return read_coverage(read_tree(root, FOLDER))


def where_tools_look(root: Path, library: Library) -> Iterator[Looking]:
    """For how many requirements of what is held here which tool has checks."""
    for one in held_coverage(root).values():
        known = one.of in library.catalogs or one.of in library.baselines
        listed = requirements_of(library, one.of) if known else ()
        asked = {each.id for each in listed}
        yield Looking(
            id=one.id,
            tools=tuple(sorted({row.tool for row in one.rows})),
            of=one.of,
            testable=len(one.tested & asked) if known else len(one.tested),
            requirements=len(asked) if known else None,
        )
