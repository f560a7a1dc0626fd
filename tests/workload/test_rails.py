"""Guard rails as files: what is read, and what is refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.errors import BadInput
from assay.library import read_files
from assay.workload import Rails, read_rails
from assay.workload.conditions import All, Any_, FactIs, InPlace, Not

FACTS = b"""
[[fact]]
id = "endpoint"
title = "Endpoint"
values = ["fips", "standard"]

[[fact]]
id = "public"
title = "Public"
values = [true, false]
"""
DATA = b"""
[[data]]
id = "secret-recipes"
title = "Secret recipes"
"""
RAIL = """
title = "t"
program = "p"
source = "s"
summary = "u"
when = { data = ["secret-recipes"] }

[[must]]
id = "one"
says = "It is so."
change = "Go to {regions}."
%s

[[case]]
name = "yes"
state = "allowed"
given = {}

[[case]]
name = "no"
state = "not_allowed"
given = {}

[[case]]
name = "who knows"
state = "unknown"
given = {}
"""


def rails_of(condition: str = 'country = ["US"]', rail: str = RAIL) -> Rails:
    return read_rails(
        {
            "guardrails/facts.toml": FACTS,
            "guardrails/data-classes.toml": DATA,
            "guardrails/one.toml": (rail % condition).encode(),
        }
    )


def fault_of(condition: str, rail: str = RAIL) -> str:
    with pytest.raises(BadInput) as caught:
        rails_of(condition, rail)
    return caught.value.diagnose()


def test_the_library_s_own_guard_rails_can_be_read() -> None:
    rails = read_rails(read_files("guardrails"))
    assert "phi-account" in rails.rails
    assert rails.data["phi"].title == "Protected health information"


def test_conditions_nest() -> None:
    rail = rails_of(
        'any = [{ not = { country = ["US"] } },'
        ' { all = [{ fact = "public", is = false }] }]'
    ).rails["one"]
    assert rail.musts[0].condition == Any_(
        of=(
            Not(of=InPlace(axis="country", values=("US",))),
            All(of=(FactIs(name="public", values=(False,)),)),
        )
    )


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("", "One condition is expected here, not none"),
        ('country = ["US"]\npartition = "government"', "not country and partition"),
        ('fact = "endpiont"\nis = "fips"', "There is no fact 'endpiont'"),
        ('fact = "endpoint"\nis = "fast"', "'endpoint' is never 'fast'"),
        ('fact = "public"\nis = "true"', "'public' is never 'true'"),
        ('fact = "endpoint"', "A fact has one of `is` and `in`"),
        ('fact = "endpoint"\nis = "fips"\nlevel = "1"', "must[0].level"),
        ('agreement = "handshake"', "must[0].agreement"),
        ("all = []", "A list of conditions is expected here"),
        ("any = [3]", "must[0].any[0]: A condition is expected here"),
        ('claimed = "x"\nlevel_from = "moon"', "must[0].level_from"),
        ("country = []", "must[0].country"),
        ('not = { agreement = "baa" }', "Only places and facts can be the contrary"),
    ],
)
def test_a_condition_that_says_nothing_clear_is_refused(
    condition: str, told: str
) -> None:
    assert told in fault_of(condition)


def test_a_rail_without_cases_for_and_against_is_refused() -> None:
    rail = RAIL.replace('state = "unknown"', 'state = "allowed"')
    assert "The cases show too little of the rule" in fault_of('country = ["A"]', rail)


def test_a_rail_binds_some_workload_and_names_data_that_exists() -> None:
    nobody = RAIL.replace('{ data = ["secret-recipes"] }', "{}")
    assert "It would bind no workload" in fault_of('country = ["A"]', nobody)
    other = RAIL.replace('["secret-recipes"]', '["secret-recipe"]')
    told = fault_of('country = ["A"]', other)
    assert "There is no data class 'secret-recipe'" in told
    assert "secret-recipes" in told


def test_a_blank_that_nothing_fills_is_refused() -> None:
    rail = RAIL.replace("{regions}", "{planet}")
    assert "There is no blank 'planet'" in fault_of('country = ["A"]', rail)


def test_every_fault_is_told_at_once() -> None:
    rail = RAIL.replace("{regions}", "{planet}").replace('title = "t"\n', "")
    told = fault_of('country = ["A"]\nbogus = 1', rail)
    assert "title" in told
    assert "planet" in told
    assert "bogus" in told


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_read_or_refused(data: bytes) -> None:
    with suppress(BadInput):
        read_rails({"guardrails/x.toml": data, "guardrails/facts.toml": data})


@given(st.text(alphabet='[]{}=" \nallnotyfciu', max_size=60))
def test_conditions_of_any_spelling_are_read_or_refused(text: str) -> None:
    with suppress(BadInput):
        rails_of(text)
