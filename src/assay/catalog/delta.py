"""Two editions side by side: what was kept, moved, taken up elsewhere, dropped, added.

The newer edition's own record of what it withdrew decides first; where the two have no
ids in common, a crosswalk between them does. Nothing is matched by likeness: an id that
neither explains is withdrawn on one side and added on the other.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assay.catalog.library import Library, requirements_of
from assay.catalog.values import Catalog, Crosswalk, Relation, Requirement
from assay.errors import UnknownName
from assay.ids import near

__all__ = ["Delta", "Turn", "TurnKind", "compare"]

TurnKind: TypeAlias = Literal[
    "kept",
    "reworded",
    "moved",
    "incorporated",
    "changed",
    "withdrawn",
    "deselected",
    "added",
    "selected",
]
"""`moved`: one new id stands for the old one alone. `incorporated`: taken up into what
was there already. `changed`: a crosswalk relates the two, and neither contains the
other's whole. `deselected`, `selected`: the edition has it, the baseline's choice of it
changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What became of one requirement, or where a new one comes from."""

    kind: TurnKind
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """From one catalog or baseline to another, requirement by requirement."""

    old: str
    new: str
    turns: tuple[Turn, ...]
    """Old ones in the old order, then what is new in the new order."""

    @property
    def counts(self) -> dict[TurnKind, int]:
        """How many requirements took each turn; kinds that none took are absent."""
        return dict(Counter(turn.kind for turn in self.turns))


def compare(library: Library, old: str, new: str, crosswalk: str = "") -> Delta:
    """What changes from `old` to `new`, two catalogs or baselines of the library.

    Args:
        library: Where they are.
        old: Id of the earlier set.
        new: Id of the later set.
        crosswalk: Id of a crosswalk between their catalogs, either way round; the one
            the library holds, where it holds one and none is named.

    Raises:
        UnknownName: One of the three is not in the library.
    """
    before = {one.id: one for one in requirements_of(library, old)}
    after = {one.id: one for one in requirements_of(library, new)}
    sides = _Sides(
        before=before,
        after=after,
        earlier={one.id: one for one in _catalog(library, old).requirements},
        later={one.id: one for one in _catalog(library, new).requirements},
        rows=_rows(library, old, new, crosswalk),
        named=f"{_catalog(library, new).standard} {_catalog(library, new).edition}",
    )
    gone = [_turn(sides, one) for one in before.values()]
    reached = {identifier for turn in gone for identifier in turn.new}
    fresh = (_fresh(sides, one) for one in after if one not in reached)
    return Delta(old=old, new=new, turns=(*gone, *fresh))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """Both sides: what each asks, what its whole catalog knows, what relates them."""

    before: Mapping[str, Requirement]
    after: Mapping[str, Requirement]
    earlier: Mapping[str, Requirement]
    later: Mapping[str, Requirement]
    rows: Mapping[str, tuple[tuple[Relation, str], ...]]
    named: str


def _catalog(library: Library, set_id: str) -> Catalog:
    baseline = library.baselines.get(set_id)
    return library.catalogs[baseline.catalog if baseline is not None else set_id]


def _rows(
    library: Library, old: str, new: str, named: str
) -> dict[str, tuple[tuple[Relation, str], ...]]:
    """Relations by old id; a crosswalk written the other way round is turned."""
    ends = (_catalog(library, old).id, _catalog(library, new).id)
    chosen = _crosswalk(library, ends, named)
    if chosen is None or ends[0] == ends[1]:
        return {}
    found: dict[str, list[tuple[Relation, str]]] = {}
    for row in chosen.rows:
        for target in row.targets:
            if chosen.source == ends[0]:
                found.setdefault(row.source, []).append((row.relation, target))
            else:
                found.setdefault(target, []).append((_turned(row.relation), row.source))
    return {one: tuple(related) for one, related in found.items()}


def _crosswalk(library: Library, ends: tuple[str, str], named: str) -> Crosswalk | None:
    if named and named not in library.crosswalks:
        raise UnknownName("crosswalk", named, near=near(named, library.crosswalks))
    held = [library.crosswalks[named]] if named else library.crosswalks.values()
    return next((one for one in held if {one.source, one.target} == set(ends)), None)


def _turned(relation: Relation) -> Relation:
    return _OTHER_WAY[relation]


_OTHER_WAY: Mapping[Relation, Relation] = {
    "equal": "equal",
    "subset": "superset",
    "superset": "subset",
    "intersects": "intersects",
    "disjoint": "disjoint",
}


def _turn(sides: _Sides, old: Requirement) -> Turn:
    own = (old.id,)
    there = sides.later.get(old.id)
    if old.id in sides.after:
        return _stayed(old, sides.after[old.id])
    if there is not None and there.status == "active":
        why = f"{sides.named} has it, and this selection leaves it out."
        return Turn(kind="deselected", old=own, why=why)
    if there is not None:
        return _went(sides, own, there.now)
    related = [row for row in sides.rows.get(old.id, ()) if row[0] != "disjoint"]
    if related:
        return _related(sides, own, related)
    return Turn(kind="withdrawn", old=own, why=f"{sides.named} no longer has it.")


def _stayed(old: Requirement, new: Requirement) -> Turn:
    own = (old.id,)
    if old.title == new.title:
        return Turn(kind="kept", old=own, new=own, why="The id stays.")
    why = f"The id stays; its title was {old.title!r} and is {new.title!r}."
    return Turn(kind="reworded", old=own, new=own, why=why)


def _went(sides: _Sides, own: tuple[str, ...], now: tuple[str, ...]) -> Turn:
    """What the newer edition says of an id that it withdrew."""
    if not now:
        why = f"Withdrawn in {sides.named}, without a successor."
        return Turn(kind="withdrawn", old=own, why=why)
    chosen = tuple(one for one in now if one in sides.after)
    others = [one for one in now if one not in sides.after]
    left = f" Not selected: {', '.join(others)}." if others else ""
    if all(one in sides.earlier for one in now):
        why = f"Withdrawn in {sides.named}, taken up into {', '.join(now)}.{left}"
        return Turn(kind="incorporated", old=own, new=chosen, why=why)
    why = f"Withdrawn in {sides.named}, now {', '.join(now)}.{left}"
    return Turn(kind="moved", old=own, new=chosen, why=why)


def _related(
    sides: _Sides, own: tuple[str, ...], related: Iterable[tuple[Relation, str]]
) -> Turn:
    """What a crosswalk says of an id that the newer edition does not know."""
    hows, targets = zip(*related, strict=True)
    chosen = tuple(one for one in targets if one in sides.after)
    if hows == ("equal",):
        why = f"The crosswalk calls it equal to {targets[0]}."
        return Turn(kind="moved", old=own, new=chosen, why=why)
    if hows == ("subset",):
        why = f"The crosswalk says it lies within {targets[0]}."
        return Turn(kind="incorporated", old=own, new=chosen, why=why)
    said = ", ".join(f"{how} {to}" for how, to in zip(hows, targets, strict=True))
    return Turn(kind="changed", old=own, new=chosen, why=f"The crosswalk says: {said}.")


def _fresh(sides: _Sides, identifier: str) -> Turn:
    if identifier in sides.earlier and sides.earlier[identifier].status == "active":
        why = "The earlier edition has it, and its selection left it out."
        return Turn(kind="selected", new=(identifier,), why=why)
    why = f"New in {sides.named}."
    return Turn(kind="added", new=(identifier,), why=why)
