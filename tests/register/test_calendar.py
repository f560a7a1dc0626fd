"""The calendar tells what the states will do, day for day and cell for cell."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assay.register import Attestation, Program, Question, Register, scope
from assay.register.agenda import Obligation, due, icalendar
from assay.register.calendar import earliest
from assay.register.state import RANK, began, hold
from assay.register.terms import restated_by, term, until
from assay.register.values import Covered, Scope

Make = Callable[..., Register]
Texts = dict[str, str]
Worlds = st.SearchStrategy[Register]

LAWS = settings(
    max_examples=250,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much],
)
DAYS = st.integers(0, 1500).map(lambda count: date(2024, 1, 1) + timedelta(count))
LATER = st.integers(0, 1000).map(timedelta)
ENDS = ("renewal", "historical", "report", "restatement")
DAY = timedelta(1)
NOW, THEN = date(2026, 11, 24), date(2027, 11, 24)


def record(made: Attestation, one: Obligation, start: date) -> Attestation:
    """What a person would write down, had it been done on the last day for it.

    What is overdue can only be done on the day on which the calendar begins.
    """
    on = max(one.due, start)
    if one.kind == "surveillance":
        return replace(made, surveillance=(*made.surveillance, on))
    if one.kind == "assessment":
        return replace(made, assessments=(*made.assessments, on))
    if one.kind == "full_coverage":
        covered = (*made.covered, Covered(on=on, full=True))
        return replace(made, covered=covered, assessments=(*made.assessments, on))
    if one.kind == "reinstatement":
        lifted = None if on > one.due else made.suspended
        return replace(made, suspended=lifted, reinstated=on)
    return replace(made, edition="") if one.kind == "edition" else made


def recorded(
    register: Register, obligations: Iterable[Obligation], start: date
) -> Register:
    attestations = dict(register.attestations)
    for one in obligations:
        made = attestations[one.subject]
        attestations[one.subject] = record(made, one, start)
    return replace(register, attestations=attestations)


def last_day(program: Program, made: Attestation) -> date:
    """The last day it can stand, whatever is done meanwhile but a move of edition."""
    module = made.validation
    stops = (
        made.withdrawn,
        made.suspended,
        module.revoked if module is not None else None,
    )
    cut = earliest(*stops)
    if program.kind == "module_validation":
        own = earliest(until(program, made), restated_by(program, made))
    else:
        own = earliest(made.expires, term(program, made), restated_by(program, made))
    return min(own or date.max, cut - DAY if cut is not None else date.max)


@LAWS
@given(data=st.data(), wait=st.integers(0, 400), ahead=LATER)
def test_who_does_all_that_is_listed_keeps_the_state_to_the_end(
    worlds: Worlds, data: st.DataObject, wait: int, ahead: timedelta
) -> None:
    register = data.draw(worlds)
    made, program = register.attestations["s"], register.programs["p"]
    start = began(made) + timedelta(wait)
    assume(hold(register, made, start).state == "in_force")
    end = start + ahead
    listed = due(register, start, end)
    kept = recorded(register, listed, start).attestations["s"]
    last = min(end, last_day(program, made))

    for day in {start, last, *(one.due for one in listed)}:
        for on in (day, day + DAY):
            if start <= on <= last:
                assert hold(register, kept, on).state == "in_force", on


@LAWS
@given(data=st.data(), start=DAYS, ahead=LATER)
def test_what_is_missed_falls_on_the_day_that_is_told(
    worlds: Worlds, data: st.DataObject, start: date, ahead: timedelta
) -> None:
    register = data.draw(worlds)
    listed = due(register, start, start + ahead)

    for one in listed:
        assert one.overdue == (one.due < start)
        if one.if_missed is None or one.overdue:
            continue
        before = [other for other in listed if other.due <= one.due and other != one]
        missed = recorded(register, before, start).attestations["s"]
        assert one.if_missed.falls_on == one.due + DAY
        state = hold(register, missed, one.due + DAY).state
        assert state == one.if_missed.state
        assert RANK[hold(register, missed, one.due).state] < RANK[state]


@LAWS
@given(data=st.data(), before=st.integers(0, 400), ahead=LATER)
def test_an_end_within_the_days_looked_at_is_listed(
    worlds: Worlds, data: st.DataObject, before: int, ahead: timedelta
) -> None:
    register = data.draw(worlds)
    made, program = register.attestations["s"], register.programs["p"]
    assume(made.withdrawn is None and made.validation is None)
    assume(made.opinion != "adverse")
    own = made.expires or term(program, made) or restated_by(program, made)
    assume(own is not None)
    start = (own or date.max) - min(timedelta(before), ahead)

    assert any(
        one.due == own and one.kind in ENDS
        for one in due(register, start, start + ahead)
    )


def two(worlds: Worlds, data: st.DataObject) -> Register:
    """A world in which another statement holds up some of the cells."""
    register = data.draw(worlds)
    made = register.attestations["s"]
    services = data.draw(st.sampled_from([("a",), ("b",), ("a", "b")]))
    regions = data.draw(st.sampled_from([("x",), ("y",), ("x", "y")]))
    other = replace(
        made,
        id="t",
        scope=(Scope(services=services, regions=regions),),
        issued=made.issued and made.issued - timedelta(data.draw(st.integers(0, 90))),
        derives_from=data.draw(st.sampled_from([(), ("s",)])),
    )
    return replace(register, attestations={"s": made, "t": other})


@LAWS
@given(data=st.data(), start=DAYS, ahead=LATER)
def test_the_cells_that_fall_are_those_that_single_questions_lose(
    worlds: Worlds, data: st.DataObject, start: date, ahead: timedelta
) -> None:
    register = two(worlds, data)
    listed = due(register, start, start + ahead)
    first_end = min((o.due for o in listed if o.kind in ENDS), default=date.max)

    for one in listed:
        if one.if_missed is None or one.overdue or one.due >= first_end:
            continue
        before = [o for o in listed if o.due <= one.due]
        kept = recorded(register, before, start)
        missed = recorded(register, [o for o in before if o != one], start)
        lost = set()
        for service in ("a", "b"):
            for region in ("x", "y"):
                asked = Question(program="p", service=service, region=region)
                was = scope(kept, asked, one.due + DAY).state
                becomes = scope(missed, asked, one.due + DAY).state
                if was in ("in_force", "aged") and RANK[becomes] > RANK[was]:
                    lost.add((service, region, was, becomes))
        told = {
            (service, region, cell.before, cell.after)
            for cell in one.if_missed.cells
            for service in cell.services
            for region in cell.regions
        }
        assert told == lost
        assert one.if_missed.services == len({service for service, *_ in lost})
        assert one.if_missed.regions == len({region for _, region, *_ in lost})


@LAWS
@given(data=st.data(), start=DAYS, ahead=LATER)
def test_a_calendar_is_in_order_and_within_its_days(
    worlds: Worlds, data: st.DataObject, start: date, ahead: timedelta
) -> None:
    listed = due(two(worlds, data), start, start + ahead)
    order = [(not one.overdue, one.due) for one in listed]

    assert order == sorted(order)
    assert all(one.due <= start + ahead for one in listed)
    assert len({(one.kind, one.subject, one.due) for one in listed}) == len(listed)
    assert all(one.says.endswith(".") and one.done_by for one in listed)


# -- a small provider ------------------------------------------------------------


def listed(
    register: Register,
    start: str,
    end: str,
    *kinds: str,
    as_of: date | None = None,
) -> list[tuple[str, str, str]]:
    """The day, kind and subject of each obligation."""
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    return [
        (one.due.isoformat(), one.kind, one.subject)
        for one in due(register, first, last, as_of)
        if not kinds or one.kind in kinds
    ]


def test_a_year_of_a_small_provider(make: Make) -> None:
    assert listed(make(), "2026-11-24", "2027-11-24") == [
        ("2026-11-10", "bridge", "soc-2-2026"),
        ("2027-01-30", "assessment", "fedramp-2025"),
        ("2027-05-04", "surveillance", "iso-27001-2025"),
        ("2027-09-30", "report", "soc-2-2026"),
    ]


def test_what_was_recorded_as_done_is_not_due(make: Make) -> None:
    register = make()

    assert listed(register, "2025-06-01", "2026-06-01", "surveillance") == []
    then = date(2026, 1, 1)
    known = listed(register, "2025-06-01", "2026-06-01", "surveillance", as_of=then)
    assert known == [("2026-05-10", "surveillance", "iso-27001-2025")]


def test_a_late_audit_was_due_before_it_and_not_after(make: Make) -> None:
    register = make(was="2026-05-04", now="2026-08-01")

    assert listed(register, "2026-01-01", "2026-12-31", "surveillance") == [
        ("2026-05-10", "surveillance", "iso-27001-2025")
    ]
    assert listed(register, "2026-06-01", "2026-12-31", "surveillance") == [
        ("2026-05-10", "surveillance", "iso-27001-2025")
    ]
    assert listed(register, "2026-08-01", "2026-12-31", "surveillance") == []


def test_what_is_overdue_comes_first_and_tells_what_it_costs_today(make: Make) -> None:
    first, *_ = due(make(was="surveillance = [2026-05-04]", now=""), NOW, THEN)

    assert first.overdue
    assert first.due == date(2026, 5, 10)
    assert first.party == "Kestrel Certification"
    assert first.says == (
        "ISO/IEC 27001: a surveillance audit by Kestrel Certification was due by "
        "10 May 2026 (iso-27001-2025)."
    )
    assert first.if_missed is not None
    assert first.if_missed.state == "lapsed"
    assert first.if_missed.falls_on == date(2026, 5, 11)
    assert first.if_missed.services == 3
    assert first.if_missed.regions == 3
    assert first.if_missed.says.startswith("Since 11 May 2026 iso-27001-2025 is lapsed")


def test_what_was_left_out_has_nothing_to_lose(make: Make) -> None:
    was = "assessments = [2026-01-30]"
    line = '{ services = ["queue"], regions = "all", reason = "r" }'
    register = make(was=was, now=f"{was}\nexclusions = [{line}]")
    (one,) = (found for found in due(register, NOW, THEN) if found.kind == "assessment")

    assert one.if_missed is not None
    assert [(cell.services, cell.before) for cell in one.if_missed.cells] == [
        (("object-storage",), "in_force")
    ]


def widened(statements: Texts) -> Texts:
    return {
        **statements,
        "iso-27017-2025": statements["iso-27001-2025"]
        .replace('"iso-27001"', '"iso-27017"')
        .replace('"2022"', '"2015"')
        .replace("by =", 'derives_from = ["iso-27001-2025"]\n    by =', 1)
        .replace("[2026-05-04]", "[2026-05-04, 2027-05-03]"),
    }


def test_what_rests_on_it_falls_with_it(make: Make, statements: Texts) -> None:
    (audit,) = (
        one
        for one in due(make(widened(statements)), NOW, THEN)
        if one.kind == "surveillance"
    )

    assert audit.subject == "iso-27001-2025"
    assert audit.if_missed is not None
    assert {cell.program for cell in audit.if_missed.cells} == {
        "iso-27001",
        "iso-27017",
    }
    assert "ISO/IEC 27017 for Object Storage" in audit.if_missed.says


def test_a_statement_that_was_replaced_or_withdrawn_owes_nothing(
    make: Make, statements: Texts
) -> None:
    old = statements["iso-27001-2025"]
    new = old.replace("2025-05-10", "2026-10-01").replace("2028-05-09", "2029-09-30")
    new = new.replace("surveillance = [2026-05-04]", "")
    replaced = make(
        {"old": old.replace("by =", 'superseded_by = "new"\n    by =', 1), "new": new}
    )
    withdrawn = make({"old": old.replace("by =", "withdrawn = 2026-10-01\n by =", 1)})

    assert listed(replaced, "2026-11-24", "2027-11-24") == [
        ("2027-10-01", "surveillance", "new")
    ]
    assert listed(withdrawn, "2026-11-24", "2030-11-24") == []


def test_an_old_certificate_that_others_hold_up_is_not_asked_for(
    make: Make, statements: Texts
) -> None:
    """Nobody said that the new one replaces it; the cells say so."""
    old = statements["iso-27001-2025"]
    new = old.replace("2025-05-10", "2028-05-01").replace("2028-05-09", "2031-04-30")
    new = new.replace("surveillance = [2026-05-04]", "")
    kept = old.replace("[2026-05-04]", "[2026-05-04, 2027-05-04]")
    whole = make({"old": kept, "new": new})
    part = make(
        {"old": kept, "new": new.replace('services = "all"', 'services = ["queue"]')}
    )

    assert listed(whole, "2028-06-01", "2028-12-31") == []
    assert listed(part, "2028-06-01", "2028-12-31") == [
        ("2028-05-09", "renewal", "old")
    ]


def test_two_that_have_fallen_do_not_excuse_each_other(
    make: Make, statements: Texts
) -> None:
    missed = statements["iso-27001-2025"].replace("surveillance = [2026-05-04]", "")
    both = make({"one": missed, "two": missed})

    assert listed(both, "2026-11-24", "2026-12-24") == [
        ("2026-05-10", "surveillance", "one"),
        ("2026-05-10", "surveillance", "two"),
    ]


PCI = """
    program = "pci-dss"
    edition = "4.0.1"
    by = "assessors"
    issued = 2026-06-30
    scans = [2026-09-21]
    source = { document = "binder" }
    [[scope]]
    services = "all"
    regions = "all"
    levels = ["1"]
"""


def test_scans_are_due_every_quarter_and_end_nothing(make: Make) -> None:
    register = make({"pci": PCI})

    assert listed(register, "2026-11-24", "2027-11-24") == [
        ("2026-12-21", "scan", "pci"),
        ("2027-03-21", "scan", "pci"),
        ("2027-06-21", "scan", "pci"),
        ("2027-06-30", "assessment", "pci"),
        ("2027-09-21", "scan", "pci"),
    ]
    scan = due(register, NOW, THEN)[0]
    assert scan.if_missed is None


def test_full_coverage_is_due_within_three_years(make: Make) -> None:
    assert listed(make(), "2027-12-01", "2028-03-01", "full_coverage") == [
        ("2028-02-10", "full_coverage", "fedramp-2025")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            """
    program = "fips-140"
    edition = "140-2"
    by = "agency"
    issued = 2024-09-20
    validation = { module = "Module" }
    source = { document = "binder" }
    [[scope]]
    services = "all"
    regions = "all"
    levels = ["1"]
""",
            ("2026-09-20", "historical", "one"),
            id="a 140-2 validation is historical on a day that is known",
        ),
        pytest.param(
            """
    program = "iso-27001"
    edition = "2013"
    by = "kestrel"
    issued = 2024-06-01
    expires = 2027-05-31
    source = { document = "binder" }
    [[scope]]
    services = "all"
    regions = "all"
""",
            ("2025-10-31", "edition", "one"),
            id="an edition ends before the certificate does",
        ),
        pytest.param(
            """
    program = "csa-star"
    edition = "4.1"
    by = "northwind"
    issued = 2026-02-01
    source = { document = "binder" }
    [[scope]]
    services = "all"
    regions = "all"
    levels = ["1"]
""",
            ("2027-02-01", "renewal", "one"),
            id="a self-assessment is renewed every year",
        ),
        pytest.param(
            """
    program = "hipaa"
    by = "northwind"
    stated_on = 2026-03-01
    source = { document = "binder" }
    [[scope]]
    services = "all"
    regions = "all"
""",
            ("2027-03-01", "restatement", "one"),
            id="what is only known from a source is to be stated again",
        ),
    ],
)
def test_each_kind_of_end_is_told(
    make: Make, text: str, expected: tuple[str, str, str]
) -> None:
    day = date.fromisoformat(expected[0])
    start, end = (day - timedelta(100)).isoformat(), (day + DAY).isoformat()

    assert expected in listed(make({"one": text}), start, end)


def suspended(make: Make) -> Register:
    register = make(
        was="expires = 2028-05-09", now="expires = 2028-05-09\nsuspended = 2026-10-01"
    )
    program = register.programs["iso-27001"]
    rules = replace(program.validity, suspension_months=6)
    programs = {**register.programs, program.id: replace(program, validity=rules)}
    return replace(register, programs=programs)


def test_a_suspension_is_to_be_lifted_in_time(make: Make) -> None:
    (one,) = (
        found
        for found in due(suspended(make), NOW, THEN)
        if found.kind == "reinstatement"
    )

    assert one.due == date(2027, 4, 1)
    assert one.if_missed is not None
    assert one.if_missed.state == "withdrawn"


LETTER = """opinion = "unmodified"
    bridges = [{ issued = 2026-12-01, until = 2027-01-31, by = "northwind" }]"""


def test_a_bridge_letter_is_needed_when_the_last_one_runs_out(make: Make) -> None:
    register = make(was='opinion = "unmodified"', now=LETTER)
    (one,) = (found for found in due(register, NOW, THEN) if found.kind == "bridge")

    assert one.due == date(2027, 1, 31)
    assert one.says == (
        "SOC 2: a bridge letter for the time after 31 January 2027 is due by "
        "31 January 2027 (soc-2-2026)."
    )
    assert one.if_missed is None


def test_no_letter_is_needed_once_the_next_report_is_out(
    make: Make, statements: Texts
) -> None:
    later = (
        statements["soc-2-2026"]
        .replace("2026-09-30", "2026-11-15")
        .replace("2026-04-01", "2026-10-01")
        .replace("2026-11-10", "2026-11-20")
    )
    both = make({"first": statements["soc-2-2026"], "then": later})

    assert listed(both, "2026-11-24", "2027-11-24", "bridge") == [
        ("2026-11-20", "bridge", "then")
    ]


@pytest.mark.parametrize(
    ("was", "now", "due_"),
    [
        ("", "", ["2026-11-10"]),
        ('type = "2"', 'type = "1"', []),
        ("issued = 2026-11-10", "issued = 2027-10-01", []),
        ("issued = 2026-11-10", "issued = 2027-09-30", []),
        ("issued = 2026-11-10", "issued = 2027-09-29", ["2027-09-29"]),
    ],
)
def test_a_letter_follows_a_report_of_a_period_that_is_not_old(
    make: Make, statements: Texts, was: str, now: str, due_: list[str]
) -> None:
    text = (
        statements["soc-2-2026"].replace(was, now) if was else statements["soc-2-2026"]
    )
    if 'type = "1"' in text:
        text = text.replace("start = 2026-04-01", "start = 2026-09-30")
    told = listed(make({"one": text}), "2026-11-24", "2027-11-24", "bridge")

    assert [day for day, _, _ in told] == due_


def test_a_summary_has_no_letter_of_its_own(make: Make, statements: Texts) -> None:
    summary = (
        statements["soc-2-2026"]
        .replace('"soc-2"', '"soc-3"')
        .replace('type = "2"', 'derives_from = ["soc-2-2026"]')
    )
    both = make({"soc-2-2026": statements["soc-2-2026"], "soc-3-2026": summary})

    assert listed(both, "2026-11-24", "2027-11-24", "bridge") == [
        ("2026-11-10", "bridge", "soc-2-2026")
    ]


def test_a_report_without_support_owes_nothing(make: Make) -> None:
    register = make(was='"unmodified"', now='"adverse"')

    assert not listed(register, "2026-11-24", "2027-11-24", "bridge", "report")


# -- agreements, plans, lists ------------------------------------------------------

BAA = """
    kind = "baa"
    program = "hipaa"
    customer = "clinics"
    version = "1"
    signed = 2025-01-01
    until = 2027-06-30
    accounts = ["100"]
    services = ["object-storage"]
    regions = ["eu-west-1"]
    source = { document = "binder" }
"""


def test_an_agreement_that_runs_out_takes_its_services_along(
    make: Make, statements: Texts
) -> None:
    (one,) = (
        found
        for found in due(make({**statements, "agreements/baa": BAA}), NOW, THEN)
        if found.kind == "agreement"
    )

    assert one.due == date(2027, 6, 30)
    assert one.party == "Lakeshore Clinics"
    assert one.if_missed is not None
    (cell,) = one.if_missed.cells
    assert (cell.of, cell.services, cell.regions) == (
        "agreement",
        ("object-storage",),
        ("eu-west-1",),
    )
    assert one.if_missed.says == (
        "From 1 July 2027 Lakeshore Clinics has no such agreement: HIPAA for Object "
        "Storage in eu-west-1."
    )


@pytest.mark.parametrize(
    "change",
    [
        ("until = 2027-06-30", ""),
        ("until = 2027-06-30", "until = 2027-06-30\n    terminated = 2026-01-01"),
    ],
)
def test_an_agreement_without_an_end_ahead_is_not_due(
    make: Make, change: tuple[str, str]
) -> None:
    baa = {"agreements/baa": BAA.replace(*change)}

    assert listed(make(baa), "2026-11-24", "2027-11-24") == []


def test_an_agreement_that_another_follows_is_not_due(make: Make) -> None:
    later = BAA.replace("2025-01-01", "2027-07-01").replace("2027-06-30", "2029-06-30")
    both = make({"agreements/baa": BAA, "agreements/next": later})

    assert listed(both, "2026-11-24", "2027-11-24") == []


def test_a_contract_that_ends_takes_the_claim_along(make: Make) -> None:
    cjis = """
    program = "cjis"
    edition = "6.0"
    by = "northwind"
    issued = 2025-01-01
    source = { document = "binder" }
    [[scope]]
    services = ["queue"]
    regions = ["us-east-1"]
"""
    addendum = BAA.replace('"baa"', '"cjis_addendum"').replace('"hipaa"', '"cjis"')
    register = make({"cjis": cjis, "agreements/addendum": addendum})
    (one,) = due(register, NOW, THEN)

    assert one.if_missed is not None
    assert [(cell.of, cell.services) for cell in one.if_missed.cells] == [
        ("agreement", ("object-storage",)),
        ("claim", ("queue",)),
    ]


PLANS = """
    [[plan]]
    program = "iso-9001"
    began = 2026-06-01
    target = 2026-10-31
    by = "northwind"
    source = { document = "binder" }
    scope = [{ services = ["queue", "maps"], regions = ["eu-west-1"] }]
"""


def test_a_plan_is_due_until_its_statement_is_made(make: Make) -> None:
    made = """
    program = "iso-9001"
    edition = "2015"
    by = "kestrel"
    issued = 2026-10-01
    expires = 2029-09-30
    source = { document = "binder" }
    [[scope]]
    services = ["queue"]
    regions = "all"
"""
    half = make({"iso": made}, plans=PLANS)
    whole = make({"iso": made.replace('["queue"]', '"all"')}, plans=PLANS)
    given_up = make({}, plans=PLANS.replace("by =", "abandoned = 2026-09-01\n    by ="))

    (one,) = (found for found in due(half, NOW, THEN) if found.kind == "plan")
    assert one.overdue
    assert one.says == (
        "The target for ISO 9001 was 31 October 2026, and it is not stated yet for 1 "
        "service."
    )
    assert not [found for found in due(whole, NOW, THEN) if found.kind == "plan"]
    assert due(given_up, NOW, THEN) == ()


def test_an_announced_change_of_a_list_is_told(make: Make) -> None:
    rows = """
    [[eligible]]
    service = "queue"
    since = 2025-01-01
    until = 2027-01-31
    vacate = 2027-03-31
    [[eligible]]
    service = "maps"
    since = 2027-02-01
"""
    told = [
        (one.due.isoformat(), one.says)
        for one in due(make({"eligible/hipaa": rows}), NOW, THEN)
    ]

    assert told == [
        ("2027-02-01", "Maps joins the list of HIPAA on 1 February 2027."),
        (
            "2027-03-31",
            (
                "Message Queue is on the list of HIPAA until 31 January 2027, and "
                "accounts must be off it by 31 March 2027."
            ),
        ),
    ]


# -- iCalendar -----------------------------------------------------------------------


def unfolded(data: bytes) -> list[str]:
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert data.endswith(b"END:VCALENDAR\r\n")
    text = data.decode()
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").split("\r\n")


def test_a_calendar_file_holds_each_obligation_once(make: Make) -> None:
    register = make()
    data = icalendar(due(register, NOW, THEN), provider="northwind", on=NOW)
    lines = unfolded(data)

    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 4
    assert "DTSTART;VALUE=DATE:20270130" in lines
    assert (
        "SUMMARY:FedRAMP: an assessment is due by 30 January 2027 (fedramp-2025)."
        in lines
    )
    assert any(line.startswith("SUMMARY:Overdue: SOC 2") for line in lines)
    assert data == icalendar(due(register, NOW, THEN), provider="northwind", on=NOW)


def test_an_event_keeps_its_id_while_its_deadline_stays(make: Make) -> None:
    def ids(start: date) -> set[str]:
        data = icalendar(due(make(), start, THEN), provider="northwind", on=start)
        return {line for line in unfolded(data) if line.startswith("UID:")}

    assert ids(NOW) == ids(NOW + DAY)
    assert len(ids(NOW)) == 4


@LAWS
@given(says=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_whatever_is_said_comes_back_from_the_file(says: str) -> None:
    one = Obligation(
        due=date.max,
        overdue=False,
        kind="plan",
        about="plan",
        subject="s",
        party="p",
        program="",
        says=says,
        done_by="d",
        if_missed=None,
    )
    lines = unfolded(icalendar([one], provider="p", on=date.max))
    (summary,) = (line for line in lines if line.startswith("SUMMARY:"))
    assert not re.search(r"(?<!\\)(\\\\)*[;,]", summary)
    read, escaped = "", False
    for letter in summary.removeprefix("SUMMARY:"):
        if not escaped and letter == "\\":
            escaped = True
            continue
        read += "\n" if escaped and letter == "n" else letter
        escaped = False

    assert read.splitlines() == says.splitlines()
