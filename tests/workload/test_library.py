"""The guard rails that ship: each gives what its own cases say."""

from datetime import date

import pytest

from assay.library import read_files
from assay.register import Register
from assay.workload import Rails, Workload, rehearse
from assay.workload.conditions import Claimed, Eligible, leaves
from assay.workload.rules import binding

NAMES = sorted(
    name.removesuffix(".toml")
    for name in read_files("guardrails")
    if name not in {"facts.toml", "data-classes.toml"}
)


@pytest.mark.parametrize("name", NAMES)
def test_a_rail_gives_what_its_cases_say(rails: Rails, name: str) -> None:
    assert rehearse(rails.rails[name], rails) == ()


def test_there_are_rails_from_the_paper_s_programs_to_today_s(rails: Rails) -> None:
    assert len(rails.rails) >= 22
    programs = {rail.program for rail in rails.rails.values()}
    assert {"hipaa", "itar", "fips-140", "irap", "fedramp", "cjis", "mtcs"} <= programs


def test_every_class_of_data_is_spoken_of_by_some_rail(rails: Rails) -> None:
    spoken = {name for rail in rails.rails.values() for name in rail.when.data}
    assert set(rails.data) == spoken


def test_levels_that_rails_name_are_levels_of_their_programs(
    rails: Rails, northwind: Register
) -> None:
    named = [pair for data in rails.data.values() for pair in data.levels.items()]
    for rail in rails.rails.values():
        for must in rail.musts:
            named += [
                (leaf.program, leaf.level)
                for leaf in leaves(must.condition)
                if isinstance(leaf, Claimed) and leaf.level
            ]
    held = [pair for pair in named if pair[0] in northwind.programs]
    assert held
    for program, level in held:
        assert level in [one.id for one in northwind.programs[program].levels]


def test_rules_bind_on_the_days_they_were_in_force(rails: Rails) -> None:
    personal = Workload(id="w", data=("au-official-sensitive", "au-unclassified-dlm"))

    def bound(on: date) -> list[str]:
        return [rail.id for rail in binding(personal, rails, on)]

    assert bound(date(2017, 3, 15)) == ["irap-dlm"]
    assert bound(date(2019, 1, 1)) == ["irap-dlm", "irap-official"]
    assert bound(date(2026, 11, 24)) == ["irap-official"]


def test_every_program_that_rails_name_is_in_the_library(
    rails: Rails, northwind: Register
) -> None:
    named = {program for one in rails.data.values() for program in one.levels}
    for rail in rails.rails.values():
        named |= {rail.program, *rail.when.programs}
        for must in rail.musts:
            found = leaves(must.condition)
            named |= {
                one.program for one in found if isinstance(one, Claimed | Eligible)
            }

    assert named <= set(northwind.programs)
