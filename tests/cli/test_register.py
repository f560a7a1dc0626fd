"""`assay register`: a preview in sentences, then all of it or nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assay.workspace import open_workspace
from assay.workspace.importing import Preview, apply

Assay = Callable[..., Any]


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def test_a_preview_writes_nothing_and_apply_writes_it_all(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    rows = assay("register", "export", "--program", "irap", "-C", fresh).out
    listed = write(tmp_path / "list.csv", rows.replace("cache,", "Functions,", 1))
    file = next((fresh / "register/attestations").glob("irap-2025.toml"))
    before = file.read_bytes()
    words = ("register", "import", listed, "--program", "irap", "-C", fresh)
    preview = assay(*words, "--dated", "2026-11-20")

    assert preview.code == 0
    assert "leaves" in preview.out
    assert file.read_bytes() == before
    done = assay(*words, "--dated", "2026-11-20", "--apply", "--json")
    assert done.json["applied"]
    again = assay(*words, "--dated", "2026-11-21", "--json")
    assert again.json["changes"] == []
    state = assay("scope", "cache", "--program", "irap", "-C", fresh, "--json")
    assert state.code == 1


def test_an_export_is_read_back_as_no_change(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    for words in (("iso-27001", "scope"), ("hipaa", "eligible")):
        out = tmp_path / f"{words[0]}.xlsx"
        named = ("--program", words[0], "--as", words[1], "-C", fresh)
        assert assay("register", "export", *named, "-o", out).code == 0
        said = assay("register", "import", out, *named, "--json")
        assert said.json["changes"] == []


def test_open_questions_are_a_two_and_are_never_applied(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    listed = write(tmp_path / "list.csv", "service\nObjct Storage\nCache\n")
    words = ("register", "import", listed, "--program", "iso-27001", "-C", fresh)
    asked = assay(*words, "--apply")

    assert asked.code == 2
    assert "Object Storage" in asked.out
    assert "nothing is written" in asked.out
    answered = assay(*words, "--map", "Objct Storage=object-storage", "--json")
    assert answered.code == 0


def test_several_statements_that_hold_are_asked_about(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    listed = write(tmp_path / "list.csv", "service\nCache\n")
    words = ("register", "import", listed, "--program", "fedramp", "-C", fresh)
    several = assay(*words)

    assert several.code == 2
    assert "--attestation" in several.err
    assert assay(*words, "--attestation", "fedramp-moderate-2023").code == 0


def test_a_register_at_fault_is_put_back(fresh: Path) -> None:
    workspace = open_workspace(fresh)
    name = "register/attestations/iso-27001-2026.toml"
    before = (fresh / name).read_bytes()
    bad = Preview(
        says=(),
        notes=(),
        questions=(),
        problems=(),
        files={name: b"program = 3\n", "register/new.toml": b""},
        counts={},
    )

    with pytest.raises(Exception, match="at fault"):
        apply(workspace, bad)
    assert (fresh / name).read_bytes() == before
    assert not (fresh / "register/new.toml").exists()


def test_aws_definitions_become_services_and_regions(
    assay: Assay, tmp_path: Path, shared_data: Path
) -> None:
    root = tmp_path / "aws"
    assert assay("init", root, "--example", "empty").code == 0
    files = sorted((shared_data / "oscal/aws").glob("*.oscal.json"))
    said = assay("register", "import", *files, "-C", root, "--apply", "--json")

    assert said.code == 0
    assert said.json["counts"]["regions"] == 34
    nowhere = [p for p in said.json["problems"] if "leads nowhere" in p["message"]]
    assert len(nowhere) == 241
    services = open_workspace(root).register.services
    assert services["s3"].title == "Amazon Simple Storage Service"
    assert {"rds", "docdb", "neptune"} <= set(services)
    kept = root / "register/imported/s3.oscal.json"
    assert kept.read_bytes() == (shared_data / "oscal/aws/s3.oscal.json").read_bytes()
    again = assay("register", "import", *files, "-C", root, "--json")
    assert again.json["changes"] == []
