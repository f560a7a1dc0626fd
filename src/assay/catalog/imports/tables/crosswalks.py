"""Rows of a crosswalk in a CSV file or a workbook.

Usual headings are known, wherever the table begins. Several targets stand in one cell,
separated by semicolons, commas or lines; what we write ourselves is read as it was.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, get_args

from assay.catalog.imports.loose import Faults, digest, identifier
from assay.catalog.imports.stated import status_of
from assay.catalog.imports.values import Imported, Origin
from assay.catalog.values import Crosswalk, Provenance, Relation, Row
from assay.errors import BadInput, Problem
from assay.sheets import Sheet, read_sheets

__all__ = ["HEADINGS", "read_crosswalk_table"]

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "source": (
        *("source", "source id", "source requirement", "source requirement id"),
        *("source control", "source control id", "focal document element", "from"),
    ),
    "targets": (
        *("targets", "target", "target id", "target requirement", "target control"),
        *("target requirement id", "target control id", "reference document element"),
        *("to", "mapped controls"),
    ),
    "relation": ("relation", "relationship", "relationship type"),
    "combination": ("combination", "targets combine"),
    "status": ("status",),
    "by": ("by", "author", "stated by"),
    "on": ("on", "date", "day"),
    "reviewer": ("reviewer", "reviewed by"),
    "citation": ("citation", "reference"),
    "confidence": ("confidence", "strength", "strength of relationship"),
    "note": ("note", "rationale", "comment", "comments", "remarks"),
    "source_catalog": ("source catalog", "source framework", "from catalog"),
    "target_catalog": ("target catalog", "target framework", "to catalog"),
}
"""By field: the headings it is known by."""
_RELATIONS: Final[Mapping[str, Relation]] = {
    "equal": "equal",
    "equal to": "equal",
    "equivalent": "equal",
    "equivalent to": "equal",
    "subset": "subset",
    "subset of": "subset",
    "superset": "superset",
    "superset of": "superset",
    "intersects": "intersects",
    "intersect": "intersects",
    "intersects with": "intersects",
    "disjoint": "disjoint",
    "not related": "disjoint",
    "not related to": "disjoint",
    "no relationship": "disjoint",
}
_REMEDY: Final = f"Write one of {', '.join(get_args(Relation))}."
_SEARCHED: Final = 30
_APART: Final = re.compile(r"[;,\n\r]+")


def read_crosswalk_table(data: bytes, *, file: str) -> Imported:
    """The crosswalks in a table: one for each pair of catalogs that its rows name.

    Raises:
        BadInput: It is no table, has no column of sources and of targets, or no row of
            it can be read.
    """
    problems: list[Problem] = []
    sheets = read_sheets(data, file=file, problems=problems)
    if problems:
        raise BadInput(problems)
    faults = Faults(file=file)
    found = next(
        ((sheet, start, at) for sheet in sheets for start, at in _headings(sheet)),
        None,
    )
    if found is None:
        message = (
            "It is no table of a crosswalk: it needs the columns source and target"
        )
        raise faults.refused(message, "Head its columns source, relation, targets.")
    sheet, start, at = found
    walks: dict[tuple[str, str], list[Row]] = {}
    for number, cells in enumerate(sheet.rows[start + 1 :], start + 2):
        place = f"{sheet.name} row {number}".strip()
        given = {
            name: cells[column].strip() if column < len(cells) else ""
            for name, column in at.items()
        }
        row = _row(given, place, faults) if any(given.values()) else None
        if row is not None:
            ends = (given.get("source_catalog", ""), given.get("target_catalog", ""))
            walks.setdefault(ends, []).append(row)
    if not walks:
        raise faults.refused("No row below the headings can be read")
    origin = Origin(file=file, sha256=digest(data), form="crosswalk-table", unit="row")
    return Imported(
        origin=origin,
        crosswalks=tuple(
            Crosswalk(
                id="",
                title=file.rsplit("/", 1)[-1].rsplit(".", 1)[0],
                source=source,
                target=target,
                provenance=Provenance(source=file, rights="Of its owner."),
                rows=tuple(rows),
            )
            for (source, target), rows in walks.items()
        ),
        notes=()
        if "relation" in at
        else ("It has no column of relations, so its rows say that both overlap.",),
        problems=tuple(faults.found),
    )


def _headings(sheet: Sheet) -> Iterator[tuple[int, dict[str, int]]]:
    """The row of headings, and in which column each field stands."""
    for start, row in enumerate(sheet.rows[:_SEARCHED]):
        plain = [" ".join(re.split(r"[\s_-]+", cell.strip().lower())) for cell in row]
        at = {
            name: plain.index(heading)
            for name, headings in HEADINGS.items()
            for heading in reversed(headings)
            if heading in plain
        }
        if "source" in at and "targets" in at:
            yield start, at


def _row(given: Mapping[str, str], place: str, faults: Faults) -> Row | None:
    relation = _relation(given.get("relation"), place, faults)
    source = _ids(given["source"], place, faults)
    targets = _ids(given["targets"], place, faults)
    if len(source) != 1:
        faults.add(place, "The row names not one source, and is left out")
    elif not targets:
        faults.add(place, "The row has no target, and is left out")
    if relation is None or len(source) != 1 or not targets:
        return None
    combination = given.get("combination", "").lower()
    either = combination in ("either", "any")
    if combination not in ("", "either", "any", "all", "both"):
        faults.add(place, f"{combination!r} is read as all", "Write all or either.")
    if either and relation != "subset":
        faults.add(place, f"Either has no meaning for {relation}; left out")
        return None
    said, by = given.get("status", ""), given.get("by", "")
    doubts: list[str] = []
    status, on = status_of(said, by, given.get("on", ""), doubts)
    for doubt in doubts:
        faults.add(place, doubt, "Write who on which day, like 2026-11-24.")
    return Row(
        source=source[0],
        targets=targets,
        relation=relation,
        either=either,
        status=status,
        by=by,
        on=on,
        reviewer=given.get("reviewer", ""),
        citation=given.get("citation", ""),
        confidence=_confidence(given.get("confidence", ""), place, faults),
        note=given.get("note", ""),
    )


def _relation(word: str | None, place: str, faults: Faults) -> Relation | None:
    """The relation of a word; a table without that column says no more than overlap."""
    if word is None:
        return "intersects"
    plain = " ".join(re.split(r"[\s_-]+", word.lower()))
    found = _RELATIONS.get(plain)
    if found is None:
        message = f"The relation {word!r} is none; the row is left out"
        faults.add(place, message, _REMEDY)
    return found


def _ids(cell: str, place: str, faults: Faults) -> tuple[str, ...]:
    found: list[str] = []
    for name in _APART.split(cell):
        if not name.strip():
            continue
        one, canonically = identifier(name)
        if not canonically:
            faults.add(place, f"{name.strip()!r} is no id of a requirement")
        found.append(one)
    return tuple(dict.fromkeys(found))


def _confidence(text: str, place: str, faults: Faults) -> float | None:
    if not text:
        return None
    try:
        value = float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        value = -1.0
    if 0 <= value <= 1:
        return value
    faults.add(place, f"The confidence {text!r} is not from 0 to 1; left out")
    return None
