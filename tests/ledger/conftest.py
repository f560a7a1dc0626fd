"""Keys, salts and records for the ledger's tests: always the same ones."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from assay.ledger import Algorithm, Kind
from assay.ledger.keys import KeySigner, generate
from assay.ledger.log import Record

ORIGIN = "log.northwind.example/assay"

MakeSigner = Callable[..., KeySigner]
MakeRecords = Callable[..., list[Record]]


def sign_as(
    name: str = ORIGIN, algorithm: Algorithm = Algorithm.ED25519, seed: str = ""
) -> KeySigner:
    """The key of that name."""
    secret = hashlib.sha256(f"{seed}{name}".encode()).digest()
    return generate(name, entropy=lambda size: secret[:size], algorithm=algorithm)


def make_records(count: int, *, start: int = 0, streams: int = 3) -> list[Record]:
    """So many facts, spread over a few streams."""
    return [
        Record(
            kind=Kind.RESULT,
            stream=f"run.{i % streams}",
            envelope=f'{{"fact":{i}}}'.encode(),
            salt=hashlib.sha256(f"salt {i}".encode()).digest(),
        )
        for i in range(start, start + count)
    ]


@pytest.fixture(scope="session")
def signer_of() -> MakeSigner:
    """Makes the key of a name."""
    return sign_as


@pytest.fixture(scope="session")
def records() -> MakeRecords:
    """Makes so many facts."""
    return make_records


@pytest.fixture(scope="session")
def vectors(shared_data: Path) -> Path:
    """The published test vectors."""
    return shared_data / "vectors"
