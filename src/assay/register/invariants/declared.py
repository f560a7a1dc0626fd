"""Which names a register's files declare, and how a fault in them is told."""

from collections.abc import Collection
from dataclasses import dataclass

from assay.errors import Problem
from assay.ids import near

__all__ = ["Declared", "Where", "attestation_file", "unknown"]


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
    attestations: frozenset[str]


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file."""

    file: str
    place: str = ""

    def at(self, key: str) -> "Where":
        """The place of a key below this one."""
        return Where(self.file, f"{self.place}.{key}" if self.place else key)


def attestation_file(identifier: str) -> str:
    """Where the attestation of that id lies."""
    return f"register/attestations/{identifier}.toml"


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
