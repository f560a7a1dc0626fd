"""A manifest is read strictly: what contradicts itself is not evidence."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.errors import Problem
from assay.evidence import Manifest, Reach, batch_digest
from assay.evidence.manifest import identify, manifest_bytes, read_manifest
from assay.evidence.tables import TABLES, columns_of
from assay.evidence.values import Gap, Part

AT = datetime(2026, 11, 24, 6, 0, 0, 250, tzinfo=UTC)


def manifest() -> Manifest:
    fields: dict[str, Any] = {
        "format": "assay-batch/1",
        "table": "time_sync",
        "schema": {c.name: c.type for c in columns_of(TABLES["time_sync"])},
        "rows": 3,
        "parts": (
            Part(path=f"part-{'a' * 16}.parquet", sha256="a" * 64, bytes=10, rows=3),
        ),
        "source": "host",
        "collector": "assay-host/1",
        "query": "read",
        "parameters": {"root": "/"},
        "observed_at": AT,
        "collected_at": AT,
        "asked": Reach(),
        "expected": Reach(parts=("a",)),
        "got": Reach(),
        "gaps": (Gap(part="a", reason="not readable"),),
        "expected_rows": None,
        "partial": True,
        "synthetic": False,
    }
    return Manifest(id=identify(Manifest(id="", **fields)), **fields)


def read(data: bytes) -> tuple[Manifest | None, list[Problem]]:
    problems: list[Problem] = []
    return read_manifest(data, file="manifest.json", problems=problems), problems


def changed(**changes: Any) -> bytes:
    document = json.loads(manifest_bytes(manifest()))
    return json.dumps(document | changes).encode()


def test_a_manifest_survives_its_bytes() -> None:
    found, problems = read(manifest_bytes(manifest()))

    assert problems == []
    assert found == manifest()
    assert len(batch_digest(manifest())) == 64


def test_the_time_of_collection_is_no_part_of_the_identity() -> None:
    found = json.loads(manifest_bytes(manifest()))
    found["collected_at"] = "2027-01-01T00:00:00Z"
    again, problems = read(json.dumps(found).encode())

    assert problems == []
    assert again is not None
    assert again.id == manifest().id


PART = {"path": f"part-{'a' * 16}.parquet", "sha256": "a" * 64, "bytes": 10, "rows": 3}
CONTRADICTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "a newer format": ({"format": "assay-batch/2"}, "a newer one"),
    "no format at all": ({"format": None}, "has format None"),
    "an unknown table": ({"table": "tyme"}, "no evidence table 'tyme'"),
    "another schema": ({"schema": {"host": "text"}}, "not the schema of table"),
    "rows that do not add up": ({"rows": 4}, "do not add up"),
    "partial made whole": ({"partial": False}, "contradicts the gaps"),
    "a path that escapes": (
        {"parts": [PART | {"path": "../../x.parquet"}]},
        "parts[0].path",
    ),
    "a digest that does not fit": (
        {"parts": [PART | {"sha256": "b" * 64}]},
        "parts[0].sha256",
    ),
    "a digest in capitals": (
        {"parts": [PART | {"sha256": "a" * 16 + "A" * 48}]},
        "parts[0].sha256",
    ),
    "a negative count": ({"parts": [PART | {"bytes": -1}]}, "negative"),
    "no parts": ({"parts": [], "rows": 0}, "at least one part"),
    "a time without zone": ({"observed_at": "2026-11-24T06:00:00"}, "no time zone"),
    "an altered answer": ({"query": "another"}, "The content gives the id"),
    "a key too many": ({"note": ""}, "not known"),
    "a wrong type": ({"rows": "3"}, "rows"),
}


@pytest.mark.parametrize(
    ("change", "message"), CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys()
)
def test_a_manifest_that_cannot_be_true_is_refused(
    change: dict[str, Any], message: str
) -> None:
    found, problems = read(changed(**change))

    assert found is None
    assert message in "\n".join(map(str, problems))
    assert all(problem.file == "manifest.json" for problem in problems)


@pytest.mark.parametrize("field", sorted(json.loads(manifest_bytes(manifest()))))
def test_every_field_is_required(field: str) -> None:
    document = json.loads(manifest_bytes(manifest()))
    del document[field]

    found, problems = read(json.dumps(document).encode())

    assert found is None
    assert any(problem.place == field for problem in problems)


@given(st.binary(max_size=60))
def test_bytes_that_are_no_manifest_are_reported(data: bytes) -> None:
    found, problems = read(data)

    assert found is None
    assert problems


@given(
    at=st.integers(min_value=0, max_value=len(manifest_bytes(manifest())) - 1),
    byte=st.integers(min_value=0, max_value=255),
)
def test_no_change_of_one_byte_goes_unseen_save_in_the_time_of_collection(
    at: int, byte: int
) -> None:
    data = bytearray(manifest_bytes(manifest()))
    same = data[at] == byte
    data[at] = byte

    found, problems = read(bytes(data))

    if found is not None and not same:
        assert found.collected_at != AT
    elif found is None:
        assert problems
