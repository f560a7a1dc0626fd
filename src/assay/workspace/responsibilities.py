"""Responsibilities of a workload, for whoever asks, and statements from documents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import cast

from assay.canonical import digest
from assay.catalog import requirements_of
from assay.errors import BadInput, Problem, UnknownName
from assay.ids import near, slug
from assay.reading import parse_toml
from assay.register import Register, ask, read_register
from assay.register.agreements import account_named
from assay.register.invariants.asked import responsibility_faults
from assay.register.program import Audience
from assay.register.responsibilities import (
    Matrix,
    NotExpressible,
    Place,
    Question,
    asking,
    bases,
    combine,
    facts_of,
    native,
)
from assay.register.responsibilities.changes import Change, changes, kept
from assay.register.responsibilities.exchange.documents import (
    read_document,
    write_document,
)
from assay.register.responsibilities.exchange.values import (
    Answer,
    Imported,
    Known,
    Origin,
)
from assay.register.responsibilities.sharing import Reader, for_reader
from assay.register.responsibilities.toml import document_toml, responsibilities_toml
from assay.register.responsibility import Responsibility, Scheme
from assay.register.values import Document, Source
from assay.workspace.files import read_tree, write_atomically
from assay.workspace.open import Workspace

__all__ = [
    "AskedFor",
    "ImportPreview",
    "Incoming",
    "apply_responsibilities",
    "export_responsibilities",
    "matrix_for",
    "preview_responsibilities",
    "read_file",
    "told_to",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFor:
    """What a matrix is asked for, as a person names it."""

    program: str
    services: Sequence[str]
    on: date
    region: str = ""
    level: str = ""
    account: str = ""
    facts: Mapping[str, bool] = field(default_factory=dict[str, bool])
    reader: Reader = "provider"


def matrix_for(workspace: Workspace, asked: AskedFor) -> Matrix:
    """Who does what over the services, as that reader may have it.

    Raises:
        UnknownName: A name stands for nothing here; the nearest names are given.
        BadInput: The statements speak of what no catalog asks.
    """
    register = told_to(workspace, asked.reader)
    question = _question(register, asked)
    first = next(iter(question.places.values()))
    wanted = asking(
        register, workspace.library, question.program, first.level, asked.on
    )
    return combine(
        register,
        question,
        wanted.topics,
        titles=wanted.titles,
        catalogs=bases(workspace.library),
    )


def told_to(workspace: Workspace, reader: Reader) -> Register:
    """The register with its statements as that reader may have them."""
    return replace(
        workspace.register,
        responsibilities={
            one.id: for_reader(one, reader)
            for one in workspace.responsibilities.values()
        },
    )


def _question(register: Register, asked: AskedFor) -> Question:
    account = account_named(register, asked.account) if asked.account else ""
    places: dict[str, Place] = {}
    program = ask(register, asked.program).program
    for name in asked.services:
        named = ask(register, program, name, asked.region, asked.level)
        places[named.service] = Place(
            service=named.service,
            region=named.region,
            level=named.level,
            on=asked.on,
        )
    return Question(
        program=program,
        places=places,
        facts={
            service: facts_of(register, account, place, asked.facts)
            for service, place in places.items()
        },
        judged=bool(account),
    )


def known_to(workspace: Workspace, program: str, catalog: str, on: date) -> Known:
    """What the names in a document on a program may stand for.

    Raises:
        UnknownName: The library has no such catalog.
        BadInput: It has no list of what the program asks, and none was named.
    """
    register, library = workspace.register, workspace.library
    wanted = catalog or next(
        (topic[0] for topic in asking(register, library, program, "", on).topics), ""
    )
    if not wanted:
        message = f"The library has no list of what {program} asks"
        remedy = "Import its catalog, and name it with --catalog."
        raise BadInput([Problem(file="catalogs", message=message, remedy=remedy)])
    found = requirements_of(library, wanted)
    base = library.catalogs[bases(library).get(wanted, wanted)]
    return Known(
        program=program,
        catalog=wanted,
        requirements=frozenset(one.id for one in found),
        withdrawn={one.id: one.now for one in base.requirements if one.now},
        services={
            slug(name): one.id
            for one in register.services.values()
            for name in (*one.aliases, one.title, one.id)
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A document to be read, and what it does not say itself."""

    file: Path
    program: str
    on: date
    scheme: str = ""
    catalog: str = ""
    services: tuple[str, ...] = ()
    """What it speaks of, where it does not say; all where empty."""
    source: str = ""
    """Id of the register's document; one of the file's name where empty."""
    attestation: str = ""
    audience: Audience = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPreview:
    """What a document would change."""

    scheme: str
    program: str
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    answers: tuple[Answer, ...]
    files: Mapping[str, bytes]
    """What would be written, by path in the workspace."""


def preview_responsibilities(workspace: Workspace, told: Incoming) -> ImportPreview:
    """Read a document and say what it would change; nothing is written.

    Raises:
        BadInput: It cannot be read at all.
        UnknownName: A name that was given stands for nothing here.
    """
    register = workspace.register
    program = ask(register, told.program).program
    source = told.source or f"{program}-{slug(told.file.stem) or 'document'}"
    if told.source and told.source not in register.documents:
        close = near(told.source, register.documents)
        raise UnknownName("document", told.source, near=close)
    found = read_file(workspace, told, program, source)
    file = f"register/responsibilities/{program}-imported.toml"
    imported = _ids_in(workspace.root / file)
    changed = tuple(
        changes(
            workspace.responsibilities,
            found.statements,
            catalogs=bases(workspace.library),
            imported=imported,
        )
    )
    against = [
        _against(told.file.name, one) for one in changed if one.kind == "contradicts"
    ]
    rows = kept(workspace.responsibilities, changed, imported)
    writes = {one.kind for one in changed} & {"new", "narrows", "replaces"}
    files = _files(workspace, told, source, file, rows) if writes else {}
    return ImportPreview(
        scheme=found.scheme,
        program=program,
        changes=changed,
        problems=(*found.problems, *against),
        answers=found.answers,
        files=files,
    )


def read_file(
    workspace: Workspace, told: Incoming, program: str, source: str
) -> Imported:
    """The statements of a file, held against nothing yet."""
    register, data = workspace.register, told.file.read_bytes()
    if told.attestation and told.attestation not in register.attestations:
        close = near(told.attestation, register.attestations)
        raise UnknownName("attestation", told.attestation, near=close)
    named = tuple(
        ask(register, program, name).service for name in told.services if name
    )
    origin = Origin(
        file=told.file.name,
        source=Source(document=source),
        digest=digest(data),
        attestation=told.attestation,
        audience=told.audience,
        services=named or "all",
    )
    known = known_to(workspace, program, told.catalog, told.on)
    return read_document(data, register, known, origin, told.scheme)


def _against(file: str, change: Change) -> Problem:
    extract = change.statement.extract
    place = extract.locator if extract is not None else ""
    remedy = f"Correct {change.beside}, or the document: one of the two is wrong."
    return Problem(file=file, place=place, message=change.says, remedy=remedy)


def _ids_in(path: Path) -> frozenset[str]:
    """Ids of the statements that an earlier import wrote."""
    if not path.is_file():
        return frozenset()
    problems: list[Problem] = []
    table = parse_toml(path.read_bytes(), file=path.name, problems=problems)
    return frozenset(one["id"] for one in table.get("responsibility", []))


def _files(
    workspace: Workspace,
    told: Incoming,
    source: str,
    file: str,
    rows: Sequence[Responsibility],
) -> dict[str, bytes]:
    heading = "Written by `assay responsibility import`, which rewrites it."
    files = {file: responsibilities_toml(rows, heading)}
    if source not in workspace.register.documents:
        provider = workspace.register.provider.name
        document = Document(
            id=source, title=told.file.name, publisher=provider, dated=told.on
        )
        path = workspace.root / "register/sources.toml"
        before = path.read_bytes().rstrip() if path.is_file() else b""
        added = document_toml(document)
        files["register/sources.toml"] = before + b"\n\n" + added if before else added
    return files


def apply_responsibilities(workspace: Workspace, preview: ImportPreview) -> None:
    """Write what a preview would, once the register it gives was found whole.

    Raises:
        BadInput: The register would be at fault; nothing is written.
    """
    files = read_tree(workspace.root, "register") | dict(preview.files)
    register = read_register(files, workspace.programs)
    problems = sorted(set(responsibility_faults(register, workspace.library)))
    if problems:
        raise BadInput(problems)
    for name in sorted(preview.files, reverse=True):
        # The documents first: a statement must never rest on one that is not there.
        write_atomically(workspace.root / name, preview.files[name])


def export_responsibilities(
    workspace: Workspace,
    statements: Iterable[Responsibility],
    *,
    program: str,
    scheme: str,
    on: date,
    plain: bool = False,
) -> bytes:
    """Statements of a program as a document.

    Raises:
        BadInput: The vocabulary has no word for some of them; each is told.
    """
    rows = tuple(statements)
    if scheme != "oscal":
        problems = list(_unsayable(rows, scheme))
        if problems:
            raise BadInput(problems)
    return write_document(
        workspace.register,
        rows,
        scheme=scheme,
        program=program,
        at=datetime.combine(on, time(), UTC),
        plain=plain,
    )


def _unsayable(rows: Iterable[Responsibility], scheme: str) -> Iterator[Problem]:
    for one in rows:
        try:
            native(one, cast("Scheme", scheme))
        except NotExpressible as fault:
            yield Problem(
                file="register/responsibilities",
                place=one.id,
                message=fault.message,
                remedy=fault.remedy,
            )
