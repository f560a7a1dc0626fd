"""Lists of services in scope of a statement or eligible, in and out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal, TypeAlias

from assay.canonical import digest
from assay.errors import BadInput, Problem, UnknownName
from assay.ids import near
from assay.register import Attestation, Register, ask
from assay.register.basis import Extent
from assay.register.listing import (
    Changed,
    Entry,
    Names,
    Reading,
    change,
    entries_of,
    normalised,
    read_list,
    write_eligible,
    write_scope,
)
from assay.register.state import LIVE, began, hold
from assay.sheets import Sheet, read_sheets, write_csv, write_xlsx
from assay.workspace.importing import Answers, Preview, existing
from assay.workspace.open import Workspace

__all__ = ["export_list", "import_list"]

As: TypeAlias = Literal["scope", "eligible"]
_COLUMNS: Final = ("service", "region", "from", "to")


def import_list(
    workspace: Workspace,
    file: Path,
    *,
    program: str,
    as_: As,
    answers: Answers,
    attestation: str = "",
    dated: date | None = None,
) -> Preview:
    """A list of services in scope of, or eligible under, a program.

    Raises:
        BadInput: The file is no list, or it is not plain which statement it is of.
        UnknownName: There is no such program or statement.
    """
    register = workspace.register
    asked = ask(register, program).program
    reading = _read(register, file, answers)
    day = dated or workspace.day(None)
    target = _target(workspace, asked, as_, attestation, day)
    if target.regions == "unstated" and "region" not in reading.columns:
        message = f"Neither the list nor {target.file} says in which regions"
        remedy = "Add a column `region`; `all` stands for every one."
        raise BadInput([Problem(file=file.name, message=message, remedy=remedy)])
    changed = change(
        register,
        target.held,
        reading.rows,
        dated=day,
        regions=target.regions,
        what=target.what,
        start=target.start,
    )
    rows = len(reading.rows)
    return Preview(
        says=changed.says,
        notes=(
            *(
                f"Column {name!r} says nothing of scope and was left aside."
                for name in reading.ignored
            ),
            f"{file.name}, SHA-256 {digest(file.read_bytes())}, {rows} rows.",
        ),
        questions=reading.questions,
        problems=(),
        files={target.file: target.write(workspace, changed)} if changed.says else {},
        counts={"rows": rows, "joined": changed.joined, "left": changed.left},
    )


def _read(register: Register, file: Path, answers: Answers) -> Reading:
    problems: list[Problem] = []
    sheets = read_sheets(file.read_bytes(), file=file.name, problems=problems)
    if problems or not sheets:
        raise BadInput(problems or [Problem(file=file.name, message="It is empty")])
    reading = read_list(
        _listed(sheets),
        Names(register),
        file=file.name,
        answers=answers.map_,
        skipped=answers.skip,
        problems=problems,
    )
    if problems:
        raise BadInput(problems)
    return reading


def _listed(sheets: Sequence[Sheet]) -> Sheet:
    """The sheet with the most rows: the others are covers and notes."""
    return max(sheets, key=lambda sheet: len(sheet.rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """What a list is a list of."""

    file: str
    held: tuple[Entry, ...]
    regions: Extent
    """The regions of rows that name none."""
    what: str
    levels: tuple[str, ...] = ()
    start: date | None = None
    """The day of the statement."""
    eligible: bool = False

    def write(self, workspace: Workspace, changed: Changed) -> bytes:
        data = existing(workspace.root / self.file)
        if self.eligible:
            return write_eligible(data, changed.entries, "")
        return write_scope(data, changed.entries, self.levels, file=self.file)


def _target(
    workspace: Workspace, program: str, as_: As, attestation: str, day: date
) -> _Target:
    register = workspace.register
    title = register.programs[program].title
    if as_ == "eligible":
        rows = [one for one in register.eligible if one.program == program]
        return _Target(
            file=f"register/eligible/{program}.toml",
            held=tuple(
                Entry(
                    service=one.service,
                    regions=one.regions,
                    since=one.since,
                    until=one.until,
                )
                for one in rows
            ),
            regions=_usual([one.regions for one in rows]),
            what=f"what is eligible under {title}",
            eligible=True,
        )
    made = _statement(register, program, attestation, day)
    _plain(made)
    return _Target(
        file=f"register/attestations/{made.id}.toml",
        held=entries_of(made.scope, register.services),
        regions=_usual([part.regions for part in made.scope]),
        what=f"the scope of {made.id}",
        levels=made.scope[0].levels if made.scope else (),
        start=began(made),
    )


def _usual(extents: Sequence[Extent]) -> Extent:
    """The regions that all have in common; all regions where they differ."""
    different = set(extents)
    return different.pop() if len(different) == 1 else "all"


def _statement(
    register: Register, program: str, attestation: str, day: date
) -> Attestation:
    """The statement a list is of: the one named, or the only one that still holds."""
    made = {
        one.id: one for one in register.attestations.values() if one.program == program
    }
    if attestation:
        if attestation not in made:
            close = near(attestation, made) or tuple(made)
            raise UnknownName(f"statement on {program}", attestation, near=close)
        return made[attestation]
    live = [one for one in made.values() if hold(register, one, day).state in LIVE]
    if len(live) == 1:
        return live[0]
    if live:
        names = ", ".join(one.id for one in live)
        message = f"Several statements on {program} hold: {names}"
        remedy = "Name one with --attestation."
    else:
        message = f"No statement on {program} holds on {day}"
        remedy = "Record it first, in register/attestations/, or name an older one."
    place = "register/attestations"
    raise BadInput([Problem(file=place, message=message, remedy=remedy)])


def _plain(made: Attestation) -> None:
    """Refuse scopes that a list cannot say: references, and limits on other axes."""
    for index, part in enumerate(made.scope):
        extents = [one for one in (part.services, part.regions) if isinstance(one, str)]
        other = [one for one in extents if one not in ("all", "unstated")]
        limited = part.facilities or part.data or part.accounts or part.persons
        mixed = part.levels != made.scope[0].levels
        if other or limited or mixed:
            why = (
                f"refers to {other[0]}" if other else "is limited further, or by level"
            )
            raise BadInput(
                [
                    Problem(
                        file=f"register/attestations/{made.id}.toml",
                        place=f"scope[{index}]",
                        message=f"This part {why}, which a list of services cannot say",
                        remedy="Import to the statement it refers to, or edit it.",
                    )
                ]
            )


def export_list(
    workspace: Workspace,
    *,
    program: str,
    as_: As,
    form: Literal["csv", "xlsx"],
    attestation: str = "",
    on: date | None = None,
) -> bytes:
    """The services in scope or eligible on a day, in the columns that are read."""
    register = workspace.register
    day = workspace.day(on)
    asked = ask(register, program).program
    target = _target(workspace, asked, as_, attestation, day)
    rows = [
        (
            entry.service,
            entry.regions
            if isinstance(entry.regions, str)
            else ", ".join(entry.regions),
            entry.since.isoformat() if entry.since else "",
            entry.until.isoformat() if entry.until else "",
        )
        for entry in normalised(register, target.held, day)
    ]
    if form == "csv":
        return write_csv([_COLUMNS, *rows])
    return write_xlsx([Sheet(name=asked, rows=(_COLUMNS, *rows))])
