"""What the paper of March 2017 states is answered so, and nothing more."""

from datetime import date

import pytest

from assay.register import ClaimState, Question, Register, ask, matrix, scope

NO_CERTIFICATE = {"law", "alignment", "guidance", "contractual_policy"}
SPOKEN = date(2017, 3, 31)
US = {"us-gov-west-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2"}


def states(register: Register, program: str, level: str = "") -> dict[str, ClaimState]:
    return {
        region: scope(
            register, ask(register, program, region=region, level=level), SPOKEN
        ).state
        for region in register.regions
    }


def where(register: Register, program: str, level: str = "") -> set[str]:
    """The regions where the program is in force; elsewhere it must not be claimed."""
    found = states(register, program, level)
    assert set(found.values()) <= {"in_force", "not_claimed"}
    return {region for region, state in found.items() if state == "in_force"}


def state(register: Register, program: str, level: str = "") -> ClaimState:
    return scope(register, ask(register, program, level=level), SPOKEN).state


def test_the_register_speaks_on_the_last_day_of_its_month(paper: Register) -> None:
    assert paper.provider.speaks_on == SPOKEN


def test_every_program_of_the_paper_has_a_statement_with_its_section(
    paper: Register,
) -> None:
    stated = {made.program for made in paper.attestations.values()}

    assert stated == {p.id for p in paper.programs.values() if p.name_2017}
    assert all(made.source.section for made in paper.attestations.values())


@pytest.mark.parametrize(
    "program", ["cyber-essentials-plus", "irap", "itar", "fips-140", "fedramp"]
)
def test_a_statement_limited_to_regions_is_in_force_nowhere_else(
    paper: Register, program: str
) -> None:
    stated = {
        "cyber-essentials-plus": {"eu-west-1"},
        "irap": {"ap-southeast-2"},
        "itar": {"us-gov-west-1"},
        "fips-140": {"us-gov-west-1"},
        "fedramp": US,
    }

    assert where(paper, program) == stated[program]


def test_fedramp_is_moderate_by_two_agency_authorizations_of_hhs(
    paper: Register,
) -> None:
    made = [a for a in paper.attestations.values() if a.program == "fedramp"]

    assert where(paper, "FedRAMP", "Moderate") == US
    assert where(paper, "FedRAMP", "High") == set()
    assert [a.by for a in made] == ["hhs", "hhs"]
    assert {a.scope[0].regions for a in made} == {
        ("us-gov-west-1",),
        ("us-east-1", "us-east-2", "us-west-1", "us-west-2"),
    }


def test_irap_is_unclassified_dlm_and_no_other_level(paper: Register) -> None:
    assert where(paper, "IRAP", "Unclassified (DLM)") == {"ap-southeast-2"}
    assert where(paper, "IRAP", "PROTECTED") == set()


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("2", "in_force"),
        ("IL4", "in_force"),
        ("5", "not_claimed"),
        ("6", "not_claimed"),
    ],
)
def test_dod_is_authorized_at_levels_2_and_4_only(
    paper: Register, level: str, expected: ClaimState
) -> None:
    assert state(paper, "dod-srg", level) == expected


def test_what_the_paper_leaves_out_is_not_denied(paper: Register) -> None:
    claim = scope(paper, ask(paper, "FedRAMP", region="GovCloud", level="High"), SPOKEN)

    assert claim.state == "not_claimed"
    assert claim.says == (
        "The source does not claim that Amazon Web Services' operation in "
        "us-gov-west-1 is authorized under FedRAMP at level High."
    )


def test_levels_and_editions_are_those_of_the_paper(paper: Register) -> None:
    made = paper.attestations

    assert state(paper, "MTCS", "Tier 3") == "in_force"
    assert state(paper, "PCI DSS", "Level 1") == "in_force"
    assert made["pci-dss-2017"].edition == "3.1"
    assert made["iso-9001-2017"].edition == "2008"
    assert made["mtcs-2017"].edition == "ss-584-2013"
    assert made["soc-2-2017"].categories == ("security", "availability")


def test_the_three_soc_reports_share_their_services(paper: Register) -> None:
    soc_2, soc_3 = paper.attestations["soc-2-2017"], paper.attestations["soc-3-2017"]

    assert soc_2.scope[0].services == "same-as:soc-1-2017"
    assert soc_3.scope[0].services == "same-as:soc-1-2017"
    assert soc_3.derives_from == ("soc-2-2017",)


def test_soc_3_is_public_and_the_other_two_are_not(paper: Register) -> None:
    audience = {
        program: [
            copy.audience for copy in paper.attestations[f"{program}-2017"].copies
        ]
        for program in ("soc-1", "soc-2", "soc-3")
    }

    assert audience == {
        "soc-1": ["account_holder_under_nda"],
        "soc-2": ["account_holder_under_nda"],
        "soc-3": ["public"],
    }


def test_soc_3_covers_every_region_and_the_other_two_do_not_say(
    paper: Register,
) -> None:
    assert set(states(paper, "soc-3").values()) == {"in_force"}
    assert set(states(paper, "soc-1").values()) == {"not_stated"}
    assert set(states(paper, "soc-2").values()) == {"not_stated"}


def test_800_171_rests_on_both_authorizations_through_appendix_d(
    paper: Register,
) -> None:
    claim = scope(paper, ask(paper, "NIST"), SPOKEN)

    assert paper.attestations[claim.attestation].derives_from == (
        "fedramp-govcloud-2017",
        "fedramp-us-east-west-2017",
    )
    assert "Appendix D" in claim.reason


@pytest.mark.parametrize("region", ["", "eu-west-1", "us-gov-west-1"])
def test_no_law_or_alignment_is_ever_said_to_be_certified(
    paper: Register, region: str
) -> None:
    for program in paper.programs.values():
        for service in ("", "S3"):
            for on in (date(2016, 1, 1), SPOKEN, date(2020, 1, 1), date(2026, 11, 24)):
                question = Question(program=program.id, service=service, region=region)
                claim = scope(paper, question, on)
                if program.kind != "certification":
                    assert "certified" not in claim.says
                if program.kind in NO_CERTIFICATE:
                    assert claim.says.startswith("No certificate exists for ")


def test_no_service_is_ever_in_force(paper: Register) -> None:
    for program in paper.programs.values():
        for region in ("", *paper.regions):
            question = ask(paper, program.id, service="S3", region=region)
            claim = scope(paper, question, SPOKEN)

            assert claim.state in ("not_stated", "not_claimed")
            if claim.state == "not_stated":
                assert "not stated by the source" in claim.says
            else:
                assert region or not program.name_2017


def test_an_assessor_that_the_paper_does_not_name_has_no_name(paper: Register) -> None:
    assessors = [p for p in paper.parties.values() if p.kind == "assessor"]

    assert all(p.name.endswith("(not named by the source)") for p in assessors)
    assert all(h.by == "" for p in assessors for h in p.accredited)


def test_nothing_is_dated_but_by_the_paper_itself(paper: Register) -> None:
    for made in paper.attestations.values():
        assert made.stated_on == date(2017, 3, 1)
        assert (made.issued, made.expires, made.period) == (None, None, None)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2017, 2, 28), "not_stated"),
        (date(2017, 3, 1), "in_force"),
        (date(2018, 3, 1), "in_force"),
        (date(2018, 3, 2), "aged"),
        (date(2018, 9, 14), "aged"),
        (date(2018, 9, 15), "lapsed"),
    ],
)
def test_what_was_stated_once_ages_and_ends_with_its_edition(
    paper: Register, on: date, expected: ClaimState
) -> None:
    assert scope(paper, ask(paper, "ISO 9001"), on).state == expected


def test_every_140_2_validation_is_historical_from_21_september_2026(
    paper: Register,
) -> None:
    question = ask(paper, "FIPS 140-2", region="GovCloud")

    assert scope(paper, question, date(2026, 9, 20)).state == "aged"
    after = scope(paper, question, date(2026, 9, 21))
    assert after.state == "lapsed"
    assert "historical" in after.says


def test_the_matrix_says_of_the_whole_what_a_question_about_it_is_told(
    paper: Register,
) -> None:
    whole = matrix(paper, SPOKEN).rows[0]

    for cell in whole.cells:
        assert cell.state == scope(paper, ask(paper, cell.program), SPOKEN).state
        assert cell.state == cell.claim.state
    assert {cell.state for cell in whole.cells} >= {"in_force"}
