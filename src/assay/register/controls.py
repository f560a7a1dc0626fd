"""What the provider does, stated once, and which requirements that covers."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from assay.register.values import Extent

__all__ = ["Control", "Coverage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One thing the provider does (`controls/<id>.toml`; the file's name is the id)."""

    id: str
    title: str
    statement: str
    """What is done, by whom, how often: in the provider's own words."""
    owner: str
    """A party of kind office."""
    objective: str
    """The SOC 1 objective area it serves (`soc1.1` to `soc1.8`)."""
    services: Extent = "all"
    """Where it applies; elsewhere it is not applicable."""
    regions: Extent = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """A named party's statement that a set of controls covers requirements.

    It lies in `controls/coverage/<catalog>.toml` as `[[coverage]]`.
    `full` means: if all of `controls` are met, so is each of `requirements`. Several
    partial coverages never add up to a full one.
    """

    catalog: str
    requirements: tuple[str, ...]
    controls: tuple[str, ...]
    extent: Literal["full", "partial"]
    status: Literal["proposed", "reviewed"]
    by: str
    """A party."""
    on: date
    note: str = ""
