"""Findings of the Prowler scanner: OCSF Detection Findings (class 2004) as JSON.

A finding that passed or failed for want of permission has seen nothing: its outcome
is unknown. A muted finding keeps the outcome that the scanner gave it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeGuard

from assay.errors import BadInput, Problem
from assay.evidence import Batch, Reach, Request, parse_json
from assay.sources.batches import batch_of, numbered
from assay.sources.buckets import bucket_records
from assay.sources.inputs import Unreadable, find_files, read_file, shown, unreadable
from assay.sources.options import meanings, read_options, says

__all__ = ["SOURCE", "Finding", "ProwlerSource"]

_CLASS = 2004
"""Detection Finding (https://schema.ocsf.io/1.5.0/classes/detection_finding)."""
_MOST_BYTES = 256 * 1024**2
_MOST_PROBLEMS = 100
_OUTCOMES = {"PASS": "pass", "FAIL": "fail", "MANUAL": "manual"}
_MUTED = {"muted", "suppressed"}
_DENIED = re.compile(
    r"access ?denied|not authorized to perform|unauthorizedoperation"
    r"|permission denied|insufficient (?:permission|privilege)|authorizationfailed",
    re.IGNORECASE,
)
_MILLISECONDS = 10**11
"""OCSF times are milliseconds, Prowler's are seconds: more than this are the former."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProwlerOptions:
    """Which findings are to be read."""

    path: str = field(metadata=says("OCSF JSON file of Prowler, or a pattern of them"))
    expected_rows: int | None = field(
        default=None,
        metadata=says("Findings there must be by another count; else it is partial"),
    )
    service: str = field(default="", metadata=says("Service that all of it belongs to"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check on one resource."""

    uid: str
    scanner: str
    rule: str
    title: str
    outcome: str
    severity: str | None
    detail: str | None
    account: str | None
    region: str | None
    resource_id: str
    resource_name: str | None
    resource_kind: str | None
    labels: tuple[str, ...]
    references: tuple[str, ...]
    found_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProwlerSource:
    """What Prowler found, and the resources and buckets that its findings describe."""

    kind: str = "prowler"
    tables: tuple[str, ...] = ("scan_result", "resource", "storage_bucket")

    @property
    def options(self) -> Mapping[str, str]:
        """Each option with its meaning."""
        return meanings(ProwlerOptions)

    def collect(self, request: Request) -> Iterator[Batch]:
        """One batch for each table, observed when the oldest finding was made."""
        options = read_options(ProwlerOptions, request)
        paths = find_files(request, options.path)
        problems: list[Problem] = []
        findings: list[Finding] = []
        for path in paths:
            try:
                data = read_file(path, _MOST_BYTES)
            except Unreadable as fault:
                problems.append(unreadable(path, request, fault))
                continue
            findings.extend(_findings(data, shown(path, request), problems))
        if problems:
            raise BadInput(problems)
        names = [shown(path, request) for path in paths]
        return iter(list(_batches(request, options, names, findings)))


SOURCE = ProwlerSource()


def _batches(
    request: Request, options: ProwlerOptions, names: list[str], found: list[Finding]
) -> Iterator[Batch]:
    when = min((f.found_at for f in found), default=request.at)
    tables: dict[str, list[dict[str, Any]]] = {
        "scan_result": numbered(map(_result, found), "result_id"),
        "resource": _resources(found),
        "storage_bucket": bucket_records(found),
    }
    for table, records in tables.items():
        yield batch_of(
            request,
            "prowler",
            table,
            [{"service": options.service or None, **record} for record in records],
            query=options.path,
            parameters={},
            parts=names,
            asked=Reach(parts=(options.path,)),
            observed_at=min(when, request.at),
            expected_rows=options.expected_rows if table == "scan_result" else None,
        )


def _result(finding: Finding) -> dict[str, Any]:
    return {
        "result_id": finding.uid,
        "scanner": finding.scanner,
        "rule": finding.rule,
        "title": finding.title,
        "resource_id": finding.resource_id,
        "account": finding.account,
        "outcome": finding.outcome,
        "severity": finding.severity,
        "detail": finding.detail,
        "references": list(finding.references),
        "region": finding.region,
        "observed_at": finding.found_at,
    }


def _resources(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Each resource once: every check of it says the same about it."""
    by_id: dict[str, dict[str, Any]] = {}
    for finding in found:
        record = {
            "resource_id": finding.resource_id,
            "kind": finding.resource_kind,
            "account": finding.account,
            "tags": list(finding.labels),
            "region": finding.region,
            "observed_at": finding.found_at,
        }
        by_id.setdefault(finding.resource_id, record)
    return list(by_id.values())


def _findings(data: bytes, file: str, problems: list[Problem]) -> list[Finding]:
    before = len(problems)
    document = parse_json(data, file=file, problems=problems)
    if len(problems) > before:
        return []
    if not _is_list(document):
        message = "An array of findings is expected"
        remedy = "Let Prowler write it with `-M json-ocsf`."
        problems.append(Problem(file=file, message=message, remedy=remedy))
        return []
    found: list[Finding] = []
    for index, entry in enumerate(document):
        reader = _Reader(file=file, index=index, problems=problems)
        found.extend(_finding(entry, reader))
        if len(problems) - before >= _MOST_PROBLEMS:
            break
    return found


def _is_table(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _items(value: object) -> list[Any]:
    return value if _is_list(value) else []


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """One finding being read: each fault is reported with its index and field."""

    file: str
    index: int
    problems: list[Problem]

    def fault(self, path: str, message: str) -> None:
        """Report what is wrong with the field at `path`."""
        place = f"[{self.index}].{path}" if path else f"[{self.index}]"
        remedy = "Let Prowler 4 or later write it with `-M json-ocsf`."
        self.problems.append(
            Problem(file=self.file, place=place, message=message, remedy=remedy)
        )

    def member(self, entry: Any, path: str) -> Any:
        """The value at a dotted path, None where there is none."""
        value = entry
        for name in path.split("."):
            value = value.get(name) if _is_table(value) else None
        return value

    def text(self, entry: Any, path: str, *, required: bool = False) -> str | None:
        """Text at a dotted path; an empty one counts as absent."""
        value = self.member(entry, path)
        if value is None or value == "":
            if required:
                self.fault(path, "This field is missing")
            return None
        if not isinstance(value, str):
            self.fault(path, f"{value!r:.60} is not text")
            return None
        return value


def _finding(entry: Any, reader: _Reader) -> Iterator[Finding]:
    """The finding, once for each resource it is about; nothing where it is faulty."""
    before = len(reader.problems)
    if not _is_table(entry):
        reader.fault("", "An object is expected")
        return
    if entry.get("class_uid") != _CLASS:
        got = f"{entry.get('class_uid')!r:.40}"
        reader.fault("class_uid", f"{got} is not {_CLASS}, Detection Finding")
        return
    shared = _shared(entry, reader)
    resources = _items(entry.get("resources"))
    if not resources:
        reader.fault("resources", "A finding is about at least one resource")
        return
    each = [_resource(one, number, reader) for number, one in enumerate(resources)]
    if len(reader.problems) > before:
        return
    for about in each:
        region = about.pop("region") or reader.text(entry, "cloud.region")
        yield Finding(**shared, **about, region=region)


def _shared(entry: dict[str, Any], reader: _Reader) -> dict[str, Any]:
    """What a finding says whatever resource it is about."""
    product = reader.text(entry, "metadata.product.name") or "Prowler"
    version = reader.text(entry, "metadata.product.version") or ""
    detail = reader.text(entry, "status_detail") or reader.text(entry, "message")
    severity = reader.text(entry, "severity")
    code = reader.text(entry, "status_code", required=True)
    muted = str(entry.get("status", "")).lower() in _MUTED
    account = reader.text(entry, "cloud.account.uid")
    return {
        "uid": reader.text(entry, "finding_info.uid", required=True),
        "scanner": f"{product} {version}".strip(),
        "rule": reader.text(entry, "metadata.event_code", required=True),
        "title": reader.text(entry, "finding_info.title", required=True),
        "outcome": _outcome(code or "", detail or ""),
        "severity": severity.lower() if severity else None,
        "detail": f"(muted) {detail or ''}".strip() if muted else detail,
        "account": account or reader.text(entry, "unmapped.provider_uid"),
        "references": _references(entry, reader),
        "found_at": _time(entry, reader),
    }


def _outcome(code: str, detail: str) -> str:
    """What was found; unknown where the scanner was not let look."""
    return "unknown" if _DENIED.search(detail) else _OUTCOMES.get(code, "unknown")


def _time(entry: dict[str, Any], reader: _Reader) -> datetime | None:
    value = entry.get("time")
    if type(value) is not int:
        reader.fault("time", "The time of the finding is missing or not a number")
        return None
    try:
        seconds = value / 1000 if abs(value) > _MILLISECONDS else value
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        reader.fault("time", f"{value!r:.40} is outside the years 1 to 9999")
        return None


def _references(entry: dict[str, Any], reader: _Reader) -> tuple[str, ...]:
    """The requirements that Prowler maps the check to, as `framework=id`."""
    table = reader.member(entry, "unmapped.compliance")
    if table is None:
        return ()
    path = "unmapped.compliance"
    if not _is_table(table):
        reader.fault(path, "A table of frameworks is expected")
        return ()
    found: set[str] = set()
    for framework, ids in table.items():
        names = _items(ids)
        if not isinstance(ids, list) or not all(
            isinstance(name, str) for name in names
        ):
            reader.fault(f"{path}.{framework}", "A list of ids is expected")
            continue
        found.update(f"{framework}={name}" for name in names)
    return tuple(sorted(found))


def _resource(one: Any, number: int, reader: _Reader) -> dict[str, Any]:
    entry = {"resources": {str(number): one}}
    path = f"resources.{number}"
    labels = _items(one.get("labels")) if _is_table(one) else []
    return {
        "resource_id": reader.text(entry, f"{path}.uid", required=True),
        "resource_name": reader.text(entry, f"{path}.name"),
        "resource_kind": reader.text(entry, f"{path}.type"),
        "region": reader.text(entry, f"{path}.region"),
        "labels": tuple(label for label in labels if isinstance(label, str)),
    }
