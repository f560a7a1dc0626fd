"""May data go there? Only if agreement, account, service and region all say so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.errors import UnknownName
from assay.register import Program, Register
from assay.register.agreements import (
    Agreement,
    Designation,
    Eligible,
    Permission,
    covers,
    eligibility,
    in_force,
    may,
    stands,
)
from assay.register.basis import Source
from assay.register.values import Membership, Party, Provider, Region, Service

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


SCREENED = """
    kind = "cjis_addendum"
    program = "cjis"
    customer = "clinics"
    version = "form"
    signed = 2025-02-01
    accounts = ["100"]
    source = { document = "binder" }
    [[screened]]
    person = "p-1"
    kind = "fingerprint"
    authority = "agency"
    cleared = 2025-01-10
    certified = 2025-02-01
    unencrypted = true
"""


@pytest.mark.parametrize(
    ("change", "met_is"),
    [
        (("", ""), True),
        (("certified = 2025-02-01\n", ""), False),
        (('"fingerprint"', '"name_based"'), False),
        (("unencrypted = true", "unencrypted = true\nuntil = 2026-01-14"), False),
        (("unencrypted = true", "unencrypted = true\nwithdrawn = 2026-01-15"), False),
        (("unencrypted = true", "unencrypted = true\nleft = 2026-01-14"), None),
        (("unencrypted = true", ""), None),
        (('["100"]', '["100"]\nsealed = true'), "fault"),
        (("unencrypted = true", "unencrypted = true\nuntil = 2026-01-15"), True),
    ],
)
def test_those_who_reach_unencrypted_information_are_screened(
    make: Make, faults: Callable[..., object], change: tuple[str, str], met_is: object
) -> None:
    files = {"agreements/cjis": SCREENED.replace(*change)}
    if met_is == "fault":
        assert faults(files)
        return
    found = asked(make(files), data="CJI")

    assert met(found)["screening"] is met_is
    assert not any("p-1" in one.says for one in found.conditions)


def test_nobody_to_screen_is_screened_enough(make: Make) -> None:
    head = SCREENED.split("[[screened]]", maxsplit=1)[0]
    found = asked(make({"agreements/cjis": f"{head}\n    sealed = true"}), data="CJI")

    assert found.allowed is True
    assert "nobody of the provider" in found.conditions[4].says.lower()


def test_a_renewed_record_takes_the_place_of_the_earlier(make: Make) -> None:
    renewed = (
        SCREENED.replace("true", "true\n    until = 2025-12-31")
        + """
    [[screened]]
    person = "p-1"
    kind = "fingerprint"
    authority = "agency"
    cleared = 2026-01-01
    certified = 2026-01-01
    unencrypted = true
"""
    )
    assert asked(make({"agreements/cjis": renewed}), data="CJI").allowed is True


def test_a_shown_agreement_names_no_person(make: Make) -> None:
    register = make({"agreements/cjis": SCREENED})
    shown = stands(register, register.agreements["cjis"], TODAY)

    assert "p-1" not in repr(shown)
    assert shown.screening == "1 of 1 persons screened"


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


FIRST = date(2026, 1, 1)
days = st.integers(0, 9).map(lambda n: FIRST + timedelta(days=n))
maybe = st.one_of(st.none(), days)
extents = st.one_of(
    st.sampled_from(["all", "unstated"]),
    st.lists(st.sampled_from(["a", "b"]), min_size=1, unique=True).map(tuple),
)
SOURCE = Source(document="binder")


@st.composite
def agreement(draw: st.DrawFn, identifier: str) -> Agreement:
    return Agreement(
        id=identifier,
        kind=draw(st.sampled_from(["baa", "nda"])),
        program="hipaa",
        customer=draw(st.sampled_from(["one", "two"])),
        signed=draw(days),
        effective=draw(maybe),
        until=draw(maybe),
        terminated=draw(maybe),
        accounts=tuple(draw(st.sets(st.sampled_from(["1", "2"])))),
        designations=tuple(
            Designation(account=a, since=s, until=u)
            for a, s, u in draw(
                st.lists(
                    st.tuples(st.sampled_from(["1", "2"]), days, maybe), max_size=2
                )
            )
        ),
        organization=draw(st.booleans()),
        services=draw(st.one_of(st.just("eligible"), extents)),
        regions=draw(extents),
        source=SOURCE,
    )


@st.composite
def worlds(draw: st.DrawFn, programs: dict[str, Program]) -> Register:
    joined = draw(st.one_of(st.none(), st.tuples(days, maybe)))
    membership = (
        ()
        if joined is None
        else (Membership(account="1", since=joined[0], until=joined[1]),)
    )
    parties = (
        Party(
            id="one", name="One", kind="customer", accounts=("1",), joined=membership
        ),
        Party(id="two", name="Two", kind="customer", accounts=("2",)),
    )
    rows = draw(
        st.lists(
            st.tuples(st.sampled_from(["a", "b"]), extents, days, maybe), max_size=4
        )
    )
    agreements = [draw(agreement(f"x{n}")) for n in range(draw(st.integers(0, 3)))]
    return Register(
        provider=Provider(id="p", name="P"),
        programs={"hipaa": programs["hipaa"]},
        services={n: Service(id=n, title=n, category="c") for n in "ab"},
        regions={n: Region(id=n, title=n, country="US") for n in "ab"},
        parties={one.id: one for one in parties},
        documents={},
        attestations={},
        plans=(),
        agreements={one.id: one for one in agreements},
        eligible=tuple(
            Eligible(program="hipaa", service=s, regions=r, since=d, until=u)
            for s, r, d, u in rows
        ),
        responsibilities={},
    )


def within(extent: object, member: str) -> int:
    """0 no, 1 not stated, 2 yes."""
    if extent == "unstated":
        return 1
    return 2 if extent == "all" or member in str(extent) else 0


def between(on: date, first: date | None, last: date | None) -> bool:
    return (first or date.min) <= on <= (last or date.max)


def modelled(register: Register, spot: list[str], on: date) -> int:
    """The least of the conditions of the best agreement, each by its plain meaning."""
    best, (account, service, region) = 0, spot
    listed = [
        within(row.regions, region)
        for row in register.eligible
        if row.service == service and between(on, row.since, row.until)
    ]
    on_list = max(listed, default=0) if register.eligible else 1
    for one in register.agreements.values():
        owner = register.parties[one.customer]
        member = account in owner.accounts and all(
            between(on, each.since, each.until) for each in owner.joined
        )
        designated = (
            one.organization
            or account in one.accounts
            or any(
                each.account == account and between(on, each.since, each.until)
                for each in one.designations
            )
        )
        holds = (
            one.kind == "baa"
            and between(on, max(one.signed, one.effective or date.min), one.until)
            and on < (one.terminated or date.max)
        )
        named = on_list if one.services == "eligible" else within(one.services, service)
        eligible = 0 if on_list == 0 else named
        place = within(one.regions, region)
        best = max(best, min(2 * (member and designated and holds), eligible, place))
    return best


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_an_answer_is_that_of_the_plain_model(
    data: st.DataObject, programs: dict[str, Program]
) -> None:
    register = data.draw(worlds(programs))
    spot = [data.draw(st.sampled_from(pair)) for pair in ("12", "ab", "ab")]
    on = data.draw(days)
    found = may(
        register, account=spot[0], data="phi", service=spot[1], region=spot[2], on=on
    )

    wanted = (False, None, True)[modelled(register, spot, on)]
    assert found.allowed is wanted
    verdicts = [one.met for one in found.conditions]
    together = False if False in verdicts else None if None in verdicts else True
    assert found.allowed is together
    held = in_force(register, "baa", spot[0], on)
    judged = [covers(register, one, spot[1], spot[2], on) for one in held]
    assert (True in judged) is (found.allowed is True)
