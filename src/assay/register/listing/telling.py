"""What a list changes, in sentences: one for a service, its regions and its days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from assay.register.extent import members
from assay.register.listing.cells import Span
from assay.register.listing.values import Cell
from assay.register.values import Register
from assay.register.wording import day, listed

__all__ = ["Told"]

_VERBS: Final = {
    "joins": "{service} joins {what}{where}{days}.",
    "leaves": "{service} leaves {what}{where}{days}.",
    "recalled": "{service} does not join {what}{where}, as it was to{days}.",
    "was": "{service} was in {what}{where}{days}.",
    "moves": "{service} is in {what}{where}{days}.",
}
_REGIONS_NAMED: Final = 6
_FIRST: Final = " from its first day"


@dataclass(slots=True)
class Told:
    """The cells that change, by how; each with its days in words."""

    what: str
    """What they change in."""
    cells: dict[str, dict[Cell, list[str]]] = field(
        default_factory=lambda: {verb: {} for verb in _VERBS}
    )

    def joins(self, cell: Cell, span: Span) -> None:
        """It is in from now, or from a day to come."""
        self._add("joins", cell, _days(span) or _FIRST)

    def leaves(self, cell: Cell, last: date) -> None:
        """It is in until this day and no longer."""
        self._add("leaves", cell, f" after {day(last)}")

    def recalled(self, cell: Cell, first: date) -> None:
        """It was to join on this day, and does not."""
        self._add("recalled", cell, f" from {day(first)}")

    def was(self, cell: Cell, span: Span) -> None:
        """It was in, and had left."""
        self._add("was", cell, _days(span))

    def moves(self, cell: Cell, span: Span, before: Span) -> None:
        """It is in on other days than was known."""
        now, instead = _days(span) or _FIRST, _days(before) or _FIRST
        self._add("moves", cell, f"{now}, and not{instead}")

    def count(self, verb: str) -> int:
        """How many cells there are of a kind."""
        return len(self.cells[verb])

    def sentences(self, register: Register) -> Iterator[str]:
        """What was told, in the order of the register."""
        for verb, form in _VERBS.items():
            rows: dict[tuple[str, str], list[str]] = {}
            for (service, region), labels in self.cells[verb].items():
                for label in labels:
                    rows.setdefault((service, label), []).append(region)
            for service in register.services:
                for (one, days), regions in rows.items():
                    if one == service:
                        title = register.services[service].title
                        where = _where(register, regions)
                        yield form.format(
                            service=title, what=self.what, where=where, days=days
                        )

    def _add(self, verb: str, cell: Cell, label: str) -> None:
        self.cells[verb].setdefault(cell, []).append(label)


def _where(register: Register, regions: Iterable[str]) -> str:
    named = members(tuple(regions), register.regions)
    if len(named) == len(register.regions) and len(named) > 1:
        return f" in all {len(named)} regions"
    return f" in {listed(list(named), most=_REGIONS_NAMED)}"


def _days(span: Span) -> str:
    since, until = span
    first = f" from {day(since)}" if since else ""
    return first + (f" until {day(until)}" if until else "")
