"""Conditions judged: four values, Kleene's strong logic, nothing missing passes."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.workload.conditions import (
    All,
    Any_,
    Claimed,
    Condition,
    FactIs,
    InPlace,
    Not,
    Within,
    on_day,
)
from assay.workload.facts import GivenFacts, Spot, Verdict
from assay.workload.judge import Court, Stated, judge
from assay.workload.rails import FactKind, Given

NO, UNKNOWN, CHOICE, YES = Verdict
HERE = Spot("store", "north", "1")
KINDS = {"open": FactKind(id="open", title="Open", values=(True, False))}
WORLD = Given(
    region="north", country="NO", claimed=("alpha", "alpha:1"), unstated=("beta",)
)
LEAVES: dict[Verdict, Condition] = {
    YES: Claimed(program="alpha"),
    NO: Claimed(program="gamma"),
    UNKNOWN: Claimed(program="beta"),
    CHOICE: FactIs(name="open", values=(False,)),
}


def verdict(condition: Condition, **facts: str | bool) -> Verdict:
    court = Court(facts=GivenFacts(WORLD), kinds=KINDS)
    stated = Stated(spot=HERE, facts=tuple(sorted(facts.items())))
    return judge(court, condition, stated).verdict


@pytest.mark.parametrize("one", Verdict)
@pytest.mark.parametrize("two", Verdict)
def test_all_takes_the_least_and_any_the_greatest(one: Verdict, two: Verdict) -> None:
    pair = (LEAVES[one], LEAVES[two])
    assert verdict(All(of=pair)) is min(one, two)
    assert verdict(Any_(of=pair)) is max(one, two)


def test_not_turns_yes_into_no_and_leaves_what_is_open() -> None:
    assert [verdict(Not(of=LEAVES[one])) for one in (YES, NO, UNKNOWN, CHOICE)] == [
        NO,
        YES,
        UNKNOWN,
        CHOICE,
    ]


def test_not_of_several_is_the_other_of_their_contraries() -> None:
    for one, two in product(Verdict, repeat=2):
        pair = (LEAVES[one], LEAVES[two])
        turned = tuple(Not(of=leaf) for leaf in pair)
        assert verdict(Not(of=All(of=pair))) is verdict(Any_(of=turned))
        assert verdict(Not(of=Any_(of=pair))) is verdict(All(of=turned))


def test_a_fact_that_does_not_apply_is_in_nobody_s_way() -> None:
    closed = FactIs(name="open", values=(False,))
    assert verdict(closed, open="not_applicable") is YES
    assert verdict(Not(of=closed), open="not_applicable") is YES
    assert verdict(closed, open=True) is NO
    assert verdict(closed, open=False) is YES
    assert verdict(closed) is CHOICE


def test_a_region_that_is_not_stated_is_a_choice_and_one_unknown_is_not() -> None:
    court = Court(facts=GivenFacts(WORLD), kinds=KINDS)
    norway = InPlace(axis="country", values=("NO",))
    found = {
        region: judge(court, norway, Stated(spot=Spot("store", region, ""))).verdict
        for region in ("north", "east", "")
    }
    assert found == {"north": YES, "east": UNKNOWN, "": CHOICE}
    abroad = Not(of=norway)
    assert judge(court, abroad, Stated(spot=HERE)).verdict is NO


def test_every_level_that_is_asked_for_must_be_claimed() -> None:
    court = Court(facts=GivenFacts(WORLD), kinds=KINDS)
    leaf = Claimed(program="alpha", level_from="data")

    def at(*levels: str) -> Verdict:
        stated = Stated(spot=HERE, levels=(("alpha", levels),))
        return judge(court, leaf, stated).verdict

    assert at("1") is YES
    assert at("1", "2") is NO


@given(st.dates(), st.dates(), st.dates())
def test_a_condition_exists_between_its_days_only(
    on: date, since: date, until: date
) -> None:
    leaf = LEAVES[YES]
    within = Within(of=leaf, since=since, until=until)
    there = since <= on <= until
    assert on_day(within, on) == (leaf if there else None)
    assert on_day(Any_(of=(within,)), on) == Any_(of=(leaf,) if there else ())
    assert on_day(All(of=(within, leaf)), on) == All(
        of=(leaf, leaf) if there else (leaf,)
    )
    assert on_day(Not(of=within), on) == (Not(of=leaf) if there else None)


def test_an_all_of_which_nothing_is_left_asks_nothing() -> None:
    early = Within(of=LEAVES[YES], since=date(2020, 1, 1))
    assert on_day(All(of=(early,)), date(2019, 12, 31)) is None


def test_an_any_of_which_nothing_is_left_cannot_be_met() -> None:
    assert verdict(Any_(of=())) is NO
