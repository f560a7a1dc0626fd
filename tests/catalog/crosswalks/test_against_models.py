"""What the engine says of rows, held against every model there could be.

A point is a choice of the requirements that it lies within. Rows allow or forbid kinds
of points, and demand that some kind exists; any union of allowed kinds is a model. So
rows can be satisfied if and only if each demand has an allowed kind.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, product
from typing import get_args

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assay.catalog.crosswalks.contradicting import contradictions
from assay.catalog.crosswalks.deciding import Verdict, decide, judge
from assay.catalog.crosswalks.graph import Graph, Placed, graph_of
from assay.catalog.crosswalks.relating import close, possible
from assay.catalog.values import Relation, Row

Point = tuple[bool, ...]
Want = Callable[[Point], bool]
Rule = tuple[int, Relation, tuple[int, ...]]
"""Source, relation, targets; requirements by number."""


def place(rule: Rule, *, either: bool = False) -> Placed:
    """A reviewed row of a rule, requirement 3 being `c/3`."""
    source, relation, targets = rule
    row = Row(
        source=str(source),
        targets=tuple(str(one) for one in targets),
        relation=relation,
        either=either,
        status="reviewed",
        by="office",
    )
    return Placed(
        crosswalk="walk",
        source=("c", row.source),
        targets=tuple(("c", one) for one in row.targets),
        row=row,
    )


def graph(rules: Iterable[Rule], size: int) -> Graph:
    """The graph of rules about requirements `0` to `size - 1`."""
    nodes = [("c", str(one)) for one in range(size)]
    return graph_of([place(rule) for rule in rules], nodes)


def _within_some(point: Point, targets: tuple[int, ...]) -> bool:
    return any(point[one] for one in targets)


def allows(rule: Rule, point: Point) -> bool:
    """Whether a rule lets a point exist."""
    source, relation, targets = rule
    inside, among = point[source], _within_some(point, targets)
    return {
        "equal": inside == among,
        "subset": among or not inside,
        "superset": inside or not among,
        "intersects": True,
        "disjoint": not (inside and among),
    }[relation]


def demands(rule: Rule) -> Iterator[Want]:
    """What must exist for a rule to hold."""
    source, relation, targets = rule
    if relation in ("subset", "intersects"):
        yield lambda point: _within_some(point, targets) and not point[source]
    if relation in ("superset", "intersects"):
        yield lambda point: point[source] and not _within_some(point, targets)
    if relation == "intersects":
        yield lambda point: point[source] and _within_some(point, targets)


def _named(one: int) -> Want:
    return lambda point: point[one]


def satisfiable(
    rules: Iterable[Rule],
    size: int,
    *,
    lets: Want = lambda _: True,
    also: Iterable[Want] = (),
) -> bool:
    """Whether non-empty sets satisfy the rules.

    Args:
        rules: What must hold.
        size: How many requirements there are.
        lets: What else a point must satisfy.
        also: What else must exist.
    """
    given = list(rules)
    points = [
        point
        for point in product((False, True), repeat=size)
        if lets(point) and all(allows(rule, point) for rule in given)
    ]
    wanted = [_named(one) for one in range(size)]
    wanted += [want for rule in given for want in demands(rule)]
    wanted += also
    return all(any(want(point) for point in points) for want in wanted)


RELATIONS: tuple[Relation, ...] = get_args(Relation)
SIZE = 4


def rules(size: int, most: int, *, targets: int = 1) -> st.SearchStrategy[list[Rule]]:
    one = st.integers(0, size - 1)
    several = st.lists(one, min_size=1, max_size=targets, unique=True).map(tuple)
    return st.lists(st.tuples(one, st.sampled_from(RELATIONS), several), max_size=most)


@settings(max_examples=300)
@given(rules(SIZE, 7, targets=3))
def test_a_contradiction_is_found_exactly_where_no_sets_satisfy_the_rows(
    given_rules: list[Rule],
) -> None:
    found = contradictions(graph(given_rules, SIZE))

    assert found.undecided == 0
    assert bool(found.found) is not satisfiable(given_rules, SIZE)


@settings(max_examples=200)
@given(rules(SIZE, 9, targets=2))
def test_every_row_of_a_contradiction_is_needed(given_rules: list[Rule]) -> None:
    for one in contradictions(graph(given_rules, SIZE)).found:
        core: list[Rule] = [
            (
                int(held.row.source),
                held.row.relation,
                tuple(int(target) for target in held.row.targets),
            )
            for held in one.rows
        ]
        assert not satisfiable(core, SIZE)
        for index in range(len(core)):
            assert satisfiable([*core[:index], *core[index + 1 :]], SIZE)


@settings(max_examples=200)
@given(rules(SIZE, 6))
def test_a_relation_is_possible_exactly_where_some_sets_lie_so(
    given_rules: list[Rule],
) -> None:
    assume(satisfiable(given_rules, SIZE))
    closure = close(graph(given_rules, SIZE))

    for one, other in combinations(range(SIZE), 2):
        wanted = {
            relation
            for relation in RELATIONS
            if satisfiable([*given_rules, (one, relation, (other,))], SIZE)
        }
        assert possible(closure, ("c", str(one)), ("c", str(other))) == wanted


@settings(max_examples=150)
@given(rules(SIZE, 6, targets=3))
def test_with_several_targets_nothing_is_ruled_out_that_can_be(
    given_rules: list[Rule],
) -> None:
    assume(satisfiable(given_rules, SIZE))
    closure = close(graph(given_rules, SIZE))

    for one, other in combinations(range(SIZE), 2):
        found = possible(closure, ("c", str(one)), ("c", str(other)))
        for relation in RELATIONS:
            if satisfiable([*given_rules, (one, relation, (other,))], SIZE):
                assert relation in found


# The composition table of RCC-5, made here from all sets of three points.
def _relation(one: int, other: int) -> Relation:
    if one == other:
        return "equal"
    if not one & other:
        return "disjoint"
    if one & other == one:
        return "subset"
    return "superset" if one & other == other else "intersects"


TABLE: dict[tuple[Relation, Relation], set[Relation]] = {}
for _a, _b, _c in product(range(1, 32), repeat=3):
    TABLE.setdefault((_relation(_a, _b), _relation(_b, _c)), set()).add(
        _relation(_a, _c)
    )
TURNED: dict[Relation, Relation] = {
    one: one for one in RELATIONS if one not in ("subset", "superset")
} | {"subset": "superset", "superset": "subset"}


def _path_consistent(
    given_rules: list[Rule], size: int
) -> dict[tuple[int, int], set[Relation]]:
    net = {(i, j): set(RELATIONS) for i in range(size) for j in range(size)}
    for one in range(size):
        net[one, one] = {"equal"}
    for source, relation, (target,) in given_rules:
        net[source, target] &= {relation}
        net[target, source] &= {TURNED[relation]}
    changed = True
    while changed:
        changed = False
        for i, j, k in product(range(size), repeat=3):
            through = {
                found
                for first in net[i, k]
                for then in net[k, j]
                for found in TABLE[first, then]
            }
            if not net[i, j] <= through:
                net[i, j] &= through
                changed = True
    return net


@settings(max_examples=100)
@given(rules(6, 9))
def test_it_is_never_weaker_than_composing_along_all_paths(
    given_rules: list[Rule],
) -> None:
    size = 6
    net = _path_consistent(given_rules, size)
    whole = graph(given_rules, size)
    if not all(net.values()):
        assert contradictions(whole).found
        return
    assume(not contradictions(whole).found)
    closure = close(whole)
    for one, other in combinations(range(size), 2):
        found = possible(closure, ("c", str(one)), ("c", str(other)))
        assert found
        assert found <= net[one, other]


VERDICTS = st.dictionaries(
    st.integers(0, SIZE - 1), st.sampled_from(["met", "not_met"]), max_size=SIZE
)


@settings(max_examples=500)
@given(rules(SIZE, 6, targets=3), VERDICTS)
def test_a_verdict_follows_exactly_where_it_holds_however_the_sets_lie(
    given_rules: list[Rule], stated: dict[int, Verdict]
) -> None:
    """Requirement SIZE of the model is all that is met."""

    def lets(point: Point) -> bool:
        return all(
            point[SIZE] or not point[one]
            for one, verdict in stated.items()
            if verdict == "met"
        )

    def outside(one: int) -> Want:
        return lambda point: point[one] and not point[SIZE]

    failed = [outside(one) for one, verdict in stated.items() if verdict == "not_met"]

    def holds(*also: Want, lets_more: int | None = None) -> bool:
        return satisfiable(
            given_rules,
            SIZE + 1,
            lets=lambda p: (
                lets(p) and (lets_more is None or p[SIZE] or not p[lets_more])
            ),
            also=[*failed, *also],
        )

    assume(holds())
    decided = decide(
        graph(given_rules, SIZE),
        {("c", str(one)): verdict for one, verdict in stated.items()},
    )
    assert not decided.conflicts
    for one in range(SIZE):
        state = judge(decided, ("c", str(one))).state
        must, cannot = not holds(outside(one)), not holds(lets_more=one)
        assert must == (state == "met")
        assert cannot == (state == "not_met")


@settings(max_examples=300)
@given(rules(SIZE, 6, targets=3), VERDICTS)
def test_verdicts_that_no_sets_allow_are_told_and_carry_nothing(
    given_rules: list[Rule], stated: dict[int, Verdict]
) -> None:
    """Requirement SIZE of the model is all that is met."""
    assume(satisfiable(given_rules, SIZE))

    def must_be_met(one: int, met: Iterable[int]) -> bool:
        known = list(met)
        return not satisfiable(
            given_rules,
            SIZE + 1,
            lets=lambda point: all(point[SIZE] or not point[two] for two in known),
            also=[lambda point: point[one] and not point[SIZE]],
        )

    met = [one for one, verdict in stated.items() if verdict == "met"]
    at_odds = {
        one
        for one, verdict in stated.items()
        if verdict == "not_met" and must_be_met(one, met)
    }
    decided = decide(
        graph(given_rules, SIZE),
        {("c", str(one)): verdict for one, verdict in stated.items()},
    )
    told = {int(name) for _, name in decided.conflicts}
    sound = [one for one in met if judge(decided, ("c", str(one))).state == "met"]

    assert told <= at_odds
    assert bool(told) == bool(at_odds)
    for one in range(SIZE):
        if judge(decided, ("c", str(one))).state == "met":
            assert must_be_met(one, sound)


def test_nothing_is_met_because_rows_leave_nothing_of_it() -> None:
    rows: list[Rule] = [(0, "subset", (1, 2)), (0, "disjoint", (1, 2))]
    for verdict in ("met", "not_met"):
        decided = decide(graph(rows, SIZE), {("c", "1"): verdict})
        assert judge(decided, ("c", "0")).state == "unknown"


@settings(max_examples=200)
@given(
    st.lists(st.integers(1, 63), min_size=5, max_size=5),
    st.integers(0, 63),
    st.lists(
        st.tuples(
            st.integers(0, 4), st.lists(st.integers(0, 4), min_size=1, max_size=3)
        ),
        max_size=5,
    ),
    st.sets(st.integers(0, 4)),
)
def test_what_follows_by_either_is_true_where_the_rows_are(
    sets: list[int],
    met: int,
    ways: list[tuple[int, list[int]]],
    told: set[int],
) -> None:
    def is_met(one: int) -> bool:
        return sets[one] & ~met == 0

    true = [
        place((source, "subset", tuple(targets)), either=True)
        for source, targets in ways
        if is_met(source) or not any(is_met(one) for one in targets)
    ]
    nodes = [("c", str(one)) for one in range(5)]
    verdicts: dict[tuple[str, str], Verdict] = {
        ("c", str(one)): "met" if is_met(one) else "not_met" for one in told
    }
    decided = decide(graph_of(true, nodes), verdicts)
    for one in range(5):
        state = judge(decided, ("c", str(one))).state
        assert state in ("unknown", "met" if is_met(one) else "not_met")


@settings(max_examples=100)
@given(rules(5, 8, targets=3), VERDICTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    given_rules: list[Rule], stated: dict[int, Verdict], chance: random.Random
) -> None:
    held = [place(rule) for rule in given_rules]
    mixed = list(held)
    chance.shuffle(mixed)
    verdicts = {("c", str(one)): verdict for one, verdict in stated.items()}

    def told(rows: list[Placed]) -> object:
        whole = graph_of(rows, verdicts)
        decided = decide(whole, verdicts)
        return contradictions(whole), [judge(decided, one) for one in whole.nodes]

    assert told(held) == told(mixed)
