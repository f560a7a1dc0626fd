"""`assay catalog coverage`: what covers a baseline, and how it stands."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Assay = Callable[..., Any]

COVERAGE = """
[[coverage]]
catalog = "cyber-essentials"
requirements = ["d.4"]
controls = ["access-review"]
extent = "full"
status = "{status}"
by = "compliance-lead"
on = 2026-11-02
"""


@pytest.fixture
def here(assay: Assay, tmp_path: Path) -> Path:
    """Northwind before any run, with nothing stated of Cyber Essentials."""
    root = tmp_path / "nw"
    assert assay("init", root, "--example", "northwind").code == 0
    (root / "controls/coverage/cyber-essentials.toml").unlink(missing_ok=True)
    return root


@pytest.mark.parametrize(
    ("status", "stated"), [("reviewed", "covered"), ("proposed", "proposed")]
)
def test_a_requirement_is_covered_where_somebody_reviewed_that(
    assay: Assay, here: Path, status: str, stated: str
) -> None:
    file = here / "controls/coverage/cyber-essentials.toml"
    file.write_text(COVERAGE.format(status=status))

    said = assay("catalog", "coverage", "cyber-essentials", "-C", here, "--json")
    (one,) = [r for r in said.json["requirements"] if r["requirement"] == "d.4"]

    assert said.code == 1, "the others are not covered"
    assert (one["stated"], one["controls"]) == (stated, ["access-review"])
    assert one["state"] == "unknown"
    assert said.json["counts"][stated] == 1
    assert sum(said.json["counts"].values()) == 5


def test_all_covered_is_a_yes_whatever_the_evidence_says(
    assay: Assay, here: Path
) -> None:
    all_of_them = '["d.1", "d.2", "d.3", "d.4", "d.5"]'
    text = COVERAGE.format(status="reviewed").replace('["d.4"]', all_of_them)
    (here / "controls/coverage/cyber-essentials.toml").write_text(text)

    said = assay("catalog", "coverage", "cyber-essentials", "-C", here)

    assert said.code == 0
    assert "of 5, 5 covered, 0 proposed, 0 partly, 0 not covered." in said.out


def test_only_shows_some_and_counts_all(assay: Assay, here: Path) -> None:
    words = ("catalog", "coverage", "cyber-essentials", "-C", here)

    said = assay(*words, "--only", "covered")

    assert "D.4" not in said.out
    assert "of 5, 0 covered, 0 proposed, 0 partly, 5 not covered." in said.out


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (("cyber-essential",), "cyber-essential"),
        (("cyber-essentials", "--region", "eu-wets-1"), "eu-wets-1"),
        (("cyber-essentials", "--service", "object-storge"), "object-storge"),
    ],
)
def test_a_name_that_stands_for_nothing_is_told_with_what_is_near(
    assay: Assay, here: Path, words: tuple[str, ...], asked: str
) -> None:
    said = assay("catalog", "coverage", *words, "-C", here)

    assert said.code == 2
    assert asked in said.err
