"""Crosswalks of a workspace: what follows along them, and what is wrong with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from assay.catalog import Crosswalk, Library, requirements_of
from assay.catalog.crosswalks import (
    Carried,
    Checked,
    Verdict,
    carry,
    check,
    read_verdicts,
)
from assay.catalog.library import read_apart
from assay.errors import BadInput, Problem, UnknownName
from assay.ids import near
from assay.standing.requirement import requirement_states
from assay.workspace.covering import placed
from assay.workspace.open import asked_files, held_library, open_workspace

__all__ = ["Basis", "CarriedOver", "carry_over", "check_crosswalks", "crosswalk_named"]

_LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Where the verdicts that are carried come from."""

    kind: Literal["file", "supposed", "standing"]
    file: str = ""
    on: date | None = None
    run: str = ""
    service: str = ""
    """Empty for all of the provider's."""
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOver:
    """What follows, and from what."""

    basis: Basis
    carried: Carried


def carry_over(
    root: Path, source: str, target: str, basis: Basis, *, same_ids: bool = False
) -> CarriedOver:
    """What follows for `target` from verdicts on `source`, taken from a basis.

    Raises:
        UnknownName: A name stands for nothing here.
        BadInput: The file of verdicts is at fault, or the folder is no workspace while
            its standing is asked for.
    """
    library = held_library(root)
    verdicts, settled = _verdicts(root, library, source, basis)
    return CarriedOver(
        basis=settled,
        carried=carry(library, source, target, verdicts, same_ids=same_ids),
    )


def _verdicts(
    root: Path, library: Library, source: str, basis: Basis
) -> tuple[dict[str, Verdict], Basis]:
    if basis.kind == "supposed":
        return {one.id: "met" for one in requirements_of(library, source)}, basis
    if basis.kind == "file":
        path = Path(basis.file)
        found = read_verdicts(
            read_bounded(path), file=path.name, library=library, of=source
        )
        return found, basis
    workspace = open_workspace(root)
    requirements_of(library, source)  # an unknown name is told before evidence is read
    place = placed(workspace, basis.service, basis.region, basis.on)
    states = requirement_states(place, source)
    settled = Basis(
        kind="standing",
        on=workspace.day(basis.on),
        run=place.ground.run_id,
        service=basis.service,
        region=basis.region,
    )
    return {one.requirement: one.state for one in states}, settled


def read_bounded(path: Path) -> bytes:
    """What a file holds.

    Raises:
        BadInput: It is too large to be what it should be.
    """
    if path.stat().st_size > _LARGEST:
        message = f"The file is larger than {_LARGEST // 2**20} MB"
        raise BadInput([Problem(file=path.name, message=message)])
    return path.read_bytes()


def check_crosswalks(
    root: Path, names: Iterable[str] = (), *, proposed: bool = True
) -> Checked:
    """What is wrong with the named crosswalks together, or with all there are.

    Raises:
        UnknownName: There is no such crosswalk.
        BadInput: A file cannot be read at all.
    """
    library, held = read_apart(asked_files(root))
    by_id = {one.id: one for one in held}
    wanted = dict.fromkeys(names) or dict.fromkeys(by_id)
    for name in wanted:
        if name not in by_id:
            raise UnknownName("crosswalk", name, near=near(name, by_id))
    return check([by_id[name] for name in wanted], library.catalogs, proposed=proposed)


def crosswalk_named(library: Library, name: str) -> Crosswalk:
    """The crosswalk of an id.

    Raises:
        UnknownName: There is none.
    """
    if name not in library.crosswalks:
        raise UnknownName("crosswalk", name, near=near(name, library.crosswalks))
    return library.crosswalks[name]
