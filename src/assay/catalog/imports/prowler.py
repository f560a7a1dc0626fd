"""Prowler's compliance files: which of its checks bear on which requirement.

Such a file says that a program's requirement can be looked at by machine, and how far:
"n of N requirements have a check". It never says that one is met, so nothing here
becomes a verdict, a baseline or a relation between catalogs.

Two layouts are read: one provider's (`Requirements`, `Attributes` as a list, `Checks`
as a list) and the universal one (`requirements`, `attributes` as a table, `checks` by
provider), as in github.com/prowler-cloud/prowler, `prowler/compliance`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from assay.catalog.imports.loose import (
    Faults,
    Names,
    as_list,
    as_table,
    as_text,
    first_line,
    identifier,
    is_list,
    is_table,
    origin_of,
    provenance_of,
    read_json,
    tables,
)
from assay.catalog.imports.values import CheckCoverage, Imported
from assay.catalog.values import Catalog, Group, Requirement
from assay.ids import slug

__all__ = ["looks_like_prowler", "read_prowler"]

_HEAD: Final = 65_536
_CONTROL_SETS: Final = re.compile(r"800.?53|fedramp(?!.*20x)", re.IGNORECASE)
_CONTROL: Final = re.compile(r"([a-z]{2}-\d+)((?:-\w+)+)")
_NOT_LETTERS: Final = re.compile(r"[^a-z0-9]")
_KEPT: Final = ("Service", "Type", "Profile", "AssessmentStatus", "Category")
_TOOL: Final = "prowler"
_OF_FILE: Final = frozenset(
    {"framework", "name", "version", "provider", "requirements"}
)
_OF_ONE: Final = frozenset({"id", "name", "description", "attributes", "checks"})
_SECTION: Final = ("Section", "section")


def looks_like_prowler(data: bytes) -> bool:
    """Whether a file begins as a compliance file of Prowler's does."""
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith(b"{"):
        return False
    one = b'"Framework"' in head and b'"Requirements"' in head
    universal = b'"framework"' in head and b'"requirements"' in head
    return one or (universal and b'"checks"' in head)


def read_prowler(data: bytes, *, file: str) -> Imported:
    """The requirements of a compliance file, and the checks that bear on each.

    Raises:
        BadInput: It is not JSON, or holds no requirement.
    """
    faults = Faults(file=file)
    whole = _lower(as_table(read_json(data, faults)), "file", _OF_FILE, faults)
    listed = whole.get("requirements")
    found = list(faults.tables(listed, "Requirements", "requirement"))
    title = as_text(whole.get("name")) or as_text(whole.get("framework"))
    if not found or not title:
        raise faults.refused(
            "The file holds no requirements of a framework",
            "Read a file of prowler/compliance, not a scan's results.",
        )
    reader = _Reader(faults, bool(_CONTROL_SETS.search(title)))
    for index, one in found:
        table = _lower(one, "requirement", _OF_ONE, faults)
        reader.read(table, f"Requirements[{index}]")
    edition = as_text(whole.get("version"))
    provider = as_text(whole.get("provider"))
    origin = origin_of(
        data, file, "prowler", publisher="Prowler", edition=edition, unit="requirement"
    )
    catalog = Catalog(
        id=_catalog_id(whole, title),
        title=title,
        standard=as_text(whole.get("framework")) or title,
        edition=edition,
        owner="",
        programs=(),
        unit="requirement that Prowler lists",
        count=len(reader.requirements),
        provenance=provenance_of(
            origin,
            f"Prowler's compliance file for {title}"
            + (f" on {provider}" if provider else ""),
            "Lists what Prowler has checks for, which may be less than the standard.",
        ),
        groups=tuple(reader.groups.values()),
        requirements=tuple(reader.requirements),
    )
    coverage = tuple(
        CheckCoverage(requirement=name, checks=tuple(checks), tool=_TOOL)
        for name, checks in reader.checks.items()
        if checks
    )
    return Imported(
        origin=origin,
        catalogs=(catalog,),
        coverage=coverage,
        notes=(*_notes(reader, len(coverage)), *faults.left()),
        problems=tuple(faults.found),
    )


@dataclass(slots=True, init=False)
class _Reader:
    """Takes one requirement after the other."""

    faults: Faults
    controls: bool
    """Whether ids are those of NIST SP 800-53."""
    requirements: list[Requirement]
    checks: dict[str, dict[str, None]]
    """By requirement, its checks in order, each once."""
    groups: dict[str, Group]
    names: Names
    group_names: Names
    by_spelling: dict[str, str]
    respelled: int

    def __init__(self, faults: Faults, controls: bool) -> None:  # noqa: FBT001 - one fact
        self.faults = faults
        self.controls = controls
        self.requirements = []
        self.checks = {}
        self.groups = {}
        self.names = Names()
        self.group_names = Names()
        self.by_spelling = {}
        self.respelled = 0

    def read(self, one: dict[str, Any], place: str) -> None:
        """One requirement; a second of the same id adds its checks to the first."""
        spelling = as_text(one.get("id"))
        name = as_text(one.get("name"))
        checks = self._checks(one.get("checks"), f"{place}.Checks")
        if not spelling:
            remedy = "Give it the id that its standard prints."
            self.faults.add(f"{place}.Id", "The requirement has no id", remedy)
        if spelling and spelling in self.by_spelling:
            message = f"The id {spelling!r} stands twice; the checks of both are kept"
            self.faults.add(f"{place}.Id", message, "Keep one of them.")
            self._bear(self.by_spelling[spelling], checks)
            return
        better = _better(spelling, name, controls=self.controls)
        self.respelled += identifier(better) != identifier(spelling)
        taken = self._named(better, spelling, name, f"{place}.Id")
        text = as_text(one.get("description"))
        attributes = one.get("attributes")
        self.requirements.append(
            Requirement(
                id=taken,
                title=first_line(name or text) or taken,
                group=self._group(attributes),
                kind="requirement",
                attributes=tuple(_kept(attributes)),
                text=text,
            )
        )
        self._bear(taken, checks)

    def _named(self, better: str, spelling: str, name: str, place: str) -> str:
        clash = bool(spelling) and identifier(better)[0] in self.names.taken
        taken = self.names.take(better, spelling, first_line(name))
        if clash:
            message = (
                f"The id {spelling!r} reads as one that another requirement has; this "
                f"one is called {taken}"
            )
            self.faults.add(place, message, "Keep one spelling of one requirement.")
        if spelling:
            self.by_spelling[spelling] = taken
        return taken

    def _checks(self, value: object, place: str) -> list[str]:
        """Names of checks: a list, or lists by provider; what is none is a fault."""
        if is_table(value):
            by = as_table(value)
            return [
                one
                for provider, listed in by.items()
                for one in self._listed(listed, f"{place}.{provider}")
            ]
        return self._listed(value, place)

    def _listed(self, value: object, place: str) -> list[str]:
        if value is not None and not is_list(value):
            self.faults.add(place, "Here must stand a list of names of checks")
        found: Counter[str] = Counter()
        for index, one in enumerate(as_list(value)):
            name = as_text(one)
            if name:
                found[name] += 1
            else:
                self.faults.add(f"{place}[{index}]", "The check has no name; left out")
        again = [name for name, times in found.items() if times > 1]
        if again:
            message = f"Listed more than once: {', '.join(again)}"
            self.faults.add(place, message, "Keep each once.")
        return list(found)

    def _bear(self, requirement: str, checks: list[str]) -> None:
        self.checks.setdefault(requirement, {}).update(dict.fromkeys(checks))

    def _group(self, attributes: object) -> str:
        """The section that a requirement stands in, in either layout."""
        for one in _attributes(attributes):
            self.faults.leave("attribute", one, (*_SECTION, *_KEPT))
            title = as_text(one.get("Section")) or as_text(one.get("section"))
            if title:
                if title not in self.groups:
                    taken = self.group_names.take(slug(title) or title)
                    self.groups[title] = Group(id=taken, title=first_line(title))
                return self.groups[title].id
        return ""


def _lower(
    table: dict[str, Any], what: str, read: frozenset[str], faults: Faults
) -> dict[str, Any]:
    """The same with the first letters of its keys small: both layouts alike."""
    faults.leave(what, (key for key in table if _small(key) not in read))
    return {_small(key): value for key, value in table.items()}


def _small(key: str) -> str:
    return key[:1].lower() + key[1:]


def _attributes(value: object) -> list[dict[str, Any]]:
    """A list of tables, whether one table or a list of them stands there."""
    return [as_table(value)] if is_table(value) else [one for _, one in tables(value)]


def _better(spelling: str, name: str, *, controls: bool) -> str:
    """The id as its standard prints it, where the requirement's name begins with it.

    Prowler flattens ids (`164_308_a_1_ii_a`, `cc_1_3`), and the name often prints them.
    A word of the name counts only where it has the id's own letters and digits.
    """
    bare = _letters(spelling)
    words = (one.rstrip(".:,") for one in name.split() if one[:1].isalnum())
    found = next((one for one in words if bare and _letters(one) == bare), spelling)
    control = _CONTROL.fullmatch(identifier(found)[0]) if controls and found else None
    return control[1] + control[2].replace("-", ".") if control else found


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", text.lower())


def _kept(attributes: object) -> Iterator[str]:
    for one in _attributes(attributes):
        for key in _KEPT:
            value = as_text(one.get(key))
            if value:
                yield f"{key.lower()}: {first_line(value)}"


def _catalog_id(whole: dict[str, Any], title: str) -> str:
    named = as_text(whole.get("framework")) or title
    parts = (named, as_text(whole.get("version")), as_text(whole.get("provider")))
    return identifier("-".join(("prowler", *filter(None, parts))))[0]


def _notes(reader: _Reader, covered: int) -> Iterator[str]:
    count = len(reader.requirements)
    yield (
        f"{covered} of {count} requirements have a check of Prowler's; "
        "that a check exists, or passes, does not mean that the requirement is met"
    )
    if reader.respelled:
        yield f"{reader.respelled} ids are spelled as their standard prints them"
    yield from reader.names.notes("requirements")
