"""The answer is the best that a slow and simple model finds, cell by cell."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assay.canonical import plain
from assay.register import (
    Attestation,
    ClaimState,
    Program,
    Question,
    Register,
    diff,
    matrix,
    scope,
)
from assay.register.program import Level, Validity
from assay.register.reach import fits_level
from assay.register.space import (
    AXES,
    NOTHING,
    UNSTATED,
    Space,
    all_but,
    box,
    offered_space,
    only,
    space_of,
)
from assay.register.state import hold
from assay.register.values import (
    Exclusion,
    Extent,
    Party,
    Plan,
    Provider,
    Region,
    Scope,
    Service,
    Source,
)

RANKED: list[ClaimState] = [
    "in_force",
    "aged",
    "in_process",
    "not_stated",
    "lapsed",
    "withdrawn",
    "excluded",
    "not_claimed",
]
LIVE = ("in_force", "in_process", "aged")
SERVICES, REGIONS, LEVELS = ("a", "b", "c"), ("x", "y"), ("low", "mid", "high")
FURTHER = ("facility", "data", "account", "person")
"""Axes of a question beside its cell; each has the members below, and others."""
MEMBERS = ("1", "2")
FIELDS = dict(zip(FURTHER, ("facilities", "data", "accounts", "persons"), strict=True))
BELOW = {"low": ("low",), "mid": ("mid", "low"), "high": ("high", "mid", "low")}
START = date(2026, 1, 1)

days = st.integers(0, 120).map(lambda n: START + timedelta(days=n))
maybe = st.one_of(st.none(), days)


def extents(members: tuple[str, ...], *words: str) -> st.SearchStrategy[Extent]:
    some = st.lists(st.sampled_from(members), min_size=1, unique=True).map(tuple)
    return st.one_of(some, st.sampled_from(["all", *words]))


limits = st.one_of(
    st.just(()),
    st.just(()),
    st.lists(st.sampled_from(MEMBERS), min_size=1, unique=True).map(tuple),
)
further = dict.fromkeys(FIELDS.values(), limits)
some_levels = st.lists(st.sampled_from(LEVELS), max_size=2, unique=True).map(tuple)


def scopes(*words: str) -> st.SearchStrategy[tuple[Scope, ...]]:
    one = st.builds(
        Scope,
        services=extents(SERVICES, "unstated", *words),
        regions=extents(REGIONS, "unstated", *words),
        levels=some_levels,
        since=maybe,
        until=maybe,
        recorded=maybe,
        **further,
    )
    return st.lists(one, min_size=1, max_size=2).map(tuple)


def attestations(identifier: str, *words: str) -> st.SearchStrategy[Attestation]:
    exclusion = st.builds(
        Exclusion,
        services=extents(SERVICES),
        regions=extents(REGIONS),
        reason=st.just("it was not examined"),
        levels=some_levels,
        since=maybe,
        until=maybe,
        recorded=maybe,
        **further,
    )
    return st.builds(
        Attestation,
        id=st.just(identifier),
        program=st.just("p"),
        by=st.just("us"),
        source=st.just(Source(document="binder")),
        scope=scopes(*words),
        issued=days,
        expires=maybe,
        withdrawn=maybe,
        recorded=maybe,
        exclusions=st.lists(exclusion, max_size=2).map(tuple),
    )


plans = st.builds(
    Plan,
    program=st.just("p"),
    scope=scopes(),
    began=days,
    target=days,
    by=st.just("us"),
    source=st.just(Source(document="binder")),
    abandoned=maybe,
)
services = st.builds(
    lambda regions, launched, retired: (regions, launched, retired),
    extents(REGIONS),
    maybe,
    maybe,
)


@st.composite
def registers(draw: st.DrawFn) -> Register:
    made = [draw(attestations("first"))]
    made += draw(st.lists(attestations("second", "same-as:first"), max_size=1))
    made += draw(st.lists(attestations("third", f"same-as:{made[-1].id}"), max_size=1))
    sold = {name: draw(services) for name in SERVICES}
    if draw(st.booleans()):
        made[0] = replace(made[0], superseded_by=made[-1].id if made[1:] else "")
    return Register(
        provider=Provider(id="us", name="Us"),
        programs={"p": PROGRAM},
        services={
            name: Service(
                id=name,
                title=name.upper(),
                category="",
                regions=regions,
                launched=launched,
                retired=retired,
            )
            for name, (regions, launched, retired) in sold.items()
        },
        regions={
            name: Region(id=name, title=name, country="IE", opened=draw(maybe))
            for name in REGIONS
        },
        parties={"us": Party(id="us", name="Us", kind="provider")},
        documents={},
        attestations={one.id: one for one in made},
        plans=tuple(draw(st.lists(plans, max_size=1))),
        agreements={},
        responsibilities={},
    )


PROGRAM = Program(
    id="p",
    title="P",
    kind="certification",
    owner="Nobody",
    summary="",
    time="validity",
    axes=("service", "region", "level"),
    assessors=(),
    validity=Validity(months=2),
    editions=(),
    requirement_sets=(),
    artefacts=(),
    name_2017="P",
    today="",
    levels=tuple(Level(id=name, title=name, covers=BELOW[name][1:]) for name in LEVELS),
)

questions = st.builds(
    Question,
    program=st.just("p"),
    service=st.sampled_from(["", *SERVICES]),
    region=st.sampled_from(["", *REGIONS]),
    level=st.sampled_from(["", *LEVELS]),
    **{axis: st.sampled_from(["", "", *MEMBERS, "3"]) for axis in FURTHER},
)


# -- the model: one cell at a time, every rule written out --------------------


def on_sale(register: Register, service: str, region: str, on: date) -> bool:
    sold, place = register.services.get(service), register.regions.get(region)
    if place and place.opened and on < place.opened:
        return False
    if not sold:
        return True
    if (sold.launched and on < sold.launched) or (sold.retired and on >= sold.retired):
        return False
    return not region or sold.regions == "all" or region in sold.regions


Trail = tuple[tuple[Scope, ...], Extent, Extent]
"""Every scope on the way to services and regions; then these."""


def parts(register: Register, made: Scope) -> Iterator[Trail]:
    """The products of a scope whose services and regions may come from elsewhere."""
    if refers(made.services) and made.services == made.regions:
        for trail, services, regions in elsewhere(register, made.services):
            yield (made, *trail), services, regions
        return
    left: list[Trail] = [((), made.services, ())]
    right: list[Trail] = [((), (), made.regions)]
    if refers(made.services):
        left = elsewhere(register, made.services)
    if refers(made.regions):
        right = elsewhere(register, made.regions)
    for one, other in product(left, right):
        yield (made, *one[0], *other[0]), one[1], other[2]


def elsewhere(register: Register, extent: Extent) -> list[Trail]:
    return [one for inner in target(register, extent) for one in parts(register, inner)]


def refers(extent: Extent) -> bool:
    return isinstance(extent, str) and extent.startswith("same-as:")


def target(register: Register, extent: Extent) -> tuple[Scope, ...]:
    return register.attestations[str(extent).removeprefix("same-as:")].scope


def left_out(register: Register, made: Attestation) -> list[Exclusion]:
    found = list(made.exclusions)
    for one in made.scope:
        if refers(one.services):
            other = str(one.services).removeprefix("same-as:")
            found += left_out(register, register.attestations[other])
    return found


def excludes(exclusion: Exclusion, service: str, region: str, on: date) -> bool:
    """Whether it leaves out the cell, or a part of it."""
    if exclusion.since and on < exclusion.since:
        return False
    if exclusion.until and on > exclusion.until:
        return False
    return all(
        extent == "all" or (member != "" and member in extent)
        for extent, member in (
            (exclusion.services, service),
            (exclusion.regions, region),
        )
    )


Point = dict[str, str]
"""A level, and a member of each further axis."""


def points(question: Question) -> list[Point]:
    """All that the question may mean on those axes, in a universe of a few members."""
    open_ = dict.fromkeys(FURTHER, (*MEMBERS, "other"))
    axes = {"level": ("", *LEVELS), **open_}
    sides = [
        (getattr(question, axis),) if getattr(question, axis) else members
        for axis, members in axes.items()
    ]
    return [dict(zip(axes, point, strict=True)) for point in product(*sides)]


def within(trail: tuple[Scope, ...], point: Point, asked: str) -> bool:
    """Whether a part of a scope holds at a point."""
    levels = trail[0].levels
    reached = {below for level in levels for below in BELOW[level]}
    if not asked and levels and point["level"] not in reached:
        return False
    return all(
        not getattr(one, field) or point[axis] in getattr(one, field)
        for one in trail
        for axis, field in FIELDS.items()
    )


def matches(exclusion: Exclusion, point: Point) -> bool:
    if exclusion.levels and point["level"] not in exclusion.levels:
        return False
    return all(
        not getattr(exclusion, field) or point[axis] in getattr(exclusion, field)
        for axis, field in FIELDS.items()
    )


def level_fits(levels: tuple[str, ...], asked: str) -> str:
    if not asked:
        return "yes"
    if not levels:
        return "unstated"
    return "yes" if any(asked in BELOW[level] for level in levels) else "no"


def axis(extent: Extent, member: str) -> str:
    if member == "" or extent == "all":
        return "yes"
    if extent == "unstated":
        return "unstated"
    return "yes" if member in extent else "no"


def names(extent: Extent, asked: str, known: tuple[str, ...]) -> tuple[str, ...]:
    if asked:
        return (asked,)
    if extent == "all":
        return known
    return ("",) if isinstance(extent, str) else extent


ORDER = ["yes", "unstated", "left", "excluded", "no"]


def done(register: Register, plan: Plan, level: str, on: date) -> list[Exclusion]:
    """What statements made since the plan began have brought of it."""
    found = []
    for made in register.attestations.values():
        issued = made.issued or START
        if not plan.began <= issued <= on:
            continue
        for one in made.scope:
            for trail, *extents in parts(register, one):
                started = all(s.since is None or s.since <= on for s in trail)
                if started and level_fits(one.levels, level) != "no":
                    cells = ["all" if isinstance(e, str) else e for e in extents]
                    found.append(
                        Exclusion(services=cells[0], regions=cells[1], reason="")
                    )
    return found


def fit(
    register: Register,
    scope_: tuple[Scope, ...],
    gone: tuple[list[Exclusion], list[Exclusion]],
    question: Question,
    on: date,
) -> str:
    """How a scope lies to a question; `gone` is what is excluded, and what is done."""
    found, everywhere = ["no"], points(question)
    whole = [e for e in gone[0] if all(matches(e, point) for point in everywhere)]
    levelled = False
    for one in scope_:
        level = level_fits(one.levels, question.level)
        for trail, services, regions in parts(register, one) if level != "no" else ():
            here = [p for p in everywhere if within(trail, p, question.level)]
            if not here:
                continue
            levelled = True
            if any(s.since and on < s.since for s in trail):
                continue
            over = any(s.until and s.until < on for s in trail)
            for where in product(
                names(services, question.service, SERVICES),
                names(regions, question.region, REGIONS),
            ):
                passed = any(excludes(e, *where, on) for e in gone[1] + whole)
                if passed or not on_sale(register, *where, on):
                    continue
                sides = axis(services, where[0]), axis(regions, where[1]), level
                against = [e for e in gone[0] if excludes(e, *where, on)]
                left = any(not any(matches(e, p) for e in against) for p in here)
                found.append(
                    cell_fit(max(sides, key=ORDER.index), left=left, over=over)
                )
    asked = question.service, question.region
    if levelled and any(excludes(e, *asked, on) for e in whole):
        return "excluded"
    return min(found, key=ORDER.index)


def cell_fit(fits: str, *, left: bool, over: bool) -> str:
    """How one cell fits, if something of it is left, or its part of the scope over."""
    if fits not in ("yes", "unstated"):
        return fits
    if not left:
        return "no" if over else "excluded"
    return "left" if over else fits


def model(register: Register, question: Question, on: date) -> ClaimState:
    if not on_sale(register, question.service, question.region, on):
        return "not_claimed"
    found = [*by_statements(register, question, on), *by_plans(register, question, on)]
    return min(found, key=RANKED.index, default="not_claimed")


PARTLY: dict[str, ClaimState] = {
    "unstated": "not_stated",
    "left": "withdrawn",
    "excluded": "excluded",
}


def by_statements(
    register: Register, question: Question, on: date
) -> Iterator[ClaimState]:
    found: dict[str, tuple[str, ClaimState]] = {}
    for made in register.attestations.values():
        state = hold(register, made, on).state
        out = left_out(register, made)
        fits = fit(register, made.scope, (out, []), question, on)
        if fits == "no" or state == "not_claimed":
            continue
        if state in LIVE:
            found[made.id] = fits, PARTLY.get(fits, state)
        elif fits != "excluded":
            found[made.id] = "", state
    for identifier, (_, state) in found.items():
        later = line(register, identifier)
        if not any(found.get(one, ("",))[0] in ("excluded", "left") for one in later):
            yield state


def line(register: Register, identifier: str) -> list[str]:
    """Whatever has taken a statement's place, one after the other."""
    following = register.attestations[identifier].superseded_by
    return [following, *line(register, following)] if following else []


def by_plans(register: Register, question: Question, on: date) -> Iterator[ClaimState]:
    for plan in register.plans:
        if plan.began > on or (plan.abandoned and plan.abandoned <= on):
            continue
        for one in plan.scope:
            for level in one.levels or ("",):
                only = replace(one, levels=(level,) if level else ())
                brought = done(register, plan, level, on)
                fits = fit(register, (only,), ([], brought), question, on)
                if fits not in ("no", "left"):
                    yield PARTLY.get(fits, "in_process")


# -- the laws ----------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(registers(), questions, days)
def test_the_answer_is_the_models(
    register: Register, question: Question, on: date
) -> None:
    claim = scope(register, question, on)

    assert claim.state == model(register, question, on)
    assert claim.says.endswith(".")
    assert claim.reason.endswith(".")


@settings(max_examples=200, deadline=None)
@given(registers(), questions, days)
def test_a_cell_is_in_force_just_where_a_statement_in_force_reaches_it(
    register: Register, question: Question, on: date
) -> None:
    space = NOTHING
    for made in register.attestations.values():
        if hold(register, made, on).state == "in_force":
            space |= space_of(register, made)
    space = space & offered_space(register) & known_cells(register, question)
    asked = {**plain(question), "day": on}
    open_ = [axis for axis in AXES if not asked.get(axis)]
    named = {axis: asked[axis] for axis in AXES if asked.get(axis)}

    in_force = scope(register, question, on).state == "in_force"
    assert in_force == bool(space.at(**named).over(*open_))


def known_cells(register: Register, question: Question) -> Space:
    """Where a question names no service or region, one that the register holds."""
    services = all_but() if question.service else only(UNSTATED, *register.services)
    regions = all_but() if question.region else only(UNSTATED, *register.regions)
    return box(service=services, region=regions)


@settings(max_examples=60, deadline=None)
@given(registers(), days, st.sampled_from(["", *LEVELS]))
def test_the_matrix_says_what_single_questions_say(
    register: Register, on: date, level: str
) -> None:
    for row in matrix(register, on, level=level).rows:
        for cell in row.cells:
            whole = Question(program="p", service=row.service, level=level)
            counts: dict[ClaimState, int] = {}
            for region in REGIONS:
                if on_sale(register, row.service, region, on):
                    state = scope(register, replace(whole, region=region), on).state
                    counts[state] = counts.get(state, 0) + 1

            assert cell.claim == scope(register, whole, on)
            assert cell.counts == counts
            assert cell.regions == sum(counts.values())


@settings(max_examples=60, deadline=None)
@given(registers(), days, days)
def test_the_diff_tells_every_change_once_and_nothing_else(
    register: Register, d1: date, d2: date
) -> None:
    changes = diff(register, d1, d2)
    told = [
        ((service, region, change.level), (change.before, change.after))
        for change in changes
        for service in change.services
        for region in change.regions
    ]
    stated = {
        level
        for made in [
            *(a.scope for a in register.attestations.values()),
            *(p.scope for p in register.plans),
        ]
        for one in made
        for level in one.levels
    }
    expected = {}
    for service, region, level in product(SERVICES, REGIONS, stated or {""}):
        cell = Question(program="p", service=service, region=region, level=level)
        turn = (scope(register, cell, d1).state, scope(register, cell, d2).state)
        if turn[0] != turn[1]:
            expected[service, region, level] = turn

    program, said = register.programs["p"], dict(told)
    assert said.items() <= expected.items()
    assert len(told) == len(said)
    for (service, region, level), turn in expected.items():
        # A change at a level need not be told again of each level that it covers.
        above = [
            one
            for one in stated or {""}
            if not one or fits_level(program, (one,), level) == "yes"
        ]
        assert turn in [said.get((service, region, one)) for one in above]


@settings(max_examples=60, deadline=None)
@given(registers(), days, days)
def test_the_day_of_a_change_is_one_on_which_all_its_cells_changed(
    register: Register, d1: date, d2: date
) -> None:
    for change in diff(register, d1, d2):
        on, step = change.on, timedelta(1 if d1 < d2 else -1)
        assert change.says.endswith(".")
        for service, region in product(change.services, change.regions):
            cell = Question(
                program="p", service=service, region=region, level=change.level
            )
            if on is not None:
                assert scope(register, cell, on).state == change.after
                assert scope(register, cell, on - step).state != change.after


@settings(max_examples=60, deadline=None)
@given(registers(), questions, days)
def test_what_is_recorded_by_the_end_of_time_is_all_there_is(
    register: Register, question: Question, on: date
) -> None:
    assert scope(register, question, on, date.max) == scope(register, question, on)


@settings(max_examples=60, deadline=None)
@given(registers(), questions, days, days)
def test_nothing_recorded_later_changes_the_answer(
    register: Register, question: Question, on: date, as_of: date
) -> None:
    known = {
        made.id: made
        for made in register.attestations.values()
        if (made.recorded or made.issued or date.max) <= as_of
    }
    by_then = replace(
        register,
        attestations={
            key: replace(
                made,
                withdrawn=by(made.withdrawn, as_of),
                scope=entered(made.scope, as_of),
                exclusions=entered(made.exclusions, as_of),
            )
            for key, made in known.items()
        },
        plans=tuple(
            replace(
                plan,
                abandoned=by(plan.abandoned, as_of),
                scope=entered(plan.scope, as_of),
            )
            for plan in register.plans
            if plan.began <= as_of
        ),
    )

    assert scope(register, question, on, as_of) == scope(by_then, question, on)


def by(event: date | None, as_of: date) -> date | None:
    return event if event and event <= as_of else None


def entered(parts: tuple[Any, ...], as_of: date) -> tuple[Any, ...]:
    """What was recorded, or else what had begun, by then."""
    return tuple(p for p in parts if (p.recorded or p.since or as_of) <= as_of)
