"""A small provider, whose files a test can change one at a time."""

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest

import assay.library
from assay.errors import BadInput, Problem
from assay.register import Program, Register, read_programs, read_register

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
    """Read a register of the small provider; `was` is replaced by `now` on the way."""

    def read(
        statements: Mapping[str, str] = STATEMENTS,
        *,
        was: str = "",
        now: str = "",
        **tables: str,
    ) -> Register:
        files = world(statements, **tables)
        if was:
            assert any(was.encode() in data for data in files.values()), was
            old, new = was.encode(), now.encode()
            files = {path: data.replace(old, new) for path, data in files.items()}
        return read_register(files, programs)

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
