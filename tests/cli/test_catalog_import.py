"""`assay catalog import`: what a file would change, in sentences, and changing it."""

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

Assay = Callable[..., Any]

YAML = """\
catalog:
  uuid: 00000000-0000-4000-8000-000000000001
  metadata:
    title: Yard rules
    last-modified: "2026-01-01T00:00:00Z"
    version: "3"
    oscal-version: 1.1.2
  controls:
    - id: y-1
      title: Gate
      parts:
        - name: statement
          prose: Close the gate.
    - id: "?"
      title: No id
"""


@pytest.fixture
def root(assay: Assay, tmp_path: Path) -> Path:
    assert assay("init", tmp_path / "w", "--example", "empty").code == 0
    return tmp_path / "w"


def test_a_catalog_is_previewed_applied_listed_and_shown(
    assay: Assay, root: Path, tmp_path: Path
) -> None:
    file = tmp_path / "yard.yaml"
    file.write_text(YAML)
    words = ("catalog", "import", file, "-C", root)
    preview = assay(*words)
    assert preview.code == 0
    assert "Yard rules (yard-rules) is added, edition 3: 1 control" in preview.out
    assert "warning: yard.yaml" in preview.err
    assert "--apply" in preview.out
    assert not (root / "catalogs").exists()

    done = assay(*words, "--apply")
    assert done.code == 0
    assert "Written: catalogs/imported/yard.yaml" in done.out
    assert "yard-rules" in assay("catalog", "list", "-C", root).out
    shown = assay("catalog", "show", "yard-rules", "Y-1", "-C", root)
    assert "Close the gate." in shown.out
    again = assay(*words, "--apply")
    assert (again.code, "Nothing would change" in again.out) == (0, True)


def test_the_answer_for_programs_says_origin_changes_and_defects(
    assay: Assay, root: Path, tmp_path: Path
) -> None:
    file = tmp_path / "yard.yaml"
    file.write_text(YAML)
    told = ("--as", "yard", "--edition", "4", "--licence", "CC0", "--name", "Yard")
    said = assay("catalog", "import", file, *told, "--apply", "--json", "-C", root).json
    assert said["applied"]
    assert said["origin"]["form"] == "oscal"
    assert [one["level"] for one in said["problems"]] == ["warning"]
    assert said["sets"] == [
        {
            "kind": "catalog",
            "id": "yard",
            "title": "Yard",
            "edition": "4",
            "unit": "control",
            "count": 1,
            "becomes": "added",
        }
    ]
    again = assay("catalog", "import", file, *told, "--apply", "--json", "-C", root)
    assert (again.json["applied"], again.json["changes"]) == (False, [])


def zipped(name: str, data: bytes) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return held.getvalue()


BOMB = "catalog:\n" + "".join(
    f"  {name}: &{name} [{', '.join([f'*{before}'] * 40) if before else 'x'}]\n"
    for before, name in zip(["", *"abcdefg"], "abcdefgh", strict=False)
)
ENTITIES = (
    '<!DOCTYPE catalog [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    '<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0" uuid="x">&b;</catalog>'
)
OUTSIDE = (
    '<!DOCTYPE catalog [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    '<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0" uuid="x">&a;</catalog>'
)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  \n",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        bytes(range(256)),
        b"[1, 2]",
        b'{"catalog": {"uuid": ',
        b'{"catalog": {"controls": ' + b"[" * 5000,
        b"just a sentence",
        zipped("a.txt", b"no workbook"),
        zipped("xl/workbook.xml", b"0" * 50_000_000),
        BOMB.encode(),
        ENTITIES.encode(),
        OUTSIDE.encode(),
        YAML[:180].encode(),
        b"\x1f\x8b\x08\0rubbish",
    ],
    ids=str.split(
        "empty blank image bytes array truncated deep sentence archive zip-bomb "
        "yaml-bomb entities outside cut gzip"
    ),
)
def test_nonsense_is_told_with_its_file_and_leaves_nothing(
    assay: Assay, root: Path, tmp_path: Path, data: bytes
) -> None:
    file = tmp_path / "odd.bin"
    file.write_bytes(data)
    said = assay("catalog", "import", file, "--apply", "-C", root)
    assert said.code == 2
    assert "odd.bin" in said.err
    assert "Traceback" not in said.err
    assert "root:" not in said.out + said.err
    assert not (root / "catalogs").exists()


def test_where_there_is_no_workspace_the_way_to_one_is_told(
    assay: Assay, tmp_path: Path
) -> None:
    file = tmp_path / "yard.yaml"
    file.write_text(YAML)
    said = assay("catalog", "import", file, "-C", tmp_path)
    assert said.code == 2
    assert "assay init" in said.err


def test_a_baseline_is_told_which_catalog_it_is_of(
    assay: Assay, root: Path, tmp_path: Path
) -> None:
    file = tmp_path / "low.json"
    chosen = [{"href": "x.json", "include-controls": [{"with-ids": ["ac-2", "ac-3"]}]}]
    metadata = {"title": "Low", "version": "1"}
    file.write_text(
        json.dumps({"profile": {"uuid": "u", "metadata": metadata, "imports": chosen}})
    )
    words = ("catalog", "import", file, "-C", root)
    asked = assay(*words, "--apply")
    assert asked.code == 2
    assert "nist-800-53-r5" in asked.out
    assert "--of" in asked.out
    assert assay(*words, "--apply", "--of", "nist-800-53-r4").code == 0
    assert "Low" in assay("catalog", "list", "--json", "-C", root).out


def test_a_library_of_ciso_assistant_becomes_catalogs_and_crosswalks(
    assay: Assay, root: Path, shared_data: Path
) -> None:
    words = ("--apply", "-C", root)
    folder = shared_data / "ciso-library"
    assert assay("catalog", "import", folder / "iso27001-2013.yaml", *words).code == 0
    mapping = folder / "mapping-iso27001-2013-to-iso27001-2022.yaml"
    said = assay("catalog", "import", mapping, *words, "--json").json
    assert [(one["kind"], one["count"]) for one in said["sets"]] == [("crosswalk", 134)]
    text = (root / said["files"][1]).read_text()
    assert 'source = "iso27001-2013"' in text
    assert 'status = "reviewed"' not in text


def test_what_a_tool_checks_is_kept_as_where_it_looks(
    assay: Assay, root: Path, shared_data: Path
) -> None:
    file = shared_data / "scans/prowler-compliance-hipaa_aws.json"
    words = ("catalog", "import", file, "--of", "hipaa-security-rule", "-C", root)
    said = assay(*words, "--apply")
    assert said.code == 0
    assert "not what it found" in said.out
    assert (root / "catalogs/coverage/prowler-hipaa-aws.toml").is_file()
    listed = assay("catalog", "list", "--json", "-C", root).json["sets"]
    assert "prowler-hipaa-aws" not in [one["id"] for one in listed]
    told = assay("catalog", "list", "-C", root).out
    assert "prowler has checks for" in told
    assert "requirements of hipaa-security-rule." in told
    assert "Nothing would change" in assay(*words).out


def test_of_what_a_tool_checks_only_what_is_asked_counts(
    assay: Assay, root: Path, tmp_path: Path
) -> None:
    made = {
        "Framework": "Yard",
        "Provider": "aws",
        "Requirements": [
            {"Id": "ac-2", "Description": "d", "Checks": ["one"]},
            {"Id": "ac-3", "Description": "d", "Checks": []},
            {"Id": "zz-9", "Description": "d", "Checks": ["two"]},
        ],
    }
    file = tmp_path / "yard.json"
    file.write_text(json.dumps(made))
    words = ("catalog", "import", file, "--as", "yard", "--apply", "-C", root)
    for of, want in (("nist-r5-low", (1, 149)), ("", (2, None))):
        assert assay(*words, *(("--of", of) if of else ())).code == 0
        (one,) = assay("catalog", "list", "--json", "-C", root).json["testable"]
        assert (one["testable"], one["requirements"]) == want
        (root / "catalogs/coverage/yard.toml").unlink()


def test_what_a_file_says_does_not_speak_to_the_terminal(
    assay: Assay, root: Path, tmp_path: Path
) -> None:
    made = dict[str, Any](metadata={"title": "Y\x1b[2J\x07", "version": "1"})
    made["controls"] = [{"id": "\x1b[31m", "title": "\x1b]0;x"}, {"id": "y-1"}]
    file = tmp_path / "yard.json"
    file.write_text(json.dumps({"catalog": made}))
    said = assay("catalog", "import", file, "-C", root)
    assert said.code == 0
    assert "is added" in said.out
    assert "\x1b" not in said.out + said.err


def test_a_table_is_read_by_the_columns_that_are_named(
    assay: Assay, root: Path, tmp_path: Path
) -> None:
    file = tmp_path / "yard.csv"
    file.write_text('Ref,"Name, short",Wording\nY-1,Gate,Close the gate.\n')
    words = ("catalog", "import", file, "--edition", "1", "-C", root)
    refused = assay(*words, "--columns", "id=Ref,title=Nome")
    assert (refused.code, "Name" in refused.err) == (2, True)
    named = ("--columns", "id=Ref,title=Name, short,text=Wording")
    done = assay(*words, *named, "--apply")
    assert done.code == 0
    assert "'Name, short' as title" in done.err
    assert "Close the gate." in assay("catalog", "show", "yard", "y-1", "-C", root).out
    assert "Nothing would change" in assay(*words, *named).out
    for bad in ("id", "=x", "id=Ref,id=Name"):
        assert assay(*words, "--columns", bad).code == 2
