"""Rows are built strictly: nothing is coerced, nothing is guessed."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.errors import BadInput
from assay.evidence import TABLES, arrow_schema, row_problems, rows_of

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
CHANGE = TABLES["change"]


def test_keys_left_out_are_null_and_times_become_utc() -> None:
    tokyo = timezone(timedelta(hours=9))
    record = {
        "change_id": "c1",
        "authored_at": datetime(2026, 1, 1, 9, tzinfo=tokyo),
        "signed_off_by": ["A <a@example.org>"],
    }

    rows = rows_of(CHANGE, [record], observed_at=AT)

    (row,) = rows.to_pylist()
    assert rows.schema == arrow_schema(CHANGE)
    assert row["authored_at"] == datetime(2026, 1, 1)  # noqa: DTZ001 - as stored
    assert row["observed_at"] == AT.replace(tzinfo=None)
    assert row["approved_by"] is None
    assert row_problems(CHANGE, rows, file="x") == ()


MISFITS: dict[str, tuple[str, Any]] = {
    "a number for text": ("author", 7),
    "bytes for text": ("author", b"me"),
    "half a surrogate pair": ("author", "\ud83d"),
    "text for a truth value": ("merged", "true"),
    "a number for a truth value": ("merged", 1),
    "a time without zone": ("authored_at", datetime(2026, 1, 1)),  # noqa: DTZ001
    "text for a time": ("authored_at", "2026-01-01T00:00:00Z"),
    "text for a list": ("signed_off_by", "me"),
    "a null in a list": ("signed_off_by", [None]),
}


@pytest.mark.parametrize(("column", "value"), MISFITS.values(), ids=MISFITS.keys())
def test_a_value_of_another_type_is_named_with_its_row(column: str, value: Any) -> None:
    records = [{"change_id": "c1"}, {"change_id": "c2", column: value}]

    with pytest.raises(BadInput) as fault:
        rows_of(CHANGE, records, observed_at=AT, file="changes.csv")

    (problem,) = fault.value.problems
    assert problem.place == f"row 1, {column}"
    assert problem.file == "changes.csv"


@pytest.mark.parametrize("value", [True, 1.0, "1", 2**63, -(2**63) - 1])
def test_a_whole_number_is_nothing_else(value: Any) -> None:
    records = [{"account_id": "a", "uid": value}]

    with pytest.raises(BadInput, match="1 problem"):
        rows_of(TABLES["account"], records, observed_at=AT)


@pytest.mark.parametrize("value", [True, "1.0", 2**53 + 1])
def test_a_real_number_is_nothing_else(value: Any) -> None:
    with pytest.raises(BadInput, match="1 problem"):
        rows_of(
            TABLES["time_sync"], [{"host": "h", "offset_ms": value}], observed_at=AT
        )


def test_every_column_at_fault_is_reported_at_once() -> None:
    records: list[dict[str, Any]] = [
        {"change_id": None, "author": 1, "autor": "x"},
        {"change_id": "c", "signature": 2},
    ]

    with pytest.raises(BadInput) as fault:
        rows_of(CHANGE, records)

    places = [problem.place for problem in fault.value.problems]
    assert places == [
        "row 0, autor",
        "row 0, change_id",
        "row 0, author",
        "row 1, signature",
        "row 0, observed_at",
    ]
    assert "did you mean author?" in str(fault.value.problems[0])


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(),
    st.binary(),
    st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-5))])),
    st.datetimes(),
    st.lists(st.text() | st.none()),
)


@given(
    st.lists(st.dictionaries(st.sampled_from([c.name for c in CHANGE.columns]), VALUES))
)
def test_any_records_become_rows_or_problems(records: list[dict[str, Any]]) -> None:
    try:
        rows = rows_of(CHANGE, records, observed_at=AT)
    except BadInput as fault:
        found = len(fault.problems)
    else:
        found = len(rows) == len(records)

    assert found
