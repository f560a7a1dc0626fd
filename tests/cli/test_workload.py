"""`assay workload`: the answer, its exit codes, and the answer sealed."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

RECORDS = """
[workload]
id = "patient-records"
title = "Patient records"
data = ["phi", "ephi"]
account = "4100-2207"

[[resource]]
id = "records"
service = "object-storage"
region = "us-east-1"
encrypted_at_rest = true
encrypted_in_transit = true
"""
ABROAD = """
[[resource]]
id = "copy"
service = "object-storage"
region = "eu-west-1"
"""
DAY = ("--on", "2026-11-24")


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "records.toml"
    path.write_text(RECORDS)
    return path


@pytest.fixture
def abroad(tmp_path: Path) -> Path:
    path = tmp_path / "abroad.toml"
    path.write_text(RECORDS + ABROAD)
    return path


def check(assay: Any, root: Path, file: Path, *words: str | Path) -> Any:
    return assay("workload", "check", file, "-C", root, *DAY, *words)


def states(said: Any) -> dict[tuple[str, str], str]:
    return {
        (one["rule"], one["subject"]): one["state"] for one in said.json["requirements"]
    }


def test_a_workload_that_may_run_here_exits_0(
    assay: Any, fresh: Path, records: Path
) -> None:
    said = check(assay, fresh, records)

    assert said.code == 0
    assert said.out.startswith("Patient records may run here on 24 November 2026")


def test_one_that_may_not_exits_1_and_says_what_would_change_it(
    assay: Any, fresh: Path, abroad: Path
) -> None:
    said = check(assay, fresh, abroad)

    assert said.code == 1
    first = said.out.split("\n\n")[0]
    assert "may not run here as it is" in first
    assert said.out.index("not allowed  phi-account") < said.out.index("allowed      ")
    assert "-> Run it in us-east-1 (us-west-1 would serve as well)." in said.out
    assert max(map(len, said.out.splitlines())) <= 100


def test_the_same_for_programs(assay: Any, fresh: Path, abroad: Path) -> None:
    said = check(assay, fresh, abroad, "--json")

    assert said.code == 1
    told = said.json
    assert told["allowed"] is False
    assert told["on"] == "2026-11-24"
    assert told["counts"] == {
        "allowed": 2,
        "allowed_if": 1,
        "not_allowed": 1,
        "unknown": 0,
    }
    first = told["requirements"][0]
    assert {"program", "rule", "state", "reason", "source", "change", "subject"} <= set(
        first
    )
    assert first["moves"] == [
        {
            "kind": "region",
            "subject": "copy",
            "name": "",
            "value": "us-east-1",
            "region": "",
            "level": "",
        }
    ]


def test_options_add_to_what_the_file_says(
    assay: Any, fresh: Path, tmp_path: Path
) -> None:
    file = tmp_path / "plain.toml"
    file.write_text('[[resource]]\nid = "b"\nservice = "buckets"\n')
    words = ("--data", "PHI", "--account", "4100-2207", "--region", "Virginia")
    asked = ("--program", "FedRAMP", "--level", "fedramp=high")
    said = check(assay, fresh, file, *words, *asked, "--json")

    assert states(said) == {
        ("phi-account", "b"): "allowed",
        ("claimed", "b"): "not_allowed",
    }
    assert said.json["workload"]["resources"][0]["region"] == "us-east-1"
    assert said.json["workload"]["levels"] == {"fedramp": "high"}


def test_the_register_s_own_day_is_asked_where_none_is_given(
    assay: Any, paper: Path, tmp_path: Path
) -> None:
    file = tmp_path / "dlm.toml"
    file.write_text('[[resource]]\nid = "b"\nservice = "s3"\nregion = "Sydney"\n')
    words = ("workload", "check", file, "-C", paper, "--data", "DLM", "--json")
    said = assay(*words)

    assert said.code == 1
    assert said.json["on"] == "2017-03-31"
    assert states(said) == {("irap-dlm", "b"): "unknown"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--data", "ehpi"), "There is no data class 'ehpi' here"),
        (("--program", "soc-9"), "There is no program 'soc-9' here"),
        (("--level", "high"), "is not PROGRAM=LEVEL"),
        (("--level", "fedramp=extreme"), "There is no level of FedRAMP 'extreme'"),
        (("-o", "x.assay"), "add --sign"),
        (("--on", "2027-01-01", "--sign"), "which has not come"),
    ],
)
def test_what_cannot_be_asked_exits_2(
    assay: Any, fresh: Path, records: Path, words: tuple[str, ...], told: str
) -> None:
    said = check(assay, fresh, records, *words)

    assert said.code == 2
    assert told in said.err
    assert not (fresh / "answers").exists()


@pytest.mark.parametrize(
    "text",
    ["[workload", "[[resource]]\nid = 3\n", '[[resource]]\nid="a"\ncolour="b"\n'],
)
def test_a_file_that_is_no_workload_exits_2(
    assay: Any, fresh: Path, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(text)
    said = check(assay, fresh, file, "--data", "phi", "--json")

    assert said.code == 2
    assert said.json["error"]["problems"][0]["file"].endswith("bad.toml")


def test_a_file_that_is_not_there_exits_2(
    assay: Any, fresh: Path, tmp_path: Path
) -> None:
    said = check(assay, fresh, tmp_path / "nowhere.toml")

    assert said.code == 2
    assert "cannot be read" in said.err


def test_the_answer_is_sealed_and_verifies(
    assay: Any, fresh: Path, abroad: Path, tmp_path: Path
) -> None:
    out = tmp_path / "answer.assay"
    said = check(assay, fresh, abroad, "--sign", "-o", out)

    assert said.code == 1
    verified = assay("verify", out, "--policy", fresh / "verify.policy")
    assert verified.code == 0
    with zipfile.ZipFile(out) as package:
        documents = [n for n in package.namelist() if n.startswith("documents/")]
        page, data = (package.read(name) for name in sorted(documents))
    sealed = json.loads(data)
    shown = check(assay, fresh, abroad, "--json").json
    assert sealed["requirements"] == shown["requirements"]
    assert sealed["says"] == shown["says"]
    assert sealed["says"].encode() in page
    assert b"Run it in us-east-1" in page


def test_the_same_answer_has_the_same_bytes_and_one_edition(
    assay: Any, fresh: Path, records: Path, tmp_path: Path
) -> None:
    first, again = tmp_path / "1.assay", tmp_path / "2.assay"
    one = check(assay, fresh, records, "--sign", "-o", first, "--json")
    two = check(assay, fresh, records, "--sign", "-o", again, "--json")

    assert (one.code, two.code) == (0, 0)
    assert first.read_bytes() == again.read_bytes()
    assert one.json["sealed"]["new"]
    assert not two.json["sealed"]["new"]
    assert two.json["sealed"]["number"] == 1


def test_a_later_answer_supersedes_one_for_the_same_workload_only(
    assay: Any, fresh: Path, records: Path, tmp_path: Path
) -> None:
    first, other = tmp_path / "1.assay", tmp_path / "other.assay"
    check(assay, fresh, records, "--sign", "-o", first)
    stranger = tmp_path / "other.toml"
    stranger.write_text(RECORDS.replace("patient-records", "other-records"))
    check(assay, fresh, stranger, "--sign", "-o", other)
    records.write_text(RECORDS + ABROAD)
    check(assay, fresh, records, "--sign")
    policy = ("--policy", fresh / "verify.policy")

    assert assay("verify", first, *policy, "--json").json["reason"] == "superseded"
    assert assay("verify", other, *policy).code == 0


def test_the_log_names_nobody_s_workload(
    assay: Any, fresh: Path, records: Path
) -> None:
    check(assay, fresh, records, "--sign")

    assert "patient" not in assay("log", "list", "-C", fresh).out
    assert not list((fresh / "dossiers").glob("*"))


def test_the_rails_are_listed_shown_and_judged_by_their_own_cases(
    assay: Any, fresh: Path
) -> None:
    listed = assay("workload", "rails", "-C", fresh)
    shown = assay("workload", "rails", "itar-location", "-C", fresh)
    judged = assay("workload", "rails", "--rehearse", "-C", fresh)
    as_data = assay("workload", "rails", "phi-account", "--json", "-C", fresh)

    assert (listed.code, shown.code, judged.code) == (0, 0, 0)
    assert "phi-account" in listed.out
    assert "120.54" in shown.out
    assert judged.out.endswith(" 0 problems\n")
    assert as_data.json["guard_rails"][0]["id"] == "phi-account"


def test_a_workspace_has_guard_rails_of_its_own(
    assay: Any, fresh: Path, records: Path
) -> None:
    rail = """
    title = "Only where we have people"
    program = "hipaa"
    source = "Our own rule"
    summary = "s"
    when = { data = ["phi"] }
    [[must]]
    id = "near"
    says = "It is in Oregon."
    region = ["us-west-1"]
    [[case]]
    name = "there"
    state = "allowed"
    given = { region = "us-west-1" }
    [[case]]
    name = "elsewhere"
    state = "%s"
    given = {}
    [[case]]
    name = "who knows"
    state = "allowed_if"
    given = { region = "" }
    """
    (fresh / "guardrails").mkdir()
    own = fresh / "guardrails" / "own.toml"
    own.write_text(rail % "not_allowed")
    said = check(assay, fresh, records, "--json")

    assert said.code == 1
    assert states(said)["own", "records"] == "not_allowed"
    own.write_text(rail.replace('"allowed_if"', '"unknown"') % "not_allowed")
    failed = assay("workload", "rails", "own", "--rehearse", "-C", fresh)
    assert failed.code == 1
    assert "who knows: it is allowed_if, and should be unknown" in failed.out


def test_a_guard_rail_that_does_not_exist_is_named(assay: Any, fresh: Path) -> None:
    said = assay("workload", "rails", "itar-locaton", "-C", fresh)

    assert said.code == 2
    assert "itar-location" in said.err
