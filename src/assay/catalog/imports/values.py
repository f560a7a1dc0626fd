"""What a file of somebody else's holds, as our own values, with all that was wrong."""

from dataclasses import dataclass, field

from assay.catalog.values import Baseline, Catalog, Crosswalk
from assay.errors import Problem

__all__ = ["CheckCoverage", "Imported", "Origin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an import came from."""

    file: str
    sha256: str
    form: str
    """The form it was recognised as: `oscal`, `ciso-assistant`, `fedramp-rules`..."""
    publisher: str = ""
    licence: str = ""
    edition: str = ""
    unit: str = ""
    """What one requirement of it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCoverage:
    """A requirement that a tool's check bears on; never that it is met."""

    requirement: str
    checks: tuple[str, ...]
    tool: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """Everything that one file holds."""

    origin: Origin
    catalogs: tuple[Catalog, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    crosswalks: tuple[Crosswalk, ...] = ()
    instead: tuple[Catalog, ...] = ()
    """What a baseline is by itself, where no catalog at hand has what it chooses."""
    coverage: tuple[CheckCoverage, ...] = ()
    translations: dict[str, dict[str, str]] = field(
        default_factory=dict[str, dict[str, str]]
    )
    """By language, then by requirement id, its title in that language."""
    notes: tuple[str, ...] = ()
    """What was left aside, in sentences."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the source, each where it stands; what could be read was."""
