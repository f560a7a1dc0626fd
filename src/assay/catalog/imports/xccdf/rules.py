"""The rules of an XCCDF benchmark, with the controls that their references name."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final

from lxml import etree

from assay.catalog.imports.loose import Faults, Names, as_text, first_line
from assay.catalog.values import Group

__all__ = ["Rule", "label", "read_rules", "short", "words"]

_PREFIX: Final = re.compile(
    r"xccdf_[^_]+_(?:benchmark|profile|group|rule|value|testresult|tailoring)_"
)
"""NIST IR 7275 r4, 6.2.4: `xccdf_` reverse domain `_` kind `_` name."""
_CONTROL: Final = re.compile(
    r"\b([A-Za-z]{2})-0*(\d{1,2})(?!\d)(?:\s*\(\s*0*(\d{1,2})\s*\))?"
)
_CCI: Final = re.compile(r"\bCCI-\d{6}\b", re.IGNORECASE)
_REVISION: Final = re.compile(r"(?:r|rev\.?\s*|revision\s+)([45])\b", re.IGNORECASE)
_CATALOGED: Final = re.compile(r"800-?53(?!A)", re.IGNORECASE)
_DISCUSSION: Final = re.compile(r"<VulnDiscussion>(.*?)</VulnDiscussion>", re.DOTALL)
_SPACE: Final = re.compile(r"\s+")
_SEVERITIES: Final = ("unknown", "info", "low", "medium", "high")
_READ_OF_RULE: Final = frozenset(
    {"title", "description", "version", "reference", "ident", "check", "complex-check"}
)
_READ_OF_GROUP: Final = frozenset({"title", "Group", "Rule"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of a benchmark."""

    full: str
    """Its id in the file."""
    line: int
    """Where it stands in the file."""
    short: str
    title: str
    text: str
    group: str
    above: tuple[str, ...]
    """Ids in the file of the groups that it stands in, from the outermost."""
    cluster: str
    selected: bool
    """By its own word and that of every group above it."""
    attributes: tuple[str, ...]
    named: dict[str, dict[str, list[str]]]
    """By catalog, the ids there that it refers to, each with its spellings."""
    others: tuple[str, ...]
    """Publications referred to besides."""


def words(element: Any) -> str:
    """The text in an element, however marked up, on one line per paragraph."""
    said = "".join(element.itertext())
    lines = (_SPACE.sub(" ", line).strip() for line in said.split("\n\n"))
    return as_text("\n".join(filter(None, lines)))


def label(element: Any, name: str) -> str:
    """The text of a child: in English where it is there in several languages."""
    found = element.findall("{*}" + name)
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    english = [one for one in found if one.get(lang, "en").lower().startswith("en")]
    return next((said for one in (*english, *found) if (said := words(one))), "")


def short(full: str) -> str:
    """An id without the prefix that XCCDF 1.2 demands."""
    return _PREFIX.sub("", full, count=1) or full


def read_rules(benchmark: Any, faults: Faults) -> tuple[list[Rule], tuple[Group, ...]]:
    """The rules of a benchmark that are not abstract, and the groups they stand in."""
    namespace = etree.QName(benchmark).namespace
    names = Names()
    groups: dict[str, Group] = {}
    found: dict[str, Rule] = {}
    kinds = {"Group": _once(faults, "group"), "Rule": _once(faults, "rule")}
    for element in benchmark.iter(*(f"{{{namespace}}}{kind}" for kind in kinds)):
        kind = _local(element)
        if not kinds[kind](element) or kind == "Group":
            continue
        if not _true(element.get("abstract"), default=False):
            above = list(_above(element, benchmark))
            nearest = as_text(above[-1].get("id")) if above else ""
            if above and nearest not in groups:
                groups[nearest] = _group(above[-1], names)
            group = groups[nearest].id if above else ""
            full = as_text(element.get("id"))
            found[full] = _rule(element, full, above, group)
            _check(element, faults)
    return list(found.values()), tuple(groups.values())


def _once(faults: Faults, kind: str) -> Callable[[Any], bool]:
    """Whether an element has an id that none of its kind before it had."""
    seen: set[str] = set()
    read = _READ_OF_GROUP if kind == "group" else _READ_OF_RULE

    def once(element: Any) -> bool:
        faults.leave(kind, map(_local, element.iterchildren("*")), read)
        full = as_text(element.get("id"))
        place = f"line {element.sourceline}"
        if not full:
            faults.add(place, f"The {kind} has no id, and is left out", "Give it one.")
        elif full in seen:
            message = f"The {kind} {full!r} stands twice; the first is read"
            faults.add(place, message, "Keep one of them.")
        else:
            seen.add(full)
            return True
        return False

    return once


def _check(element: Any, faults: Faults) -> None:
    place = f"line {element.sourceline}"
    severity = as_text(element.get("severity")) or "unknown"
    if severity not in _SEVERITIES:
        remedy = f"Write one of {', '.join(_SEVERITIES)}."
        faults.add(place, f"The severity {severity!r} is none", remedy)
    if element.get("extends") is not None:
        base = as_text(element.get("extends"))
        message = f"The rule extends {base!r}; what it inherits is not read"
        faults.add(place, message, "Import the benchmark with its items resolved.")


def _above(element: Any, benchmark: Any) -> Iterator[Any]:
    """The groups around an element, outermost first."""
    inside = takewhile(lambda one: one is not benchmark, element.iterancestors())
    yield from reversed([one for one in inside if _local(one) == "Group"])


def _local(element: Any) -> str:
    return etree.QName(element).localname


def _group(element: Any, names: Names) -> Group:
    full = as_text(element.get("id"))
    title = label(element, "title")
    return Group(
        id=names.take(short(full), title),
        title=first_line(title) or short(full) or "group",
    )


def _rule(element: Any, full: str, above: list[Any], group: str) -> Rule:
    named: dict[str, dict[str, list[str]]] = {}
    others: list[str] = []
    for spelled, publication in _references(element):
        known = list(_controls(spelled, publication))
        for catalog, found, as_written in known:
            spellings = named.setdefault(catalog, {}).setdefault(found, [])
            if as_written not in spellings:
                spellings.append(as_written)
        if not known:
            others.append(publication)
    return Rule(
        full=full,
        line=element.sourceline,
        short=short(full),
        title=label(element, "title"),
        text=_discussed(label(element, "description")),
        group=group,
        above=tuple(as_text(one.get("id")) for one in above),
        cluster=as_text(element.get("cluster-id")),
        selected=all(
            _true(one.get("selected"), default=True) for one in (*above, element)
        ),
        attributes=tuple(_facts(element, full)),
        named=named,
        others=tuple(others),
    )


def _discussed(said: str) -> str:
    """What a description says.

    The guides of DISA hold several texts in one, each between escaped tags; the first
    is the discussion.
    """
    found = _DISCUSSION.search(said)
    return found[1].strip() if found else said


def _true(said: str | None, *, default: bool) -> bool:
    """An `xsd:boolean`."""
    return default if said is None else said.strip() in ("true", "1")


def _references(element: Any) -> Iterator[tuple[str, str]]:
    """What a rule refers to, with the publication: references and identifiers."""
    for one in element.iterfind("{*}reference"):
        href = as_text(one.get("href"))
        yield words(one), href or first_line(words(one))[:40]
    for one in element.iterfind("{*}ident"):
        yield words(one), as_text(one.get("system"))


def _controls(spelled: str, publication: str) -> Iterator[tuple[str, str, str]]:
    """Catalog, id and spelling of each control or CCI that a reference names."""
    for cci in _CCI.findall(spelled):
        yield "cci", cci.lower(), cci
    about = f"{publication} {spelled}"
    revision = _REVISION.search(about) if _CATALOGED.search(about) else None
    if revision is None:
        return
    for control in _CONTROL.finditer(spelled):
        family, number, enhancement = control.groups()
        found = f"{family.lower()}-{number}"
        found = f"{found}.{enhancement}" if enhancement else found
        yield f"nist-800-53-r{revision[1]}", found, _SPACE.sub(" ", spelled)


def _facts(element: Any, full: str) -> Iterator[str]:
    if short(full) != full:
        yield f"xccdf id: {full}"
    for key in ("severity", "weight", "role"):
        said = as_text(element.get(key))
        if said:
            yield f"{key}: {said}"
    version = label(element, "version")
    if version:
        yield f"version: {first_line(version)}"
    yield from _named_facts(element)


def _named_facts(element: Any) -> Iterator[str]:
    """Identifiers other than CCI, which become rows, and the checks referred to."""
    for one in element.iterfind("{*}ident"):
        said = first_line(words(one))
        if said and not _CCI.fullmatch(said):
            yield f"ident: {said}"
    for one in element.iterfind(".//{*}check/{*}check-content-ref"):
        said = as_text(one.get("name")) or as_text(one.get("href"))
        if said:
            yield f"check: {first_line(said)}"
