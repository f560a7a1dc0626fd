"""Can a point lie within some sets and outside others? A search that ends.

Every row, read for a single point, is a clause: within the source it is within one of
the targets, within the first it is not within the second. Unit propagation decides
nearly every case; where a row with several targets leaves a choice, each is tried. The
search is complete. It could take long where many such choices meet many disjoint rows,
so it has a limit, beyond which it says that it does not know.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assay.catalog.crosswalks.graph import Graph
from assay.catalog.crosswalks.relating import Witness

__all__ = ["LIMIT", "Theory", "Undecided", "endangered", "refute", "theory_of"]

LIMIT = 500
"""Choices that one search may try."""


class Undecided(Exception):  # noqa: N818 - reads as what it is
    """The limit was reached."""


@dataclass(frozen=True, slots=True)
class _Either:
    """Within `inside`, unless None, a point is within one of `options`."""

    inside: int | None
    options: tuple[int, ...]
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Theory:
    """Clauses by the requirement that wakes them."""

    clauses: dict[int, list[_Either]]
    """By each requirement that a clause names."""
    apart: dict[int, list[tuple[int, int]]]
    """By one side: the other, and the row."""

    def options(self, node: int) -> Iterator[int]:
        """What a point within a requirement may have to be within as well."""
        for clause in self.clauses.get(node, ()):
            if clause.inside == node:
                yield from clause.options


def theory_of(graph: Graph, rows: Iterable[int]) -> Theory:
    """What rows, given by position, say of a point."""
    clauses: dict[int, list[_Either]] = {}
    apart: dict[int, list[tuple[int, int]]] = {}
    for index in rows:
        row, source = graph.rows[index].row, graph.sources[index]
        targets = graph.targets[index]
        if row.either:
            continue
        if row.relation in ("equal", "subset"):
            _add(clauses, _Either(source, targets, index))
        if row.relation in ("equal", "superset"):
            for target in targets:
                _add(clauses, _Either(target, (source,), index))
        if row.relation == "disjoint":
            for target in targets:
                apart.setdefault(source, []).append((target, index))
                apart.setdefault(target, []).append((source, index))
    return Theory(clauses=clauses, apart=apart)


def _add(clauses: dict[int, list[_Either]], one: _Either) -> None:
    for node in {one.inside, *one.options} - {None}:
        if node is not None:
            clauses.setdefault(node, []).append(one)


def endangered(graph: Graph) -> frozenset[int]:
    """What may lie within something that a row calls disjoint."""
    below: dict[int, list[int]] = {}
    found: set[int] = set()
    if not any(one.row.relation == "disjoint" for one in graph.rows):
        return frozenset()
    for index, one in enumerate(graph.rows):
        relation, source = one.row.relation, graph.sources[index]
        for target in () if one.row.either else graph.targets[index]:
            if relation == "disjoint":
                found |= {source, target}
            if relation in ("equal", "subset"):
                below.setdefault(target, []).append(source)
            if relation in ("equal", "superset"):
                below.setdefault(source, []).append(target)
    waiting = list(found)
    while waiting:
        fresh = set(below.get(waiting.pop(), ())) - found
        found |= fresh
        waiting.extend(fresh)
    return frozenset(found)


def refute(theory: Theory, point: Witness) -> frozenset[int] | None:
    """Rows that leave no place for such a point; None where there is one.

    The rows suffice; not all of them need be necessary. The point's own row is not
    among them unless it was used.

    Raises:
        Undecided: The limit was reached.
    """
    search = _Search(theory)
    state = _State({}, {})
    queue: list[tuple[int, bool, _Why]] = [
        (one, True, (-1, ())) for one in point.inside
    ]
    queue += [(one, False, (-1, ())) for one in point.outside]
    extra = _Either(None, point.among, -1) if point.among else None
    found = search.run(state, queue, extra)
    return None if found is None else found - {-1}


_Why = tuple[int, tuple[int, ...]]
"""The row that forces a literal, and the requirements whose literals it used."""


@dataclass(slots=True)
class _State:
    truth: dict[int, bool]
    why: dict[int, _Why]

    def copy(self) -> "_State":
        return _State(dict(self.truth), dict(self.why))


class _Search:
    """Unit propagation, and a choice where it does not decide."""

    def __init__(self, theory: Theory) -> None:
        self._theory = theory
        self._tried = 0

    def run(
        self,
        state: _State,
        queue: list[tuple[int, bool, _Why]],
        extra: _Either | None,
    ) -> frozenset[int] | None:
        """The rows of a conflict, or None where the point has a place."""
        conflict = self._propagate(state, queue, extra)
        if conflict is not None:
            return conflict
        choice = self._choice(state, extra)
        if choice is None:
            return None
        rows = {choice.row, *_rows(state, _settled(state, choice))}
        for option in choice.options:
            if option in state.truth:
                continue
            self._tried += 1
            if self._tried > LIMIT:
                raise Undecided
            # The choice itself is no row; what follows from it traces back to it.
            guess: _Why = (choice.row, tuple(_settled(state, choice)))
            found = self.run(state.copy(), [(option, True, guess)], extra)
            if found is None:
                return None
            rows |= found
        return frozenset(rows)

    def _propagate(
        self,
        state: _State,
        queue: list[tuple[int, bool, _Why]],
        extra: _Either | None,
    ) -> frozenset[int] | None:
        while queue:
            node, value, why = queue.pop()
            if node in state.truth:
                if state.truth[node] != value:
                    return frozenset({why[0], *_rows(state, (*why[1], node))})
                continue
            state.truth[node], state.why[node] = value, why
            conflict = self._wake(state, node, value, queue, extra)
            if conflict is not None:
                return conflict
        return None

    def _wake(
        self,
        state: _State,
        node: int,
        value: bool,  # noqa: FBT001 - the sign of a literal
        queue: list[tuple[int, bool, _Why]],
        extra: _Either | None,
    ) -> frozenset[int] | None:
        if value:
            queue += [
                (other, False, (row, (node,)))
                for other, row in self._theory.apart.get(node, ())
            ]
        clauses: Sequence[_Either] = self._theory.clauses.get(node, ())
        for clause in (*clauses, *((extra,) if extra else ())):
            forced = _unit(state, clause)
            if forced is not None and not forced:
                used = _settled(state, clause)
                return frozenset({clause.row, *_rows(state, used)})
            for one, sign in forced or ():
                queue.append((one, sign, (clause.row, tuple(_settled(state, clause)))))
        return None

    def _choice(self, state: _State, extra: _Either | None) -> _Either | None:
        """A clause that a point within its source does not yet satisfy."""
        if extra is not None and not any(state.truth.get(one) for one in extra.options):
            return extra
        for node, value in state.truth.items():
            for clause in self._theory.clauses.get(node, ()) if value else ():
                if clause.inside == node and not any(
                    state.truth.get(one) for one in clause.options
                ):
                    return clause
        return None


def _unit(state: _State, clause: _Either) -> list[tuple[int, bool]] | None:
    """The one literal left that can satisfy a clause, if any; None: nothing to do."""
    truth = state.truth
    if any(truth.get(one) for one in clause.options):
        return None
    if clause.inside is not None and truth.get(clause.inside) is False:
        return None
    left = [(one, True) for one in clause.options if one not in truth]
    if clause.inside is not None and clause.inside not in truth:
        left.append((clause.inside, False))
    return left if len(left) <= 1 else None


def _settled(state: _State, clause: _Either) -> list[int]:
    names = [*clause.options, *(() if clause.inside is None else (clause.inside,))]
    return [one for one in names if one in state.truth]


def _rows(state: _State, nodes: Iterable[int]) -> set[int]:
    """The rows that literals rest on, all the way back."""
    rows: set[int] = set()
    waiting, seen = list(nodes), set[int]()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        row, used = state.why[node]
        rows.add(row)
        waiting.extend(used)
    return rows
