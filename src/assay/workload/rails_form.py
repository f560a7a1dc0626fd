"""From the files of `guardrails/` to rails, with every fault found at once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any, Final, Literal, TypeVar, cast

from assay.errors import BadInput, Problem
from assay.ids import slug, well_formed
from assay.reading import parse_toml, read_record, read_records
from assay.workload.condition_form import Page, read_condition
from assay.workload.conditions import FactIs, leaves
from assay.workload.rails import (
    Case,
    DataClass,
    FactKind,
    Must,
    Rail,
    Rails,
    When,
)

__all__ = ["BLANKS", "read_rails"]

_DATA: Final = "data-classes.toml"
_FACTS: Final = "facts.toml"
BLANKS: Final = frozenset(
    {"service", "region", "account", "level", "regions", "services"}
)
"""What the words of a change may leave to be filled in."""
_CASES: Final = 3
_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")

T = TypeVar("T", DataClass, FactKind)


def read_rails(files: Mapping[str, bytes]) -> Rails:
    """The rails in `files`: one TOML file each, beside the two lists of words.

    Keys are paths; the file's name is the rail's id. Names of programs are not looked
    up here: a register that does not hold one answers `unknown`.

    Raises:
        BadInput: With every fault found, of form, of names and of missing cases.
    """
    problems: list[Problem] = []
    data = _words(files, _DATA, "data", DataClass, problems)
    facts = _words(files, _FACTS, "fact", FactKind, problems)
    problems.extend(_spellings(data))
    rails: dict[str, Rail] = {}
    for file in sorted(files):
        name = file.rsplit("/", 1)[-1]
        if not name.endswith(".toml") or name in {_DATA, _FACTS}:
            continue
        page = Page(file=file, facts=facts, problems=problems)
        rail = _rail(page, files[file], name.removesuffix(".toml"), data)
        if rail is not None and rail.id in rails:
            page.fault("", f"There are two rails called {rail.id!r}")
        elif rail is not None:
            rails[rail.id] = rail
    if problems:
        raise BadInput(sorted(set(problems)))
    return Rails(rails=rails, data=data, facts=facts)


def _words(
    files: Mapping[str, bytes],
    name: str,
    key: str,
    kind: type[T],
    problems: list[Problem],
) -> dict[str, T]:
    """The entries of the files of that name, by id."""
    found: dict[str, T] = {}
    for file in sorted(files):
        if file.rsplit("/", 1)[-1] != name:
            continue
        table = parse_toml(files[file], file=file, problems=problems)
        rows = read_records(
            kind, table.get(key, []), file=file, place=key, problems=problems
        )
        for row in rows:
            if row.id in found or _ID.fullmatch(row.id) is None:
                message = f"{row.id!r} is no id, or is given twice"
                problems.append(Problem(file=file, place=key, message=message))
            found[row.id] = row
    return found


def _spellings(data: Mapping[str, DataClass]) -> Iterator[Problem]:
    """Spellings under which two classes of data would be found."""
    taken: dict[str, str] = {}
    for one in data.values():
        for spelling in {slug(s) for s in (one.id, one.title, *one.aliases)}:
            first = taken.setdefault(spelling, one.id)
            if first != one.id:
                message = f"{spelling!r} means both {first!r} and {one.id!r}"
                yield Problem(file=_DATA, place=one.id, message=message)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """A rail's own keys; what it asks is read apart."""

    title: str
    program: str
    source: str
    summary: str
    when: When
    must: list[dict[str, Any]]
    case: tuple[Case, ...]
    each: Literal["resource", "workload"] = "resource"
    since: date | None = None
    until: date | None = None
    unconfirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _MustHead:
    id: str
    says: str
    change: str = ""


def _rail(
    page: Page, data: bytes, identifier: str, classes: Mapping[str, DataClass]
) -> Rail | None:
    before = len(page.problems)
    table = parse_toml(data, file=page.file, problems=page.problems)
    if len(page.problems) > before:
        return None
    head = read_record(_Head, table, file=page.file, place="", problems=page.problems)
    musts = tuple(_musts(page, table.get("must")))
    if head is None:
        return None
    if not well_formed(identifier):
        page.fault("", f"{identifier!r} is not a well-formed id")
    _check_when(page, head.when, classes)
    _check_cases(page, head.case, classes, musts)
    if len(page.problems) > before:
        return None
    return Rail(
        id=identifier,
        title=head.title,
        program=head.program,
        source=head.source,
        summary=head.summary,
        when=head.when,
        each=head.each,
        musts=musts,
        cases=head.case,
        since=head.since,
        until=head.until,
        unconfirmed=head.unconfirmed,
    )


def _musts(page: Page, rows: object) -> Iterator[Must]:
    if not isinstance(rows, list) or not rows:
        page.fault("must", "A rail asks one thing at least", "Add a `[[must]]`.")
        return
    seen: set[str] = set()
    for index, table in enumerate(cast("list[object]", rows)):
        place = f"must[{index}]"
        if not isinstance(table, Mapping):
            page.fault(place, "A table is expected here")
            continue
        row = cast("Mapping[str, Any]", table)
        own = {key: row[key] for key in ("id", "says", "change") if key in row}
        rest = {key: value for key, value in row.items() if key not in own}
        head = read_record(
            _MustHead, own, file=page.file, place=place, problems=page.problems
        )
        condition = read_condition(page, rest, place)
        if head is None:
            continue
        if head.id in seen:
            page.fault(f"{place}.id", f"There are two musts called {head.id!r}")
        seen.add(head.id)
        _check_blanks(page, head.change, f"{place}.change")
        if condition is not None:
            yield Must(
                id=head.id, says=head.says, change=head.change, condition=condition
            )


def _check_blanks(page: Page, text: str, place: str) -> None:
    try:
        blanks = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError as fault:
        page.fault(place, f"The blanks are not closed: {fault}")
        return
    for name in blanks:
        if name not in BLANKS:
            page.unknown(place, "blank", name, BLANKS)


def _check_when(page: Page, when: When, classes: Mapping[str, DataClass]) -> None:
    if not when.data and not when.programs:
        remedy = "Say which data or which required programs it binds."
        page.fault("when", "It would bind no workload", remedy)
    for index, name in enumerate(when.data):
        if name not in classes:
            page.unknown(f"when.data[{index}]", "data class", name, classes)


def _check_cases(
    page: Page,
    cases: tuple[Case, ...],
    classes: Mapping[str, DataClass],
    musts: tuple[Must, ...],
) -> None:
    states = {case.state for case in cases}
    open_ = {"unknown", "allowed_if"} & states
    if len(cases) < _CASES or not {"allowed", "not_allowed"} <= states or not open_:
        message = "The cases show too little of the rule"
        remedy = "Give one each of allowed, not_allowed, and unknown or allowed_if."
        page.fault("case", message, remedy)
    known = {
        leaf.name
        for must in musts
        for leaf in leaves(must.condition)
        if isinstance(leaf, FactIs)
    }
    for index, case in enumerate(cases):
        for name in case.given.data:
            if name not in classes:
                page.unknown(f"case[{index}].given.data", "data class", name, classes)
        for name, value in case.given.facts.items():
            place = f"case[{index}].given.facts.{name}"
            kind = page.facts.get(name)
            if kind is None or name not in known:
                page.unknown(place, "fact of this rail", name, known)
            elif value not in (*kind.values, "not_applicable"):
                page.fault(place, f"{name!r} is never {value!r}")
