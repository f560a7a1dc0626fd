"""The ten rules that every register keeps, each by what a customer would see of it.

The numbers are those of the list of rules that the field's own documents bear out.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import assay.library
from assay.errors import BadInput, Problem
from assay.register import (
    Attestation,
    Claim,
    ClaimState,
    Program,
    Register,
    ask,
    read_programs,
    read_register,
    scope,
)
from assay.register.agenda import due
from assay.register.agreements import may
from assay.register.kinds import KINDS
from assay.register.program import Kind
from assay.register.state import RANK, hold
from assay.register.values import (
    Exclusion,
    Party,
    Period,
    Plan,
    Scope,
    Service,
    Source,
    Validation,
)

Make = Callable[..., Register]
Faults = Callable[..., list[Problem]]
Texts = dict[str, str]

LIBRARY = Path(assay.library.__file__).parent
DAYS = st.integers(0, 6000).map(lambda count: date(2015, 1, 1) + timedelta(count))
LAWS = settings(max_examples=250, deadline=None)


def at(register: Register, program: str, day: str, level: str = "") -> Claim:
    return scope(register, ask(register, program, level=level), date.fromisoformat(day))


# -- 1: a certificate holds from issue to expiry, with surveillance done on time


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2025-05-09", "not_claimed"),
        ("2025-05-10", "in_force"),
        ("2027-05-04", "in_force"),
        ("2027-05-05", "lapsed"),
        ("2028-05-10", "lapsed"),
    ],
)
def test_1_a_certificate_holds_within_its_dates_and_its_surveillance(
    make: Make, day: str, state: ClaimState
) -> None:
    assert at(make(), "iso-27001", day).state == state


def test_1_the_end_of_an_edition_ends_every_certificate_on_it(
    make: Make, statements: Texts
) -> None:
    old = (
        statements["iso-27001-2025"]
        .replace('"2022"', '"2013"')
        .replace("2025-05-10", "2024-05-10")
        .replace("2028-05-09", "2027-05-09")
        .replace("2026-05-04", "2025-05-04")
    )
    register = make({"iso": old})

    assert at(register, "iso-27001", "2025-10-31").state == "in_force"
    assert at(register, "iso-27001", "2025-11-01").state == "lapsed"


# -- 2: a report never expires; it has an age, and letters only assert ---------


@LAWS
@given(count=st.integers(0, 20000))
def test_2_a_report_never_expires(programs: dict[str, Program], count: int) -> None:
    for program in programs.values():
        if program.kind == "attestation_report":
            made = statement(program)
            register = holding(program, made)
            on = made.issued or date.max
            claim = scope(register, ask(register, program.id), on + timedelta(count))
            assert claim.state in ("in_force", "aged")
            assert claim.until is None
            assert "expire" not in (claim.says + claim.reason).lower()


def test_2_a_report_shows_its_period_its_age_and_whose_word_the_rest_is(
    make: Make,
) -> None:
    letter = 'bridges = [{ issued = 2027-10-01, until = 2027-12-31, by = "northwind" }]'
    register = make(
        was='opinion = "unmodified"', now=f'opinion = "unmodified"\n{letter}'
    )
    claim = at(register, "soc-2", "2027-11-01")

    assert claim.state == "aged"
    assert "1 April to 30 September 2026" in claim.says
    assert "its period ended 13 months before" in claim.says
    assert "management's word and unaudited" in claim.says
    assert claim.bridged_until == date(2027, 12, 31)


# -- 3: an authorization needs its yearly assessment and all controls in three y


def test_3_an_authorization_lapses_without_its_yearly_assessment(make: Make) -> None:
    assert at(make(), "fedramp", "2027-01-30").state == "in_force"
    assert at(make(), "fedramp", "2027-01-31").state == "lapsed"


def test_3_and_without_full_coverage_in_three_years(make: Make) -> None:
    yearly = "assessments = [2026-01-30, 2027-01-30, 2028-01-30]"
    register = make(was="assessments = [2026-01-30]", now=yearly)

    assert at(register, "fedramp", "2028-02-10").state == "in_force"
    assert at(register, "fedramp", "2028-02-11").state == "lapsed"


def test_3_it_has_a_day_of_termination_or_is_ongoing(
    make: Make, faults: Faults
) -> None:
    was = "assessments = [2026-01-30]"
    ends = make(was=was, now=f"{was}\nexpires = 2026-06-30")
    both = faults(was=was, now=f"{was}\nexpires = 2026-06-30\nongoing = true")

    assert at(ends, "fedramp", "2026-06-30").until == date(2026, 6, 30)
    assert at(ends, "fedramp", "2026-07-01").state == "lapsed"
    assert at(
        make(was=was, now=f"{was}\nongoing = true"), "fedramp", "2026-07-01"
    ).state == ("in_force")
    assert [problem.place for problem in both] == ["ongoing"]


# -- 4: a validation is active, historical or revoked by date ------------------


@pytest.mark.parametrize("issued", ["2021-09-22", "2024-01-01", "2026-09-20"])
def test_4_every_140_2_validation_is_historical_from_one_day_on(
    make: Make, issued: str
) -> None:
    module = f"""
        program = "fips-140"
        edition = "140-2"
        by = "agency"
        issued = {issued}
        validation = {{ module = "Module" }}
        source = {{ document = "binder" }}
        [[scope]]
        services = "all"
        regions = "all"
        levels = ["1"]
    """
    register = make({"module": module})

    assert at(register, "fips-140", "2026-09-20").state == "in_force"
    assert at(register, "fips-140", "2026-09-21").state == "lapsed"
    assert "historical" in at(register, "fips-140", "2026-09-21").says


# -- 6: a claim that misses an axis is not a claim -----------------------------


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('services = ["object-storage", "queue"]', "scope[0].services"),
        ('regions = ["eu-west-1"]', "scope[0].regions"),
        ("period = { start = 2026-04-01, end = 2026-09-30 }", "period"),
        ("issued = 2026-11-10", "issued"),
        ('program = "soc-2"', "program"),
        ('by = "halden"', "by"),
        ('type = "2"', "type"),
        ('opinion = "unmodified"', "opinion"),
        ('source = { document = "binder", section = "SOC 2" }', "source"),
        ('levels = ["moderate"]', "scope[0].levels"),
    ],
)
def test_6_a_statement_that_misses_an_axis_is_refused(
    faults: Faults, line: str, place: str
) -> None:
    assert place in [problem.place for problem in faults(was=line, now="")]


@pytest.mark.parametrize(
    ("line", "silent"),
    [
        ('services = ["object-storage", "queue"]', 'services = "unstated"'),
        ('"queue"]\nregions = ["eu-west-1"]', '"queue"]\nregions = "unstated"'),
    ],
)
def test_6_what_is_not_stated_is_never_a_yes(
    make: Make, line: str, silent: str
) -> None:
    register = make(was=line, now=silent)
    claim = scope(
        register,
        ask(register, "soc-2", "object-storage", "eu-west-1"),
        date(2026, 12, 1),
    )

    assert claim.state == "not_stated"


@pytest.mark.parametrize(
    "asked",
    [
        ("soc-2", "maps", "eu-west-1", ""),
        ("soc-2", "queue", "us-east-1", ""),
        ("fedramp", "queue", "us-gov-west-1", "high"),
        ("fedramp", "queue", "us-east-1", "moderate"),
        ("soc-1", "queue", "eu-west-1", ""),
    ],
)
def test_6_one_axis_off_and_nothing_is_claimed(
    make: Make, asked: tuple[str, str, str, str]
) -> None:
    register = make()

    assert scope(register, ask(register, *asked), date(2026, 12, 1)).state == (
        "not_claimed"
    )


# -- 7: an alignment is never rendered as certified or compliant ---------------

SPEAKERS = {"provider": "us", "assessor": "them", "authority": "office"}


def statement(program: Program, **changes: Any) -> Attestation:
    """A statement of the program's kind, with what its kind must carry."""
    kind, issued = program.kind, date(2024, 6, 1)
    must: dict[str, Any] = {}
    if kind == "attestation_report":
        period = Period(start=date(2023, 10, 1), end=date(2024, 3, 31))
        must = {"period": period, "opinion": "unmodified"}
    if kind == "module_validation":
        must = {"validation": Validation(module="Module")}
    return replace(
        Attestation(
            id="made",
            program=program.id,
            by=SPEAKERS[KINDS[kind].speakers[0]],
            source=Source(document="d"),
            scope=(Scope(services="all", regions="all"),),
            issued=issued,
            **must,
        ),
        **changes,
    )


def holding(program: Program, *made: Attestation, plan: bool = False) -> Register:
    """A register of nothing but these statements on one program."""
    parties = {
        "us": Party(id="us", name="Us", kind="provider"),
        "them": Party(id="them", name="Them", kind="assessor"),
        "office": Party(id="office", name="Office", kind="authority"),
    }
    planned = Plan(
        program=program.id,
        scope=(Scope(services="all", regions="all"),),
        began=date(2020, 1, 1),
        target=date(2030, 1, 1),
        by="us",
        source=Source(document="d"),
    )
    return replace(
        EMPTY,
        programs={program.id: program},
        parties=parties,
        attestations={one.id: one for one in made},
        plans=(planned,) if plan else (),
    )


EMPTY = read_register({"register/provider.toml": b'id = "us"\nname = "Us"'}, {})
CLAIMS = re.compile(r"\b(certif\w*|complian\w*|complies|comply)\b", re.IGNORECASE)
"""Words that say that someone has found something to meet a standard."""


def claims_in(claim: Claim, program: Program) -> list[str]:
    """Such words, less those of the program's own name, of the denial that goes before
    them, and of what a law asks of the customers, not of the provider."""
    text = re.sub(
        "No certificate exists for|customers' compliance with", "", claim.says
    )
    names = [program.title, *(one.title for one in program.editions)]
    names += [level.title for level in program.levels]
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    return CLAIMS.findall(text)


@st.composite
def cases(draw: st.DrawFn, program: Program) -> tuple[Register, str]:
    """A register with one statement on the program in any state, and a level to ask."""
    levels = draw(
        st.lists(st.sampled_from([one.id for one in program.levels]), unique=True)
        if program.levels
        else st.just([])
    )
    day = draw(DAYS)
    changes: dict[str, Any] = {
        "edition": draw(st.sampled_from(["", *(one.id for one in program.editions)])),
        "scope": draw(
            st.sampled_from(
                [
                    (Scope(services="all", regions="all", levels=tuple(levels)),),
                    (Scope(services="unstated", regions="all"),),
                    (Scope(services="all", regions="all", until=date(2024, 12, 31)),),
                ]
            )
        ),
        "withdrawn": draw(st.sampled_from([None, day])),
        "exclusions": draw(
            st.sampled_from(
                [(), (Exclusion(services="all", regions="all", reason="r"),)]
            )
        ),
    }
    if draw(st.booleans()):
        changes |= {"issued": None, "stated_on": date(2024, 6, 1)}
    if "expires" in KINDS[program.kind].may:
        changes["expires"] = draw(st.sampled_from([None, day]))
    if draw(st.booleans()):
        register = holding(program, plan=draw(st.booleans()))
    else:
        register = holding(
            program, statement(program, **changes), plan=draw(st.booleans())
        )
    if draw(st.booleans()):
        historical = replace(register.provider, speaks_on=date(2024, 6, 1))
        register = replace(register, provider=historical)
    return register, draw(st.sampled_from(["", *levels]))


@LAWS
@given(data=st.data(), on=DAYS)
def test_7_no_word_of_certification_but_for_certificates(
    programs: dict[str, Program], data: st.DataObject, on: date
) -> None:
    program = data.draw(st.sampled_from(sorted(programs)))
    known = programs[program]
    register, level = data.draw(cases(known))
    claim = scope(register, ask(register, program, level=level), on)
    rules = KINDS[known.kind]

    assert not any(word in claim.says.lower() for word in rules.never)
    if known.kind != "certification":
        assert "certified" not in (claim.says + claim.reason).lower()
    if rules.bare:
        assert claim.says.startswith("No certificate exists for ")
        assert claims_in(claim, known) == []


def test_7_an_alignment_is_never_called_anything_else(
    programs: dict[str, Program],
) -> None:
    """In every state that a claim can have, and on every edition."""
    seen = set[ClaimState]()
    aligned = [one for one in programs.values() if one.kind == "alignment"]
    assert aligned
    for program in aligned:
        for edition in ("", *(one.id for one in program.editions)):
            for state, register in by_state(program, edition).items():
                asked = ask(register, program.id, next(iter(register.services), ""))
                claim = scope(register, asked, date(2024, 9, 1))
                seen.add(claim.state)
                assert claim.state == state
                assert claims_in(claim, program) == []
                assert re.search(r"\balign", claim.says)
    assert seen == set(get_args(ClaimState)) - {"lapsed"}


def by_state(program: Program, edition: str) -> dict[ClaimState, Register]:
    """A register for each state that a statement without a certificate can have."""
    made = statement(program, edition=edition)
    part = Exclusion(services="all", regions="all", reason="r")
    silent = (Scope(services="unstated", regions="unstated"),)
    shop = {"s": Service(id="s", title="S", category="c")}
    unstated = replace(holding(program, replace(made, scope=silent)), services=shop)
    return {
        "in_force": holding(program, made),
        "in_process": holding(program, plan=True),
        "aged": holding(
            program, replace(made, issued=None, stated_on=date(2020, 1, 1))
        ),
        "withdrawn": holding(program, replace(made, withdrawn=date(2024, 8, 1))),
        "excluded": holding(program, replace(made, exclusions=(part,))),
        "not_claimed": holding(program),
        "not_stated": replace(
            unstated, provider=replace(EMPTY.provider, speaks_on=date(2024, 9, 1))
        ),
    }


# -- 5: health information needs a designated account and an eligible service --

BAA = """
    kind = "baa"
    program = "hipaa"
    customer = "clinics"
    version = "1"
    signed = 2025-01-01
    accounts = ["100"]
    services = "eligible"
    regions = ["eu-west-1"]
    source = { document = "binder" }
"""
ELIGIBLE = """
    [[eligible]]
    service = "object-storage"
    since = 2025-01-01
    until = 2026-06-30
    [[eligible]]
    service = "queue"
    since = 2025-01-01
"""


@pytest.mark.parametrize(
    ("account", "service", "day", "allowed"),
    [
        ("100", "queue", "2026-12-01", True),
        ("200", "queue", "2026-12-01", False),
        ("100", "maps", "2026-12-01", False),
        ("200", "maps", "2026-12-01", False),
        ("100", "object-storage", "2026-06-30", True),
        ("100", "object-storage", "2026-07-01", False),
        ("100", "queue", "2024-12-31", False),
    ],
)
def test_5_both_the_account_and_the_service_must_be_under_the_agreement(
    make: Make,
    statements: Texts,
    account: str,
    service: str,
    day: str,
    *,
    allowed: bool,
) -> None:
    register = make({**statements, "agreements/baa": BAA, "eligible/hipaa": ELIGIBLE})
    answer = may(
        register,
        account=account,
        data="phi",
        service=service,
        region="eu-west-1",
        on=date.fromisoformat(day),
    )

    assert answer.allowed is allowed


# -- 8: who may have what ------------------------------------------------------


def with_copy(text: str, identifier: str, audience: str) -> str:
    return f"""{text}
    [[copies]]
    id = "{identifier}"
    title = "A copy"
    audience = "{audience}"
"""


def test_8_a_summary_may_be_public_while_its_report_is_not(
    make: Make, faults: Faults, statements: Texts
) -> None:
    soc_2 = statements["soc-2-2026"]
    soc_3 = soc_2.replace('"soc-2"', '"soc-3"').replace(
        'type = "2"', 'derives_from = ["soc-2-2026"]'
    )
    kept = with_copy(soc_2, "report", "account_holder_under_nda")
    shown = with_copy(soc_3, "report", "public")
    leaked = with_copy(soc_2, "report", "public")

    register = make({"soc-2-2026": kept, "soc-3-2026": shown})
    audiences = {
        made.program: made.copies[0].audience for made in register.attestations.values()
    }
    assert audiences == {"soc-2": "account_holder_under_nda", "soc-3": "public"}
    problems = faults({"soc-2-2026": leaked, "soc-3-2026": shown})
    assert [(p.file, p.place) for p in problems] == [
        ("register/attestations/soc-2-2026.toml", "copies[0].audience")
    ]


@pytest.mark.parametrize(
    ("statement_id", "artefact"),
    [("soc-2-2026", "bridge-letter"), ("fedramp-2025", "package")],
)
def test_8_what_is_restricted_is_told_with_its_audience(
    programs: dict[str, Program],
    make: Make,
    statements: Texts,
    statement_id: str,
    artefact: str,
) -> None:
    program = programs[statement_id.rsplit("-", 1)[0]]
    meant = {one.id: one.audience for one in program.artefacts}
    audience = meant.get(artefact, "government_repository")
    text = with_copy(statements[statement_id], artefact, audience)
    claim = at(make({statement_id: text}), program.id, "2026-12-01")

    assert [(copy.id, copy.audience) for copy in claim.copies] == [(artefact, audience)]


# -- 9: a count carries how it was counted, and of what ------------------------


def test_9_every_count_says_what_it_counts_and_of_which_edition(
    programs: dict[str, Program],
) -> None:
    for program in programs.values():
        editions = {one.id for one in program.editions}
        assert all(
            one.unit and one.edition in editions for one in program.requirement_sets
        )
        assert all(count.unit for count in program.counts)
        units = [
            (one.edition, one.level, one.unit, one.title)
            for one in program.requirement_sets
        ]
        assert len(set(units)) == len(units)


@pytest.mark.parametrize("key", ["unit", "edition"])
def test_9_a_count_without_its_rule_or_edition_is_refused(key: str) -> None:
    text = (LIBRARY / "programs/soc-2.toml").read_text()
    head, _, tail = text.partition("[[requirement_sets]]")
    rest = re.sub(rf"(?m)^{key} = .*\n", "", tail, count=1)

    with pytest.raises(BadInput) as caught:
        read_programs(
            {"programs/soc-2.toml": f"{head}[[requirement_sets]]{rest}".encode()}
        )
    assert f"requirement_sets[0].{key}" in [p.place for p in caught.value.problems]


# -- 10: superseded names stay searchable and lead to what came after ----------


def test_10_every_superseded_name_is_found(
    make: Make, programs: dict[str, Program]
) -> None:
    register = make()
    old = [
        (relation.program, program.id)
        for program in programs.values()
        for relation in program.relations
        if relation.kind == "supersedes"
    ]

    assert ("SAS 70", "soc-1") in old
    for name, program in old:
        found = ask(register, name).program
        assert found in (program, name)


@pytest.mark.parametrize(
    ("name", "program"),
    [
        ("SSAE 16", "soc-1"),
        ("DIACAP", "fisma"),
        ("DoD Cloud Security Model", "dod-srg"),
        ("MPAA", "mpaa"),
        ("Trusted Partner Network", "tpn"),
        ("FIPS 140-2", "fips-140"),
        ("SS 584", "mtcs"),
        ("CSA Security, Trust & Assurance Registry (STAR)", "csa-star"),
    ],
)
def test_10_old_names_lead_to_the_program(make: Make, name: str, program: str) -> None:
    assert ask(make(), name).program == program


def test_10_a_name_that_would_be_lost_is_refused() -> None:
    text = (LIBRARY / "programs/soc-1.toml").read_text()
    assert '"SAS 70", ' in text

    with pytest.raises(BadInput) as caught:
        read_programs({"programs/soc-1.toml": text.replace('"SAS 70", ', "").encode()})
    (problem,) = caught.value.problems
    assert problem.message == "Whoever looks for SAS 70 does not find this program"
    assert problem.remedy == "Add 'SAS 70' to its `aliases`."


# -- relations that make no claim ----------------------------------------------


def test_no_statement_makes_a_claim_under_another_program(
    programs: dict[str, Program],
) -> None:
    """Whatever it is evidence for, equal to, derived from or the legal basis of."""
    for program in programs.values():
        register = replace(holding(program, statement(program)), programs=programs)
        for other in programs:
            claim = at(register, other, "2024-09-01")
            assert (claim.state == "in_force") == (other == program.id)


@LAWS
@given(data=st.data(), on=DAYS)
def test_what_is_claimed_is_what_some_statement_or_plan_says(
    programs: dict[str, Program], data: st.DataObject, on: date
) -> None:
    program = programs[data.draw(st.sampled_from(sorted(programs)))]
    register, level = data.draw(cases(program))
    claim = scope(register, ask(register, program.id, level=level), on)
    states = [hold(register, made, on).state for made in register.attestations.values()]
    best = min((RANK[state] for state in states), default=RANK["not_claimed"])
    planned = RANK["in_process"] if register.plans else RANK["not_claimed"]

    assert RANK[claim.state] >= min(best, planned)
    assert bool(claim.attestation) == (claim.state != "not_claimed") or (
        best == RANK["not_claimed"]
    )


def test_every_rule_of_time_shows_up_in_the_calendar(make: Make) -> None:
    """The rules bind the calendar as they bind the states: 1, 2 and 3 in one year."""
    kinds = {one.kind for one in due(make(), date(2026, 11, 24), date(2027, 11, 24))}

    assert {"surveillance", "report", "assessment"} <= kinds


KINDS_TOLD = get_args(Kind)


@pytest.mark.parametrize("kind", KINDS_TOLD)
def test_every_kind_has_its_rules(kind: Kind) -> None:
    assert KINDS[kind].certificate == (kind == "certification")
    assert KINDS[kind].bare == (
        kind in ("law", "contractual_policy", "alignment", "guidance")
    )
