"""What may be asked: catalogs, baselines and crosswalks as plain values.

Every catalog names its edition, its counting unit and its count, because the number of
"requirements" of a standard depends on what is counted: SOC 2 has 61 criteria and 301
points of focus, and both figures are true.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

__all__ = [
    "Baseline",
    "Catalog",
    "Constraint",
    "Count",
    "Crosswalk",
    "Group",
    "Parameter",
    "Provenance",
    "Relation",
    "Requirement",
    "Row",
]

Relation: TypeAlias = Literal["equal", "subset", "superset", "intersects", "disjoint"]
"""How the set asked by one requirement lies to another's (NIST IR 8477)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a catalog's ids, structure and counts come from."""

    source: str
    """The publication, its edition and publisher."""
    rights: str
    """Who owns the official text, and what of it is held here."""
    confirmed: bool = True
    """False where the facts rest on one weak source."""
    note: str = ""
    file: str = ""
    """Of an import: the file that it was read from."""
    sha256: str = ""
    """Of an import: the digest of that file."""
    licence: str = ""
    """Of an import: under what terms the file says that it may be used."""
    imported: date | None = None
    """Of an import: the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number that carries its counting rule."""

    unit: str
    count: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A family, section or theme of requirements."""

    id: str
    title: str
    count: int | None = None
    """How many requirements it holds, where the standard states it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """What a value of a parameter must keep to."""

    description: str = ""
    tests: tuple[str, ...] = ()
    """Regular expressions, each of which must match the value from end to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What a requirement leaves to the organization to define (OSCAL's `param`).

    In a baseline it has the id of one of the catalog's, and says what the baseline
    adds to that one, or sets in its place.
    """

    id: str
    label: str = ""
    """What is to be defined, as it stands in the text while nothing is."""
    also: tuple[str, ...] = ()
    """Further ids that it had in other editions."""
    aggregates: tuple[str, ...] = ()
    """Ids of the parameters that it stands for together."""
    choices: tuple[str, ...] = ()
    how_many: Literal["", "one", "one-or-more"] = ""
    """How many of the choices; not said where empty."""
    values: tuple[str, ...] = ()
    """What its publisher sets it to."""
    constraints: tuple[Constraint, ...] = ()
    guidelines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One thing a program's catalog asks for, by its canonical id."""

    id: str
    title: str
    group: str = ""
    """Id of its group."""
    parent: str = ""
    """Id of the requirement that it refines (`ac-2` of `ac-2.1`)."""
    kind: str = ""
    """The standard's own class: `clause`, `control`, `standard`, `specification`..."""
    status: Literal["active", "withdrawn"] = "active"
    now: tuple[str, ...] = ()
    """For a withdrawn one: the ids it was moved to or incorporated into."""
    levels: tuple[str, ...] = ()
    """Levels at which it applies, where the catalog has levels."""
    attributes: tuple[str, ...] = ()
    """Facts of the standard's own: `required`, `addressable`, `derived`, `basic`..."""
    text: str = ""
    """The official text. It stays in the user's workspace: our library holds none."""
    parameters: tuple[Parameter, ...] = ()
    """What it leaves to be defined: `{{ insert: param, ID }}` in its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """One standard in one edition, counted in one unit."""

    id: str
    title: str
    standard: str
    edition: str
    owner: str
    programs: tuple[str, ...]
    unit: str
    """What one requirement here is: `criterion`, `control`, `clause`..."""
    count: int
    """How many active requirements of that unit there are; checked on load."""
    provenance: Provenance
    groups: tuple[Group, ...] = ()
    requirements: tuple[Requirement, ...]
    other_counts: tuple[Count, ...] = ()
    """The same standard counted by other rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """A selection from a catalog: a program's level as a list of ids."""

    id: str
    title: str
    catalog: str
    program: str
    level: str
    edition: str
    count: int
    provenance: Provenance
    requirements: tuple[str, ...]
    parameters: tuple[Parameter, ...] = ()
    """What it sets of the catalog's parameters, or asks of their values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One stated relation from requirements of one catalog to those of another."""

    source: str
    """Requirement id in the `source` catalog."""
    targets: tuple[str, ...]
    """Ids in the `target` catalog; together they carry the relation: the source relates
    to the union of what they ask."""
    relation: Relation = "subset"
    either: bool = False
    """True where any one of the targets suffices, instead of all together."""
    status: Literal["proposed", "reviewed"] = "proposed"
    by: str = ""
    """Who states it."""
    on: date | None = None
    reviewer: str = ""
    """Who reviewed it, where that is another than who states it."""
    citation: str = ""
    """Where it is stated: a publication, its edition and the place in it."""
    confidence: float | None = None
    """From 0 to 1, where who states it gave one. It never decides anything."""
    note: str = ""
    """The rationale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """Relations between two catalogs, each row with its author and standing."""

    id: str
    title: str
    source: str
    target: str
    provenance: Provenance
    rows: tuple[Row, ...]
