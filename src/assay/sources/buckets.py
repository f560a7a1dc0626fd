"""What Prowler's checks of S3 say about each bucket, as far as they say it.

A check that passed or failed tells a fact; one that was not run, or could not see,
leaves null.
"""

from collections.abc import Iterable
from typing import Any, Protocol

__all__ = ["bucket_records"]


class _Finding(Protocol):
    """The part of a finding that is read here."""

    @property
    def rule(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def resource_id(self) -> str: ...
    @property
    def resource_name(self) -> str | None: ...
    @property
    def resource_kind(self) -> str | None: ...
    @property
    def account(self) -> str | None: ...
    @property
    def region(self) -> str | None: ...
    @property
    def found_at(self) -> Any: ...


_KIND = "AwsS3Bucket"
_WHEN_PASSED: dict[str, tuple[str, bool]] = {
    "s3_bucket_object_versioning": ("versioning", True),
    "s3_bucket_server_access_logging_enabled": ("logging", True),
    "s3_bucket_public_access": ("public", False),
    "s3_bucket_secure_transport_policy": ("tls_only", True),
    "s3_bucket_no_mfa_delete": ("mfa_delete", True),
}
"""Check to the column it decides, and the value if it passed; failed is the other."""
_PUBLIC_IF_FAILED = {
    "s3_bucket_policy_public_write_access",
    "s3_bucket_public_list_acl",
    "s3_bucket_public_write_acl",
}
"""Checks of one way of being public: only a failure tells the whole."""
_ENCRYPTED, _KMS = "s3_bucket_default_encryption", "s3_bucket_kms_encryption"


def bucket_records(findings: Iterable[_Finding]) -> list[dict[str, Any]]:
    """One record for each bucket that a finding is about."""
    buckets: dict[str, dict[str, Any]] = {}
    for finding in findings:
        if finding.resource_kind == _KIND:
            bucket = buckets.setdefault(finding.resource_id, _bucket(finding))
            _learn(bucket, finding.rule, finding.outcome)
    return list(buckets.values())


def _bucket(finding: _Finding) -> dict[str, Any]:
    return {
        "bucket_id": finding.resource_id,
        "name": finding.resource_name,
        "account": finding.account,
        "region": finding.region,
        "observed_at": finding.found_at,
    }


def _learn(bucket: dict[str, Any], rule: str, outcome: str) -> None:
    """Add what one finding tells; a failure is never overruled by a pass."""
    if outcome not in {"pass", "fail"}:
        return
    passed = outcome == "pass"
    if rule in _WHEN_PASSED:
        column, value = _WHEN_PASSED[rule]
        if not passed or column not in bucket:
            bucket[column] = value if passed else not value
    elif rule in _PUBLIC_IF_FAILED and not passed:
        bucket["public"] = True
    elif rule == _ENCRYPTED and not passed:
        bucket["encryption"] = "none"
    elif rule in {_ENCRYPTED, _KMS} and passed:
        # a KMS key may be the provider's own (aws/s3), and the finding does not tell
        bucket.setdefault("encryption", "provider")
