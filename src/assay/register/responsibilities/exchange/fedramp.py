"""FedRAMP's workbook: control implementation summary and responsibility matrix.

The first sheet marks, control by control, an implementation status and where the
control originates; the second says what a customer may inherit and must do. Sheets and
columns are known by their headings, since every template places them differently.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from assay.errors import Problem
from assay.register.responsibilities.exchange.building import (
    asks_customer,
    named,
    remark,
)
from assay.register.responsibilities.exchange.headings import (
    Columns,
    cell,
    columns_of,
    is_marked,
    rows_below,
)
from assay.register.responsibilities.exchange.values import Known, Line, Origin, Told
from assay.register.responsibilities.words import read_word
from assay.sheets import Sheet

__all__ = ["is_fedramp", "read_fedramp"]

_JOIN: Final = " + "
_STATUSES: Final = (
    ("partial", "partial"),
    ("planned", "planned"),
    ("alternative", "alternative"),
    ("implemented", "implemented"),
)


def _name(heading: str) -> str:
    """The name of a column of either sheet."""
    if heading.startswith("shared"):
        return "origin:shared"
    for words, name in _NAMED:
        if any(word in heading for word in words):
            return name
    if heading in ("n/a", "not applicable", "na"):
        return "not-applicable"
    return _status(heading) or _origination(heading)


_NAMED: Final = (
    (("responsibilit", "customer statement", "customer guidance"), "responsibility"),
    (("can be inherited", "inheritance", "inheritable"), "inheritance"),
    (("provider statement", "csp statement"), "provider"),
    (("control origination",), "origination"),
    (("implementation status",), "status"),
    (("control id", "control number", "control #", "security control"), "control"),
    (("package id", "authorization id"), "package"),
    (("note", "comment", "justification", "rationale", "reason"), "note"),
    (("service name", "services"), "service"),
)


def _status(heading: str) -> str:
    for word, status in _STATUSES:
        if heading.startswith(word) and len(heading.split()) <= 2:  # noqa: PLR2004 - "partially implemented"
            return f"status:{status}"
    return ""


def _origination(heading: str) -> str:
    word = read_word("fedramp", heading)
    return f"origin:{word}" if word and word != "not-applicable" else ""


def _columns(sheet: Sheet) -> Columns | None:
    found = columns_of(sheet, _name)
    if found is None or found.has("control"):
        return found
    where = {**found.where, "control": _plain_control(sheet, found)}
    return Columns(row=found.row, where=where) if where["control"] >= 0 else None


def _plain_control(sheet: Sheet, found: Columns) -> int:
    """A column that is headed "Control", "ID" or not at all, left of the others."""
    heading = sheet.rows[found.row]
    for column, text in enumerate(heading):
        if text.strip().lower() in ("control", "id", "controls"):
            return column
    return -1


def _is_summary(columns: Columns) -> bool:
    origins = [name for name in columns.where if name.startswith("origin:")]
    return len(origins) > 1 or columns.has("origination")


def _is_matrix(columns: Columns) -> bool:
    return columns.has("responsibility") and columns.has("inheritance")


def is_fedramp(sheets: Sequence[Sheet]) -> bool:
    """Whether one of the sheets is of either kind."""
    found = [columns for sheet in sheets if (columns := _columns(sheet))]
    return any(_is_summary(one) or _is_matrix(one) for one in found)


@dataclass(slots=True)
class _Entry:
    """What both sheets say of one control."""

    place: str
    control: str
    word: str = ""
    status: str = ""
    inheritance: str = ""
    provider: str = ""
    note: str = ""
    package: str = ""
    service: str = ""
    told: list[str] = field(default_factory=list[str])


def read_fedramp(
    sheets: Sequence[Sheet], known: Known, origin: Origin, problems: list[Problem]
) -> Iterator[Line]:
    """What the workbook says, control by control; faults of its cells are told.

    A row of the matrix on a part of a control is a duty of the control, where the
    summary speaks of the whole only.
    """
    reader = _Reader(known, origin, problems)
    found = [(sheet, columns) for sheet in sheets if (columns := _columns(sheet))]
    for sheet, columns in found:
        if _is_summary(columns):
            reader.summary(sheet, columns)
    reader.summarised = bool(reader.entries)
    for sheet, columns in found:
        if _is_matrix(columns) and not _is_summary(columns):
            reader.matrix(sheet, columns)
    for entry in reader.entries.values():
        yield from reader.lines(entry)


@dataclass(slots=True)
class _Reader:
    known: Known
    origin: Origin
    problems: list[Problem]
    entries: dict[tuple[str, str], _Entry] = field(
        default_factory=dict[tuple[str, str], _Entry]
    )
    summarised: bool = False

    def summary(self, sheet: Sheet, columns: Columns) -> None:
        """Read the marks of a control implementation summary."""
        for number, row in rows_below(sheet, columns):
            entry = self._entry(sheet, number, row, columns)
            if entry is None:
                continue
            words = self._marked(entry, row, columns, "origin:")
            told = cell(row, columns.where.get("origination"))
            words.extend([told] if told else [])
            statuses = self._marked(entry, row, columns, "status:")
            entry.status = statuses[0] if statuses else ""
            entry.word = self._word(entry, words, row, columns)
            text = cell(row, columns.where.get("responsibility"))
            entry.told.extend([text] if text else [])
            if columns.has("inheritance"):
                entry.inheritance = cell(row, columns.where["inheritance"])
            self._enter(entry)

    def _word(
        self, entry: _Entry, words: list[str], row: Sequence[str], columns: Columns
    ) -> str:
        out = is_marked(cell(row, columns.where.get("not-applicable")))
        status = cell(row, columns.where.get("status"))
        entry.status = entry.status or _stated(status)
        if out or read_word("fedramp", status) == "not-applicable":
            return "not-applicable"
        found = read_word("fedramp", _JOIN.join(words)) if words else ""
        if words and not found:
            self._fault(entry, f"{', '.join(words)} is no control origination")
        return found

    def _marked(
        self, entry: _Entry, row: Sequence[str], columns: Columns, lead: str
    ) -> list[str]:
        """The names of the ticked columns of a kind."""
        ticked: list[str] = []
        for name, column in columns.where.items():
            text = cell(row, column)
            if not name.startswith(lead) or is_marked(text) is False:
                continue
            if is_marked(text) is None and name == "origin:inherited":
                entry.package = text
            elif is_marked(text) is None:
                self._fault(entry, f"{text!r} is no mark for {name.removeprefix(lead)}")
                continue
            ticked.append(name.removeprefix(lead))
        return ticked

    def matrix(self, sheet: Sheet, columns: Columns) -> None:
        """Read what a customer may inherit and must do."""
        for number, row in rows_below(sheet, columns):
            entry = self._entry(sheet, number, row, columns)
            if entry is None:
                continue
            entry.inheritance = cell(row, columns.where["inheritance"])
            text = cell(row, columns.where["responsibility"])
            entry.told.extend([text] if text else [])
            self._join(entry)

    def _join(self, entry: _Entry) -> None:
        """Add to what the summary says of the control, or of what it is a part of."""
        meant = named(entry.control, self.known)
        above = meant.requirement if meant is not None else entry.control
        if not self.summarised:
            self._enter(entry)
            return
        for key in ((_key(entry, self.known), entry.service), (above, entry.service)):
            summary = self.entries.get(key)
            if summary is not None:
                summary.inheritance = summary.inheritance or entry.inheritance
                summary.provider = summary.provider or entry.provider
                summary.note = summary.note or entry.note
                summary.told.extend(entry.told)
                return
        self._fault(entry, f"{entry.control} is not in the implementation summary")

    def _entry(
        self, sheet: Sheet, number: int, row: Sequence[str], columns: Columns
    ) -> _Entry | None:
        control = cell(row, columns.where["control"])
        if not control:
            return None
        where = columns.where
        return _Entry(
            place=f"{sheet.name or 'sheet'} row {number}",
            control=control,
            provider=cell(row, where.get("provider")),
            note=cell(row, where.get("note")),
            package=cell(row, where.get("package")),
            service=cell(row, where.get("service")),
        )

    def _enter(self, entry: _Entry) -> None:
        key = _key(entry, self.known), entry.service
        if key in self.entries:
            first = self.entries[key].place
            self._fault(entry, f"{entry.control} was stated before, at {first}")
        else:
            self.entries[key] = entry

    def lines(self, entry: _Entry) -> Iterator[Line]:
        """What is to be made of an entry; nothing where nothing is marked."""
        word = entry.word or self._inheritable(entry)
        if not word:
            if named(entry.control, self.known) is not None:
                self._fault(entry, f"Nothing is marked for {entry.control}")
            return
        provider_only = not asks_customer("fedramp", word)
        out = word == "not-applicable"
        texts = [] if provider_only or out else entry.told
        spoken = entry.told if provider_only and not entry.provider else ()
        yield Line(
            place=entry.place,
            requirement=entry.control,
            scheme="fedramp",
            word=word,
            status=entry.status,
            provider=entry.provider or "\n".join(spoken),
            reason=(entry.note or "\n".join(entry.told)) if out else "",
            duties=tuple(Told(text=text) for text in texts),
            service=entry.service,
            package=entry.package if "inherited" in word.split(_JOIN) else "",
        )

    def _inheritable(self, entry: _Entry) -> str:
        folded = entry.inheritance.strip().lower()
        for start, word in _INHERITANCE.items():
            if folded.startswith(start):
                return word
        if folded:
            self._fault(entry, f"{entry.inheritance!r} is not yes, partial or no")
        return ""

    def _fault(self, entry: _Entry, message: str) -> None:
        remedy = "Correct the row, or remove it."
        self.problems.append(remark(self.origin, entry.place, message, remedy))


_INHERITANCE: Final[Mapping[str, str]] = {
    "partial": "inheritable in part",
    "hybrid": "inheritable in part",
    "shared": "inheritable in part",
    "yes": "inheritable",
    "full": "inheritable",
    "n/a": "not-applicable",
    "not applicable": "not-applicable",
    "no": "not inheritable",
}


def _stated(status: str) -> str:
    found = _status(status.strip().lower())
    return found.removeprefix("status:")


def _key(entry: _Entry, known: Known) -> str:
    meant = named(entry.control, known)
    return (meant.part or meant.requirement) if meant is not None else entry.control
