"""The checks of northwind's controls: sound, rehearsed, and each worth its place."""

from collections import Counter
from pathlib import Path

import pytest

import assay
from assay.catalog import read_library
from assay.checks import Check, load_checks, rehearse
from assay.register import Coverage, read_controls, read_programs, read_register

FOLDER = Path(assay.__file__).with_name("library")
NORTHWIND = FOLDER / "examples" / "northwind"
OBJECTIVES = {f"soc1.{number}" for number in range(1, 9)}


def files_under(root: Path, *patterns: str) -> dict[str, bytes]:
    found = (path for pattern in patterns for path in sorted(root.glob(pattern)))
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in found
        if path.is_file()
    }


CHECKS = load_checks(files_under(NORTHWIND, "checks/*/*"))


CATALOGED = read_library(
    files_under(FOLDER, "catalogs/*.toml", "baselines/*.toml", "crosswalks/*.toml")
)
REGISTER = read_register(
    files_under(NORTHWIND, "register/**/*"),
    read_programs(files_under(FOLDER, "programs/*.toml")),
)
CONTROLS, COVERAGE = read_controls(
    files_under(NORTHWIND, "controls/**/*.toml"), REGISTER, CATALOGED
)


def concluding(rows: tuple[Coverage, ...]) -> list[Coverage]:
    return [row for row in rows if row.extent == "full" and row.status == "reviewed"]


@pytest.mark.parametrize("check", [pytest.param(c, id=c.id) for c in CHECKS])
def test_the_check_gives_its_cases_the_verdicts_they_must_get(check: Check) -> None:
    assert not rehearse(check)


@pytest.mark.parametrize("check", [pytest.param(c, id=c.id) for c in CHECKS])
def test_the_cases_show_what_is_met_what_is_not_and_what_is_unknown(
    check: Check,
) -> None:
    expected = {verdict for case in check.cases for verdict in case.expect.values()}

    assert {"met", "not_met", "unknown"} <= expected
    assert 3 <= len(check.cases) <= 6


def test_there_are_checks_of_all_eight_objective_areas() -> None:
    tested = Counter(CONTROLS[check.control].objective for check in CHECKS)

    assert set(tested) == OBJECTIVES
    assert tested.total() >= 34


def test_there_are_forty_controls_and_few_are_not_tested() -> None:
    untested = CONTROLS.keys() - {check.control for check in CHECKS}

    assert len(CONTROLS) == 40
    assert untested == {"internal-audit", "supplier-review"}


@pytest.mark.parametrize("check", [pytest.param(c, id=c.id) for c in CHECKS])
def test_the_check_serves_two_programs_at_least(check: Check) -> None:
    served = {
        program
        for row in concluding(COVERAGE)
        if check.control in row.controls
        for program in CATALOGED.catalogs[row.catalog].programs
    }

    assert len(served) >= 2


def test_coverage_names_requirements_and_controls_that_exist() -> None:
    for row in COVERAGE:
        catalog = CATALOGED.catalogs[row.catalog]
        active = {r.id for r in catalog.requirements if r.status == "active"}
        assert set(row.requirements) <= active, row
        assert set(row.controls) <= CONTROLS.keys(), row


def test_no_requirement_has_two_coverages_that_both_conclude() -> None:
    stated = Counter(
        (row.catalog, requirement)
        for row in concluding(COVERAGE)
        for requirement in row.requirements
    )

    assert not [one for one, count in stated.items() if count > 1]


@pytest.mark.parametrize(
    "catalog",
    ["soc-1-objectives", "cyber-essentials", "iso-27017-2015", "mtcs-ss584"],
)
def test_some_catalogs_are_covered_whole(catalog: str) -> None:
    rows = [row for row in concluding(COVERAGE) if row.catalog == catalog]
    covered = {requirement for row in rows for requirement in row.requirements}

    assert len(covered) == CATALOGED.catalogs[catalog].count


def test_coverage_is_also_proposed_and_partial() -> None:
    assert {row.status for row in COVERAGE} == {"reviewed", "proposed"}
    assert {row.extent for row in COVERAGE} == {"full", "partial"}
