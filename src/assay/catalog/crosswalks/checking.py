"""What is wrong with crosswalks: ends that are none, rows said twice, rows at odds.

Rows wait for review before they conclude anything, and are looked at here all the same:
who reviews them should know with what they are at odds.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from assay.catalog.crosswalks.contradicting import Contradiction, contradictions
from assay.catalog.crosswalks.graph import Node, graph_of, placed
from assay.catalog.crosswalks.same import said_by
from assay.catalog.values import Catalog, Crosswalk, Row
from assay.ids import near

__all__ = ["Checked", "Flaw", "check"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Something wrong with one row, or with a whole crosswalk."""

    kind: Literal["dangling", "not_assessable", "duplicate", "no_reviewer"]
    crosswalk: str
    row: int | None
    """Which of its rows, from 1; None where it is of the whole."""
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """All that was found."""

    crosswalks: int
    rows: int
    flaws: tuple[Flaw, ...]
    contradictions: tuple[Contradiction, ...]
    more: bool
    """Whether there are further contradictions that are not told."""
    undecided: int
    """Demands of which the search did not find out within its limit."""

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong, and everything was decided."""
        return not (self.flaws or self.contradictions or self.undecided)


def check(
    crosswalks: Iterable[Crosswalk],
    catalogs: Mapping[str, Catalog],
    *,
    proposed: bool = True,
) -> Checked:
    """Everything that is wrong with crosswalks, by themselves and with each other.

    Args:
        crosswalks: Which to look at, together.
        catalogs: Those that are held, by id.
        proposed: Whether proposed rows are looked at as well.
    """
    given = tuple(crosswalks)
    flaws = [flaw for one in given for flaw in _ends(one, catalogs, proposed=proposed)]
    flaws += _repeated(given, proposed=proposed)
    rows = placed(given, proposed=proposed)
    found = contradictions(graph_of(rows))
    order = {one.id: index for index, one in enumerate(given)}
    flaws.sort(key=lambda flaw: (order[flaw.crosswalk], flaw.row or 0))
    return Checked(
        crosswalks=len(given),
        rows=len(rows),
        flaws=tuple(flaws),
        contradictions=found.found,
        more=found.more,
        undecided=found.undecided,
    )


def _numbered(crosswalk: Crosswalk, *, proposed: bool) -> Iterator[tuple[int, Row]]:
    for number, row in enumerate(crosswalk.rows, 1):
        if proposed or row.status == "reviewed":
            yield number, row


def _ends(
    crosswalk: Crosswalk, catalogs: Mapping[str, Catalog], *, proposed: bool
) -> Iterator[Flaw]:
    ends = {"source": crosswalk.source, "target": crosswalk.target}
    for end, name in ends.items():
        if name not in catalogs:
            close = near(name, catalogs)
            yield Flaw(
                kind="dangling",
                crosswalk=crosswalk.id,
                row=None,
                message=f"Its {end} {name!r} is no catalog held here",
                remedy=_meant(close) or "Import that catalog, or name another.",
            )
    known = {name: _kinds(catalogs[name]) for name in ends.values() if name in catalogs}
    for number, row in _numbered(crosswalk, proposed=proposed):
        named = [(crosswalk.source, row.source)]
        named += [(crosswalk.target, one) for one in row.targets]
        for node in named:
            if node[0] in known:
                yield from _end(crosswalk.id, number, node, known[node[0]])
        if not row.targets:
            message = f"{row.source} is related to nothing"
            yield _flaw("dangling", crosswalk.id, number, message, "Name a target.")
        if row.status == "reviewed" and (not row.by or row.on is None):
            message = f"The row of {row.source} is reviewed, and no one says so"
            remedy = "Add `by` and `on`, or write proposed."
            yield _flaw("no_reviewer", crosswalk.id, number, message, remedy)


def _kinds(catalog: Catalog) -> dict[str, str]:
    """By id: `active`, `withdrawn`, or `group` for a heading that is no requirement."""
    groups = {group.id: "group" for group in catalog.groups}
    return groups | {one.id: one.status for one in catalog.requirements}


def _end(
    crosswalk: str, number: int, node: Node, kinds: Mapping[str, str]
) -> Iterator[Flaw]:
    catalog, name = node
    kind = kinds.get(name)
    if kind is None:
        message = f"There is no requirement {name!r} in {catalog}"
        remedy = _meant(near(name, kinds))
        yield _flaw("dangling", crosswalk, number, message, remedy)
    elif kind != "active":
        what = "a heading" if kind == "group" else "withdrawn"
        message = f"{name} is {what} in {catalog}, and cannot be assessed"
        remedy = "Name a requirement that is active."
        yield _flaw("not_assessable", crosswalk, number, message, remedy)


def _flaw(
    kind: Literal["dangling", "not_assessable", "no_reviewer"],
    crosswalk: str,
    row: int,
    message: str,
    remedy: str,
) -> Flaw:
    return Flaw(kind=kind, crosswalk=crosswalk, row=row, message=message, remedy=remedy)


def _repeated(crosswalks: Iterable[Crosswalk], *, proposed: bool) -> Iterator[Flaw]:
    """Rows that say again what one before said, in whichever direction."""
    first: dict[tuple[object, ...], tuple[str, int]] = {}
    for crosswalk in crosswalks:
        for number, row in _numbered(crosswalk, proposed=proposed):
            key = said_by(crosswalk, row)
            if key in first:
                name, before = first[key]
                where = "" if name == crosswalk.id else f" of {name}"
                yield Flaw(
                    kind="duplicate",
                    crosswalk=crosswalk.id,
                    row=number,
                    message=f"The row of {row.source} says again what row {before}"
                    f"{where} says",
                    remedy="Keep one of them.",
                )
            else:
                first[key] = (crosswalk.id, number)


def _meant(close: Iterable[str]) -> str:
    names = tuple(close)
    return f"Did you mean {' or '.join(names)}?" if names else ""
