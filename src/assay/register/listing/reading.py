"""From the cells of a published list to rows with resolved names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from assay.errors import Problem
from assay.ids import slug
from assay.register.basis import Extent
from assay.register.listing.dates import Ambiguous, read_day
from assay.register.listing.values import Listed, Question
from assay.register.naming import Names
from assay.sheets import Sheet

__all__ = ["Reading", "read_list"]

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "service": (
        *("service", "services", "service-name", "product", "offering", "name"),
        *("aws-service", "services-in-scope", "service-in-scope", "eligible-service"),
        *("eligible-services", "cloud-service", "product-name"),
    ),
    "region": (
        *("region", "regions", "aws-region", "aws-regions", "location", "locations"),
        *("region-s", "available-regions"),
    ),
    "from": (
        *("from", "since", "effective", "effective-date", "start", "start-date"),
        *("date-added", "added", "in-scope-since", "valid-from"),
    ),
    "to": ("to", "until", "end", "end-date", "removed", "date-removed", "valid-to"),
}
"""What a column may be headed with."""
_LOOKED_AT: Final = 30
"""Rows in which the heading is looked for: titles and notes may stand above it."""
_SPLIT: Final = re.compile(r"[,;|\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a list was read as."""

    rows: tuple[Listed, ...]
    questions: tuple[Question, ...]
    ignored: tuple[str, ...] = ()
    """Headings of columns that say nothing of scope."""
    columns: tuple[str, ...] = ()
    """Which of service, region, from and to there are."""


def read_list(
    sheet: Sheet,
    names: Names,
    *,
    file: str,
    answers: Mapping[str, str],
    skipped: frozenset[str],
    problems: list[Problem],
) -> Reading:
    """The rows of a list, with what has to be asked about it.

    Args:
        sheet: Its cells.
        names: The names of the register's services and regions.
        file: Its name, for messages.
        answers: Ids for names that are not plain, as a person gave them.
        skipped: Names to pass over.
        problems: Where faults go that no answer can mend.
    """
    heading = _heading(sheet)
    if heading is None:
        message = "No column is headed as the one of services"
        remedy = "Head it `service`; `region`, `from` and `to` may stand beside it."
        problems.append(Problem(file=file, message=message, remedy=remedy))
        return Reading(rows=(), questions=())
    at, places = heading
    reader = _Reader(names, answers, skipped, places)
    rows = tuple(reader.rows(sheet.rows[at + 1 :], at + 2))
    used = set(places.values())
    return Reading(
        rows=rows,
        questions=tuple(dict.fromkeys(reader.questions)),
        ignored=tuple(
            cell for i, cell in enumerate(sheet.rows[at]) if cell and i not in used
        ),
        columns=tuple(places),
    )


def _heading(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row that heads most columns, and which: a title heads one at most."""
    best: tuple[int, dict[str, int]] | None = None
    for at, row in enumerate(sheet.rows[:_LOOKED_AT]):
        slugs = [slug(cell) for cell in row]
        places = {
            field: next(slugs.index(name) for name in spellings if name in slugs)
            for field, spellings in _COLUMNS.items()
            if any(name in slugs for name in spellings)
        }
        if "service" in places and (best is None or len(places) > len(best[1])):
            best = at, places
    return best


@dataclass(slots=True)
class _Reader:
    names: Names
    answers: Mapping[str, str]
    skipped: frozenset[str]
    places: Mapping[str, int]
    questions: list[Question] = field(default_factory=list[Question])

    def rows(self, rows: Sequence[Sequence[str]], first: int) -> Iterator[Listed]:
        for number, row in enumerate(rows, first):
            place = f"row {number}"
            name = self._cell(row, "service")
            if not name or name in self.skipped:
                continue
            service = self._one("service", name, place)
            regions = self._regions(row, place)
            since = self._day(row, "from", place)
            until = self._day(row, "to", place)
            if service:
                yield Listed(
                    service=service,
                    regions=regions,
                    since=since,
                    until=until,
                    place=place,
                )

    def _cell(self, row: Sequence[str], field_: str) -> str:
        at = self.places.get(field_)
        return row[at].strip() if at is not None and at < len(row) else ""

    def _one(self, what: str, name: str, place: str) -> str:
        given = self.answers.get(name)
        found = (
            (given,)
            if given
            else self.names.service(name)
            if what == "service"
            else self.names.region(name)
        )
        if len(found) == 1:
            return found[0]
        candidates = found or self.names.near(what, name)
        self.questions.append(
            Question(place=place, asked=name, what=what, candidates=candidates)
        )
        return ""

    def _regions(self, row: Sequence[str], place: str) -> Extent | None:
        text = self._cell(row, "region")
        if not text:
            return None
        whole = self.answers.get(text)
        parts = [whole] if whole else _parts(text, self.names)
        found = [
            self._one("region", part, place)
            for part in parts
            if part not in self.skipped
        ]
        if "all" in found:
            return "all"
        return tuple(sorted({one for one in found if one}))

    def _day(self, row: Sequence[str], field_: str, place: str) -> date | None:
        text = self._cell(row, field_)
        try:
            return read_day(self.answers.get(text, text))
        except Ambiguous as fault:
            candidates = tuple(map(str, fault.days))
        except ValueError:
            candidates = ()
        self.questions.append(
            Question(place=place, asked=text, what="date", candidates=candidates)
        )
        return None


def _parts(text: str, names: Names) -> list[str]:
    """The regions of a cell; a name with a comma in it is one where it is known."""
    parts = [part.strip() for part in _SPLIT.split(text) if part.strip()]
    apart = all(names.region(part) for part in parts)
    return parts if apart or not names.region(text) else [text]
