"""From the cells of a published list to rows with resolved names.

Nothing in a list is passed over in silence: a row is taken, or it is asked about, or it
is a fault, or a note says why it was left aside.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from assay.errors import Problem
from assay.register.basis import Extent
from assay.register.listing.dates import Ambiguous, read_day
from assay.register.listing.heading import Heading, heading_of, heads
from assay.register.listing.values import Listed, Question
from assay.register.naming import Names, without_notes
from assay.register.wording import listed
from assay.sheets import Sheet

__all__ = ["Reading", "read_list"]

_SPLIT: Final = re.compile(r"[,;|\n](?![^()]*\))")
_LOOSE_SPLIT: Final = re.compile(r"\s+and\s+|\s*[&/]\s*|\s+")
_BULLETS: Final = " \t\r•·▪‣"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a list was read as."""

    rows: tuple[Listed, ...]
    questions: tuple[Question, ...]
    notes: tuple[str, ...] = ()
    """What was left aside, and why."""
    columns: frozenset[str] = frozenset()
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
        sheet: Its cells; one row of them heads the columns.
        names: The names of the register's services and regions.
        file: Its name, for messages.
        answers: What names and dates that are not plain mean, as a person said; several
            regions with commas between them.
        skipped: Names to pass over.
        problems: Where faults go that no answer can mend.
    """
    heading = heading_of(sheet, names)
    if heading is None:
        return Reading(rows=(), questions=())
    reader = _Reader(names, answers, skipped, heading, file, problems)
    rows = tuple(reader.rows(sheet.rows[heading.at + 1 :], heading.at + 2))
    return Reading(
        rows=rows,
        questions=tuple(dict.fromkeys(reader.questions)),
        notes=(*_left_columns(sheet, heading), *reader.notes()),
        columns=frozenset(heading.columns),
    )


def _left_columns(sheet: Sheet, heading: Heading) -> Iterator[str]:
    used = set(heading.columns.values())
    for place, cell in enumerate(sheet.rows[heading.at]):
        if cell.strip() and place not in used:
            yield f"Column {cell.strip()!r} says nothing of scope and was left aside."


@dataclass(slots=True)
class _Reader:
    names: Names
    answers: Mapping[str, str]
    skipped: frozenset[str]
    heading: Heading
    file: str
    problems: list[Problem]
    questions: list[Question] = field(default_factory=list[Question])
    aside: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """Places by what was left aside there."""
    used: set[str] = field(default_factory=set[str])
    """The answers that the list had a use for."""

    def rows(self, rows: Sequence[Sequence[str]], first: int) -> Iterator[Listed]:
        """Each row that names a service."""
        for number, row in enumerate(rows, first):
            place = f"row {number}"
            name = self._cell(row, "service")
            if self._is_one(row, name, place):
                found = self._row(row, name, place)
                if found is not None:
                    yield found

    def _is_one(self, row: Sequence[str], name: str, place: str) -> bool:
        """Whether a row names a service, one that is not to be passed over."""
        said = [self._cell(row, column) for column in self.heading.columns]
        if not name:
            if any(said):
                message = "It names no service, though it says where or when"
                remedy = "Write the service in each row that is about it."
                self._fault(place, message, remedy)
            elif any(cell.strip() for cell in row):
                self._note("Without a service, and left aside", place)
            return False
        if self._answer(self.skipped, name) is not None:
            return False
        if self._heads_again(row, name):
            self._note("A heading again, and left aside", place)
            return False
        return True

    def _heads_again(self, row: Sequence[str], name: str) -> bool:
        cells = {c: self._cell(row, c) for c in self.heading.columns}
        again = all(heads(c, cell, self.names) for c, cell in cells.items() if cell)
        return again and not self.names.service(name)

    def _row(self, row: Sequence[str], name: str, place: str) -> Listed | None:
        service = self._service(name, place)
        regions = self._regions(self._cell(row, "region"), place)
        since = self._day(self._cell(row, "from"), place)
        until = self._day(self._cell(row, "to"), place)
        if since is not None and until is not None and until < since:
            message = f"{name} ends on {until}, before it begins on {since}"
            self._fault(place, message, "Correct one of the two dates.")
            return None
        if any(cell.strip() for cell in row[self.heading.width :]):
            self._note("With cells under no heading, which were left aside", place)
        if not service:
            return None
        return Listed(
            service=service, regions=regions, since=since, until=until, place=place
        )

    def _cell(self, row: Sequence[str], column: str) -> str:
        at = self.heading.columns.get(column)
        return row[at].strip() if at is not None and at < len(row) else ""

    def _answer(
        self, given: Mapping[str, str] | frozenset[str], text: str
    ) -> str | None:
        """What a person said of a text; it may leave out marks of footnotes."""
        for spelling in (text, without_notes(text)):
            if spelling in given:
                self.used.add(spelling)
                return given[spelling] if isinstance(given, Mapping) else spelling
        return None

    def _service(self, name: str, place: str) -> str:
        given = self._answer(self.answers, name)
        found = self.names.service(name if given is None else given)
        if len(found) == 1:
            if given is None:
                self._remark(name, found[0], place)
            return found[0]
        if given is not None:
            return self._wrong("service", name, given, place)
        candidates = found or self.names.near("service", name)
        self._ask("service", name, place, candidates)
        return ""

    def _remark(self, name: str, meant: str, place: str) -> None:
        """Say what of a name was not read, since it may limit what is meant."""
        if without_notes(name) != name:
            self._note("With marks of footnotes, which were not read", place)
        for part in self.names.unread(name):
            self._note(f"{name!r} was taken for {meant}, whatever ({part}) says", place)

    def _regions(self, text: str, place: str) -> Extent | None:
        if not text:
            return None
        given = self._answer(self.answers, text)
        found: set[str] = set()
        for part in _parts(text if given is None else given, self.names):
            found.update(self._region(part, place, given=given))
        return "all" if "all" in found else tuple(sorted(found))

    def _region(self, part: str, place: str, *, given: str | None) -> tuple[str, ...]:
        if self._answer(self.skipped, part) is not None:
            return ()
        answer = None if given is not None else self._answer(self.answers, part)
        meant = [part] if answer is None else _parts(answer, self.names)
        found = [self.names.region(one) for one in meant]
        if all(len(ids) == 1 for ids in found):
            return tuple(ids[0] for ids in found)
        if given is not None or answer is not None:
            self._wrong("region", part, answer or part, place)
            return ()
        self._ask("region", part, place, found[0] or self.names.near("region", part))
        return ()

    def _day(self, text: str, place: str) -> date | None:
        given = self._answer(self.answers, text) if text else None
        try:
            return read_day(text if given is None else given)
        except Ambiguous as fault:
            candidates = tuple(map(str, fault.days))
        except ValueError:
            candidates = ()
        if given is not None:
            self._wrong("day", text, given, place)
        else:
            self._ask("date", text, place, candidates)
        return None

    def _ask(
        self, what: str, text: str, place: str, candidates: tuple[str, ...]
    ) -> None:
        self.questions.append(
            Question(place=place, asked=text, what=what, candidates=candidates)
        )

    def _wrong(self, what: str, text: str, given: str, place: str) -> str:
        message = f"{given!r}, given for {text!r}, is no {what} here"
        close = self.names.near(what, given) if what != "day" else ()
        remedy = f"Did you mean {' or '.join(close)}?" if close else ""
        self._fault(place, message, remedy or "Answer with another.")
        return ""

    def _fault(self, place: str, message: str, remedy: str) -> None:
        self.problems.append(
            Problem(file=self.file, place=place, message=message, remedy=remedy)
        )

    def _note(self, what: str, place: str) -> None:
        self.aside.setdefault(what, []).append(place)

    def notes(self) -> Iterator[str]:
        """What was left aside, each with its places."""
        for what, places in self.aside.items():
            yield f"{what}: {listed(places, most=8)}."
        for name in sorted({*self.answers, *self.skipped} - self.used):
            yield f"Nothing in the list is called {name!r}; that answer had no use."


def _parts(text: str, names: Names) -> list[str]:
    """The regions of a cell; a name with a comma in it is one where it is known."""
    parts = [part.strip(_BULLETS) for part in _SPLIT.split(text)]
    found: list[str] = []
    for part in filter(None, parts):
        loose = [one for one in _LOOSE_SPLIT.split(part) if one]
        known = len(names.region(part)) == 1
        apart = not known and all(len(names.region(one)) == 1 for one in loose)
        found.extend(loose if apart else [part])
    apart = all(names.region(part) for part in found)
    return found if apart or not names.region(text) else [text]
