"""Every rule of the register has a file that breaks it, and is told where and how."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from assay.errors import BadInput, Problem
from assay.register import Program, Register, invariants, read_register
from assay.register.program import Validity

Make = Callable[..., Register]
Faults = Callable[..., list[Problem]]

ISO = "register/attestations/iso-27001-2025.toml"
SOC = "register/attestations/soc-2-2026.toml"
LAW = "register/attestations/hipaa-2024.toml"
ATO = "register/attestations/fedramp-2025.toml"
CASES = tomllib.loads(Path(__file__).with_name("broken.toml").read_text())["case"]


def told(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.file, problem.place) for problem in problems]


def test_a_register_without_faults_is_read(make: Make) -> None:
    register = make()

    assert set(register.attestations) == {
        "soc-2-2026",
        "iso-27001-2025",
        "hipaa-2024",
        "fedramp-2025",
    }
    assert register.attestations["soc-2-2026"].id == "soc-2-2026"


def test_the_provider_is_a_party_even_when_not_listed(make: Make) -> None:
    register = make(
        {}, parties='[[party]]\nid = "x"\nname = "X"\nkind = "owner"\n', services=""
    )

    assert register.parties["northwind"].kind == "provider"


@pytest.mark.parametrize("case", CASES, ids=[case["breaks"] for case in CASES])
def test_a_broken_rule_is_told_with_file_key_and_remedy(
    faults: Faults, case: dict[str, str]
) -> None:
    problems = faults(was=case["was"], now=case["now"])
    found = [p for p in problems if (p.file, p.place) == (case["file"], case["place"])]

    assert any(case["says"] in problem.message for problem in found), problems
    assert all(p.remedy for p in found) or case["says"] == "Invalid"


def test_an_edition_that_was_retired_cannot_be_used_again(
    faults: Faults, statements: dict[str, str]
) -> None:
    late = (
        statements["iso-27001-2025"]
        .replace('"2022"', '"2013"')
        .replace("2025-05-10", "2025-11-10")
        .replace("2028-05-09", "2028-11-09")
    )

    assert told(faults({"iso-27001-2025": late})) == [(ISO, "edition")]


def test_every_fault_of_every_file_is_told_at_once(
    faults: Faults, statements: dict[str, str]
) -> None:
    broken = {
        "soc-2-2026": statements["soc-2-2026"].replace("queue", "quue"),
        "iso-27001-2025": statements["iso-27001-2025"].replace("kestrel", "kestral"),
        "hipaa-2024": "this is not TOML",
        "fedramp-2025": statements["fedramp-2025"].replace("moderate", "modrate"),
    }
    problems = faults(broken, was='country = "IE"', now="country = 7")

    assert {file for file, _ in told(problems)} == {
        SOC,
        ISO,
        LAW,
        ATO,
        "register/regions.toml",
    }
    assert all(problem.remedy for problem in problems if problem.file in (SOC, ISO))


def test_a_near_name_is_offered(faults: Faults) -> None:
    (problem,) = faults(was='"object-storage", "queue"', now='"object-store"')

    assert problem.remedy == "Did you mean object-storage?"


def test_a_region_that_cannot_be_read_is_not_also_unknown(faults: Faults) -> None:
    problems = faults(was='country = "IE"', now="country = 7")

    assert told(problems) == [("register/regions.toml", "region[0].country")]


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("regions", "[[region]\nid = 'x'"),
        ("services", "[[service]]\nid = 7\ntitle = 'x'\ncategory = 'y'"),
        ("parties", "[[partie]]\nid = 'halden'"),
        ("sources", "source = 'binder'"),
    ],
)
def test_nothing_is_called_unknown_for_a_table_that_cannot_be_read(
    faults: Faults, statements: dict[str, str], table: str, text: str
) -> None:
    problems = faults(statements, **{table: text})

    assert {file for file, _ in told(problems)} == {f"register/{table}.toml"}


def test_a_register_says_whose_it_is(
    programs: dict[str, Program],
) -> None:
    with pytest.raises(BadInput) as caught:
        read_register({}, programs)

    assert told(list(caught.value.problems)) == [("register/provider.toml", "")]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("service", "[[service]]\nid = 1"),
        ("services", "[[services]]\nid = 'a'"),
        ("attestations/deep/er", "program = 'soc-1'"),
    ],
)
def test_a_file_that_has_no_place_is_told(
    faults: Faults, name: str, table: str
) -> None:
    problems = faults({f"{name}/x" if "/" not in name else name: table})

    assert any("no place in a register" in p.message for p in problems)


def test_files_elsewhere_and_artefacts_are_left_alone(
    make: Make, statements: dict[str, str], programs: dict[str, Program]
) -> None:
    assert make({**statements, "artefacts/anything": "not TOML"}).attestations
    assert programs


AGREEMENT = """
    kind = "baa"
    program = "hipaa"
    customer = "{customer}"
    version = "4"
    signed = 2025-02-01
    accounts = ["{account}"]
    source = {{ document = "binder" }}
    {more}
"""


@pytest.mark.parametrize(
    ("customer", "account", "more", "place"),
    [
        pytest.param("clinic", "100", "", "customer", id="an unknown customer"),
        pytest.param("agency", "100", "", "customer", id="no customer at all"),
        pytest.param("clinics", "300", "", "accounts", id="someone else's account"),
        pytest.param(
            "clinics", "100", "until = 2025-01-01", "until", id="an end before it"
        ),
        pytest.param(
            "clinics",
            "100",
            "terminated = 2025-01-01",
            "terminated",
            id="terminated before it was signed",
        ),
        pytest.param(
            "clinics", "100", 'services = ["pears"]', "services", id="a strange service"
        ),
        pytest.param(
            "clinics", "100", 'regions = "same-as:x"', "regions", id="a reference"
        ),
    ],
)
def test_an_agreement_is_held_to_its_parties_and_dates(
    faults: Faults, customer: str, account: str, more: str, place: str
) -> None:
    text = AGREEMENT.format(customer=customer, account=account, more=more)

    assert ("register/agreements/one.toml", place) in told(
        faults({"agreements/one": text})
    )


def test_an_agreement_in_order_is_read(make: Make) -> None:
    text = AGREEMENT.format(customer="clinics", account="200", more="")

    assert make({"agreements/one": text}).agreements["one"].version == "4"


PLAN = """
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


@pytest.mark.parametrize(
    ("was", "now", "place"),
    [
        ("2027-03-31", "2026-03-31", "plan[0].target"),
        ('"mtcs"', '"mtsc"', "plan[0].program"),
        ('"operations"', '"operation"', "plan[0].by"),
        ('levels = ["3"]', 'levels = ["4"]', "plan[0].scope[0].levels"),
        ('"queue"', '"queues"', "plan[0].scope[0].services"),
        ("began = 2026-06-01", "began = 2026-06-01\nabandoned = 2026-01-01", None),
        ("[[plan]]", "[[plans]]", "plans"),
    ],
)
def test_a_plan_is_held_to_its_names_and_dates(
    faults: Faults, was: str, now: str, place: str | None
) -> None:
    problems = faults(plans=PLAN.replace(was, now))

    assert ("register/plans.toml", place or "plan[0].abandoned") in told(problems)


RESPONSIBILITY = """
    [[responsibility]]
    id = "ac-2"
    program = "fedramp"
    catalog = "fedramp-r5-moderate"
    requirement = "ac-2"
    source = { document = "binder" }
    services = ["queue"]
    [[responsibility.allocations]]
    party = "provider"
    duty = "implement"
"""


def test_responsibilities_have_one_id_each(faults: Faults) -> None:
    twice = {
        "responsibilities/one": RESPONSIBILITY,
        "responsibilities/two": RESPONSIBILITY + RESPONSIBILITY.replace("ac-2", "ac-3"),
    }
    problems = faults(twice)

    assert told(problems) == [("register/responsibilities/two.toml", "ac-2")]
    assert "taken" in problems[0].message


@pytest.mark.parametrize(
    ("was", "now", "place"),
    [
        ('"fedramp"', '"fedrump"', "ac-2.program"),
        ('"queue"', '"quue"', "ac-2.services"),
        ('"binder"', '"bindr"', "ac-2.source.document"),
    ],
)
def test_a_responsibility_names_what_exists(
    faults: Faults, was: str, now: str, place: str
) -> None:
    problems = faults({"responsibilities/one": RESPONSIBILITY.replace(was, now)})

    assert told(problems) == [("register/responsibilities", place)]


def test_two_entries_of_one_file_have_two_ids(faults: Faults) -> None:
    problems = faults({"responsibilities/one": RESPONSIBILITY * 2})

    assert "2 entries have the id 'ac-2'" in [p.message for p in problems]


@pytest.mark.parametrize(
    ("table", "place"),
    [
        ("service = 1", "service"),
        ("service = [1]", "service[0]"),
        ("[[service]]\ntitle = 'x'\ncategory = 'y'", "service[0].id"),
        ("[[service]]\nid = 1", "service[0].id"),
    ],
)
def test_a_table_of_the_wrong_form_is_told(
    faults: Faults, table: str, place: str
) -> None:
    problems = faults({}, services=table)

    assert ("register/services.toml", place) in told(problems)


@pytest.mark.parametrize("text", ["id =", 'id = "northwind"'])
def test_a_provider_that_cannot_be_read_is_told_once(faults: Faults, text: str) -> None:
    assert {file for file, _ in told(faults({}, provider=text))} == {
        "register/provider.toml"
    }


def test_the_name_of_a_file_must_be_a_good_id(
    faults: Faults, statements: dict[str, str]
) -> None:
    problems = faults({"Soc 2": statements["soc-2-2026"]})

    assert told(problems) == [("register/attestations/Soc 2.toml", "id")]


def test_a_scope_of_nothing_is_no_scope(
    faults: Faults, statements: dict[str, str]
) -> None:
    law = statements["hipaa-2024"].split("[[scope]]")[0] + "scope = []"

    (problem,) = faults({"hipaa-2024": law})
    assert (problem.place, problem.message) == ("scope", "The scope is empty")


def test_a_certificate_needs_an_end_from_somewhere(
    make: Make, programs: dict[str, Program], statements: dict[str, str]
) -> None:
    endless = replace(programs["iso-27001"], validity=Validity())
    text = statements["iso-27001-2025"].replace("expires = 2028-05-09", "")
    text = text.replace("surveillance = [2026-05-04]", "")
    register = make({"iso-27001-2025": text})

    assert list(invariants.entitlement.faults(register)) == []
    (problem,) = invariants.entitlement.faults(
        replace(register, programs={**programs, "iso-27001": endless})
    )
    assert told([problem]) == [(ISO, "expires")]


def test_an_authority_with_roles_needs_a_fitting_one(
    faults: Faults, make: Make
) -> None:
    name = 'name = "the Health Agency"\nkind = "authority"'
    fitting = name + '\naccredited = [{ role = "authorizing-agency" }]'
    strange = name + '\naccredited = [{ role = "qsa" }]'

    assert make(was=name, now=fitting).parties["agency"].accredited
    assert told(faults(was=name, now=strange)) == [(ATO, "by")]


def test_an_unknown_name_where_there_is_none_at_all_says_so(
    programs: dict[str, Program], statements: dict[str, str]
) -> None:
    files = {
        "register/provider.toml": b'id = "northwind"\nname = "N"',
        "register/attestations/law.toml": dedent(statements["hipaa-2024"]).encode(),
    }
    with pytest.raises(BadInput) as caught:
        read_register(files, programs)

    remedies = {p.place: p.remedy for p in caught.value.problems}
    assert remedies["scope[0].services"] == ("The register has no service yet: add it.")
