"""What covers a set is told apart from how it stands, and parts never add up."""

from dataclasses import replace
from datetime import date
from typing import Any, Literal

import pytest

from assay.errors import UnknownName
from assay.register import Coverage
from assay.standing.covering import Covered, covered
from assay.standing.requirement import Place

SET = "csa-ccm-4"


def row(
    *controls: str,
    extent: Literal["full", "partial"] = "full",
    status: Literal["proposed", "reviewed"] = "reviewed",
    on: date = date(2026, 7, 6),
    catalog: str = SET,
) -> Coverage:
    return Coverage(
        catalog=catalog,
        requirements=("a-a",),
        controls=controls,
        extent=extent,
        status=status,
        by="compliance-lead",
        on=on,
    )


FULL = row("backup")
PART = row("risk-assessment", extent="partial")
IDEA = row("access-review", status="proposed")


def of(world: Any, *rows: Coverage, name: str = SET) -> dict[str, Covered]:
    ground = replace(world.ground(), coverage=rows)
    return {one.requirement: one for one in covered(Place(ground, "", ""), name)}


@pytest.mark.parametrize(
    ("rows", "stated", "controls"),
    [
        ((), "not_covered", ()),
        ((PART,), "partly", ("risk-assessment",)),
        ((PART, PART), "partly", ("risk-assessment",)),
        ((PART, IDEA), "proposed", ("access-review",)),
        ((PART, IDEA, FULL), "covered", ("backup",)),
        ((FULL, row("change-approval")), "covered", ("backup", "change-approval")),
        ((row("backup", catalog="csa-ccm-4.1"),), "not_covered", ()),
    ],
)
def test_the_best_that_somebody_stated_counts(
    world: Any, rows: tuple[Coverage, ...], stated: str, controls: tuple[str, ...]
) -> None:
    found = of(world, *rows)["a-a"]

    assert (found.stated, found.controls) == (stated, controls)


def test_every_requirement_is_told_once_in_its_order(world: Any) -> None:
    found = of(world, FULL)
    library = world.ground().library

    assert list(found) == [one.id for one in library.catalogs[SET].requirements]
    assert [one.stated for one in found.values()].count("covered") == 1


def test_being_covered_says_nothing_of_being_met(world: Any) -> None:
    ground = replace(world.ground(), run_id="", outcomes={}, coverage=(FULL,))
    found = covered(Place(ground, "", ""), SET)

    assert {one.state for one in found} == {"unknown"}
    assert all(one.reason for one in found)


def test_who_stated_it_and_when_is_told(world: Any) -> None:
    found = of(world, FULL, row("backup", on=date(2026, 8, 1)))["a-a"]

    assert found.by == ("compliance-lead",)
    assert found.on == date(2026, 8, 1)


def test_a_baseline_is_covered_by_what_covers_its_catalog(world: Any) -> None:
    rows = (replace(FULL, catalog="nist-800-53-r5", requirements=("ac-2", "ac-2.13")),)
    low = of(world, *rows, name="nist-r5-low")

    assert low["ac-2"].stated == "covered"
    assert "ac-2.13" not in low


def test_a_set_that_is_not_here_is_told(world: Any) -> None:
    with pytest.raises(UnknownName):
        of(world, name="nist-r5-lo")
