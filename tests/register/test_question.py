"""A question may use any name a person has for a thing, and no other."""

from collections.abc import Callable

import pytest

from assay.errors import UnknownName
from assay.register import Question, Register, ask

Make = Callable[..., Register]


@pytest.mark.parametrize(
    "program", ["soc-2", "SOC 2", "soc2", "Trust Services Criteria", "SOC 2 TYPE 2"]
)
def test_a_program_has_several_names(make: Make, program: str) -> None:
    assert ask(make(), program).program == "soc-2"


@pytest.mark.parametrize("service", ["object-storage", "Object Storage", "os", "OS"])
def test_a_service_has_several_names(make: Make, service: str) -> None:
    assert ask(make(), "soc-2", service).service == "object-storage"


@pytest.mark.parametrize("region", ["us-gov-west-1", "GovCloud", "government west"])
def test_a_region_has_several_names(make: Make, region: str) -> None:
    assert ask(make(), "soc-2", region=region).region == "us-gov-west-1"


@pytest.mark.parametrize(
    ("program", "level", "expected"),
    [
        ("dod-srg", "4", "4"),
        ("dod-srg", "IL4", "4"),
        ("fedramp", "Moderate", "moderate"),
        ("mtcs", "Tier 3", "3"),
        ("irap", "PROTECTED", "protected"),
        ("irap", "Unclassified (DLM)", "unclassified-dlm"),
    ],
)
def test_a_level_has_several_names(
    make: Make, program: str, level: str, expected: str
) -> None:
    assert ask(make(), program, level=level).level == expected


def test_what_is_not_asked_stays_open(make: Make) -> None:
    assert ask(make(), "soc-2") == Question(program="soc-2")


@pytest.mark.parametrize(
    ("asked", "what", "near"),
    [
        (("sox-2",), "program", "soc-2"),
        (("soc-2", "objct-storage"), "service", "object-storage"),
        (("soc-2", "", "eu-west-2"), "region", "eu-west-1"),
        (("fedramp", "", "", "modrate"), "level of FedRAMP", "moderate"),
    ],
)
def test_an_unknown_name_is_refused_with_near_ones(
    make: Make, asked: tuple[str, ...], what: str, near: str
) -> None:
    with pytest.raises(UnknownName) as caught:
        ask(make(), *asked)

    assert caught.value.what == what
    assert near in caught.value.near


def test_a_level_far_from_all_is_answered_with_all(make: Make) -> None:
    with pytest.raises(UnknownName) as caught:
        ask(make(), "dod-srg", level="zzz")

    assert caught.value.near == (
        "Impact level 2",
        "Impact level 4",
        "Impact level 5",
        "Impact level 6",
    )


def test_a_program_without_levels_has_none_to_ask_for(make: Make) -> None:
    with pytest.raises(UnknownName) as caught:
        ask(make(), "soc-2", level="high")

    assert caught.value.near == ()


def test_where_no_services_are_stated_any_name_is_taken_as_typed(
    paper: Register,
) -> None:
    assert ask(paper, "soc-2", "Simple Storage").service == "Simple Storage"
