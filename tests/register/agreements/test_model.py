"""What an agreement permits, against the plain meaning of its words, day by day."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from assay.register import Program, Register
from assay.register.agreements import (
    Agreement,
    Designation,
    Eligible,
    covers,
    designates,
    in_force,
    may,
    state_on,
)
from assay.register.basis import Source
from assay.register.values import Membership, Party, Provider, Region, Service

FIRST = date(2026, 1, 1)
days = st.integers(0, 9).map(lambda n: FIRST + timedelta(days=n))
maybe = st.one_of(st.none(), st.none(), days)
extents = st.one_of(
    st.sampled_from(["all", "all", "unstated"]),
    st.lists(st.sampled_from(["a", "b"]), min_size=1, unique=True).map(tuple),
)
SOURCE = Source(document="binder")


@st.composite
def agreement(draw: st.DrawFn, identifier: str) -> Agreement:
    return Agreement(
        id=identifier,
        kind=draw(st.sampled_from(["baa", "baa", "baa", "nda"])),
        program="hipaa",
        customer=draw(st.sampled_from(["one", "one", "two"])),
        signed=draw(days),
        effective=draw(maybe),
        until=draw(maybe),
        terminated=draw(maybe),
        accounts=tuple(sorted(draw(st.sets(st.sampled_from(["1", "2"]))))),
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


def designated(
    register: Register, agreement: Agreement, account: str, on: date
) -> bool:
    """In force on the day, named for the day, and the customer's on the day."""
    owner = register.parties[agreement.customer]
    joined = [each for each in owner.joined if each.account == account]
    theirs = account in owner.accounts and (
        not joined or any(between(on, each.since, each.until) for each in joined)
    )
    dated = [each for each in agreement.designations if each.account == account]
    named = (
        agreement.organization
        or account in agreement.accounts
        or any(between(on, each.since, each.until) for each in dated)
        or (
            agreement.kind == "nda"
            and not agreement.accounts
            and not agreement.designations
        )
    )
    return theirs and named and standing(agreement, on) == "in_force"


def standing(agreement: Agreement, on: date) -> str:
    """The first thing that happened to it, of what ended it."""
    stopped, until = agreement.terminated, agreement.until
    if stopped is not None and stopped <= on and not (until and until < stopped):
        return "terminated"
    if until is not None and until < on:
        return "ended" if on >= agreement.signed else "not_yet"
    if on < max(agreement.signed, agreement.effective or date.min):
        return "not_yet"
    return "in_force"


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_an_account_is_designated_on_the_days_of_the_plain_model(
    data: st.DataObject, programs: dict[str, Program]
) -> None:
    register = data.draw(worlds(programs))
    one = data.draw(agreement("x"))
    for number in range(-1, 12):
        on = FIRST + timedelta(days=number)
        for account in ("1", "2"):
            wanted = designated(register, one, account, on)
            assert designates(register, one, account, on) is wanted
        assert (state_on(one, on) == "in_force") is (standing(one, on) == "in_force")


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
        holds = one.kind == "baa" and designated(register, one, account, on)
        named = on_list if one.services == "eligible" else within(one.services, service)
        eligible = 0 if on_list == 0 else named
        place = within(one.regions, region)
        best = max(best, min(2 * holds, eligible, place))
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
