"""Any document on responsibilities: recognised by its content, read, and written."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final, cast

from assay.errors import BadInput, Problem
from assay.oscal import read as read_oscal
from assay.oscal import write as write_oscal
from assay.register.responsibilities.exchange.building import build
from assay.register.responsibilities.exchange.complementary import (
    is_complementary,
    read_complementary,
)
from assay.register.responsibilities.exchange.exporting import export_plan
from assay.register.responsibilities.exchange.fedramp import is_fedramp, read_fedramp
from assay.register.responsibilities.exchange.matrices import (
    LAYOUTS,
    fits,
    read_matrix,
)
from assay.register.responsibilities.exchange.plans import PLAN, read_plan
from assay.register.responsibilities.exchange.values import (
    Imported,
    Known,
    Line,
    Origin,
)
from assay.register.responsibilities.exchange.whole import (
    differences,
    is_whole,
    read_whole,
)
from assay.register.responsibilities.exchange.writing import (
    flat_sheet,
    scheme_sheets,
    visible_sheets,
)
from assay.register.responsibilities.words import SCHEMES
from assay.register.responsibility import Responsibility, Scheme
from assay.register.values import Register
from assay.sheets import Sheet, read_sheets, write_csv, write_xlsx

__all__ = ["FORMATS", "read_document", "write_document"]

FORMATS: Final = (*SCHEMES, "oscal")
"""What can be read and written: a vocabulary, or OSCAL."""

_ORDER: Final[tuple[Scheme, ...]] = (
    "ccm",
    "cjis",
    "fedramp",
    "soc",
    "iso27017",
    "pci",
)
"""From the headings that only one kind has to those that several share."""


def read_document(
    data: bytes, register: Register, known: Known, origin: Origin, scheme: str = ""
) -> Imported:
    """The statements in a document; what cannot be read is told beside them.

    Args:
        data: A workbook, a CSV file, or an OSCAL system security plan in any form.
        register: Against which a workbook that we wrote is held.
        known: What its names may stand for.
        origin: Where it comes from.
        scheme: The vocabulary, where it is not to be recognised.

    Raises:
        BadInput: It is none of these.
    """
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if scheme == "oscal" or (not scheme and _is_oscal(start, origin.file)):
        return _plan(data, known, origin)
    problems: list[Problem] = []
    sheets = read_sheets(data, file=origin.file, problems=problems)
    if problems:
        raise BadInput(problems)
    chosen = _recognised(sheets, scheme)
    if chosen is None:
        raise BadInput([_unrecognised(origin.file)])
    whole = is_whole(sheets)
    if whole is not None:
        return _ours(whole, sheets, register, origin, (known.program, chosen))
    lines = list(_lines(chosen)(sheets, known, origin, problems))
    found = build(lines, known, origin, chosen)
    return Imported(
        statements=found.statements,
        problems=(*problems, *found.problems),
        scheme=chosen,
    )


def _is_oscal(start: bytes, file: str) -> bool:
    named = file.lower().endswith((".json", ".yaml", ".yml", ".xml"))
    return start in (b"{", b"<") or named


def _plan(data: bytes, known: Known, origin: Origin) -> Imported:
    found = read_oscal(data, file=origin.file)
    if found.root != PLAN:
        message = f"It is an OSCAL {found.root}, which says nothing of who does what"
        remedy = "Give a system security plan."
        raise BadInput([Problem(file=origin.file, message=message, remedy=remedy)])
    return read_plan(found, known, origin)


def _recognised(sheets: Sequence[Sheet], named: str) -> Scheme | None:
    """The vocabulary that a sheet is headed for, of those that may be meant."""
    for scheme in _ORDER:
        if named in ("", scheme) and _fits(sheets, scheme):
            return scheme
    return None


def _fits(sheets: Sequence[Sheet], scheme: Scheme) -> bool:
    if scheme == "fedramp":
        return is_fedramp(sheets)
    if scheme == "soc":
        return is_complementary(sheets)
    return fits(sheets, LAYOUTS[scheme])


def _unrecognised(file: str) -> Problem:
    return Problem(
        file=file,
        message="No sheet has the columns of a kind that can be read",
        remedy="Head them with the requirement's id and who holds it, or name the "
        f"kind: --scheme {', '.join(FORMATS)}.",
    )


_Reader = Callable[
    [Sequence[Sheet], Known, Origin, list[Problem]],
    Iterator[Line],
]


def _lines(scheme: Scheme) -> _Reader:
    if scheme == "fedramp":
        return read_fedramp
    if scheme == "soc":
        return read_complementary

    def read(
        sheets: Sequence[Sheet], known: Known, origin: Origin, problems: list[Problem]
    ) -> Iterator[Line]:
        return read_matrix(sheets, LAYOUTS[scheme], known, origin, problems)

    return read


def _ours(
    whole: Sheet,
    sheets: Sequence[Sheet],
    register: Register,
    origin: Origin,
    asked: tuple[str, Scheme],
) -> Imported:
    """A workbook that we wrote: its statements are read whole.

    Once a row that people see was changed, nothing is read: neither of the two may win
    unasked.
    """
    program, scheme = asked
    problems: list[Problem] = []
    statements = tuple(read_whole(whole, origin, problems))
    if not problems:
        written = visible_sheets(register, statements, scheme)
        problems.extend(differences(written, sheets, origin))
    for one in statements:
        if one.program != program:
            message = f"{one.id} is a statement on {one.program}"
            remedy = "Import it with that program."
            problems.append(Problem(file=origin.file, message=message, remedy=remedy))
    if problems:
        raise BadInput(problems)
    return Imported(statements=statements, problems=(), scheme=scheme)


def write_document(
    register: Register,
    statements: Sequence[Responsibility],
    *,
    scheme: str,
    program: str,
    at: datetime,
    plain: bool = False,
) -> bytes:
    """Statements as a document: a workbook, a CSV file where `plain`, or OSCAL JSON.

    Raises:
        NotExpressible: The vocabulary has no word for one of them.
        BadInput: A text is longer than a cell of a workbook holds.
    """
    if scheme == "oscal":
        profile = f"#{program}"
        plan = export_plan(
            register, statements, program=program, profile=profile, at=at
        )
        return write_oscal(plan, "json")
    vocabulary = cast("Scheme", scheme)
    if plain:
        return write_csv(flat_sheet(register, statements, vocabulary).rows)
    sheets = scheme_sheets(register, statements, vocabulary)
    try:
        return write_xlsx(sheets)
    except ValueError as fault:
        problem = Problem(file=program, message=str(fault), remedy="Shorten the text.")
        raise BadInput([problem]) from None
