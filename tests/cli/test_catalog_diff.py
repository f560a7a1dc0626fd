"""`assay catalog diff`: editions side by side, held or in files, and what to do."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Assay = Callable[..., Any]


def document(*controls: dict[str, Any], edition: str) -> str:
    meta = {
        "title": f"Yard {edition}",
        "last-modified": "2026-01-01T00:00:00Z",
        "version": edition,
        "oscal-version": "1.1.2",
    }
    whole = {"uuid": "11111111-1111-4111-8111-111111111111", "metadata": meta}
    return json.dumps({"catalog": {**whole, "controls": list(controls)}})


def control(name: str, text: str) -> dict[str, Any]:
    statement = {"id": f"{name}_smt", "name": "statement", "prose": text}
    return {"id": name, "title": f"Rule {name}", "parts": [statement]}


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(
        document(
            control("y-1", "Close the gate."), control("y-2", "Lock."), edition="1"
        )
    )
    new.write_text(
        document(
            control("y-1", "Close the gate at night."),
            control("y-3", "Lock."),
            control("y-4", "Light."),
            edition="2",
        )
    )
    return old, new


def test_files_are_compared_word_by_word(
    assay: Assay, fresh: Path, files: tuple[Path, Path]
) -> None:
    said = assay("catalog", "diff", *files, "-C", fresh, "--words")

    assert said.code == 1
    assert "1 reworded, 1 renumbered, 1 added" in said.out
    assert "[-gate.-] [+gate at night.+]" in said.out
    assert "No control is stated to cover: y-1, y-3, y-4." in said.out


def test_brackets_in_a_title_are_shown_as_they_are(
    assay: Assay, fresh: Path, files: tuple[Path, Path]
) -> None:
    for file, name in zip(files, ("[bold]Old", "New[/x]"), strict=True):
        file.write_text(file.read_text().replace("Rule y-1", name))
    said = assay("catalog", "diff", *files, "-C", fresh)

    assert said.code == 1
    assert "[bold]Old" in " ".join(said.out.split())


def test_the_same_twice_is_a_yes(
    assay: Assay, fresh: Path, files: tuple[Path, Path]
) -> None:
    said = assay("catalog", "diff", files[0], files[0], "-C", fresh, "--json")

    assert said.code == 0
    assert said.json["counts"] == {"kept": 2}
    assert said.json["wordings"] == {"same": 2}


def test_without_texts_rewording_is_unknown_and_so_is_the_answer(
    assay: Assay, fresh: Path
) -> None:
    said = assay("catalog", "diff", "nist-800-53-r4", "nist-800-53-r5", "-C", fresh)
    same = assay("catalog", "diff", "tsc-2017", "tsc-2017", "-C", fresh)

    assert said.code == same.code == 1
    assert "whether they are reworded is unknown" in said.out
    assert "ac-2.10" in said.out
    assert "reworded," not in said.out


def test_the_plan_names_the_controls(assay: Assay, fresh: Path) -> None:
    said = assay(
        "catalog", "diff", "nist-800-53-r5", "nist-r5-low", "-C", fresh, "--json"
    )
    dropped = [one for one in said.json["plan"] if one["do"] == "drop"]

    assert dropped
    assert all(one["controls"] and one["old"] for one in dropped)


def test_a_file_that_a_held_catalog_is_like_has_its_coverage(
    assay: Assay, fresh: Path, shared_data: Path
) -> None:
    nist = shared_data / "oscal/nist"
    rev4, rev5 = (nist / f"NIST_SP-800-53_rev{n}_catalog.json" for n in (4, 5))
    said = assay("catalog", "diff", rev5, rev4, "-C", fresh, "--json")

    assert len(said.json["notes"]) == 2
    assert "nist-800-53-r5" in said.json["notes"][0]
    assert {one["do"] for one in said.json["plan"]} >= {"look", "drop", "cover"}


def test_the_real_transition_of_iso_27001_follows_the_rows_that_somebody_stated(
    assay: Assay, tmp_path: Path, shared_data: Path
) -> None:
    root, library = tmp_path / "w", shared_data / "ciso-library"
    assert assay("init", root, "--example", "empty").code == 0
    names = ("iso27001-2013", "iso27001-2022")
    for name in (*names, "mapping-iso27001-2013-to-iso27001-2022"):
        file = library / f"{name}.yaml"
        assert assay("catalog", "import", file, "--apply", "-C", root).code == 0
    held = assay("catalog", "diff", *names, "-C", root, "--json").json
    files = (library / f"{name}.yaml" for name in names)
    read = assay("catalog", "diff", *files, "-C", root, "--json").json

    became = {one["old"][0]: one for one in held["turns"] if one["old"]}
    assert became["a.10.1.1"]["new"] == ["a.8.24"]
    assert "Nobody has reviewed that." in became["a.10.1.1"]["why"]
    fresh = {one["new"][0] for one in held["turns"] if one["kind"] == "added"}
    assert {"a.5.7", "a.5.23", "a.5.30", "a.7.4", "a.8.9"} <= fresh
    assert held["turns"] == read["turns"]


def test_real_baselines_in_files_choose_from_the_catalog_that_has_them(
    assay: Assay, fresh: Path, shared_data: Path
) -> None:
    nist = shared_data / "oscal/nist"
    catalog = nist / "NIST_SP-800-53_rev5_catalog.json"
    assert assay("catalog", "import", catalog, "--apply", "-C", fresh).code == 0
    resolved = "LOW-baseline-resolved-profile_catalog.json"
    files = (nist / f"NIST_SP-800-53_rev{n}_{resolved}" for n in (4, 5))
    said = assay("catalog", "diff", *files, "-C", fresh, "--json")
    held = assay("catalog", "diff", "nist-r4-low", "nist-r5-low", "-C", fresh, "--json")

    assert [(one["old"], one["new"]) for one in said.json["turns"]] == [
        (one["old"], one["new"]) for one in held.json["turns"]
    ]


def test_a_baseline_that_may_choose_from_two_editions_is_refused(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    meta = json.loads(document(edition="1"))["catalog"]["metadata"]
    chosen = {"href": "c.json", "include-controls": [{"with-ids": ["ac-2"]}]}
    uuid = "11111111-1111-4111-8111-111111111111"
    profile = {"uuid": uuid, "metadata": meta, "imports": [chosen]}
    path = tmp_path / "p.json"
    path.write_text(json.dumps({"profile": profile}))
    said = assay("catalog", "diff", path, "nist-r5-low", "-C", fresh)

    assert said.code == 2
    assert "nist-800-53-r4" in said.err
    assert "--of" in said.err


def test_without_a_workspace_there_is_no_plan(assay: Assay, tmp_path: Path) -> None:
    said = assay("catalog", "diff", "csa-ccm-3.0.1", "csa-ccm-4.1", "-C", tmp_path)

    assert said.code == 1
    assert "For the controls" not in said.out


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("nist-800-53-r6", "nist-800-53-r5"),
        ("nist-800-53-r4", "missing.json"),
        ("nist-800-53-r4", "bad.json"),
        ("nist-800-53-r4", "folder/"),
    ],
)
def test_what_is_neither_held_nor_a_file_is_refused(
    assay: Assay, fresh: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    monkeypatch.chdir(fresh)
    (fresh / "bad.json").write_text("{}")
    (fresh / "folder").mkdir()
    said = assay("catalog", "diff", old, new, "-C", fresh)

    assert said.code == 2
    assert said.err


def test_a_crosswalk_that_is_not_held_is_refused(assay: Assay, fresh: Path) -> None:
    words = ("nist-800-53-r4", "nist-800-53-r5", "--crosswalk", "nothing")
    assert assay("catalog", "diff", *words, "-C", fresh).code == 2
