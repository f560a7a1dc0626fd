"""Which names a register's files declare, and how a fault in them is told."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from assay.errors import Problem
from assay.ids import near
from assay.register.values import Eligible, Register

__all__ = [
    "Declared",
    "Where",
    "agreement_file",
    "attestation_file",
    "entries",
    "unknown",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Every id the files give, those of entries that could not be read included.

    None where a file could not be read as far as its ids: nothing is then called
    unknown for being missing there.
    """

    services: frozenset[str] | None
    regions: frozenset[str] | None
    parties: frozenset[str] | None
    documents: frozenset[str] | None
    terms: frozenset[str] | None
    attestations: frozenset[str]


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file."""

    file: str
    place: str = ""

    def at(self, key: str) -> "Where":
        """The place of a key below this one."""
        return Where(self.file, f"{self.place}.{key}" if self.place else key)

    def fault(self, message: str, remedy: str) -> Problem:
        """A fault at this place."""
        return Problem(file=self.file, place=self.place, message=message, remedy=remedy)


def attestation_file(identifier: str) -> str:
    """Where the attestation of that id lies."""
    return f"register/attestations/{identifier}.toml"


def agreement_file(identifier: str) -> str:
    """Where the agreement of that id lies."""
    return f"register/agreements/{identifier}.toml"


def entries(register: Register) -> Iterator[tuple[Where, Eligible]]:
    """Every entry of the lists of eligible services, with its place."""
    for one in register.eligible:
        yield Where(f"register/eligible/{one.program}.toml", one.service), one


def unknown(
    file: str, place: str, what: str, name: str, known: Collection[str]
) -> Problem:
    """A name that points nowhere, with those it may have meant."""
    close = near(name, known)
    if close:
        remedy = f"Did you mean {' or '.join(close)}?"
    elif known:
        remedy = f"Use the id of a {what} that the register has, or add it."
    else:
        remedy = f"The register has no {what} yet: add it."
    message = f"There is no {what} {name!r}"
    return Problem(file=file, place=place, message=message, remedy=remedy)
