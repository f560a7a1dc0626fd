"""Statements on the programs of today: who may make one, and how long each holds."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

import assay.library
from assay.errors import BadInput
from assay.register import (
    Claim,
    Program,
    Register,
    ask,
    read_programs,
    read_register,
    scope,
)

LIBRARY = Path(assay.library.__file__).parent
BASE = {
    "provider": """
        id = "us"
        name = "Us"
    """,
    "services": """
        [[service]]
        id = "store"
        title = "Store"
        category = "storage"
    """,
    "regions": """
        [[region]]
        id = "eu-1"
        title = "One"
        country = "FR"
    """,
    "parties": """
        [[party]]
        id = "us"
        name = "Us"
        kind = "provider"
        [[party]]
        id = "them"
        name = "Them"
        kind = "assessor"
        accredited = [
          { role = "c3pao" },
          { role = "certification-body" },
          { role = "cpa-firm" },
          { role = "tisax-audit-provider" },
          { role = "tpn-assessor" },
        ]
        [[party]]
        id = "office"
        name = "The office"
        kind = "authority"
    """,
    "sources": """
        [[source]]
        id = "binder"
        title = "The binder"
        publisher = "Us"
        dated = 2026-01-01
    """,
}
FIRST = """
    program = "iso-27001"
    edition = "2022"
    by = "them"
    issued = 2024-01-10
    expires = 2027-01-09
    surveillance = [2024-12-20, 2025-12-20]
"""
PLACE = """
    source = { document = "binder" }
    [[scope]]
    services = ["store"]
    regions = ["eu-1"]
"""


@pytest.fixture(scope="module")
def programs() -> dict[str, Program]:
    return read_programs(
        {
            f"programs/{path.name}": path.read_bytes()
            for path in (LIBRARY / "programs").glob("*.toml")
        }
    )


def read(
    programs: Mapping[str, Program],
    text: str,
    levels: str = "",
    **others: tuple[str, str],
) -> Register:
    tables = {f"register/{name}.toml": dedent(one) for name, one in BASE.items()}
    for name, (said, at) in {"made": (text, levels), **others}.items():
        where = f'\nlevels = ["{at}"]' if at else ""
        tables[f"register/attestations/{name}.toml"] = (
            dedent(said) + dedent(PLACE) + where
        )
    return read_register({n: t.encode() for n, t in tables.items()}, programs)


def at(register: Register, program: str, day: str, level: str = "") -> Claim:
    question = ask(register, program, "store", "eu-1", level)
    return scope(register, question, date.fromisoformat(day))


CMMC = """
    program = "cmmc"
    edition = "2.0"
    by = "them"
    issued = 2026-01-10
    surveillance = [2027-01-05, 2028-01-04]
"""


@pytest.mark.parametrize(
    ("line", "day", "state"),
    [
        ("", "2026-01-10", "in_force"),
        ("", "2029-01-09", "in_force"),
        ("", "2029-01-11", "lapsed"),
        ("surveillance = [2027-01-05, 2028-01-04]", "2027-01-09", "in_force"),
        ("surveillance = [2027-01-05, 2028-01-04]", "2027-01-11", "lapsed"),
    ],
)
def test_a_cmmc_certificate_needs_its_affirmation_every_year(
    programs: dict[str, Program], line: str, day: str, state: str
) -> None:
    text = CMMC.replace(line, "") if line else CMMC

    assert at(read(programs, text, "2"), "cmmc", day, "2").state == state


def test_level_2_of_cmmc_covers_level_1_and_not_3(programs: dict[str, Program]) -> None:
    register = read(programs, CMMC, "2")

    assert at(register, "cmmc", "2026-06-01", "1").state == "in_force"
    assert at(register, "cmmc", "2026-06-01", "3").state == "not_claimed"
    assert at(register, "cmmc-self", "2026-06-01", "1").state == "not_claimed"


def test_who_assesses_itself_is_certified_by_nobody(
    programs: dict[str, Program],
) -> None:
    own = CMMC.replace('"them"', '"us"')
    with pytest.raises(BadInput) as caught:
        read(programs, own, "1")
    assert "by" in [problem.place for problem in caught.value.problems]

    answered = """
        program = "cmmc-self"
        edition = "2.0"
        by = "us"
        issued = 2026-01-10
    """
    register = read(programs, answered, "1")
    claim = at(register, "cmmc-self", "2026-06-01", "1")
    assert claim.state == "in_force"
    assert "self-assessed" in claim.says
    assert "certified" not in claim.says
    assert at(register, "cmmc-self", "2027-01-11", "1").state == "lapsed"
    assert at(register, "cmmc", "2026-06-01", "1").state == "not_claimed"


@pytest.mark.parametrize(
    ("edition", "issued", "last", "first"),
    [
        ("rd-3-2010", "2023-03-01", "2024-05-05", "2024-05-06"),
        ("rd-311-2022", "2023-03-01", "2025-02-28", "2025-03-02"),
    ],
)
def test_an_ens_certificate_holds_two_years_and_not_beyond_its_decree(
    programs: dict[str, Program], edition: str, issued: str, last: str, first: str
) -> None:
    text = f"""
        program = "ens"
        edition = "{edition}"
        by = "them"
        issued = {issued}
    """
    register = read(programs, text, "medium")

    assert at(register, "ENS", last, "Básica").state == "in_force"
    assert at(register, "ENS", last, "alta").state == "not_claimed"
    assert at(register, "ENS", first, "Básica").state == "lapsed"


@pytest.mark.parametrize(("edition", "after"), [("1.1", "lapsed"), ("2.0", "in_force")])
def test_an_hds_certificate_on_the_first_reference_ended_in_may_2026(
    programs: dict[str, Program], edition: str, after: str
) -> None:
    text = f"""
        program = "hds"
        edition = "{edition}"
        by = "them"
        issued = 2024-11-20
        surveillance = [2025-11-10]
        derives_from = ["first"]
    """
    register = read(programs, text, "6", first=(FIRST, ""))

    assert at(register, "HDS", "2026-05-16", "backup").state == "in_force"
    assert at(register, "HDS", "2026-05-17", "backup").state == after
    assert at(register, "HDS", "2026-05-16", "1").state == "not_claimed"


def test_an_hds_certificate_rests_on_one_of_iso_27001(
    programs: dict[str, Program],
) -> None:
    alone = """
        program = "hds"
        edition = "2.0"
        by = "them"
        issued = 2025-01-10
        surveillance = [2026-01-05]
    """
    with pytest.raises(BadInput) as caught:
        read(programs, alone, "6")
    assert "ISO/IEC 27001" in caught.value.diagnose()


@pytest.mark.parametrize(
    ("own", "last", "first"),
    [
        ("expires = 2027-04-30", "2027-04-30", "2027-05-01"),
        ("", "2027-03-19", "2027-03-21"),
    ],
)
def test_an_ismap_registration_ends_on_its_day_and_else_after_a_year(
    programs: dict[str, Program], own: str, last: str, first: str
) -> None:
    text = f"""
        program = "ismap"
        edition = "2020"
        by = "office"
        issued = 2026-03-20
        {own}
    """
    register = read(programs, text, "ismap")

    assert at(register, "ISMAP", last, "ismap").state == "in_force"
    assert at(register, "ISMAP", first, "ismap").state == "lapsed"
    assert at(register, "ISMAP", "2026-06-01", "LIU").state == "not_claimed"


def test_labels_of_tisax_last_three_years(programs: dict[str, Program]) -> None:
    text = """
        program = "tisax"
        edition = "isa-6"
        by = "them"
        issued = 2024-06-10
    """
    register = read(programs, text, "3")

    claim = at(register, "TISAX", "2027-06-09", "AL2")
    assert claim.state == "in_force"
    assert "certified" not in claim.says
    assert at(register, "TISAX", "2027-06-11", "AL2").state == "lapsed"


def test_a_blue_shield_is_the_providers_own_and_a_gold_one_is_not(
    programs: dict[str, Program],
) -> None:
    blue = """
        program = "tpn-blue"
        edition = "5.3.1"
        by = "us"
        issued = 2026-02-01
    """
    gold = """
        program = "tpn"
        edition = "5.3.1"
        by = "us"
        issued = 2026-02-01
    """
    register = read(programs, blue)

    assert at(register, "Blue Shield", "2026-06-01").state == "in_force"
    assert at(register, "TPN", "2026-06-01").state == "not_claimed"
    with pytest.raises(BadInput) as caught:
        read(programs, gold, "gold")
    assert "by" in [problem.place for problem in caught.value.problems]


def test_a_c5_report_ages_and_never_expires(programs: dict[str, Program]) -> None:
    text = """
        program = "c5"
        edition = "2020"
        by = "them"
        type = "2"
        issued = 2025-05-10
        period = { start = 2024-04-01, end = 2025-03-31 }
        opinion = "unmodified"
    """
    register = read(programs, text)

    assert at(register, "C5", "2026-03-01").state == "in_force"
    assert at(register, "C5", "2026-06-01").state == "aged"
    assert at(register, "C5", "2036-06-01").state == "aged"


@pytest.mark.parametrize("law", ["gdpr", "nis2", "dora"])
def test_a_law_of_the_union_is_supported_and_never_certified(
    programs: dict[str, Program], law: str
) -> None:
    text = f"""
        program = "{law}"
        by = "us"
        issued = 2026-01-10
        basis = "the contract"
    """
    claim = at(read(programs, text), law, "2026-06-01")

    assert claim.state == "in_force"
    assert claim.says.startswith("No certificate exists for ")
    assert "certified" not in claim.says


def test_a_class_is_not_a_level_of_before(programs: dict[str, Program]) -> None:
    text = """
        program = "fedramp"
        edition = "rev5"
        by = "office"
        issued = 2026-07-10
        assessments = [2026-07-01]
    """
    register = read(programs, text, "class-c")

    assert at(register, "FedRAMP", "2026-10-01", "Class B").state == "in_force"
    assert at(register, "FedRAMP", "2026-10-01", "Class D").state == "not_claimed"
    assert at(register, "FedRAMP", "2026-10-01", "Moderate").state == "not_claimed"
    assert at(register, "FedRAMP 20x", "2026-10-01", "Class C").state == "not_claimed"


def test_a_soc_2_plus_is_a_soc_2_with_more(programs: dict[str, Program]) -> None:
    soc_2 = """
        program = "soc-2"
        edition = "tsc-2017"
        by = "them"
        type = "2"
        issued = 2026-05-10
        period = { start = 2025-04-01, end = 2026-03-31 }
        opinion = "unmodified"
        categories = ["security"]
    """
    plus = soc_2.replace('"soc-2"', '"soc-2-plus"')
    linked = plus + '        derives_from = ["base"]\n'
    register = read(programs, linked, "hitrust", base=(soc_2, ""))

    assert at(register, "SOC 2 + HITRUST", "2026-06-01", "HITRUST").state == "in_force"
    assert at(register, "SOC 2 Plus", "2026-06-01", "HIPAA").state == "not_claimed"
    with pytest.raises(BadInput):
        read(programs, plus, "hitrust")
