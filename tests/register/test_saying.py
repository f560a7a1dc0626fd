"""Each claim is one sentence that its kind allows."""

from collections.abc import Callable
from datetime import date

import pytest

from assay.register import Program, Register, ask, scope
from assay.register.kinds import KINDS

Make = Callable[..., Register]
TODAY = date(2026, 11, 24)


def says(
    register: Register, program: str, *where: str, region: str = "", on: date = TODAY
) -> str:
    question = ask(register, program, *where)
    if region:
        question = ask(register, program, region=region)
    return scope(register, question, on).says


def test_a_report_covers_for_its_period(make: Make) -> None:
    assert says(make(), "SOC 2", "OS", "eu-west-1") == (
        "Northwind's Object Storage in eu-west-1 is covered by the SOC 2 Type 2 report "
        "of Halden & Moor LLP for 1 April to 30 September 2026 (unmodified opinion)."
    )


def test_a_certificate_has_an_issue_and_an_end(make: Make) -> None:
    assert says(make(), "ISO 27001", "Message Queue") == (
        "Northwind's Message Queue is certified to ISO/IEC 27001:2022 by Kestrel "
        "Certification, issued on 10 May 2025 and valid until 9 May 2028."
    )


def test_an_authorization_names_its_level_and_last_assessment(make: Make) -> None:
    assert says(make(), "FedRAMP", "OS", "GovCloud", "Low") == (
        "Northwind's Object Storage in us-gov-west-1 is authorized under FedRAMP "
        "(Rev 5 baselines) at level Low by the Health Agency since 10 February 2025, "
        "last assessed on 30 January 2026."
    )


def test_a_law_has_no_certificate_and_the_provider_speaks(make: Make) -> None:
    assert says(make(), "HIPAA", "OS", "eu-west-1") == (
        "No certificate exists for HIPAA. Northwind states that its Object Storage in "
        "eu-west-1 supports customers' compliance with HIPAA, on this basis: business "
        "associate agreements signed with each customer."
    )


def test_a_region_alone_is_the_providers_operation_there(make: Make) -> None:
    assert says(make(), "soc-2", region="eu-west-1").startswith(
        "Northwind's operation in eu-west-1 is covered by the SOC 2 Type 2 report"
    )


def test_what_is_not_claimed_says_so_and_why(make: Make) -> None:
    register = make()
    claim = scope(register, ask(register, "soc-2", "OS", "us-east-1"), TODAY)

    assert claim.says == (
        "Northwind's Object Storage in us-east-1 is not covered by a SOC 2 report."
    )
    assert claim.reason == "Report soc-2-2026 reaches eu-west-1 only."


def test_what_is_not_claimed_names_every_axis_that_keeps_the_nearest_from_it(
    make: Make, statements: dict[str, str]
) -> None:
    east = statements["fedramp-2025"].replace("us-gov-west-1", "us-east-1")
    high = east.replace("moderate", "high")
    register = make({**statements, "fedramp-high": high})

    def reason(service: str, region: str, level: str) -> str:
        asked = ask(register, "fedramp", service, region, level)
        return scope(register, asked, TODAY).reason

    assert reason("queue", "us-gov-west-1", "high") == (
        "Authorization fedramp-2025 is stated at moderate only."
    )
    assert reason("queue", "eu-west-1", "high") == (
        "Authorization fedramp-high reaches us-east-1 only."
    )
    register = make(statements)
    assert reason("queue", "eu-west-1", "high") == (
        "Authorization fedramp-2025 is stated at moderate only and reaches "
        "us-gov-west-1 only."
    )


def test_what_is_not_offered_is_not_claimed(make: Make) -> None:
    register = make()
    claim = scope(register, ask(register, "27001", "maps", "us-east-1"), TODAY)

    assert claim.state == "not_claimed"
    assert claim.says == (
        "Northwind's Maps in us-east-1 is not offered on 24 November 2026, so nothing "
        "is claimed of it."
    )


def test_an_exclusion_gives_its_reason(make: Make) -> None:
    register = make(
        was="expires = 2028-05-09",
        now="""expires = 2028-05-09
exclusions = [{ services = ["maps"], regions = "all", reason = "it is too new" }]""",
    )
    claim = scope(register, ask(register, "27001", "maps", "eu-west-1"), TODAY)

    assert claim.state == "excluded"
    assert claim.attestation == "iso-27001-2025"
    assert claim.says == (
        "Northwind's Maps in eu-west-1 is expressly left out of the certification to "
        "ISO/IEC 27001:2022: it is too new."
    )


PLANS = """
    [[plan]]
    program = "mtcs"
    began = 2026-06-01
    target = 2027-03-31
    by = "operations"
    source = { document = "binder" }
    [[plan.scope]]
    services = ["queue"]
    regions = ["eu-west-1"]
    levels = ["3"]
"""


def test_a_plan_names_its_target(make: Make) -> None:
    register = make(plans=PLANS)
    claim = scope(register, ask(register, "mtcs", "queue"), TODAY)

    assert claim.state == "in_process"
    assert claim.target == date(2027, 3, 31)
    assert claim.says == (
        "Northwind's Message Queue is being prepared for certification to MTCS at "
        "Level 3; the target is 31 March 2027."
    )


def test_a_plan_that_missed_its_target_says_was(make: Make) -> None:
    assert says(make(plans=PLANS), "mtcs", on=date(2027, 4, 1)).endswith(
        "; the target was 31 March 2027."
    )


def test_a_plan_ends_where_its_statement_has_come(
    make: Make, statements: dict[str, str]
) -> None:
    mtcs = """
        program = "mtcs"
        by = "kestrel"
        derives_from = ["iso-27001-2025"]
        issued = 2026-09-01
        withdrawn = 2026-10-01
        source = { document = "binder" }
        [[scope]]
        services = ["queue"]
        regions = ["eu-west-1"]
        levels = ["3"]
    """
    register = make(
        {**statements, "mtcs-2026": mtcs},
        plans=PLANS.replace('["eu-west-1"]', '["eu-west-1", "us-east-1"]'),
    )

    def state(region: str, on: date) -> str:
        return scope(register, ask(register, "mtcs", "queue", region), on).state

    assert state("eu-west-1", date(2026, 8, 31)) == "in_process"
    assert state("eu-west-1", date(2026, 9, 1)) == "in_force"
    assert state("eu-west-1", TODAY) == "withdrawn"
    assert state("us-east-1", TODAY) == "in_process"


def test_a_part_that_left_the_scope_is_withdrawn(make: Make) -> None:
    register = make(
        was='regions = ["us-gov-west-1"]',
        now='regions = ["us-gov-west-1"]\nuntil = 2026-06-30',
    )
    claim = scope(register, ask(register, "fedramp", region="GovCloud"), TODAY)

    assert claim.state == "withdrawn"
    assert "left the scope of fedramp-2025 after 30 June 2026" in claim.says


def test_two_statements_in_force_are_both_told(
    make: Make, statements: dict[str, str]
) -> None:
    other = statements["fedramp-2025"].replace('"moderate"', '"high"')
    register = make({**statements, "fedramp-2025-high": other})
    claim = scope(register, ask(register, "fedramp"), TODAY)

    assert "In force as well: fedramp-2025-high." in claim.reason


def test_the_source_is_told_with_its_section(make: Make) -> None:
    register = make()
    claim = scope(register, ask(register, "soc-2"), TODAY)

    assert claim.source_text == "The binder, SOC 2"
    assert claim.by == "Halden & Moor LLP"


UNSTATED = """
    program = "{program}"
    by = "{by}"
    stated_on = 2026-06-01
    source = {{ document = "binder" }}
    [[scope]]
    services = "unstated"
    regions = "all"
"""
SPEAKERS = {
    "certification": "kestrel",
    "attestation_report": "halden",
    "authorization": "agency",
    "independent_assessment": "assessors",
    "module_validation": "agency",
}
HISTORICAL = """
    id = "northwind"
    name = "Northwind"
    speaks_on = 2026-06-30
"""


def test_no_kind_is_said_with_a_word_that_it_may_not_have(
    make: Make, programs: dict[str, Program]
) -> None:
    special = {"cyber-essentials-plus": "assessors", "cmmc": "assessors"}
    for program in programs.values():
        rules = KINDS[program.kind]
        by = special.get(program.id, SPEAKERS.get(program.kind, "northwind"))
        if program.kind == "attestation_report" and program.id == "soc-3":
            continue
        register = make(
            {"one": UNSTATED.format(program=program.id, by=by)},
            provider=HISTORICAL,
        )
        for service in ("", "queue"):
            for on in (date(2026, 5, 1), TODAY, date(2028, 1, 1), date(2031, 1, 1)):
                claim = scope(register, ask(register, program.id, service), on)
                heard = claim.says.lower()

                assert not any(word in heard for word in rules.never), claim.says
                assert claim.kind == program.kind
                assert rules.verbs[claim.state] in claim.says
                assert heard.startswith("no certificate exists") == rules.bare
                if claim.state == "not_stated":
                    assert "not stated by the source" in claim.says


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "certification"])
def test_only_a_certification_has_the_word(kind: str) -> None:
    rules = next(rules for key, rules in KINDS.items() if key == kind)

    assert not rules.certificate
    assert all("certified" not in verb for verb in rules.verbs.values())


def test_a_report_has_no_word_of_ending() -> None:
    rules = KINDS["attestation_report"]

    assert {"expire", "valid until"} <= set(rules.never)
    assert not {"expires", "surveillance"} & rules.may
