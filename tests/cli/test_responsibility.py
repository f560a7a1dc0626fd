"""`assay responsibility` as a customer and a provider use it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assay.sheets import read_sheets, write_csv

Assay = Callable[..., Any]
IMPORTED = "register/responsibilities/pci-dss-imported.toml"
HEADING = ("Requirement", "Responsibility", "Provider", "Customer Responsibility")


def matrix(assay: Assay, root: Path, *words: str) -> Any:
    """What the matrix says as JSON."""
    return assay("responsibility", "matrix", *words, "-C", root, "--json").json


def rows(found: Any) -> dict[str, Any]:
    """Its requirements by id."""
    return {one["requirement"]: one for one in found["requirements"]}


def test_services_are_merged_and_duties_listed_with_their_ids(
    assay: Assay, northwind: Path
) -> None:
    found = matrix(
        assay,
        northwind,
        *("--services", "object-storage,Identity,VMs", "--program", "FedRAMP"),
        *("--level", "moderate", "--on", "2026-11-24"),
    )
    by_id = rows(found)

    assert found["program"] == "fedramp"
    assert found["services"] == ["object-storage", "identity", "virtual-machines"]
    assert by_id["ac-2"]["who"] == "shared"
    assert by_id["pe-3"]["who"] == "provider"
    assert by_id["cp-9"]["who"] == "unknown"
    assert by_id["cp-9"]["services"]["object-storage"]["who"] == "shared"
    assert by_id["cp-9"]["duties"] == ["crm-cp-9"]
    assert by_id["ac-1"]["who"] == "unknown"
    listed = {one["id"]: one for one in found["duties"]}
    assert listed["crm-ac-2"]["bearer"] == "customer"
    assert listed["crm-ac-2"]["serves"] == ["ac-2"]
    assert listed["crm-cp-9"]["services"] == ["object-storage"]
    named = {one for row in found["requirements"] for one in row["duties"]}
    assert named == set(listed)


def test_what_nobody_states_is_counted_and_shown(assay: Assay, northwind: Path) -> None:
    words = ("--services", "identity", "--program", "pci-dss")
    found = matrix(assay, northwind, *words)
    silent = [one for one in found["requirements"] if one["who"] == "unknown"]
    said = assay("responsibility", "matrix", *words, "-C", northwind)

    assert found["unknown"] == len(silent) > 50
    assert len(found["requirements"]) == 71
    assert f"nothing is stated of them ({len(silent)})" in said.out
    assert "A3.5" in said.out
    assert said.code == 0


def test_without_an_agreement_the_providers_part_is_open(
    assay: Assay, northwind: Path
) -> None:
    words = ("--services", "object-storage", "--program", "hipaa", "--region", "Oregon")

    def asked(account: str) -> tuple[int, str, str]:
        said = assay(
            "responsibility", "matrix", *words, "--account", account,
            "-C", northwind, "--json",
        )  # fmt: skip
        one = rows(said.json)["164.310.a.1"]
        return said.code, one["who"], one["services"]["object-storage"]["reason"]

    assert asked("4100-2207")[:2] == (0, "provider")
    code, who, reason = asked("5200-0871")
    assert (code, who) == (1, "open")
    assert "business associate agreement" in reason
    unasked = rows(matrix(assay, northwind, *words))["164.310.a.1"]
    held = unasked["services"]["object-storage"]
    assert unasked["who"] == "provider"
    assert next(one["met"] for one in held["conditions"]) is None


@pytest.mark.parametrize(
    "words",
    [
        ("--services", "identity", "--program", "fedrmp"),
        ("--services", "identify", "--program", "fedramp"),
        ("--services", ",", "--program", "fedramp"),
        ("--services", "identity", "--program", "fedramp", "--level", "lofty"),
        ("--services", "identity", "--program", "fedramp", "--region", "mars"),
        ("--services", "identity", "--program", "fedramp", "--account", "1"),
        ("--services", "identity", "--program", "fedramp", "--fact", "us_persons"),
    ],
)
def test_what_is_asked_wrongly_is_told(
    assay: Assay, northwind: Path, words: tuple[str, ...]
) -> None:
    said = assay("responsibility", "matrix", *words, "-C", northwind)
    assert said.code == 2
    assert said.err


def test_a_fact_that_is_stated_counts(assay: Assay, fresh: Path) -> None:
    file = fresh / "register/responsibilities/fedramp.toml"
    text = file.read_text().replace(
        'requirement = "pe-3"',
        'requirement = "pe-3"\npreconditions = [{ fact = "us_persons" }]',
    )
    file.write_text(text)
    words = ("--services", "identity", "--program", "fedramp",
             "--account", "5200-0871")  # fmt: skip

    def who(*more: str) -> str:
        return str(rows(matrix(assay, fresh, *words, *more))["pe-3"]["who"])

    assert who() == "unknown"
    assert who("--fact", "us_persons=yes") == "provider"
    assert who("--fact", "us_persons=no") == "open"


@pytest.mark.parametrize("form", ["csv", "xlsx", "fedramp", "oscal"])
def test_a_matrix_is_written_in_many_forms(
    assay: Assay, northwind: Path, tmp_path: Path, form: str
) -> None:
    out = tmp_path / f"out.{form}"
    said = assay(
        *("responsibility", "matrix", "--services", "identity,object-storage"),
        *("--program", "fedramp", "--format", form, "-o", out, "-C", northwind),
    )
    assert (said.code, said.out) == (0, "")
    data = out.read_bytes()
    if form == "oscal":
        plan = json.loads(data)["system-security-plan"]
        controls = plan["control-implementation"]["implemented-requirements"]
        assert "cp-9" in {one["control-id"] for one in controls}
        assert "si-2" not in {one["control-id"] for one in controls}
        return
    problems: list[Any] = []
    sheets = read_sheets(data, file="out", problems=problems)
    cells = {cell for sheet in sheets for row in sheet.rows for cell in row}
    assert not problems
    assert {"AC-2", "crm-ac-2"} <= cells


def _pci(path: Path, *lines: tuple[str, ...]) -> Path:
    path.write_bytes(write_csv([HEADING, *lines]))
    return path


def test_an_import_is_previewed_and_then_applied(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    file = _pci(
        tmp_path / "summary.csv",
        ("10.2", "Shared", "", "Switch logging on."),
        ("9.2", "Provider", "", ""),
    )
    words = ("responsibility", "import", file, "--program", "pci-dss", "-C", fresh)
    preview = assay(*words, "--json")

    assert preview.code == 0
    assert [one["kind"] for one in preview.json["changes"]] == ["new", "same"]
    assert preview.json["applied"] is False
    assert not (fresh / IMPORTED).exists()

    assert assay(*words, "--apply").code == 0
    found = rows(matrix(assay, fresh, "--services", "identity", "--program", "pci-dss"))
    assert found["10.2"]["who"] == "shared"
    assert found["10.2"]["duties"] == ["pci-dss-10.2-imported-c1"]
    again = assay(*words, "--apply", "--json").json
    assert [one["kind"] for one in again["changes"]] == ["same", "same"]
    assert again["files"] == []
    assert assay("doctor", "-C", fresh).out.count("summary") == 0


def test_a_more_exact_source_narrows_and_keeps_the_duty(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    vague = _pci(tmp_path / "a.csv", ("10.2", "Shared", "", "Switch logging on."))
    words = ("--program", "pci-dss", "-C", fresh, "--apply", "--json")
    assert assay("responsibility", "import", vague, *words).code == 0
    exact = tmp_path / "b.csv"
    exact.write_bytes(
        write_csv(
            [
                ("Control ID", "Control Origination", "Customer Responsibilities"),
                ("10.2", "sp-system, customer-configured", "Switch logging on."),
            ]
        )
    )
    said = assay("responsibility", "import", exact, *words)

    assert [one["kind"] for one in said.json["changes"]] == ["narrows"]
    kept = said.json["changes"][0]["statement"]
    assert [one["scheme"] for one in kept["native"]] == ["pci", "fedramp"]
    assert [one["id"] for one in kept["duties"]] == ["pci-dss-10.2-imported-c1"]


def test_a_source_that_contradicts_changes_nothing(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    file = _pci(
        tmp_path / "summary.csv",
        ("9.2", "Customer", "", "Guard it yourself."),
        ("10.2", "Provider", "We log.", ""),
    )
    words = ("responsibility", "import", file, "--program", "pci-dss", "-C", fresh)
    said = assay(*words, "--apply")

    assert said.code == 1
    assert "against provider of pci-9.2" in said.err
    assert not (fresh / IMPORTED).exists()
    assert assay(*words, "--apply", "--partly").code == 0
    assert "10.2" in (fresh / IMPORTED).read_text()
    assert "9.2" not in (fresh / IMPORTED).read_text()


def test_a_tie_that_an_import_would_make_is_refused(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    file = _pci(tmp_path / "s.csv", ("3.6", "Provider", "All ours.", ""))
    words = ("responsibility", "import", file, "--program", "pci-dss", "-C", fresh)
    said = assay(*words, "--services", "key-management,secrets", "--apply")

    assert said.code == 2
    assert "neither is narrower" in said.err
    assert not (fresh / IMPORTED).exists()
    assert "s.csv" not in (fresh / "register/sources.toml").read_text()


def test_what_was_exported_comes_back_as_it_is(
    assay: Assay, northwind: Path, tmp_path: Path
) -> None:
    out = tmp_path / "crm.xlsx"
    words = ("--program", "fedramp", "-C", northwind)
    assert assay("responsibility", "export", *words, "--format", "fedramp",
                 "-o", out).code == 0  # fmt: skip
    first = out.read_bytes()
    said = assay("responsibility", "import", out, *words, "--json")
    assay("responsibility", "export", *words, "--format", "fedramp", "-o", out)

    assert {one["kind"] for one in said.json["changes"]} == {"same"}
    assert len(said.json["changes"]) == 7
    assert out.read_bytes() == first


def test_a_customers_plan_is_held_against_the_register(
    assay: Assay, northwind: Path, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.json"
    words = ("--program", "fedramp", "-C", northwind)
    assay("responsibility", "export", *words, "--format", "oscal", "-o", plan)
    nothing = assay("responsibility", "satisfied", plan, *words, "--json")

    assert nothing.code == 1
    assert all(not one["by"] for one in nothing.json["duties"])
    told = json.loads(plan.read_text())["system-security-plan"]
    body = told["control-implementation"]["implemented-requirements"]
    for one in body:
        for component in one["by-components"]:
            duties = component.pop("export", {}).get("responsibilities", [])
            component["satisfied"] = [
                {
                    "uuid": d["uuid"],
                    "responsibility-uuid": d["uuid"],
                    "description": ".",
                }
                for d in duties
            ]
    plan.write_text(json.dumps({"system-security-plan": told}))
    said = assay("responsibility", "satisfied", plan, *words)

    assert said.code == 0
    assert "open" not in said.out


def test_a_reader_may_not_have_every_sentence(assay: Assay, fresh: Path) -> None:
    file = fresh / "register/responsibilities/fedramp.toml"
    text = file.read_text().replace(
        'requirement = "ac-2"',
        'requirement = "ac-2"\ninternal_text = "Two people do it."\n'
        'extract = { audience = "government_repository" }',
    )
    file.write_text(text)
    words = ("--services", "identity", "--program", "fedramp")

    def told(reader: str) -> tuple[bool, list[str]]:
        one = rows(matrix(assay, fresh, *words, "--for", reader))["ac-2"]
        return bool(one["services"]["identity"]["provider"]), one["duties"]

    assert told("customer") == (False, ["crm-ac-2"])
    assert told("agency") == (True, ["crm-ac-2"])
    out = assay("responsibility", "export", "--program", "fedramp", "--format",
                "fedramp", "--csv", "-C", fresh).out  # fmt: skip
    assert "Two people" not in out
    assert "manages the accounts" not in out
    assert "Approve, review" in out


def test_a_requirement_that_no_catalog_has_is_told(assay: Assay, fresh: Path) -> None:
    file = fresh / "register/responsibilities/fedramp.toml"
    file.write_text(file.read_text().replace('"pe-3"', '"pe-333"'))
    said = assay(
        "responsibility", "matrix", "--services", "dns", "--program", "fedramp",
        "-C", fresh,
    )  # fmt: skip

    assert said.code == 2
    assert "fedramp-pe-3.requirement" in said.err
    assert "pe-333" in assay("doctor", "-C", fresh).out


@pytest.mark.parametrize("name", ["source", "attestation", "catalog"])
def test_names_that_are_given_with_an_import_must_exist(
    assay: Assay, fresh: Path, tmp_path: Path, name: str
) -> None:
    file = _pci(tmp_path / "s.csv", ("10.2", "Provider", "We log.", ""))
    said = assay(
        "responsibility", "import", file, "--program", "pci-dss", f"--{name}", "nope",
        "-C", fresh,
    )  # fmt: skip
    assert said.code == 2
    assert "nope" in said.err


def test_what_is_no_document_is_refused(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("Who does what? Nobody knows.")
    said = assay(
        "responsibility", "import", file, "--program", "pci-dss", "-C", fresh, "--json"
    )
    assert said.code == 2
    assert said.json["error"]["problems"][0]["remedy"]
