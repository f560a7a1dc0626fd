"""Parameters: what a requirement leaves to be defined, and what it is defined as.

A workspace sets them in `parameters/<set>.toml`, where `<set>` is the id of a catalog
or a baseline: what stands for a catalog holds in every baseline of it that does not say
otherwise. A file holds keys and texts, or lists of texts, and nothing else:

```toml
"ac-01_odp.01" = "all engineers, and whoever supervises them"
"ac-02.03_odp.01" = ["expired", "inactive for 35 days"]
```

A baseline's own values and constraints are what its profile sets. A value is held to
the choices and the constraints that have a test; a constraint in words alone is for a
person to judge, and is `unknown` here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Final, Literal, TypeAlias, cast

from assay.catalog.library import Library, requirements_of
from assay.catalog.values import Constraint, Parameter, Requirement
from assay.errors import BadInput, Problem
from assay.ids import near
from assay.reading import parse_toml

__all__ = [
    "Judged",
    "Origin",
    "Setting",
    "Settings",
    "Valued",
    "filled",
    "narrowed",
    "read_settings",
    "stray",
    "valued",
    "violations",
]

Origin: TypeAlias = Literal["not_set", "catalog", "baseline", "workspace", "parts"]
"""Who sets a value; `parts`: it stands for others together, and they are all set."""

_INSERTED: Final = re.compile(r"\{\{\s*insert:\s*param\s*,\s*([^\s}]+)\s*\}\}")
_LONGEST: Final = 20_000
"""Characters of one value put into a text; parameters may name each other."""
_DEPTH: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a workspace says of one parameter, and where."""

    values: tuple[str, ...]
    file: str
    place: str


Settings: TypeAlias = Mapping[str, Mapping[str, Setting]]
"""By catalog or baseline, then by parameter as the file spells it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One thing that is asked of a value, and whether the value keeps to it."""

    asks: str
    verdict: Literal["met", "not_met", "unknown"]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Valued:
    """One parameter with its value."""

    requirement: str
    parameter: Parameter
    """As its catalog has it, narrowed by the baseline that is asked of."""
    origin: Origin
    values: tuple[str, ...] = ()
    file: str = ""
    place: str = ""
    judged: tuple[Judged, ...] = ()


def read_settings(files: Mapping[str, bytes]) -> dict[str, dict[str, Setting]]:
    """What the files of a workspace set, by catalog or baseline and parameter.

    An id with dots that was written without quotation marks is read as it was meant.

    Raises:
        BadInput: With every fault of every file.
    """
    problems: list[Problem] = []
    found: dict[str, dict[str, Setting]] = {}
    for file in sorted(files):
        table = parse_toml(files[file], file=file, problems=problems)
        name = file.rsplit("/", 1)[-1].removesuffix(".toml")
        held = found.setdefault(name, {})
        for place, value in _flat(table, ""):
            values = _values(value)
            if values is None:
                message = "A text or a list of texts is expected here"
                remedy = 'Write "..." or ["...", "..."].'
                problems.append(
                    Problem(file=file, place=place, message=message, remedy=remedy)
                )
            elif place in held:
                message = "It is set twice, with and without quotation marks"
                problems.append(Problem(file=file, place=place, message=message))
            else:
                held[place] = Setting(values=values, file=file, place=place)
    if problems:
        raise BadInput(problems)
    return found


def _flat(table: Mapping[str, object], above: str) -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        place = f"{above}.{key}" if above else key
        if isinstance(value, Mapping) and value:
            yield from _flat(cast("Mapping[str, object]", value), place)
        else:
            yield place, value


def _values(value: object) -> tuple[str, ...] | None:
    """The value as texts; None where it is nothing that a sentence could hold."""
    held = cast("list[object]", value) if isinstance(value, list) else [value]
    texts = tuple(text for text in map(_as_text, held) if text)
    return texts if texts and len(texts) == len(held) else None


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, bool) or not isinstance(value, int | float | date | time):
        return ""
    return str(value)


def narrowed(parameter: Parameter, by: Parameter) -> Parameter:
    """A parameter after a profile set something of it.

    Label, choices and values replace; constraints and guidelines are added. See
    "Modify" in OSCAL's specification of profile resolution.
    """
    return replace(
        parameter,
        label=by.label or parameter.label,
        choices=by.choices or parameter.choices,
        how_many=by.how_many if by.choices else parameter.how_many,
        values=by.values or parameter.values,
        constraints=_joined(parameter.constraints, by.constraints),
        guidelines=tuple(dict.fromkeys([*parameter.guidelines, *by.guidelines])),
    )


def _joined(
    one: tuple[Constraint, ...], other: tuple[Constraint, ...]
) -> tuple[Constraint, ...]:
    return tuple(dict.fromkeys([*one, *other]))


def valued(library: Library, set_id: str, settings: Settings) -> tuple[Valued, ...]:
    """Every parameter of a catalog or baseline, with its value, in order.

    Raises:
        UnknownName: There is no such catalog or baseline.
    """
    baseline = library.baselines.get(set_id)
    catalog = set_id if baseline is None else baseline.catalog
    sets = {one.id: one for one in baseline.parameters} if baseline else {}
    files = [settings.get(name, {}) for name in dict.fromkeys((set_id, catalog))]
    held = {key.lower(): one for file in reversed(files) for key, one in file.items()}
    asked = requirements_of(library, set_id)
    found = [
        _valued(one, parameter, sets, held)
        for one in asked
        for parameter in one.parameters
    ]
    by_id = {one.parameter.id: one for one in found}
    whole = [_from_parts(one, by_id) for one in found]
    return tuple(_judged(one, {v.parameter.id: v for v in whole}) for one in whole)


def _valued(
    requirement: Requirement,
    parameter: Parameter,
    sets: Mapping[str, Parameter],
    held: Mapping[str, Setting],
) -> Valued:
    names = (parameter.id, *parameter.also)
    by = next((sets[name] for name in names if name in sets), None)
    whole = parameter if by is None else narrowed(parameter, by)
    own = next((held[n.lower()] for n in names if n.lower() in held), None)
    found = Valued(requirement=requirement.id, parameter=whole, origin="not_set")
    if own is not None:
        return replace(
            found,
            origin="workspace",
            values=own.values,
            file=own.file,
            place=own.place,
        )
    if whole.values:
        origin: Origin = "baseline" if by is not None and by.values else "catalog"
        return replace(found, origin=origin, values=whole.values)
    return found


def _from_parts(one: Valued, by_id: Mapping[str, Valued]) -> Valued:
    """A parameter that stands for others, with their values if all of them have one."""
    names = one.parameter.aggregates
    parts = [by_id[name] for name in names if name in by_id]
    ready = bool(parts) and len(parts) == len(names) and all(p.values for p in parts)
    if one.origin != "not_set" or not ready:
        return one
    values = tuple(dict.fromkeys(text for part in parts for text in part.values))
    return replace(one, origin="parts", values=values)


def _judged(one: Valued, found: Mapping[str, Valued]) -> Valued:
    if not one.values or one.origin == "parts":
        return one
    return replace(one, judged=tuple(_judgements(one, found)))


def _judgements(one: Valued, found: Mapping[str, Valued]) -> Iterator[Judged]:
    parameter = one.parameter
    if parameter.values and one.origin == "workspace":
        same = {_folded(t) for t in one.values} == {
            _folded(t) for t in parameter.values
        }
        said = "; ".join(parameter.values)
        reason = "It is that." if same else "The workspace says otherwise."
        asks = f"it is set to {said!r}"
        yield Judged(asks=asks, verdict="met" if same else "not_met", reason=reason)
    if parameter.choices:
        yield from _chosen(one, found)
    for constraint in parameter.constraints:
        yield _kept(constraint, one.values)


def _chosen(one: Valued, found: Mapping[str, Valued]) -> Iterator[Judged]:
    """Whether the values are among the choices, and no more than are allowed."""
    parameter = one.parameter
    offered = {
        _folded(form)
        for choice in parameter.choices
        for form in (choice, filled(choice, found))
    }
    others = [
        text
        for text in one.values
        if not {_folded(text), _folded(filled(text, found))} & offered
    ]
    reason = f"Not offered: {', '.join(others)}." if others else "Each is offered."
    asks = f"chosen from: {'; '.join(parameter.choices)}"
    yield Judged(asks=asks, verdict="not_met" if others else "met", reason=reason)
    if parameter.how_many == "one":
        many = len(one.values)
        verdict: Literal["met", "not_met"] = "met" if many == 1 else "not_met"
        yield Judged(asks="one choice", verdict=verdict, reason=f"There are {many}.")


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _kept(constraint: Constraint, values: Iterable[str]) -> Judged:
    asks = constraint.description or f"it matches {', '.join(constraint.tests)}"
    if not constraint.tests:
        reason = "It is stated in words: a person must judge it."
        return Judged(asks=asks, verdict="unknown", reason=reason)
    for test in constraint.tests:
        for text in values:
            matched = _matches(test, text)
            if matched is None:
                reason = f"The test {test!r} is no regular expression that can be run."
                return Judged(asks=asks, verdict="unknown", reason=reason)
            if not matched:
                reason = f"{text!r} does not match {test!r}."
                return Judged(asks=asks, verdict="not_met", reason=reason)
    return Judged(asks=asks, verdict="met", reason="Each value matches.")


def _matches(test: str, text: str) -> bool | None:
    """Whether a text matches from end to end; None where it cannot be told.

    RE2 decides, because a published catalog may bring any expression, and no text
    keeps RE2 busy for longer than it is long.
    """
    import pyarrow as pa  # noqa: PLC0415 - few constraints have tests
    import pyarrow.compute as pc  # noqa: PLC0415

    try:
        pc.match_substring_regex(pa.scalar(""), test)  # it must be whole by itself
        found = pc.match_substring_regex(pa.scalar(text), f"^(?:{test})$")
    except (pa.ArrowInvalid, UnicodeEncodeError):
        return None
    return bool(found.as_py())


def violations(found: Iterable[Valued]) -> tuple[Problem, ...]:
    """What values break, each where it is set."""
    return tuple(
        Problem(
            file=one.file,
            place=one.place or one.parameter.id,
            message=f"{one.parameter.id}: {judged.reason}",
            remedy=f"What is asked: {judged.asks}.",
        )
        for one in found
        for judged in one.judged
        if judged.verdict == "not_met"
    )


def stray(library: Library, settings: Settings) -> tuple[Problem, ...]:
    """What is set of nothing: catalogs and parameters that are not held."""
    return tuple(_stray(library, settings))


def _stray(library: Library, settings: Settings) -> Iterator[Problem]:
    known = (*library.catalogs, *library.baselines)
    for name, held in settings.items():
        file = f"parameters/{name}.toml"
        if name not in known:
            message = f"There is no catalog or baseline {name!r} here"
            yield Problem(file=file, message=message, remedy=_meant(near(name, known)))
            continue
        names = {
            other.lower()
            for one in requirements_of(library, name)
            for parameter in one.parameters
            for other in (parameter.id, *parameter.also)
        }
        for key, one in held.items():
            if key.lower() not in names:
                message = f"{name} has no parameter {key!r}"
                remedy = _meant(near(key, names)) or (
                    "" if names else "It has none at all: import its official text."
                )
                yield Problem(
                    file=one.file, place=one.place, message=message, remedy=remedy
                )


def _meant(close: tuple[str, ...]) -> str:
    return f"Did you mean {' or '.join(close)}?" if close else ""


def filled(text: str, found: Mapping[str, Valued]) -> str:
    """A text with the values in the places of its parameters.

    One that is not set stands as NIST prints it: `[Assignment: ...]`, `[Selection
    (one or more): ...]`; one that is not known, by its id.
    """
    return _filled(text, found, {}, 0)


def _filled(
    text: str, found: Mapping[str, Valued], memo: dict[str, str], depth: int
) -> str:
    def shown(place: re.Match[str]) -> str:
        name = place[1]
        bare = f"[Assignment: {name}]"
        if name not in found or depth > _DEPTH:
            return bare
        if name not in memo:
            memo[name] = bare  # what names itself ends here
            inner = _filled(_unfilled(found[name]), found, memo, depth + 1)
            memo[name] = inner if len(inner) <= _LONGEST else bare
        return memo[name]

    return _INSERTED.sub(shown, text)


def _unfilled(one: Valued) -> str:
    parameter = one.parameter
    if one.values:
        return _listed(one.values)
    if parameter.choices:
        many = " (one or more)" if parameter.how_many == "one-or-more" else ""
        return f"[Selection{many}: {'; '.join(parameter.choices)}]"
    return f"[Assignment: {parameter.label or parameter.id}]"


def _listed(values: tuple[str, ...]) -> str:
    if len(values) == 1:
        return values[0]
    joint = "; " if any("," in text for text in values) else ", "
    return f"{joint.join(values[:-1])} and {values[-1]}"
