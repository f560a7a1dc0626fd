"""Lists of services in scope or eligible: from a provider's files and into them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from assay.canonical import digest
from assay.errors import BadInput, Problem, UnknownName
from assay.register import Attestation, Register
from assay.register.listing import (
    Changed,
    Names,
    Part,
    Published,
    Reading,
    change,
    choose_sheet,
    normalised,
    read_list,
)
from assay.register.reach import exclusions, reaches
from assay.register.values import Extent
from assay.sheets import Sheet, read_sheets, write_csv, write_xlsx
from assay.workspace.importing import (
    Answers,
    Preview,
    checked,
    existing,
    kept_as,
    record,
)
from assay.workspace.open import Workspace
from assay.workspace.target import Aim, Target, excluded
from assay.workspace.target import aim as aim_of

__all__ = ["COLUMNS", "export_list", "import_list", "list_rows"]

COLUMNS: Final = ("service", "region", "from", "to")


def import_list(
    workspace: Workspace,
    file: Path,
    target: Target,
    answers: Answers,
    dated: date | None = None,
) -> Preview:
    """What a list of services in scope of, or eligible under, a program would change.

    Args:
        workspace: Whose register it is.
        file: The list, CSV or XLSX.
        target: What it is a list of.
        answers: What a person said of names that are not plain.
        dated: The list's own day; the register's, or today, where it is left out.

    Raises:
        BadInput: The file is no list, or it is not plain which statement it is of.
        UnknownName: There is no such program, statement or region.
    """
    day = workspace.day(dated)
    aim = aim_of(workspace.register, target, day)
    aim.refuse_what_no_list_can_say()
    data = existing(file)
    problems: list[Problem] = []
    reading = _reading(workspace.register, data, file.name, answers, problems)
    said = Published(
        rows=reading.rows,
        file=file.name,
        dated=day,
        columns=reading.columns,
        regions=_extent(workspace.register, answers.regions),
    )
    if reading.questions and not problems:
        return _asking(reading)
    changed = change(workspace.register, aim.held(day), said, problems)
    if problems:
        raise BadInput(problems)
    counts = _counts(reading, changed)
    told = {"named": file.name, "dated": day, **counts}
    source = f"{file.name}: {counts['rows']} rows, SHA-256 {digest(data)}."
    preview = replace(
        _asking(reading),
        says=changed.says,
        notes=(*reading.notes, *changed.notes, source),
        files=_files(workspace, aim, changed, data, told) if changed.says else {},
        counts=counts,
    )
    return checked(workspace, preview)


def _counts(reading: Reading, changed: Changed) -> dict[str, int]:
    cells = {"joined": changed.joined, "left": changed.left, "moved": changed.moved}
    return {"rows": len(reading.rows), **cells}


def _reading(
    register: Register,
    data: bytes,
    file: str,
    answers: Answers,
    problems: list[Problem],
) -> Reading:
    """The list's rows; raises where there is no list."""
    sheets = read_sheets(data, file=file, problems=problems)
    names = Names(register)
    chosen = (
        choose_sheet(sheets, names, file=file, wanted=answers.sheet, problems=problems)
        if sheets
        else None
    )
    if chosen is None:
        raise BadInput(problems)
    reading = read_list(
        chosen,
        names,
        file=file,
        answers=answers.map_,
        skipped=answers.skip,
        problems=problems,
    )
    others = [repr(one.name) for one in sheets if one.rows and one is not chosen]
    note = f"Read from the sheet {chosen.name!r}; left aside: {', '.join(others)}."
    return replace(reading, notes=(note, *reading.notes)) if others else reading


def _extent(register: Register, regions: Sequence[str]) -> Extent | None:
    """The regions a person gave for rows that name none."""
    names = Names(register)
    found: set[str] = set()
    for one in regions:
        meant = names.region(one)
        if len(meant) != 1:
            raise UnknownName("region", one, near=meant or names.near("region", one))
        found.update(meant)
    return "all" if "all" in found else tuple(sorted(found)) or None


def _asking(reading: Reading) -> Preview:
    return Preview(
        says=(),
        notes=reading.notes,
        questions=reading.questions,
        problems=(),
        files={},
        counts={"rows": len(reading.rows)},
    )


def _files(
    workspace: Workspace,
    aim: Aim,
    changed: Changed,
    data: bytes,
    told: Mapping[str, Any],
) -> dict[str, bytes]:
    """The list itself, the file that it changes, and the record of both."""
    suffix = ".xlsx" if data.startswith(b"PK") else ".csv"
    wanted = f"{told['dated']}-{aim.program}-{aim.as_}{suffix}"
    kept = kept_as(workspace.root, wanted, data)
    entry = {"as": aim.as_, "changed": aim.file.removeprefix("register/"), **told}
    return {
        kept: data,
        aim.file: aim.write(workspace, changed),
        **record(workspace, {kept: data}, entry),
    }


def list_rows(
    workspace: Workspace, target: Target, on: date | None = None
) -> tuple[tuple[str, ...], ...]:
    """The services in scope or eligible on a day or announced by then, as a list.

    Raises:
        BadInput: The statement does not say which, or limits them as no list can say.
        UnknownName: There is no such program or statement.
    """
    register = workspace.register
    day = workspace.day(on)
    aim = aim_of(register, target, day)
    held = aim.held(day)
    if aim.made is not None:
        held = replace(
            held,
            parts=tuple(_reached(aim.made, register, aim.file)),
            excluded=excluded(
                register, tuple(exclusions(register, aim.made)), aim.made, day
            ),
        )
    return tuple(
        (
            *part.services,
            part.regions if isinstance(part.regions, str) else ", ".join(part.regions),
            part.since.isoformat() if part.since else "",
            part.until.isoformat() if part.until else "",
        )
        for part in normalised(register, held.parts, day, held.excluded)
    )


def _reached(made: Attestation, register: Register, file: str) -> Iterator[Part]:
    """A statement's scope without references to others."""
    for index, reach in enumerate(reaches(register, made.scope)):
        silent = "unstated" in (reach.services, reach.regions)
        if silent or reach.limits or reach.levels != made.scope[0].levels:
            why = "is not stated" if silent else "is limited further, or by level"
            message = f"A part of the scope {why}, which a list cannot say"
            problem = Problem(file=file, place=f"scope[{index}]", message=message)
            raise BadInput([problem])
        yield Part(
            services=reach.services,
            regions=reach.regions,
            since=reach.since,
            until=reach.until,
        )


def export_list(
    workspace: Workspace,
    target: Target,
    form: Literal["csv", "xlsx"],
    on: date | None = None,
) -> bytes:
    """The same as a file, with the columns that are read."""
    rows = list_rows(workspace, target, on)
    if form == "csv":
        return write_csv([COLUMNS, *rows])
    return write_xlsx([Sheet(name=target.program, rows=(COLUMNS, *rows))])
