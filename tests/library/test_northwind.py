from collections import Counter
from datetime import date
from itertools import product
from pathlib import Path

import pytest

import assay.library
from assay.catalog import read_library
from assay.register import (
    Question,
    Register,
    ask,
    diff,
    members,
    read_programs,
    read_register,
    scope,
)

LIBRARY = Path(assay.library.__file__).parent
NORTHWIND = LIBRARY / "examples" / "northwind"
ARTEFACTS = NORTHWIND / "register" / "artefacts"
TODAY = date(2026, 11, 24)
BEFORE = date(2026, 5, 23)

STATES = {
    "cjis": ("in_force", "in_force"),
    "csa-star": ("in_force", "in_force"),
    "cyber-essentials-plus": ("in_force", "in_force"),
    "dod-srg": ("in_force", "in_force"),
    "fedramp": ("in_force", "in_force"),
    "ferpa": ("in_force", "in_force"),
    "fips-140": ("in_force", "in_force"),
    "fisma": ("in_force", "in_force"),
    "gxp": ("not_claimed", "not_claimed"),
    "hipaa": ("in_force", "in_force"),
    "irap": ("in_force", "in_force"),
    "iso-27001": ("in_force", "in_force"),
    "iso-27017": ("in_force", "in_force"),
    "iso-27018": ("in_force", "in_force"),
    "iso-9001": ("in_force", "lapsed"),
    "itar": ("in_force", "in_force"),
    "mpaa": ("in_force", "withdrawn"),
    "mtcs": ("not_claimed", "in_process"),
    "nist-800-171": ("in_force", "in_force"),
    "pci-dss": ("in_force", "in_force"),
    "soc-1": ("in_force", "aged"),
    "soc-2": ("in_force", "in_force"),
    "soc-3": ("in_force", "in_force"),
    "c5": ("not_claimed", "not_claimed"),
    "cmmc": ("not_claimed", "not_claimed"),
    "cmmc-self": ("not_claimed", "not_claimed"),
    "dora": ("not_claimed", "not_claimed"),
    "ens": ("not_claimed", "not_claimed"),
    "fedramp-20x": ("not_claimed", "not_claimed"),
    "gdpr": ("not_claimed", "not_claimed"),
    "hds": ("not_claimed", "not_claimed"),
    "ismap": ("not_claimed", "not_claimed"),
    "iso-27701": ("not_claimed", "not_claimed"),
    "iso-42001": ("not_claimed", "not_claimed"),
    "nis2": ("not_claimed", "not_claimed"),
    "soc-2-plus": ("not_claimed", "not_claimed"),
    "tisax": ("not_claimed", "not_claimed"),
    "tpn": ("not_claimed", "not_claimed"),
    "tpn-blue": ("not_claimed", "not_claimed"),
}
"""Of each program as a whole, half a year before and today."""

# Program, service, region, level; state half a year before and today.
CELLS = [
    ("soc-2", "data-warehouse", "ap-southeast-2", "", "excluded", "in_force"),
    ("soc-2", "event-stream", "eu-west-1", "", "not_claimed", "in_force"),
    ("soc-2", "object-storage", "us-gov-east-1", "", "not_claimed", "in_force"),
    ("soc-3", "event-stream", "eu-west-1", "", "not_claimed", "in_force"),
    ("soc-2", "model-hosting", "eu-west-1", "", "not_claimed", "not_claimed"),
    ("soc-1", "object-storage", "eu-west-1", "", "in_force", "aged"),
    ("iso-27001", "secrets", "ap-southeast-1", "", "not_claimed", "in_force"),
    ("iso-27017", "secrets", "ap-southeast-1", "", "not_claimed", "in_force"),
    ("iso-27018", "monitoring", "eu-west-1", "", "excluded", "excluded"),
    ("iso-27018", "event-stream", "eu-west-1", "", "not_claimed", "in_process"),
    ("fedramp", "dns", "us-gov-east-1", "high", "not_claimed", "in_force"),
    ("fedramp", "dns", "us-gov-west-1", "moderate", "in_force", "in_force"),
    ("fedramp", "dns", "us-east-1", "high", "not_claimed", "not_claimed"),
    ("fedramp", "content-delivery", "us-east-1", "", "excluded", "excluded"),
    ("dod-srg", "dns", "us-gov-west-1", "il4", "in_force", "in_force"),
    ("dod-srg", "identity", "us-gov-west-1", "il5", "not_claimed", "in_process"),
    ("dod-srg", "identity", "us-gov-west-1", "il6", "not_claimed", "not_claimed"),
    ("irap", "cache", "ap-southeast-2", "official", "in_force", "in_force"),
    ("irap", "cache", "ap-southeast-2", "protected", "not_claimed", "in_process"),
    ("fips-140", "block-storage", "us-east-1", "", "in_force", "lapsed"),
    ("fips-140", "key-management", "us-east-1", "", "in_force", "in_force"),
    ("hipaa", "data-warehouse", "us-east-1", "", "not_claimed", "in_force"),
    ("hipaa", "model-hosting", "us-east-1", "", "not_claimed", "excluded"),
    ("pci-dss", "event-stream", "eu-west-1", "", "not_claimed", "excluded"),
    ("pci-dss", "archive-storage", "eu-west-1", "level 2", "not_claimed", "in_force"),
    ("mtcs", "containers", "ap-southeast-1", "tier 3", "not_claimed", "in_process"),
    ("cyber-essentials-plus", "dns", "eu-west-1", "", "in_force", "in_force"),
    ("cyber-essentials-plus", "dns", "us-east-1", "", "not_claimed", "not_claimed"),
    ("cyber-essentials-plus", "model-hosting", "", "", "not_claimed", "not_claimed"),
]


def _files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def _toml(root: Path) -> dict[str, bytes]:
    return {n: data for n, data in _files(root).items() if n.endswith(".toml")}


@pytest.fixture(scope="module")
def register() -> Register:
    programs = {n: d for n, d in _toml(LIBRARY).items() if n.startswith("programs/")}
    return read_register(_files(NORTHWIND), read_programs(programs))


def test_an_empty_workspace_loads_and_claims_nothing(register: Register) -> None:
    empty = read_register(_files(LIBRARY / "examples" / "empty"), register.programs)
    states = {
        scope(empty, Question(program=name), TODAY).state for name in empty.programs
    }
    assert states == {"not_claimed"}


def test_northwind_says_of_itself_that_it_is_fictional(register: Register) -> None:
    assert register.provider.fictional
    outsiders = [
        p for p in register.parties.values() if p.kind in {"authority", "customer"}
    ]
    assert all(party.name.endswith("(fictional)") for party in outsiders)


def test_northwind_has_24_services_in_8_regions_two_of_them_governments(
    register: Register,
) -> None:
    partitions = Counter(region.partition for region in register.regions.values())
    assert len(register.services) == 24
    assert partitions == {"commercial": 6, "government": 2}
    everywhere = [s for s in register.services.values() if s.regions == "all"]
    assert 0 < len(everywhere) < 24


@pytest.mark.parametrize("name", STATES)
def test_each_program_stands_where_it_is_meant_to(
    register: Register, name: str
) -> None:
    question = ask(register, name)
    then, now = (scope(register, question, on).state for on in (BEFORE, TODAY))
    assert (then, now) == STATES[name]


def test_every_program_of_the_library_is_accounted_for(register: Register) -> None:
    assert set(STATES) == set(register.programs)


@pytest.mark.parametrize(
    ("program", "service", "region", "level", "then", "now"), CELLS
)
def test_a_cell_stands_where_it_is_meant_to(
    *,
    register: Register,
    program: str,
    service: str,
    region: str,
    level: str,
    then: str,
    now: str,
) -> None:
    question = ask(register, program, service, region, level)
    states = [scope(register, question, on).state for on in (BEFORE, TODAY)]
    assert states == [then, now]


def test_an_aged_report_has_a_bridge_letter_that_reaches_today(
    register: Register,
) -> None:
    claim = scope(register, ask(register, "soc-1"), TODAY)
    assert claim.state == "aged"
    assert claim.bridged_until == date(2026, 12, 31)


def test_half_a_year_has_seen_scope_grow_and_claims_end(register: Register) -> None:
    seen = Counter((c.before, c.after) for c in diff(register, BEFORE, TODAY))
    assert seen["not_claimed", "in_force"] >= 5
    assert seen["not_claimed", "in_process"] >= 3
    assert seen["in_force", "lapsed"] >= 2
    assert seen["in_force", "withdrawn"] == 1
    assert seen["in_force", "aged"] >= 1


def test_reports_of_one_period_share_services_regions_and_opinion(
    register: Register,
) -> None:
    for period in ("2025h2", "2026h1", "2026h2"):
        second = register.attestations[f"soc-2-{period}"]
        third = register.attestations[f"soc-3-{period}"]
        assert third.derives_from == (second.id,)
        assert (third.period, third.opinion) == (second.period, second.opinion)
        for service, region in product(register.services, register.regions):
            states = {
                scope(
                    register,
                    Question(program=program, service=service, region=region),
                    second.issued or date.max,
                ).state
                for program in ("soc-1", "soc-2", "soc-3")
                if f"{program}-{period}" in register.attestations
            }
            assert len(states) == 1


def test_a_public_document_has_a_file_and_a_restricted_one_has_none(
    register: Register,
) -> None:
    copies = [c for a in register.attestations.values() for c in a.copies]
    public = {c.file for c in copies if c.audience in {"public", "registry_public"}} - {
        ""
    }
    assert {c.file for c in copies} - {""} == public
    texts = {t.file for t in register.terms.values() if t.audience == "public"} - {""}
    assert {t.file for t in register.terms.values()} - {""} == texts
    assert {path.name for path in ARTEFACTS.iterdir()} == public | texts


def test_every_downloadable_file_says_that_it_is_fictional() -> None:
    for path in ARTEFACTS.iterdir():
        assert "Fictional: made for the northwind example" in path.read_text("utf-8")


def test_a_published_report_lists_the_services_of_its_register_entry(
    register: Register,
) -> None:
    text = " ".join((ARTEFACTS / "soc-3-2026h2.md").read_text("utf-8").split())
    stated = register.attestations["soc-2-2026h2"].scope[0]
    for service in register.services.values():
        listed = service.id in members(stated.services, register.services)
        assert (service.title in text) == listed


def test_three_customers_have_agreements_some_of_them_over(register: Register) -> None:
    agreements = register.agreements.values()
    assert len({a.customer for a in agreements}) == 3
    assert {a.kind for a in agreements} == {
        "baa",
        "cjis_addendum",
        "dpa",
        "nda",
        "school_official",
    }
    assert any(a.terminated for a in agreements)
    assert any(a.until and a.until < TODAY for a in agreements)
    for agreement in agreements:
        accounts = register.parties[agreement.customer].accounts
        assert set(agreement.accounts) <= set(accounts)


def test_responsibilities_speak_of_requirements_that_the_library_holds(
    register: Register,
) -> None:
    library = read_library(_toml(LIBRARY))
    assert len(register.responsibilities) >= 30
    assert len({r.program for r in register.responsibilities.values()}) >= 4
    for row in register.responsibilities.values():
        held = library.catalogs[row.catalog]
        assert row.requirement in {r.id for r in held.requirements}, row.id
        assert row.program in held.programs, row.id


def test_whoever_has_a_part_to_do_is_told_what_it_is(register: Register) -> None:
    for row in register.responsibilities.values():
        parts = {a.party for a in row.allocations}
        assert ("customer" in parts) == any(d.bearer == "customer" for d in row.duties)
        assert bool(row.not_applicable) != bool(parts)
    ids = [d.id for r in register.responsibilities.values() for d in r.duties]
    assert len(set(ids)) == len(ids)
