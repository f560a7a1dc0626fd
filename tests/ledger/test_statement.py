"""Statements: written, read, and read from others."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.ledger import Malformed, Statement, Subject, predicate_type

GOOD: dict[str, Any] = {
    "_type": "https://in-toto.io/Statement/v1",
    "subject": [{"name": "overview.pdf", "digest": {"sha256": "ab" * 32}}],
    "predicateType": "urn:assay:predicate:publication:1",
    "predicate": {"on": "2026-10-01"},
}


def test_a_statement_survives_its_bytes() -> None:
    statement = Statement(
        subjects=(Subject(name="overview.pdf", digest={"sha256": "ab" * 32}),),
        predicate_type=predicate_type("publication"),
        predicate={"on": "2026-10-01"},
    )
    assert json.loads(statement.encode()) == GOOD
    assert Statement.parse(statement.encode()) == statement


def test_fields_of_others_are_ignored_and_optional_ones_may_be_missing() -> None:
    other = {
        **GOOD,
        "more": 1,
        "subject": [{"digest": {"gitCommit": "ab12"}, "uri": "x"}],
    }
    del other["predicate"]
    statement = Statement.parse(json.dumps(other).encode())
    assert statement.subjects[0].digest == {"gitCommit": "ab12"}
    assert statement.predicate == {}


@pytest.mark.parametrize(
    "fields",
    [
        {"_type": "https://in-toto.io/Statement/v0.1"},
        {"subject": []},
        {"subject": {}},
        {"subject": [7]},
        {"subject": [{"name": "x"}]},
        {"subject": [{"name": "x", "digest": {}}]},
        {"subject": [{"name": "x", "digest": {"sha256": "AB"}}]},
        {"subject": [{"name": "x", "digest": {"sha256": 7}}]},
        {"subject": [{"name": 7, "digest": {"sha256": "ab"}}]},
        {"predicateType": ""},
        {"predicateType": None},
        {"predicate": []},
    ],
)
def test_what_is_not_a_statement_is_malformed(fields: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        Statement.parse(json.dumps({**GOOD, **fields}).encode())


def test_a_statement_without_end_is_not_read() -> None:
    with pytest.raises(Malformed, match="at most"):
        Statement.parse(b" " * (25 << 20))


def test_predicates_are_named_neutrally_and_counted() -> None:
    assert predicate_type("publication", 2) == "urn:assay:predicate:publication:2"
    for name in ("", "Publication", "a:b"):
        with pytest.raises(Malformed):
            predicate_type(name)


@given(st.binary() | st.text().map(lambda t: json.dumps({**GOOD, t: t}).encode()))
def test_no_bytes_make_the_parser_fail_otherwise(data: bytes) -> None:
    with suppress(Malformed):
        Statement.parse(data)
