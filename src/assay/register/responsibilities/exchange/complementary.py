"""Lists of complementary controls: what a SOC report expects of others."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from assay.errors import Problem
from assay.register.responsibilities.exchange.building import named, remark
from assay.register.responsibilities.exchange.headings import (
    Columns,
    cell,
    columns_of,
    rows_below,
)
from assay.register.responsibilities.exchange.values import Known, Line, Origin, Told
from assay.register.responsibilities.words import read_word
from assay.sheets import Sheet

__all__ = ["is_complementary", "read_complementary"]

_HEADINGS: Final = (
    (r"(cuec|csoc) (id|#|number|ref)|^id$|^ref|control (id|#|number)", "id"),
    (r"^(kind|type)$", "kind"),
    (r"^method|carve|inclusive", "method"),
    (r"organi[sz]ation$|^supplier|^vendor|^bearer|^whose", "name"),
    (r"allocation|held by", "word"),
    (r"provider|what we do", "provider"),
    (r"criteri|objective|tsc|^serves|related", "criteria"),
    (r"complementary|cuec|csoc|^control|^description|expected", "text"),
    (r"reason|note", "note"),
    (r"\bservices?\b", "service"),
)


def _name(heading: str) -> str:
    for pattern, name in _HEADINGS:
        if re.search(pattern, heading):
            return name
    return ""


def _columns(sheet: Sheet) -> Columns | None:
    found = columns_of(sheet, _name)
    return found if found is not None and found.has("criteria", "text") else None


def is_complementary(sheets: Sequence[Sheet]) -> bool:
    """Whether some sheet lists controls with the criteria that they serve."""
    return any(_columns(sheet) is not None for sheet in sheets)


@dataclass(slots=True)
class _Criterion:
    place: str
    criterion: str
    service: str
    words: list[str] = field(default_factory=list[str])
    provider: list[str] = field(default_factory=list[str])
    told: list[Told] = field(default_factory=list[Told])
    reason: str = ""


def read_complementary(
    sheets: Sequence[Sheet], known: Known, origin: Origin, problems: list[Problem]
) -> Iterator[Line]:
    """The criteria that are named, each with the controls that serve it.

    A control that serves several is entered with the first and refers to the others.
    That a control is complementary says that the provider has one of its own.
    """
    found: dict[tuple[str, str], _Criterion] = {}
    for sheet in sheets:
        columns = _columns(sheet)
        if columns is None:
            continue
        for number, row in rows_below(sheet, columns):
            place = f"{sheet.name or 'sheet'} row {number}"
            reader = _Row(columns, row, place, known, origin, problems)
            reader.enter(found)
    for one in found.values():
        kinds = {"csoc" if told.kind == "csoc" else "cuec" for told in one.told}
        words = [*one.words] or ["control", *sorted(kinds)]
        yield Line(
            place=one.place,
            requirement=one.criterion,
            scheme="soc",
            word=read_word("soc", " + ".join(words)),
            provider="\n".join(dict.fromkeys(one.provider)),
            reason=one.reason,
            duties=tuple(one.told),
            service=one.service,
        )


@dataclass(frozen=True, slots=True)
class _Row:
    columns: Columns
    row: Sequence[str]
    place: str
    known: Known
    origin: Origin
    problems: list[Problem]

    def cell(self, name: str) -> str:
        """The text in the column of a name."""
        return cell(self.row, self.columns.where.get(name))

    def enter(self, found: dict[tuple[str, str], _Criterion]) -> None:
        """Add the row to what is known of its first criterion."""
        criteria = [
            one for one in re.split(r"\s*[,;\n]\s*", self.cell("criteria")) if one
        ]
        word, text = self.cell("word"), self.cell("text")
        if not criteria:
            if text and self.cell("id"):
                self._fault(f"{self.cell('id')} serves no criterion")
            return
        if named(criteria[0], self.known) is None and not text:
            return
        key = criteria[0], self.cell("service")
        one = found.setdefault(
            key, _Criterion(place=self.place, criterion=key[0], service=key[1])
        )
        if word and not read_word("soc", word):
            self._fault(f"{word!r} is no way in which a criterion is held")
        elif word:
            one.words = [read_word("soc", word)]
        one.provider.extend([self.cell("provider")] if self.cell("provider") else [])
        one.reason = one.reason or self.cell("note")
        if text:
            one.told.append(self._told(text, criteria[1:]))

    def _told(self, text: str, others: Sequence[str]) -> Told:
        supplier = self._is_csoc()
        method = re.sub(r"[^a-z]+", "_", self.cell("method").lower()).strip("_")
        method = {"carved_out": "carve_out"}.get(method, method)
        if supplier and method != "carve_out":
            self._fault("Only carve-outs can be read from a list: write carve-out")
            method = "carve_out"
        if supplier and not self.cell("name"):
            self._fault("It does not say of which organization it is expected")
        return Told(
            text=text,
            id=self.cell("id").lower(),
            kind="csoc" if supplier else "cuec",
            name=self.cell("name") if supplier else "",
            method=method if supplier else "",
            serves=tuple(others),
        )

    def _is_csoc(self) -> bool:
        said = f"{self.cell('kind')} {self.cell('id')}".lower()
        return "csoc" in said or "subservice" in said

    def _fault(self, message: str) -> None:
        remedy = "Complete the row: id, criterion, text, and for a csoc whose it is."
        self.problems.append(remark(self.origin, self.place, message, remedy))
