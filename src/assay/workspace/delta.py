"""Two editions compared: held ones by their ids, others from files of any form."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from assay.catalog import Baseline, Catalog, Crosswalk, Delta, Library, compare
from assay.catalog.imports.recognising import read_foreign
from assay.errors import BadInput, Problem
from assay.register.carryover import Step, carryover
from assay.register.controls import Coverage
from assay.workspace.config import FILE
from assay.workspace.importing import existing
from assay.workspace.open import held_library, open_workspace

__all__ = ["Compared", "compare_sets"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What changes, and what that asks of the controls of the workspace."""

    delta: Delta
    steps: tuple[Step, ...] | None
    """None where there is no workspace."""
    notes: tuple[str, ...] = ()
    """What was taken to be, and why."""


def compare_sets(root: Path, old: str, new: str, crosswalk: str = "") -> Compared:
    """Compare two catalogs or baselines, each held here or in a file.

    Args:
        root: A workspace, or any folder: then the library alone is known.
        old: The earlier one: an id, or a file that an import would read.
        new: The later one.
        crosswalk: Which crosswalk relates them, where several do.

    Raises:
        UnknownName: One is neither held nor a file.
        BadInput: A file cannot be read, or holds no one catalog or baseline.
    """
    library = held_library(root)
    notes: list[str] = []
    names: list[str] = []
    stands: dict[str, tuple[str, ...]] = {}
    for one in (old, new):
        if one in library.catalogs or one in library.baselines or not _is_file(one):
            names.append(one)
            continue
        library, name, like = _with_file(library, Path(one))
        names.append(name)
        if like:
            stands[name] = like
            notes.append(
                f"{name} has the requirements of {', '.join(like)}: what covers those"
                " is taken to cover these."
            )
    library = _related(library, names, stands)
    delta = compare(library, names[0], names[1], crosswalk)
    if not (root / FILE).is_file():
        return Compared(delta=delta, steps=None, notes=tuple(notes))
    stated = open_workspace(root).coverage
    coverage = (*stated, *_copied(stated, stands))
    steps = carryover(library, delta, coverage)
    return Compared(delta=delta, steps=steps, notes=tuple(notes))


def _is_file(name: str) -> bool:
    """Whether a name is meant as a file: there is one, or it looks like one's path."""
    return Path(name).is_file() or "/" in name or Path(name).suffix.lower() in _FORMS


_FORMS = frozenset({".json", ".yaml", ".yml", ".xml", ".csv", ".xlsx", ".gz"})


def _with_file(library: Library, path: Path) -> tuple[Library, str, tuple[str, ...]]:
    """The library with what a file holds, its id there, and what is held like it."""
    imported = read_foreign(existing(path), file=path.name)
    if len(imported.catalogs) == 1:
        [catalog] = imported.catalogs
        like = tuple(
            one for one, held in library.catalogs.items() if _alike(held, catalog)
        )
        catalog = replace(catalog, id=_free(library, catalog.id))
        catalogs = {**library.catalogs, catalog.id: catalog}
        return replace(library, catalogs=catalogs), catalog.id, like
    if not imported.catalogs and len(imported.baselines) == 1:
        [baseline] = imported.baselines
        baseline = replace(
            baseline,
            id=_free(library, baseline.id),
            catalog=_chosen_from(library, baseline, path),
        )
        baselines = {**library.baselines, baseline.id: baseline}
        return replace(library, baselines=baselines), baseline.id, ()
    count = len(imported.catalogs) + len(imported.baselines)
    message = f"It holds {count} catalogs and baselines; one is compared"
    remedy = "Import it, and compare by ids."
    raise BadInput([Problem(file=str(path), message=message, remedy=remedy)])


def _alike(one: Catalog, other: Catalog) -> bool:
    return _asked(one) == _asked(other)


def _asked(catalog: Catalog) -> frozenset[str]:
    return frozenset(one.id for one in catalog.requirements if one.status == "active")


def _texts(catalog: Catalog) -> int:
    return sum(bool(one.text) for one in catalog.requirements)


def _free(library: Library, name: str) -> str:
    """The id, or the same with a number where it is taken."""
    taken = library.catalogs.keys() | library.baselines.keys()
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def _chosen_from(library: Library, baseline: Baseline, path: Path) -> str:
    """The catalog that has all that a baseline chooses.

    Of several that ask the same, the one with most of the texts.
    """
    wanted = frozenset(baseline.requirements)
    fitting = [one.id for one in library.catalogs.values() if wanted <= _asked(one)]
    if len({_asked(library.catalogs[one]) for one in fitting}) == 1:
        return max(fitting, key=lambda one: _texts(library.catalogs[one]))
    where = ", ".join(fitting) or "none that is held here"
    message = f"It chooses from a catalog, and that may be {where}"
    remedy = "Import it with --of ID, and compare by ids."
    raise BadInput([Problem(file=str(path), message=message, remedy=remedy)])


def _related(
    library: Library, names: list[str], stands: dict[str, tuple[str, ...]]
) -> Library:
    """The library with the crosswalks of held catalogs for files that are like them."""
    if not stands:
        return library
    old, new = ((one, *stands.get(one, ())) for one in names)
    copies: dict[str, Crosswalk] = {}
    for one in library.crosswalks.values():
        for ends, turned in ((old, new), names), ((new, old), names[::-1]):
            if one.source in ends[0] and one.target in ends[1]:
                copy = replace(
                    one, id=f"{one.id}-files", source=turned[0], target=turned[1]
                )
                copies.setdefault(copy.id, copy)
    return replace(library, crosswalks={**library.crosswalks, **copies})


def _copied(
    stated: tuple[Coverage, ...], stands: dict[str, tuple[str, ...]]
) -> Iterator[Coverage]:
    """What is stated of held catalogs, as if of the file that is like them."""
    for name, like in stands.items():
        yield from (replace(one, catalog=name) for one in stated if one.catalog in like)
