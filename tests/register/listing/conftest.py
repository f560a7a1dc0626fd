"""A small register, and lists to read against it."""

from collections.abc import Callable

import pytest

from assay.errors import Problem
from assay.register import Register, read_register
from assay.register.listing import Names, Reading, choose_sheet, read_list
from assay.sheets import read_sheets

Read = Callable[..., Reading]

SERVICES = {
    "s3": ("Amazon Simple Storage Service", "S3"),
    "ec2": ("Amazon Elastic Compute Cloud", "EC2"),
    "rds": ("Amazon Relational Database Service", "RDS"),
    "docdb": ("Amazon Relational Database Service (DocDB)", "Amazon DocumentDB"),
    "queue": ("Message Queue", ""),
}
REGIONS = {
    "us-east-1": "US East (N. Virginia)",
    "eu-west-1": "Europe (Ireland)",
    "gov-east": "GovCloud (US-East)",
    "gov-west": "GovCloud (US-West)",
}


def made() -> Register:
    """Five services, four regions."""
    services = "".join(
        f'[[service]]\nid = "{one}"\ntitle = "{title}"\ncategory = "c"\n'
        + (f'aliases = ["{alias}"]\n' if alias else "")
        for one, (title, alias) in SERVICES.items()
    )
    regions = "".join(
        f'[[region]]\nid = "{one}"\ntitle = "{title}"\ncountry = "US"\n'
        for one, title in REGIONS.items()
    )
    files = {
        "register/provider.toml": b'id = "p"\nname = "Amazon Web Services"\n',
        "register/services.toml": services.encode(),
        "register/regions.toml": regions.encode(),
    }
    return read_register(files, {})


@pytest.fixture(scope="session")
def register() -> Register:
    return made()


def reading(
    known: Register,
    text: str | bytes,
    answers: dict[str, str] | None = None,
    skip: frozenset[str] = frozenset(),
    problems: list[Problem] | None = None,
) -> Reading:
    """What a list in CSV or XLSX is read as; it must have no fault but those asked."""
    found: list[Problem] = [] if problems is None else problems
    names = Names(known)
    data = text if isinstance(text, bytes) else text.encode()
    sheets = read_sheets(data, file="l", problems=found)
    sheet = choose_sheet(sheets, names, file="l", problems=found)
    assert sheet is not None
    said = read_list(
        sheet,
        names,
        file="l",
        answers=answers or {},
        skipped=skip,
        problems=found,
    )
    if problems is None:
        assert found == []
    return said


@pytest.fixture(scope="session")
def read(register: Register) -> Read:
    """Read a list against the register."""

    def read(text: str | bytes, **kept: object) -> Reading:
        return reading(register, text, **kept)  # type: ignore[arg-type]

    return read
