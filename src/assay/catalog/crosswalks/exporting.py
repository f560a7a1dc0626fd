"""A crosswalk as an OSCAL mapping collection and as a table.

What OSCAL has no place for (who stated a row, on which day, who reviewed it, where it
is cited, that any one of its targets will do) stands in properties of our namespace, so
that reading gives the same rows again.
"""

import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from assay.canonical import digest
from assay.catalog.imports.stated import CATALOG, OURS
from assay.catalog.values import Catalog, Crosswalk, Relation, Row
from assay.oscal import Document, document
from assay.oscal.definitions import VERSION

__all__ = ["as_oscal", "as_table"]

_SPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, OURS)
_WORDS: Final[dict[Relation, str]] = {
    "equal": "equal-to",
    "subset": "subset-of",
    "superset": "superset-of",
    "intersects": "intersects-with",
    "disjoint": "no-relationship",
}
COLUMNS: Final = (
    *("source_catalog", "source", "relation", "target_catalog", "targets"),
    *("combination", "status", "by", "on", "reviewer", "citation", "confidence"),
    "note",
)


def as_table(crosswalk: Crosswalk) -> tuple[tuple[str, ...], ...]:
    """The rows below their headings, as text."""
    return (
        COLUMNS,
        *(
            (
                crosswalk.source,
                row.source,
                row.relation,
                crosswalk.target,
                "; ".join(row.targets),
                "either" if row.either else "",
                row.status,
                row.by,
                row.on.isoformat() if row.on else "",
                row.reviewer,
                row.citation,
                "" if row.confidence is None else repr(row.confidence),
                row.note,
            )
            for row in crosswalk.rows
        ),
    )


def as_oscal(
    crosswalk: Crosswalk, source: Catalog, target: Catalog, at: datetime
) -> Document:
    """The mapping collection; its uuids follow from what it says.

    Args:
        crosswalk: What to write; it has at least one row.
        source: The catalog that it is from.
        target: The catalog that it is to.
        at: When it is written.
    """
    content = repr((crosswalk, source.id, target.id))
    seed = digest(content.encode("utf-8", "surrogatepass"))
    complete = all(row.status == "reviewed" for row in crosswalk.rows)
    tree: Any = {
        "uuid": _uuid(seed, "collection"),
        "metadata": {
            "title": _line(crosswalk.title) or crosswalk.id,
            "last-modified": at.isoformat(),
            "version": seed[:16],
            "oscal-version": VERSION(),
            "props": [
                *_prop("source", crosswalk.provenance.source),
                *_prop("rights", crosswalk.provenance.rights),
                *_prop("id", crosswalk.id),
            ],
        },
        "provenance": {
            "method": "human",
            "matching-rationale": "semantic",
            "status": "complete" if complete else "draft",
            "mapping-description": "Each map says how the set that its source asks "
            "lies to the union of the sets that its targets ask. A map that is not "
            "marked as reviewed is a proposal, from which nothing follows.",
        },
        "mappings": [
            {
                "uuid": _uuid(seed, "mapping"),
                "source-resource": _resource(source),
                "target-resource": _resource(target),
                "maps": [
                    _map(row, _uuid(seed, f"map {number}"))
                    for number, row in enumerate(crosswalk.rows)
                ],
            }
        ],
    }
    return document({"mapping-collection": tree}, form="json", file=crosswalk.id)


def _resource(catalog: Catalog) -> dict[str, Any]:
    return {
        "type": "catalog",
        "href": f"{CATALOG}{catalog.id}",
        "remarks": f"{catalog.title}, {catalog.edition}",
    }


def _map(row: Row, name: str) -> dict[str, Any]:
    props = list(_props(row))
    found: dict[str, Any] = {
        "uuid": name,
        "relationship": _WORDS[row.relation],
        "sources": [{"type": "control", "id-ref": row.source}],
        "targets": [{"type": "control", "id-ref": one} for one in row.targets],
    }
    if row.confidence is not None:
        found["confidence-score"] = {"percentage": row.confidence}
    found["props"] = props
    if row.note:
        found["remarks"] = row.note
    return found


def _props(row: Row) -> Iterator[dict[str, str]]:
    yield from _prop("status", row.status)
    yield from _prop("by", row.by)
    yield from _prop("on", row.on.isoformat() if row.on else "")
    yield from _prop("reviewer", row.reviewer)
    yield from _prop("citation", row.citation)
    yield from _prop("combination", "either" if row.either else "")


def _prop(name: str, value: str) -> Iterator[dict[str, str]]:
    """A property, unless it says nothing; OSCAL has its values on one line."""
    if _line(value):
        yield {"name": name, "ns": OURS, "value": _line(value)}


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _uuid(seed: str, name: str) -> str:
    return str(uuid.uuid5(_SPACE, f"{seed} {name}"))
