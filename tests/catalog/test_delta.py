"""Two editions side by side: nothing is matched by likeness, nothing is lost."""

from dataclasses import replace
from pathlib import Path

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
    read_library,
)
from assay.catalog.imports.oscal import read_oscal
from assay.catalog.values import Parameter
from assay.catalog.wording import same_words, word_changes
from assay.errors import UnknownName
from assay.library import read_files

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
        "b": "unknown",
        "c": "incorporated",
        "d": "moved",
        "e": "withdrawn",
        "+g": "added",
    }


@pytest.mark.parametrize(
    ("relation", "kind"),
    [
        ("equal", "renumbered"),
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


def test_what_nobody_reviewed_is_told_as_that() -> None:
    old, new = edition("one", want("a")), edition("two", want("x"))
    said = [
        compare(library(old, new, row), "one", "two").turns[0].why
        for row in (
            Row(source="a", targets=("x",), relation="equal", status="proposed"),
            Row(source="a", targets=("x",), relation="equal", status="reviewed"),
        )
    ]

    assert "Nobody has reviewed that" in said[0]
    assert "Nobody has reviewed that" not in said[1]


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


def says(name: str, text: str, title: str = "") -> Requirement:
    return Requirement(id=name, title=title or name, text=text)


def test_texts_that_are_here_decide_what_was_reworded() -> None:
    old = edition("one", says("a", "x y z"), says("b", "p  q", "t"), says("c", "r"))
    new = edition("two", says("a", "x w z"), says("b", "p\nq", "u"), want("c"))
    delta = compare(library(old, new), "one", "two")
    a, b, c = delta.turns

    assert (a.kind, b.kind, c.kind) == ("reworded", "kept", "kept")
    assert [(one.how, one.text) for one in a.words] == [
        ("same", "x"),
        ("gone", "y"),
        ("new", "w"),
        ("same", "z"),
    ]
    assert delta.wordings == {"reworded": 1, "same": 1, "unknown": 1}


def test_places_of_parameters_count_by_what_a_reader_sees() -> None:
    one = Parameter(id="a_prm_1", label="how often")
    other = Parameter(id="a_odp.01", label="how often", values=())
    text = "Do it {{{{ insert: param, {} }}}}."
    old = edition("one", replace(says("a", text.format(one.id)), parameters=(one,)))
    new = edition("two", replace(says("a", text.format(other.id)), parameters=(other,)))

    assert kinds(library(old, new)) == {"a": "kept"}


def test_the_very_text_under_another_id_is_renumbered_and_only_where_it_is_one() -> (
    None
):
    old = edition("one", says("a", "x y"), says("b", "p"), says("c", "p"))
    new = edition("two", says("d", "x  y"), says("e", "p"))

    assert kinds(library(old, new)) == {
        "a": "renumbered",
        "b": "withdrawn",
        "c": "withdrawn",
        "+e": "added",
    }


def test_an_id_that_was_given_to_another_requirement_is_not_kept() -> None:
    row = Row(source="a", targets=("b",), relation="subset")
    old = edition("one", want("a"), want("z"))
    new = edition("two", want("a"), want("b"), want("z"))

    assert kinds(library(old, new, row)) == {
        "a": "incorporated",
        "+a": "added",
        "z": "kept",
    }


WORDS = st.lists(st.sampled_from("abcd"), max_size=8).map(" ".join)


@given(WORDS, WORDS)
def test_the_pieces_of_a_difference_are_both_texts(old: str, new: str) -> None:
    pieces = word_changes(old, new)

    for text, how in ((old, "gone"), (new, "new")):
        kept = (one.text for one in pieces if one.how in {"same", how})
        assert " ".join(kept) == text
    assert same_words(old, new) == all(one.how == "same" for one in pieces)


def test_texts_too_long_for_words_differ_as_a_whole() -> None:
    old, new = " ".join(["a", "b"] * 5000), " ".join(["b", "a"] * 5000)

    assert [one.how for one in word_changes(old, new)] == ["gone", "new"]
    assert [one.how for one in word_changes(old, old)] == ["same"]


def test_the_real_editions_of_sp_800_53_as_the_library_has_them() -> None:
    delta = compare(shipped(), "nist-800-53-r4", "nist-800-53-r5")
    became = {one.old[0]: one for one in delta.turns if one.old}

    assert "reworded" not in delta.counts
    assert delta.wordings == {"unknown": delta.counts["kept"] + delta.counts["unknown"]}
    assert became["ac-2.10"].kind == "incorporated"
    assert became["ac-2.10"].new == ("ac-2",)
    assert became["sc-19"].kind == "withdrawn"
    assert "pt-1" in {one.new[0] for one in delta.turns if one.kind == "added"}


def test_the_real_editions_of_sp_800_53_as_nist_publishes_them(
    shared_data: Path,
) -> None:
    catalogs: list[Catalog] = []
    for name in ("one", "two"):
        rev = {"one": "rev4", "two": "rev5"}[name]
        file = f"NIST_SP-800-53_{rev}_catalog.json"
        data = (shared_data / "oscal/nist" / file).read_bytes()
        [catalog] = read_oscal(data, file=file).catalogs
        catalogs.append(replace(catalog, id=name))
    texts = compare(library(catalogs[0], catalogs[1]), "one", "two")
    ours = compare(shipped(), "nist-800-53-r4", "nist-800-53-r5")

    assert "unknown" not in texts.counts
    # With texts and without, every requirement goes to the same place.
    assert [(one.old, one.new) for one in texts.turns] == [
        (one.old, one.new) for one in ours.turns
    ]


def shipped() -> Library:
    folders = ("catalogs", "baselines", "crosswalks")
    return read_library(
        {f"{one}/{k}": v for one in folders for k, v in read_files(one).items()}
    )
