"""Which agreement a class of data asks for, by the programs' own entries."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assay.errors import UnknownName
from assay.ids import near, resolve_name
from assay.register.agreement import Agreement
from assay.register.basis import AgreementKind
from assay.register.program import AskedAgreement, DataKind, Program
from assay.register.values import Register

__all__ = ["Asked", "asked_for", "asking", "permitted"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A class of data with the agreements of which it needs one; none, where empty."""

    id: str
    title: str
    agreements: tuple[tuple[Program, AskedAgreement], ...]

    @property
    def basis(self) -> str:
        """Where the law says so."""
        return "; ".join(dict.fromkeys(one.basis for _, one in self.agreements))

    def suits(self, agreement: Agreement) -> bool:
        """Whether the agreement is of a kind and under a program that is asked for."""
        return any(
            (agreement.kind, agreement.program) == (one.kind, program.id)
            for program, one in self.agreements
        )


def asked_for(
    register: Register, name: str, classes: Iterable[tuple[str, str]] = ()
) -> Asked:
    """What the class of data asks for.

    Args:
        register: Whose programs say which agreement is asked for which data.
        name: The class by id, title or alias, as a person writes it.
        classes: `(spelling, id)` of further classes, which no program may speak of.

    Raises:
        UnknownName: No class of data is called so; the nearest names are given, or all.
    """
    titled = {kind.id: kind.title for _, _, kind in _entries(register)}
    spellings = [*_spellings(register), *classes]
    found = resolve_name(name, spellings)
    if found is None:
        close = near(name, [spelling for spelling, _ in spellings])
        known = dict.fromkeys(identifier for _, identifier in spellings)
        raise UnknownName("class of data", name, near=close, known=known)
    asked = [
        (program, one) for program, one, kind in _entries(register) if kind.id == found
    ]
    return Asked(found, titled.get(found, found), tuple(asked))


def asking(register: Register, kind: AgreementKind) -> frozenset[str]:
    """The programs that ask for agreements of that kind."""
    return frozenset(
        program.id for program, one, _ in _entries(register) if one.kind == kind
    )


def permitted(register: Register, agreement: Agreement) -> tuple[str, ...]:
    """The classes of data that the agreement is for, by id."""
    asked = dict.fromkeys(
        kind.id
        for program, one, kind in _entries(register)
        if (one.kind, program.id) == (agreement.kind, agreement.program)
    )
    if not agreement.data:
        return tuple(asked)
    spellings = list(_spellings(register))
    named = [resolve_name(name, spellings) for name in agreement.data]
    return tuple(one for one in dict.fromkeys(named) if one is not None)


def _entries(register: Register) -> Iterator[tuple[Program, AskedAgreement, DataKind]]:
    for program in register.programs.values():
        for one in program.agreements:
            for kind in one.data:
                yield program, one, kind


def _spellings(register: Register) -> Iterator[tuple[str, str]]:
    """Every id first, so that an id wins over another class's alias."""
    kinds = [kind for _, _, kind in _entries(register)]
    yield from ((kind.id, kind.id) for kind in kinds)
    for kind in kinds:
        for spelling in (kind.title, *kind.aliases):
            yield spelling, kind.id
