"""What a program's file may say of its relations and of time."""

import pytest

from assay.errors import BadInput
from assay.register import Program, read_programs

PROGRAM = """
id = "{id}"
title = "{id}"
kind = "{kind}"
owner = "o"
summary = "s"
time = "validity"
axes = []
assessors = []
editions = []
requirement_sets = []
artefacts = []
today = "t"
[validity]
{validity}
"""
LEVELS = '[[levels]]\nid = "1"\ntitle = "1"\n[[levels]]\nid = "2"\ntitle = "2"\n'
RELATION = '[[relations]]\nkind = "{kind}"\nprogram = "{program}"\n{more}\n'


def program(
    name: str, more: str = "", kind: str = "certification", validity: str = ""
) -> str:
    """A program's file, with tables of its own behind its rules of time."""
    keys = PROGRAM.format(id=name, kind=kind, validity=validity)
    return keys + LEVELS + more


def relation(other: str, more: str = "", kind: str = "extends") -> str:
    return RELATION.format(kind=kind, program=other, more=more)


def read(**texts: str) -> dict[str, Program]:
    return read_programs(
        {f"programs/{name}.toml": text.encode() for name, text in texts.items()}
    )


def places(**texts: str) -> set[str]:
    """Where the files are at fault."""
    with pytest.raises(BadInput) as caught:
        read(**texts)
    assert all(problem.message for problem in caught.value.problems)
    assert all(problem.remedy for problem in caught.value.problems)
    return {problem.place for problem in caught.value.problems}


def test_a_program_may_demand_of_what_it_extends() -> None:
    demands = 'demands = ["statement", "level"]\nlevels = ["2"]\nlevel = "1"'
    found = read(a=program("a", relation("b", demands)), b=program("b"))

    assert found["a"].relations[0].demands == ("statement", "level")


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ('demands = ["statement"]\nlevels = ["3"]', "relations[0].levels"),
        ('demands = ["level"]', "relations[0].level"),
        ('demands = ["statement"]\nlevel = "1"', "relations[0].level"),
        ('demands = ["level"]\nlevel = "3"', "relations[0].level"),
        ('demands = ["faith"]', "relations[0].demands"),
    ],
)
def test_a_demand_names_levels_that_there_are(more: str, place: str) -> None:
    assert places(a=program("a", relation("b", more)), b=program("b")) == {place}


def test_a_demand_is_made_of_a_program_that_there_is() -> None:
    text = program("a", relation("b", 'demands = ["statement"]'))

    assert places(a=text) == {"relations[0].program"}
    assert read(a=program("a", relation("b")))


@pytest.mark.parametrize("kind", ["evidence_for", "equivalent", "maps_to"])
def test_only_what_is_extended_can_be_asked_for_anything(kind: str) -> None:
    text = program("a", relation("b", 'demands = ["statement"]', kind))

    assert places(a=text, b=program("b")) == {"relations[0].demands"}


def test_a_program_has_no_relation_to_itself() -> None:
    assert places(a=program("a", relation("a"))) == {"relations[0].program"}


def test_no_program_supersedes_its_own_successor() -> None:
    one, two, three = (
        program(name, relation(other, kind="supersedes"))
        for name, other in (("a", "b"), ("b", "c"), ("c", "a"))
    )

    assert places(a=one, b=two, c=three) == {"relations"}
    assert read(a=one, b=two, c=program("c"))


def test_equivalent_programs_are_of_one_kind() -> None:
    text = program("a", relation("b", kind="equivalent"))
    law = program("b", kind="law")

    assert read(a=text, b=program("b"))
    assert read(a=text)
    assert places(a=text, b=law) == {"relations[0]"}


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("certification", "full_coverage_months = 36"),
        ("certification", "scan_months = 3"),
        ("certification", "latest_edition = true"),
        ("certification", "hidden_after_months = 36"),
        ("attestation_report", "suspension_months = 6"),
        ("attestation_report", "months = 12"),
        ("authorization", "aged_after_months = 12"),
        ("law", "surveillance_months = 12"),
        ("certification", "surveillance_months = 0"),
        ("authorization", "full_coverage_months = -1"),
    ],
)
def test_a_rule_of_time_fits_the_kind(kind: str, line: str) -> None:
    key = line.split(" ", maxsplit=1)[0]

    assert places(a=program("a", kind=kind, validity=line)) == {f"validity.{key}"}


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("certification", "surveillance_months = 12\nsuspension_months = 6"),
        ("authorization", "assessment_months = 12\nfull_coverage_months = 36"),
        ("independent_assessment", "scan_months = 3\nlatest_edition = true"),
        ("self_assessment", "months = 12\nhidden_after_months = 36"),
    ],
)
def test_each_kind_has_rules_of_its_own(kind: str, lines: str) -> None:
    assert read(a=program("a", kind=kind, validity=lines))


@pytest.mark.parametrize("months", ["", "months = 36", "months = 48"])
def test_what_is_hidden_was_out_of_date_before(months: str) -> None:
    lines = f"{months}\nhidden_after_months = 36"

    assert places(a=program("a", kind="self_assessment", validity=lines)) == {
        "validity.hidden_after_months"
    }
