"""A catalog or baseline in a workspace: what covers it, and how that stands."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assay.errors import UnknownName
from assay.ids import near
from assay.standing.covering import Covered, covered
from assay.standing.requirement import Place
from assay.workspace.open import Workspace, open_workspace

__all__ = ["CoveredAt", "covered_at", "placed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredAt:
    """What covers a set, and where and when that was asked."""

    requirements: tuple[Covered, ...]
    on: date
    run: str
    """Id of the run that the states rest on; empty where there was none."""


def covered_at(
    root: Path, name: str, *, service: str, region: str, on: date | None
) -> CoveredAt:
    """What covers a catalog or baseline.

    Args:
        root: The workspace's folder.
        name: The set's id.
        service: Of which the states are asked; empty for the whole provider.
        region: In which; empty for all.
        on: The day, today or the register's own where it is None.

    Raises:
        UnknownName: A name stands for nothing here.
        BadInput: The folder is no workspace, or its files are at fault.
    """
    workspace = open_workspace(root)
    place = placed(workspace, service, region, on)
    return CoveredAt(
        requirements=covered(place, name),
        on=workspace.day(on),
        run=place.ground.run_id,
    )


def placed(workspace: Workspace, service: str, region: str, on: date | None) -> Place:
    """The place at which something stands, by the latest run of the day.

    Raises:
        UnknownName: The register has no such service or region.
    """
    register = workspace.register
    for what, name, known in (
        ("service", service, register.services),
        ("region", region, register.regions),
    ):
        if name and name not in known:
            raise UnknownName(what, name, near=near(name, known))
    ground = workspace.ground(workspace.latest_run(on))
    return Place(ground, service, region)
