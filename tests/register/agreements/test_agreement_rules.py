"""Every rule of agreements, texts and lists has a file that breaks it."""

from collections.abc import Callable
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.errors import BadInput, Problem
from assay.register import Program, Register, read_register

Make = Callable[..., Register]
Faults = Callable[..., list[Problem]]
BAA, NDA = "register/agreements/baa.toml", "register/agreements/nda.toml"
LIST, TERMS = "register/eligible/hipaa.toml", "register/terms.toml"
PARTIES = "register/parties.toml"
ACCOUNTS = 'accounts = ["100", "200"]'
TWO = '[[party]]\nid = "two"\nname = "Two"\nkind = "customer"\naccounts = ["200"]'


def told(problems: list[Problem]) -> set[tuple[str, str]]:
    return {(problem.file, problem.place) for problem in problems}


def with_more(line: str) -> tuple[str, str]:
    return 'accounts = ["100"]', f'accounts = ["100"]\n    {line}'


def designated(*rows: str) -> tuple[str, str]:
    return 'accounts = ["100"]', f"designations = [{', '.join(rows)}]"


def joining(*rows: str) -> tuple[str, str]:
    return ACCOUNTS, f"{ACCOUNTS}\njoined = [{', '.join(rows)}]"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (('program = "hipaa"', 'program = "hippa"'), "program"),
        (('program = "hipaa"', 'program = "soc-2"'), "program"),
        (('program = "hipaa"\n', ""), "program"),
        (('customer = "clinics"', 'customer = "clinic"'), "customer"),
        (('customer = "clinics"', 'customer = "halden"'), "customer"),
        (with_more('provider = "clinics"'), "provider"),
        (with_more('provider = "nobody"'), "provider"),
        (('terms = "baa-4"', 'terms = "baa-9"'), "terms"),
        (('terms = "baa-4"', 'terms = "nda-1"'), "terms"),
        (('terms = "baa-4"\n', ""), "terms"),
        (with_more('version = "3"'), "version"),
        (("signed = 2025-02-01", "signed = 2023-12-31"), "terms"),
        (("retired = 2025-12-31", "retired = 2025-01-31"), "terms"),
        (("effective = 2025-03-01", "effective = 2025-01-31"), "effective"),
        (("until = 2027-02-28", "until = 2025-02-28"), "until"),
        (("until = 2027-02-28", "terminated = 2025-01-31"), "terminated"),
        (with_more("recorded = 2025-01-31"), "recorded"),
        (('["100"]', '["300"]'), "accounts"),
        (('["100"]', '["100", "100"]'), "accounts"),
        (with_more("organization = true"), "organization"),
        (designated('{ account = "7", since = 2025-04-01 }'), "designations[0]"),
        (
            designated('{ account = "100", since = 2025-02-01 }'),
            "designations[0].since",
        ),
        (
            designated(
                '{ account = "100", since = 2025-04-01, until = 2025-03-31 }',
            ),
            "designations[0].until",
        ),
        (
            designated(
                '{ account = "100", since = 2025-04-01, until = 2025-06-01 }',
                '{ account = "100", since = 2025-06-01 }',
            ),
            "designations[1]",
        ),
        (
            with_more('designations = [{ account = "100", since = 2025-04-01 }]'),
            "accounts",
        ),
        (
            with_more(
                'signatories = [{ party = "who", title = "x", on = 2025-01-01 }]'
            ),
            "signatories[0].party",
        ),
        (
            with_more(
                'signatories = [{ party = "halden", title = "x", on = 2025-01-01 }]'
            ),
            "signatories[0].party",
        ),
        (
            with_more(
                'signatories = [{ party = "clinics", title = "x", on = 2025-02-02 }]'
            ),
            "signatories[0].on",
        ),
        (with_more('data = ["hpi"]'), "data"),
        (with_more('data = ["cji"]'), "data"),
        (with_more("sealed = true"), "screened"),
        (('"eligible"', '"same-as:x"'), "services"),
        (('"eligible"', '["quue"]'), "services"),
        (('"us-east-1"]', '"us-est-1"]'), "regions"),
        (('["eu-west-1", "us-east-1"]', '"eligible"'), "regions"),
    ],
)
def test_a_broken_agreement_is_told_at_its_place(
    faults: Faults, signed: dict[str, str], change: tuple[str, str], place: str
) -> None:
    was, now = change
    problems = faults(signed, was=was, now=now)

    assert (BAA, place) in told(problems), problems
    assert {file for file, _ in told(problems)} == {BAA}
    assert all(problem.remedy for problem in problems)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (('service = "queue"', 'service = "quue"'), (LIST, "quue.service")),
        (('["eu-west-1"]', '["eu"]'), (LIST, "queue.regions")),
        (("until = 2026-06-30", "until = 2024-05-31"), (LIST, "queue.until")),
        (
            ("until = 2026-06-30", "until = 2026-06-30\n    vacate = 2026-06-29"),
            (LIST, "queue.vacate"),
        ),
        (("until = 2026-06-30", "vacate = 2026-06-29"), (LIST, "queue.vacate")),
        (('service = "queue"', 'service = "object-storage"'), (LIST, "object-storage")),
        (
            ('"Eligible" }', '"Eligible" }\n    program = "x"'),
            (LIST, "eligible[0].program"),
        ),
        (
            ('document = "binder", section = "Elig', 'document = "b", section = "Elig'),
            (LIST, "object-storage.source.document"),
        ),
        (("[[eligible]]", "[[eligble]]"), (LIST, "eligble")),
        (("retired = 2025-12-31", "retired = 2023-12-31"), (TERMS, "baa-4.retired")),
        (('id = "nda-1"', 'id = "baa-4"'), (TERMS, "terms.id")),
        (
            ('kind = "nda"\nversion = "1"', 'kind = "baa"\nversion = "4"'),
            (TERMS, "nda-1.version"),
        ),
        (("published = 2024-01-01", 'file = "x.md"'), (TERMS, "baa-4.sha256")),
        (("published = 2024-01-01", 'sha256 = "AB"'), (TERMS, "baa-4.sha256")),
        (
            ("published = 2024-01-01", f'file = "../x"\n    sha256 = "{"0" * 64}"'),
            (TERMS, "baa-4.file"),
        ),
        (
            joining('{ account = "9" }'),
            (PARTIES, "clinics.joined[0].account"),
        ),
        (
            joining('{ account = "100", since = 2026-01-02, until = 2026-01-01 }'),
            (PARTIES, "clinics.joined[0].until"),
        ),
        (
            joining('{ account = "100" }', '{ account = "100", since = 2026-01-01 }'),
            (PARTIES, "clinics.joined[1]"),
        ),
        ((ACCOUNTS, f"{ACCOUNTS}\n{TWO}"), (PARTIES, "two.accounts")),
    ],
)
def test_a_broken_list_is_told_at_its_place(
    faults: Faults,
    signed: dict[str, str],
    change: tuple[str, str],
    place: tuple[str, str],
) -> None:
    was, now = change
    problems = faults(signed, was=was, now=now)

    assert place in told(problems), problems
    assert all(problem.remedy for problem in problems)


def test_an_account_may_pass_from_one_customer_to_another(
    make: Make, signed: dict[str, str]
) -> None:
    _, left = joining('{ account = "200", until = 2025-12-31 }')
    joined = 'joined = [{ account = "200", since = 2026-01-01 }]'
    register = make(signed, was=ACCOUNTS, now=f"{left}\n{TWO}\n{joined}")

    assert register.parties["two"].accounts == ("200",)


def test_a_program_that_does_not_exist_has_no_list(
    faults: Faults, signed: dict[str, str]
) -> None:
    problems = faults(signed | {"eligible/hippa": signed["eligible/hipaa"]})

    assert told(problems) == {("register/eligible/hippa.toml", "")}


@pytest.mark.parametrize(
    ("change", "twice"),
    [
        (("", ""), True),
        (('["100"]', '["200"]'), False),
        (
            ("signed = 2025-02-01", "signed = 2025-02-01\n    terminated = 2025-02-01"),
            False,
        ),
        (("effective = 2025-03-01", "effective = 2027-03-01"), False),
        (("effective = 2025-03-01", "effective = 2027-02-28"), True),
        (('["eu-west-1", "us-east-1"]', '["us-gov-west-1"]'), False),
        (('"eligible"', '["queue"]'), True),
    ],
)
def test_two_agreements_do_not_hold_for_one_account_at_one_time(
    make: Make,
    faults: Faults,
    signed: dict[str, str],
    change: tuple[str, str],
    *,
    twice: bool,
) -> None:
    other = signed["agreements/baa"].replace(*change)
    other = other.replace("    until = 2027-02-28\n", "", int("2027" in change[1]))
    files = signed | {"agreements/other": other}
    if twice:
        assert told(faults(files)) <= {
            ("register/agreements/other.toml", ""),
            (BAA, ""),
        }
    else:
        assert len(make(files).agreements) == 2


def test_a_non_disclosure_agreement_hangs_on_no_program(make: Make) -> None:
    nda = """
        kind = "nda"
        customer = "clinics"
        terms = "nda-1"
        signed = 2025-01-01
        source = { document = "binder" }
    """

    assert make({"agreements/nda": nda}).agreements["nda"].program == ""


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('authority = "nobody"', "screened[0].authority"),
        ("until = 2025-01-09", "screened[0].until"),
        ("withdrawn = 2025-01-09", "screened[0].withdrawn"),
        ("left = 2025-01-09", "screened[0].left"),
    ],
)
def test_a_record_of_screening_is_in_order(
    faults: Faults, line: str, place: str
) -> None:
    person = {"person": '"p-1"', "kind": '"fingerprint"', "authority": '"agency"'}
    key, _, value = line.partition(" = ")
    row = person | {"cleared": "2025-01-10", key: value}
    text = ", ".join(f"{name} = {told}" for name, told in row.items())
    files = {"agreements/cjis": f"{CJIS}\nscreened = [{{ {text} }}]"}

    assert told(faults(files)) == {("register/agreements/cjis.toml", place)}


CJIS = dedent(
    """
    kind = "cjis_addendum"
    program = "cjis"
    customer = "clinics"
    version = "form"
    signed = 2025-02-01
    source = { document = "binder" }
    """
)


def test_a_person_has_one_record_for_a_day(faults: Faults) -> None:
    row = '{ person = "p", kind = "fingerprint", authority = "agency", cleared = %s }'
    rows = ", ".join(row % day for day in ("2025-01-10", "2025-03-10"))

    problems = faults({"agreements/cjis": f"{CJIS}\nscreened = [{rows}]"})
    assert told(problems) == {("register/agreements/cjis.toml", "screened[1]")}


FILES = ("agreements/baa", "eligible/hipaa", "terms", "parties")
LITERALS = [
    '""',
    '"all"',
    '"eligible"',
    "[]",
    '["x"]',
    "[[]]",
    "{ x = 1 }",
    "[{ x = 1 }]",
    "true",
    "-1",
    "0001-01-01",
    "9999-12-31",
    "2026-11-24T00:00:00Z",
    '"hipaa"',
]


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_whatever_is_written_is_read_or_refused(
    data: st.DataObject,
    northwind_files: dict[str, bytes],
    programs: dict[str, Program],
) -> None:
    """A changed value, a lost line or damaged bytes: a register, or what is wrong."""
    files = dict(northwind_files)
    own = [
        path
        for path in sorted(files)
        if path.endswith(".toml")
        and any(
            name in path for name in ("agreements/", "eligible/", "terms", "parties")
        )
    ]
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(own))
        lines = files[path].split(b"\n")
        at = data.draw(st.integers(0, len(lines) - 1))
        key, equals, _ = lines[at].partition(b"=")
        literal = data.draw(
            st.one_of(st.sampled_from(LITERALS).map(str.encode), st.binary(max_size=8))
        )
        lines[at : at + 1] = [key + equals + literal] if equals else []
        files[path] = b"\n".join(lines)
    try:
        register = read_register(files, programs)
    except BadInput as refused:
        assert refused.problems  # noqa: PT017 - a refusal is one of two right answers
    else:
        assert register.agreements
