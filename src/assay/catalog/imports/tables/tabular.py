"""Requirements from a spreadsheet: a column for the id, and others for what there is.

Usual headings are known and found wherever the table begins; others are named. Nothing
is taken from a column that nobody named.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from assay.canonical import digest
from assay.catalog.ids import UnreadableId, canonical
from assay.catalog.imports.nodes import id_by
from assay.catalog.imports.values import Imported, Origin
from assay.catalog.values import Catalog, Group, Provenance, Requirement
from assay.errors import BadInput, Problem
from assay.ids import near, slug
from assay.sheets import Sheet, read_sheets

__all__ = ["FIELDS", "looks_like_table", "read_table"]

FIELDS: Final = ("id", "title", "group", "text", "parent", "kind", "level", "status")
_USUAL: Final[Mapping[str, tuple[str, ...]]] = {
    "id": (
        *("id", "ref", "ref id", "ref no", "reference", "reference id", "identifier"),
        *(
            "control",
            "control id",
            "control no",
            "control number",
            "control identifier",
        ),
        *("requirement", "requirement id", "requirement no", "requirement number"),
        *("clause", "number", "no", "article", "section", "criterion", "criteria id"),
    ),
    "title": (
        *("title", "name", "control name", "control title", "requirement title"),
        *("requirement name", "heading", "short title", "short description"),
    ),
    "group": (
        *(
            "group",
            "family",
            "domain",
            "category",
            "theme",
            "chapter",
            "control family",
        ),
        *("control domain", "area", "section title", "function"),
    ),
    "text": (
        *("text", "description", "requirement text", "control text", "statement"),
        *("control description", "control statement", "specification", "wording"),
        *("requirement description", "defined approach requirements"),
    ),
    "parent": ("parent", "parent id", "parent ref", "refines"),
    "kind": ("kind", "type", "class"),
    "level": ("level", "levels", "baseline"),
    "status": ("status", "state"),
}
_ARCHIVE: Final = b"PK\x03\x04"
_HEAD: Final = 1 << 16
_SEPARATED: Final = re.compile(rb"[^,;\t\n][,;\t][^,;\t\n]")
_BINARY: Final = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_SEARCHED: Final = 30
"""Rows in which the headings must stand."""
_TITLE: Final = 100
_SENTENCE: Final = re.compile(r"(.+?[.;:!?])\s")


def looks_like_table(data: bytes) -> bool:
    """Whether a file is a workbook, or text in columns."""
    if data.startswith(_ARCHIVE):
        return True
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"[", b"<"}:
        return False
    head = data if len(data) <= _HEAD else data[: data.rfind(b"\n", 0, _HEAD) + 1]
    problems: list[Problem] = []
    sheets = read_sheets(head, file="", problems=problems)
    if problems:
        # What is text in columns, and in another encoding, is told by its reader.
        return bool(_SEPARATED.search(head)) and not _BINARY.search(head)
    return any(len(row) > 1 for sheet in sheets for row in sheet.rows)


def read_table(
    data: bytes, *, file: str, columns: Mapping[str, str] | None = None, sheet: str = ""
) -> Imported:
    """The catalog in a CSV file or a workbook.

    Args:
        data: The file.
        file: Its name.
        columns: From our fields to its headings, where they are not the usual ones.
        sheet: Which sheet of a workbook, where several are tables.

    Raises:
        BadInput: It is no spreadsheet, or which column holds what has to be said.
    """
    problems: list[Problem] = []
    sheets = read_sheets(data, file=file, problems=problems)
    if problems:
        raise BadInput(problems)
    table = _table(sheets, dict(columns or {}), sheet, file)
    reader = _Reader(file, table)
    rows = tuple(reader.rows())
    if not rows:
        message = "No row below the headings has an id"
        raise BadInput([Problem(file=file, place=table.place, message=message)])
    origin = Origin(file=file, sha256=digest(data), form="table", unit="requirement")
    title = file.rpartition(".")[0] or file
    catalog = Catalog(
        id=id_by("", file),
        title=title,
        standard=title,
        edition="",
        owner="",
        programs=(),
        unit="requirement",
        count=sum(one.status == "active" for one in rows),
        provenance=Provenance(
            source=file,
            rights="Of its owner; the text is held in this workspace alone.",
        ),
        groups=tuple(reader.groups.values()),
        requirements=rows,
    )
    taken = ", ".join(f"{table.row[at]!r} as {one}" for one, at in table.at.items())
    return Imported(
        origin=origin,
        catalogs=(catalog,),
        notes=(f"{table.place}: {taken}.",),
        problems=(*_twice(table, file), *reader.problems),
    )


def _twice(table: "_Table", file: str) -> Iterator[Problem]:
    """Columns that are headed as one that is read: whoever wrote them means one."""
    names = [_folded(cell) for cell in table.row]
    for at in table.at.values():
        if names.count(names[at]) > 1:
            message = f"Several columns are headed {table.row[at]!r}"
            remedy = "The first is read; give the other another heading."
            yield Problem(file=file, place=table.place, message=message, remedy=remedy)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    sheet: Sheet
    header: int
    at: Mapping[str, int]

    @property
    def row(self) -> tuple[str, ...]:
        return self.sheet.rows[self.header]

    @property
    def place(self) -> str:
        named = f"sheet {self.sheet.name!r}, " if self.sheet.name else ""
        return f"{named}row {self.header + 1}"


def _table(
    sheets: tuple[Sheet, ...], columns: dict[str, str], wanted: str, file: str
) -> _Table:
    unknown = [one for one in columns if one not in FIELDS]
    if unknown:
        remedy = f"Fields: {', '.join(FIELDS)}."
        raise BadInput(
            [
                Problem(
                    file="--columns",
                    message=f"There is no field {one!r}",
                    remedy=remedy,
                )
                for one in unknown
            ]
        )
    chosen = [one for one in sheets if not wanted or one.name == wanted]
    if not chosen:
        names = ", ".join(one.name for one in sheets)
        message = f"There is no sheet {wanted!r}"
        raise BadInput(
            [Problem(file=file, message=message, remedy=f"Sheets: {names}.")]
        )
    found = [one for sheet in chosen if (one := _headed(sheet, columns)) is not None]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(one.sheet.name for one in found)
        message = f"Several sheets are tables: {names}"
        raise BadInput(
            [Problem(file=file, message=message, remedy="Say --sheet NAME.")]
        )
    raise BadInput([_asked(chosen, columns, file)])


def _headed(sheet: Sheet, columns: Mapping[str, str]) -> _Table | None:
    """The table in a sheet: the first row with every heading that is asked for."""
    for number, row in enumerate(sheet.rows[:_SEARCHED]):
        names = [_folded(cell) for cell in row]
        told = {one: _folded(heading) for one, heading in columns.items()}
        if any(heading not in names for heading in told.values()):
            continue
        at = {one: names.index(heading) for one, heading in told.items()}
        for one, usual in _USUAL.items():
            taken = set(at.values())
            free = [
                names.index(name)
                for name in usual
                if name in names and names.index(name) not in taken
            ]
            if one not in at and free:
                at[one] = free[0]
        if "id" in at and ("title" in at or "text" in at):
            return _Table(sheet=sheet, header=number, at=at)
    return None


def _asked(sheets: list[Sheet], columns: Mapping[str, str], file: str) -> Problem:
    """What has to be said, with the headings that there seem to be."""
    widest = max(
        (row for sheet in sheets for row in sheet.rows[:_SEARCHED]),
        key=lambda row: sum(bool(cell) for cell in row),
        default=(),
    )
    headings = [" ".join(cell.split()) for cell in widest if cell]
    missing = [one for one in columns.values() if one not in headings]
    message = "Which column holds the id, and which the title or the text?"
    if missing:
        message = f"No row has the headings that are named: {', '.join(missing)}"
        close = near(missing[0], headings)
        message += f" (is it {close[0]!r}?)" if close else ""
    shown = ", ".join(repr(one[:40]) for one in headings[:12]) or "none"
    remedy = f"Say --columns id=HEADING,title=HEADING. Headings here: {shown}."
    return Problem(file=file, message=message, remedy=remedy)


def _folded(cell: str) -> str:
    return re.sub(r"[\s_.#:-]+", " ", cell).strip().casefold()


class _Reader:
    """Row by row, with what was left aside."""

    def __init__(self, file: str, table: _Table) -> None:
        self.file = file
        self.table = table
        self.groups: dict[str, Group] = {}
        self.problems: list[Problem] = []
        self.last = ""

    def rows(self) -> Iterator[Requirement]:
        """The requirements, in order."""
        first = self.table.header + 1
        for number, row in enumerate(self.table.sheet.rows[first:], first + 1):
            cells = {
                one: row[at].strip() if at < len(row) else ""
                for one, at in self.table.at.items()
            }
            if any(cells.values()):
                one = self._row(number, cells)
                if one is not None:
                    yield one

    def _row(self, number: int, cells: Mapping[str, str]) -> Requirement | None:
        try:
            identifier = _identifier(cells["id"])
        except UnreadableId as fault:
            self._aside(number, cells, fault)
            return None
        title, text = " ".join(cells.get("title", "").split()), cells.get("text", "")
        parent = cells.get("parent", "")
        withdrawn = cells.get("status", "").casefold().startswith("withdrawn")
        return Requirement(
            id=identifier,
            title=title or _short(text) or cells["id"],
            group=self._group(cells.get("group", "")),
            parent=self._parent(number, parent),
            kind=slug(cells.get("kind", "")),
            status="withdrawn" if withdrawn else "active",
            levels=tuple(
                slug(one)
                for one in re.split(r"[,;|\n]", cells.get("level", ""))
                if slug(one)
            ),
            text=text,
        )

    def _aside(
        self, number: int, cells: Mapping[str, str], fault: UnreadableId
    ) -> None:
        """A row that is no requirement: a heading between them, or one at fault."""
        held = [cell for cell in cells.values() if cell]
        if len(held) == 1:
            self.last = held[0]
            return
        message = fault.message if cells["id"] else "The row has no id"
        self.problems.append(
            Problem(
                file=self.file,
                place=f"row {number}",
                message=message,
                remedy=f"It is left out. {fault.remedy if cells['id'] else ''}".strip(),
            )
        )

    def _group(self, cell: str) -> str:
        """The group named in the row; else that of the row above, or a heading's."""
        title = " ".join((cell or self.last).split())
        self.last = title
        name = slug(title)
        if name:
            self.groups.setdefault(name, Group(id=name, title=title))
        return name

    def _parent(self, number: int, cell: str) -> str:
        if not cell:
            return ""
        try:
            return canonical(cell)
        except UnreadableId as fault:
            remedy = "The requirement stands by itself."
            self.problems.append(
                Problem(
                    file=self.file,
                    place=f"row {number}",
                    message=fault.message,
                    remedy=remedy,
                )
            )
            return ""


def _identifier(cell: str) -> str:
    """The id in a cell; words without a number are a heading, and none.

    Raises:
        UnreadableId: It is no id.
    """
    if re.search(r"\s", cell.strip()) and not re.search(r"\d", cell):
        raise UnreadableId(cell)
    return canonical(cell)


def _short(text: str) -> str:
    """The first sentence of a text, or as much of it as a title holds."""
    line = " ".join(text.split())
    sentence = _SENTENCE.match(f"{line} ")
    found = sentence[1] if sentence else line
    return found if len(found) <= _TITLE else f"{found[: _TITLE - 1].rstrip()}…"
