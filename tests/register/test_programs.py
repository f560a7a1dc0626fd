"""A program's own file is held to the rules of its kind."""

from textwrap import dedent

import pytest

from assay.errors import BadInput, Problem
from assay.register import read_programs

TEXT = """
    title = "Guild Seal"
    kind = "certification"
    owner = "The guild"
    summary = "A seal."
    time = "validity"
    axes = ["service"]
    name_2017 = "Guild Mark"
    today = "The same."
    aliases = ["GS"]
    artefacts = []
    [validity]
    months = 36
    [[assessors]]
    role = "master"
    title = "Master"
    independence = "Owes the provider nothing."
    [[editions]]
    id = "1"
    title = "Guild Seal 1"
    published = 2010-01-01
    retired = 2020-01-01
    ends_statements = true
    [[levels]]
    id = "gold"
    title = "Gold"
    covers = ["silver"]
    [[levels]]
    id = "silver"
    title = "Silver"
    [[requirement_sets]]
    title = "Rules"
    edition = "1"
    unit = "rule"
    level = "gold"
    [[relations]]
    kind = "maps_to"
    program = "A standard of others"
"""


def read(was: str = "", now: str = "", **more: str) -> list[Problem]:
    assert was in TEXT
    texts = {"guild-seal": TEXT.replace(was, now) if was else TEXT, **more}
    files = {f"programs/{k}.toml": dedent(text).encode() for k, text in texts.items()}
    with pytest.raises(BadInput) as caught:
        read_programs(files)
    return list(caught.value.problems)


def test_a_program_is_named_by_its_file() -> None:
    files = {
        "library/programs/guild-seal.toml": dedent(TEXT).encode(),
        "programs/README.md": b"",
        "other/guild.toml": b"not TOML",
    }

    assert list(read_programs(files)) == ["guild-seal"]


@pytest.mark.parametrize(
    ("was", "now", "place"),
    [
        ('covers = ["silver"]', 'covers = ["bronze"]', "levels.gold.covers"),
        ('covers = ["silver"]', 'perhaps = ["silver"]', "levels.gold.perhaps"),
        ('covers = ["silver"]', 'perhaps = ["x:gold"]', "levels.gold.perhaps"),
        ('edition = "1"', 'edition = "2"', "requirement_sets[0].edition"),
        ('level = "gold"', 'level = "lead"', "requirement_sets[0].level"),
        ('id = "silver"', 'id = "gold"', "levels"),
        ('"maps_to"', '"summary_of"', "relations[0].program"),
        ('"maps_to"', '"shares_services_with"', "relations[0].program"),
        ("months = 36", "months = 0", "validity.months"),
        ("months = 36", "assessment_months = 12", "validity.assessment_months"),
        ("months = 36", "aged_after_months = 12", "validity.aged_after_months"),
        ("retired = 2020-01-01", "retired = 2009-01-01", "editions.1.retired"),
        ("retired = 2020-01-01\n", "\n", "editions.1.ends_statements"),
        ('kind = "certification"', 'kind = "hallmark"', "kind"),
        ('title = "Guild Seal"', 'titel = "Guild Seal"', "titel"),
        ('title = "Guild Seal"', 'id = "seal"\n    title = "Guild Seal"', "id"),
    ],
)
def test_a_broken_rule_is_told_with_its_place(was: str, now: str, place: str) -> None:
    assert place in [problem.place for problem in read(was, now)]


def test_a_law_has_no_surveillance() -> None:
    law = TEXT.replace("certification", "law").replace(
        "months = 36", "surveillance_months = 12"
    )

    (problem,) = read(other=law.replace("Guild Seal", "Other").replace("GS", "O"))
    assert problem.place == "validity.surveillance_months"


def test_no_spelling_stands_for_two_programs() -> None:
    other = TEXT.replace("Guild Seal", "Other").replace('["GS"]', '["guild seal"]')

    (problem,) = read(other=other)
    assert problem.place == "aliases"


def test_the_library_passes(programs: dict[str, object]) -> None:
    assert len(programs) > 23


def test_a_program_that_cannot_be_read_is_told() -> None:
    assert [p.file for p in read(other="title =")] == ["programs/other.toml"]


def test_a_program_has_a_good_id() -> None:
    other = TEXT.replace("Guild Seal", "Other").replace("GS", "O")

    (problem,) = read(**{"Other One": other})
    assert problem.place == "id"
