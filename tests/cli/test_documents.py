"""`assay catalog validate`, `convert` and `resolve` at the command line."""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

Assay = Callable[..., Any]
HEAD = {
    "title": "A title",
    "last-modified": "2026-11-01T10:00:00Z",
    "version": "1",
    "oscal-version": "1.2.3",
}
CATALOG = {
    "catalog": {
        "uuid": "00000000-0000-4000-8000-000000000001",
        "metadata": HEAD,
        "controls": [
            {
                "id": name,
                "title": f"Control {name}",
                "parts": [{"id": f"{name}_smt", "name": "statement", "prose": "Do."}],
            }
            for name in ("a-1", "a-2")
        ],
    }
}
ADDRESS = "https://catalogs.example/a.json"
PROFILE = {
    "profile": {
        "uuid": "00000000-0000-4000-8000-000000000002",
        "metadata": HEAD,
        "imports": [{"href": ADDRESS, "include-controls": [{"with-ids": ["a-2"]}]}],
    }
}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "c.json").write_text(json.dumps(CATALOG))
    (tmp_path / "p.json").write_text(json.dumps(PROFILE))
    return tmp_path


def test_a_whole_document_is_a_zero_and_a_faulty_one_a_one(
    assay: Assay, files: Path
) -> None:
    fine = assay("catalog", "validate", files / "c.json")
    tree = json.loads(json.dumps(CATALOG))
    tree["catalog"]["uuid"] = "x"
    (files / "bad.json").write_text(json.dumps(tree))
    bad = assay("catalog", "validate", files / "bad.json", "--json")

    assert fine.code == 0
    assert "0 errors" in fine.out
    assert bad.code == 1
    assert bad.json["valid"] is False
    assert bad.json["problems"][0]["path"] == "/catalog/uuid"


def test_a_document_goes_through_the_other_forms_and_back(
    assay: Assay, files: Path
) -> None:
    steps = ("c.json", "c.xml", "c.yaml", "again.json")
    for source, target in pairwise(steps):
        done = assay("catalog", "convert", files / source, "-o", files / target)
        assert done.code == 0

    assert json.loads((files / "again.json").read_bytes()) == CATALOG


def test_a_profile_is_resolved_where_the_map_leads(assay: Assay, files: Path) -> None:
    words = ("catalog", "resolve", files / "p.json", "-o", files / "out.json")
    refused = assay(*words)
    done = assay(*words, "--map", f"{ADDRESS}={files / 'c.json'}", "--explain")

    assert refused.code == 2
    assert f"--map {ADDRESS}=FILE" in refused.err
    assert done.code == 0
    assert "1 control from 1 file" in done.out
    made = json.loads((files / "out.json").read_bytes())["catalog"]
    assert [one["id"] for one in made["controls"]] == ["a-2"]


def test_resolving_again_gives_the_same_bytes_unless_asked_otherwise(
    assay: Assay, files: Path
) -> None:
    (files / "map.toml").write_text(f'[map]\n"{ADDRESS}" = "c.json"\n')
    made = []
    for name, extra in (("1", ()), ("2", ()), ("3", ("--random-uuid",))):
        out = files / f"{name}.yaml"
        words = ("catalog", "resolve", files / "p.json", "-o", out)
        assert assay(*words, "--map-file", files / "map.toml", *extra).code == 0
        made.append(out.read_bytes())

    assert made[0] == made[1]
    assert made[0] != made[2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--map", "x"), "no pair"),
        (("--map", "x=/nowhere/at/all"), "no file or folder"),
    ],
)
def test_a_map_that_leads_nowhere_is_bad_input(
    assay: Assay, files: Path, words: tuple[str, ...], said: str
) -> None:
    done = assay("catalog", "resolve", files / "p.json", "-o", files / "o.json", *words)

    assert done.code == 2
    assert said in done.err
    assert not (files / "o.json").exists()


def test_a_name_that_tells_no_form_is_bad_input(assay: Assay, files: Path) -> None:
    done = assay("catalog", "convert", files / "c.json", "-o", files / "c.txt")

    assert done.code == 2
    assert ".json, .yaml or .xml" in done.err


def a_set(test: str) -> str:
    space = "http://csrc.nist.gov/ns/oscal/metaschema/1.0"
    return (
        f'<metaschema-meta-constraints xmlns="{space}"><context>'
        '<metapath target="//control"/><constraints>'
        f'<expect id="ours" test="{test}"/></constraints></context>'
        "</metaschema-meta-constraints>"
    )


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("part", (0, True, 0, 0)),
        ("param", (1, False, 2, 0)),
        ("doc('x')", (1, None, 0, 1)),
    ],
)
def test_a_constraint_set_is_kept_broken_or_told_as_not_judged(
    assay: Assay, files: Path, test: str, expected: tuple[object, ...]
) -> None:
    (files / "s.xml").write_text(a_set(test))
    command = ("catalog", "validate", files / "c.json", "--constraints")
    found = assay(*command, files / "s.xml", "--json")
    told = json.loads(found.out)
    shown = assay(*command, files / "s.xml")

    counts = len(told["problems"]), len(told["not_judged"])
    assert (found.code, told["valid"], *counts) == expected
    assert ("not judged" in shown.out) is bool(expected[-1])


@pytest.mark.parametrize("said", ["part[@name='x']", "'[bold red]x[/]'", "':smile:'"])
def test_what_a_document_says_is_told_as_it_is(
    assay: Assay, files: Path, said: str
) -> None:
    (files / "s.xml").write_text(a_set(said if "part" in said else f"title = {said}"))

    command = ("catalog", "validate", files / "c.json", "--constraints")

    assert said in assay(*command, files / "s.xml").out


def test_a_set_that_is_none_is_refused(assay: Assay, files: Path) -> None:
    (files / "s.xml").write_text("<x/>")
    command = ("catalog", "validate", files / "c.json", "--constraints")

    assert assay(*command, files / "s.xml").code == 2


def older(files: Path, **more: Any) -> Path:
    tree = json.loads(json.dumps(CATALOG))
    tree["catalog"]["metadata"]["oscal-version"] = "1.0.4"
    tree["catalog"].update(more)
    (files / "old.json").write_text(json.dumps(tree))
    return files / "old.json"


def test_an_older_document_is_upgraded_and_each_step_is_told(
    assay: Assay, files: Path
) -> None:
    command = ("catalog", "convert", older(files), "--to", "1.2.3")
    found = assay(*command, "-o", files / "new.yaml")
    told = json.loads(assay(*command, "-o", files / "new.json", "--json").out)

    assert found.code == 0
    assert "oscal-version: /catalog/metadata/oscal-version: 1.0.4 made" in found.err
    assert json.loads((files / "new.json").read_text()) == CATALOG
    assert (told["from"], told["to"]) == ("1.0.4", "1.2.3")
    assert [one["step"] for one in told["changes"]] == ["oscal-version"]


def test_an_upgraded_document_is_printed_where_no_file_is_named(
    assay: Assay, files: Path
) -> None:
    command = ("catalog", "convert", older(files), "--to", "1.2.3")

    assert json.loads(assay(*command).out) == CATALOG
    assert json.loads(assay(*command, "--json").out)["document"] == CATALOG


def test_what_cannot_be_upgraded_writes_nothing(assay: Assay, files: Path) -> None:
    file = older(files, ours=1)
    found = assay("catalog", "convert", file, "--to", "1.2.3", "-o", files / "new.json")
    back = assay("catalog", "convert", files / "c.json", "--to", "1.0.4")

    assert (found.code, back.code) == (2, 2)
    assert "/catalog/ours" in found.err + found.out
    assert "downgrade" in back.err + back.out
    assert not (files / "new.json").exists()


def test_a_conversion_to_nothing_is_refused(assay: Assay, files: Path) -> None:
    assert assay("catalog", "convert", files / "c.json").code == 2


@pytest.mark.parametrize(
    ("href", "said"),
    [
        ("secret.txt", "not named as an OSCAL document"),
        ("file:///etc/passwd", "not named as an OSCAL document"),
        ("folder.json", "is no file"),
        ("file://elsewhere/a.json", "Nothing says where"),
        ("http://127.0.0.1:1/a.json", "Nothing says where"),
        ("data:application/json,%7B%7D", "Nothing says where"),
    ],
)
def test_what_a_profile_names_is_opened_only_if_it_can_be_a_document(
    assay: Assay, files: Path, href: str, said: str
) -> None:
    (files / "secret.txt").write_text(json.dumps(CATALOG))
    (files / "folder.json").mkdir()
    profile = json.loads(json.dumps(PROFILE))
    profile["profile"]["imports"][0]["href"] = href
    (files / "p.json").write_text(json.dumps(profile))

    found = assay("catalog", "resolve", files / "p.json", "-o", files / "o.json")

    assert found.code == 2
    assert said in found.err
    assert not (files / "o.json").exists()
