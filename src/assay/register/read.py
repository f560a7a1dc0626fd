"""From the workspace's files to a register, with every fault found at once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeVar, cast

from assay.errors import BadInput, Problem
from assay.ids import near
from assay.reading import parse_toml, read_record, read_records
from assay.register.invariants import Declared, faults
from assay.register.program import Program
from assay.register.values import (
    Agreement,
    Attestation,
    Document,
    Eligible,
    Migration,
    Party,
    Plan,
    Provider,
    Region,
    Register,
    Responsibility,
    Service,
    Terms,
)

__all__ = ["read_register"]

_FOLDER: Final = "register/"
_PROVIDER: Final = "register/provider.toml"
_TABLES: Final = {
    "register/services.toml": "service",
    "register/regions.toml": "region",
    "register/parties.toml": "party",
    "register/sources.toml": "source",
    "register/plans.toml": "plan",
    "register/migrations.toml": "migration",
    "register/terms.toml": "terms",
}
_FOLDERS: Final = ("attestations", "agreements", "responsibilities", "eligible")
_OTHERS: Final = ("register/artefacts/", "register/resources/", "register/imported/")
"""Folders inside the register that are read elsewhere: documents held, maps from types
of resources to services, and what imports were made from."""


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T")
N = TypeVar("N", bound=_Identified)


def read_register(
    files: Mapping[str, bytes], programs: Mapping[str, Program]
) -> Register:
    """The register in `files` (keys are paths such as `register/services.toml`).

    Files outside `register/`, and folders in it that others read, are left alone.

    Raises:
        BadInput: With every fault found: of form, of names, of dates and of kind.
    """
    shelf = _Shelf(files=files)
    register, declared = _register(shelf, programs)
    problems = [*shelf.problems, *_strays(files), *faults(register, declared)]
    if problems:
        raise BadInput(sorted(set(problems)))
    return register


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shelf:
    """The files at hand, and what was found wrong with them so far."""

    files: Mapping[str, bytes]
    problems: list[Problem] = field(default_factory=list[Problem])

    def document(self, file: str) -> dict[str, Any]:
        """The file's content; `{}` where it is absent or at fault."""
        data = self.files.get(file)
        if data is None:
            return {}
        return parse_toml(data, file=file, problems=self.problems)

    def fault(self, file: str, place: str, message: str, remedy: str) -> None:
        """Note one more fault."""
        self.problems.append(
            Problem(file=file, place=place, message=message, remedy=remedy)
        )


def _register(
    shelf: _Shelf, programs: Mapping[str, Program]
) -> tuple[Register, Declared]:
    services, service_ids = _table(shelf, "register/services.toml", Service)
    regions, region_ids = _table(shelf, "register/regions.toml", Region)
    parties, party_ids = _table(shelf, "register/parties.toml", Party)
    documents, document_ids = _table(shelf, "register/sources.toml", Document)
    terms, term_ids = _table(shelf, "register/terms.toml", Terms)
    provider = _provider(shelf)
    by_id = _by_id(parties)
    if provider.id not in by_id:
        itself = Party(id=provider.id, name=provider.name, kind="provider")
        by_id[provider.id] = itself
    register = Register(
        provider=provider,
        programs=dict(programs),
        services=_by_id(services),
        regions=_by_id(regions),
        parties=by_id,
        documents=_by_id(documents),
        attestations=_by_id(_each(shelf, "attestations", Attestation)),
        plans=tuple(_rows(shelf, "register/plans.toml", "plan", Plan)),
        migrations=tuple(
            _rows(shelf, "register/migrations.toml", "migration", Migration)
        ),
        agreements=_by_id(_each(shelf, "agreements", Agreement)),
        terms=_by_id(terms),
        eligible=tuple(_eligible(shelf)),
        responsibilities=_by_id(_responsibilities(shelf)),
    )
    declared = Declared(
        services=service_ids,
        regions=region_ids,
        parties=None if party_ids is None else party_ids | {provider.id},
        documents=document_ids,
        terms=term_ids,
        attestations=frozenset(map(_stem, _inside(shelf.files, "attestations"))),
    )
    return register, declared


def _provider(shelf: _Shelf) -> Provider:
    """Whose register it is; a nameless one where the file is absent or at fault."""
    if _PROVIDER not in shelf.files:
        message = "The register does not say whose it is"
        remedy = 'Write this file with `id = "..."` and `name = "..."`.'
        shelf.fault(_PROVIDER, "", message, remedy)
    else:
        before = len(shelf.problems)
        table = shelf.document(_PROVIDER)
        if len(shelf.problems) == before:
            found = read_record(
                Provider, table, file=_PROVIDER, place="", problems=shelf.problems
            )
            if found is not None:
                return found
    return Provider(id="the-provider", name="the provider")


def _table(
    shelf: _Shelf, file: str, kind: type[N]
) -> tuple[tuple[N, ...], frozenset[str] | None]:
    """The entries of a file, and all ids it gives, unreadable entries' included."""
    key = _TABLES[file]
    rows = _rows(shelf, file, key, kind)
    ids = _ids(shelf.files, file, key)
    if ids is None:
        return rows, None
    for identifier in sorted({one for one in ids if ids.count(one) > 1}):
        remedy = "Give each its own id, or make one of them."
        message = f"{ids.count(identifier)} entries have the id {identifier!r}"
        shelf.fault(file, f"{key}.id", message, remedy)
    return rows, frozenset(ids)


def _rows(shelf: _Shelf, file: str, key: str, kind: type[T]) -> tuple[T, ...]:
    document = shelf.document(file)
    for other in document.keys() - {key}:
        close = near(other, [key])
        hint = f"Did you mean `[[{key}]]`?" if close else f"It holds `[[{key}]]` only."
        shelf.fault(file, other, "This key is not known", hint)
    if key not in document:
        return ()
    return read_records(
        kind, document[key], file=file, place=key, problems=shelf.problems
    )


def _ids(files: Mapping[str, bytes], file: str, key: str) -> list[str] | None:
    """Every id written in a file, or None if one of them cannot be made out."""
    unheard: list[Problem] = []
    document = parse_toml(files.get(file, b""), file=file, problems=unheard)
    tables = document.get(key, [])
    if unheard or document.keys() - {key} or not isinstance(tables, list):
        return None
    ids = [_id(table) for table in cast("list[object]", tables)]
    known = [identifier for identifier in ids if identifier is not None]
    return known if len(known) == len(ids) else None


def _id(table: object) -> str | None:
    if not isinstance(table, Mapping):
        return None
    identifier = cast("Mapping[str, object]", table).get("id")
    return identifier if isinstance(identifier, str) else None


def _each(shelf: _Shelf, folder: str, kind: type[N]) -> Iterator[N]:
    """One entry from each file of a folder; the file's name is its id."""
    for file in _inside(shelf.files, folder):
        before = len(shelf.problems)
        table = shelf.document(file)
        if len(shelf.problems) > before:
            continue
        if "id" in table:
            remedy = "Remove it; rename the file to change the id."
            shelf.fault(file, "id", "The file's name is the id", remedy)
        named = {**table, "id": _stem(file)}
        found = read_record(kind, named, file=file, place="", problems=shelf.problems)
        if found is not None:
            yield found


def _eligible(shelf: _Shelf) -> Iterator[Eligible]:
    """The lists of eligible services; a file's name is the program of its entries."""
    for file in _inside(shelf.files, "eligible"):
        document, before = shelf.document(file), len(shelf.problems)
        for other in document.keys() - {"eligible"}:
            remedy = "It holds `[[eligible]]` only."
            shelf.fault(file, other, "This key is not known", remedy)
        if len(shelf.problems) == before and "eligible" in document:
            rows = _of_program(shelf, file, document["eligible"])
            yield from read_records(
                Eligible, rows, file=file, place="eligible", problems=shelf.problems
            )


def _of_program(shelf: _Shelf, file: str, rows: object) -> object:
    """The entries with the program that their file is named after."""
    if not isinstance(rows, list):
        return rows
    found: list[object] = []
    for index, row in enumerate(cast("list[object]", rows)):
        if isinstance(row, Mapping):
            entry = cast("Mapping[str, object]", row)
            if "program" in entry:
                remedy = "Remove it; rename the file to change the program."
                place = f"eligible[{index}].program"
                shelf.fault(file, place, "The file's name is the program", remedy)
            found.append({**entry, "program": _stem(file)})
        else:
            found.append(row)
    return found


def _responsibilities(shelf: _Shelf) -> Iterator[Responsibility]:
    seen: dict[str, str] = {}
    for file in _inside(shelf.files, "responsibilities"):
        for one in _rows(shelf, file, "responsibility", Responsibility):
            first = seen.setdefault(one.id, file)
            if first != file:
                message = f"The id {one.id!r} is taken, in {first}"
                shelf.fault(file, one.id, message, "Give it another id.")
            else:
                yield one
        ids = _ids(shelf.files, file, "responsibility") or []
        for identifier in sorted({i for i in ids if ids.count(i) > 1}):
            message = f"{ids.count(identifier)} entries have the id {identifier!r}"
            shelf.fault(file, identifier, message, "Give each its own id.")


def _inside(files: Mapping[str, bytes], folder: str) -> list[str]:
    """The TOML files directly in one folder of the register, in order."""
    lead = f"{_FOLDER}{folder}/"
    return sorted(
        file
        for file in files
        if file.startswith(lead)
        and file.endswith(".toml")
        and "/" not in file.removeprefix(lead)
    )


def _stem(file: str) -> str:
    return file.rsplit("/", 1)[-1].removesuffix(".toml")


def _by_id(things: Iterable[N]) -> dict[str, N]:
    return {thing.id: thing for thing in things}


def _strays(files: Mapping[str, bytes]) -> Iterator[Problem]:
    """TOML files inside the register that nothing reads."""
    read = {_PROVIDER, *_TABLES}
    for folder in _FOLDERS:
        read.update(_inside(files, folder))
    for file in sorted(files):
        inside = file.startswith(_FOLDER) and not file.startswith(_OTHERS)
        if inside and file.endswith(".toml") and file not in read:
            close = near(file, (_PROVIDER, *_TABLES))
            hint = f"Did you mean {close[0]}? " if close else ""
            folders = ", ".join(f"{_FOLDER}{folder}/" for folder in _FOLDERS)
            yield Problem(
                file=file,
                message="This file has no place in a register",
                remedy=f"{hint}Entries of their own go into {folders}.",
            )
