"""`assay crosswalk list`, `show`, `carry` and `check`, as people use them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Assay = Callable[..., Any]
WALK = "nist-800-171-r2--nist-800-53-r4"
COVERS = ("crosswalk", "carry", "fedramp-r4-moderate", "nist-800-171-r2")


def write_walk(root: Path, rows: str, name: str = "iso--nist") -> None:
    folder = root / "crosswalks"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(
        f'id = "{name}"\ntitle = "Ours"\nsource = "iso-27001-2022"\n'
        'target = "nist-800-53-r5"\nprovenance = { source = "us", rights = "ours" }\n'
        f"rows = [\n{rows}\n]\n"
    )


def test_list_and_show_need_no_workspace(assay: Assay, tmp_path: Path) -> None:
    listed = assay("crosswalk", "list", "-C", tmp_path, "--json").json["crosswalks"]
    said = assay("crosswalk", "show", WALK, "3.4.8", "-C", tmp_path)

    assert [(one["id"], one["rows"], one["reviewed"]) for one in listed] == [
        (WALK, 111, 110)
    ]
    assert said.code == 0
    assert "CM-7(4) or CM-7(5)" in said.out


def test_show_of_what_no_row_names_is_a_no(assay: Assay, tmp_path: Path) -> None:
    assert assay("crosswalk", "show", WALK, "9.9.9", "-C", tmp_path).code == 1
    assert assay("crosswalk", "show", "nist", "-C", tmp_path).code == 2


def test_carry_says_what_follows_and_by_which_row(assay: Assay, tmp_path: Path) -> None:
    said = assay(*COVERS, "--suppose-met", "-C", tmp_path)
    only = assay(*COVERS, "--suppose-met", "--only", "unknown", "-C", tmp_path)

    assert said.code == 1
    assert "of 110, 109 met, 0 not met, 1 unknown." in said.out
    assert (
        "3.1.1  met: AC-2, AC-3 and AC-17 are met, and it lies within.\n"
        "    nist-800-171-r2 3.1.1 lies within nist-800-53-r4 AC-2, AC-3 and AC-17\n"
        f"        ({WALK}, assay-library 2026-11-24)\n"
    ) in said.out
    assert "3.5.4  unknown: IA-2(9) is not among those judged." in only.out
    assert "3.1.1  met" not in only.out


def test_carry_supposes_nothing_of_another_edition_unless_told(
    assay: Assay, tmp_path: Path
) -> None:
    words = ("crosswalk", "carry", "fedramp-r5-moderate", "nist-800-171-r2")
    plain = assay(*words, "--suppose-met", "-C", tmp_path)
    same = assay(*words, "--suppose-met", "--same-ids", "-C", tmp_path, "--json").json

    assert "0 met, 0 not met, 110 unknown" in plain.out
    assert "--same-ids" in plain.out
    assert same["counts"] == {"met": 103, "not_met": 0, "unknown": 7}
    assert all(one["assumes"] for one in same["conclusions"] if one["state"] == "met")


def test_carry_takes_verdicts_from_a_file(assay: Assay, tmp_path: Path) -> None:
    verdicts = tmp_path / "found.csv"
    verdicts.write_text("requirement,verdict\nAC-4,met\nAC-5,not met\n")
    said = assay(*COVERS, "--verdicts", verdicts, "-C", tmp_path, "--json").json
    states = {one["requirement"]: one["state"] for one in said["conclusions"]}

    assert said["basis"]["kind"] == "file"
    assert said["counts"]["met"] == 1
    assert (states["3.1.3"], states["3.1.4"]) == ("met", "unknown")


def test_carry_refuses_a_file_that_states_something_else(
    assay: Assay, tmp_path: Path
) -> None:
    verdicts = tmp_path / "found.json"
    verdicts.write_text(json.dumps({"ac-4": "pass", "nope": "met"}))
    said = assay(*COVERS, "--verdicts", verdicts, "-C", tmp_path)

    assert said.code == 2
    assert "'pass' is no verdict" in said.err


def test_carry_of_standing_needs_a_run_to_know_anything(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    said = assay(*COVERS, "-C", fresh)
    nowhere = assay(*COVERS, "-C", tmp_path)

    assert said.code == 1
    assert "0 met, 0 not met, 110 unknown" in said.out
    assert "no run was made" in said.out
    assert nowhere.code == 2


def test_carry_of_standing_names_the_run(assay: Assay, northwind: Path) -> None:
    said = assay(*COVERS, "-C", northwind, "--json").json

    assert said["basis"]["kind"] == "standing"
    assert said["basis"]["run"]


@pytest.mark.parametrize(
    "words",
    [
        ("--suppose-met", "--service", "compute"),
        ("--service", "nope"),
        ("--suppose-met", "--verdicts", "pyproject.toml"),
    ],
)
def test_carry_refuses_what_it_would_ignore(
    assay: Assay, fresh: Path, project: Path, words: tuple[str, ...]
) -> None:
    given = [str(project / one) if one.endswith(".toml") else one for one in words]

    assert assay(*COVERS, *given, "-C", fresh).code == 2


def test_a_crosswalk_of_ones_own_is_used_when_it_is_reviewed(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    met = tmp_path / "met.json"
    met.write_text('{"AC-2": "met"}')
    words = ("crosswalk", "carry", "nist-800-53-r5", "iso-27001-2022")
    row = '{{ source = "a.5.16", targets = ["ac-2"], {0} }},'
    write_walk(fresh, row.format('status = "proposed"'))
    before = assay(*words, "--verdicts", met, "-C", fresh, "--json").json
    write_walk(fresh, row.format('status = "reviewed", by = "office", on = 2026-11-01'))
    after = assay(*words, "--verdicts", met, "-C", fresh, "--json").json

    assert before["counts"]["met"] == 0
    assert after["counts"]["met"] == 1


def test_relate_composes_reviewed_rows(assay: Assay, fresh: Path) -> None:
    ends = ("nist-800-171-r2/3.1.3", "nist-800-53-r5/AC-4")
    words = ("crosswalk", "relate", *ends, "-C", fresh)
    before = assay(*words)
    assert (before.code, "Nothing reviewed tells" in before.out) == (1, True)
    stated = 'status = "reviewed", by = "office", on = 2026-11-01'
    (fresh / "crosswalks").mkdir()
    (fresh / "crosswalks/r4--r5.toml").write_text(
        'id = "r4--r5"\ntitle = "Ours"\nsource = "nist-800-53-r4"\n'
        'target = "nist-800-53-r5"\nprovenance = { source = "us", rights = "ours" }\n'
        f'rows = [{{ source = "ac-4", targets = ["ac-4"], {stated} }}]\n'
    )
    said = assay(*words)

    assert said.code == 0
    assert said.out == "nist-800-171-r2 3.1.3 lies within nist-800-53-r5 AC-4.\n"
    assert assay(*words, "--json").json["possible"] == ["subset"]
    assert assay("crosswalk", "relate", "AC-4", ends[1], "-C", fresh).code == 2
    assert assay("crosswalk", "relate", "nist/AC-4", ends[1], "-C", fresh).code == 2


def test_check_exits_by_what_it_finds(assay: Assay, fresh: Path) -> None:
    assert assay("crosswalk", "check", "-C", fresh).code == 0
    write_walk(
        fresh,
        '{ source = "a.5.16", targets = ["ac-2"], relation = "equal" },\n'
        '{ source = "a.5.16", targets = ["ac-2"], relation = "disjoint" },\n'
        '{ source = "a.99.1", targets = ["ac-2"] },',
    )
    said = assay("crosswalk", "check", "iso--nist", "-C", fresh)
    found = assay("crosswalk", "check", "iso--nist", "-C", fresh, "--json").json

    assert said.code == 1
    assert "iso--nist: row 3: There is no requirement 'a.99.1'" in said.out
    assert "No sets satisfy these rows together:" in said.out
    assert [flaw["kind"] for flaw in found["flaws"]] == ["dangling"]
    assert len(found["contradictions"][0]["rows"]) == 2
    assert assay("crosswalk", "check", WALK, "-C", fresh).code == 0
    assert assay("crosswalk", "check", "nope", "-C", fresh).code == 2


def test_check_of_a_file_that_cannot_be_read_is_bad_input(
    assay: Assay, fresh: Path
) -> None:
    write_walk(fresh, "{ sauce = 1 },")

    assert assay("crosswalk", "check", "-C", fresh).code == 2


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("3.1.1", 1),
        ("03.01.01", 1),
        ("AC.L2-3.1.1", 1),
        ("CM-7 (4)", 1),
        ("CM-07(04)", 1),
    ],
)
def test_show_takes_any_spelling_of_either_end(
    assay: Assay, tmp_path: Path, typed: str, count: int
) -> None:
    said = assay("crosswalk", "show", WALK, typed, "-C", tmp_path, "--json")

    assert len(said.json["rows"]) == count
