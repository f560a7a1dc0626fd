"""What controls need when an edition follows another: nothing carries over alone."""

from datetime import date
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from assay.catalog import (
    Baseline,
    Catalog,
    Library,
    Provenance,
    Requirement,
    compare,
)
from assay.register import Coverage
from assay.register.carryover import Step, carryover

OURS = Provenance(source="us", rights="ours")


def edition(name: str, *requirements: Requirement) -> Catalog:
    return Catalog(
        id=name,
        title=name,
        standard="ours",
        edition=name,
        owner="us",
        programs=(),
        unit="thing",
        count=sum(one.status == "active" for one in requirements),
        provenance=OURS,
        requirements=requirements,
    )


def want(name: str, text: str = "", title: str = "") -> Requirement:
    return Requirement(id=name, title=title or name, text=text)


def gone(name: str, *now: str) -> Requirement:
    return Requirement(id=name, title=name, status="withdrawn", now=now)


def cover(
    catalog: str,
    requirement: str,
    *controls: str,
    extent: Literal["full", "partial"] = "full",
    status: Literal["proposed", "reviewed"] = "reviewed",
) -> Coverage:
    return Coverage(
        catalog=catalog,
        requirements=(requirement,),
        controls=controls,
        extent=extent,
        status=status,
        by="us",
        on=date(2026, 1, 1),
    )


OLD = edition(
    "one", want("a", "x"), want("b", "y"), want("c"), want("d"), want("e"), want("f")
)
NEW = edition(
    "two",
    want("a", "x"),
    want("b", "z"),
    gone("c", "a"),
    gone("d"),
    want("e"),
    want("f", title="g"),
    want("n"),
)
HELD = Library(catalogs={"one": OLD, "two": NEW}, baselines={}, crosswalks={})
ALL = tuple(cover("one", name, f"c-{name}") for name in "abcdef")


def steps(*stated: Coverage, held: Library = HELD) -> dict[str, Step]:
    delta = compare(held, "one", "two")
    found = carryover(held, delta, stated)
    return {(one.old or one.new)[0]: one for one in found}


def test_each_turn_asks_for_a_step_of_its_own() -> None:
    found = steps(*ALL)

    assert {name: one.do for name, one in found.items()} == {
        "a": "restate",
        "b": "look",
        "c": "settle",
        "d": "drop",
        "e": "restate",
        "f": "look",
        "n": "cover",
    }
    assert "the text is the same" in found["a"].says
    assert "not here" in found["e"].says
    assert (found["c"].new, found["c"].controls) == (("a",), ("c-c",))
    assert all(one.controls[0] in one.says for one in found.values() if one.controls)


def test_what_is_covered_in_full_and_reviewed_needs_no_step() -> None:
    assert "a" not in steps(*ALL, cover("two", "a", "k"))
    assert "n" not in steps(*ALL, cover("two", "n", "k"))
    for weak in (
        cover("two", "n", "k", extent="partial"),
        cover("two", "n", "k", status="proposed"),
    ):
        assert steps(*ALL, weak)["n"].do == "cover"


def test_a_control_is_idle_only_where_nothing_else_needs_it() -> None:
    assert steps(*ALL)["d"].idle == ("c-d",)
    assert steps(*ALL, cover("other", "x", "c-d"))["d"].idle == ()
    shared = steps(*ALL, cover("one", "a", "c-d", extent="partial"))
    assert shared["d"].idle == ()
    assert shared["a"].controls == ("c-a", "c-d")


def test_what_nothing_covered_before_is_to_be_covered() -> None:
    found = steps(cover("one", "b", "k"))

    assert {name: one.do for name, one in found.items()} == {
        "a": "cover",
        "b": "look",
        "e": "cover",
        "f": "cover",
        "n": "cover",
    }


def test_what_comes_from_something_covered_is_not_called_uncovered() -> None:
    found = carryover(HELD, compare(HELD, "one", "two"), [cover("one", "c", "k")])

    assert [(one.do, one.old) for one in found if "a" in one.new] == [
        ("settle", ("c",))
    ]


def test_what_covers_a_catalog_covers_its_baseline() -> None:
    low = Baseline(
        id="low",
        title="low",
        catalog="one",
        program="",
        level="",
        edition="1",
        count=1,
        provenance=OURS,
        requirements=("b",),
    )
    held = Library(catalogs=HELD.catalogs, baselines={"low": low}, crosswalks={})
    found = carryover(held, compare(held, "low", "two"), ALL)

    assert [one.do for one in found if one.old] == ["look"]


def test_what_is_stated_of_a_catalog_goes_on_being_stated_of_its_baselines() -> None:
    def chosen(name: str, *ids: str) -> Baseline:
        return Baseline(
            id=name,
            title=name,
            catalog="one",
            program="",
            level="",
            edition="1",
            count=len(ids),
            provenance=OURS,
            requirements=ids,
        )

    low, high = chosen("low", "a", "c"), chosen("high", "a", "b")
    held = Library(
        catalogs=HELD.catalogs, baselines={"low": low, "high": high}, crosswalks={}
    )
    stated = [cover("one", name, "k", status="proposed") for name in "ac"]
    found = carryover(held, compare(held, "low", "high"), stated)

    assert [(one.do, one.old or one.new) for one in found] == [
        ("drop", ("c",)),
        ("cover", ("b",)),
    ]


NAMES = st.sampled_from("abcdefn")


@given(
    st.dictionaries(NAMES, st.sampled_from("kl")),
    st.dictionaries(NAMES, st.sampled_from("kl")),
)
def test_every_requirement_of_the_later_edition_is_covered_or_in_a_step(
    before: dict[str, str], after: dict[str, str]
) -> None:
    old = {name: to for name, to in before.items() if name != "n"}
    new = {name: to for name, to in after.items() if name in "abefn"}
    found = carryover(
        HELD,
        compare(HELD, "one", "two"),
        [
            *(cover("one", name, to) for name, to in old.items()),
            *(cover("two", name, to) for name, to in new.items()),
        ],
    )
    told = {one for step in found for one in step.new}

    assert told == set("abefn") - set(new)
    assert {step.old[0] for step in found if step.do == "drop"} == set(old) & {"d"}
