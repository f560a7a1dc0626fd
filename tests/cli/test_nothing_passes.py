"""Where nothing was judged, nothing is met: no empty answer is a yes."""

import shutil
from pathlib import Path
from typing import Any

import pytest


def test_findings_before_any_run_are_not_none(assay: Any, fresh: Path) -> None:
    said = assay("findings", "-C", fresh)

    assert said.code == 1
    assert "No run was made yet" in said.err


def test_a_run_without_checks_is_not_a_yes(assay: Any, fresh: Path) -> None:
    shutil.rmtree(fresh / "checks")
    said = assay("run", "-C", fresh)

    assert said.code == 1
    assert "nothing was judged" in said.out


@pytest.mark.parametrize(
    "words", [("findings", "--check", "nope"), ("checks", "rehearse", "nope")]
)
def test_a_check_that_does_not_exist_is_named(
    assay: Any, fresh: Path, words: tuple[str, ...]
) -> None:
    assert assay(*words, "-C", fresh).code == 2


def test_a_yes_says_where_it_holds(assay: Any, paper: Path) -> None:
    words = ("scope", "--program", "cyber-essentials-plus", "-C", paper, "--json")

    assert "eu-west-1 only" in assay(*words).json["claim"]["says"]


def test_a_diff_can_be_narrowed(assay: Any, fresh: Path) -> None:
    days = ("scope", "diff", "2026-05-23", "2026-11-24", "-C", fresh, "--json")
    everything = assay(*days).json["changes"]
    narrowed = assay(*days, "--program", "mtcs").json["changes"]

    assert narrowed
    assert {change["program"] for change in narrowed} == {"mtcs"}
    assert len(narrowed) < len(everything)
