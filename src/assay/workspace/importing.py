"""Register data in and out: services and regions, what is in scope, what is eligible.

Everything is worked out before anything is written; then all files are written, the
register is read again as a whole, and if it is at fault every file is put back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from assay.canonical import digest
from assay.errors import BadInput, Error, Problem, UnknownName
from assay.ids import near
from assay.library import read_files
from assay.oscal import Document, read
from assay.reading import parse_toml
from assay.register import Attestation, Register, ask, read_register
from assay.register.basis import Extent
from assay.register.listing import (
    Changed,
    Entry,
    Names,
    Places,
    Question,
    change,
    entries_of,
    links_of,
    normalised,
    read_components,
    read_list,
    write_eligible,
    write_regions,
    write_scope,
    write_services,
)
from assay.register.state import LIVE, began, hold
from assay.register.values import Service
from assay.sheets import Sheet, read_sheets, write_csv, write_xlsx
from assay.workspace.files import read_tree, write_atomically
from assay.workspace.open import Workspace

__all__ = [
    "Answers",
    "Preview",
    "apply",
    "export_list",
    "import_components",
    "import_list",
]

As: TypeAlias = Literal["scope", "eligible"]
_IMPORTED = "register/imported"
_COLUMNS = ("service", "region", "from", "to")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a person answered to the questions of an earlier preview."""

    map_: Mapping[str, str] = field(default_factory=dict[str, str])
    skip: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an import would do; `files` is what it would write."""

    says: tuple[str, ...]
    """The changes, in sentences."""
    notes: tuple[str, ...]
    """What was left aside, and why."""
    questions: tuple[Question, ...]
    """Nothing is written while any is open."""
    problems: tuple[Problem, ...]
    """Faults of the source that stop nothing."""
    files: Mapping[str, bytes]
    counts: Mapping[str, int]


class NotApplied(Error):  # noqa: N818 - reads as what it is
    """The import leads to a register at fault; every file is as it was."""


def import_components(
    workspace: Workspace, files: Sequence[Path], answers: Answers
) -> Preview:
    """Services, regions and availability from OSCAL component definitions.

    Raises:
        BadInput: A file is no component definition.
    """
    register = workspace.register
    documents = [_definition(path) for path in files]
    found = read_components(documents, register.regions, _places(), answers.map_)
    services = [one for one in found.services if one.id not in answers.skip]
    new = [one for one in services if one.id not in register.services]
    regions = [one for one in found.regions if one.id not in register.regions]
    moved = [
        one
        for one in services
        if one.id in register.services
        and one.regions != register.services[one.id].regions
    ]
    root = workspace.root
    writes = {
        "register/services.toml": write_services(
            _bytes(root / "register/services.toml"), [*new, *moved]
        ),
        "register/regions.toml": write_regions(
            _bytes(root / "register/regions.toml"), regions
        ),
    }
    kept = {f"{_IMPORTED}/{path.name}": path.read_bytes() for path in files}
    says = [
        *(
            f"Region {one.title} ({one.id}) is added, in {one.country}."
            for one in regions
        ),
        *(
            f"{one.title} ({one.id}) is added, in {len(one.regions)} regions."
            for one in new
        ),
        *(f"{one.title} is now in {len(one.regions)} regions." for one in moved),
    ]
    changed = bool(new or moved or regions)
    return Preview(
        says=tuple(says),
        notes=tuple(_noted(services, register)),
        questions=tuple(q for q in found.questions if q.asked not in answers.skip),
        problems=(*_broken(files, documents), *found.problems),
        files={**(writes if changed else {}), **kept},
        counts={"services": len(new), "regions": len(regions), "changed": len(moved)},
    )


def _definition(path: Path) -> Document:
    document = read(path.read_bytes(), file=path.name)
    if document.root != "component-definition":
        message = f"It is a {document.root}, not a component definition"
        raise BadInput([Problem(file=path.name, message=message)])
    return document


def _noted(services: Iterable[Service], register: Register) -> Iterator[str]:
    """What the register calls otherwise, and keeps."""
    for one in services:
        known = register.services.get(one.id)
        if known is not None and known.title != one.title:
            said = f"the source says {one.title!r}"
            yield f"{known.id} keeps its title {known.title!r}; {said}."


def _broken(files: Sequence[Path], documents: Sequence[Document]) -> list[Problem]:
    """Links to documents that are not where they point."""
    found: list[Problem] = []
    for path, document in zip(files, documents, strict=True):
        for place, href in links_of(document):
            parts = urlsplit(href)
            local = not parts.scheme and parts.path
            if local and not (path.parent / parts.path).exists():
                message = f"The link leads nowhere: {href}"
                remedy = "The publisher's fault; what it led to was not read."
                found.append(
                    Problem(file=path.name, place=place, message=message, remedy=remedy)
                )
    return found


def _places() -> Places:
    """What the library knows of regions: their countries and partitions."""
    country: dict[str, str] = {}
    partition: dict[str, str] = {}
    problems: list[Problem] = []
    for name, data in read_files("places").items():
        table = parse_toml(data, file=name, problems=problems)
        country |= table.get("country", {})
        partition |= table.get("partition", {})
    return Places(country=country, partition=partition)


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


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
    files = {} if not changed.says else {target.file: target.write(workspace, changed)}
    notes = [
        f"Column {name!r} says nothing of scope and was left aside."
        for name in reading.ignored
    ]
    notes.append(
        f"{file.name}, SHA-256 {digest(file.read_bytes())}, {len(reading.rows)} rows."
    )
    return Preview(
        says=changed.says,
        notes=tuple(notes),
        questions=reading.questions,
        problems=(),
        files=files,
        counts={
            "rows": len(reading.rows),
            "joined": changed.joined,
            "left": changed.left,
        },
    )


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
        data = _bytes(workspace.root / self.file)
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


def apply(workspace: Workspace, preview: Preview) -> None:
    """Write what a preview would, all of it or nothing.

    Raises:
        NotApplied: Questions are open, or the register would be at fault.
    """
    if preview.questions:
        message = f"{len(preview.questions)} questions are open; nothing changed"
        raise NotApplied(message, remedy="Answer each with --map or --skip.")
    root = workspace.root
    before = {name: _before(root / name) for name in preview.files}
    try:
        for name, data in preview.files.items():
            write_atomically(root / name, data)
        programs = workspace.programs
        read_register(read_tree(root, "register"), programs)
    except BadInput as fault:
        _put_back(root, before)
        message = f"The register would be at fault:\n{fault.diagnose()}"
        raise NotApplied(message) from None
    except BaseException:
        _put_back(root, before)
        raise


def _before(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _put_back(root: Path, before: Mapping[str, bytes | None]) -> None:
    for name, data in before.items():
        if data is None:
            (root / name).unlink(missing_ok=True)
        else:
            write_atomically(root / name, data)


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
