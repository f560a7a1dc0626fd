"""Conditions as guard rail files spell them, read into their tree."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, cast

from assay.errors import Problem
from assay.ids import near
from assay.reading import read_record
from assay.register.basis import AgreementKind
from assay.workload.conditions import (
    All,
    Any_,
    Claimed,
    Condition,
    Eligible,
    FactIs,
    HasAgreement,
    InPlace,
    Not,
    Within,
    leaves,
)
from assay.workload.rails import FactKind

__all__ = ["Page", "read_condition"]

_DEEPEST: Final = 8
_KEYS: Final = (
    "all",
    "any",
    "not",
    "agreement",
    "eligible",
    "claimed",
    "country",
    "region",
    "partition",
    "fact",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The file being read: what it may name, and what is wrong with it so far."""

    file: str
    facts: Mapping[str, FactKind]
    problems: list[Problem]

    def fault(self, place: str, message: str, remedy: str = "") -> None:
        """Note one more fault."""
        self.problems.append(
            Problem(file=self.file, place=place, message=message, remedy=remedy)
        )

    def unknown(self, place: str, what: str, name: str, known: Collection[str]) -> None:
        """Note a name that stands for nothing, with those it is near."""
        close = near(name, known) or tuple(sorted(known))
        remedy = f"Known are, among others: {', '.join(close[:8])}."
        self.fault(place, f"There is no {what} {name!r}", remedy)


def read_condition(
    page: Page, table: Mapping[str, Any], place: str, depth: int = 0
) -> Condition | None:
    """The one condition of a table; None, and problems, where it is none."""
    found = [key for key in _KEYS if key in table]
    if len(found) != 1 or depth > _DEEPEST:
        message = (
            "Conditions are nested too deeply"
            if depth > _DEEPEST
            else f"One condition is expected here, not {' and '.join(found) or 'none'}"
        )
        page.fault(place, message, f"Write one of: {', '.join(_KEYS)}.")
        return None
    dates = {key: table[key] for key in ("since", "until") if key in table}
    rest = {key: value for key, value in table.items() if key not in dates}
    inner = _READ[found[0]](page, rest, place, depth)
    if inner is None or not dates:
        return inner
    span = read_record(
        _Span, dates, file=page.file, place=place, problems=page.problems
    )
    if span is None:
        return None
    return Within(of=inner, since=span.since, until=span.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    since: date | None = None
    until: date | None = None


def _group(
    page: Page, table: Mapping[str, Any], place: str, depth: int
) -> Condition | None:
    key = next(iter(key for key in ("all", "any") if key in table))
    before = len(page.problems)
    _only(page, table, place, {key})
    rows = table[key]
    if not isinstance(rows, list) or not rows:
        page.fault(f"{place}.{key}", "A list of conditions is expected here")
        return None
    read = [
        _inner(page, row, f"{place}.{key}[{index}]", depth)
        for index, row in enumerate(cast("list[object]", rows))
    ]
    if len(page.problems) > before:
        return None
    of = tuple(one for one in read if one is not None)
    return All(of=of) if key == "all" else Any_(of=of)


def _not(
    page: Page, table: Mapping[str, Any], place: str, depth: int
) -> Condition | None:
    _only(page, table, place, {"not"})
    inner = _inner(page, table["not"], f"{place}.not", depth)
    if inner is None:
        return None
    if not all(isinstance(leaf, InPlace | FactIs) for leaf in leaves(inner)):
        message = "Only places and facts can be the contrary of what is asked"
        remedy = "Say what must be granted, not what must not be."
        page.fault(f"{place}.not", message, remedy)
        return None
    return Not(of=inner)


def _inner(page: Page, row: object, place: str, depth: int) -> Condition | None:
    if not isinstance(row, Mapping):
        page.fault(place, "A condition is expected here: a table")
        return None
    return read_condition(page, cast("Mapping[str, Any]", row), place, depth + 1)


def _only(
    page: Page, table: Mapping[str, Any], place: str, known: Collection[str]
) -> None:
    for key in sorted(table.keys() - set(known)):
        remedy = f"Known keys: {', '.join(sorted(known))}."
        page.fault(f"{place}.{key}", "This key is not known", remedy)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Agreement:
    agreement: AgreementKind


@dataclass(frozen=True, slots=True, kw_only=True)
class _Eligible:
    eligible: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claimed:
    claimed: str
    level: str = ""
    level_from: Literal["", "data"] = ""
    aged: Literal["no", "bridged", "yes"] = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Country:
    country: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Region:
    region: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Partition:
    partition: Literal["commercial", "government"]


def _leaf(kind: type[Any], build: Callable[[Any], Condition]) -> "_Reader":
    """A reader of leaves whose keys are the fields of `kind`."""

    def read(
        page: Page, table: Mapping[str, Any], place: str, depth: int
    ) -> Condition | None:
        del depth
        found = read_record(
            kind, table, file=page.file, place=place, problems=page.problems
        )
        if found is None:
            return None
        built = build(found)
        if isinstance(built, InPlace) and not built.values:
            page.fault(f"{place}.{built.axis}", "Name one place at least")
        return built

    return read


def _claimed(found: _Claimed) -> Condition:
    return Claimed(
        program=found.claimed,
        level=found.level,
        level_from=found.level_from,
        aged=found.aged,
    )


def _fact(
    page: Page, table: Mapping[str, Any], place: str, depth: int
) -> Condition | None:
    del depth
    before = len(page.problems)
    _only(page, table, place, {"fact", "is", "in"})
    name = table["fact"]
    kind = page.facts.get(name) if isinstance(name, str) else None
    if kind is None:
        page.unknown(f"{place}.fact", "fact", str(name), page.facts)
        return None
    if ("is" in table) == ("in" in table):
        page.fault(place, "A fact has one of `is` and `in`")
        return None
    wanted = [table["is"]] if "is" in table else table["in"]
    if not isinstance(wanted, list) or not wanted:
        page.fault(f"{place}.in", "A list of values is expected here")
        return None
    for value in cast("list[object]", wanted):
        if not isinstance(value, str | bool) or value not in kind.values:
            known = ", ".join(str(one).lower() for one in kind.values)
            page.fault(place, f"{name!r} is never {value!r}", f"It may be: {known}.")
    if len(page.problems) > before:
        return None
    return FactIs(name=kind.id, values=tuple(cast("list[str | bool]", wanted)))


_Reader = Callable[[Page, Mapping[str, Any], str, int], Condition | None]
_READ: Final[dict[str, _Reader]] = {
    "all": _group,
    "any": _group,
    "not": _not,
    "fact": _fact,
    "agreement": _leaf(_Agreement, lambda one: HasAgreement(kind=one.agreement)),
    "eligible": _leaf(_Eligible, lambda one: Eligible(program=one.eligible)),
    "claimed": _leaf(_Claimed, _claimed),
    "country": _leaf(_Country, lambda one: InPlace(axis="country", values=one.country)),
    "region": _leaf(_Region, lambda one: InPlace(axis="region", values=one.region)),
    "partition": _leaf(
        _Partition, lambda one: InPlace(axis="partition", values=(one.partition,))
    ),
}
