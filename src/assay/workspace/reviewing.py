"""Rows of a workspace's crosswalk marked as reviewed, or as proposed again.

The file is changed where it says who reviewed a row and nowhere else, so that comments
and whatever order its author gave it stay.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit

from assay.catalog import Crosswalk, Row, read_library
from assay.catalog.ids import among
from assay.errors import BadInput, Problem, UnknownName
from assay.ids import near
from assay.workspace.crosswalks import crosswalk_named
from assay.workspace.importing import write_whole
from assay.workspace.open import Workspace, asked_files, open_workspace

__all__ = ["Reviewed", "review_rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """Which rows were marked, and how the crosswalk stands now."""

    file: str
    rows: tuple[Row, ...]
    """Those that were marked, as they are now."""
    reviewed: int
    total: int


def review_rows(
    root: Path,
    identifier: str,
    requirements: Sequence[str],
    *,
    by: str,
    on: date | None,
    proposed: bool = False,
) -> Reviewed:
    """Mark rows as reviewed by somebody on a day.

    Args:
        root: The workspace's folder.
        identifier: The crosswalk, one of the workspace's own.
        requirements: Of whose rows, in any spelling, as the crosswalk's source has
            them; every row where there are none.
        by: Who reviewed them.
        on: The day; today where it is None.
        proposed: Take a review back instead.

    Raises:
        UnknownName: There is no such crosswalk, or it has no row of a requirement.
        BadInput: It is the library's, or the file cannot be changed so.
    """
    workspace = open_workspace(root)
    one = crosswalk_named(workspace.library, identifier)
    sources = _sources(one, requirements)
    name = f"crosswalks/{one.id}.toml"
    path = root / name
    if not path.is_file():
        message = f"{one.id} is the library's, and not this workspace's to review"
        remedy = f"Export it with `assay crosswalk export {one.id}`, and import that."
        raise BadInput([Problem(file=one.id, message=message, remedy=remedy)])
    document: Any = tomlkit.parse(path.read_text(encoding="utf-8"))
    day = workspace.day(on)
    for written, row in zip(document["rows"], one.rows, strict=True):
        if row.source in sources:
            _mark(written, by, day, proposed=proposed)
    text = tomlkit.dumps(document).encode()
    write_whole(root, {name: text}, lambda: read_library(asked_files(root)))
    return _told(workspace, identifier, sources, name)


def _sources(one: Crosswalk, requirements: Sequence[str]) -> frozenset[str]:
    """The sources of the rows that are meant."""
    known = {row.source for row in one.rows}
    if not requirements:
        return frozenset(known)
    found: set[str] = set()
    for spelling in requirements:
        meant = among(spelling, known)
        if len(meant) != 1:
            what = f"row of {one.id} from"
            raise UnknownName(what, spelling, near=meant or near(spelling, known))
        found.update(meant)
    return frozenset(found)


def _mark(row: Any, by: str, day: date, *, proposed: bool) -> None:
    if proposed:
        row["status"] = "proposed"
        row.pop("reviewer", None)
        return
    row["status"] = "reviewed"
    row["reviewer"] = by
    row["on"] = day
    row.setdefault("by", by)


def _told(
    workspace: Workspace, identifier: str, sources: Collection[str], name: str
) -> Reviewed:
    one = crosswalk_named(open_workspace(workspace.root).library, identifier)
    return Reviewed(
        file=name,
        rows=tuple(row for row in one.rows if row.source in sources),
        reviewed=sum(row.status == "reviewed" for row in one.rows),
        total=len(one.rows),
    )
