"""What no statement of responsibility may say: each rule with what breaks it."""

from collections.abc import Callable

import pytest

from assay.catalog import Library, read_library
from assay.errors import BadInput, Problem
from assay.library import read_files
from assay.register import Register
from assay.register.invariants.asked import responsibility_faults

Make = Callable[..., Register]

WHOLE = """
    [[responsibility]]
    id = "ac-2"
    program = "fedramp"
    catalog = "nist-800-53-r5"
    requirement = "ac-2"
    source = { document = "binder" }
    services = ["queue"]
    provider_text = "We keep our own accounts."
    provided = [{ id = "ac-2-p1", text = "Accounts that the customer manages." }]
    allocations = [
      { party = "provider", duty = "implement", layer = "system" },
      { party = "customer", duty = "configure" },
    ]
    duties = [
      { id = "ac-2-c1", bearer = "customer", text = "Review.", provided = "ac-2-p1" },
    ]
"""
PARTS = WHOLE[WHOLE.index("    allocations") : WHOLE.index("    duties")]
DUTIES = WHOLE[WHOLE.index("    duties") :]
SUPPLIER = """
    [[responsibility]]
    id = "cc6.4"
    program = "soc-2"
    catalog = "tsc-2017"
    requirement = "cc6.4"
    source = { document = "binder" }
    extract = { attestation = "soc-2-2026" }
    allocations = [
      { party = "provider", duty = "implement" },
      { party = "third_party", duty = "operate", name = "Harbour Vault" },
    ]
    [[responsibility.duties]]
    id = "csoc-1"
    bearer = "third_party"
    kind = "csoc"
    name = "Harbour Vault"
    method = "carve_out"
    text = "Guard the halls."
"""
INHERITED = """
    inherits = [{ extent = "partial", authorization = "fedramp-2025" }]
"""


@pytest.fixture
def read(make: Make, statements: dict[str, str]) -> Callable[[str], Register]:
    """The small provider with these statements of responsibility."""

    def one(text: str) -> Register:
        return make({**statements, "responsibilities/all": text})

    return one


@pytest.fixture
def faults(read: Callable[[str], Register]) -> Callable[[str], list[Problem]]:
    """The problems that reading them reports."""

    def told(text: str) -> list[Problem]:
        with pytest.raises(BadInput) as caught:
            read(text)
        return list(caught.value.problems)

    return told


Read = Callable[[str], Register]
Faults = Callable[[str], list[Problem]]


@pytest.mark.parametrize("text", [WHOLE, SUPPLIER, WHOLE + INHERITED])
def test_statements_as_they_should_be_are_read(read: Read, text: str) -> None:
    assert read(text).responsibilities


CUSTOMER = '{ party = "customer", duty = "configure" }'


def called(scheme: str, word: str, **more: str) -> str:
    """A native word, as a line of a statement."""
    keys = {"scheme": scheme, "word": word, **more}
    told = ", ".join(f'{key} = "{value}"' for key, value in keys.items())
    return f"    native = [{{ {told} }}]\n"


TWICE = DUTIES.replace("    ]", DUTIES.splitlines()[1] + "\n    ]")
BROKEN = [
    # 1: one accountable party for each part
    (CUSTOMER, '{ party = "customer", duty = "configure", answers_for = "provider" }',
     "allocations[1].answers_for"),
    ('layer = "system" }', 'layer = "system", answers_for = "authority" }',
     "allocations[0].answers_for"),
    (CUSTOMER, f"{CUSTOMER}, {CUSTOMER}", "allocations"),
    (CUSTOMER, '{ party = "customer", duty = "configure", layer = "system" }',
     "allocations[1].layer"),
    (CUSTOMER, f'{CUSTOMER}, {{ party = "third_party", duty = "operate" }}',
     "allocations[2].name"),
    # 2: nothing to do where it does not apply
    ("    provider_text", '    not_applicable = "No accounts."\n    provider_text',
     "allocations"),
    # 3: a part and a duty, or neither
    (DUTIES, "", "duties"),
    (CUSTOMER, '{ party = "provider", duty = "monitor" }', "allocations"),
    (PARTS, called("pci", "shared") , None),
    (PARTS, called("pci", "provider"), "allocations"),
    (PARTS + DUTIES, called("fedramp", "sp-system + customer-provided"),
     "duties"),
    (PARTS + DUTIES, "", ""),
    # native words are held against what is stated
    (PARTS, PARTS + called("pci", "provider"),
     "native[0].word"),
    (PARTS, PARTS + called("pci", "perhaps"),
     "native[0].word"),
    (PARTS, PARTS + called("fedramp", "customer-provided"),
     "native[0].word"),
    (PARTS, PARTS + called("pci", "shared", status="planned"),
     "native[0].status"),
    # 4: a stable id for every duty
    (DUTIES, DUTIES.replace("ac-2-c1", ""), "duties[0].id"),
    (DUTIES, TWICE, "duties[1].id"),
    (DUTIES, DUTIES.replace("Review.", " "), "duties[0].text"),
    (DUTIES, DUTIES.replace('"ac-2-p1"', '"ac-2-p9"'), "duties[0].provided"),
    # 5: what is inherited
    (DUTIES, DUTIES + INHERITED.replace("fedramp-2025", "fedramp-2024"),
     "inherits[0]"),
    (DUTIES, DUTIES + INHERITED.replace("authorization", "package"),
     "inherits[0].authorized"),
    (DUTIES, DUTIES + '    inherits = [{ extent = "full" }]\n', "inherits[0]"),
    # 6: only a csoc has a method
    (DUTIES, DUTIES.replace("text =", 'method = "carve_out", text ='),
     "duties[0].method"),
    # 8: preconditions
    (DUTIES, DUTIES + '    preconditions = [{ says = "It rains." }]\n',
     "preconditions[0]"),
    (DUTIES, DUTIES + '    preconditions = [{ agreement = "baa", fact = "x" }]\n',
     "preconditions[0]"),
    (DUTIES, DUTIES + '    preconditions = [{ eligible = "hippa" }]\n',
     "preconditions[0].eligible"),
    # days, names, digests
    (DUTIES, DUTIES + "    since = 2026-02-01\n    until = 2026-01-01\n", "until"),
    (DUTIES, DUTIES + '    extract = { digest = "ABC" }\n', "extract.digest"),
    (DUTIES, DUTIES + '    extract = { attestation = "soc-2-2062" }\n',
     "extract.attestation"),
    (DUTIES, DUTIES + '    regions = ["us-east-9"]\n', "regions"),
    (DUTIES, DUTIES + '    levels = ["moderat"]\n', "levels"),
]  # fmt: skip


@pytest.mark.parametrize(("was", "now", "place"), BROKEN)
def test_each_rule_finds_what_breaks_it(
    read: Read, faults: Faults, was: str, now: str, place: str | None
) -> None:
    assert was in WHOLE
    text = WHOLE.replace(was, now)
    if place is None:
        assert read(text).responsibilities
        return
    problems = faults(text)

    where = f"ac-2.{place}" if place else "ac-2"
    assert ("register/responsibilities", where) in {(p.file, p.place) for p in problems}
    assert all(p.message and p.remedy for p in problems)


@pytest.mark.parametrize(
    ("was", "now", "place"),
    [
        ('name = "Harbour Vault"\n    method', "method", "duties[0].name"),
        ('bearer = "third_party"', 'bearer = "customer"', "duties[0].name"),
        ('method = "carve_out"', "", "duties[0].method"),
        ('"carve_out"', '"inclusive"', "duties[0].test"),
        ('"carve_out"', '"carve_out"\n    test = "4.2"', "duties[0].test"),
        (
            'name = "Harbour Vault"\n    method = "carve_out"',
            'name = "Other"\n    method = "inclusive"\n    test = "4.2"',
            "duties[0].name",
        ),
        ('kind = "csoc"', 'kind = "cuec"', "duties[0].bearer"),
        (
            'duty = "operate",',
            'duty = "operate", answers_for = "customer",',
            "allocations[1].answers_for",
        ),
    ],
)
def test_a_supplier_is_named_with_the_method_of_the_report(
    faults: Faults, was: str, now: str, place: str
) -> None:
    assert was in SUPPLIER
    problems = faults(SUPPLIER.replace(was, now))

    assert f"cc6.4.{place}" in {problem.place for problem in problems}


def test_what_is_inherited_in_part_leaves_a_remainder(faults: Faults) -> None:
    alone = WHOLE.replace(DUTIES, "").replace(f"      {CUSTOMER},\n", "")
    problems = faults(alone + INHERITED)

    assert [problem.place for problem in problems] == ["ac-2.inherits[0].extent"]


def test_a_report_says_by_which_method_it_treats_a_supplier(
    make: Make, statements: dict[str, str]
) -> None:
    report = statements["soc-2-2026"].replace(
        "    [[scope]]",
        '    subservice = [{ name = "Harbour Vault", method = "inclusive" }]\n'
        "    [[scope]]",
        1,
    )
    with pytest.raises(BadInput, match="1 problem") as caught:
        make({**statements, "soc-2-2026": report, "responsibilities/a": SUPPLIER})

    assert caught.value.problems[0].place == "cc6.4.duties[0].method"


def _beside(**changed: str) -> str:
    """Another statement on the same requirement, by the provider alone."""
    scope = "\n".join(f"    {key} = {value}" for key, value in changed.items())
    return f"""
    [[responsibility]]
    id = "other"
    program = "fedramp"
    catalog = "nist-800-53-r5"
    requirement = "ac-2"
    source = {{ document = "binder" }}
    allocations = [{{ party = "provider", duty = "implement" }}]
{scope}
"""


@pytest.mark.parametrize(
    "scope",
    [
        {"services": '["queue", "maps"]'},
        {"regions": '["us-east-1"]'},
        {"levels": '["low"]'},
        {"service_model": '"paas"', "regions": '["us-east-1"]'},
    ],
)
def test_two_of_which_neither_is_narrower_are_a_tie(
    faults: Faults, scope: dict[str, str]
) -> None:
    problems = faults(WHOLE + _beside(**scope))

    assert [p.place for p in problems] == ["other"]
    assert "'ac-2'" in problems[0].message


@pytest.mark.parametrize(
    "scope",
    [
        {},
        {"service_model": '"paas"'},
        {"services": '["maps"]'},
        {"services": '["queue"]', "regions": '["us-east-1"]'},
        {"services": '["queue"]', "levels": '["low"]'},
        {"services": '["queue"]', "part": '"a"'},
        {"services": '["queue"]', "requirement": '"ac-3"'},
    ],
)
def test_a_narrower_one_or_one_on_something_else_is_no_tie(
    read: Read, scope: dict[str, str]
) -> None:
    text = _beside(**{k: v for k, v in scope.items() if k != "requirement"})
    named = scope.get("requirement", '"ac-2"')
    text = text.replace('requirement = "ac-2"', f"requirement = {named}")
    assert len(read(WHOLE + text).responsibilities) == 2


def test_days_apart_are_no_tie(read: Read, faults: Faults) -> None:
    first = WHOLE + "    until = 2025-12-31\n"
    later = _beside(services='["queue"]', since="2026-01-01")
    assert read(first + later).responsibilities
    assert faults(first + later.replace("2026-01-01", "2025-12-31"))


def test_two_that_say_the_same_are_no_tie(read: Read) -> None:
    vague = _beside(services='["queue"]').replace(
        'allocations = [{ party = "provider", duty = "implement" }]',
        'native = [{ scheme = "fedramp", word = "shared" }]',
    ) + ('    duties = [{ id = "d", bearer = "customer", text = "Review." }]\n')
    assert read(WHOLE + vague).responsibilities


@pytest.fixture(scope="module")
def library() -> Library:
    """What the library's catalogs ask."""
    return read_library(
        {
            f"{folder}/{name}": data
            for folder in ("catalogs", "baselines", "crosswalks")
            for name, data in read_files(folder).items()
        }
    )


@pytest.mark.parametrize(
    ("was", "now", "place"),
    [
        ('catalog = "nist-800-53-r5"', 'catalog = "nist-800-53-r6"', "catalog"),
        ('requirement = "ac-2"', 'requirement = "ac-99"', "requirement"),
        ('catalog = "nist-800-53-r5"', 'catalog = "fedramp-r5-low"', None),
        ('requirement = "ac-2"', 'requirement = "ac-2.10"', "requirement"),
        (
            'bearer = "customer"',
            'serves = ["ac-3", "ac-999"], bearer = "customer"',
            "duties[0].serves",
        ),
    ],
)
def test_a_statement_speaks_of_what_the_program_asks(
    read: Read, library: Library, was: str, now: str, place: str | None
) -> None:
    text = WHOLE.replace('text = "Review', 'text = "Review')
    register = read(text.replace(was, now))
    problems = list(responsibility_faults(register, library))

    places = {problem.place for problem in problems}
    assert places == ({f"ac-2.{place}"} if place == "duties[0].serves" else places)
    assert (f"ac-2.{place}" in places) if place else not problems


def test_a_catalog_is_one_that_the_program_asks(read: Read, library: Library) -> None:
    text = WHOLE.replace("nist-800-53-r5", "tsc-2017").replace('"ac-2"', '"cc6.1"')
    problems = list(responsibility_faults(read(text), library))

    assert [problem.place for problem in problems] == ["cc6.1.catalog"]
    assert "soc-2" in problems[0].remedy


def test_a_baseline_and_its_catalog_compete(read: Read, library: Library) -> None:
    other = _beside(services='["queue"]').replace("nist-800-53-r5", "fedramp-r5-low")
    problems = list(responsibility_faults(read(WHOLE + other), library))

    assert [problem.place for problem in problems] == ["other"]


def test_the_example_stands(northwind: Register, library: Library) -> None:
    assert not list(responsibility_faults(northwind, library))
