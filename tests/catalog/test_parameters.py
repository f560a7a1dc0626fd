"""Parameters: who sets them, what they must keep to, how a text reads with them."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog import Baseline, Catalog, Library, Provenance, Requirement
from assay.catalog.parameters import (
    Valued,
    filled,
    read_settings,
    stray,
    valued,
    violations,
)
from assay.catalog.values import Constraint, Parameter
from assay.errors import BadInput

OURS = Provenance(source="us", rights="ours")
HOW_OFTEN = Parameter(id="x-1_odp.01", label="frequency", also=("x-1_prm_1",))
WHO = Parameter(id="x-1_odp.02", label="roles")
BOTH = Parameter(
    id="x-1_prm_9", label="either", aggregates=("x-1_odp.01", "x-1_odp.02")
)
CHOICE = Parameter(
    id="x-1_odp.03",
    choices=("at once", "within {{ insert: param, x-1_odp.01 }}"),
    how_many="one",
)
TEXT = (
    "Tell {{ insert: param, x-1_odp.02 }} {{ insert: param, x-1_odp.03 }},"
    " {{insert: param, x-1_prm_9}}, {{ insert: param, nothing }}."
)


def library(*parameters: Parameter, sets: tuple[Parameter, ...] = ()) -> Library:
    asked = Requirement(id="x-1", title="X", text=TEXT, parameters=parameters)
    other = Requirement(id="x-2", title="Y")
    catalog = Catalog(
        id="cat",
        title="cat",
        standard="cat",
        edition="1",
        owner="us",
        programs=(),
        unit="thing",
        count=2,
        provenance=OURS,
        requirements=(asked, other),
    )
    baseline = Baseline(
        id="low",
        title="low",
        catalog="cat",
        program="",
        level="low",
        edition="1",
        count=1,
        provenance=OURS,
        requirements=("x-1",),
        parameters=sets,
    )
    return Library(
        catalogs={"cat": catalog}, baselines={"low": baseline}, crosswalks={}
    )


def settings(**files: str) -> dict[str, dict[str, object]]:
    return read_settings(  # type: ignore[return-value]
        {f"parameters/{name}.toml": text.encode() for name, text in files.items()}
    )


def by_id(held: Library, set_id: str = "cat", **files: str) -> dict[str, Valued]:
    found = valued(held, set_id, settings(**files))  # type: ignore[arg-type]
    return {one.parameter.id: one for one in found}


def verdicts(one: Valued) -> list[str]:
    return [judged.verdict for judged in one.judged]


def test_what_is_not_set_is_told_as_not_set_and_stands_open_in_the_text() -> None:
    found = by_id(library(HOW_OFTEN, WHO, BOTH, CHOICE))

    assert {one.origin for one in found.values()} == {"not_set"}
    assert filled(TEXT, found) == (
        "Tell [Assignment: roles] [Selection: at once; within [Assignment: frequency]],"
        " [Assignment: either], [Assignment: nothing]."
    )


def test_a_text_reads_with_its_values() -> None:
    found = by_id(
        library(HOW_OFTEN, WHO, BOTH, CHOICE),
        cat="""
"x-1_odp.01" = "35 days"
"x-1_odp.02" = ["the owner", "the auditor, if any"]
"x-1_odp.03" = "within 35 days"
""",
    )

    assert filled(TEXT, found) == (
        "Tell the owner and the auditor, if any within 35 days,"
        " 35 days; the owner and the auditor, if any, [Assignment: nothing]."
    )
    assert found["x-1_prm_9"].origin == "parts"
    assert verdicts(found["x-1_odp.03"]) == ["met", "met"]


def test_one_that_stands_for_others_is_set_only_with_all_of_them() -> None:
    held = library(HOW_OFTEN, WHO, BOTH)

    assert by_id(held, cat='"x-1_odp.01" = "a"')["x-1_prm_9"].origin == "not_set"


def test_dots_without_quotation_marks_and_former_ids_are_read_as_meant() -> None:
    held = library(HOW_OFTEN)

    assert by_id(held, cat='x-1_odp.01 = "daily"')["x-1_odp.01"].values == ("daily",)
    assert by_id(held, cat='X-1_prm_1 = "daily"')["x-1_odp.01"].values == ("daily",)


def test_the_nearest_who_sets_it_wins() -> None:
    published = replace(HOW_OFTEN, values=("yearly",))
    chosen = Parameter(id="x-1_odp.01", values=("monthly",))
    plain, narrow = library(published), library(published, sets=(chosen,))
    ours = '"x-1_odp.01" = "daily"'
    asked: tuple[tuple[Library, str, dict[str, str], str, str], ...] = (
        (plain, "low", {}, "catalog", "yearly"),
        (narrow, "cat", {}, "catalog", "yearly"),
        (narrow, "low", {}, "baseline", "monthly"),
        (plain, "low", {"cat": ours}, "workspace", "daily"),
        (
            plain,
            "low",
            {"cat": ours, "low": '"x-1_odp.01" = "hourly"'},
            "workspace",
            "hourly",
        ),
    )

    for held, name, files, origin, value in asked:
        one = by_id(held, name, **files)["x-1_odp.01"]
        assert (one.origin, one.values) == (origin, (value,))


def test_to_say_otherwise_than_the_baseline_is_a_violation_where_it_is_set() -> None:
    held = library(HOW_OFTEN, sets=(Parameter(id="x-1_prm_1", values=("monthly",)),))
    found = by_id(held, "low", cat='"x-1_odp.01" = "daily"')
    [problem] = violations(found.values())

    assert (problem.file, problem.place) == ("parameters/cat.toml", "x-1_odp.01")
    assert not violations(by_id(held, "low", cat='"x-1_odp.01" = "Monthly"').values())


def test_a_test_must_match_from_end_to_end() -> None:
    days = Constraint(description="days", tests=(r"\d+ days|at once",))
    held = library(replace(HOW_OFTEN, constraints=(days,)))

    for value, verdict in (
        ("35 days", "met"),
        ("at once", "met"),
        ("35 days or so", "not_met"),
        ("", "not_set"),
    ):
        text = f'"x-1_odp.01" = "{value}"' if value else ""
        one = by_id(held, cat=text)["x-1_odp.01"]
        assert [one.origin] == [verdict] or verdicts(one) == [verdict]


def test_a_constraint_in_words_or_with_a_test_that_cannot_run_is_unknown() -> None:
    for constraint in (
        Constraint(description="at least annually"),
        Constraint(tests=("(",)),
        Constraint(tests=("a)|(b",)),
        Constraint(tests=("(?=a)a",)),
    ):
        one = by_id(
            library(replace(HOW_OFTEN, constraints=(constraint,))),
            cat='"x-1_odp.01" = "a"',
        )["x-1_odp.01"]
        assert verdicts(one) == ["unknown"]
        assert not violations([one])


def test_an_expression_made_to_take_for_ever_does_not() -> None:
    evil = Constraint(tests=("(a+)+b",))
    held = library(replace(HOW_OFTEN, constraints=(evil,)))

    assert verdicts(
        by_id(held, cat=f'"x-1_odp.01" = "{"a" * 5000}"')["x-1_odp.01"]
    ) == ["not_met"]


def test_choices_are_held_to_what_is_offered_and_how_many() -> None:
    some = replace(CHOICE, choices=("red", "blue"))
    found = by_id(library(some), cat='"x-1_odp.03" = ["red", "BLUE"]')
    assert verdicts(found["x-1_odp.03"]) == ["met", "not_met"]

    many = by_id(
        library(replace(some, how_many="one-or-more")),
        cat='"x-1_odp.03" = ["red", "green"]',
    )
    [problem] = violations(many.values())
    assert "green" in problem.message
    assert "red," not in problem.message


def test_a_baseline_adds_constraints_and_replaces_what_is_chosen_from() -> None:
    sets = Parameter(
        id="x-1_odp.03", choices=("never",), constraints=(Constraint(tests=("never",)),)
    )
    found = by_id(library(CHOICE, sets=(sets,)), "low", low='"x-1_odp.03" = "at once"')

    assert verdicts(found["x-1_odp.03"]) == ["not_met", "not_met"]


def test_what_is_set_of_nothing_is_told() -> None:
    held = library(HOW_OFTEN)
    found = stray(
        held,
        settings(cat='"x-1_odp.1" = "a"', lo='"x" = "b"'),  # type: ignore[arg-type]
    )

    assert [(one.file, one.place) for one in found] == [
        ("parameters/cat.toml", "x-1_odp.1"),
        ("parameters/lo.toml", ""),
    ]
    assert "x-1_odp.01" in found[0].remedy
    assert "low" in found[1].remedy


@pytest.mark.parametrize(
    "text", ["a = true", "a = []", 'a = ""', 'a = ["b", ""]', "a = {}", "a = [{}]", "="]
)
def test_what_is_no_value_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        settings(cat=text, low="a = true")

    assert [one.file for one in refused.value.problems] == [
        "parameters/cat.toml",
        "parameters/low.toml",
    ]


def test_what_is_set_twice_is_refused() -> None:
    with pytest.raises(BadInput, match="1 problem"):
        settings(cat='"a.b" = "x"\n[a]\nb = "y"')


def test_parameters_that_name_each_other_end() -> None:
    circle = tuple(
        Parameter(id=f"p{n}", choices=(f"{{{{ insert: param, p{(n + 1) % 3} }}}}",) * 2)
        for n in range(3)
    )
    chain = tuple(
        Parameter(id=f"q{n}", choices=(f"{{{{ insert: param, q{n + 1} }}}} x",) * 9)
        for n in range(400)
    )
    found = by_id(library(*circle, *chain))

    assert "[Assignment: p0]" in filled("{{ insert: param, p0 }}", found)
    assert len(filled("{{ insert: param, q0 }}", found)) <= 20_000


@given(st.binary(max_size=200))
def test_any_bytes_are_settings_or_refused(data: bytes) -> None:
    with suppress(BadInput):
        assert set(read_settings({"parameters/cat.toml": data})) == {"cat"}


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_any_value_and_any_test_get_a_verdict(
    value: str, test: str, choice: str
) -> None:
    whole = replace(
        HOW_OFTEN, constraints=(Constraint(tests=(test,)),), choices=(choice,)
    )
    kept = " ".join(value.split())
    held = library(whole, sets=(Parameter(id="x-1_odp.01", values=(kept or "x",)),))
    for one in valued(held, "low", {}):
        assert all(j.verdict in {"met", "not_met", "unknown"} for j in one.judged)
        assert filled(one.parameter.label + value, {one.parameter.id: one})
