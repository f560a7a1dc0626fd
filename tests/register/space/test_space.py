"""Spaces are the sets of points that they are built as, and equal where those are."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.register.space import (
    AXES,
    EVERYTHING,
    NOTHING,
    Days,
    Members,
    Space,
    all_but,
    box,
    days,
    only,
)

NAMES = ("a", "b")
USED = ("service", "region", "account")
START = date(2026, 1, 1)
CALENDAR = tuple(START + timedelta(n) for n in range(-1, 6))
"""The days that random spaces turn on, with one before and one behind."""

Point = tuple[str, str, str, date]
Points = frozenset[Point]
UNIVERSE = tuple(
    product((*NAMES, "other"), (*NAMES, "other"), (*NAMES, "other"), CALENDAR)
)
"""Every way to be inside or outside of what random spaces mention."""

members = st.builds(Members, st.frozensets(st.sampled_from(NAMES)), but=st.booleans())
turns = st.one_of(st.none(), st.sampled_from(CALENDAR[1:-1]))
spans = st.builds(days, turns, turns)
boxes = st.tuples(members, members, members, spans)
Model = tuple[Space, Points]


def named(point: Point) -> dict[str, Any]:
    return dict(zip((*USED, "day"), point, strict=True))


def boxed(sides: tuple[Members, Members, Members, Days]) -> Model:
    """A box, and its points one by one."""
    *names, span = sides
    axes: Any = dict(zip(USED, names, strict=True))
    inside = frozenset(
        point
        for point in UNIVERSE
        if all(
            (m in side.names) != side.but for m, side in zip(point, names, strict=False)
        )
        and span.first <= point[-1] <= span.last
    )
    return box(**axes, day=span), inside


RULES: dict[str, tuple[Callable[[Space, Space], Space], Any]] = {
    "or": (Space.__or__, frozenset.__or__),
    "and": (Space.__and__, frozenset.__and__),
    "less": (Space.__sub__, frozenset.__sub__),
}


def joined(parts: tuple[str, Model, Model]) -> Model:
    name, one, other = parts
    ours, theirs = RULES[name]
    return ours(one[0], other[0]), theirs(one[1], other[1])


def inverted(one: Model) -> Model:
    return ~one[0], frozenset(UNIVERSE) - one[1]


models: st.SearchStrategy[Model] = st.recursive(
    boxes.map(boxed),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(sorted(RULES)), inner, inner).map(joined),
        inner.map(inverted),
    ),
    max_leaves=6,
)
spaces = models.map(lambda model: model[0])


@settings(max_examples=300, deadline=None)
@given(models)
def test_a_space_holds_just_the_points_of_its_model(model: Model) -> None:
    space, points = model
    held = {point for point in UNIVERSE if named(point) in space}
    assert held == points
    assert bool(space) == bool(points)


@settings(max_examples=300, deadline=None)
@given(models, models)
def test_spaces_are_equal_just_where_their_points_are(one: Model, other: Model) -> None:
    same = one[1] == other[1]
    assert (one[0] == other[0]) == same
    assert (str(one[0]) == str(other[0])) == same
    assert (tuple(one[0].boxes()) == tuple(other[0].boxes())) == same
    if same:
        assert hash(one[0]) == hash(other[0])


@settings(max_examples=300, deadline=None)
@given(models, models)
def test_spaces_contain_each_other_just_where_their_points_do(
    one: Model, other: Model
) -> None:
    assert (one[0] <= other[0]) == (one[1] <= other[1])
    assert (one[0] < other[0]) == (one[1] < other[1])
    assert (one[0] >= other[0]) == (one[1] >= other[1])
    assert (one[0] > other[0]) == (one[1] > other[1])


@settings(max_examples=200, deadline=None)
@given(spaces, spaces, spaces)
def test_the_laws_of_sets_hold(a: Space, b: Space, c: Space) -> None:
    assert a | b == b | a
    assert a & b == b & a
    assert (a | b) | c == a | (b | c)
    assert (a & b) & c == a & (b & c)
    assert a & (b | c) == (a & b) | (a & c)
    assert a | (b & c) == (a | b) & (a | c)
    assert a | (a & b) == a == a & (a | b)
    assert ~(a | b) == ~a & ~b
    assert ~(a & b) == ~a | ~b
    assert a - b == a & ~b
    assert ~~a == a
    assert a | ~a == EVERYTHING
    assert not a & ~a
    assert a | NOTHING == a == a & EVERYTHING


@settings(max_examples=200, deadline=None)
@given(models, st.sampled_from((*NAMES, "other")), st.sampled_from(CALENDAR))
def test_a_space_at_a_member_is_what_it_holds_there(
    model: Model, service: str, day: date
) -> None:
    space, points = model
    there = space.at(service=service, day=day)
    for point in UNIVERSE:
        asked = named(point)
        here = (service, point[1], point[2], day)
        assert (asked in there) == (here in points)


@settings(max_examples=200, deadline=None)
@given(models, st.sets(st.sampled_from((*USED, "day"))))
def test_a_space_over_axes_holds_what_it_holds_at_some_member_of_them(
    model: Model, axes: set[str]
) -> None:
    space, points = model
    kept = [at for at, axis in enumerate((*USED, "day")) if axis not in axes]
    some = {tuple(point[at] for at in kept) for point in points}
    for point in UNIVERSE:
        asked = named(point)
        assert (asked in space.over(*axes)) == (tuple(point[a] for a in kept) in some)


@settings(max_examples=200, deadline=None)
@given(spaces)
def test_its_boxes_make_up_the_space_and_share_no_point(space: Space) -> None:
    parts = [box(**part) for part in space.boxes()]
    so_far = NOTHING
    for part in parts:
        assert not so_far & part
        so_far |= part
    assert so_far == space


def test_a_space_reads_like_what_it_is() -> None:
    space = box(
        service=only("queue", "maps"),
        region=all_but("us-gov-west-1"),
        day=days(date(2026, 1, 1), before=date(2027, 1, 1)),
    )
    assert str(space) == (
        "service {maps, queue} x region all but {us-gov-west-1} x day "
        "2026-01-01..2026-12-31"
    )
    assert str(NOTHING) == "nothing"
    assert str(EVERYTHING) == "everything"
    assert str(box(region=only(""))) == "region {unstated}"


def test_days_end_with_a_day_or_before_one() -> None:
    first = date(2026, 1, 1)
    assert days(first, date(2026, 1, 31)) == days(first, before=date(2026, 2, 1))
    assert not box(day=days(first, before=first))
    assert not box(day=days(before=date.min))
    assert box(day=days(date.min, date.max)) == EVERYTHING
    assert box(day=days(date.max)) == ~box(day=days(before=date.max))


def test_what_was_said_on_one_axis_in_two_ways_is_one_box() -> None:
    one = box(region=only("x"), day=days(None, date(2026, 3, 31)))
    two = box(region=only("x"), day=days(date(2026, 4, 1)))
    assert one | two == box(region=only("x"))


def test_an_axis_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="planet"):
        EVERYTHING.at(planet="earth")
    with pytest.raises(ValueError, match="planet"):
        EVERYTHING.over("planet")


def test_every_axis_limits() -> None:
    for axis in AXES[:-1]:
        limited: Any = {axis: only("one")}
        space = box(**limited)
        assert space.at(**{axis: "one"}) == EVERYTHING
        assert space.at(**{axis: "other"}) == NOTHING
