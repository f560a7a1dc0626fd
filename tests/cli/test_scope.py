"""Questions of scope, as a customer asks them at the command line."""

from pathlib import Path
from typing import Any

import pytest

from assay.cli.main import VERBS

REGIONS = {
    "eu-west-1",
    "ap-southeast-2",
    "us-gov-west-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
}
FEDRAMP = {"us-gov-west-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2"}


def in_force(assay: Any, paper: Path, program: str, *more: str) -> set[str]:
    """The regions in which the paper's claim is in force."""
    found = set()
    for region in REGIONS:
        words = ("scope", "--program", program, "--region", region, *more)
        if assay(*words, "-C", paper).code == 0:
            found.add(region)
    return found


@pytest.mark.parametrize(
    ("program", "regions"),
    [
        ("cyber-essentials-plus", {"eu-west-1"}),
        ("irap", {"ap-southeast-2"}),
        ("itar", {"us-gov-west-1"}),
        ("fips-140", {"us-gov-west-1"}),
        ("fedramp", FEDRAMP),
    ],
)
def test_a_claim_holds_in_the_regions_stated_and_nowhere_else(
    assay: Any, paper: Path, program: str, regions: set[str]
) -> None:
    assert in_force(assay, paper, program) == regions


@pytest.mark.parametrize(
    ("program", "level", "code"),
    [
        ("irap", "Unclassified (DLM)", 0),
        ("irap", "PROTECTED", 1),
        ("dod-srg", "2", 0),
        ("dod-srg", "IL4", 0),
        ("dod-srg", "5", 1),
        ("dod-srg", "6", 1),
        ("fedramp", "moderate", 0),
        ("fedramp", "high", 1),
        ("mtcs", "Tier 3", 0),
        ("pci-dss", "Level 1", 0),
    ],
)
def test_levels_are_asked_by_any_of_their_names(
    assay: Any, paper: Path, program: str, level: str, code: int
) -> None:
    words = ("scope", "--program", program, "--level", level)

    assert assay(*words, "-C", paper).code == code


@pytest.mark.parametrize("program", ["soc-1", "soc-2", "soc-3", "pci-dss", "hipaa"])
def test_a_service_the_source_does_not_name_is_never_yes(
    assay: Any, paper: Path, program: str
) -> None:
    said = assay("scope", "s3", "--program", program, "-C", paper, "--json")

    assert said.code == 1
    assert said.json["claim"]["state"] == "not_stated"
    assert "not stated by the source" in said.json["claim"]["says"]


@pytest.mark.parametrize(
    "program",
    ["hipaa", "ferpa", "fisma", "gxp", "itar", "mpaa", "nist-800-171", "cjis"],
)
def test_what_has_no_certificate_is_never_rendered_as_certified(
    assay: Any, paper: Path, program: str
) -> None:
    says = assay("scope", "--program", program, "-C", paper, "--json").json["claim"][
        "says"
    ]

    assert "certified" not in says.lower()


def test_the_answer_has_the_fields_that_programs_rely_on(
    assay: Any, paper: Path
) -> None:
    answer = assay("scope", "--program", "soc-3", "-C", paper, "--json").json

    assert answer["claim"]["state"] == "in_force"
    assert answer["claim"]["attestation"] == "soc-3-2017"
    assert answer["claim"]["kind"] == "attestation_report"
    assert answer["claim"]["source"]["section"] == "SOC 3"
    assert answer["evidence"]["state"] == "unknown"


def test_the_workspace_may_be_named_before_the_verb(assay: Any, paper: Path) -> None:
    said = assay("-C", paper, "scope", "--program", "soc-3")

    assert said.code == 0


def test_a_question_names_what_it_does_not_know_and_what_is_near(
    assay: Any, paper: Path
) -> None:
    said = assay("scope", "--program", "fedrmp", "-C", paper, "--json")

    assert said.code == 2
    assert said.json["error"]["near"][0] == "fedramp"


@pytest.mark.parametrize(
    "words",
    [
        ("--program", "fedramp", "--region", "us-east-9"),
        ("--program", "fedramp", "--level", "extreme"),
        ("--program", "soc-2", "--on", "2026-13-01"),
        ("object-storage", "compute", "--program", "soc-2"),
        (),
        ("diff", "2026-01-01"),
        ("matrix", "more"),
    ],
)
def test_a_question_that_cannot_be_asked_is_exit_2(
    assay: Any, northwind: Path, words: tuple[str, ...]
) -> None:
    assert assay("scope", *words, "-C", northwind).code == 2


def test_the_matrix_agrees_with_single_questions(assay: Any, northwind: Path) -> None:
    words = ("--region", "eu-west-1", "-C", northwind, "--json")
    matrix = assay("scope", "matrix", *words).json
    for row in matrix["rows"][1:4]:
        for cell in row["cells"]:
            asked = (cell["service"], "--program", cell["program"])
            answer = assay("scope", *asked, *words).json

            assert answer["claim"]["state"] == cell["claim"]["state"]


def test_the_matrix_is_drawn_for_people(assay: Any, northwind: Path) -> None:
    said = assay("scope", "matrix", "-C", northwind)

    assert said.code == 0
    assert "Object storage" in said.out or "Object Storage" in said.out


def test_a_diff_tells_what_changed_in_sentences(assay: Any, northwind: Path) -> None:
    said = assay("scope", "diff", "2026-05-23", "2026-11-24", "-C", northwind, "--json")

    assert said.code == 0
    assert said.json["changes"]
    for change in said.json["changes"]:
        assert change["before"] != change["after"]
        assert change["says"]


def test_nothing_changes_between_a_day_and_itself(assay: Any, northwind: Path) -> None:
    said = assay("scope", "diff", "2026-05-23", "2026-05-23", "-C", northwind)

    assert "Nothing changed" in said.out


def test_every_verb_takes_the_folder_before_or_behind(
    assay: Any, northwind: Path
) -> None:
    named = ("dossiers/overview-1.assay", "--policy", "verify.policy")

    assert assay("-C", northwind, "verify", *named).code == 0
    assert assay("verify", *named, "-C", northwind).code == 0
    for verb in VERBS:
        assert "-C DIR" in assay(verb, *INNER.get(verb, ()), "--help").out


INNER: dict[str, tuple[str, ...]] = {
    "agreement": ("list",),
    "catalog": ("list",),
    "checks": ("list",),
    "crosswalk": ("list",),
    "dossier": ("build",),
    "log": ("list",),
    "migration": ("list",),
    "register": ("export",),
    "responsibility": ("matrix",),
    "workload": ("check",),
}


@pytest.mark.parametrize("view", [("matrix",), ("diff", "2026-01-01", "2026-11-24")])
@pytest.mark.parametrize("option", ["--facility", "--data", "--account", "--person"])
def test_what_a_view_would_ignore_is_refused(
    assay: Any, northwind: Path, view: tuple[str, ...], option: str
) -> None:
    said = assay("scope", *view, option, "x", "-C", northwind)

    assert said.code == 2
    assert option in said.err
