"""What follows from verdicts across crosswalks, and what never does."""

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog import (
    Baseline,
    Catalog,
    Crosswalk,
    Library,
    Provenance,
    Requirement,
    Row,
    carry,
)
from assay.catalog.crosswalks import Conclusion, Lack, Step, Verdict
from assay.errors import UnknownName

OURS = Provenance(source="Us", rights="Ours")
ASKED = ("a", "b", "c")


def catalog(name: str, *requirements: Requirement, standard: str = "") -> Catalog:
    active = sum(one.status == "active" for one in requirements)
    return Catalog(
        id=name,
        title=name.title(),
        standard=standard or name,
        edition=name,
        owner="us",
        programs=(),
        unit="thing",
        count=active,
        provenance=OURS,
        requirements=requirements,
    )


def want(name: str) -> Requirement:
    return Requirement(id=name, title=name)


def gone(name: str, *now: str) -> Requirement:
    return Requirement(id=name, title=name, status="withdrawn", now=now)


def row(source: str, *targets: str, **stated: Any) -> Row:
    given_facts: dict[str, Any] = {
        "status": "reviewed",
        "by": "office",
        "on": date(2026, 1, 2),
    }
    return Row(source=source, targets=targets, **{**given_facts, **stated})


def walk(source: str, target: str, *rows: Row) -> Crosswalk:
    return Crosswalk(
        id=f"{source}--{target}",
        title="",
        source=source,
        target=target,
        provenance=OURS,
        rows=rows,
    )


def world(*walks: Crosswalk) -> Library:
    """`wish` asks q, `had` asks a, b, c; `later` withdrew b into c and keeps z gone."""
    catalogs = [
        catalog("wish", want("q")),
        catalog("mid", want("m"), want("n")),
        catalog("had", want("a"), want("b"), want("c"), gone("z"), standard="had"),
        catalog("later", want("a"), gone("b", "c"), want("c"), standard="had"),
    ]
    chosen = Baseline(
        id="some",
        title="some",
        catalog="later",
        program="p",
        level="l",
        edition="later",
        count=2,
        provenance=OURS,
        requirements=("a", "c"),
    )
    return Library(
        catalogs={one.id: one for one in catalogs},
        baselines={"some": chosen},
        crosswalks={one.id: one for one in walks},
    )


def answer(rows: list[Row], **verdicts: Verdict) -> Conclusion:
    (only,) = carry(
        world(walk("wish", "had", *rows)), "had", "wish", verdicts
    ).conclusions
    return only


def test_it_is_met_where_all_that_it_lies_within_is() -> None:
    found = answer([row("q", "a", "b")], a="met", b="met")

    assert found.state == "met"
    assert found.why == "A and B are met, and it lies within."
    (step,) = found.path
    assert (step.crosswalk, step.by) == ("wish--had", "office")
    assert step.targets == ("had/a", "had/b")


def test_it_stays_unknown_where_one_of_them_is_not_known() -> None:
    found = answer([row("q", "a", "b")], a="met")

    assert found.state == "unknown"
    assert found.lacks == (Lack(requirement="had/b", why="unknown"),)
    assert found.why == "Of B it is not known whether it is met."


def test_one_of_several_suffices_where_the_row_says_either() -> None:
    found = answer([row("q", "a", "b", either=True)], b="met", a="not_met")

    assert found.state == "met"
    assert found.why == "B is met, and it lies within."


def test_what_is_not_met_carries_down_to_what_contains_it() -> None:
    found = answer([row("q", "a", relation="superset")], a="not_met")

    assert found.state == "not_met"
    assert found.why == "Were it met, A would be, and is not."


def test_the_path_to_not_met_tells_why_what_helped_is_met() -> None:
    library = world(
        walk("had", "mid", row("b", "m", "n")), walk("mid", "had", row("n", "c"))
    )

    found = carry(library, "had", "mid", {"b": "not_met", "c": "met"}).conclusions[0]

    assert (found.requirement, found.state) == ("m", "not_met")
    assert [step.source for step in found.path] == ["mid/n", "had/b"]


@pytest.mark.parametrize("relation", ["superset", "intersects", "disjoint"])
def test_rows_that_do_not_contain_it_never_make_it_met(relation: str) -> None:
    found = answer([row("q", "a", relation=relation)], a="met", b="met", c="met")

    assert found.state == "unknown"


def test_an_overlap_lends_its_evidence_and_names_the_gap() -> None:
    found = answer([row("q", "a", relation="intersects")], a="met")

    (reuse,) = found.evidence
    assert (reuse.requirement, reuse.verdict, reuse.how) == ("a", "met", "overlaps")
    assert "evidence may be used again" in found.why


def test_what_contains_one_of_several_lends_its_evidence_as_one_of_them() -> None:
    library = world(
        walk("wish", "had", row("q", "a", "b")),
        walk("mid", "had", row("m", "a", relation="superset")),
    )

    (found,) = carry(library, "mid", "wish", {"m": "met"}).conclusions

    (reuse,) = found.evidence
    assert (reuse.requirement, reuse.how, len(reuse.path)) == ("m", "one_of", 2)


@pytest.mark.parametrize("verdict", ["met", "not_met"])
def test_proposed_rows_conclude_nothing(verdict: Verdict) -> None:
    for relation in ("equal", "subset", "superset"):
        found = answer([row("q", "a", relation=relation, status="proposed")], a=verdict)

        assert found.state == "unknown"
        assert "1 row about it is proposed and not reviewed." in found.why


def test_nothing_follows_without_a_row() -> None:
    found = answer([], a="met")

    assert found.state == "unknown"
    assert found.why == "No reviewed row relates it to what was judged."


def test_what_does_not_apply_is_not_met() -> None:
    found = answer([row("q", "a")], a="not_applicable")

    assert found.state == "unknown"
    assert found.why == "A does not apply, which is not the same as met."


def test_a_path_runs_over_several_crosswalks_either_way_round() -> None:
    library = world(
        walk("wish", "mid", row("q", "m")),
        walk("had", "mid", row("a", "m", relation="superset")),
    )

    (found,) = carry(library, "had", "wish", {"a": "met"}).conclusions

    assert found.state == "met"
    assert [step.crosswalk for step in found.path] == ["had--mid", "wish--mid"]


def test_one_proposed_row_on_the_path_breaks_it() -> None:
    library = world(
        walk("wish", "mid", row("q", "m")),
        walk("mid", "had", row("m", "a", status="proposed")),
    )

    (found,) = carry(library, "had", "wish", {"a": "met"}).conclusions

    assert found.state == "unknown"


def test_verdicts_that_contradict_the_rows_conclude_nothing() -> None:
    library = world(
        walk("mid", "had", row("m", "a")), walk("wish", "mid", row("q", "m"))
    )
    both = world(walk("had", "had", row("b", "a")), walk("wish", "had", row("q", "a")))

    assert carry(library, "had", "wish", {"a": "met"}).conflicts == ()
    found = carry(both, "had", "wish", {"a": "met", "b": "not_met"})
    assert found.conflicts == ("had/b",)
    assert found.conclusions[0].state == "unknown"
    assert "contradict" in found.conclusions[0].why


def test_what_lies_within_two_and_apart_from_one_lies_within_the_other() -> None:
    rows = [row("q", "a", "b"), row("q", "a", relation="disjoint")]

    found = answer(rows, b="met")

    assert found.state == "met"
    assert found.why == (
        "B is met, and it lies within: it shares nothing with what else could hold a "
        "part of it."
    )
    assert [(step.relation, step.targets) for step in found.path] == [
        ("disjoint", ("had/a",)),
        ("subset", ("had/a", "had/b")),
    ]
    assert answer(rows, a="met").state == "unknown"
    assert answer(rows[:1], b="met").state == "unknown"


def test_what_is_not_met_and_can_only_lie_within_one_refutes_that_one() -> None:
    library = world(
        walk("had", "wish", row("a", "q", relation="disjoint")),
        walk("wish", "had", row("q", "a", "b")),
        walk("mid", "had", row("m", "b")),
    )

    found = carry(library, "wish", "had", {"q": "not_met"})
    at_odds = carry(library, "had", "wish", {"b": "met"})

    states = {one.requirement: one.state for one in found.conclusions}
    assert states == {"a": "unknown", "b": "not_met", "c": "unknown"}
    assert at_odds.counts["met"] == 1
    [b] = [one for one in found.conclusions if one.requirement == "b"]
    assert b.why == "Were it met, Q would be, and is not."
    assert len(b.path) == 2


def test_verdicts_that_disjoint_rows_contradict_carry_nothing() -> None:
    library = world(
        walk("had", "had", row("a", "b", "c"), row("a", "c", relation="disjoint")),
        walk("wish", "had", row("q", "b")),
    )

    found = carry(library, "had", "wish", {"a": "not_met", "b": "met"})

    assert found.conflicts == ("had/a",)
    assert found.conclusions[0].state == "unknown"
    assert "contradict" in found.conclusions[0].why


def test_a_way_is_met_by_what_disjoint_rows_decide() -> None:
    library = world(
        walk("mid", "had", row("m", "a", "b"), row("m", "a", relation="disjoint")),
        walk("wish", "mid", row("q", "m", "n", either=True)),
    )

    found = carry(library, "had", "wish", {"b": "met"})

    assert found.conclusions[0].state == "met"
    assert len(found.conclusions[0].path) == 3


def test_reviewed_rows_that_contradict_each_other_conclude_nothing() -> None:
    library = world(
        walk(
            "wish",
            "had",
            row("q", "a", relation="equal"),
            row("q", "a", relation="disjoint"),
        ),
        walk("mid", "had", row("m", "c")),
    )

    found = carry(library, "had", "wish", {"a": "met"})
    beside = carry(library, "had", "mid", {"c": "met"})

    (only,) = found.conclusions
    assert only.state == "unknown"
    assert "contradict others" in only.why
    assert len(found.contradictions) == 1
    assert beside.counts["met"] == 1


def test_what_is_supposed_gives_way_to_what_is_reviewed() -> None:
    library = world(
        walk("wish", "had", row("q", "a")),
        walk("wish", "later", row("q", "a", relation="disjoint")),
        walk("mid", "had", row("m", "c")),
    )
    verdicts: dict[str, Verdict] = {"a": "met", "c": "met"}

    found = carry(library, "some", "wish", verdicts, same_ids=True)
    beside = carry(library, "some", "mid", verdicts, same_ids=True)

    assert found.conclusions[0].state == "unknown"
    assert found.contradictions == ()
    assert beside.counts["met"] == 1
    # The reviewed rows stay, and carry where nothing needs to be supposed.
    own = carry(library, "had", "wish", verdicts, same_ids=True)
    assert own.counts["met"] == 1


def test_another_edition_carries_only_what_is_supposed_of_its_ids() -> None:
    library = world(walk("wish", "had", row("q", "a")))

    plain = carry(library, "some", "wish", {"a": "met"})
    supposing = carry(library, "some", "wish", {"a": "met"}, same_ids=True)

    assert (plain.counts["met"], plain.could_suppose) == (0, True)
    assert (supposing.counts["met"], supposing.could_suppose) == (1, False)
    assert supposing.conclusions[0].assumes == (
        "an id that had and later both keep asks the same in both",
    )


def test_what_another_edition_withdrew_is_missing_and_says_where_it_went() -> None:
    library = world(walk("wish", "had", row("q", "a", "b")))
    verdicts: dict[str, Verdict] = {"a": "met", "c": "met"}

    (found,) = carry(library, "some", "wish", verdicts, same_ids=True).conclusions

    assert found.state == "unknown"
    assert found.lacks == (
        Lack(requirement="had/b", why="withdrawn", now=("c",), now_met=True),
    )
    assert found.why == "B is withdrawn in had later, now in C (met)."


def test_a_crosswalk_between_editions_overrules_what_could_be_supposed() -> None:
    library = world(
        walk("wish", "had", row("q", "a")),
        walk("later", "had", row("a", "a", relation="intersects")),
    )

    (found,) = carry(library, "some", "wish", {"a": "met"}, same_ids=True).conclusions

    assert found.state == "unknown"


def test_nothing_is_supposed_of_editions_that_a_crosswalk_relates() -> None:
    library = world(
        walk("wish", "had", row("q", "a")),
        walk("later", "had", row("c", "c", relation="equal")),
    )

    found = carry(library, "some", "wish", {"a": "met"}, same_ids=True)

    assert found.counts["met"] == 0


def test_an_id_that_one_edition_withdrew_is_not_one_that_both_keep() -> None:
    library = world(walk("wish", "later", row("q", "b")))

    found = carry(library, "had", "wish", {"b": "met"}, same_ids=True)

    assert found.counts["met"] == 0


def test_of_several_successors_all_must_be_met_for_the_hint() -> None:
    library = world(walk("wish", "had", row("q", "b")))
    library.catalogs["later"] = catalog(
        "later", want("a"), gone("b", "a", "c"), want("c"), standard="had"
    )

    (found,) = carry(library, "some", "wish", {"a": "met"}, same_ids=True).conclusions

    assert [one.now_met for one in found.lacks] == [False]
    assert found.why == "B is withdrawn in had later, now in A and C (not all met)."


def test_what_the_judged_catalog_itself_withdrew_is_told_so() -> None:
    found = answer([row("q", "z")], a="met")

    assert found.lacks == (Lack(requirement="had/z", why="withdrawn"),)
    assert found.why == "Z is withdrawn in had had, without a successor."


def test_an_unknown_set_is_told() -> None:
    with pytest.raises(UnknownName, match="'hed'"):
        carry(world(), "hed", "wish", {})


ROWS = st.lists(
    st.builds(
        lambda targets, relation, status, either: row(
            "q",
            *sorted(targets),
            relation=relation,
            status=status,
            either=either and relation == "subset",
        ),
        st.sets(st.sampled_from(ASKED), min_size=1),
        st.sampled_from(["equal", "subset", "superset", "intersects", "disjoint"]),
        st.sampled_from(["reviewed", "proposed"]),
        st.booleans(),
    ),
    max_size=5,
)
STATES: list[Verdict] = ["met", "not_met", "unknown", "not_applicable"]
VERDICTS = st.dictionaries(st.sampled_from(ASKED), st.sampled_from(STATES))


@given(ROWS, VERDICTS, st.randoms())
def test_the_order_of_rows_plays_no_part(
    rows: list[Row], verdicts: dict[str, Verdict], dice: random.Random
) -> None:
    shuffled = list(rows)
    dice.shuffle(shuffled)

    assert answer(rows, **verdicts) == answer(shuffled, **verdicts)


@given(ROWS, VERDICTS)
def test_proposed_rows_change_no_conclusion(
    rows: list[Row], verdicts: dict[str, Verdict]
) -> None:
    reviewed = [one for one in rows if one.status == "reviewed"]

    found, wanted = answer(rows, **verdicts), answer(reviewed, **verdicts)

    assert (found.state, found.path) == (wanted.state, wanted.path)


@given(
    ROWS, ROWS.map(lambda rows: [replace(one, source="m") for one in rows]), VERDICTS
)
def test_the_path_alone_gives_the_same_conclusion(
    rows: list[Row], more: list[Row], verdicts: dict[str, Verdict]
) -> None:
    between = walk("wish", "mid", row("q", "m", relation="equal"))
    library = world(walk("wish", "had", *rows), walk("mid", "had", *more), between)
    (found,) = carry(library, "had", "wish", verdicts).conclusions

    kept = [
        replace(
            one, rows=tuple(row for row in one.rows if _is_on(found.path, one.id, row))
        )
        for one in library.crosswalks.values()
    ]
    (again,) = carry(world(*kept), "had", "wish", verdicts).conclusions

    assert found.state in ("unknown", again.state)
    assert all(step.by for step in found.path)


def _is_on(path: tuple[Step, ...], crosswalk: str, row: Row) -> bool:
    return any(
        step.crosswalk == crosswalk
        and step.source.endswith(f"/{row.source}")
        and (step.relation, step.either) == (row.relation, row.either)
        and {one.split("/")[1] for one in step.targets} == set(row.targets)
        for step in path
    )
