"""A migration leads from one edition of a program to another, in time."""

from collections.abc import Iterator

from assay.errors import Problem
from assay.register.invariants.declared import attestation_file, unknown
from assay.register.program import Edition, Program
from assay.register.values import Migration, Register

__all__ = ["faults"]

_FILE = "register/migrations.toml"


def faults(register: Register) -> Iterator[Problem]:
    """Editions that do not exist, days out of order, statements on the wrong one."""
    seen: dict[tuple[str, str], int] = {}
    for index, migration in enumerate(register.migrations):
        place = f"migration[{index}]"
        program = register.programs.get(migration.program)
        if program is None:
            known = register.programs
            yield unknown(
                _FILE, f"{place}.program", "program", migration.program, known
            )
            continue
        first = seen.setdefault((migration.program, migration.leaves), index)
        if first != index:
            message = f"migration[{first}] leaves the same edition already"
            yield Problem(
                file=_FILE, place=place, message=message, remedy="Keep one of the two."
            )
        yield from _editions(place, program, migration)
        yield from _statements(register, migration)
        if migration.source.document not in register.documents:
            document, known_documents = migration.source.document, register.documents
            yield unknown(
                _FILE, f"{place}.source", "document", document, known_documents
            )


def _editions(place: str, program: Program, migration: Migration) -> Iterator[Problem]:
    known = {edition.id: edition for edition in program.editions}
    for key, name in (("leaves", migration.leaves), ("joins", migration.joins)):
        if name not in known:
            what = f"edition of {program.title}"
            yield unknown(_FILE, f"{place}.{key}", what, name, known)
    if migration.leaves == migration.joins:
        message = "It leaves the edition that it joins"
        yield _fault(place, message, "Name two different editions.")
    if migration.cut_over < migration.began:
        message = f"The cut-over {migration.cut_over} is before {migration.began}"
        yield _fault(place, message, "Correct one of the two dates.")
    if migration.leaves in known:
        yield from _in_time(place, known[migration.leaves], migration)


def _in_time(place: str, left: Edition, migration: Migration) -> Iterator[Problem]:
    """Where retirement ends what was stated, the cut-over cannot come after it."""
    ends = left.retired if left.ends_statements else None
    if ends is not None and migration.cut_over > ends:
        message = f"What is stated on {left.title} ends on {ends}, before the cut-over"
        yield _fault(place, message, f"Cut over by {ends}.")


def _statements(register: Register, migration: Migration) -> Iterator[Problem]:
    """Nothing new is stated on the edition that was left."""
    for made in register.attestations.values():
        if made.program != migration.program or made.edition != migration.leaves:
            continue
        used = made.period.end if made.period is not None else made.issued
        if used is not None and used > migration.cut_over:
            yield Problem(
                file=attestation_file(made.id),
                place="edition",
                message=f"The provider left {made.edition} on {migration.cut_over}, "
                f"and this is of {used}",
                remedy=f"State it on {migration.joins}, or move the cut-over in "
                f"{_FILE}.",
            )


def _fault(place: str, message: str, remedy: str) -> Problem:
    return Problem(file=_FILE, place=place, message=message, remedy=remedy)
