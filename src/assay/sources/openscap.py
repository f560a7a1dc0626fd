"""Results of OpenSCAP, or of any scanner that writes XCCDF 1.2 or ARF.

Every rule of the benchmark is a row: one that was not applicable, not selected or not
checked is told as such and never counts as passed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from assay.errors import BadInput, Problem
from assay.evidence import Batch, Reach, Request
from assay.sources.batches import batch_of, numbered
from assay.sources.inputs import Unreadable, find_files, open_file, shown, unreadable
from assay.sources.options import meanings, option_problem, read_options, says
from assay.sources.times import Misfit, parse_time, zone_named
from assay.sources.xccdf import Refused, RuleResult, Scan, read_scans

__all__ = ["SOURCE", "OpenscapSource"]

_MOST_BYTES = 128 * 1024**2
_OUTCOMES = {
    "pass": "pass",
    "fixed": "pass",
    "fail": "fail",
    "error": "error",
    "informational": "manual",
    "notapplicable": "not_applicable",
    "notselected": "not_selected",
    "notchecked": "unknown",
    "unknown": "unknown",
}
"""The nine results of XCCDF 1.2 (NIST IR 7275 revision 4, table 26)."""
_SCANNER = "urn:xccdf:fact:scanner:"
_ORIGINS = (
    ("SP.800-53r4", "nist-800-53-r4"),
    ("SP.800-53r5", "nist-800-53-r5"),
    ("SP.800-171", "nist-800-171"),
    ("PCI_DSS_v3-2-1", "pci-dss-3.2.1"),
    ("PCI-DSS-v4", "pci-dss-4.0"),
    ("CFR-2007-title45", "hipaa"),
    ("cjis-security-policy", "cjis"),
    ("iso.org/standard/54534", "iso-27001-2013"),
    ("NIST.CSWP.04162018", "nist-csf-1.1"),
    ("isaca.org/resources/cobit", "cobit"),
    ("cisecurity.org/controls", "cis-controls"),
    ("ssi.gouv.fr", "anssi"),
    ("stigs/cci", "cci"),
    ("stigs/downloads", "stig"),
    ("nerc.com", "nerc-cip"),
    ("isa-62443-2-1", "isa-62443-2-1"),
    ("isa-62443-3-3", "isa-62443-3-3"),
    ("cce.mitre.org", "cce"),
    ("ncp.nist.gov/cce", "cce"),
)
"""Part of a reference's URL, and what we call the document there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenscapOptions:
    """Which results are to be read."""

    path: str = field(
        metadata=says("XCCDF results or ARF, plain or gzip, or a pattern of them")
    )
    timezone: str = field(
        default="", metadata=says("IANA zone of times that are written without one")
    )
    service: str = field(default="", metadata=says("Service that the hosts belong to"))
    region: str = field(default="", metadata=says("Region that the hosts stand in"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenscapSource:
    """Rules of a benchmark and what came of each on a host."""

    kind: str = "openscap"
    tables: tuple[str, ...] = ("scan_result",)

    @property
    def options(self) -> Mapping[str, str]:
        """Each option with its meaning."""
        return meanings(OpenscapOptions)

    def collect(self, request: Request) -> Iterator[Batch]:
        """One batch for each scan found, observed when the scan began."""
        options = read_options(OpenscapOptions, request)
        zone = _zone(request, options)
        problems: list[Problem] = []
        batches: list[Batch] = []
        for path in find_files(request, options.path):
            name = shown(path, request)
            try:
                with open_file(path, _MOST_BYTES) as stream:
                    scans = read_scans(stream)
            except Unreadable as fault:
                problems.append(unreadable(path, request, fault))
                continue
            except Refused as fault:
                problems.append(_problem(name, "", fault.message, fault.remedy))
                continue
            for number, scan in enumerate(scans):
                place = f"TestResult[{number}]"
                faults = list(_faults(scan, zone, name, place))
                problems.extend(faults)
                if not faults:
                    batches.append(_batch(request, options, name, scan, zone))
        if problems:
            raise BadInput(problems)
        return iter(batches)


SOURCE = OpenscapSource()


def _problem(file: str, place: str, message: str, remedy: str = "") -> Problem:
    return Problem(file=file, place=place, message=message, remedy=remedy)


def _zone(request: Request, options: OpenscapOptions) -> ZoneInfo | None:
    try:
        return zone_named(options.timezone) if options.timezone else None
    except Misfit as fault:
        problem = option_problem(request, "timezone", fault.message, fault.remedy)
        raise BadInput([problem]) from None


def _faults(
    scan: Scan, zone: ZoneInfo | None, file: str, place: str
) -> Iterator[Problem]:
    remedy = "Let the scanner write it again."
    try:
        _began(scan, zone)
    except Misfit as fault:
        yield _problem(file, f"{place}.start-time", fault.message, fault.remedy)
    if not scan.target:
        yield _problem(file, f"{place}.target", "The host is not named", remedy)
    if not scan.results:
        yield _problem(file, place, "The scan has no results", remedy)
    for index, result in enumerate(scan.results):
        where = f"{place}.rule-result[{index}]"
        if not result.rule:
            yield _problem(file, f"{where}.idref", "The rule is not named", remedy)
        if not result.result:
            message = "There is no result"
            yield _problem(file, f"{where}.result", message, remedy)


def _began(scan: Scan, zone: ZoneInfo | None) -> datetime:
    return parse_time(scan.start or scan.end, zone=zone, form="")


def _batch(
    request: Request,
    options: OpenscapOptions,
    name: str,
    scan: Scan,
    zone: ZoneInfo | None,
) -> Batch:
    began = _began(scan, zone)
    scanner = _scanner(scan)
    place = {"service": options.service or None, "region": options.region or None}
    records = [
        {
            **place,
            "scanner": scanner,
            "resource_id": scan.target,
            "observed_at": began,
            **_record(scan, result),
        }
        for result in scan.results
    ]
    return batch_of(
        request,
        "openscap",
        "scan_result",
        numbered(records, "result_id"),
        query=options.path,
        parameters={"target": scan.target, "profile": scan.profile},
        place=place,
        parts=(name,),
        asked=Reach(parts=(options.path,)),
        observed_at=min(began, request.at),
    )


def _scanner(scan: Scan) -> str:
    """Its name and version, by the facts it states or by its CPE."""
    name = scan.facts.get(f"{_SCANNER}name", "")
    version = scan.facts.get(f"{_SCANNER}version", "")
    return f"{name} {version}".strip() or scan.system or "unknown"


def _record(scan: Scan, result: RuleResult) -> dict[str, Any]:
    rule = scan.rules.get(result.rule)
    about = [result.message, f"on {result.instance}" if result.instance else ""]
    if result.result == "fixed":
        about.insert(0, "failed, and was fixed by the scanner")
    listed = rule.references if rule else []
    return {
        "result_id": f"{scan.target}:{result.rule}",
        "rule": result.rule,
        "title": (rule.title if rule else "") or None,
        "outcome": _OUTCOMES.get(result.result, "unknown"),
        "severity": result.severity or None,
        "detail": "; ".join(text for text in about if text) or None,
        "references": sorted({f"{_origin(url)}={text}" for url, text in listed}),
    }


def _origin(url: str) -> str:
    """What we call the document that a reference points to, else its host."""
    for part, name in _ORIGINS:
        if part.lower() in url.lower():
            return name
    try:
        return urlsplit(url).hostname or "other"
    except ValueError:
        return "other"
