"""Two editions side by side: nothing is matched by likeness, nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog import (
    Catalog,
    Crosswalk,
    Library,
    Provenance,
    Relation,
    Requirement,
    Row,
    compare,
)
from assay.errors import UnknownName

OURS = Provenance(source="Us", rights="Ours")


def edition(name: str, *requirements: Requirement) -> Catalog:
    active = sum(one.status == "active" for one in requirements)
    return Catalog(
        id=name,
        title=name,
        standard="ours",
        edition=name,
        owner="us",
        programs=(),
        unit="thing",
        count=active,
        provenance=OURS,
        requirements=requirements,
    )


def want(name: str, title: str = "") -> Requirement:
    return Requirement(id=name, title=title or name)


def gone(name: str, *now: str) -> Requirement:
    return Requirement(id=name, title=name, status="withdrawn", now=now)


def library(old: Catalog, new: Catalog, *rows: Row, turned: bool = False) -> Library:
    ends = (new.id, old.id) if turned else (old.id, new.id)
    walk = Crosswalk(
        id="walk",
        title="walk",
        source=ends[0],
        target=ends[1],
        provenance=OURS,
        rows=rows,
    )
    return Library(
        catalogs={old.id: old, new.id: new},
        baselines={},
        crosswalks={"walk": walk} if rows else {},
    )


def kinds(held: Library, **more: str) -> dict[str, str]:
    """The turn of each id, the old ones plain and the new ones with a plus."""
    turns = compare(held, "one", "two", **more).turns
    return {
        (turn.old[0] if turn.old else f"+{turn.new[0]}"): turn.kind for turn in turns
    }


def test_the_later_edition_says_what_became_of_what_it_withdrew() -> None:
    old = edition("one", want("a"), want("b"), want("c"), want("d"), want("e"))
    new = edition(
        "two",
        want("a"),
        want("b", "other words"),
        gone("c", "a"),
        gone("d", "f"),
        gone("e"),
        want("f"),
        want("g"),
    )

    assert kinds(library(old, new)) == {
        "a": "kept",
        "b": "reworded",
        "c": "incorporated",
        "d": "moved",
        "e": "withdrawn",
        "+g": "added",
    }


@pytest.mark.parametrize(
    ("relation", "kind"),
    [
        ("equal", "moved"),
        ("subset", "incorporated"),
        ("superset", "changed"),
        ("intersects", "changed"),
        ("disjoint", "withdrawn"),
    ],
)
def test_where_ids_have_nothing_in_common_a_crosswalk_decides(
    relation: Relation, kind: str
) -> None:
    row = Row(source="a", targets=("x",), relation=relation)
    found = kinds(library(edition("one", want("a")), edition("two", want("x")), row))

    assert found["a"] == kind
    assert ("+x" in found) == (kind == "withdrawn")


def test_a_crosswalk_is_read_either_way_round() -> None:
    row = Row(source="x", targets=("a",), relation="superset")
    old, new = edition("one", want("a")), edition("two", want("x"))

    assert kinds(library(old, new, row, turned=True)) == {"a": "incorporated"}


def test_two_relations_of_one_requirement_are_a_change_to_look_at() -> None:
    rows = [Row(source="a", targets=(to,), relation="equal") for to in ("x", "y")]
    old, new = edition("one", want("a")), edition("two", want("x"), want("y"))

    assert kinds(library(old, new, *rows)) == {"a": "changed"}


def test_an_unknown_set_or_crosswalk_is_named() -> None:
    held = library(edition("one", want("a")), edition("two", want("a")))

    with pytest.raises(UnknownName, match="catalog or baseline"):
        compare(held, "one", "twoo")
    with pytest.raises(UnknownName, match="crosswalk"):
        compare(held, "one", "two", "wlk")


IDS = st.sampled_from("abcdefgh")


@given(
    st.sets(IDS, min_size=1),
    st.sets(IDS),
    st.dictionaries(IDS, st.sets(IDS, max_size=2)),
)
def test_each_requirement_of_either_side_is_accounted_for_once(
    old: set[str], new: set[str], now: dict[str, set[str]]
) -> None:
    withdrawn = [gone(one, *sorted(to)) for one, to in now.items() if one not in new]
    held = library(
        edition("one", *map(want, sorted(old))),
        edition("two", *map(want, sorted(new)), *withdrawn),
    )
    delta = compare(held, "one", "two")
    left = [turn.old for turn in delta.turns if turn.old]
    fresh = [turn.new for turn in delta.turns if not turn.old]
    reached = {one for turn in delta.turns for one in turn.new}

    assert left == [(one,) for one in sorted(old)]
    assert reached == new
    assert len(fresh) == len(set(fresh))
    assert sum(delta.counts.values()) == len(delta.turns)
