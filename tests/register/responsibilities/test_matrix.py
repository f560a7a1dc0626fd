"""Which statement speaks, whether it may be relied on, and what services make of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.register import Register
from assay.register.basis import Source
from assay.register.program import Audience
from assay.register.responsibilities import (
    Holder,
    Matrix,
    Place,
    Question,
    combine,
    conditions,
    facts_of,
    freshness,
    is_met,
    join,
    preconditions,
    statement_for,
)
from assay.register.responsibilities.sharing import READERS, for_reader
from assay.register.responsibility import (
    Allocation,
    Duty,
    Extract,
    Inheritance,
    Native,
    Precondition,
    Provided,
    Responsibility,
    Satisfied,
)
from assay.register.values import Bridge

Make = Callable[..., Register]
ON = date(2026, 6, 1)
PROVIDER = (Allocation(party="provider", duty="implement"),)
CUSTOMER = Allocation(party="customer", duty="implement")
HOLDERS: tuple[Holder, ...] = (
    "provider",
    "customer",
    "shared",
    "authority",
    "not_applicable",
    "open",
    "unknown",
)


def state(name: str, requirement: str = "ac-2", **fields: Any) -> Responsibility:
    """A statement; by the provider alone unless a duty is given."""
    duties: tuple[Duty, ...] = fields.pop("duties", ())
    parts = (*PROVIDER, CUSTOMER) if duties else PROVIDER
    return Responsibility(
        **{
            "id": name,
            "program": "fedramp",
            "catalog": "nist-800-53-r5",
            "requirement": requirement,
            "source": Source(document="binder"),
            "allocations": parts,
            "duties": duties,
            **fields,
        }
    )


def duty(name: str, **fields: Any) -> Duty:
    """Something for the customer to do."""
    return Duty(id=name, bearer="customer", text=f"Do {name}.", **fields)


@pytest.fixture
def world(make: Make) -> Callable[..., Register]:
    """The small provider with these statements."""
    register = make()

    def stated(*rows: Responsibility) -> Register:
        return replace(register, responsibilities={row.id: row for row in rows})

    return stated


World = Callable[..., Register]


def place(service: str = "queue", on: date = ON, **fields: Any) -> Place:
    """Where it is asked, on the usual day."""
    return Place(service=service, on=on, **fields)


def merged(
    register: Register, *services: str, account: str = "", **fields: Any
) -> Matrix:
    """The matrix over services, for one requirement that is asked and any other."""
    places = {name: place(name, region="us-east-1") for name in services}
    question = Question(
        program=fields.get("program", "fedramp"),
        places=places,
        facts={
            name: facts_of(register, account, where, fields.get("facts", {}))
            for name, where in places.items()
        },
        judged=bool(account),
    )
    asked = [("nist-800-53-r5", "ac-2"), ("nist-800-53-r5", "ac-3")]
    titles = {asked[0]: "Account management"}
    return combine(register, question, asked, titles=titles, catalogs={})


def test_the_narrower_scope_wins_on_every_axis(world: World) -> None:
    rows = [
        state("all"),
        state("model", service_model="paas"),
        state("service", services=("queue",)),
        state("region", services=("queue",), regions=("us-east-1",)),
        state("level", services=("queue",), regions=("us-east-1",), levels=("high",)),
    ]
    register = world(*reversed(rows))

    def won(**fields: Any) -> str:
        found = statement_for(register, "fedramp", "ac-2", place(**fields))
        return found.id if found is not None else ""

    assert won(region="us-east-1", level="high") == "level"
    assert won(region="us-east-1", level="low") == "region"
    assert won(region="us-east-1") == "region"
    assert won() == "service"
    assert won(service="maps") == "model"
    assert statement_for(register, "fedramp", "ac-3", place()) is None
    assert statement_for(register, "soc-2", "ac-2", place()) is None
    assert (
        statement_for(register, "fedramp", "ac-2", place(), catalogs=["other"]) is None
    )
    assert statement_for(register, "fedramp", "ac-2", place(), part="a") is None


def test_of_two_that_agree_the_more_exact_speaks(world: World) -> None:
    vague = state("a", allocations=(), native=(Native(scheme="pci", word="provider"),))
    for rows in ((vague, state("b")), (state("b"), vague)):
        found = statement_for(world(*rows), "fedramp", "ac-2", place())
        assert found is not None
        assert found.id == "b"


def test_what_is_stated_for_a_region_or_level_speaks_of_no_other(world: World) -> None:
    register = world(state("there", regions=("us-east-1",), levels=("low",)))

    def speaks(**fields: Any) -> bool:
        return statement_for(register, "fedramp", "ac-2", place(**fields)) is not None

    assert speaks(region="us-east-1", level="low")
    assert not speaks(region="us-east-1")
    assert not speaks(level="low")
    assert not speaks(region="eu-west-1", level="low")


def test_a_statement_speaks_on_its_days(world: World) -> None:
    register = world(state("x", since=date(2026, 1, 1), until=date(2026, 6, 30)))

    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]
    spoken = [
        statement_for(register, "fedramp", "ac-2", place(on=day)) is not None
        for day in days
    ]
    assert spoken == [False, True, True, False]


@given(st.lists(st.sampled_from(HOLDERS), min_size=1))
def test_a_join_is_the_providers_only_if_all_are(held: list[Holder]) -> None:
    found = join(held)
    count = set(held) - {"not_applicable"}

    assert (found == "provider") == (count == {"provider"})
    assert (found == "unknown") == ("unknown" in count)
    assert (found == "not_applicable") == (not count)
    if "customer" in count and len(count) > 1 and not count & {"unknown", "open"}:
        assert found == "shared"


@pytest.mark.parametrize(("a", "b", "c"), list(product(HOLDERS, repeat=3)))
def test_a_join_does_not_depend_on_order_or_grouping(
    a: Holder, b: Holder, c: Holder
) -> None:
    assert join([a, b]) == join([b, a])
    assert join([a, a]) == a
    assert join([join([a, b]), c]) == join([a, join([b, c])]) == join([a, b, c])


def test_a_service_without_a_statement_leaves_it_unknown(world: World) -> None:
    register = world(state("mine", services=("queue",), duties=(duty("d"),)))
    found = merged(register, "queue", "maps")

    first, second = found.requirements
    assert (first.requirement, first.title) == ("ac-2", "Account management")
    assert first.who == "unknown"
    assert first.services["queue"].who == "shared"
    assert first.services["maps"].reason == "nothing is stated"
    assert first.duties == ("d",)
    assert found.duties[0].services == ("queue",)
    assert second.who == "unknown"
    assert found.unknown == 2


def test_one_duty_is_listed_once_for_all_services(world: World) -> None:
    found = merged(world(state("all", duties=(duty("d"),))), "queue", "maps")

    assert [one.id for one in found.duties] == ["d"]
    assert found.duties[0].services == ("queue", "maps")
    assert found.requirements[0].who == "shared"


def test_a_duty_that_serves_another_requirement_makes_that_shared(
    world: World,
) -> None:
    register = world(
        state("one", duties=(duty("d", serves=("ac-3",)),)),
        state("two", "ac-3"),
    )
    first, second = merged(register, "queue").requirements

    assert first.duties == second.duties == ("d",)
    assert (second.requirement, second.who) == ("ac-3", "shared")


def test_parts_stand_in_place_of_a_whole_that_nobody_states(world: World) -> None:
    register = world(
        state("a", part="ac-2.a", duties=(duty("d"),)),
        state("b", part="ac-2.b", services=("queue",)),
    )
    rows = merged(register, "queue", "maps").requirements

    assert [(row.part, row.who) for row in rows] == [
        ("ac-2.a", "shared"),
        ("ac-2.b", "unknown"),
        ("", "unknown"),
    ]


def test_a_whole_is_brought_to_parts_that_others_state(world: World) -> None:
    register = world(
        state("whole", services=("maps",)),
        state("part", part="ac-2.a", services=("queue",)),
    )
    rows = merged(register, "queue", "maps").requirements

    assert [(row.part, row.who) for row in rows[:2]] == [
        ("", "unknown"),
        ("ac-2.a", "provider"),
    ]


def test_statements_on_what_is_not_asked_follow(world: World) -> None:
    rows = merged(world(state("x", "zz-9")), "queue").requirements
    assert [row.requirement for row in rows] == ["ac-2", "ac-3", "zz-9"]


def test_the_program_asks_for_agreements_and_lists_without_saying(world: World) -> None:
    hipaa = state("h", program="hipaa")
    asked = preconditions(world(hipaa), hipaa)
    assert [one.agreement for one in asked] == ["baa"]

    own = replace(
        hipaa,
        preconditions=(Precondition(agreement="baa"), Precondition(fact="us_persons")),
    )
    assert [one.fact for one in preconditions(world(own), own)] == ["", "us_persons"]
    theirs = replace(hipaa, allocations=(CUSTOMER,), duties=(duty("d"),))
    assert preconditions(world(theirs), theirs) == ()


def test_an_unmet_precondition_leaves_the_requirement_open(world: World) -> None:
    row = state("x", preconditions=(Precondition(fact="us_persons"),))
    register = world(row)

    def holder(facts: dict[str, bool], account: str = "100") -> str:
        found = merged(register, "queue", account=account, facts=facts)
        return found.requirements[0].who

    assert holder({"us_persons": True}) == "provider"
    assert holder({"us_persons": False}) == "open"
    assert holder({}) == "unknown"
    assert holder({}, account="") == "provider"
    told = merged(register, "queue").requirements[0].services["queue"].conditions
    assert [(one.says, one.met) for one in told] == [("Us persons", None)]


def test_without_an_agreement_the_provider_is_not_relied_on(
    northwind: Register,
) -> None:
    facility = northwind.responsibilities["hipaa-facility-access"]
    where = Place(service="object-storage", region="us-east-1", on=date(2026, 11, 24))

    def met(account: str) -> list[bool | None]:
        facts = facts_of(northwind, account, where, {})
        return [one.met for one in conditions(northwind, facility, where, facts)][:1]

    assert met("4100-2207") == [True]
    assert met("5200-0871") == [False]
    assert met("") == [None]


@pytest.mark.parametrize(
    ("fields", "met"),
    [
        ({"region": "us-gov-west-1", "level": "moderate"}, True),
        ({"region": "us-gov-west-1", "level": "high"}, False),
        ({"region": "us-east-1"}, False),
        ({"region": "us-gov-west-1", "on": date(2025, 1, 1)}, False),
        ({"region": "us-gov-west-1", "on": date(2030, 1, 1)}, False),
    ],
)
def test_what_is_inherited_is_in_force_and_covers_the_cell(
    world: World, fields: dict[str, Any], *, met: bool
) -> None:
    inherits = (Inheritance(extent="full", authorization="fedramp-2025"),)
    row = state("x", inherits=inherits)
    register, where = world(row), place(**fields)
    (found,) = conditions(register, row, where, facts_of(register, "", where, {}))

    assert found.met is met


def test_a_package_that_is_not_held_is_never_taken_for_granted(world: World) -> None:
    inherits = Inheritance(extent="full", package="FR1", authorized=date(2026, 1, 1))
    row = state("x", inherits=(inherits, Inheritance(extent="none")))
    register = world(row)

    def met(on: date) -> list[bool | None]:
        where = place(on=on)
        facts = facts_of(register, "", where, {})
        return [one.met for one in conditions(register, row, where, facts)]

    assert met(date(2026, 6, 1)) == [None]
    assert met(date(2025, 6, 1)) == [False]


def test_a_statement_is_stale_once_its_document_has_run_out(world: World) -> None:
    dated = state("x", extract=Extract(until=date(2026, 3, 1)))
    register = world(dated)
    assert freshness(register, dated, date(2026, 3, 1)).state == "current"
    old = freshness(register, dated, date(2026, 3, 2))
    assert old.state == "stale"
    assert "1 March 2026" in old.says
    row = merged(register, "queue").requirements[0]
    assert row.who == "provider"
    assert row.services["queue"].fresh == "stale"


def test_a_bridge_letter_asserts_and_tests_nothing(world: World) -> None:
    row = state("x", program="soc-2", extract=Extract(attestation="soc-2-2026"))
    register = world(row)
    report = register.attestations["soc-2-2026"]
    assert report.period is not None
    assert report.issued is not None
    letter = Bridge(issued=report.issued, until=date(2027, 1, 31), by="northwind")
    bridged = replace(report, bridges=(letter,))
    with_letter = replace(
        register, attestations={**register.attestations, report.id: bridged}
    )
    after = date(2026, 12, 1)

    assert freshness(register, row, after).state == "current"
    assert freshness(with_letter, row, after).state == "asserted"
    assert "tested until" in freshness(with_letter, row, after).says
    for which in (register, with_letter):
        assert freshness(which, row, date(2030, 1, 1)).state == "stale"


@pytest.mark.parametrize(
    ("how", "met"),
    [
        (Satisfied(control="c", evidence="log", on=date(2026, 2, 1)), True),
        (Satisfied(control="c", evidence="log", on=date(2025, 1, 1)), False),
        (Satisfied(control="c", evidence="log", on=date(2026, 7, 1)), False),
        (Satisfied(control="c", evidence="", on=date(2026, 2, 1)), False),
        (Satisfied(control="c", evidence="log"), False),
    ],
)
def test_a_duty_is_met_by_evidence_inside_the_authorization(
    world: World, how: Satisfied, *, met: bool
) -> None:
    told = duty("d", satisfied_by=(how,))
    row = state("x", duties=(told,), extract=Extract(attestation="fedramp-2025"))
    assert is_met(world(row), row, told, ON) is met
    assert merged(world(row), "queue").duties[0].met is met


def test_a_duty_is_met_by_evidence_inside_the_period_of_the_report(
    world: World,
) -> None:
    register = world()
    period = register.attestations["soc-2-2026"].period
    assert period is not None
    inside, outside = (
        duty("d", satisfied_by=(Satisfied(control="c", evidence="e", on=day),))
        for day in (period.end, date(period.end.year + 1, 1, 1))
    )
    row = state("x", extract=Extract(attestation="soc-2-2026"))
    late = date(2028, 1, 1)
    assert is_met(register, row, inside, late)
    assert not is_met(register, row, outside, late)


AUDIENCES: list[Audience] = [
    "public",
    "account_holder_under_nda",
    "government_repository",
    "controlled_need_to_know",
]


@pytest.mark.parametrize("reader", list(READERS))
@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_reader_loses_sentences_and_never_a_duty(
    reader: Any, audience: Audience
) -> None:
    row = state(
        "x",
        provider_text="We do.",
        internal_text="With one person.",
        provided=(Provided(id="p", text="A feature."),),
        duties=(duty("d"),),
        extract=Extract(audience=audience),
    )
    told = for_reader(row, reader)

    assert told.duties == row.duties
    assert told.allocations == row.allocations
    assert bool(told.internal_text) == (reader == "provider")
    assert bool(told.provider_text) == (audience in READERS[reader])
    assert [bool(one.text) for one in told.provided] == [audience in READERS[reader]]


def test_readers_of_more_see_all_that_readers_of_less_do() -> None:
    ordered = [READERS[name] for name in ("public", "customer", "agency", "provider")]
    assert all(a < b for a, b in pairwise(ordered))
