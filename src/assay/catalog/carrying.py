"""What follows from what is held: carrying conclusions across a crosswalk.

From "these controls are met" it follows that a requirement is met only where a
*reviewed* row says that the requirement lies wholly within them (`equal` or `subset`).
Rows that merely intersect re-use evidence and never conclude; proposed rows wait for
someone to review them. Several rows are separate ways to conclude: one suffices, and
the answer does not depend on their order.

*Does not follow* is no verdict on the requirement. It says that this path does not
carry it, and names each control that is missing and why.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from assay.catalog.ids import Family, family_of, printed
from assay.catalog.library import Library, requirements_of
from assay.catalog.values import Crosswalk, Requirement, Row
from assay.errors import UnknownName
from assay.ids import near

__all__ = ["Followed", "Missing", "carry"]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Missing:
    """A target that is not held, and why not."""

    target: str
    why: Literal["not_selected", "withdrawn", "unknown"]
    now: tuple[str, ...] = ()
    """Of a withdrawn one: the ids it was moved to or incorporated into."""
    now_held: bool = False
    """Whether all of those are held: a hint for the reviewer, not a conclusion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """Whether one requirement follows, and why."""

    requirement: str
    state: Literal["follows", "does_not_follow", "unknown"]
    via: tuple[str, ...] = ()
    """The held targets that carry it."""
    missing: tuple[Missing, ...] = ()
    """What the nearest row still lacks."""
    by: str = ""
    """Who reviewed the row that decides."""
    why: str
    """The reason in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """What is held, unknown and withdrawn among the targets."""

    held: frozenset[str]
    unknown: frozenset[str]
    later: Mapping[str, Requirement]
    family: Family
    edition: str


def carry(
    library: Library,
    crosswalk: Crosswalk,
    held: Collection[str],
    *,
    unknown: Collection[str] = (),
    edition: str = "",
) -> tuple[Followed, ...]:
    """For each active requirement of the source catalog: does it follow from `held`?

    Args:
        library: Where the catalogs are.
        crosswalk: The rows to carry over.
        held: Ids on the target side that are known to be met.
        unknown: Ids on the target side of which nothing is known.
        edition: Id of a later edition of the target catalog, where `held` is stated in
            its ids. Ids it keeps stand for themselves; those it withdrew are missing.
    """
    targets = edition or crosswalk.target
    if targets not in library.catalogs:
        close = near(targets, library.catalogs)
        raise UnknownName("catalog", targets, near=close)
    catalog = library.catalogs[targets]
    state = _Held(
        held=frozenset(held),
        unknown=frozenset(unknown),
        later={one.id: one for one in catalog.requirements},
        family=family_of(targets),
        edition=f"{catalog.standard} {catalog.edition}",
    )
    rows: dict[str, list[Row]] = {}
    for row in crosswalk.rows:
        rows.setdefault(row.source, []).append(row)
    return tuple(
        _follow(one.id, rows.get(one.id, ()), state)
        for one in requirements_of(library, crosswalk.source)
    )


def _follow(requirement: str, rows: Iterable[Row], state: _Held) -> Followed:
    """The best that any of the rows concludes; the order of rows plays no part."""
    given = tuple(rows)
    within = [row for row in given if row.relation in ("equal", "subset")]
    deciding = [row for row in within if row.status == "reviewed"]
    if not deciding:
        return Followed(
            requirement=requirement, state="unknown", why=_undecided(given, within)
        )
    answers = [_judge(requirement, row, state) for row in deciding]
    return min(answers, key=_nearness)


def _undecided(given: tuple[Row, ...], within: list[Row]) -> str:
    if within:
        return "The rows for it are proposed; no one has reviewed them."
    if given:
        return (
            "Its rows overlap without containing it: evidence may be re-used, no more."
        )
    return "No row relates it to anything."


def _nearness(
    answer: Followed,
) -> tuple[int, int, tuple[Missing, ...], tuple[str, ...], str]:
    order = ("follows", "unknown", "does_not_follow")
    rank = order.index(answer.state)
    return rank, len(answer.missing), answer.missing, answer.via, answer.by


def _judge(requirement: str, row: Row, state: _Held) -> Followed:
    via = tuple(one for one in row.targets if one in state.held)
    missing = tuple(
        _missing(one, state) for one in row.targets if one not in state.held
    )
    if not missing or (row.either and via):
        verb = "is" if len(via) == 1 else "are"
        why = f"{_listed(via, state)} {verb} held, and it lies within."
        return Followed(
            requirement=requirement, state="follows", via=via, by=row.by, why=why
        )
    open_ends = [one for one in missing if one.why == "unknown"]
    undecided = bool(open_ends) if row.either else len(open_ends) == len(missing)
    return Followed(
        requirement=requirement,
        state="unknown" if undecided else "does_not_follow",
        via=via,
        missing=missing,
        by=row.by,
        why=" ".join(_reason(one, state) for one in missing),
    )


def _missing(target: str, state: _Held) -> Missing:
    there = state.later.get(target)
    if there is not None and there.status == "withdrawn":
        covered = bool(there.now) and state.held.issuperset(there.now)
        return Missing(target=target, why="withdrawn", now=there.now, now_held=covered)
    return Missing(
        target=target, why="unknown" if target in state.unknown else "not_selected"
    )


def _reason(missing: Missing, state: _Held) -> str:
    name = printed(missing.target, state.family)
    if missing.why == "unknown":
        return f"Nothing is known of {name}."
    if missing.why == "not_selected":
        return f"{name} is not among those held."
    if not missing.now:
        return f"{name} is withdrawn in {state.edition}, without a successor."
    whether = "held" if missing.now_held else "not all held"
    now = _listed(missing.now, state)
    return f"{name} is withdrawn in {state.edition}, now in {now} ({whether})."


def _listed(ids: tuple[str, ...], state: _Held) -> str:
    names = [printed(one, state.family) for one in ids]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
