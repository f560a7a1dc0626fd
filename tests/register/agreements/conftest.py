"""A provider with one customer, a list of eligible services and one agreement."""

from collections.abc import Callable

import pytest

from assay.register import Register

Make = Callable[..., Register]

TERMS = """
    [[terms]]
    id = "baa-4"
    kind = "baa"
    version = "4"
    title = "Business associate agreement, version 4"
    published = 2024-01-01
    retired = 2025-12-31
    source = { document = "binder" }
    [[terms]]
    id = "nda-1"
    kind = "nda"
    version = "1"
    title = "Non-disclosure agreement"
    source = { document = "binder" }
"""
BAA = """
    kind = "baa"
    program = "hipaa"
    customer = "clinics"
    terms = "baa-4"
    signed = 2025-02-01
    effective = 2025-03-01
    until = 2027-02-28
    accounts = ["100"]
    services = "eligible"
    regions = ["eu-west-1", "us-east-1"]
    source = { document = "binder", section = "Lakeshore" }
"""
LIST = """
    [[eligible]]
    service = "object-storage"
    since = 2024-01-01
    version = "1"
    source = { document = "binder", section = "Eligible" }
    [[eligible]]
    service = "queue"
    regions = ["eu-west-1"]
    since = 2024-06-01
    until = 2026-06-30
"""


@pytest.fixture
def signed() -> dict[str, str]:
    """The files of a register in which one account may hold health information."""
    return {"agreements/baa": BAA, "eligible/hipaa": LIST}


@pytest.fixture
def make(make: Make) -> Make:
    """Read a register that also holds the texts of agreements."""

    def read(*args: object, **kwargs: object) -> Register:
        return make(*args, **({"terms": TERMS} | kwargs))

    return read
