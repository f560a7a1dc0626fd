"""XCCDF 1.2 results, also inside ARF, read as a stream and without trust.

The specification is NIST IR 7275 revision 4. No document type is accepted, so no
entity can be declared, and nothing is ever fetched; what is kept of a document is
small, whatever its size.
"""

import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

from lxml import etree

__all__ = ["Refused", "RuleResult", "Scan", "read_scans"]

_XCCDF = "{http://checklists.nist.gov/xccdf/1.2}"
_ROOTS = {
    f"{_XCCDF}Benchmark",
    f"{_XCCDF}TestResult",
    "{http://scap.nist.gov/schema/asset-reporting-format/1.1}asset-report-collection",
}
_CHUNK = 64 * 1024
_MOST_BYTES = 512 * 1024**2
"""Of the document once unpacked: a few kilobytes can claim to be gigabytes."""
_MOST_TEXT = 64 * 1024
_GZIP = b"\x1f\x8b"

_KEPT = {
    ("Rule", "title"),
    ("Rule", "reference"),
    ("Rule", "ident"),
    ("TestResult", "target"),
    ("target-facts", "fact"),
    ("rule-result", "result"),
    ("rule-result", "message"),
    ("rule-result", "instance"),
}
"""Parent and element whose text is wanted."""


class Refused(Exception):  # noqa: N818 - a reason, caught and reported as a Problem
    """Why a document is not read, and what to do about it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


@dataclass(slots=True, kw_only=True)
class Rule:
    """A rule of a benchmark."""

    title: str = ""
    references: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Where it is from (a URL), and the id there."""


@dataclass(slots=True, kw_only=True)
class RuleResult:
    """What came of one rule."""

    rule: str
    severity: str
    result: str = ""
    message: str = ""
    instance: str = ""


@dataclass(slots=True, kw_only=True)
class Scan:
    """One `TestResult`: a benchmark's profile tried on one target."""

    start: str
    end: str
    system: str
    profile: str = ""
    target: str = ""
    facts: dict[str, str] = field(default_factory=dict[str, str])
    results: list[RuleResult] = field(default_factory=list[RuleResult])
    rules: Mapping[str, Rule] = field(default_factory=dict[str, Rule])


def read_scans(stream: BinaryIO, *, most: int = _MOST_BYTES) -> list[Scan]:
    """Every `TestResult` of the document, plain or gzip; raises `Refused`.

    Reading stops once the document has unpacked to more than `most` bytes.
    """
    reader = _Reader()
    parser = etree.XMLParser(
        target=cast("Any", reader),  # the stubs ask for bytes, which never come
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for chunk in _chunks(stream, most):
            parser.feed(chunk)
        parser.close()
    except etree.LxmlError as fault:
        message = f"The file is not well-formed XML: {str(fault)[:200]}"
        raise Refused(message, "Write it again: it is damaged or cut short.") from None
    if not reader.scans:
        remedy = "Let oscap write it with --results or --results-arf."
        raise Refused("The file holds no TestResult", remedy)
    return reader.scans


def _chunks(stream: BinaryIO, most: int) -> Iterator[bytes]:
    """The document's bytes, unpacked where it is gzip, up to the limit."""
    packed = stream.read(2) == _GZIP
    stream.seek(0)
    source: Any = gzip.GzipFile(fileobj=stream) if packed else stream
    total = 0
    while chunk := _next(source):
        total += len(chunk)
        if total > most:
            message = f"The file unpacks to more than {most:,} bytes"
            raise Refused(message, "No real scan is so large; write it again.")
        yield chunk


def _next(source: Any) -> bytes:
    try:
        return bytes(source.read(_CHUNK))
    except (OSError, EOFError, zlib.error) as fault:
        message = f"The file cannot be unpacked: {fault}"
        raise Refused(message, "Write it again: it is damaged or cut short.") from None


class _Reader:
    """A parser target (lxml.de/parsing.html): keeps what is wanted as it passes by."""

    def __init__(self) -> None:
        self.scans: list[Scan] = []
        self._rules: dict[str, Rule] = {}
        self._rule: Rule | None = None
        self._path: list[str] = []
        self._text: list[str] | None = None
        self._text_depth = 0
        self._attributes: dict[str, str] = {}

    def doctype(self, *_about: object) -> None:
        """A document type could declare entities: refused before it can."""
        message = "The file declares a document type, which may hide entities"
        raise Refused(message, "Results have none; do not read this file elsewhere.")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if not self._path and tag not in _ROOTS:
            message = f"{tag[:80]} is not a Benchmark, TestResult or ARF of XCCDF 1.2"
            raise Refused(message, "Read the results of an XCCDF 1.2 scanner.")
        local = tag.removeprefix(_XCCDF)
        parent = self._path[-1] if self._path else ""
        self._path.append(local)
        if self._text is None and (parent, local) in _KEPT:
            self._text, self._text_depth = [], len(self._path)
            self._attributes = dict(attributes)
        elif self._text is None:
            self._begin(local, attributes)

    def data(self, text: str) -> None:
        """Text inside an element."""
        if self._text is not None:
            self._text.append(text[:_MOST_TEXT])

    def end(self, _tag: str) -> None:
        """An element ends."""
        local = self._path.pop()
        if self._text is not None and len(self._path) + 1 == self._text_depth:
            text = " ".join("".join(self._text).split())[:_MOST_TEXT]
            self._text = None
            self._take(self._path[-1], local, text)
        elif local == "Rule":
            self._rule = None

    def close(self) -> None:
        """The document ends: rules may stand before or after their results."""
        for scan in self.scans:
            scan.rules = self._rules

    def _begin(self, local: str, attributes: Mapping[str, str]) -> None:
        if local == "Rule":
            self._rule = self._rules.setdefault(attributes.get("id", ""), Rule())
        elif local == "TestResult":
            self.scans.append(
                Scan(
                    start=attributes.get("start-time", ""),
                    end=attributes.get("end-time", ""),
                    system=attributes.get("test-system", ""),
                )
            )
        elif self.scans and local == "rule-result":
            self.scans[-1].results.append(
                RuleResult(
                    rule=attributes.get("idref", ""),
                    severity=attributes.get("severity", ""),
                )
            )
        elif self.scans and local == "profile" and self._path[-2:-1] == ["TestResult"]:
            self.scans[-1].profile = attributes.get("idref", "")

    def _take(self, parent: str, local: str, text: str) -> None:
        if parent == "Rule" and self._rule is not None:
            self._take_rule(self._rule, local, text)
        elif self.scans and parent == "rule-result":
            setattr(self.scans[-1].results[-1], local, text)
        elif self.scans and local == "target":
            self.scans[-1].target = text
        elif self.scans and local == "fact":
            self.scans[-1].facts[self._attributes.get("name", "")] = text

    def _take_rule(self, rule: Rule, local: str, text: str) -> None:
        if local == "title":
            rule.title = rule.title or text
            return
        origin = "system" if local == "ident" else "href"
        if text:
            rule.references.append((self._attributes.get(origin, ""), text))
