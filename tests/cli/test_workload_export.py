"""`assay workload export`: policies written, printed, and not written over others."""

import json
from pathlib import Path
from typing import Any

import pytest

DAY = ("--on", "2026-11-24")


def export(assay: Any, root: Path, *words: str | Path) -> Any:
    return assay("workload", "export", "-C", root, *DAY, *words)


@pytest.mark.parametrize("form", ["scp", "azure", "google", "cedar", "rego"])
def test_what_is_not_enforced_is_printed(assay: Any, fresh: Path, form: str) -> None:
    said = export(assay, fresh, "--form", form, "--data", "PHI")

    assert said.code == 0
    assert "rails: phi-account" in said.err


def test_files_are_written_and_written_again(
    assay: Any, fresh: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    said = export(assay, fresh, "--form", "rego", "--rail", "phi-account", "-o", out)
    assert said.code == 0
    first = {one.name: one.read_bytes() for one in out.iterdir()}
    assert set(first) == {
        *("guardrails.rego", "register.json", "assay.json", "NOT-ENFORCED.txt"),
    }

    export(assay, fresh, "--form", "rego", "--rail", "phi-account", "-o", out)
    assert {one.name: one.read_bytes() for one in out.iterdir()} == first

    export(assay, fresh, "--form", "cedar", "--rail", "phi-account", "-o", out)
    assert not (out / "guardrails.rego").exists()
    assert (out / "guardrails.cedar").exists()


def test_a_folder_of_something_else_is_left_alone(
    assay: Any, fresh: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")

    said = export(assay, fresh, "--form", "rego", "--data", "phi", "-o", out)

    assert said.code == 2
    assert "mine.txt" in said.err
    assert [one.name for one in out.iterdir()] == ["mine.txt"]


def test_a_file_in_its_place_is_left_alone(
    assay: Any, fresh: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.write_text("mine")

    said = export(assay, fresh, "--form", "rego", "--data", "phi", "-o", out)

    assert said.code == 2
    assert out.read_text() == "mine"


def test_the_same_for_programs(assay: Any, fresh: Path) -> None:
    said = export(assay, fresh, "--form", "cedar", "--data", "phi", "--json")

    files = said.json["files"]
    assert json.loads(files["assay.json"])["assay_export"] == "cedar"
    assert "permit (" in files["guardrails.cedar"]


@pytest.mark.parametrize(
    "words",
    [
        ("--form", "yaml"),
        ("--form", "rego", "--rail", "nothing-known"),
        ("--form", "rego", "--data", "nothing-known"),
        ("--form", "rego", "--program", "nothing-known"),
    ],
)
def test_names_that_are_none_exit_2(
    assay: Any, fresh: Path, words: tuple[str, ...]
) -> None:
    assert export(assay, fresh, *words).code == 2


def test_terms_of_the_workspace_are_used(assay: Any, fresh: Path) -> None:
    terms = fresh / "exports" / "azure.toml"
    terms.parent.mkdir()
    terms.write_text(
        'target = "azure"\nprovider = "Northwind Cloud"\n'
        '[[region]]\nid = "us-east-1"\nnames = ["eastus"]\n'
    )

    said = export(assay, fresh, "--form", "azure", "--data", "phi", "--json")

    assert "eastus" in said.json["files"]["azure-locations.json"]
