"""The library's guard rails, and registers to judge workloads by."""

import pytest

from assay.library import read_files
from assay.register import Register, read_programs, read_register
from assay.workload import Rails, read_rails


@pytest.fixture(scope="session")
def rails() -> Rails:
    return read_rails(read_files("guardrails"))


def _example(name: str) -> Register:
    programs = {f"programs/{n}": data for n, data in read_files("programs").items()}
    return read_register(read_files(f"examples/{name}"), read_programs(programs))


@pytest.fixture(scope="session")
def northwind() -> Register:
    return _example("northwind")


@pytest.fixture(scope="session")
def paper() -> Register:
    """What one paper of March 2017 states."""
    return _example("aws-2017")
