"""`assay register`: a preview in sentences, then all of it or nothing."""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.canonical import digest
from assay.errors import BadInput
from assay.register.listing import Names
from assay.sheets import write_csv
from assay.workspace import open_workspace
from assay.workspace.importing import Answers, Preview, apply
from assay.workspace.lists import import_list, list_rows
from assay.workspace.target import Target

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
    words = ("register", "import", listed, "--program", "irap", "-C", fresh)
    asked = assay(*words, "--apply")

    assert asked.code == 2
    assert "object-storage" in asked.out
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


def snapshot(root: Path) -> dict[str, bytes]:
    """Every file of a register, and every folder."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else b""
        for path in sorted((root / "register").rglob("*"))
    }


def preview_of(files: Mapping[str, bytes]) -> Preview:
    return Preview(says=(), notes=(), questions=(), problems=(), files=files, counts={})


NAME = "register/attestations/iso-27001-2026.toml"


def test_a_register_at_fault_is_put_back(fresh: Path) -> None:
    before = snapshot(fresh)
    bad = {
        "register/imported/deep/new.csv": b"service",
        "register/new.toml": b"",
        NAME: b"program = 3\n",
    }

    with pytest.raises(BadInput):
        apply(open_workspace(fresh), preview_of(bad))
    assert snapshot(fresh) == before


class Full(Mapping[str, bytes]):
    """Files, of which the second cannot be had: what a full disk would do."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def __getitem__(self, name: str) -> bytes:
        if name == list(self.files)[1]:
            raise OSError("no space left on the device")
        return self.files[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)


def test_a_write_that_fails_half_way_is_undone(fresh: Path) -> None:
    before = snapshot(fresh)
    files = Full({NAME: b"changed", "register/imported/list.csv": b"x"})

    with pytest.raises(OSError, match="no space"):
        apply(open_workspace(fresh), preview_of(files))
    assert snapshot(fresh) == before


def test_a_list_that_would_break_a_rule_is_told_of_and_not_applied(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    # ISO 27018 reaches no further than the ISO 27001 certificate that it extends.
    listed = write(tmp_path / "list.csv", "service\nCache\n")
    before = snapshot(fresh)
    words = ("register", "import", listed, "--program", "iso-27001", "-C", fresh)
    said = assay(*words, "--apply", "--json")

    assert said.code == 2
    assert said.json["applied"] is False
    assert {one["file"] for one in said.json["faults"]} >= {
        "register/attestations/iso-27018-2026.toml"
    }
    told = assay(*words, "--apply")
    assert "nothing is written" in told.err
    assert snapshot(fresh) == before


def test_a_scope_that_refers_to_another_is_exported_and_not_imported(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    words = ("--program", "soc-2", "--attestation", "soc-2-2026h1", "-C", fresh)
    rows = assay("register", "export", *words, "--json").json
    listed = write(tmp_path / "list.csv", "service\nCache\n")
    refused = assay("register", "import", listed, *words)

    assert len(rows) > 5
    assert set(rows[0]) == {"service", "region", "from", "to"}
    assert refused.code == 2
    assert "refers to soc-1-2026h1" in refused.err


def test_what_was_imported_is_kept_with_its_digest(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    words = ("--program", "irap", "-C", fresh)
    rows = assay("register", "export", *words).out.splitlines()
    fewer = [row for row in rows if not row.startswith("cache,")]
    listed = write(tmp_path / "as published.csv", "\n".join(fewer))
    dated = ("--dated", "2026-11-20", "--apply")
    assert assay("register", "import", listed, *words, *dated).code == 0
    imported = fresh / "register/imported"
    [entry] = tomllib.loads((imported / "imports.toml").read_text())["import"]

    assert entry["named"] == "as published.csv"
    assert entry["changed"] == "attestations/irap-2025.toml"
    [file] = entry["files"]
    kept = imported / file["file"]
    assert kept.read_bytes() == listed.read_bytes()
    assert file["sha256"] == digest(listed.read_bytes())


def test_a_workbook_goes_out_and_comes_back(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    out = tmp_path / "list.xlsx"
    words = ("--program", "irap", "-C", fresh)
    assert assay("register", "export", *words, "-o", out).code == 0
    first = out.read_bytes()
    assert assay("register", "export", *words, "-o", out).code == 0

    assert out.read_bytes() == first
    assert assay("register", "import", out, *words, "--json").json["changes"] == []
    assert assay("register", "export", *words, "--format", "xlsx").code == 2


def test_what_was_joined_later_was_not_known_before(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    words = ("--program", "irap", "-C", fresh)
    rows = assay("register", "export", *words).out
    assert "document-database," not in rows
    listed = write(tmp_path / "l.csv", rows + "document-database,all,2026-02-01,\n")
    assert assay("register", "import", listed, *words, "--apply").code == 0
    asked = ("scope", "document-database", *words, "--on", "2026-03-01")

    assert assay(*asked).code == 0
    assert assay(*asked, "--as-of", "2026-03-01").code == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Name the program"),
        (("--program", "irapp"), "irap"),
        (("--program", "irap", "--attestation", "irap-2026"), "irap-2025"),
        (("--program", "irap", "--sheet", "x"), "no sheet"),
        (("--program", "irap", "--regions", "mars"), "no region 'mars'"),
        (("--program", "irap", "--map", "x"), "NAME=ID"),
        (("--program", "irap", "--map", "Cach=nothing"), "is no service here"),
    ],
)
def test_nonsense_is_refused_with_a_way_out(
    assay: Assay, fresh: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    listed = write(tmp_path / "list.csv", "service\nCach\n")
    before = snapshot(fresh)
    refused = assay("register", "import", listed, *words, "-C", fresh)

    assert refused.code == 2
    assert said in refused.err + refused.out
    assert snapshot(fresh) == before


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01", b"{}", b"a,b\n1,2\n", b"PK\x03\x04"]
)
def test_what_is_no_list_is_refused(
    assay: Assay, fresh: Path, tmp_path: Path, data: bytes
) -> None:
    listed = tmp_path / "list"
    listed.write_bytes(data)
    refused = assay("register", "import", listed, "--program", "irap", "-C", fresh)

    assert refused.code == 2
    assert "list" in refused.err


def definition(**content: Any) -> str:
    return json.dumps({"component-definition": {"uuid": "0", **content}})


def test_definitions_that_one_imports_are_read_from_its_folder_alone(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    region = {
        "uuid": "r",
        "type": "region",
        "title": "Far",
        "props": [{"name": "region-id", "value": "far-1"}],
    }
    inner = tmp_path / "in"
    inner.mkdir()
    write(inner / "regions.json", definition(components=[region]))
    write(tmp_path / "outer.json", definition(components=[region | {"title": "Out"}]))
    hrefs = ("regions.json", "../outer.json", "gone.json", "https://example.com/x")
    resources = [{"uuid": "1", "rlinks": [{"href": one} for one in hrefs]}]
    index = write(
        inner / "index.json",
        definition(
            **{
                "import-component-definitions": [{"href": "#1"}],
                "back-matter": {"resources": resources},
            }
        ),
    )
    words = ("register", "import", index, "-C", fresh, "--json")
    asked = assay(*words)

    assert asked.code == 2
    assert [one["asked"] for one in asked.json["questions"]] == ["far-1"]
    told = assay(*words, "--map", "far-1=NZ").json
    assert told["changes"] == ["Region Far (far-1) is added, in NZ."]
    assert [(one["place"], one["message"]) for one in told["problems"]] == [
        (
            "/component-definition/back-matter/resources/0/rlinks/2/href",
            "The link leads nowhere: gone.json",
        )
    ]
    wrong = assay(*words, "--map", "far-1=Zealand")
    assert wrong.code == 2
    assert wrong.json["faults"]


def test_a_country_is_known_of_the_regions_of_its_provider_alone(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    region = {
        "uuid": "r",
        "type": "region",
        "title": "Far",
        "props": [{"name": "region-id", "value": "eu-south-1"}],
    }
    theirs = write(tmp_path / "theirs.json", definition(components=[region]))
    party = {"uuid": "p", "type": "organization", "name": "Amazon Web Services"}
    aws = write(
        tmp_path / "aws.json",
        definition(components=[region], metadata={"parties": [party]}),
    )

    asked = assay("register", "import", theirs, "-C", fresh, "--json")
    assert [one["asked"] for one in asked.json["questions"]] == ["eu-south-1"]
    known = assay("register", "import", aws, "-C", fresh, "--json")
    assert known.json["changes"] == ["Region Far (eu-south-1) is added, in IT."]


def test_a_catalog_among_definitions_is_left_aside_and_alone_refused(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    catalog = write(tmp_path / "c.json", '{"catalog": {"uuid": "0"}}')
    empty = write(tmp_path / "d.json", definition())

    assert assay("register", "import", catalog, "-C", fresh).code == 2
    both = assay("register", "import", catalog, empty, "-C", fresh, "--json")
    assert both.code == 0
    assert both.json["notes"] == ["c.json is a catalog; it was left aside."]


def test_aws_definitions_become_services_and_regions(
    assay: Assay, tmp_path: Path, shared_data: Path
) -> None:
    root = tmp_path / "aws"
    folder = shared_data / "oscal/aws"
    assert assay("init", root, "--example", "empty").code == 0
    index = folder / "aws_regions-and-services.oscal.json"
    said = assay("register", "import", index, "-C", root, "--apply", "--json")

    assert said.code == 0
    # Of the index 221 of 232, and both links of each of ten services.
    assert said.json["counts"] == {
        "services": 15,
        "regions": 34,
        "changed": 0,
        "broken_links": 241,
    }
    nowhere = [p for p in said.json["problems"] if "leads nowhere" in p["message"]]
    files = [problem["file"] for problem in nowhere]
    assert len(nowhere) == 241
    assert files.count("aws_regions-and-services.oscal.json") == 221
    beside = [p for p in nowhere if "lies beside it and was read" in p["remedy"]]
    assert len(beside) == 10
    services = open_workspace(root).register.services
    assert services["s3"].title == "Amazon Simple Storage Service"
    assert {"rds", "docdb", "neptune"} <= set(services)
    for path in folder.glob("*.oscal.json"):
        assert (root / "register/imported" / path.name).read_bytes() == (
            path.read_bytes()
        )
    again = assay("register", "import", index, "-C", root, "--json")
    assert again.json["changes"] == []
    assert again.json["files"] == []
    everything = sorted(folder.glob("*.json"))
    whole = assay("register", "import", *everything, "-C", root, "--json")
    assert whole.json["changes"] == []


SERVICES = st.sampled_from(
    ["Object Storage", "cache", "Northwind Functions", "dns", "Containers (managed)"]
)
REGIONS = st.sets(
    st.sampled_from(["ap-southeast-1", "ap-southeast-2", "us-east-1"]), min_size=1
)
FROM = st.none() | st.dates(date(2025, 6, 1), date(2026, 11, 19))


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(listed=st.dictionaries(SERVICES, st.tuples(REGIONS, FROM), min_size=1))
def test_list_after_list_the_export_is_the_last_one(
    fresh: Path, listed: dict[str, tuple[set[str], date | None]]
) -> None:
    rows = [("Service", "Region", "From")]
    rows += [
        (name, ", ".join(sorted(regions)), since.isoformat() if since else "")
        for name, (regions, since) in listed.items()
    ]
    file = fresh / "list.csv"
    file.write_bytes(write_csv(rows))
    target = Target(program="irap")
    workspace = open_workspace(fresh)
    preview = import_list(workspace, file, target, Answers(), date(2026, 11, 20))
    apply(workspace, preview)

    after = open_workspace(fresh)
    names = Names(after.register)
    exported = {
        (service, region): since
        for service, regions, since, _ in list_rows(after, target, date(2026, 11, 20))
        for region in regions.split(", ")
    }
    wanted = {
        (names.service(name)[0], region): since
        for name, (regions, since) in listed.items()
        for region in regions
    }
    assert exported.keys() == wanted.keys()
    for cell, since in wanted.items():
        assert since is None or exported[cell] == since.isoformat()
