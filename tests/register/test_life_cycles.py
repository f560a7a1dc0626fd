"""Each kind of statement has a life of its own, which no file can set."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.register import Attestation, ClaimState, Program, Register, ask, scope
from assay.register.claim import Claim
from assay.register.program import Edition, Level, RequirementSet, Validity
from assay.register.state import RANK, Held, began, hold, known_by
from assay.register.values import Covered, Scope

Make = Callable[..., Register]
Texts = dict[str, str]
Worlds = st.SearchStrategy[Register]

SOURCE = 'source = { document = "binder" }'
EVERYWHERE = '[[scope]]\nservices = "all"\nregions = "all"'
DAYS = st.integers(0, 3000).map(lambda count: date(2024, 1, 1) + timedelta(count))
LAWS = settings(max_examples=300, deadline=None)


def on(register: Register, name: str, day: str) -> ClaimState:
    return held(register, name, day).state


def held(register: Register, name: str, day: str) -> Held:
    made = register.attestations[name]
    return hold(register, made, date.fromisoformat(day))


def claimed(register: Register, program: str, day: str) -> Claim:
    return scope(register, ask(register, program), date.fromisoformat(day))


def ruled(register: Register, program: str, suspension_months: int) -> Register:
    """The register, with a limit to suspensions under one of its programs."""
    old = register.programs[program]
    rules = replace(old.validity, suspension_months=suspension_months)
    new = replace(old, validity=rules)
    return replace(register, programs={**register.programs, program: new})


# -- laws that hold for every history --------------------------------------------


def events(made: Attestation) -> Iterator[date]:
    """Every day on which something was done that may better a statement."""
    yield began(made)
    yield from (*made.surveillance, *made.assessments)
    yield from (part.on for part in made.covered)
    yield from (day for day in (made.reinstated,) if day is not None)


@LAWS
@given(data=st.data(), d1=DAYS, d2=DAYS)
def test_nothing_gets_better_without_an_event(
    worlds: Worlds, data: st.DataObject, d1: date, d2: date
) -> None:
    register = data.draw(worlds)
    made, (first, then) = register.attestations["s"], sorted((d1, d2))
    before, after = (hold(register, made, day).state for day in (first, then))

    if RANK[after] < RANK[before]:
        assert any(first < day <= then for day in events(made))


@LAWS
@given(data=st.data(), d1=DAYS, d2=DAYS)
def test_what_was_withdrawn_or_ran_out_never_comes_back(
    worlds: Worlds, data: st.DataObject, d1: date, d2: date
) -> None:
    register = data.draw(worlds)
    made, (first, then) = register.attestations["s"], sorted((d1, d2))
    ended = made.withdrawn or date.max
    if made.expires is not None:
        ended = min(ended, made.expires + timedelta(1))

    if ended <= first:
        assert hold(register, made, first).state != "in_force"
        assert hold(register, made, then).state != "in_force"


def until_then(made: Attestation, day: date) -> Attestation:
    """A statement cut off by hand after a day."""

    def by_then(on: date | None) -> date | None:
        return None if on is None or on > day else on

    module = made.validation
    return replace(
        made,
        surveillance=tuple(one for one in made.surveillance if one <= day),
        assessments=tuple(one for one in made.assessments if one <= day),
        scans=tuple(one for one in made.scans if one <= day),
        covered=tuple(part for part in made.covered if part.on <= day),
        bridges=tuple(letter for letter in made.bridges if letter.issued <= day),
        suspended=by_then(made.suspended),
        reinstated=by_then(made.reinstated),
        withdrawn=by_then(made.withdrawn),
        validation=module and replace(module, revoked=by_then(module.revoked)),
    )


@LAWS
@given(data=st.data(), as_of=DAYS, day=DAYS)
def test_what_came_later_was_never_known(
    worlds: Worlds, data: st.DataObject, as_of: date, day: date
) -> None:
    register = data.draw(worlds)
    made = register.attestations["s"]
    by_then = {"s": until_then(made, as_of)} if began(made) <= as_of else {}

    assert known_by(register, as_of).attestations == by_then
    if by_then and day <= as_of:
        then = known_by(register, as_of)
        assert hold(then, then.attestations["s"], day) == hold(register, made, day)


@LAWS
@given(data=st.data(), day=DAYS)
def test_a_report_is_never_over_and_a_certificate_never_old(
    worlds: Worlds, data: st.DataObject, day: date
) -> None:
    register = data.draw(worlds)
    made = register.attestations["s"]
    state, kind = hold(register, made, day).state, register.programs["p"].kind

    if kind == "attestation_report":
        assert state != "lapsed"
        assert hold(register, made, day).until is None
    if kind == "certification" and made.issued is not None:
        assert state != "aged"


@LAWS
@given(data=st.data(), day=DAYS)
def test_a_bridge_letter_changes_what_is_asserted_and_no_state(
    worlds: Worlds, data: st.DataObject, day: date
) -> None:
    register = data.draw(worlds)
    made = register.attestations["s"]
    plain = replace(made, bridges=())
    with_letters, without = hold(register, made, day), hold(register, plain, day)

    assert with_letters.state == without.state
    assert with_letters.tested_until == without.tested_until
    assert without.bridged_until is None


# -- certificates ------------------------------------------------------------------


def test_a_suspension_that_lasts_too_long_is_a_withdrawal(make: Make) -> None:
    register = ruled(
        make(
            was="expires = 2028-05-09", now="expires = 2028-05-09\nsuspended=2025-07-01"
        ),
        "iso-27001",
        suspension_months=6,
    )

    assert on(register, "iso-27001-2025", "2025-06-30") == "in_force"
    assert on(register, "iso-27001-2025", "2026-01-01") == "lapsed"
    assert on(register, "iso-27001-2025", "2026-01-02") == "withdrawn"
    told = held(register, "iso-27001-2025", "2026-01-02").cause
    assert "was to end by 1 January 2026" in told


def test_a_reinstatement_in_time_ends_a_suspension(make: Make) -> None:
    register = ruled(
        make(
            was="expires = 2028-05-09",
            now="expires = 2028-05-09\nsuspended=2025-07-01\nreinstated=2026-01-01",
        ),
        "iso-27001",
        suspension_months=6,
    )

    assert on(register, "iso-27001-2025", "2025-12-31") == "lapsed"
    assert on(register, "iso-27001-2025", "2026-01-01") == "in_force"
    assert on(register, "iso-27001-2025", "2026-02-01") == "in_force"


# -- reports -----------------------------------------------------------------------

EXCEPTIONS = """opinion = "qualified"
exceptions = [
  { criterion = "cc6.1", what = "two accounts outlived their owners", response = "r" },
  { criterion = "cc6.1", what = "one more did" },
]
subservice = [
  { name = "Colo Ltd", method = "carve_out", csocs = ["csoc-1"] },
  { name = "Power Ltd", method = "inclusive" },
]
cuecs = ["cuec-1", "cuec-2"]"""


def test_a_qualified_report_holds_and_tells_its_exceptions(make: Make) -> None:
    register = make(was='opinion = "unmodified"', now=EXCEPTIONS)
    claim = claimed(register, "soc-2", "2026-12-01")

    assert claim.state == "in_force"
    assert "qualified opinion" in claim.says
    assert "its tests found 2 exceptions, under cc6.1" in claim.reason
    assert "leaves out the controls of Colo Ltd" in claim.reason
    assert "Power Ltd" not in claim.reason


def test_an_old_report_tells_its_exceptions_too(make: Make) -> None:
    register = make(was='opinion = "unmodified"', now=EXCEPTIONS)

    assert "2 exceptions" in held(register, "soc-2-2026", "2028-01-01").cause


def test_what_was_tested_and_what_is_asserted_are_two_days(make: Make) -> None:
    letter = 'bridges = [{ issued = 2026-12-01, until = 2027-01-31, by = "northwind" }]'
    register = make(
        was='opinion = "unmodified"', now=f'opinion = "unmodified"\n{letter}'
    )
    then = held(register, "soc-2-2026", "2026-12-02")

    assert then.tested_until == date(2026, 9, 30)
    assert then.bridged_until == date(2027, 1, 31)
    claim = claimed(register, "soc-2", "2026-12-02")
    assert claim.tested_until == then.tested_until
    assert claim.bridged_until == then.bridged_until
    assert "1 April to 30 September 2026" in claim.says
    assert "extends what management asserts to 31 January 2027" in claim.says


def test_a_type_1_report_ages_from_its_day(make: Make, statements: Texts) -> None:
    point = (
        statements["soc-2-2026"]
        .replace('type = "2"', 'type = "1"')
        .replace("start = 2026-04-01", "start = 2026-09-30")
    )
    register = make({"point": point})

    assert on(register, "point", "2027-09-30") == "in_force"
    assert on(register, "point", "2027-10-01") == "aged"
    assert "Type 1 report" in claimed(register, "soc-2", "2027-09-30").says
    assert "for 30 September 2026" in claimed(register, "soc-2", "2027-09-30").says


PLAN = """
    [[plan]]
    program = "soc-2"
    began = 2027-11-01
    target = 2028-03-01
    by = "northwind"
    source = { document = "binder" }
    scope = [{ services = ["queue"], regions = ["eu-west-1"] }]
"""


def test_a_plan_does_not_hide_an_aged_report(make: Make) -> None:
    register = make(plans=PLAN)

    assert claimed(register, "soc-2", "2027-12-01").state == "aged"
    assert "was last covered by" in claimed(register, "soc-2", "2027-12-01").says


def test_what_rests_on_a_report_without_support_has_none(
    make: Make, statements: Texts
) -> None:
    star = f"""
program = "csa-star"
by = "halden"
issued = 2026-11-20
derives_from = ["soc-2-2026"]
{SOURCE}
[[scope]]
services = ["queue"]
regions = ["eu-west-1"]
levels = ["2"]
"""
    parties = {
        "soc-2-2026": statements["soc-2-2026"].replace("unmodified", "adverse"),
        "star-2026": star,
    }
    register = make(parties)

    assert on(register, "star-2026", "2026-12-01") == "not_claimed"
    assert "adverse" in held(register, "star-2026", "2026-12-01").cause


# -- authorizations ------------------------------------------------------------------


def test_every_control_is_assessed_once_in_three_years(make: Make) -> None:
    annual = "assessments = [2026-01-30, 2027-01-29, 2028-01-28]"
    register = make(was="assessments = [2026-01-30]", now=annual)

    assert on(register, "fedramp-2025", "2028-02-10") == "in_force"
    assert on(register, "fedramp-2025", "2028-02-11") == "lapsed"
    told = held(register, "fedramp-2025", "2028-02-11").cause
    assert told.startswith("an assessment of every control was due by 10 February 2028")


def test_one_full_assessment_covers_three_more_years(make: Make) -> None:
    full = (
        "assessments = [2026-01-30, 2027-01-29, 2028-01-28, 2029-01-28]\n"
        "covered = [{ on = 2027-01-29, full = true }]"
    )
    register = make(was="assessments = [2026-01-30]", now=full)

    assert on(register, "fedramp-2025", "2028-02-11") == "in_force"
    assert on(register, "fedramp-2025", "2030-01-28") == "in_force"
    assert on(register, "fedramp-2025", "2030-01-29") == "lapsed"


def parts(*covered: tuple[str, str]) -> tuple[Covered, ...]:
    return tuple(
        Covered(on=date.fromisoformat(day), controls=tuple(controls.split()))
        for day, controls in covered
    )


@pytest.mark.parametrize(
    ("covered", "last"),
    [
        ((), "2028-02-10"),
        ((("2026-01-01", "a b"), ("2027-01-01", "b")), "2028-02-10"),
        ((("2026-01-01", "a b"), ("2027-01-01", "c")), "2029-01-01"),
        ((("2026-01-01", "a b"), ("2027-01-01", "a c")), "2029-01-01"),
        (
            (("2026-01-01", "a b"), ("2027-01-01", "a c"), ("2028-01-01", "b")),
            "2030-01-01",
        ),
    ],
)
def test_parts_add_up_once_they_name_every_control(
    covered: tuple[tuple[str, str], ...], last: str, make: Make
) -> None:
    register = make()
    program = register.programs["fedramp"]
    three = RequirementSet(
        title="t", edition="rev5", unit="control", count=3, level="moderate"
    )
    small = replace(
        program,
        requirement_sets=(three,),
        validity=Validity(full_coverage_months=36),
    )
    programs = {**register.programs, "fedramp": small}
    made = replace(register.attestations["fedramp-2025"], covered=parts(*covered))
    register = replace(register, programs=programs, attestations={made.id: made})
    end = date.fromisoformat(last)

    assert hold(register, made, end).state == "in_force"
    assert hold(register, made, end + timedelta(1)).state == "lapsed"


def test_an_authorization_ends_on_its_day_or_goes_on(make: Make) -> None:
    kinds = 'authorization = "provisional"\nexpires = 2026-06-30'
    ending = make(
        was="assessments = [2026-01-30]", now=f"assessments = [2026-01-30]\n{kinds}"
    )
    going = make(
        was="assessments = [2026-01-30]",
        now='assessments = [2026-01-30]\nauthorization = "agency"\nongoing = true',
    )

    assert on(ending, "fedramp-2025", "2026-06-30") == "in_force"
    assert on(ending, "fedramp-2025", "2026-07-01") == "lapsed"
    assert on(going, "fedramp-2025", "2026-07-01") == "in_force"


# -- assessments ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edition", "started", "state"),
    [
        ("ism-2025.12.9", "2025-12-09", "in_force"),
        ("ism-2025.12.9", "2026-09-03", "in_force"),
        ("ism-2025.12.9", "2026-09-04", "aged"),
        ("ism-2026.09.4", "2026-09-04", "in_force"),
    ],
)
def test_an_assessment_takes_the_newest_edition_there_is_when_it_begins(
    make: Make, edition: str, started: str, state: ClaimState
) -> None:
    irap = f"""
program = "irap"
edition = "{edition}"
by = "assessors"
started = {started}
issued = 2026-10-01
{SOURCE}
{EVERYWHERE}
levels = ["protected"]
"""
    register = make({"irap": irap})

    assert on(register, "irap", "2026-11-01") == state
    if state == "aged":
        assert (
            "when ISM 2026.09.4 was out" in held(register, "irap", "2026-11-01").cause
        )


def test_a_missed_scan_ends_nothing(make: Make) -> None:
    pci = f"""
program = "pci-dss"
edition = "4.0.1"
by = "assessors"
issued = 2026-01-10
scans = [2026-01-05]
{SOURCE}
{EVERYWHERE}
levels = ["1"]
"""
    register = make({"pci": pci})

    assert on(register, "pci", "2027-01-10") == "in_force"
    assert on(register, "pci", "2027-01-11") == "lapsed"


# -- self-assessments ----------------------------------------------------------------


def test_a_self_assessment_is_out_of_date_before_it_is_hidden(make: Make) -> None:
    star = f"""
program = "csa-star"
edition = "4.0"
by = "northwind"
issued = 2022-03-01
expires = 2023-02-28
{SOURCE}
{EVERYWHERE}
levels = ["1"]
"""
    register = make({"star": star})

    assert on(register, "star", "2023-02-28") == "in_force"
    assert on(register, "star", "2023-03-01") == "aged"
    assert on(register, "star", "2025-03-01") == "aged"
    assert on(register, "star", "2025-03-02") == "lapsed"
    assert "hides it" in held(register, "star", "2025-03-02").cause


# -- modules -------------------------------------------------------------------------


def test_every_140_2_validation_is_historical_on_21_september_2026(make: Make) -> None:
    module = f"""
program = "fips-140"
edition = "140-2"
by = "agency"
issued = 2024-09-20
validation = {{ module = "Module", certificate = "4711" }}
{SOURCE}
{EVERYWHERE}
levels = ["1"]
"""
    register = make({"module": module})

    assert on(register, "module", "2026-09-20") == "in_force"
    assert on(register, "module", "2026-09-21") == "lapsed"
    assert "historical" in claimed(register, "fips-140", "2026-09-21").says


# -- contracts -----------------------------------------------------------------------

CJIS = f"""
program = "cjis"
edition = "6.0"
by = "northwind"
issued = 2025-01-01
{SOURCE}
{EVERYWHERE}
"""
ADDENDUM = f"""
kind = "cjis_addendum"
program = "cjis"
customer = "clinics"
version = "1"
signed = 2025-02-01
until = 2026-01-31
{SOURCE}
"""


def test_a_contractual_policy_binds_while_an_agreement_does(make: Make) -> None:
    register = make({"cjis": CJIS, "agreements/addendum": ADDENDUM})

    assert on(register, "cjis", "2025-01-31") == "not_claimed"
    assert on(register, "cjis", "2025-02-01") == "in_force"
    assert on(register, "cjis", "2026-01-31") == "in_force"
    assert on(register, "cjis", "2026-02-01") == "lapsed"


def test_an_agreement_that_was_terminated_binds_no_more(make: Make) -> None:
    ended = ADDENDUM.replace("until = 2026-01-31", "terminated = 2025-06-01")
    register = make({"cjis": CJIS, "agreements/addendum": ended})

    assert on(register, "cjis", "2025-05-31") == "in_force"
    assert on(register, "cjis", "2025-06-01") == "lapsed"
    then = known_by(register, date(2025, 5, 1))
    assert hold(then, then.attestations["cjis"], date(2025, 7, 1)).state == "in_force"


def test_a_register_that_keeps_no_agreements_says_nothing_of_them(make: Make) -> None:
    assert on(make({"cjis": CJIS}), "cjis", "2025-01-02") == "in_force"


def test_a_law_holds_without_a_certificate_and_without_an_end(make: Make) -> None:
    claim = claimed(make(), "hipaa", "2040-01-01")

    assert claim.state == "in_force"
    assert claim.until is None
    assert claim.says.startswith("No certificate exists for HIPAA.")


# -- editions ------------------------------------------------------------------------


def test_a_statement_without_an_edition_is_not_ended_by_one(make: Make) -> None:
    register = make()
    program = register.programs["iso-27001"]
    gone = Edition(
        id="gone", title="Gone", retired=date(2026, 1, 1), ends_statements=True
    )
    ended: Program = replace(program, editions=(gone,))
    made = register.attestations["iso-27001-2025"]
    programs = {**register.programs, "iso-27001": ended}
    for edition, state in (("", "in_force"), ("gone", "lapsed")):
        of = replace(made, edition=edition)
        world = replace(register, programs=programs, attestations={of.id: of})
        assert hold(world, of, date(2026, 1, 2)).state == state


def test_a_plan_given_up_later_was_still_a_plan(make: Make) -> None:
    register = make(
        plans=PLAN.replace("target", "abandoned = 2028-01-10\n    target", 1)
    )
    (plan,) = known_by(register, date(2028, 1, 9)).plans

    assert plan.abandoned is None
    assert known_by(register, date(2028, 1, 10)).plans[0].abandoned is not None


def test_only_what_a_level_demands_counts_as_its_ground(make: Make) -> None:
    """A level 1 entry stands on its own, whatever it happens to name."""
    register = make()
    star = register.programs["csa-star"]
    low = replace(
        register.attestations["hipaa-2024"],
        id="star",
        program="csa-star",
        scope=(Scope(services="all", regions="all", levels=("2",)),),
        derives_from=("soc-2-2026", "iso-27001-2025"),
        issued=date(2026, 11, 20),
    )
    dead = replace(register.attestations["soc-2-2026"], withdrawn=date(2026, 12, 1))
    world = replace(
        register,
        attestations={**register.attestations, "soc-2-2026": dead, "star": low},
    )
    only = replace(
        star,
        relations=tuple(r for r in star.relations if r.program != "iso-27001"),
        levels=(Level(id="2", title="2"),),
    )
    strict = replace(world, programs={**world.programs, "csa-star": only})

    assert hold(world, low, date(2026, 12, 2)).state == "in_force"
    assert hold(strict, low, date(2026, 12, 2)).state == "withdrawn"
