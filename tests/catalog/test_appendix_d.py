"""SP 800-171 from FedRAMP Moderate: the claim of 2017, and what is left of it today."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from assay.catalog import Library, carry, read_library, requirements_of
from assay.catalog.crosswalks import Conclusion, Verdict

CROSSWALK = "nist-800-171-r2--nist-800-53-r4"
ASKED = "nist-800-171-r2"


@pytest.fixture(scope="module")
def library(project: Path) -> Library:
    root = project / "src/assay/library"
    found = [*root.glob("catalogs/*.toml"), *root.glob("baselines/*.toml")]
    found.extend(root.glob("crosswalks/*.toml"))
    return read_library({str(f.relative_to(root)): f.read_bytes() for f in found})


def from_baseline(
    library: Library, baseline: str, *, same_ids: bool = False
) -> Mapping[str, Conclusion]:
    met: dict[str, Verdict] = dict.fromkeys(
        (one.id for one in requirements_of(library, baseline)), "met"
    )
    found = carry(library, baseline, ASKED, met, same_ids=same_ids)
    return {one.requirement: one for one in found.conclusions}


def left_over(answers: Mapping[str, Conclusion]) -> dict[str, str]:
    return {name: a.why for name, a in answers.items() if a.state != "met"}


def test_every_requirement_has_a_reviewed_row(library: Library) -> None:
    rows = library.crosswalks[CROSSWALK].rows
    reviewed = {row.source for row in rows if row.status == "reviewed"}

    assert len(reviewed) == 110


def test_what_is_not_confirmed_is_only_proposed(library: Library) -> None:
    rows = library.crosswalks[CROSSWALK].rows
    proposed = [(row.source, row.targets) for row in rows if row.status == "proposed"]

    assert proposed == [("3.7.3", ("ma-2",))]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("3.3.1", "au-11"),
        ("3.3.2", "au-11"),
        ("3.5.1", "ia-3"),
        ("3.5.2", "ia-3"),
        ("3.10.1", "pe-4"),
        ("3.10.2", "pe-4"),
        ("3.12.1", "pl-2"),
        ("3.12.4", "ca-2"),
        ("3.12.4", "pl-2"),
        ("3.14.3", "si-2"),
    ],
)
def test_the_gaps_of_the_machine_form_are_filled(
    library: Library, source: str, target: str
) -> None:
    rows = library.crosswalks[CROSSWALK].rows

    assert any(row.source == source and target in row.targets for row in rows)


def test_under_revision_4_all_but_one_requirement_follow(library: Library) -> None:
    answers = from_baseline(library, "fedramp-r4-moderate")

    assert left_over(answers) == {"3.5.4": "IA-2(9) is not among those judged."}


def test_either_way_of_controlling_software_satisfies(library: Library) -> None:
    answer = from_baseline(library, "fedramp-r4-moderate")["3.4.8"]

    assert answer.state == "met"
    assert answer.why == "CM-7(5) is met, and it lies within."


def test_under_revision_5_seven_requirements_no_longer_follow(
    library: Library,
) -> None:
    answers = from_baseline(library, "fedramp-r5-moderate", same_ids=True)
    withdrawn = "is withdrawn in NIST SP 800-53 5.2.0"

    assert left_over(answers) == {
        "3.3.3": f"AU-2(3) {withdrawn}, now in AU-2 (met).",
        "3.3.7": f"AU-8(1) {withdrawn}, now in SC-45(1) (met).",
        "3.5.3": f"IA-2(3) {withdrawn}, now in IA-2(1) (met).",
        "3.5.4": f"IA-2(9) {withdrawn}, now in IA-2(8) (met).",
        "3.8.6": f"MP-5(4) {withdrawn}, now in SC-28(1) (met).",
        "3.8.8": f"MP-7(1) {withdrawn}, now in MP-7 (met).",
        "3.13.14": f"SC-19 {withdrawn}, without a successor.",
    }


def test_ids_of_another_edition_carry_only_where_that_is_supposed(
    library: Library,
) -> None:
    supposing = from_baseline(library, "fedramp-r5-moderate", same_ids=True)

    assert len(left_over(from_baseline(library, "fedramp-r5-moderate"))) == 110
    assert all(one.assumes for one in supposing.values() if one.state == "met")


def test_without_verdicts_nothing_follows(library: Library) -> None:
    answers = carry(library, "fedramp-r4-moderate", ASKED, {}).conclusions

    assert {one.state for one in answers} == {"unknown"}


def test_the_low_baseline_is_far_from_enough(library: Library) -> None:
    missing = left_over(from_baseline(library, "fedramp-r4-low"))

    assert len(missing) > 40
    assert "3.1.5" in missing
