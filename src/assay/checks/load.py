"""Checks from their three files, with every fault found at once."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from assay.canonical import digest, json_bytes
from assay.checks.bind import bind_problems
from assay.checks.cases import case_problems
from assay.checks.sql import read_condition, read_select
from assay.checks.values import Case, Check, Population
from assay.errors import BadInput, Problem
from assay.evidence.tables import TABLES, columns_of
from assay.ids import near, well_formed
from assay.reading import parse_toml, read_record

__all__ = ["load_checks"]

FILES = ("check.toml", "check.sql", "cases.toml")
_AGE = re.compile(r"([1-9][0-9]{0,5})([mhdw])")
_AGE_UNIT = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_PARAMETER = re.compile(r"[a-z][a-z0-9_]*")
_FEWEST_CASES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Definition:
    """`check.toml` as it is written."""

    title: str
    control: str
    reads: tuple[str, ...]
    population: Population
    max_age: str
    tolerance: int = 0
    parameters: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cases:
    """`cases.toml` as it is written."""

    case: tuple[Case, ...]


def load_checks(files: Mapping[str, bytes]) -> tuple[Check, ...]:
    """The checks in `files` (`checks/<id>/check.toml`...), in order of their ids.

    Raises:
        BadInput: with every problem of every check.
    """
    problems: list[Problem] = []
    checks: list[Check] = []
    for identifier, three in sorted(_folders(files).items()):
        check = _load_one(identifier, three, problems)
        if check is not None:
            checks.append(check)
    problems += bind_problems(checks)
    if problems:
        raise BadInput(problems)
    return tuple(checks)


def _folders(files: Mapping[str, bytes]) -> dict[str, dict[str, bytes]]:
    """The files of each check by name; what else lies in its folder is not read."""
    found: dict[str, dict[str, bytes]] = {}
    for path, data in files.items():
        parts = path.split("/")
        if len(parts) >= 3 and parts[-3] == "checks" and parts[-1] in FILES:  # noqa: PLR2004 - checks/<id>/<file>
            found.setdefault(parts[-2], {})[parts[-1]] = data
    return found


def _load_one(
    identifier: str, three: Mapping[str, bytes], problems: list[Problem]
) -> Check | None:
    before = len(problems)
    folder = f"checks/{identifier}"
    if not well_formed(identifier):
        remedy = "Use lower-case letters, digits and hyphens, as in `leaver-access`."
        message = f"`{identifier}` cannot be the id of a check"
        problems.append(Problem(file=folder, message=message, remedy=remedy))
    missing = [name for name in FILES if name not in three]
    for name in missing:
        message = f"A check has three files; `{name}` is missing"
        problems.append(Problem(file=f"{folder}/{name}", message=message))
    if missing:
        return None
    definition = _definition(three["check.toml"], f"{folder}/check.toml", problems)
    cases = _cases(three["cases.toml"], f"{folder}/cases.toml", problems)
    sql = _text(three["check.sql"], f"{folder}/check.sql", problems)
    if definition is None or sql is None:
        return None
    check = Check(
        id=identifier,
        title=definition.title,
        control=definition.control,
        reads=definition.reads,
        population=definition.population,
        max_age=_age(definition.max_age) or timedelta(0),
        tolerance=definition.tolerance,
        parameters=_parameters(definition.parameters),
        sql=sql,
        cases=cases,
        digest=digest(json_bytes({name: digest(three[name]) for name in FILES})),
    )
    problems += _sql_problems(check, folder)
    problems += case_problems(check, f"{folder}/cases.toml")
    return check if len(problems) == before else None


def _definition(data: bytes, file: str, problems: list[Problem]) -> _Definition | None:
    before = len(problems)
    table = parse_toml(data, file=file, problems=problems)
    if len(problems) > before:
        return None
    read = read_record(_Definition, table, file=file, place="", problems=problems)
    if read is None:
        return None
    for place, message, remedy in _definition_faults(read):
        fault = Problem(file=file, place=place, message=message, remedy=remedy)
        problems.append(fault)
    return read if len(problems) == before else None


def _definition_faults(read: _Definition) -> list[tuple[str, str, str]]:
    faults = [*_read_faults(read), *_parameter_faults(read.parameters)]
    words = {"title": read.title, "control": read.control}
    faults += [(k, "This is empty", "") for k, v in words.items() if not v.strip()]
    if _age(read.max_age) is None:
        remedy = 'Write a number and m, h, d or w: "24h", "7d".'
        faults.append(("max_age", f'"{read.max_age}" is not an age', remedy))
    if read.tolerance < 0:
        message = "A tolerance cannot be negative"
        faults.append(("tolerance", message, "Write 0 or more deviations."))
    return faults


def _read_faults(read: _Definition) -> list[tuple[str, str, str]]:
    faults: list[tuple[str, str, str]] = []
    for index, name in enumerate(read.reads):
        if name not in TABLES:
            close = near(name, TABLES)
            remedy = f"Did you mean {' or '.join(close)}?" if close else ""
            message = f"There is no evidence table `{name}`"
            faults.append((f"reads[{index}]", message, remedy))
    if len(set(read.reads)) != len(read.reads):
        faults.append(("reads", "A table is named twice", "Name each once."))
    population = read.population
    if population.table not in read.reads:
        message = f"`{population.table}` is not among `reads`"
        remedy = f'Add "{population.table}" to `reads`.'
        faults.append(("population.table", message, remedy))
    elif population.table in TABLES and population.key:
        columns = [c.name for c in columns_of(TABLES[population.table])]
        if population.key not in columns:
            message = f"`{population.table}` has no column `{population.key}`"
            remedy = f"Its columns: {', '.join(columns)}."
            faults.append(("population.key", message, remedy))
    return faults


def _parameter_faults(parameters: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    faults: list[tuple[str, str, str]] = []
    for name, value in parameters.items():
        place = f"parameters.{name}"
        if not _PARAMETER.fullmatch(name):
            remedy = "Use lower-case letters, digits and underscores."
            faults.append((place, "This cannot be the name of a parameter", remedy))
        if name == "at":
            remedy = "`$at` is always the time of the run; choose another name."
            faults.append((place, "This name is taken", remedy))
        if not _may_be_parameter(value):
            remedy = "Use text, a number, true, false, a date-time or a list of text."
            faults.append((place, "This cannot be the value of a parameter", remedy))
    return faults


def _may_be_parameter(value: object) -> bool:
    if isinstance(value, list):
        items = cast("list[object]", value)
        return all(isinstance(item, str) for item in items)
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    return isinstance(value, str | datetime)


def _parameters(written: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _utc(value) if isinstance(value, datetime) else value
        for name, value in written.items()
    }


def _utc(moment: datetime) -> datetime:
    """A moment in UTC; one written without an offset is taken to be in UTC."""
    return (
        moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    )


def _age(text: str) -> timedelta | None:
    match = _AGE.fullmatch(text)
    if match is None:
        return None
    return timedelta(**{_AGE_UNIT[match[2]]: int(match[1])})


def _text(data: bytes, file: str, problems: list[Problem]) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as fault:
        message = f"The file is not UTF-8 text: byte {fault.start} cannot be read"
        problems.append(Problem(file=file, message=message, remedy="Save it as UTF-8."))
        return None


def _cases(data: bytes, file: str, problems: list[Problem]) -> tuple[Case, ...]:
    before = len(problems)
    table = parse_toml(data, file=file, problems=problems)
    if len(problems) > before:
        return ()
    read = read_record(_Cases, table, file=file, place="", problems=problems)
    if read is None:
        return ()
    cases = tuple(replace(case, at=_utc(case.at)) for case in read.case)
    for message, remedy in _case_set_faults(cases):
        fault = Problem(file=file, place="case", message=message, remedy=remedy)
        problems.append(fault)
    return cases


def _case_set_faults(cases: tuple[Case, ...]) -> list[tuple[str, str]]:
    faults: list[tuple[str, str]] = []
    if len(cases) < _FEWEST_CASES:
        message = f"There are {len(cases)} cases; a check needs at least three"
        faults.append((message, "Add one that is met, one that is not, one unknown."))
    if not any("unknown" in case.expect.values() for case in cases):
        message = "No case expects `unknown`"
        remedy = "Add one in which the evidence does not say."
        faults.append((message, remedy))
    names = [case.name for case in cases]
    twice = sorted({n for n in names if names.count(n) > 1})
    remedy = "Name each differently."
    return [*faults, *((f'Two cases are called "{name}"', remedy) for name in twice)]


def _sql_problems(check: Check, folder: str) -> list[Problem]:
    where, in_where = read_condition(
        check.population,
        reads=check.reads,
        parameters=check.parameters,
        file=f"{folder}/check.toml",
    )
    select, in_select = read_select(
        check.sql,
        reads=check.reads,
        parameters=check.parameters,
        file=f"{folder}/check.sql",
    )
    problems = [*in_where, *in_select]
    if where is None or select is None:
        return problems
    file = f"{folder}/check.toml"
    for name in sorted(set(check.reads) - select.tables - where.tables):
        message = f"`{name}` is among `reads`, but nothing reads it"
        remedy = "Remove it: stale rows of it would hold the check back."
        problems.append(
            Problem(file=file, place="reads", message=message, remedy=remedy)
        )
    for name in sorted(set(check.parameters) - select.parameters - where.parameters):
        message = f"`${name}` is declared, but nothing uses it"
        place = f"parameters.{name}"
        problems.append(Problem(file=file, place=place, message=message))
    return problems
