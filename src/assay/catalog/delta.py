"""Two editions side by side: what was kept, moved, taken up elsewhere, dropped, added.

What a crosswalk says of a requirement decides first, then the newer edition's own
record of what it withdrew. Nothing is matched by likeness: an id that neither explains
is withdrawn on one side and added on the other, unless word for word the same text
stands there under another id.

That an id stays does not say that what it asks does: some standards number anew. Where
both texts are here they are compared; where they are not, an id whose title changed is
`unknown`, and nobody is told that it was kept.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assay.catalog.library import Library, requirements_of
from assay.catalog.parameters import filled, valued
from assay.catalog.values import Catalog, Crosswalk, Relation, Requirement
from assay.catalog.wording import Piece, Wording, same_words, word_changes
from assay.errors import UnknownName
from assay.ids import near

__all__ = ["Delta", "Turn", "TurnKind", "compare"]

TurnKind: TypeAlias = Literal[
    "kept",
    "reworded",
    "unknown",
    "renumbered",
    "moved",
    "incorporated",
    "changed",
    "withdrawn",
    "deselected",
    "added",
    "selected",
]
"""`kept`: the id, and the text or else the title. `reworded`: the id stays, and the two
texts differ. `unknown`: the id stays, the title does not, and whether it asks the same
cannot be told without both texts. `renumbered`: the same under another id. `moved`: the
newer edition has it elsewhere. `incorporated`: taken up into what was there already.
`changed`: a crosswalk relates the two, and neither contains the other's whole.
`deselected`, `selected`: the edition has it, the baseline's choice of it changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What became of one requirement, or where a new one comes from."""

    kind: TurnKind
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    why: str
    wording: Wording = "unknown"
    """How the texts of one old and one new requirement compare."""
    words: tuple[Piece, ...] = ()
    """Of two texts that differ: what is the same, gone and new, word by word."""


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

    @property
    def wordings(self) -> dict[Wording, int]:
        """Of the ids that stayed, how their texts compare; kinds without one absent."""
        stayed = (turn for turn in self.turns if turn.old == turn.new)
        return dict(Counter(turn.wording for turn in stayed))


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
    earlier, later = _catalog(library, old), _catalog(library, new)
    rows, proposed = _rows(library, old, new, crosswalk)
    sides = _Sides(
        before=before,
        after=after,
        earlier={one.id: one for one in earlier.requirements},
        later={one.id: one for one in later.requirements},
        rows=rows,
        proposed=proposed,
        texts=(_texts(library, earlier), _texts(library, later)),
        named=f"{later.standard} {later.edition}",
    )
    gone = _renumbered(sides, [_turn(sides, one) for one in before.values()])
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
    proposed: frozenset[str]
    """Old ids of which nobody has reviewed what a crosswalk says."""
    texts: tuple[Mapping[str, str], Mapping[str, str]]
    named: str

    def wording(self, old: str, new: str) -> tuple[Wording, tuple[Piece, ...]]:
        """How the texts of two requirements compare, and where they differ."""
        was, is_ = self.texts[0].get(old, ""), self.texts[1].get(new, "")
        if not was or not is_:
            return "unknown", ()
        if same_words(was, is_):
            return "same", ()
        return "reworded", word_changes(was, is_)


def _texts(library: Library, catalog: Catalog) -> dict[str, str]:
    """The official texts that are here, as they read where nothing is set."""
    open_ = {one.parameter.id: one for one in valued(library, catalog.id, {})}
    return {one.id: filled(one.text, open_) for one in catalog.requirements if one.text}


def _catalog(library: Library, set_id: str) -> Catalog:
    baseline = library.baselines.get(set_id)
    return library.catalogs[baseline.catalog if baseline is not None else set_id]


def _rows(
    library: Library, old: str, new: str, named: str
) -> tuple[dict[str, tuple[tuple[Relation, str], ...]], frozenset[str]]:
    """Relations by old id, and which of these ids have one that nobody reviewed.

    A crosswalk written the other way round is turned.
    """
    ends = (_catalog(library, old).id, _catalog(library, new).id)
    chosen = _crosswalk(library, ends, named)
    if chosen is None or ends[0] == ends[1]:
        return {}, frozenset()
    found: dict[str, list[tuple[Relation, str]]] = {}
    proposed: set[str] = set()
    for row in chosen.rows:
        for target in row.targets:
            here, there, how = row.source, target, row.relation
            if chosen.source != ends[0]:
                here, there, how = target, row.source, _turned(row.relation)
            found.setdefault(here, []).append((how, there))
            if row.status == "proposed":
                proposed.add(here)
    return {one: tuple(rows) for one, rows in found.items()}, frozenset(proposed)


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
    related = [row for row in sides.rows.get(old.id, ()) if row[0] != "disjoint"]
    if related and not any(to == old.id for _, to in related):
        return _related(sides, own, related)
    there = sides.later.get(old.id)
    if old.id in sides.after:
        return _stayed(sides, old, sides.after[old.id])
    if there is not None and there.status == "active":
        why = f"{sides.named} has it, and this selection leaves it out."
        return Turn(kind="deselected", old=own, why=why)
    if there is not None:
        return _went(sides, own, there.now)
    return Turn(kind="withdrawn", old=own, why=f"{sides.named} no longer has it.")


def _stayed(sides: _Sides, old: Requirement, new: Requirement) -> Turn:
    own = (old.id,)
    wording, words = sides.wording(old.id, new.id)
    titled = ""
    if not same_words(old.title.casefold(), new.title.casefold()):
        titled = f"The title {old.title!r} is now {new.title!r}."
    kind: TurnKind = "kept"
    if wording == "reworded":
        kind, why = "reworded", f"The id stays, the text is another. {titled}"
    elif wording == "same":
        why = f"The id and the text stay. {titled}"
    elif titled:
        kind = "unknown"
        why = f"The id stays. {titled} What else changed, both texts would tell."
    else:
        why = "The id and the title stay."
    return Turn(
        kind=kind,
        old=own,
        new=own,
        why=why.strip(),
        wording=wording,
        words=words,
    )


def _renumbered(sides: _Sides, gone: list[Turn]) -> tuple[Turn, ...]:
    """The turns, with those put right whose very text stands under a new id."""
    reached = {identifier for turn in gone for identifier in turn.new}
    lost = _by_text(
        sides.texts[0],
        (turn.old[0] for turn in gone if turn.kind == "withdrawn" and not turn.new),
    )
    fresh = _by_text(sides.texts[1], (one for one in sides.after if one not in reached))
    same = {
        old[0]: fresh[text][0]
        for text, old in lost.items()
        if len(old) == 1 and len(fresh.get(text, ())) == 1
    }
    return tuple(
        Turn(
            kind="renumbered",
            old=turn.old,
            new=(same[turn.old[0]],),
            why="The same text, word for word, stands under another id.",
            wording="same",
        )
        if turn.old[0] in same
        else turn
        for turn in gone
    )


def _by_text(texts: Mapping[str, str], ids: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in ids:
        if texts.get(one):
            found.setdefault(" ".join(texts[one].split()), []).append(one)
    return found


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
    doubt = " Nobody has reviewed that." if own[0] in sides.proposed else ""
    chosen = tuple(one for one in targets if one in sides.after)
    if hows == ("equal",):
        why = f"The crosswalk calls it equal to {targets[0]}.{doubt}"
        wording, words = sides.wording(own[0], targets[0])
        return Turn(
            kind="renumbered",
            old=own,
            new=chosen,
            why=why,
            wording=wording,
            words=words,
        )
    if hows == ("subset",):
        why = f"The crosswalk says it lies within {targets[0]}.{doubt}"
        return Turn(kind="incorporated", old=own, new=chosen, why=why)
    said = ", ".join(f"{how} {to}" for how, to in zip(hows, targets, strict=True))
    why = f"The crosswalk says: {said}.{doubt}"
    return Turn(kind="changed", old=own, new=chosen, why=why)


def _fresh(sides: _Sides, identifier: str) -> Turn:
    known = sides.earlier.get(identifier)
    if identifier in sides.before:
        why = f"New in {sides.named}; its id was another requirement's."
        return Turn(kind="added", new=(identifier,), why=why)
    if known is not None and known.status == "active":
        why = "The earlier edition has it, and its selection left it out."
        return Turn(kind="selected", new=(identifier,), why=why)
    why = f"New in {sides.named}."
    return Turn(kind="added", new=(identifier,), why=why)
