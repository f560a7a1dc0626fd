"""SCAP benchmarks: XCCDF 1.1 and 1.2, alone, in a data stream, or in a report (ARF).

A rule of a benchmark is a requirement, a profile a baseline. Its references are many;
those that name controls of SP 800-53 or control correlation identifiers (CCI) become
proposed rows that say no more than `intersects`. What a scan found is evidence, not a
catalog, and is not read here.

Cited: NIST IR 7275 revision 4 (XCCDF 1.2), 6.4.2 (benchmark), 6.5 (profile), 7.2.3
(selection).
"""

import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from gzip import GzipFile
from io import BytesIO
from typing import Any, Final

from lxml import etree

from assay.catalog.imports.loose import (
    Faults,
    Names,
    as_text,
    baseline_of,
    first_line,
    identifier,
    origin_of,
    provenance_of,
)
from assay.catalog.imports.values import Imported, Origin
from assay.catalog.imports.xccdf.profiles import Choice, read_profiles
from assay.catalog.imports.xccdf.rules import Rule, label, read_rules, short, words
from assay.catalog.values import (
    Baseline,
    Catalog,
    Count,
    Crosswalk,
    Requirement,
    Row,
)
from assay.errors import BadInput

__all__ = ["looks_like_xccdf", "read_xccdf"]

_HEAD: Final = 65_536
_MOST_BYTES: Final = 128 << 20
_GZIP: Final = b"\x1f\x8b"
_SIGNS: Final = (
    b"checklists.nist.gov/xccdf/1.",
    b"scap.nist.gov/schema/scap/source/1.",
    b"scap.nist.gov/schema/asset-reporting-format/1.",
)
_NAMESPACES: Final = tuple(
    f"http://checklists.nist.gov/xccdf/{version}" for version in ("1.1", "1.2")
)
_READ: Final = frozenset(
    {"status", "title", "version", "notice", "metadata", "Group", "Rule", "Profile"}
    | {"plain-text"}
)
_STANDARDS: Final = {
    "nist-800-53-r4": "NIST SP 800-53 revision 4",
    "nist-800-53-r5": "NIST SP 800-53 revision 5",
    "cci": "control correlation identifiers",
}


def looks_like_xccdf(data: bytes) -> bool:
    """Whether a file, gzip or not, begins as SCAP content does."""
    head = data[:_HEAD]
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, _HEAD)
        except zlib.error:
            return False
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        head = head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"<") and any(sign in head for sign in _SIGNS)


def read_xccdf(data: bytes, *, file: str) -> Imported:
    """The rules, profiles and named controls of every benchmark in a file.

    Raises:
        BadInput: It is not XML, is too large, declares a document type, or holds no
            benchmark with a rule.
    """
    faults = Faults(file=file)
    root = _parse(_unpacked(data, faults), faults)
    benchmarks = [
        one
        for namespace in _NAMESPACES
        for one in root.iter(f"{{{namespace}}}Benchmark")
    ]
    origin = _origin(benchmarks, data, file)
    names = Names()
    read: list[_Read] = []
    seen: set[str] = set()
    for one in benchmarks:
        key = f"{one.get('id')} {label(one, 'version')}"
        if key in seen:
            message = f"The benchmark {one.get('id')!r} stands twice; the first is read"
            faults.add(f"line {one.sourceline}", message, "Keep one of them.")
            continue
        seen.add(key)
        found = _benchmark(one, names, origin, faults)
        if found is not None:
            read.append(found)
    if not read:
        remedy = "Read the benchmark that a scan was made with, not its results alone."
        raise faults.refused("The file holds no benchmark with a rule", remedy)
    return Imported(
        origin=origin,
        catalogs=tuple(one.catalog for one in read),
        baselines=tuple(b for one in read for b in one.baselines),
        crosswalks=tuple(c for one in read for c in one.crosswalks),
        notes=(*(note for one in read for note in one.notes), *faults.left()),
        problems=tuple(faults.found),
    )


def _unpacked(data: bytes, faults: Faults) -> bytes:
    found = data
    if data.startswith(_GZIP):
        try:
            found = GzipFile(fileobj=BytesIO(data)).read(_MOST_BYTES + 1)
        except (OSError, EOFError, zlib.error) as fault:
            raise faults.refused(f"The file cannot be unpacked: {fault}") from None
    if len(found) > _MOST_BYTES:
        message = f"The file holds more than the {_MOST_BYTES:,} bytes that are read"
        raise faults.refused(message)
    return found


def _parse(data: bytes, faults: Faults) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        line, column = fault.position
        message = f"The file is not well-formed XML: {fault.msg}"
        faults.add(f"line {line}, column {column}", message)
        raise BadInput(faults.found) from None
    if root.getroottree().docinfo.internalDTD is not None:
        message = "The file declares a document type, which may hide entities"
        raise faults.refused(message, "Remove it: SCAP content needs none.")
    return root


def _origin(benchmarks: list[Any], data: bytes, file: str) -> Origin:
    first = benchmarks[0] if benchmarks else None
    return origin_of(
        data,
        file,
        "xccdf",
        publisher=_publisher(first) if first is not None else "",
        licence=label(first, "notice") if first is not None else "",
        edition=_edition(first) if first is not None else "",
        unit="rule",
    )


def _edition(benchmark: Any) -> str:
    """Its version; the guides of DISA state the release beside it."""
    version = label(benchmark, "version")
    release = benchmark.find("{*}plain-text[@id='release-info']")
    said = "" if release is None else first_line(words(release))
    return ", ".join(filter(None, (version, said)))


def _publisher(benchmark: Any) -> str:
    """Who made it: the metadata's publisher or creator, in Dublin Core."""
    for name in ("publisher", "creator", "source"):
        for one in benchmark.iterfind("{*}metadata/{*}" + name):
            said = words(one)
            if said:
                return first_line(said)
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What one benchmark holds."""

    catalog: Catalog
    baselines: tuple[Baseline, ...]
    crosswalks: tuple[Crosswalk, ...]
    notes: tuple[str, ...]


def _benchmark(
    element: Any, names: Names, origin: Origin, faults: Faults
) -> _Read | None:
    rules, groups = read_rules(element, faults)
    if not rules:
        message = f"The benchmark {element.get('id')!r} has no rule"
        faults.add(f"line {element.sourceline}", message)
        return None
    full = as_text(element.get("id"))
    if not full:
        message = "The benchmark has no id"
        faults.add(f"line {element.sourceline}", message, "Give it one.")
    faults.leave("benchmark", _children(element), _READ)
    version = label(element, "version")
    title = label(element, "title") or short(full) or "benchmark"
    spelled = short(full) or title
    ids = Names()
    named = {rule.full: _named(rule, ids, faults) for rule in rules}
    catalog = Catalog(
        id=names.take("-".join(filter(None, (spelled, version)))),
        title=first_line(title),
        standard=title,
        edition=_edition(element),
        owner=_publisher(element),
        programs=(),
        unit="rule",
        count=len(rules),
        provenance=provenance_of(
            origin, f"XCCDF benchmark {full or title}", _status(element)
        ),
        groups=groups,
        requirements=tuple(_requirement(rule, named[rule.full]) for rule in rules),
        other_counts=(
            Count(
                unit="rule selected by default", count=sum(r.selected for r in rules)
            ),
        ),
    )
    choices = read_profiles(element, rules, faults)
    crosswalks = tuple(_crosswalks(catalog, rules, named, origin))
    return _Read(
        catalog=catalog,
        baselines=tuple(_baselines(catalog, choices, named, names, origin)),
        crosswalks=crosswalks,
        notes=tuple(_notes(catalog, rules, choices, ids)),
    )


def _named(rule: Rule, ids: Names, faults: Faults) -> str:
    twice = identifier(rule.short)[0] in ids.taken
    found = ids.take(rule.short)
    if twice:
        message = (
            f"{rule.full!r} reads as one that another rule has; this one is called "
            f"{found}"
        )
        faults.add(f"line {rule.line}", message, "Give each rule a name of its own.")
    return found


def _children(element: Any) -> Iterator[str]:
    """Names of the elements right beneath one."""
    return (etree.QName(one).localname for one in element.iterchildren("*"))


def _status(element: Any) -> str:
    said = [
        " of ".join(filter(None, (words(one), one.get("date"))))
        for one in element.iterfind("{*}status")
    ]
    return f"Its status is {', '.join(said)}." if said else ""


def _requirement(rule: Rule, found: str) -> Requirement:
    return Requirement(
        id=found,
        title=first_line(rule.title) or found,
        group=rule.group,
        kind="rule",
        attributes=rule.attributes,
        text=rule.text,
    )


def _baselines(
    catalog: Catalog,
    choices: list[Choice],
    named: dict[str, str],
    names: Names,
    origin: Origin,
) -> Iterator[Baseline]:
    for choice in choices:
        if choice.rules:
            level = identifier(short(choice.id))[0]
            yield baseline_of(
                catalog,
                level,
                tuple(named[one] for one in choice.rules),
                named=names.take(f"{catalog.id}-{level}"),
                title=first_line(choice.title) or level,
                provenance=provenance_of(origin, f"XCCDF profile {choice.id}"),
            )


def _crosswalks(
    catalog: Catalog, rules: list[Rule], named: dict[str, str], origin: Origin
) -> Iterator[Crosswalk]:
    for target, title in _STANDARDS.items():
        rows = tuple(
            Row(
                source=named[rule.full],
                targets=(one,),
                relation="intersects",
                note=f"named as {', '.join(spelled)}",
            )
            for rule in rules
            for one, spelled in rule.named.get(target, {}).items()
        )
        if rows:
            yield Crosswalk(
                id=f"{catalog.id}--{target}",
                title=f"{catalog.title}, to {title}",
                source=catalog.id,
                target=target,
                provenance=provenance_of(
                    origin,
                    catalog.provenance.source,
                    "The benchmark refers to these without saying how they relate; a "
                    "part of a control is read as the control.",
                ),
                rows=rows,
            )


def _notes(
    catalog: Catalog, rules: list[Rule], choices: list[Choice], ids: Names
) -> Iterator[str]:
    yield from ids.notes(catalog.id)
    for choice in choices:
        if not choice.rules:
            yield f"The profile {choice.id} selects no rule, and is left out"
    others = Counter[str]()
    for rule in rules:
        others.update(rule.others)
    if others:
        yield (
            f"References of {catalog.id} to other publications, left aside: "
            f"{others.total():,}, to {len(others)} of them"
        )
