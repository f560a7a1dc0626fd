"""What is wrong with crosswalks, found and told where it stands."""

from datetime import date
from typing import Any

import pytest

from assay.catalog import (
    Catalog,
    Crosswalk,
    Group,
    Provenance,
    Requirement,
    Row,
)
from assay.catalog.crosswalks import Checked, check

OURS = Provenance(source="Us", rights="Ours")


def catalog(name: str) -> Catalog:
    """Asks a, b and c; z is withdrawn, g is a heading."""
    gone = Requirement(id="z", title="z", status="withdrawn")
    return Catalog(
        id=name,
        title=name,
        standard=name,
        edition="1",
        owner="us",
        programs=(),
        unit="thing",
        count=3,
        provenance=OURS,
        groups=(Group(id="g", title="g"),),
        requirements=(*(Requirement(id=one, title=one) for one in "abc"), gone),
    )


CATALOGS = {name: catalog(name) for name in ("one", "two")}


def row(source: str, relation: str, *targets: str, **stated: Any) -> Row:
    facts: dict[str, Any] = {"status": "reviewed", "by": "us", "on": date(2026, 1, 1)}
    return Row(
        source=source, targets=targets, **{**facts, "relation": relation, **stated}
    )


def walk(*rows: Row, source: str = "one", target: str = "two") -> Crosswalk:
    return Crosswalk(
        id=f"{source}--{target}",
        title="",
        source=source,
        target=target,
        provenance=OURS,
        rows=rows,
    )


def told(*walks: Crosswalk, proposed: bool = True) -> Checked:
    return check(walks, CATALOGS, proposed=proposed)


def kinds(found: Checked) -> list[tuple[str, int | None]]:
    return [(flaw.kind, flaw.row) for flaw in found.flaws]


def test_rows_that_can_hold_are_sound() -> None:
    found = told(walk(row("a", "subset", "a", "b"), row("c", "intersects", "c")))

    assert found.sound
    assert (found.crosswalks, found.rows) == (1, 2)


def test_ends_that_are_none_are_told_row_by_row() -> None:
    found = told(
        walk(
            row("a", "subset", "q"),
            row("g", "subset", "a"),
            row("b", "equal", "z"),
            row("c", "subset"),
        )
    )

    assert kinds(found) == [
        ("dangling", 1),
        ("not_assessable", 2),
        ("not_assessable", 3),
        ("dangling", 4),
    ]
    assert found.flaws[1].message == "g is a heading in one, and cannot be assessed"
    assert found.flaws[2].message == "z is withdrawn in two, and cannot be assessed"
    assert not found.sound


def test_a_catalog_that_is_not_held_is_told_once() -> None:
    found = told(walk(row("a", "equal", "x"), row("b", "equal", "y"), target="tow"))

    assert kinds(found) == [("dangling", None)]
    assert found.flaws[0].remedy == "Did you mean two?"


def test_a_reviewed_row_that_no_one_reviewed_is_told() -> None:
    assert kinds(told(walk(row("a", "equal", "a", by="")))) == [("no_reviewer", 1)]


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (row("a", "subset", "b", "c"), row("a", "subset", "c", "b")),
        (row("a", "equal", "b"), row("a", "equal", "b", status="proposed", by="x")),
        (row("a", "subset", "b"), row("a", "subset", "b", either=True)),
    ],
)
def test_a_row_that_says_the_same_again_is_told(first: Row, again: Row) -> None:
    assert kinds(told(walk(first, again))) == [("duplicate", 2)]


@pytest.mark.parametrize(
    ("relation", "turned"),
    [
        ("equal", "equal"),
        ("subset", "superset"),
        ("superset", "subset"),
        ("intersects", "intersects"),
        ("disjoint", "disjoint"),
    ],
)
def test_the_same_said_the_other_way_round_is_told(relation: str, turned: str) -> None:
    back = walk(row("b", turned, "a"), source="two", target="one")

    found = told(walk(row("a", relation, "b")), back)

    assert kinds(found) == [("duplicate", 1)]
    assert found.flaws[0].crosswalk == "two--one"
    assert "row 1 of one--two" in found.flaws[0].message


def test_all_of_several_and_any_of_them_is_not_the_same() -> None:
    found = told(
        walk(row("a", "subset", "b", "c"), row("a", "subset", "b", "c", either=True))
    )

    assert found.sound


def test_a_contradiction_names_the_fewest_rows_that_make_it() -> None:
    found = told(
        walk(
            row("a", "subset", "a"), row("a", "disjoint", "b"), row("c", "equal", "c")
        ),
        walk(row("a", "subset", "b"), source="two", target="two"),
    )

    (one,) = found.contradictions
    assert one.kind == "contradiction"
    assert {(held.source, held.row.relation) for held in one.rows} == {
        (("one", "a"), "subset"),
        (("one", "a"), "disjoint"),
        (("two", "a"), "subset"),
    }


def test_a_circle_of_proper_subsets_is_told_as_one() -> None:
    found = told(
        walk(row("a", "subset", "a")),
        walk(row("a", "subset", "a"), source="two", target="one"),
    )

    assert [one.kind for one in found.contradictions] == ["cycle"]


def test_proposed_rows_are_looked_at_unless_they_are_left_out() -> None:
    at_odds = walk(row("a", "equal", "a"), row("a", "disjoint", "a", status="proposed"))

    assert len(told(at_odds).contradictions) == 1
    assert told(at_odds, proposed=False).sound
    dangling = walk(row("a", "equal", "q", status="proposed"))
    assert not told(dangling).sound
    assert told(dangling, proposed=False).sound
