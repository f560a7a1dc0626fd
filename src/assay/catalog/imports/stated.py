"""Who states a row and who reviewed it, as files say it.

A row is reviewed only where it is said by whom and on which day. One that claims to be
reviewed without saying so is proposed, and that is told. In OSCAL, which has no place
for it, this stands in properties of our own namespace: its own status is of a whole
document, and no review of a row.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal

from assay.catalog.imports.loose import as_table, as_text, tables

__all__ = ["CATALOG", "OURS", "fact", "status_of"]

OURS: Final = "urn:assay:crosswalk"
"""Namespace of our properties."""
CATALOG: Final = "urn:assay:catalog:"
"""How a catalog here is referred to."""
Status = Literal["proposed", "reviewed"]


def fact(table: Mapping[str, Any], name: str) -> str:
    """The value of a property in our namespace; empty where it has none."""
    for _, one in tables(table.get("props")):
        prop = as_table(one)
        if as_text(prop.get("name")) == name and as_text(prop.get("ns")) == OURS:
            return as_text(prop.get("value"))
    return ""


def status_of(
    status: str, by: str, on: str, faults: list[str]
) -> tuple[Status, date | None]:
    """The status of a row and its day by the words that say it; doubts go to `faults`.

    Args:
        status: `reviewed`, `proposed` or nothing.
        by: Who states the row.
        on: On which day.
        faults: What is not clear, in words.
    """
    when = _day(on)
    if on and when is None:
        faults.append(f"{on!r} is no day")
    word = status.strip().lower()
    if word not in ("", "proposed", "reviewed"):
        faults.append(f"The status {status!r} is none; the row is proposed")
    sound = word == "reviewed" and bool(by) and when is not None
    if word == "reviewed" and not sound:
        faults.append(
            "The row is said to be reviewed, but not by whom and when; it is proposed"
        )
    return "reviewed" if sound else "proposed", when


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
