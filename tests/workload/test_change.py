"""The smallest change: made, it makes the requirement hold; no part of it does."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from assay.register.basis import AgreementKind
from assay.workload import Answer, Move, Rail, Rails, Resource, Workload, apply_moves
from assay.workload.answer import answer
from assay.workload.change import COST
from assay.workload.conditions import (
    All,
    Any_,
    Claimed,
    Condition,
    Eligible,
    FactIs,
    HasAgreement,
    InPlace,
    Not,
)
from assay.workload.facts import Finding, Spot, Supposing, Verdict, provided, signing
from assay.workload.judge import Court, Stated, judge
from assay.workload.rails import DataClass, FactKind, Must, When
from assay.workload.values import Requirement

SERVICES = ("store", "queue")
REGIONS = ("north", "south", "east")
COUNTRIES = {"north": "NO", "south": "ZA", "east": ""}
PROGRAMS = ("alpha", "beta")
LEVELS = ("", "1", "2")
KINDS = {
    "endpoint": FactKind(id="endpoint", title="Endpoint", values=("fips", "plain")),
    "open": FactKind(id="open", title="Open", values=(True, False)),
}

Cell = tuple[str, str, str, str]


class World:
    """Answers from tables; what they do not hold is a plain no."""

    def __init__(
        self,
        claims: Mapping[Cell, Verdict],
        listed: Mapping[tuple[str, str, str], Verdict],
        agreed: Mapping[Spot, Verdict],
    ) -> None:
        self.claims = claims
        self.listed = listed
        self.agreed = agreed

    def agreement(self, kind: AgreementKind, spot: Spot) -> Finding:
        verdict = self.agreed.get(spot, Verdict.NO)
        if not spot.account and verdict is Verdict.YES:
            verdict = Verdict.CHOICE
        lacks = (signing(kind, spot),)
        return Finding(verdict=verdict, reason="agreed", lacks=lacks)

    def eligible(self, program: str, spot: Spot) -> Finding:
        verdict = self.listed.get((program, spot.service, spot.region), Verdict.NO)
        lacks = (provided(f"eligible:{program}", spot),)
        return Finding(verdict=verdict, reason="listed", lacks=lacks)

    def claimed(self, asked: Claimed, level: str, spot: Spot) -> Finding:
        cell = (asked.program, level, spot.service, spot.region)
        lacks = (provided(f"claimed:{asked.program}", spot, level),)
        verdict = self.claims.get(cell, Verdict.NO)
        return Finding(verdict=verdict, reason="claimed", lacks=lacks)

    def place(self, axis: Literal["country", "partition"], region: str) -> str:
        return COUNTRIES.get(region, "") if axis == "country" else "commercial"

    def regions(self, spot: Spot) -> tuple[str, ...]:
        del spot
        return REGIONS

    def services(self, spot: Spot) -> tuple[str, ...]:
        return tuple(one for one in SERVICES if one != spot.service)


verdicts = st.sampled_from([Verdict.YES, Verdict.NO, Verdict.UNKNOWN])
spots = st.builds(
    Spot,
    service=st.sampled_from(SERVICES),
    region=st.sampled_from(REGIONS),
    account=st.sampled_from(["1", ""]),
)
worlds = st.builds(
    World,
    claims=st.dictionaries(
        st.tuples(
            st.sampled_from(PROGRAMS),
            st.sampled_from(LEVELS),
            st.sampled_from(SERVICES),
            st.sampled_from(REGIONS),
        ),
        verdicts,
        max_size=20,
    ),
    listed=st.dictionaries(
        st.tuples(
            st.sampled_from(PROGRAMS),
            st.sampled_from(SERVICES),
            st.sampled_from(REGIONS),
        ),
        verdicts,
        max_size=8,
    ),
    agreed=st.dictionaries(spots, verdicts, max_size=6),
)
stated_facts = st.fixed_dictionaries(
    {},
    optional={
        "endpoint": st.sampled_from(["fips", "plain", "not_applicable"]),
        "open": st.booleans(),
    },
)
programs = st.sampled_from(PROGRAMS)
grants: st.SearchStrategy[Condition] = st.one_of(
    st.builds(HasAgreement, kind=st.just("baa")),
    st.builds(Eligible, program=programs),
    st.builds(Claimed, program=programs, level=st.sampled_from(LEVELS)),
    st.builds(Claimed, program=programs, level_from=st.just("data")),
)
places_and_facts: st.SearchStrategy[Condition] = st.one_of(
    st.builds(InPlace, axis=st.just("country"), values=st.just(("NO",))),
    st.builds(InPlace, axis=st.just("region"), values=st.just(("south",))),
    st.builds(FactIs, name=st.just("endpoint"), values=st.just(("fips",))),
    st.builds(FactIs, name=st.just("open"), values=st.just((False,))),
)


def _several(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(st.builds(All, of=several), st.builds(Any_, of=several))


def _nest(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    return st.one_of(_several(inner), st.builds(Not, of=inner))


turnable = st.recursive(places_and_facts, _nest, max_leaves=3)
conditions = st.recursive(st.one_of(grants, turnable), _several, max_leaves=5)

ON = date(2026, 11, 24)
DATA = {
    "plain": DataClass(id="plain", title="Plain"),
    "first": DataClass(id="first", title="First", levels={"alpha": "1"}),
    "second": DataClass(id="second", title="Second", levels={"alpha": "2"}),
}


def rails_of(*asked: Condition) -> Rails:
    rails = {
        f"rail-{number}": Rail(
            id=f"rail-{number}",
            title="t",
            program="alpha",
            source="s",
            summary="u",
            when=When(data=tuple(DATA), programs=("beta",)),
            each="resource",
            musts=(Must(id="m", says="so", condition=condition),),
            cases=(),
        )
        for number, condition in enumerate(asked)
    }
    return Rails(rails=rails, data=DATA, facts=KINDS)


workloads = st.builds(
    Workload,
    id=st.just("the-workload"),
    data=st.lists(st.sampled_from(list(DATA)), min_size=1, unique=True).map(tuple),
    programs=st.sampled_from([(), ("beta",)]),
    levels=st.sampled_from([{}, {"alpha": "2"}]),
    resources=st.builds(
        Resource,
        id=st.just("r"),
        service=st.sampled_from([*SERVICES, ""]),
        region=st.sampled_from([*REGIONS, ""]),
        account=st.sampled_from(["1", ""]),
        facts=stated_facts,
    ).map(lambda one: (one,)),
)


def asked_again(
    workload: Workload, world: World, rails: Rails, moves: Iterable[Move]
) -> Answer:
    made = tuple(moves)
    return answer(apply_moves(workload, made), Supposing(world, made), rails, ON, {})


def open_in(answered: Answer, one: Requirement) -> bool:
    """Whether the same requirement is asked still, and not allowed."""
    same = (one.rule, one.program, one.subject)
    return any(
        (other.rule, other.program, other.subject) == same and other.state != "allowed"
        for other in answered.requirements
    )


def parts(moves: tuple[Move, ...]) -> Iterator[tuple[Move, ...]]:
    for size in range(len(moves)):
        yield from combinations(moves, size)


@settings(max_examples=150, deadline=None)
@given(workloads, worlds, st.lists(conditions, min_size=1, max_size=2))
def test_the_moves_make_it_allowed_and_no_part_of_them_does(
    workload: Workload, world: World, asked: list[Condition]
) -> None:
    rails = rails_of(*asked)
    for one in answer(workload, world, rails, ON, {}).requirements:
        if one.state == "allowed":
            assert one.moves == ()
            assert one.change == ""
        elif one.moves:
            assert not open_in(asked_again(workload, world, rails, one.moves), one)
            for part in parts(one.moves):
                assert open_in(asked_again(workload, world, rails, part), one)
        else:
            assert one.change


@settings(max_examples=100, deadline=None)
@given(workloads, worlds, conditions)
def test_no_single_cheaper_move_would_have_done(
    workload: Workload, world: World, asked: Condition
) -> None:
    rails = rails_of(asked)
    resource = workload.resources[0]
    singles = [
        *(
            Move(kind="region", subject="r", value=one)
            for one in REGIONS
            if one != resource.region
        ),
        *(Move(kind="set", subject="r", name="open", value=v) for v in (True, False)),
        *(
            Move(kind="set", subject="r", name="endpoint", value=v)
            for v in ("fips", "plain")
        ),
    ]
    for one in answer(workload, world, rails, ON, {}).requirements:
        if one.state == "allowed" or one.rule != "rail-0":
            continue
        cost = sum(COST[move.kind] for move in one.moves) if one.moves else None
        for move in singles:
            if cost is None or COST[move.kind] < cost:
                assert open_in(asked_again(workload, world, rails, [move]), one)


@given(workloads, worlds, conditions)
def test_what_is_not_mapped_is_never_allowed(
    workload: Workload, world: World, asked: Condition
) -> None:
    answered = answer(workload, world, rails_of(asked), ON, {})
    if not workload.resources[0].service:
        assert not answered.allowed


@given(worlds, conditions, spots, stated_facts)
def test_a_verdict_has_the_reasons_that_made_it(
    world: World, condition: Condition, spot: Spot, facts: dict[str, str | bool]
) -> None:
    court = Court(facts=world, kinds=KINDS)
    stated = Stated(spot=spot, facts=tuple(sorted(facts.items())))
    assert judge(court, condition, stated).reason


@given(worlds, conditions, spots, stated_facts)
def test_stating_more_never_turns_a_no_into_a_yes_by_itself(
    world: World, condition: Condition, spot: Spot, facts: dict[str, str | bool]
) -> None:
    court = Court(facts=world, kinds=KINDS)
    silent = judge(court, condition, Stated(spot=spot)).verdict
    stated = Stated(spot=spot, facts=tuple(sorted(facts.items())))
    if silent in (Verdict.NO, Verdict.YES):
        assert judge(court, condition, stated).verdict is silent


HERE = Resource(id="r", service="store", region="north", account="1")


def the_moves(world: World, workload: Workload, *asked: Condition) -> list[Move]:
    """The moves for the first rail."""
    found = answer(workload, world, rails_of(*asked), ON, {}).requirements
    return list(next(one for one in found if one.rule == "rail-0").moves)


def test_a_region_is_chosen_where_everything_else_holds_too() -> None:
    yes = {("alpha", "", "store", region): Verdict.YES for region in ("south", "east")}
    world = World(yes | {("beta", "", "store", "east"): Verdict.YES}, {}, {})
    workload = Workload(id="w", data=("plain",), resources=(HERE,))
    asked = (Claimed(program="alpha"), Claimed(program="beta"))
    assert the_moves(world, workload, asked[0]) == [
        Move(kind="region", subject="r", value="south")
    ]
    assert the_moves(world, workload, *asked) == [
        Move(kind="region", subject="r", value="east")
    ]


def test_resources_in_one_place_move_apart_where_other_rules_tell_them_apart() -> None:
    yes = {("alpha", "", "store", region): Verdict.YES for region in ("south", "east")}
    closed = FactIs(name="open", values=(False,))
    south = InPlace(axis="region", values=("south",))
    asked = (Claimed(program="alpha"), Any_(of=(closed, Not(of=south))))
    workload = Workload(
        id="w",
        data=("plain",),
        resources=(
            replace(HERE, id="closed", facts={"open": False}),
            replace(HERE, id="open", facts={"open": True}),
        ),
    )
    found = answer(workload, World(yes, {}, {}), rails_of(*asked), ON, {}).requirements
    assert {one.subject: one.moves[0].value for one in found if one.moves} == {
        "closed": "south",
        "open": "east",
    }


def test_only_as_much_data_is_kept_out_as_it_takes() -> None:
    world = World({("alpha", "1", "store", "north"): Verdict.YES}, {}, {})
    workload = Workload(id="w", data=("first", "second"), resources=(HERE,))
    asked = Claimed(program="alpha", level_from="data")
    assert the_moves(world, workload, asked) == [
        Move(kind="drop", subject="w", name="second")
    ]


def test_a_fact_is_never_set_to_two_values() -> None:
    fips = FactIs(name="endpoint", values=("fips",))
    impossible = All(of=(fips, Not(of=fips)))
    workload = Workload(id="w", programs=("beta",), resources=(HERE,))
    assert the_moves(World({}, {}, {}), workload, impossible) == []


def test_what_is_not_known_is_to_be_found_out_and_not_kept_out() -> None:
    cell = ("alpha", "", "store", "north")
    workload = Workload(id="w", data=("plain",), resources=(HERE,))
    asked = Claimed(program="alpha")
    kinds = {
        verdict: [
            move.kind
            for move in the_moves(World({cell: verdict}, {}, {}), workload, asked)
        ]
        for verdict in (Verdict.NO, Verdict.UNKNOWN)
    }
    assert kinds == {Verdict.NO: ["drop"], Verdict.UNKNOWN: ["provider"]}


def test_another_service_in_the_same_region_comes_before_moving_both() -> None:
    cells = {("alpha", "", "queue", region): Verdict.YES for region in REGIONS}
    workload = Workload(id="w", data=("plain",), resources=(HERE,))
    assert the_moves(World(cells, {}, {}), workload, Claimed(program="alpha")) == [
        Move(kind="service", subject="r", value="queue")
    ]
