"""What a person says of a file, what has to be asked, and what is kept in the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assay.catalog.imports.coverage import HeldCoverage
from assay.catalog.imports.values import Origin
from assay.catalog.values import Baseline, Catalog, Crosswalk
from assay.errors import Problem

__all__ = ["Asked", "Settled", "Told"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a person says of a file; it goes before what the file says."""

    id: str = ""
    name: str = ""
    """The title."""
    program: str = ""
    edition: str = ""
    owner: str = ""
    licence: str = ""
    unit: str = ""
    level: str = ""
    of: str = ""
    """The catalog that a baseline chooses from, or that coverage is of."""
    called: Mapping[str, str] = field(default_factory=dict[str, str])
    """What the file's names of catalogs are here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Something that has to be said before it can be kept."""

    place: str
    option: str
    """The option that answers it."""
    what: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What would be kept of a file."""

    origin: Origin
    catalogs: tuple[Catalog, ...]
    baselines: tuple[Baseline, ...]
    crosswalks: tuple[Crosswalk, ...]
    coverage: tuple[HeldCoverage, ...]
    asked: tuple[Asked, ...]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]
