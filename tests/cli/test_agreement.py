"""`assay agreement` on the example, and what a service that leaves a list raises."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Assay = Callable[..., Any]
DAY = ("--on", "2026-11-24")
PHI = ("--data", "PHI", "--service", "object-storage", "--region", "us-east-1")


def test_a_designated_account_may(assay: Assay, fresh: Path) -> None:
    said = assay("agreement", "may", "4100-2207", *PHI, *DAY, "-C", fresh, "--json")

    assert said.code == 0
    assert said.json["allowed"] is True
    assert [one["id"] for one in said.json["conditions"]] == [
        "agreement_in_force",
        "account_designated",
        "service_eligible",
        "region_allowed",
    ]
    assert {one["met"] for one in said.json["conditions"]} == {True}
    assert said.json["on"] == "2026-11-24"
    assert set(said.json["conditions"][0]) == {"id", "met", "says", "source", "change"}


def test_an_account_beside_it_may_not_and_is_told_what_to_do(
    assay: Assay, fresh: Path
) -> None:
    said = assay("agreement", "may", "4100-2311", *PHI, *DAY, "-C", fresh)

    assert said.code == 1
    assert said.out.startswith("No: phi in object-storage")
    assert "Account 4100-2311 is not designated" in said.out
    assert "Designate account 4100-2311" in said.out


def test_a_list_is_asked_as_it_stood_on_the_day(assay: Assay, fresh: Path) -> None:
    words = ("--data", "PHI", "--service", "Cache", "--region", "Virginia")
    before, after = (
        assay("agreement", "may", "4100-2207", *words, "--on", on, "-C", fresh)
        for on in ("2026-08-02", "2026-08-03")
    )
    unknown_then = assay(
        "agreement",
        "may",
        "4100-2207",
        *words,
        *DAY,
        "--as-of",
        "2026-08-02",
        "-C",
        fresh,
    )

    assert (before.code, after.code, unknown_then.code) == (1, 0, 1)


def test_what_needs_no_agreement_is_told_so(assay: Assay, fresh: Path) -> None:
    words = ("--data", "card data", "--service", "VMs", "--region", "Oregon")
    said = assay("agreement", "may", "4100-2311", *words, "-C", fresh, "--json")

    assert said.code == 0
    assert said.json["data"] == "cardholder"
    assert "No agreement is asked for" in said.json["conditions"][0]["says"]


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (("4100-2209", *PHI), "4100-2208"),
        (("4100-2207", "--data", "hpi", *PHI[2:]), "phi"),
        (("4100-2207", *PHI[:2], "--service", "vmz", *PHI[4:]), "VMs"),
        (("4100-2207", *PHI[:4], "--region", "Oregano"), "Oregon"),
    ],
)
def test_an_unknown_name_is_bad_input(
    assay: Assay, fresh: Path, words: tuple[str, ...], near: str
) -> None:
    said = assay("agreement", "may", *words, "-C", fresh)

    assert said.code == 2
    assert near in said.err


def test_a_class_of_data_that_is_near_none_is_answered_with_all(
    assay: Assay, fresh: Path
) -> None:
    place = ("--service", "object-storage", "--region", "us-east-1", "-C", fresh)
    near = assay("agreement", "may", "4100-2207", "--data", "phii", *place)
    far = assay("agreement", "may", "4100-2207", "--data", "zzz", *place)

    assert (near.code, far.code) == (2, 2)
    assert "Did you mean PII or phi or ephi?" in near.err
    assert "Known are cji, education, personal, phi, ephi, " in far.err
    assert far.err.count("phi, ") == 2


def test_a_provider_that_names_no_customer_knows_no_account(
    assay: Assay, paper: Path
) -> None:
    said = assay("agreement", "may", "1234", *PHI, "-C", paper)

    assert said.code == 2
    assert assay("agreement", "list", "-C", paper).out == "No agreement.\n"


def test_list_says_how_each_stands(assay: Assay, fresh: Path) -> None:
    said = assay("agreement", "list", *DAY, "-C", fresh, "--json")
    states = {one["id"]: one["state"] for one in said.json["agreements"]}

    assert said.code == 0
    assert states == {
        "alder-valley-dpa": "terminated",
        "alder-valley-school-official": "in_force",
        "cedar-county-cjis": "in_force",
        "cedar-county-nda": "ended",
        "lakeshore-clinics-baa": "in_force",
        "lakeshore-clinics-nda": "in_force",
    }


def test_list_is_narrowed_to_a_customer_and_an_account(
    assay: Assay, fresh: Path
) -> None:
    by_name = assay(
        "agreement", "list", "--customer", "Cedar-County", "-C", fresh, "--json"
    )
    by_account = assay(
        "agreement", "list", "--account", "4100-2311", "-C", fresh, "--json"
    )
    unknown = assay("agreement", "list", "--customer", "cedar", "-C", fresh)

    assert len(by_name.json["agreements"]) == 2
    assert [one["kind"] for one in by_account.json["agreements"]] == ["nda"]
    assert unknown.code == 2
    assert "cedar-county" in unknown.err


def test_show_counts_persons_and_names_none(assay: Assay, fresh: Path) -> None:
    table = assay("agreement", "show", "cedar-county-cjis", *DAY, "-C", fresh)
    data = assay("agreement", "show", "cedar-county-cjis", *DAY, "-C", fresh, "--json")

    assert table.code == data.code == 0
    assert "3 of 3 persons screened" in table.out
    assert "gov-ops" not in table.out + data.out


def test_show_tells_a_text_that_was_altered(assay: Assay, fresh: Path) -> None:
    words = ("agreement", "show", "alder-valley-school-official", "-C", fresh)
    whole = assay(*words, "--json")
    text = fresh / "register/artefacts/school-official-terms-2.md"
    text.write_text(text.read_text() + "6. More.\n")
    altered = assay(*words, "--json")
    text.unlink()
    missing = assay(*words)

    assert (whole.code, whole.json["text"]) == (0, "as_recorded")
    assert (altered.code, altered.json["text"]) == (1, "altered")
    assert missing.code == 1
    assert "missing" in missing.out


def test_show_of_what_is_not_there_is_bad_input(assay: Assay, fresh: Path) -> None:
    said = assay("agreement", "show", "lakeshore-baa", "-C", fresh)

    assert said.code == 2
    assert "lakeshore-clinics-baa" in said.err


LEFT = """\
service = "secrets"
until = 2024-12-30
vacate = 2025-03-31
"""
INVENTORY = """\
resource_id,kind,account,service,region,observed_at
a,bucket,4100-2207,object-storage,us-east-1,2025-01-05T00:00:00Z
b,secret,4100-2208,secrets,us-west-1,2025-01-05T00:00:00Z
"""
SOURCE = """
[sources.inventory]
kind = "csv"
table = "resource"
path = "resource.csv"
"""


def test_a_service_that_leaves_the_list_is_a_finding(assay: Assay, fresh: Path) -> None:
    words = ("findings", "--check", "service-left-list", "--json", "-C", fresh)
    nothing = assay(*words)
    rows = fresh / "register/eligible/hipaa.toml"
    rows.write_text(rows.read_text().replace('service = "secrets"\n', LEFT))
    named = assay(*words)
    (fresh / "resource.csv").write_text(INVENTORY)
    with (fresh / "assay.toml").open("a") as config:
        config.write(SOURCE)
    assert assay("collect", "inventory", "-C", fresh).code == 0
    seen = assay(*words)

    assert (nothing.code, nothing.json) == (0, {"findings": []})
    assert named.code == seen.code == 1
    assert [(one["subject"], one["severity"]) for one in named.json["findings"]] == [
        ("4100-2207", "medium"),
        ("4100-2208", "medium"),
    ]
    (one,) = seen.json["findings"]
    assert (one["subject"], one["severity"], one["due"]) == (
        "4100-2208",
        "high",
        "2025-03-31",
    )
    assert one["opened_at"] == "2024-12-31T00:00:00Z"
    assert one["id"] == named.json["findings"][1]["id"]


def test_without_runs_and_findings_nothing_is_known(assay: Assay, fresh: Path) -> None:
    assert assay("findings", "-C", fresh).code == 1
