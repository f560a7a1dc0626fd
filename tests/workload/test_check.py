"""May it run here? What two registers answer, and that nothing empty is a yes."""

from dataclasses import replace
from datetime import date

import pytest

from assay.errors import BadInput, UnknownName
from assay.library import read_files
from assay.register import Attestation, Register
from assay.register.values import Bridge
from assay.workload import (
    Answer,
    Move,
    Rails,
    Requirement,
    Resource,
    Workload,
    check,
    grouped,
    read_rails,
)
from assay.workload.facts import Spot
from assay.workload.of_register import RegisterFacts

TODAY = date(2026, 11, 24)
SEALED = {"encrypted_at_rest": True, "encrypted_in_transit": True}


def bucket(region: str = "us-east-1", **facts: str | bool) -> Resource:
    return Resource(id="bucket", service="object-storage", region=region, facts=facts)


def only(answer: Answer, rule: str) -> Requirement:
    (found,) = [one for one in answer.requirements if one.rule == rule]
    return found


@pytest.fixture
def phi() -> Workload:
    return Workload(
        id="records", data=("phi",), account="4100-2207", resources=(bucket(),)
    )


def test_health_information_may_be_in_an_eligible_service_of_a_designated_account(
    northwind: Register, rails: Rails, phi: Workload
) -> None:
    answer = check(phi, northwind, rails, TODAY)
    assert answer.allowed
    (found,) = answer.requirements
    assert (found.program, found.rule, found.subject) == (
        "hipaa",
        "phi-account",
        "bucket",
    )
    assert "4100-2207" in found.reason
    assert "45 CFR 164.502(e)" in found.source
    assert "Lakeshore Clinics" in found.source


def test_an_account_of_the_same_customer_has_to_be_designated(
    northwind: Register, rails: Rails
) -> None:
    workload = Workload(
        id="w", data=("phi",), account="4100-2311", resources=(bucket(),)
    )
    found = only(check(workload, northwind, rails, TODAY), "phi-account")
    assert found.state == "not_allowed"
    assert found.moves == (Move(kind="designate", subject="4100-2311", name="baa"),)
    assert "Have account 4100-2311 designated" in found.change


def test_a_region_outside_the_agreement_is_changed_by_moving_to_the_nearest_inside(
    northwind: Register, rails: Rails
) -> None:
    workload = Workload(
        id="w",
        data=("phi",),
        account="4100-2207",
        resources=(bucket("Europe (Dublin)"),),
    )
    found = only(check(workload, northwind, rails, TODAY), "phi-account")
    assert found.state == "not_allowed"
    assert found.moves == (Move(kind="region", subject="bucket", value="us-east-1"),)
    assert "us-west-1 would serve as well" in found.change


def test_an_account_that_is_not_stated_is_the_customer_s_to_choose(
    northwind: Register, rails: Rails
) -> None:
    workload = Workload(id="w", data=("phi",), resources=(bucket(),))
    found = only(check(workload, northwind, rails, TODAY), "phi-account")
    assert found.state == "allowed_if"
    assert [move.kind for move in found.moves] == ["sign"]


def test_an_account_that_is_nobody_s_has_no_agreement(
    northwind: Register, rails: Rails
) -> None:
    workload = Workload(id="w", data=("phi",), account="x", resources=(bucket(),))
    found = only(check(workload, northwind, rails, TODAY), "phi-account")
    assert found.state == "not_allowed"
    assert "belongs to no customer" in found.reason


def test_facts_of_a_resource_win_over_those_of_the_workload(
    northwind: Register, rails: Rails
) -> None:
    workload = Workload(
        id="w",
        data=("ephi",),
        account="4100-2207",
        facts={**SEALED},
        resources=(bucket(encrypted_at_rest=False),),
    )
    found = only(check(workload, northwind, rails, TODAY), "ephi-encrypted")
    assert found.state == "not_allowed"
    move = Move(kind="set", subject="bucket", name="encrypted_at_rest", value=True)
    assert found.moves == (move,)


def test_a_program_is_required_of_each_resource_at_its_level(
    northwind: Register, rails: Rails
) -> None:
    workload = Workload(
        id="w",
        programs=("FedRAMP",),
        levels={"FedRAMP": "High"},
        resources=(
            bucket(),
            Resource(id="gov", service="object-storage", region="us-gov-west-1"),
        ),
    )
    answer = check(workload, northwind, rails, TODAY)
    told = {one.subject: one for one in answer.requirements}
    assert told["bucket"].state == "not_allowed"
    assert "at level High" in told["bucket"].reason
    assert told["bucket"].moves == (
        Move(kind="region", subject="bucket", value="us-gov-west-1"),
    )
    assert told["gov"].state == "allowed"
    assert not answer.allowed


def test_a_region_that_is_not_stated_leaves_a_claim_open(
    northwind: Register, rails: Rails
) -> None:
    workload = Workload(id="w", programs=("soc-2",), resources=(bucket(""),))
    (found,) = check(workload, northwind, rails, TODAY).requirements
    assert found.state == "allowed_if"
    assert "the region is not stated" in found.reason
    assert [move.kind for move in found.moves] == ["region"]


def test_one_requirement_per_resource_for_a_program_that_a_rail_asks_for(
    northwind: Register, rails: Rails
) -> None:
    workload = Workload(id="w", programs=("soc-2",), resources=(bucket(),))
    (found,) = check(workload, northwind, rails, TODAY).requirements
    assert (found.program, found.rule) == ("soc-2", "soc-2-covered")


def test_a_service_that_the_register_does_not_hold_is_unknown(
    northwind: Register, rails: Rails
) -> None:
    strange = Resource(id="x", service="object-storag", region="us-east-1")
    workload = Workload(id="w", programs=("soc-2",), resources=(strange,))
    (found,) = check(workload, northwind, rails, TODAY).requirements
    assert found.state == "unknown"
    assert "no service 'object-storag' (near it: object-storage" in found.reason
    assert found.moves == ()
    assert "have it record" in found.change


@pytest.mark.parametrize(
    "asked", ['claimed = "soc-9"', 'claimed = "irap"\nlevel = "x"']
)
def test_what_a_rail_names_and_the_library_does_not_hold_is_unknown(
    northwind: Register, asked: str
) -> None:
    files = read_files("guardrails")
    own = files["tisax-assessed.toml"].decode().replace('claimed = "tisax"', asked, 1)
    strange = read_rails(files | {"tisax-assessed.toml": own.encode()})
    workload = Workload(id="w", data=("automotive",), resources=(bucket("Sydney"),))
    (found,) = check(workload, northwind, strange, TODAY).requirements
    assert found.state == "unknown"


def test_a_region_that_the_register_does_not_hold_is_unknown(
    northwind: Register, rails: Rails
) -> None:
    workload = Workload(id="w", programs=("soc-2",), resources=(bucket("mars-1"),))
    (found,) = check(workload, northwind, rails, TODAY).requirements
    assert found.state == "unknown"


def test_a_resource_that_no_map_knows_is_unknown_and_named(
    northwind: Register, rails: Rails
) -> None:
    stranger = Resource(id="thing", type="aws_thing", region="us-east-1")
    workload = Workload(id="w", programs=("soc-2",), resources=(bucket(), stranger))
    answer = check(workload, northwind, rails, TODAY)
    assert not answer.allowed
    found = only(answer, "mapped")
    assert (found.state, found.subject, found.program) == ("unknown", "thing", "")
    assert "aws_thing" in found.reason
    assert "in register/resources/ of the workspace" in found.change


def test_what_has_no_type_is_sent_to_no_map(northwind: Register, rails: Rails) -> None:
    stranger = Resource(id="thing", region="us-east-1")
    workload = Workload(id="w", programs=("soc-2",), resources=(stranger,))
    found = only(check(workload, northwind, rails, TODAY), "mapped")

    assert found.change == "Say which of the provider's services it is."


def test_nothing_empty_is_a_yes(northwind: Register, rails: Rails) -> None:
    without = Workload(id="w", data=("personal",))
    answer = check(without, northwind, rails, TODAY)
    assert not answer.allowed
    assert only(answer, "resources").state == "unknown"
    unasked = Workload(id="w", resources=(bucket(),))
    assert only(check(unasked, northwind, rails, TODAY), "asked").state == "unknown"
    assert not check(unasked, northwind, rails, TODAY).allowed


def test_data_of_which_no_rule_speaks_on_the_day_is_unknown(
    northwind: Register, rails: Rails
) -> None:
    marked = Workload(id="w", data=("au-unclassified-dlm",), resources=(bucket(),))
    found = only(check(marked, northwind, rails, TODAY), "asked")
    assert "no guard rail speaks of this on 2026-11-24" in found.reason


def test_validations_of_an_old_edition_ended_in_september_2026(
    northwind: Register, rails: Rails
) -> None:
    facts = {"endpoint": "fips"}
    keys = Resource(
        id="keys", service="object-storage", region="us-gov-west-1", facts=facts
    )
    workload = Workload(id="w", programs=("fips-140",), resources=(keys,))
    before = check(workload, northwind, rails, date(2026, 9, 20))
    after = check(workload, northwind, rails, date(2026, 9, 21))
    assert before.allowed
    assert only(after, "fips-endpoints").state == "not_allowed"
    assert "historical" in only(after, "fips-endpoints").reason


def test_only_the_provider_can_bring_an_assessment_that_is_being_prepared(
    northwind: Register, rails: Rails
) -> None:
    workload = Workload(
        id="w", programs=("irap",), levels={"irap": "P"}, resources=(bucket("Sydney"),)
    )
    (found,) = check(workload, northwind, rails, TODAY).requirements
    assert found.state == "not_allowed"
    assert found.change.startswith("Only the provider can change this")
    assert [move.kind for move in found.moves] == ["provider"]


def test_the_paper_of_2017_leaves_open_which_services_are_eligible(
    paper: Register, rails: Rails
) -> None:
    there = Resource(id="b", service="s3", region="us-gov-west-1")
    workload = Workload(id="w", data=("phi",), account="123", resources=(there,))
    found = only(check(workload, paper, rails, date(2017, 3, 31)), "phi-account")
    assert found.state == "unknown"


@pytest.mark.parametrize(
    ("region", "state"), [("Sydney", "unknown"), ("EU (Ireland)", "not_allowed")]
)
def test_the_paper_of_2017_speaks_of_sydney_at_unclassified_dlm_only(
    paper: Register, rails: Rails, region: str, state: str
) -> None:
    there = Resource(id="b", service="s3", region=region)
    for data in ("au-unclassified-dlm", "au-protected"):
        workload = Workload(id="w", data=(data,), resources=(there,))
        (found,) = check(workload, paper, rails, date(2017, 3, 31)).requirements
        assert found.state == (state if data.endswith("dlm") else "not_allowed")


def test_rules_that_came_later_did_not_bind_in_2017(
    paper: Register, rails: Rails
) -> None:
    facts = {
        "encryption": "end-to-end",
        "crypto": "fips-140",
        "key_access": "customer",
        "persons": "us-persons",
    }
    there = Resource(id="b", service="s3", region="eu-west-1", facts=facts)
    workload = Workload(id="w", data=("itar",), resources=(there,))
    then = check(workload, paper, rails, date(2017, 3, 31))
    now = check(workload, paper, rails, TODAY)
    assert only(then, "itar-location").state == "not_allowed"
    assert only(now, "itar-location").state == "allowed"


def test_supposing_the_moves_answers_as_if_they_were_made(
    northwind: Register, rails: Rails
) -> None:
    workload = Workload(
        id="w", data=("phi",), account="4100-2311", resources=(bucket("eu-west-1"),)
    )
    (found,) = check(workload, northwind, rails, TODAY).requirements
    assert found.state == "not_allowed"
    assert [move.kind for move in found.moves] == ["region", "designate"]
    after = check(workload, northwind, rails, TODAY, supposing=found.moves)
    assert after.allowed


def test_what_is_signed_anew_designates_the_account_as_well(
    northwind: Register, rails: Rails
) -> None:
    workload = Workload(
        id="w",
        data=("phi",),
        account="4100-2311",
        resources=(bucket("us-gov-west-1"),),
    )
    (found,) = check(workload, northwind, rails, TODAY).requirements
    assert [move.kind for move in found.moves] == ["sign"]


def test_supposing_something_else_changes_nothing(
    northwind: Register, rails: Rails
) -> None:
    move = Move(kind="sign", subject="4100-2311", name="baa")
    workload = Workload(
        id="w",
        data=("phi",),
        programs=("soc-2",),
        account="4100-2311",
        resources=(bucket(), Resource(id="x"), Resource(id="y", service="nothing")),
    )
    plain = check(workload, northwind, rails, TODAY)
    assert check(workload, northwind, rails, TODAY, supposing=[move]) == plain


def test_requirements_come_worst_first(northwind: Register, rails: Rails) -> None:
    workload = Workload(
        id="w",
        data=("ephi",),
        account="4100-2207",
        resources=(
            bucket(),
            Resource(id="x"),
            Resource(id="away", service="object-storage", region="eu-west-1"),
        ),
    )
    states = [
        one.state for one in check(workload, northwind, rails, TODAY).requirements
    ]
    order = ["not_allowed", "unknown", "allowed_if", "allowed"]
    assert states == sorted(states, key=order.index)
    assert set(states) == set(order)


def test_alike_requirements_are_told_together(
    northwind: Register, rails: Rails, phi: Workload
) -> None:
    two = (bucket(), Resource(id="second", service="buckets", region="Virginia"))
    workload = Workload(id="w", data=("phi",), account=phi.account, resources=two)
    (group,) = grouped(check(workload, northwind, rails, TODAY).requirements)
    assert group.subjects == ("bucket", "second")


def test_unknown_names_are_told_with_those_they_are_near(
    northwind: Register, rails: Rails
) -> None:
    with pytest.raises(UnknownName, match="ehpi") as caught:
        check(Workload(id="w", data=("ehpi",)), northwind, rails, TODAY)
    assert "ephi" in caught.value.near
    with pytest.raises(UnknownName) as far:
        check(Workload(id="w", data=("zzz",)), northwind, rails, TODAY)
    assert far.value.near == ()
    assert far.value.remedy.startswith("Known are phi, ephi, ")
    with pytest.raises(UnknownName, match="program 'soc-9'"):
        check(Workload(id="w", programs=("soc-9",)), northwind, rails, TODAY)
    levels = Workload(id="w", programs=("fedramp",), levels={"fedramp": "extreme"})
    with pytest.raises(UnknownName, match="level of FedRAMP"):
        check(levels, northwind, rails, TODAY)


def test_facts_that_are_none_are_told_all_at_once(
    northwind: Register, rails: Rails
) -> None:
    facts: dict[str, str | bool | None] = {
        "encrypted_at_rst": True,
        "public": "yes",
        "endpoint": None,
    }
    odd = Resource(id="b", facts=facts, place="row 3")
    workload = Workload(id="w", data=("phi",), resources=(odd,), file="w.toml")
    with pytest.raises(BadInput) as caught:
        check(workload, northwind, rails, TODAY)
    told = caught.value.diagnose()
    assert "w.toml: row 3: There is no fact 'encrypted_at_rst'" in told
    assert "'public' is never 'yes'" in told
    assert "endpoint" not in told


def test_a_report_that_has_grown_old_counts_while_a_bridge_letter_reaches_the_day(
    northwind: Register, rails: Rails
) -> None:
    on, until = date(2027, 5, 1), date(2027, 5, 31)
    newest = max(
        (one for one in northwind.attestations.values() if one.program == "soc-1"),
        key=lambda one: one.issued or date.min,
    )
    letter = Bridge(issued=date(2027, 4, 20), until=until, by="northwind")
    bridged = replace(newest, bridges=(letter,))
    without = replace(newest, bridges=())

    def state(attestation: Attestation) -> str:
        known = {**northwind.attestations, attestation.id: attestation}
        register = replace(northwind, attestations=known)
        workload = Workload(id="w", programs=("soc-1",), resources=(bucket(),))
        return only(check(workload, register, rails, on), "soc-1-reporting").state

    assert state(bridged) == "allowed"
    assert state(without) == "not_allowed"


def test_the_nearest_region_is_of_the_same_country_and_partition(
    northwind: Register,
) -> None:
    facts = RegisterFacts(northwind, TODAY)
    near = facts.regions(Spot("object-storage", "us-gov-west-1", ""))
    assert near[:4] == ("us-gov-west-1", "us-gov-east-1", "us-west-1", "us-east-1") or (
        near[:4] == ("us-gov-west-1", "us-gov-east-1", "us-east-1", "us-west-1")
    )
    east = facts.regions(Spot("object-storage", "us-east-1", ""))
    assert east[:2] == ("us-east-1", "us-west-1")
    assert set(east[2:4]) == {"us-gov-west-1", "us-gov-east-1"}
    assert "ap-southeast-1" not in facts.regions(
        Spot("data-warehouse", "us-east-1", "")
    )


def test_what_stays_open_is_looked_for_where_most_is_known(
    paper: Register, rails: Rails
) -> None:
    there = Resource(
        id="b", service="s3", region="eu-west-1", facts={"persons": "us-persons"}
    )
    workload = Workload(id="w", data=("itar",), resources=(there,))
    found = only(check(workload, paper, rails, date(2017, 3, 31)), "itar-location")
    assert found.moves == (Move(kind="drop", subject="w", name="itar"),)
    assert "Otherwise only the provider can change this" in found.change
    assert "s3 in us-gov-west-1" in found.change


@pytest.mark.parametrize(
    ("held", "asked", "state"),
    [
        ("fedramp:class-c", "moderate", "unknown"),
        ("fedramp:class-c", "low", "unknown"),
        ("fedramp:class-d", "moderate", "unknown"),
        ("fedramp:class-c", "high", "not_allowed"),
        ("fedramp:class-b", "moderate", "not_allowed"),
        ("fedramp:class-c", "class-b", "allowed"),
        ("fedramp:moderate", "class-c", "unknown"),
        ("fedramp:low", "class-c", "not_allowed"),
        ("fedramp-20x:class-c", "moderate", "unknown"),
        ("fedramp-20x:class-b", "moderate", "not_allowed"),
    ],
)
def test_a_class_that_no_rule_calls_a_level_of_before_is_neither_yes_nor_no(
    northwind: Register, rails: Rails, held: str, asked: str, state: str
) -> None:
    program, _, level = held.partition(":")
    moderate = northwind.attestations["fedramp-moderate-2023"]
    scope = tuple(replace(one, levels=(level,)) for one in moderate.scope)
    edition = "rev5" if program == "fedramp" else "cr26"
    only_one = replace(moderate, program=program, edition=edition, scope=scope)
    register = replace(northwind, attestations={only_one.id: only_one})
    workload = Workload(
        id="w",
        programs=("fedramp",),
        levels={"fedramp": asked},
        resources=(bucket(),),
    )
    (found,) = check(workload, register, rails, TODAY).requirements
    assert found.state == state
    doubt = f"stands for the level {asked} is stated nowhere"
    assert (doubt in found.reason) == (state == "unknown")
