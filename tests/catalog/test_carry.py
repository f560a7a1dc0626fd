"""What follows across a crosswalk, and what never does."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog import (
    Catalog,
    Crosswalk,
    Followed,
    Library,
    Provenance,
    Requirement,
    Row,
    carry,
)
from assay.catalog.carrying import Missing
from assay.errors import UnknownName

OURS = Provenance(source="Us", rights="Ours")


def catalog(name: str, *requirements: Requirement) -> Catalog:
    active = sum(one.status == "active" for one in requirements)
    return Catalog(
        id=name,
        title=name.title(),
        standard=name,
        edition="1",
        owner="us",
        programs=(),
        unit="thing",
        count=active,
        provenance=OURS,
        requirements=requirements,
    )


def want(name: str) -> Requirement:
    return Requirement(id=name, title=name)


def row(source: str, *targets: str, **stated: object) -> Row:
    given_facts = {"status": "reviewed", "by": "office", "on": date(2026, 1, 2)}
    return Row(source=source, targets=targets, **{**given_facts, **stated})  # type: ignore[arg-type]  # facts of mixed types


def world(*rows: Row) -> tuple[Library, Crosswalk]:
    crosswalk = Crosswalk(
        id="asked--had",
        title="Asked to had",
        source="asked",
        target="had",
        provenance=OURS,
        rows=rows,
    )
    withdrawn = Requirement(id="b", title="b", status="withdrawn", now=("c",))
    catalogs = {
        "asked": catalog("asked", want("q")),
        "had": catalog("had", want("a"), want("b"), want("c")),
        "later": catalog("later", want("a"), withdrawn, want("c")),
    }
    library = Library(catalogs=catalogs, baselines={}, crosswalks={"it": crosswalk})
    return library, crosswalk


def answer(
    rows: list[Row], held: str, unknown: str = "", edition: str = ""
) -> Followed:
    library, crosswalk = world(*rows)
    (only,) = carry(
        library, crosswalk, set(held), unknown=set(unknown), edition=edition
    )
    return only


def test_it_follows_where_all_targets_are_held() -> None:
    found = answer([row("q", "a", "b")], "ab")

    assert found.state == "follows"
    assert found.via == ("a", "b")
    assert found.by == "office"
    assert found.why == "A and B are held, and it lies within."


def test_it_does_not_follow_where_one_target_is_missing() -> None:
    found = answer([row("q", "a", "b")], "a")

    assert found.state == "does_not_follow"
    assert found.missing == (Missing(target="b", why="not_selected"),)
    assert found.why == "B is not among those held."


def test_one_of_several_suffices_where_the_row_says_either() -> None:
    found = answer([row("q", "a", "b", either=True)], "b")

    assert found.state == "follows"
    assert found.via == ("b",)


@pytest.mark.parametrize("relation", ["superset", "intersects", "disjoint"])
def test_rows_that_do_not_contain_it_never_conclude(relation: str) -> None:
    found = answer([row("q", "a", relation=relation)], "abc")

    assert found.state == "unknown"
    assert "evidence may be re-used" in found.why


def test_proposed_rows_never_conclude() -> None:
    found = answer([row("q", "a", status="proposed")], "abc")

    assert found.state == "unknown"
    assert "no one has reviewed" in found.why


def test_nothing_is_known_without_a_row() -> None:
    assert answer([], "abc").state == "unknown"


@pytest.mark.parametrize(
    ("either", "held", "unknown", "state"),
    [
        (False, "a", "b", "unknown"),
        (False, "", "b", "does_not_follow"),
        (True, "", "b", "unknown"),
        (True, "a", "b", "follows"),
        (True, "", "", "does_not_follow"),
    ],
)
def test_what_is_not_known_stays_unknown(
    either: bool,  # noqa: FBT001 - a column of the table above
    held: str,
    unknown: str,
    state: str,
) -> None:
    assert answer([row("q", "a", "b", either=either)], held, unknown).state == state


def test_what_a_later_edition_withdrew_is_missing_and_says_where_it_went() -> None:
    found = answer([row("q", "a", "b")], "ac", edition="later")

    assert found.state == "does_not_follow"
    assert found.missing == (
        Missing(target="b", why="withdrawn", now=("c",), now_held=True),
    )
    assert found.why == "B is withdrawn in later 1, now in C (held)."


def test_an_unknown_edition_is_told() -> None:
    with pytest.raises(UnknownName, match="no catalog 'lter'"):
        answer([], "", edition="lter")


ROWS = st.lists(
    st.builds(
        lambda targets, relation, status, either: row(
            "q",
            *sorted(targets),
            relation=relation,
            status=status,
            either=either and relation == "subset",
        ),
        st.sets(st.sampled_from("abc"), min_size=1),
        st.sampled_from(["equal", "subset", "superset", "intersects", "disjoint"]),
        st.sampled_from(["reviewed", "proposed"]),
        st.booleans(),
    ),
    max_size=5,
)
SETS = st.sets(st.sampled_from("abc")).map(lambda found: "".join(sorted(found)))


@given(ROWS, SETS, st.randoms())
def test_the_order_of_rows_plays_no_part(
    rows: list[Row], held: str, dice: random.Random
) -> None:
    shuffled = list(rows)
    dice.shuffle(shuffled)

    assert answer(rows, held) == answer(shuffled, held)


@given(ROWS, SETS, SETS)
def test_holding_more_never_loses_a_conclusion(
    rows: list[Row], held: str, more: str
) -> None:
    if answer(rows, held).state == "follows":
        assert answer(rows, held + more).state == "follows"


@given(ROWS, SETS)
def test_a_conclusion_rests_on_a_reviewed_row_that_contains_it(
    rows: list[Row], held: str
) -> None:
    found = answer(rows, held)
    if found.state == "follows":
        assert any(
            one.status == "reviewed"
            and one.relation in ("equal", "subset")
            and set(found.via) <= set(one.targets)
            for one in rows
        )
