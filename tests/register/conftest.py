"""A small provider, whose files a test can change one at a time."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from textwrap import dedent
from typing import Any, get_args

import pytest
from hypothesis import strategies as st

import assay.library
from assay.errors import BadInput, Problem
from assay.register import (
    Attestation,
    Program,
    Register,
    read_programs,
    read_register,
)
from assay.register.kinds import KINDS
from assay.register.program import Edition, Kind, RequirementSet, Validity
from assay.register.values import (
    Bridge,
    Covered,
    Party,
    Period,
    Provider,
    Region,
    Scope,
    Service,
    Source,
    Validation,
)

LIBRARY = Path(assay.library.__file__).parent

BASE = {
    "provider": """
        id = "northwind"
        name = "Northwind"
    """,
    "services": """
        [[service]]
        id = "object-storage"
        title = "Object Storage"
        category = "storage"
        aliases = ["OS"]
        [[service]]
        id = "queue"
        title = "Message Queue"
        category = "integration"
        [[service]]
        id = "maps"
        title = "Maps"
        category = "other"
        regions = ["eu-west-1"]
        launched = 2025-06-01
    """,
    "regions": """
        [[region]]
        id = "eu-west-1"
        title = "Ireland"
        country = "IE"
        [[region]]
        id = "us-east-1"
        title = "Virginia"
        country = "US"
        [[region]]
        id = "us-gov-west-1"
        title = "Government West"
        country = "US"
        partition = "government"
        aliases = ["GovCloud"]
    """,
    "parties": """
        [[party]]
        id = "northwind"
        name = "Northwind"
        kind = "provider"
        [[party]]
        id = "halden"
        name = "Halden & Moor LLP"
        kind = "assessor"
        accredited = [{ role = "cpa-firm", since = 2020-01-01 }]
        [[party]]
        id = "kestrel"
        name = "Kestrel Certification"
        kind = "assessor"
        accredited = [
          { role = "certification-body", since = 2020-01-01, until = 2030-12-31 }
        ]
        [[party]]
        id = "assessors"
        name = "Wattle Assessors"
        kind = "assessor"
        accredited = [
          { role = "irap-assessor" },
          { role = "qsa" },
          { role = "ce-certification-body" },
          { role = "c3pao" },
          { role = "tisax-audit-provider" },
          { role = "tpn-assessor" },
        ]
        [[party]]
        id = "agency"
        name = "the Health Agency"
        kind = "authority"
        [[party]]
        id = "operations"
        name = "Operations"
        kind = "office"
        [[party]]
        id = "clinics"
        name = "Lakeshore Clinics"
        kind = "customer"
        accounts = ["100", "200"]
    """,
    "sources": """
        [[source]]
        id = "binder"
        title = "The binder"
        publisher = "Northwind"
        dated = 2026-01-01
    """,
}

SOC_2 = """
    program = "soc-2"
    edition = "tsc-2017"
    by = "halden"
    type = "2"
    issued = 2026-11-10
    period = { start = 2026-04-01, end = 2026-09-30 }
    opinion = "unmodified"
    source = { document = "binder", section = "SOC 2" }
    [[scope]]
    services = ["object-storage", "queue"]
    regions = ["eu-west-1"]
"""
ISO_27001 = """
    program = "iso-27001"
    edition = "2022"
    by = "kestrel"
    issued = 2025-05-10
    expires = 2028-05-09
    surveillance = [2026-05-04]
    source = { document = "binder" }
    [[scope]]
    services = "all"
    regions = "all"
"""
HIPAA = """
    program = "hipaa"
    by = "northwind"
    issued = 2024-03-04
    basis = "business associate agreements signed with each customer"
    source = { document = "binder" }
    [[scope]]
    services = ["object-storage"]
    regions = "all"
"""
FEDRAMP = """
    program = "fedramp"
    edition = "rev5"
    by = "agency"
    issued = 2025-02-10
    assessments = [2026-01-30]
    source = { document = "binder" }
    [[scope]]
    services = "all"
    regions = ["us-gov-west-1"]
    levels = ["moderate"]
"""
STATEMENTS = {
    "soc-2-2026": SOC_2,
    "iso-27001-2025": ISO_27001,
    "hipaa-2024": HIPAA,
    "fedramp-2025": FEDRAMP,
}

Files = dict[str, bytes]
Make = Callable[..., Register]
Faults = Callable[..., list[Problem]]


def toml(text: str) -> bytes:
    """The bytes of an indented piece of TOML."""
    return dedent(text).encode()


def world(statements: Mapping[str, str], **tables: str) -> Files:
    """The files of the small provider with these statements and changed tables."""
    files = {f"register/{name}.toml": toml(text) for name, text in BASE.items()}
    for name, text in tables.items():
        files[f"register/{name}.toml"] = toml(text)
    for name, text in statements.items():
        file = name if "/" in name else f"attestations/{name}"
        files[f"register/{file}.toml"] = toml(text)
    return files


def folder(root: Path, *patterns: str) -> Files:
    """The files below a folder as the loaders take them."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for pattern in patterns
        for path in sorted(root.glob(pattern))
        if path.is_file()
    }


@pytest.fixture(scope="session")
def programs() -> dict[str, Program]:
    """The library's programs."""
    return read_programs(folder(LIBRARY, "programs/*.toml"))


@pytest.fixture
def statements() -> dict[str, str]:
    """The texts of the small provider's statements, by id."""
    return dict(STATEMENTS)


@pytest.fixture
def make(programs: dict[str, Program]) -> Make:
    """Read a register of the small provider; `was` is replaced by `now` on the way.

    `other` takes the place of the library's program of its id, or joins them.
    """

    def read(
        statements: Mapping[str, str] = STATEMENTS,
        *,
        was: str = "",
        now: str = "",
        other: Program | None = None,
        **tables: str,
    ) -> Register:
        files = world(statements, **tables)
        if was:
            assert any(was.encode() in data for data in files.values()), was
            old, new = was.encode(), now.encode()
            files = {path: data.replace(old, new) for path, data in files.items()}
        changed = {other.id: other} if other is not None else {}
        return read_register(files, {**programs, **changed})

    return read


@pytest.fixture
def faults(make: Make) -> Faults:
    """The problems that reading such a register reports."""

    def read(*args: object, **kwargs: object) -> list[Problem]:
        with pytest.raises(BadInput) as caught:
            make(*args, **kwargs)
        return list(caught.value.problems)

    return read


@pytest.fixture(scope="session")
def northwind_files() -> Files:
    """The files of the larger example."""
    return folder(LIBRARY / "examples/northwind", "register/**/*")


@pytest.fixture(scope="session")
def paper(programs: dict[str, Program]) -> Register:
    """The register of one paper of March 2017."""
    files = folder(LIBRARY / "examples/aws-2017", "register/**/*")
    return read_register(files, programs)


@pytest.fixture(scope="session")
def northwind(programs: dict[str, Program], northwind_files: Files) -> Register:
    """The register of the larger example."""
    return read_register(northwind_files, programs)


# -- statements at random ------------------------------------------------------

FIRST = date(2024, 1, 1)
Worlds = st.SearchStrategy[Register]


def after(start: date, most: int = 1200) -> st.SearchStrategy[date]:
    """A day at or after another one."""
    return st.integers(0, most).map(lambda count: start + timedelta(count))


def some(*values: int) -> st.SearchStrategy[int | None]:
    """One of the values, or none."""
    return st.sampled_from([None, *values])


def a_validity(kind: Kind) -> st.SearchStrategy[Validity]:
    """Rules that a program of this kind may have."""
    may = KINDS[kind].may
    rules: dict[str, st.SearchStrategy[Any]] = {}
    if kind == "attestation_report":
        rules["aged_after_months"] = some(3, 12)
    else:
        rules["months"] = st.just(12) if kind == "self_assessment" else some(12, 36)
    if kind == "self_assessment":
        rules["hidden_after_months"] = some(36)
    for field, rule, values in (
        ("surveillance", "surveillance_months", (6, 12)),
        ("assessments", "assessment_months", (12,)),
        ("covered", "full_coverage_months", (24,)),
        ("scans", "scan_months", (3,)),
        ("suspended", "suspension_months", (6,)),
    ):
        if field in may:
            rules[rule] = some(*values)
    if "started" in may:
        rules["latest_edition"] = st.booleans()
    return st.builds(Validity, **rules)


def a_program(kind: Kind, validity: Validity, *, ends: bool) -> Program:
    """A program with two editions and three controls to cover."""
    return Program(
        id="p",
        title="P",
        kind=kind,
        owner="o",
        summary="s",
        time="validity",
        axes=(),
        assessors=(),
        validity=validity,
        editions=(
            Edition(
                id="old",
                title="P:old",
                published=date(2013, 1, 1),
                retired=date(2026, 3, 31),
                ends_statements=ends,
            ),
            Edition(id="new", title="P:new", published=date(2024, 6, 1)),
        ),
        requirement_sets=(
            RequirementSet(title="c", edition="new", unit="control", count=3),
        ),
        artefacts=(),
        name_2017="P",
        today="P",
    )


@st.composite
def a_statement(draw: st.DrawFn, kind: Kind) -> Attestation:
    """A statement with some history, which may or may not be what its program asks."""
    issued = draw(after(FIRST, 500))
    if draw(st.integers(0, 9)) == 0:
        return Attestation(
            id="s",
            program="p",
            by="us",
            source=Source(document="d"),
            scope=SCOPE_AB,
            stated_on=issued,
        )
    days = st.lists(after(issued), max_size=4, unique=True).map(tuple)
    parts = st.frozensets(st.sampled_from(["c1", "c2", "c3"])).map(sorted).map(tuple)
    fields: dict[str, st.SearchStrategy[Any]] = {
        "expires": st.one_of(st.none(), after(issued + timedelta(30))),
        "surveillance": days,
        "assessments": days,
        "covered": st.lists(
            st.builds(Covered, on=after(issued), full=st.booleans(), controls=parts),
            max_size=4,
        ).map(tuple),
        "scans": days,
        "started": st.one_of(st.none(), st.just(issued - timedelta(40))),
        "suspended": st.one_of(st.none(), after(issued)),
        "opinion": st.sampled_from(["unmodified", "qualified", "adverse"]),
        "period": st.just(
            Period(start=issued - timedelta(200), end=issued - timedelta(20))
        ),
        "bridges": st.lists(
            st.builds(
                Bridge, issued=after(issued), until=after(issued), by=st.just("us")
            ),
            max_size=2,
        ).map(tuple),
        "validation": st.builds(
            Validation,
            module=st.just("m"),
            revoked=st.one_of(st.none(), after(issued)),
        ),
    }
    known = {key: draw(fields[key]) for key in sorted(KINDS[kind].may & set(fields))}
    if known.get("suspended"):
        known["reinstated"] = draw(st.one_of(st.none(), after(known["suspended"], 300)))
    return Attestation(
        id="s",
        program="p",
        by="us",
        source=Source(document="d"),
        scope=SCOPE_AB,
        edition=draw(st.sampled_from(["old", "new", ""])),
        issued=issued,
        withdrawn=draw(st.one_of(st.none(), st.none(), after(issued))),
        **known,
    )


SCOPE_AB = (Scope(services=("a", "b"), regions=("x",)),)


def a_world(program: Program, *made: Attestation) -> Register:
    """A register that holds these statements on one program."""
    return Register(
        provider=Provider(id="us", name="Us"),
        programs={program.id: program},
        services={
            name: Service(id=name, title=name, category="c") for name in ("a", "b")
        },
        regions={
            name: Region(id=name, title=name, country="IE") for name in ("x", "y")
        },
        parties={"us": Party(id="us", name="Us", kind="provider")},
        documents={},
        attestations={one.id: one for one in made},
        plans=(),
        agreements={},
        responsibilities={},
    )


@st.composite
def _worlds(draw: st.DrawFn) -> Register:
    kind = draw(st.sampled_from(get_args(Kind)))
    program = a_program(kind, draw(a_validity(kind)), ends=draw(st.booleans()))
    return a_world(program, draw(a_statement(kind)))


@pytest.fixture(scope="session")
def worlds() -> Worlds:
    """Registers with one program of any kind, and one statement `s` with a history."""
    return _worlds()
