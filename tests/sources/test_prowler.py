"""What Prowler saw is kept; what it could not see is unknown, never a pass."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.errors import BadInput
from assay.evidence import Batch, Request
from assay.sources.prowler import SOURCE
from assay.testing.sources import assert_conforms, assert_refuses

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
FOUND = datetime(2026, 11, 23, 16, 16, 40, tzinfo=UTC)


def finding(
    rule: str = "s3_bucket_object_versioning",
    code: str = "PASS",
    bucket: str = "logs",
    **changes: Any,
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "class_uid": 2004,
        "message": "It is so.",
        "metadata": {
            "event_code": rule,
            "product": {"name": "Prowler", "version": "5.46.0"},
        },
        "severity": "Medium",
        "status": "New",
        "status_code": code,
        "status_detail": "It is so.",
        "time": int(FOUND.timestamp()),
        "unmapped": {"compliance": {"SOC2": ["cc_6_1"], "CIS-1.4": ["2.1", "2.2"]}},
        "cloud": {"account": {"uid": "123456789012"}, "region": "eu-west-1"},
        "finding_info": {"title": "A rule", "uid": f"prowler-{rule}-{bucket}"},
        "resources": [
            {
                "uid": f"arn:aws:s3:::{bucket}",
                "name": bucket,
                "type": "AwsS3Bucket",
                "region": "us-east-1",
                "labels": ["team=web"],
            }
        ],
    }
    return made | changes


def ask(root: Path, *findings: Any, **options: Any) -> Request:
    (root / "scan.json").write_text(json.dumps(list(findings)))
    chosen = {"path": "scan.json", **options}
    return Request(name="prowler", options=chosen, root=root, at=AT)


def collect(request: Request) -> dict[str, Batch]:
    return {batch.table: batch for batch in SOURCE.collect(request)}


def only(batch: Batch) -> dict[str, Any]:
    (row,) = batch.rows.to_pylist()
    return dict(row)


def test_it_conforms(tmp_path: Path) -> None:
    request = ask(tmp_path, finding(), finding(bucket="other", code="FAIL"))

    batches = assert_conforms(SOURCE, request, lake=tmp_path / "lake")

    assert [len(batch.rows) for batch in batches] == [2, 2, 2]
    assert {batch.observed_at for batch in batches} == {FOUND}


def test_a_finding_becomes_a_result_and_a_resource(tmp_path: Path) -> None:
    found = collect(ask(tmp_path, finding(), service="storage"))

    row = only(found["scan_result"])
    assert row["scanner"] == "Prowler 5.46.0"
    assert row["rule"] == "s3_bucket_object_versioning"
    assert (row["outcome"], row["severity"]) == ("pass", "medium")
    assert row["references"] == ["CIS-1.4=2.1", "CIS-1.4=2.2", "SOC2=cc_6_1"]
    assert (row["account"], row["region"]) == ("123456789012", "us-east-1")
    assert row["service"] == "storage"
    resource = only(found["resource"])
    assert (resource["resource_id"], resource["kind"], resource["tags"]) == (
        "arn:aws:s3:::logs",
        "AwsS3Bucket",
        ["team=web"],
    )


OUTCOMES = {
    "pass": ({"status_code": "PASS"}, "pass"),
    "fail": ({"status_code": "FAIL"}, "fail"),
    "manual": ({"status_code": "MANUAL"}, "manual"),
    "muted says nothing": ({"status_code": "MUTED"}, "unknown"),
    "a word of a later version": ({"status_code": "SKIPPED"}, "unknown"),
    "a muted failure": ({"status_code": "FAIL", "status": "Suppressed"}, "fail"),
    "passed for want of permission": (
        {"status_detail": "AccessDenied when calling GetBucketVersioning"},
        "unknown",
    ),
    "failed for want of permission": (
        {"status_code": "FAIL", "status_detail": "User is not authorized to perform x"},
        "unknown",
    ),
}


@pytest.mark.parametrize(("changes", "outcome"), OUTCOMES.values(), ids=OUTCOMES)
def test_the_outcome_is_what_was_seen(
    tmp_path: Path, changes: dict[str, Any], outcome: str
) -> None:
    found = collect(ask(tmp_path, finding(**changes)))

    row = only(found["scan_result"])
    assert row["outcome"] == outcome
    assert ("(muted)" in row["detail"]) is ("status" in changes)


BUCKETS: dict[str, tuple[list[tuple[str, str]], dict[str, Any]]] = {
    "versioned": ([("s3_bucket_object_versioning", "PASS")], {"versioning": True}),
    "not versioned": ([("s3_bucket_object_versioning", "FAIL")], {"versioning": False}),
    "not logged": (
        [("s3_bucket_server_access_logging_enabled", "FAIL")],
        {"logging": False},
    ),
    "not public": ([("s3_bucket_public_access", "PASS")], {"public": False}),
    "public": ([("s3_bucket_public_access", "FAIL")], {"public": True}),
    "public one way, private another": (
        [
            ("s3_bucket_public_write_acl", "FAIL"),
            ("s3_bucket_public_access", "PASS"),
        ],
        {"public": True},
    ),
    "private one way tells nothing": ([("s3_bucket_public_list_acl", "PASS")], {}),
    "plain connections refused": (
        [("s3_bucket_secure_transport_policy", "PASS")],
        {"tls_only": True},
    ),
    "no second factor": ([("s3_bucket_no_mfa_delete", "FAIL")], {"mfa_delete": False}),
    "not encrypted": (
        [
            ("s3_bucket_default_encryption", "FAIL"),
            ("s3_bucket_kms_encryption", "FAIL"),
        ],
        {"encryption": "none"},
    ),
    "encrypted by somebody's key": (
        [("s3_bucket_kms_encryption", "PASS")],
        {"encryption": "provider"},
    ),
    "no key of KMS tells nothing": ([("s3_bucket_kms_encryption", "FAIL")], {}),
    "not let look": ([("s3_bucket_object_versioning", "MANUAL")], {}),
    "another check": ([("s3_bucket_lifecycle_enabled", "PASS")], {}),
}


@pytest.mark.parametrize(("checks", "known"), BUCKETS.values(), ids=BUCKETS)
def test_a_bucket_has_what_its_checks_tell_and_null_else(
    tmp_path: Path, checks: list[tuple[str, str]], known: dict[str, Any]
) -> None:
    findings = [finding(rule, code) for rule, code in checks]

    row = only(collect(ask(tmp_path, *findings))["storage_bucket"])

    columns = (
        "encryption",
        "versioning",
        "logging",
        "public",
        "tls_only",
        "mfa_delete",
    )
    assert {c: row[c] for c in columns if row[c] is not None} == known


def test_a_resource_that_is_no_bucket_is_not_listed_as_one(tmp_path: Path) -> None:
    resources = [{"uid": "arn:aws:iam::1:user/ada", "type": "AwsIamUser"}]

    found = collect(ask(tmp_path, finding(resources=resources)))

    assert len(found["resource"].rows) == 1
    assert len(found["storage_bucket"].rows) == 0
    assert only(found["scan_result"])["region"] == "eu-west-1"


def test_findings_with_the_same_id_are_all_kept(tmp_path: Path) -> None:
    found = collect(ask(tmp_path, finding(), finding(code="FAIL")))

    rows = found["scan_result"].rows.to_pylist()
    assert [row["outcome"] for row in rows] == ["pass", "fail"]
    assert rows[1]["result_id"] == rows[0]["result_id"] + "#2"
    assert only(found["storage_bucket"])["versioning"] is False


def test_milliseconds_are_read_as_what_they_are(tmp_path: Path) -> None:
    moment = int(FOUND.timestamp() * 1000)

    found = collect(ask(tmp_path, finding(time=moment)))

    assert found["scan_result"].observed_at == FOUND


def test_a_count_that_does_not_agree_makes_the_results_partial(tmp_path: Path) -> None:
    found = collect(ask(tmp_path, finding(), expected_rows=2))

    assert found["scan_result"].partial
    assert not found["resource"].partial


def test_no_findings_are_an_empty_population(tmp_path: Path) -> None:
    found = collect(ask(tmp_path))

    assert [len(batch.rows) for batch in found.values()] == [0, 0, 0]
    assert found["scan_result"].observed_at == AT


def without(path: str) -> dict[str, Any]:
    made = finding()
    *folders, last = path.split(".")
    inner = made
    for name in folders:
        inner = inner[name]
    del inner[last]
    return made


REQUIRED = [
    "class_uid",
    "metadata.event_code",
    "metadata",
    "status_code",
    "finding_info.uid",
    "finding_info.title",
    "time",
    "resources",
]


@pytest.mark.parametrize("path", REQUIRED)
def test_a_missing_field_is_named_with_its_index(tmp_path: Path, path: str) -> None:
    fault = assert_refuses(SOURCE, ask(tmp_path, finding(), without(path)), "scan.json")

    assert all(p.place.startswith("[1].") for p in fault.problems)
    assert any(p.place.startswith(f"[1].{path}") for p in fault.problems)


MALFORMED: dict[str, tuple[dict[str, Any], str]] = {
    "another class": ({"class_uid": 2001}, "2001 is not 2004"),
    "no resource": ({"resources": []}, "at least one resource"),
    "a resource without id": ({"resources": [{"name": "x"}]}, "[0].resources.0.uid"),
    "a resource that is none": ({"resources": ["x"]}, "[0].resources.0.uid"),
    "a number for text": ({"status_code": 7}, "7 is not text"),
    "text for a time": ({"time": "now"}, "[0].time"),
    "a time beyond all years": ({"time": 10**30}, "outside the years"),
    "no table of frameworks": ({"unmapped": {"compliance": 1}}, "table of frameworks"),
    "no list of ids": ({"unmapped": {"compliance": {"a": "b"}}}, "A list of ids"),
    "a number for an id": ({"unmapped": {"compliance": {"a": [1]}}}, "A list of ids"),
}


@pytest.mark.parametrize(("changes", "words"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_finding_is_refused(
    tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    assert_refuses(SOURCE, ask(tmp_path, finding(**changes)), words)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"{}", "array of findings", id="an object"),
        pytest.param(b"[1]", "An object is expected", id="no finding"),
        pytest.param(b'[{"a": 1, "a": 1}]', "is there twice", id="a key twice"),
        pytest.param(b"[{", "not valid JSON", id="cut short"),
        pytest.param(b"\xff", "not UTF-8", id="bytes"),
    ],
)
def test_a_file_that_holds_no_findings_is_refused(
    tmp_path: Path, content: bytes, words: str
) -> None:
    request = ask(tmp_path)
    (tmp_path / "scan.json").write_bytes(content)

    assert_refuses(SOURCE, request, words, "scan.json")


def test_every_fault_is_reported_but_not_without_end(tmp_path: Path) -> None:
    request = ask(tmp_path, *[{"class_uid": 1}] * 500)

    assert len(assert_refuses(SOURCE, request).problems) == 100


def test_the_real_scan_is_taken_in_whole(shared_data: Path, tmp_path: Path) -> None:
    name = "scans/prowler-5.46.0-s3-100buckets.ocsf.json"
    request = Request(
        name="prowler",
        options={"path": name, "expected_rows": 500},
        root=shared_data,
        at=AT,
    )

    batches = assert_conforms(SOURCE, request, lake=tmp_path / "lake")

    found = {batch.table: batch.rows for batch in batches}
    assert not any(batch.partial for batch in batches)
    outcomes = Counter(found["scan_result"]["outcome"].to_pylist())
    assert outcomes == {"pass": 342, "fail": 158}
    assert len(found["resource"]) == len(found["storage_bucket"]) == 100
    buckets = found["storage_bucket"]
    assert Counter(buckets["encryption"].to_pylist()) == {"provider": 85, "none": 15}
    assert Counter(buckets["versioning"].to_pylist()) == {True: 62, False: 38}
    assert Counter(buckets["tls_only"].to_pylist()) == {True: 57, False: 43}
    assert set(buckets["public"].to_pylist()) == {False}
    assert set(buckets["logging"].to_pylist()) == {None}


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=st.sampled_from(sorted(finding())), value=JSON_VALUES)
def test_no_value_of_any_field_raises_anything_but_bad_input(
    tmp_path: Path, key: str, value: Any
) -> None:
    try:
        rows = len(collect(ask(tmp_path, finding(**{key: value})))["scan_result"].rows)
    except BadInput as fault:
        rows = len(fault.problems)

    assert rows
