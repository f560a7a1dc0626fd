"""The matrix and the diff, as a reader meets them."""

from collections.abc import Callable
from datetime import date

import pytest

from assay.register import Register, claims, diff, matrix

Make = Callable[..., Register]
TODAY = date(2026, 11, 24)


def test_the_first_row_is_the_program_as_a_whole(make: Make) -> None:
    seen = matrix(make(), TODAY)

    assert [row.service for row in seen.rows] == ["", "object-storage", "queue", "maps"]
    assert set(seen.programs) == set(make().programs)
    assert all(len(row.cells) == len(seen.programs) for row in seen.rows)


def test_a_cell_counts_the_regions_where_the_service_is_offered(make: Make) -> None:
    seen = matrix(make(), TODAY, programs=("soc-2", "iso-27001"))
    cells = {row.service: row.cells for row in seen.rows}

    assert cells["queue"][0].counts == {"in_force": 1, "not_claimed": 2}
    assert cells["queue"][1].counts == {"in_force": 3}
    assert (cells["maps"][1].counts, cells["maps"][1].regions) == ({"in_force": 1}, 1)
    assert cells["maps"][0].claim.state == "not_claimed"


def test_one_region_is_counted_alone(make: Make) -> None:
    seen = matrix(make(), TODAY, programs=("soc-2",), region="eu-west-1")

    assert seen.rows[1].cells[0].counts == {"in_force": 1}
    assert "in eu-west-1" in seen.rows[1].cells[0].claim.says


def test_a_level_leaves_out_programs_that_have_none_such(make: Make) -> None:
    assert set(matrix(make(), TODAY, level="Level 1").programs) == {
        "cmmc",
        "cmmc-self",
        "fips-140",
        "mtcs",
        "pci-dss",
    }


def test_where_no_services_are_stated_the_whole_is_the_only_row(
    paper: Register,
) -> None:
    seen = matrix(paper, date(2017, 3, 31), programs=("fedramp", "iso-27001"))

    (row,) = seen.rows
    assert row.cells[0].counts == {"in_force": 5, "not_claimed": 2}
    assert row.cells[1].counts == {"not_stated": 7}
    assert row.cells[1].claim.state == "in_force"


def test_nothing_changed_between_a_day_and_itself(northwind: Register) -> None:
    assert diff(northwind, TODAY, TODAY) == ()


def test_cells_that_changed_alike_are_told_together(make: Make) -> None:
    (change,) = (
        c
        for c in diff(make(), date(2026, 11, 9), date(2026, 11, 10))
        if c.program == "soc-2"
    )

    assert change.services == ("object-storage", "queue")
    assert change.regions == ("eu-west-1",)
    assert (change.before, change.after) == ("not_claimed", "in_force")
    assert change.on == date(2026, 11, 10)
    assert change.says == (
        "Since 10 November 2026, Northwind's Object Storage and Message Queue in "
        "eu-west-1 are covered by a SOC 2 report (soc-2-2026: issued on 10 November "
        "2026)."
    )


def test_a_diff_can_look_back_to_what_was_recorded(make: Make) -> None:
    register = make()
    days = date(2026, 11, 9), date(2026, 11, 10)

    assert diff(register, *days, as_of=date(2026, 11, 9)) == ()


@pytest.mark.parametrize(
    "program", ["iso-27001", "hipaa", "cjis", "dod-srg", "soc-1", "pci-dss"]
)
def test_a_program_whose_regions_are_unstated_changes_as_a_whole(
    paper: Register, program: str
) -> None:
    changes = [
        change
        for change in diff(paper, date(2017, 3, 31), date(2018, 6, 1))
        if change.program == program
    ]

    assert {(c.services, c.regions) for c in changes} == {((), ())}
    assert {(c.before, c.after) for c in changes} == {("in_force", "aged")}


def test_each_statement_and_plan_of_a_program_speaks_for_itself(
    northwind: Register,
) -> None:
    found = dict(claims(northwind, "iso-9001", TODAY))

    assert found.keys() >= {"iso-9001-2024"}
    assert found["iso-9001-2024"].state == "lapsed"
    early = dict(claims(northwind, "iso-9001", TODAY, as_of=date(2020, 1, 1)))
    assert "iso-9001-2024" not in early
