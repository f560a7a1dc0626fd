"""The Cloud Security Alliance's workbooks: the Cloud Controls Matrix and its questions.

The matrix (CCM) asks for controls, the questionnaire (CAIQ) asks questions about them;
each is a catalog with its own unit. Editions differ in where columns stand and how they
are headed, so columns are found by their headings. Who downloaded the workbook holds
the licence; its text stays in that workspace.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from assay.canonical import digest
from assay.catalog.ids import UnreadableId, canonical
from assay.catalog.imports.tables.tabular import looks_like_table
from assay.catalog.imports.values import Imported, Origin
from assay.catalog.values import Catalog, Group, Provenance, Requirement
from assay.errors import BadInput, Problem
from assay.ids import slug
from assay.sheets import Sheet, read_sheets

__all__ = ["looks_like_csa", "read_csa"]

_OWNER: Final = "Cloud Security Alliance"
_SEARCHED: Final = 15
_ALWAYS: Final = frozenset(
    ("AIS", "BCR", "CCC", "DCS", "HRS", "IAM", "IVS", "IPY", "SEF", "STA", "TVM")
)
_DOMAINS_3: Final = _ALWAYS | {"AAC", "DSI", "EKM", "GRM", "MOS"}
_DOMAINS_4: Final = _ALWAYS | {"A&A", "CEK", "DSP", "GRC", "LOG", "UEM"}
_CONTROL: Final = re.compile(r"([A-Z&]{3})-(\d{1,2})")
_QUESTION: Final = re.compile(r"([A-Z&]{3})-(\d{1,2})\.(\d{1,2})[a-z]?")
_EDITION: Final = re.compile(
    r"(?:ccm|caiq|matrix|questionnaire|version)[^0-9]{0,40}?v?\.?\s*"
    r"(3\.0\.1|3\.1|4\.\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
_HEADINGS: Final[Mapping[str, re.Pattern[str]]] = {
    "question_id": re.compile(r"(?:caiq )?question id|caiq id|qid|cid"),
    "question": re.compile(r"(?:caiq |consensus assessments? )?questions?"),
    "control_id": re.compile(r"(?:ccm )?(?:v[\d.]+ )?control id|cgid"),
    "specification": re.compile(r"(?:updated |ccm )*control specifications?"),
    "title": re.compile(r"(?:ccm )?control title"),
    "domain": re.compile(r"(?:ccm )?(?:control )?domain(?: title)?|control group"),
    "lite": re.compile(r"ccm lite|lite"),
}
_OWNED: Final = ("iaas", "paas", "saas")
"""Columns that say who typically owns a control, headed on one row of two."""
_ANSWERS: Final = re.compile(
    r"csp caiq answer|consensus assessments? answers?|ssrm control ownership|"
    r"csp implementation description.*|csc responsibilities.*|yes|no|n/?a|notes"
)
"""What a provider fills in: who answers, and nothing that is asked."""


def looks_like_csa(data: bytes) -> bool:
    """Whether a workbook or text in columns is the matrix or the questionnaire."""
    if not looks_like_table(data):
        return False
    sheets = read_sheets(data, file="", problems=[])
    return any(_table(sheet) is not None for sheet in sheets)


def read_csa(data: bytes, *, file: str) -> Imported:
    """The controls and questions of a workbook, as one catalog each.

    Raises:
        BadInput: It cannot be read, or is neither.
    """
    problems: list[Problem] = []
    sheets = read_sheets(data, file=file, problems=problems)
    tables = [one for sheet in sheets if (one := _table(sheet)) is not None]
    if problems or not tables:
        message = "It holds neither the Cloud Controls Matrix nor its questionnaire"
        raise BadInput(problems or [Problem(file=file, message=message)])
    edition = _edition(sheets, tables)
    reader = _Reader(file)
    for table in tables:
        reader.read(table)
    origin = Origin(
        file=file,
        sha256=digest(data),
        form="csa",
        publisher=_OWNER,
        edition=edition,
        licence=reader.licence,
    )
    catalogs = tuple(reader.catalogs(edition, file))
    if not catalogs:
        message = "No row of it is a control or a question"
        raise BadInput([*reader.problems, Problem(file=file, message=message)])
    return Imported(
        origin=origin,
        catalogs=catalogs,
        notes=tuple(_unread(tables)),
        problems=tuple(reader.problems),
    )


def _unread(tables: Sequence["_Table"]) -> Iterator[str]:
    """How many answers there are: somebody's statements, and not what is asked."""
    filled = 0
    for table in tables:
        ids = [at for name, at in table.at.items() if name.endswith("_id")]
        rows = table.sheet.rows[: table.header + 2]
        headings = [*rows[:-1], *(row for row in rows[-1:] if not _held(row, ids))]
        columns = {
            column
            for row in headings
            for column, cell in enumerate(row)
            if _ANSWERS.fullmatch(_folded(cell))
        }
        below = table.sheet.rows[table.header + 1 :]
        filled += sum(_held(row, columns) for row in below if _held(row, ids))
    if filled:
        yield (
            f"{filled:,} cells with answers and owners are left aside: they are what a "
            "provider states, and not what is asked."
        )


def _held(row: Sequence[str], columns: Collection[int]) -> int:
    """In how many of the columns something stands."""
    return sum(at < len(row) and bool(row[at].strip()) for at in columns)


def _folded(cell: str) -> str:
    return re.sub(r"[\s_]+", " ", cell).strip().casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    sheet: Sheet
    header: int
    at: Mapping[str, int]

    def cells(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Below the headings: the number of each row, and what it holds."""
        for number, row in enumerate(self.sheet.rows[self.header + 1 :], 1):
            yield (
                self.header + 1 + number,
                {
                    one: row[at].strip() if at < len(row) else ""
                    for one, at in self.at.items()
                },
            )


def _table(sheet: Sheet) -> _Table | None:
    """The table of a sheet, if its headings and its ids are those of CSA."""
    for number, row in enumerate(sheet.rows[:_SEARCHED]):
        at: dict[str, int] = {}
        for column, cell in enumerate(row):
            name = _folded(cell)
            for one, heading in _HEADINGS.items():
                if one not in at and heading.fullmatch(name):
                    at[one] = column
        asks = "question_id" in at and "question" in at
        if asks or ("control_id" in at and "specification" in at):
            around = sheet.rows[max(number - 1, 0) : number + 2]
            owned = {
                _folded(cell): column
                for beside in around
                for column, cell in enumerate(beside)
                if _folded(cell) in _OWNED
            }
            table = _Table(sheet=sheet, header=number, at={**at, **owned})
            return table if _is_of_csa(table) else None
    return None


def _is_of_csa(table: _Table) -> bool:
    """Whether most of its ids are of domains that the matrix has."""
    key = "question_id" if "question_id" in table.at else "control_id"
    stated = [_bare(cells[key]) for _, cells in table.cells() if cells[key]]
    known = [one for one in stated if one[:3] in _DOMAINS_3 | _DOMAINS_4]
    return bool(known) and 2 * len(known) > len(stated)


def _bare(identifier: str) -> str:
    return re.sub(r"\s+", "", identifier).upper()


def _edition(sheets: Sequence[Sheet], tables: Sequence[_Table]) -> str:
    """The edition that a sheet's name or the lines above a table state.

    Of the third, which named its domains otherwise, the ids tell; else it is not known.
    """
    said = [one.sheet.name for one in tables]
    said += [
        cell for one in tables for row in one.sheet.rows[: one.header] for cell in row
    ]
    said += [cell for sheet in sheets for row in sheet.rows[:_SEARCHED] for cell in row]
    for text in said:
        found = _EDITION.search(text)
        if found:
            return found[1]
    codes = {
        _bare(cells.get("control_id") or cells.get("question_id", ""))[:3]
        for table in tables
        for _, cells in table.cells()
    }
    old = codes & (_DOMAINS_3 - _DOMAINS_4) and not codes & (_DOMAINS_4 - _DOMAINS_3)
    return "3.0.1" if old else ""


@dataclass(slots=True)
class _Reader:
    """The tables one after the other, into controls and questions."""

    file: str
    licence: str = ""
    controls: dict[str, Requirement] = field(default_factory=dict[str, Requirement])
    questions: list[Requirement] = field(default_factory=list[Requirement])
    domains: dict[str, Group] = field(default_factory=dict[str, Group])
    problems: list[Problem] = field(default_factory=list[Problem])

    def read(self, table: _Table) -> None:
        """One table; controls that a questionnaire only mentions are its as well."""
        ended = False
        control = dict[str, str]()
        for number, cells in table.cells():
            whole = " ".join(one for one in cells.values() if one)
            if "end of standard" in whole.casefold():
                ended = True
            elif ended:
                self.licence = self.licence or whole
            else:
                # The control may stand beside the first of its questions alone.
                if cells.get("control_id"):
                    control = cells
                place = f"{table.sheet.name} row {number}".strip()
                self._row(place, cells, control)

    def _row(
        self, place: str, cells: Mapping[str, str], control: Mapping[str, str]
    ) -> None:
        if cells.get("question_id"):
            self._question(place, cells, control)
        elif cells.get("control_id") and cells.get("specification"):
            self._control(place, cells)
        elif cells.get("control_id"):
            message = f"The control {cells['control_id']!r} has no specification"
            self._fault(place, message, "The row is left out.")
        elif " - " in cells.get("domain", ""):
            title, _, code = cells["domain"].rpartition(" - ")
            self._domain(_bare(code), title)

    def _domain(self, code: str, title: str) -> str:
        name = code.lower().replace("&", "-")
        known = self.domains.get(name)
        title = " ".join(title.split()) or code
        if known is None or known.title == code:
            self.domains[name] = Group(id=name, title=title)
        return name

    def _control(self, place: str, cells: Mapping[str, str]) -> None:
        stated = _bare(cells["control_id"])
        identifier = self._id(place, stated, _CONTROL)
        if not identifier or self._seen(place, identifier, cells):
            return
        # The third edition has domain and title in one cell, on two lines.
        domain, _, below = cells.get("domain", "").partition("\n")
        domain = domain.rpartition(" - ")[0] or domain
        self.controls[identifier] = Requirement(
            id=identifier,
            title=" ".join((cells.get("title") or below).split()) or stated,
            group=self._domain(stated[:3], domain),
            kind="control",
            attributes=tuple(_attributes(cells)),
            text=cells["specification"],
        )

    def _seen(self, place: str, identifier: str, cells: Mapping[str, str]) -> bool:
        """Whether a control stood there before; if with other words, it is told."""
        known = self.controls.get(identifier)
        if known is not None and known.text != cells["specification"]:
            message = f"{cells['control_id']} stands there again, with another text"
            self._fault(place, message, "The first is kept.")
        return known is not None

    def _question(
        self, place: str, cells: Mapping[str, str], control: Mapping[str, str]
    ) -> None:
        stated = _bare(cells["question_id"])
        if stated != cells["question_id"].upper():
            message = f"The id {cells['question_id']!r} has blanks in it"
            self._fault(place, message, f"It is taken as {stated}.")
        identifier = self._id(place, stated, _QUESTION)
        if not identifier:
            return
        of, _, number = stated.partition(".")
        beside = _bare(cells.get("control_id", ""))
        if beside and beside != of:
            message = f"The question {stated} stands beside the control {beside}"
            self._fault(place, message, f"It is taken as a question about {of}.")
        here = control if _bare(control.get("control_id", "")) == of else cells
        if here.get("specification"):
            self._control(place, {**here, "control_id": of})
        asked = self.controls.get(canonical(of))
        about = asked.title if asked is not None else of
        self.questions.append(
            Requirement(
                id=identifier,
                title=f"{about}, question {number}",
                group=self._domain(stated[:3], cells.get("domain", "").split("\n")[0]),
                kind="question",
                text=cells.get("question", ""),
            )
        )

    def _id(self, place: str, stated: str, shape: re.Pattern[str]) -> str:
        try:
            if shape.fullmatch(stated):
                return canonical(stated)
        except UnreadableId:
            pass
        message = f"{stated!r} is not an id of the matrix"
        self._fault(place, message, "The row is left out.")
        return ""

    def _fault(self, place: str, message: str, remedy: str) -> None:
        self.problems.append(
            Problem(file=self.file, place=place, message=message, remedy=remedy)
        )

    def catalogs(self, edition: str, file: str) -> Iterator[Catalog]:
        """The matrix and the questionnaire, whichever there are."""
        named = (
            ("ccm", "Cloud Controls Matrix", "control", tuple(self.controls.values())),
            (
                "caiq",
                "Consensus Assessments Initiative Questionnaire",
                "question",
                tuple(self.questions),
            ),
        )
        for name, title, unit, rows in named:
            if rows:
                used = {one.group for one in rows}
                yield Catalog(
                    id="-".join(filter(None, ("csa", name, edition, f"{unit}s"))),
                    title=title,
                    standard=f"CSA {title}",
                    edition=edition,
                    owner=_OWNER,
                    programs=("csa-star",),
                    unit=unit,
                    count=len(rows),
                    provenance=Provenance(
                        source=f"{_OWNER}, {title} {edition}".strip() + f" ({file})",
                        rights="Copyright of its owner, who asks for a licence; the "
                        "text is held in this workspace alone.",
                    ),
                    groups=tuple(g for g in self.domains.values() if g.id in used),
                    requirements=rows,
                )


def _attributes(cells: Mapping[str, str]) -> Iterator[str]:
    """Whether it is of the lite set, and who typically owns it in which service."""
    if cells.get("lite", "").casefold() in {"yes", "y", "x", "lite", "ccm lite"}:
        yield "lite"
    for service in _OWNED:
        owner = slug(cells.get(service, ""))
        if owner:
            yield f"{service}-{owner}"
