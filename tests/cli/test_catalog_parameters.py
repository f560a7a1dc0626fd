"""`assay catalog parameters` and `show`: values set, held to, and read in the text."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from assay.workspace.parameters import set_parameters

Assay = Callable[..., Any]

CATALOG = """
id = "yard"
title = "Yard rules"
standard = "Yard rules"
edition = "1"
owner = "us"
programs = []
unit = "rule"
count = 2
provenance = { source = "us", rights = "ours" }

[[requirements]]
id = "y-1"
title = "Gate [/b]"
text = "Close it {{ insert: param, y-1_odp.01 }}, tell {{ insert: param, y-1_odp.02 }}."
parameters = [
  { id = "y-1_odp.01", label = "times", constraints = [{ tests = ["[0-9]+ h"] }] },
  { id = "y-1_odp.02", choices = ["the owner", "the guard"], how_many = "one" },
]

[[requirements]]
id = "y-1.1"
title = "Lock"
parameters = [{ id = "y-1.1_odp", label = "[locks[/]", guidelines = ["Say which."] }]
"""
BASELINE = """
id = "yard-low"
title = "Yard rules, low"
catalog = "yard"
program = ""
level = "low"
edition = "1"
count = 1
provenance = { source = "us", rights = "ours" }
requirements = ["y-1"]
parameters = [{ id = "y-1_odp.02", values = ["the guard"] }]
"""
TIMES, WHO = "y-1_odp.01", "y-1_odp.02"


@pytest.fixture
def root(assay: Assay, tmp_path: Path) -> Path:
    folder = tmp_path / "w"
    assert assay("init", folder, "--example", "empty").code == 0
    for kind, name, text in (
        ("catalogs", "yard", CATALOG),
        ("baselines", "yard-low", BASELINE),
    ):
        (folder / kind).mkdir(exist_ok=True)
        (folder / kind / f"{name}.toml").write_text(text)
    return folder


def test_what_is_not_set_is_a_no(assay: Assay, root: Path) -> None:
    said = assay("catalog", "parameters", "yard", "-C", root)

    assert said.code == 1
    assert "3 not set" in said.out
    assert "one of: the owner; the guard" in said.out


def test_all_set_and_kept_is_a_yes_and_the_text_reads_so(
    assay: Assay, root: Path
) -> None:
    words = (f"{TIMES}=22 h", f"{WHO}=the guard", "y-1.1_odp=both")
    assert assay("catalog", "parameters", "set", *words, "-C", root).code == 0
    listed = assay("catalog", "parameters", "yard", "-C", root, "--json")
    shown = assay("catalog", "show", "yard", "Y-1", "-C", root)

    assert listed.code == 0
    assert {one["origin"] for one in listed.json["parameters"]} == {"workspace"}
    assert {one["file"] for one in listed.json["parameters"]} == {
        "parameters/yard.toml"
    }
    assert "Close it 22 h, tell the guard." in shown.out
    assert "Gate [/b]" in shown.out


def test_one_requirement_is_named_in_any_spelling(assay: Assay, root: Path) -> None:
    said = assay("catalog", "parameters", "yard", "Y-1 (1)", "-C", root, "--json")

    assert [one["parameter"]["id"] for one in said.json["parameters"]] == ["y-1.1_odp"]


def test_a_value_that_breaks_what_is_asked_is_not_written(
    assay: Assay, root: Path
) -> None:
    for word in (f"{TIMES}=at night", f"{WHO}=nobody", f"{WHO}=the owner"):
        said = assay("catalog", "parameters", "set", word, "-C", root)
        assert said.code == 2
        assert word.split("=")[0] in said.err
    assert not (root / "parameters").exists()


def test_a_value_in_the_file_that_breaks_it_is_told_with_its_place(
    assay: Assay, root: Path
) -> None:
    (root / "parameters").mkdir()
    (root / "parameters/yard.toml").write_text(f'"{TIMES}" = "at night"\n')
    said = assay("catalog", "parameters", "yard-low", "-C", root, "--json")

    assert said.code == 1
    [problem] = said.json["problems"]
    assert (problem["file"], problem["place"]) == ("parameters/yard.toml", TIMES)
    origins = {p["parameter"]["id"]: p["origin"] for p in said.json["parameters"]}
    assert origins == {TIMES: "workspace", WHO: "baseline"}
    # What was at fault before does not stop another from being set.
    assert assay("catalog", "parameters", "set", "y-1.1_odp=x", "-C", root).code == 0


def test_setting_keeps_comments_order_and_dots(assay: Assay, root: Path) -> None:
    path = root / "parameters/yard.toml"
    path.parent.mkdir()
    path.write_text(
        f"# agreed in May\n{TIMES} = '8 h'   # at night\n\n\"y-1.1_odp\" = ['a', 'b']\n"
    )
    words = (f"{TIMES.upper()}=9 h", "y-1.1_odp=", f"{WHO}=the guard")
    said = assay("catalog", "parameters", "set", *words, "-C", root)

    assert said.code == 0
    assert [line for line in path.read_text().splitlines() if line] == [
        "# agreed in May",
        f'{TIMES} = "9 h"   # at night',
        f'"{WHO}" = "the guard"',
    ]


def test_several_of_one_id_are_a_list(assay: Assay, root: Path) -> None:
    words = ("y-1.1_odp=the old", "y-1.1_odp=the new")
    said = assay("catalog", "parameters", "set", *words, "-C", root, "--json")

    assert said.json["set"] == {"y-1.1_odp": ["the old", "the new"]}
    text = (root / "parameters/yard.toml").read_text()
    assert text == '"y-1.1_odp" = ["the old", "the new"]\n'


def test_setting_at_the_same_time_loses_nothing(root: Path) -> None:
    words = ((TIMES, "8 h"), (WHO, "the guard"), ("y-1.1_odp", "x"))
    with ThreadPoolExecutor(len(words)) as pool:
        list(pool.map(lambda pair: set_parameters(root, [pair], "yard"), words))

    held = (root / "parameters/yard.toml").read_text()
    assert all(name in held for name, _ in words)


@pytest.mark.parametrize(
    "words",
    [
        ("set",),
        ("set", "y-1_odp.01"),
        ("set", "=x"),
        ("set", "nothing=x"),
        ("set", f"{TIMES}=\udcff"),
        ("set", "\udcff=x"),
        ("set", f"{TIMES}=8 h", "--for", "nothing"),
        ("set", f"{TIMES}=8 h", "--for", "tsc-2017"),
        ("yard", "y-9"),
        ("yard", "y-1", "y-1.1"),
        ("yards",),
        ("yard", "--for", "yard"),
    ],
)
def test_nonsense_is_refused_and_writes_nothing(
    assay: Assay, root: Path, words: tuple[str, ...]
) -> None:
    said = assay("catalog", "parameters", *words, "-C", root)

    assert said.code == 2
    assert said.err
    assert not (root / "parameters").exists()


def test_every_fault_of_the_files_is_told_at_once(assay: Assay, root: Path) -> None:
    (root / "parameters").mkdir()
    (root / "parameters/yard.toml").write_text("a = true\nb = 1\n")
    (root / "parameters/none.toml").write_text("x")
    said = assay("catalog", "parameters", "yard", "-C", root)

    assert said.code == 2
    assert "parameters/yard.toml: a" in said.err
    assert "parameters/none.toml" in said.err


@pytest.mark.parametrize(
    ("name", "typed", "identifier"),
    [
        ("nist-800-53-r5", "AC-02(01)", "ac-2.1"),
        ("nist-800-53-r5", "SC-19", "sc-19"),
        ("fedramp-r5-low", "ac-2", "ac-2"),
        ("iso-27001-2022", "8.24", "a.8.24"),
        ("part-11", "11.10(a)", "11.10.a"),
        ("tsc-2017", "CC6.1", "cc6.1"),
    ],
)
def test_show_takes_any_spelling(
    assay: Assay, root: Path, name: str, typed: str, identifier: str
) -> None:
    said = assay("catalog", "show", name, typed, "-C", root, "--json")

    assert [one["id"] for one in said.json["requirements"]] == [identifier]


def test_show_refuses_what_is_not_there(assay: Assay, root: Path) -> None:
    assert assay("catalog", "show", "tsc-2017", "CC66.1", "-C", root).code == 2
    assert assay("catalog", "show", "tsc-2018", "-C", root).code == 2
