"""The library's maps, a provider to read inputs for, and reading as a function."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assay.library import read_files
from assay.register import Register, read_programs, read_register
from assay.workload import Workload
from assay.workload.inputs import Maps, read_maps, read_workload

SERVICES = (
    ("s3", "Amazon Simple Storage Service (S3)", ""),
    ("rds", "Amazon Relational Database Service", ""),
    ("ec2", "Amazon Elastic Compute Cloud", ""),
    ("queues", "Amazon SQS", ""),
    ("lambda", "AWS Lambda", ""),
    ("ebs", "Amazon EBS", ""),
    ("iam", "AWS Identity and Access Management", ""),
    ("monitoring", "Amazon CloudWatch", ""),
    ("tables", "Tables", 'aliases = ["dynamodb"]'),
    ("api-gateway", "Amazon API Gateway", ""),
    ("cloudformation", "AWS CloudFormation", ""),
)
REGIONS = ("us-west-2", "us-east-1", "eu-west-1", "ap-southeast-2")


@pytest.fixture(scope="session")
def maps() -> Maps:
    shipped = {f"resources/{n}": data for n, data in read_files("resources").items()}
    own = {
        name: data
        for name, data in read_files("examples/northwind").items()
        if name.startswith("register/resources/")
    }
    assert own
    return read_maps(own, shipped)


@pytest.fixture(scope="session")
def register() -> Register:
    """A provider with a few services, under ids, titles and aliases."""
    services = "".join(
        f'[[service]]\nid = "{name}"\ntitle = "{title}"\ncategory = "x"\n{more}\n'
        for name, title, more in SERVICES
    )
    regions = "".join(
        f'[[region]]\nid = "{name}"\ntitle = "{name} here"\ncountry = "US"\n'
        for name in REGIONS
    )
    files = {
        "register/provider.toml": b'id = "p"\nname = "P"\n',
        "register/services.toml": services.encode(),
        "register/regions.toml": regions.encode(),
    }
    programs = {f"programs/{n}": d for n, d in read_files("programs").items()}
    return read_register(files, read_programs(programs))


@pytest.fixture
def read(maps: Maps, register: Register) -> Callable[..., Workload]:
    def of(data: bytes | str, file: str = "in.json", **more: Any) -> Workload:
        raw = data.encode() if isinstance(data, str) else data
        given = {"maps": maps, **more}
        return read_workload(raw, file=file, register=register, **given)

    return of


@pytest.fixture(scope="session")
def data() -> Path:
    return Path(__file__).parent / "data"
