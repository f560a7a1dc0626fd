"""`assay crosswalk review`: what somebody looked at concludes, and only that."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Assay = Callable[..., Any]

CATALOG = """
id = "{id}"
title = "{id}"
standard = "{id}"
edition = "1"
owner = "us"
programs = []
unit = "rule"
count = 2
provenance = {{ source = "us", rights = "ours" }}
requirements = [
  {{ id = "{a}", title = "One" }},
  {{ id = "{b}", title = "Two" }},
]
"""
CROSSWALK = """
# Kept by the yard.
id = "yard--dock"
title = "Yard to dock"
source = "yard"
target = "dock"
provenance = { source = "us", rights = "ours" }

rows = [
  { source = "y-1", targets = ["d-1"], relation = "equal", by = "it", on = 2026-01-05 },
  # The second is doubtful.
  { source = "y-2", targets = ["d-2"], relation = "equal" },
]
"""


@pytest.fixture
def yard(assay: Assay, tmp_path: Path) -> Path:
    """A workspace with two catalogs and a crosswalk that nobody reviewed."""
    root = tmp_path / "w"
    assert assay("init", root).code == 0
    for folder in ("catalogs", "crosswalks"):
        (root / folder).mkdir(exist_ok=True)
    for name, a, b in (("yard", "y-1", "y-2"), ("dock", "d-1", "d-2")):
        text = CATALOG.format(id=name, a=a, b=b)
        (root / f"catalogs/{name}.toml").write_text(text)
    (root / "crosswalks/yard--dock.toml").write_text(CROSSWALK)
    return root


def met(assay: Assay, root: Path) -> int:
    words = ("crosswalk", "carry", "yard", "dock", "--suppose-met", "-C", root)
    found: int = assay(*words, "--json").json["counts"]["met"]
    return found


def review(assay: Assay, root: Path, *words: str) -> Any:
    return assay("crosswalk", "review", "yard--dock", *words, "-C", root)


def test_only_what_was_reviewed_concludes(assay: Assay, yard: Path) -> None:
    assert met(assay, yard) == 0

    said = review(assay, yard, "y-1", "--by", "the reviewer", "--on", "2026-11-20")

    assert said.code == 0
    assert "1 row reviewed" in said.out
    assert "1 of 2 rows are reviewed" in said.out
    assert met(assay, yard) == 1
    text = (yard / "crosswalks/yard--dock.toml").read_text()
    assert "# Kept by the yard." in text
    assert "# The second is doubtful." in text
    (first, second) = assay(
        "crosswalk", "show", "yard--dock", "-C", yard, "--json"
    ).json["rows"]
    assert (first["by"], first["reviewer"]) == ("it", "the reviewer")
    assert first["on"] == "2026-11-20"
    assert second["status"] == "proposed"


def test_a_review_can_be_taken_back(assay: Assay, yard: Path) -> None:
    assert review(assay, yard, "--all", "--by", "the reviewer").code == 0
    assert met(assay, yard) == 2

    said = review(assay, yard, "Y-2", "--take-back")

    assert said.code == 0
    assert met(assay, yard) == 1
    assert review(assay, yard, "--all", "--take-back").code == 0
    assert met(assay, yard) == 0


def test_a_review_that_makes_rows_contradict_each_other_says_so(
    assay: Assay, yard: Path
) -> None:
    file = yard / "crosswalks/yard--dock.toml"
    more = '  { source = "y-1", targets = ["d-1"], relation = "disjoint" },\n]'
    file.write_text(file.read_text().replace("\n]", f"\n{more}", 1))

    said = review(assay, yard, "--all", "--by", "the reviewer")

    assert said.code == 1
    assert "contradict each other" in said.out
    assert met(assay, yard) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "say --all"),
        (("y-1", "--all", "--by", "x"), "say --all"),
        (("y-1",), "--by"),
        (("y-1", "--by", " "), "--by"),
        (("y-1", "--by", "x", "--take-back"), "--by"),
        (("y-3", "--by", "x"), "y-3"),
    ],
)
def test_what_is_not_said_is_asked_for(
    assay: Assay, yard: Path, words: tuple[str, ...], said: str
) -> None:
    before = (yard / "crosswalks/yard--dock.toml").read_bytes()

    found = review(assay, yard, *words)

    assert found.code == 2
    assert said in found.err
    assert (yard / "crosswalks/yard--dock.toml").read_bytes() == before


def test_the_library_is_not_a_workspace_s_to_review(assay: Assay, yard: Path) -> None:
    words = ("nist-800-171-r2--nist-800-53-r4", "--all", "--by", "x", "-C", yard)

    found = assay("crosswalk", "review", *words)

    assert found.code == 2
    assert "the library's" in found.err
    assert "assay crosswalk export" in found.err
