"""May data go there? Only if agreement, account, service and region all say so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from assay.errors import UnknownName
from assay.register import Register
from assay.register.agreements import (
    Permission,
    eligibility,
    in_force,
    may,
    stands,
)
from assay.register.values import Membership

Make = Callable[..., Register]
TODAY = date(2026, 1, 15)


def asked(register: Register, **changed: object) -> Permission:
    question: dict[str, object] = {
        "account": "100",
        "data": "PHI",
        "service": "object-storage",
        "region": "eu-west-1",
        "on": TODAY,
    }
    return may(register, **(question | changed))  # type: ignore[arg-type]


def met(permission: Permission) -> dict[str, bool | None]:
    return {one.id: one.met for one in permission.conditions}


def test_all_conditions_met_allow_it_and_say_who_says_so(
    make: Make, signed: dict[str, str]
) -> None:
    found = asked(make(signed))

    assert found.allowed is True
    assert list(met(found)) == [
        "agreement_in_force",
        "account_designated",
        "service_eligible",
        "region_allowed",
    ]
    assert all(one.met and one.source_text and one.says for one in found.conditions)
    assert not any(one.change for one in found.conditions)
    assert "45 CFR 164.504(e)" in found.conditions[0].source_text
    assert found.agreement == "baa"


IN_FORCE, DESIGNATED = "agreement_in_force", "account_designated"


@pytest.mark.parametrize(
    ("was", "now", "failing"),
    [
        ("until = 2027-02-28", "until = 2026-01-14", {IN_FORCE, DESIGNATED}),
        ("until = 2027-02-28", "terminated = 2026-01-15", {IN_FORCE, DESIGNATED}),
        ("effective = 2025-03-01", "effective = 2026-01-16", {IN_FORCE, DESIGNATED}),
        ('accounts = ["100"]', 'accounts = ["200"]', {DESIGNATED}),
        ('"eligible"', '["queue"]', {"service_eligible"}),
        ("since = 2024-01-01", "since = 2026-01-16", {"service_eligible"}),
        (
            "since = 2024-01-01",
            "since = 2024-01-01\nuntil = 2026-01-14",
            {"service_eligible"},
        ),
        ('["eu-west-1", "us-east-1"]', '["us-east-1"]', {"region_allowed"}),
    ],
)
def test_each_condition_alone_forbids_it(
    make: Make, signed: dict[str, str], was: str, now: str, failing: set[str]
) -> None:
    """Rule 5: PHI only where the account is designated and the service eligible."""
    found = asked(make(signed, was=was, now=now))

    assert found.allowed is False
    assert {name for name, held in met(found).items() if not held} == failing
    assert all(one.change for one in found.conditions if not one.met)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("until = 2027-02-28", "until = 2026-01-15"),
        ("until = 2027-02-28", "terminated = 2026-01-16"),
        ("effective = 2025-03-01", "effective = 2026-01-15"),
        ("since = 2024-01-01", "since = 2026-01-15"),
        ("since = 2024-01-01", "since = 2024-01-01\nuntil = 2026-01-15"),
    ],
)
def test_first_and_last_days_count(
    make: Make, signed: dict[str, str], was: str, now: str
) -> None:
    assert asked(make(signed, was=was, now=now)).allowed is True


def test_data_is_known_by_its_spoken_names(make: Make, signed: dict[str, str]) -> None:
    register = make(signed)
    names = ("phi", "PHI", "ePHI", "Protected Health Information", "patient data")

    assert {asked(register, data=name).allowed for name in names} == {True}
    assert asked(register, data="ePHI").data == "ephi"


def test_a_name_that_is_not_known_is_asked_about(
    make: Make, signed: dict[str, str]
) -> None:
    register = make(signed)
    for axis, name, close in (
        ("data", "hpi", "phi"),
        ("account", "1000", "100"),
        ("service", "object storge", "object-storage"),
        ("region", "Irelnd", "Ireland"),
        ("service", "", ""),
    ):
        with pytest.raises(UnknownName) as caught:
            asked(register, **{axis: name})
        assert not close or close in caught.value.near


def test_data_that_asks_for_no_agreement_is_told_so(
    make: Make, signed: dict[str, str]
) -> None:
    found = may(
        make(signed),
        account="200",
        data="card data",
        service="queue",
        region="eu-west-1",
        on=TODAY,
        classes=[("cardholder", "cardholder"), ("card data", "cardholder")],
    )

    assert (found.allowed, found.data) == (True, "cardholder")
    assert "No agreement is asked for" in found.conditions[0].says


def test_an_account_of_no_customer_is_a_no(make: Make, signed: dict[str, str]) -> None:
    register = make(signed)
    parties = dict(register.parties)
    parties["operations"] = replace(parties["operations"], accounts=("900",))
    found = asked(replace(register, parties=parties), account="900")

    assert found.allowed is False
    assert "belongs to no customer" in found.conditions[0].says


def test_a_customer_that_signed_nothing_is_told_what_to_sign(make: Make) -> None:
    found = asked(make())

    assert met(found) == {
        "agreement_in_force": False,
        "account_designated": False,
        "service_eligible": None,
        "region_allowed": None,
    }
    assert found.conditions[0].change == (
        "Sign a business associate agreement that designates account 100."
    )


def test_what_the_register_does_not_say_is_never_a_yes(
    make: Make, signed: dict[str, str]
) -> None:
    unlisted = {name: text for name, text in signed.items() if "eligible" not in name}
    found = asked(make(unlisted))
    vague = asked(make(signed, was='["eu-west-1", "us-east-1"]', now='"unstated"'))

    assert (found.allowed, met(found)["service_eligible"]) == (None, None)
    assert (vague.allowed, met(vague)["region_allowed"]) == (None, None)


def test_what_a_list_no_longer_holds_no_agreement_brings_back(
    make: Make, signed: dict[str, str]
) -> None:
    register = make(signed, was='"eligible"', now='["queue"]')
    before = asked(register, service="queue", on=date(2026, 6, 30))
    after = asked(register, service="queue", on=date(2026, 7, 1))

    assert (before.allowed, after.allowed) == (True, False)
    assert "left the list of services after 30 June 2026" in after.conditions[2].says


def test_what_is_not_sold_there_is_not_eligible_there(
    make: Make, signed: dict[str, str]
) -> None:
    register = make(signed, was='service = "object-storage"', now='service = "maps"')
    found = asked(register, service="maps", region="us-east-1")

    assert met(found)["service_eligible"] is False
    assert "not offered" in found.conditions[2].says


def test_data_that_the_agreement_leaves_out_is_not_permitted(
    make: Make, signed: dict[str, str]
) -> None:
    register = make(signed, was="services =", now='data = ["ePHI"]\n    services =')

    assert asked(register, data="ephi").allowed is True
    assert met(asked(register))["agreement_in_force"] is False


def test_an_account_that_joins_later_is_designated_from_that_day(
    make: Make, signed: dict[str, str]
) -> None:
    register = make(signed, was='accounts = ["100"]', now="organization = true")
    clinics = replace(
        register.parties["clinics"],
        joined=(Membership(account="200", since=date(2025, 6, 1)),),
    )
    register = replace(register, parties=register.parties | {"clinics": clinics})
    allowed = {
        on: asked(register, account="200", on=on).allowed
        for on in (date(2025, 5, 31), date(2025, 6, 1))
    }

    assert allowed == {date(2025, 5, 31): False, date(2025, 6, 1): True}
    assert asked(register, on=date(2025, 5, 31)).allowed is True


def test_a_termination_ends_the_designation_on_its_day(
    make: Make, signed: dict[str, str]
) -> None:
    register = make(signed, was="until = 2027-02-28", now="terminated = 2026-01-15")

    assert asked(register, on=date(2026, 1, 14)).allowed is True
    found = asked(register)
    assert "was terminated on 15 January 2026" in found.conditions[0].says
    assert "it was until 14 January 2026" in found.conditions[1].says


def test_as_of_a_day_only_what_was_recorded_by_then_counts(
    make: Make, signed: dict[str, str]
) -> None:
    register = make(signed, was="until = 2027-02-28", now="terminated = 2026-01-10")

    assert asked(register).allowed is False
    assert asked(register, as_of=date(2026, 1, 9)).allowed is True
    assert asked(register, as_of=date(2025, 1, 31)).allowed is False


@pytest.mark.parametrize(
    ("written", "says", "change"),
    [
        (('"all"', "object-storage"), "is for every service", ""),
        (('["object-storage"]', "object-storage"), "names Object Storage among", ""),
        (
            ('["queue"]', "object-storage"),
            "does not name Object Storage",
            "Use a service that the agreement names, or agree on Object Storage.",
        ),
        (
            ('"unstated"', "object-storage"),
            "does not say which",
            "Record the services that the agreement names.",
        ),
        (('"eligible"', "object-storage"), "is on the list of services for HIPAA", ""),
        (
            ('"all"', "maps"),
            "is not on the list",
            "Use a service that is eligible in eu-west-1 instead of Maps.",
        ),
    ],
)
def test_the_answer_says_what_the_service_rests_on(
    make: Make,
    signed: dict[str, str],
    written: tuple[str, str],
    says: str,
    change: str,
) -> None:
    services, service = written
    found = asked(make(signed, was='"eligible"', now=services), service=service)

    assert says in found.conditions[2].says
    assert found.conditions[2].change == change


def test_an_unlisted_program_is_to_record_its_list(
    make: Make, signed: dict[str, str]
) -> None:
    found = asked(make({"agreements/baa": signed["agreements/baa"]}))

    assert found.conditions[2].change == (
        "Record the program's list of services, with its dates."
    )


@pytest.mark.parametrize(
    ("regions", "says", "change"),
    [
        ('"all"', "is for every region", ""),
        ('"unstated"', "does not say which", "Record the regions that"),
        ('["us-east-1"]', "is for us-east-1, not for eu-west-1", "Use a region that"),
        ('["eu-west-1"]', "names eu-west-1 among its regions", ""),
    ],
)
def test_the_answer_says_what_the_region_rests_on(
    make: Make, signed: dict[str, str], regions: str, says: str, change: str
) -> None:
    was = '["eu-west-1", "us-east-1"]\nsource'
    found = asked(make(signed, was=was, now=f"{regions}\nsource"))

    assert says in found.conditions[3].says
    assert found.conditions[3].change.startswith(change)
    assert bool(found.conditions[3].change) is bool(change)


def test_a_designation_of_other_days_is_told(
    make: Make, signed: dict[str, str]
) -> None:
    rows = ", ".join(
        f'{{ account = "100", since = {since}, until = {until} }}'
        for since, until in (
            ("2025-03-02", "2025-04-01"),
            ("2025-05-01", "2025-06-01"),
            ("2026-03-01", "2026-04-01"),
            ("2026-05-01", "2026-06-01"),
        )
    )
    register = make(signed, was='accounts = ["100"]', now=f"designations = [{rows}]")

    assert "until 1 June 2025" in asked(register).conditions[1].says
    early = asked(register, on=date(2025, 3, 1)).conditions[1].says
    assert "it is from 2 March 2025 on" in early


def test_in_force_finds_the_agreements_of_an_account(
    make: Make, signed: dict[str, str]
) -> None:
    nda = """
        kind = "nda"
        customer = "clinics"
        terms = "nda-1"
        signed = 2025-01-01
        source = { document = "binder" }
    """
    register = make(signed | {"agreements/nda": nda})

    def ids(kinds: object, account: str, on: date = TODAY) -> list[str]:
        found = in_force(register, kinds, account, on)  # type: ignore[arg-type]
        return [one.id for one in found]

    assert ids("baa", "100") == ["baa"]
    assert ids("baa", "200") == []
    assert ids(("nda", "baa"), "100") == ["baa", "nda"]
    assert ids("nda", "200") == ["nda"]
    assert ids("nda", "nobody's") == []
    assert ids("baa", "100", date(2025, 2, 28)) == []


def test_eligibility_says_where_and_until_when(
    make: Make, signed: dict[str, str]
) -> None:
    register = make(signed)

    def state(service: str, region: str, on: date = TODAY) -> str:
        return eligibility(register, "hipaa", service, region, on).state

    assert state("queue", "eu-west-1") == "eligible"
    assert state("queue", "us-east-1") == "not_eligible"
    assert state("queue", "") == "not_stated"
    assert state("object-storage", "") == "eligible"
    assert eligibility(register, "cjis", "queue", "", TODAY).state == "not_stated"
    gone = eligibility(register, "hipaa", "queue", "eu-west-1", date(2026, 8, 1))
    assert (gone.state, gone.since) == ("not_eligible", date(2026, 7, 1))
    early = eligibility(register, "hipaa", "queue", "eu-west-1", date(2024, 1, 1))
    assert early.until == date(2024, 5, 31)


def test_of_several_agreements_the_one_that_lacks_least_is_shown(
    make: Make, signed: dict[str, str]
) -> None:
    over = signed["agreements/baa"].replace("until = 2027-02-28", "until = 2025-03-31")
    elsewhere = signed["agreements/baa"].replace('"eu-west-1", ', "")
    later = elsewhere.replace("effective = 2025-03-01", "effective = 2025-04-01")
    files = signed | {"agreements/baa": over, "agreements/later": later}
    found = asked(make(files))

    assert (found.agreement, found.allowed) == ("later", False)
    assert met(found)["account_designated"] is True


@pytest.mark.parametrize(
    ("until", "state"), [("2026-01-10", "terminated"), ("2026-01-09", "ended")]
)
def test_what_ended_it_first_is_what_it_is(
    make: Make, signed: dict[str, str], until: str, state: str
) -> None:
    end = f"until = {until}\n    terminated = 2026-01-10"
    register = make(signed, was="until = 2027-02-28", now=end.replace("    ", ""))

    assert stands(register, register.agreements["baa"], TODAY).state == state
