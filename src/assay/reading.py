"""TOML into frozen values, with every fault found at once.

A document is decoded into a dataclass field by field. A key the dataclass does not
have, a value of the wrong type and a missing key each become a `Problem` that names
the file, the table and the key; the rest of the document is still read.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import (
    Any,
    Final,
    Literal,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec
import tomli

from assay.errors import Problem
from assay.ids import near

__all__ = ["parse_toml", "read_record", "read_records"]

T = TypeVar("T")
Table = Mapping[str, Any]


def parse_toml(data: bytes, *, file: str, problems: list[Problem]) -> dict[str, Any]:
    """The document in `data`, or `{}` and a problem where it is not TOML in UTF-8."""
    try:
        return tomli.loads(data.decode("utf-8"))
    except UnicodeDecodeError as fault:
        message = f"The file is not UTF-8 text: byte {fault.start} cannot be read"
        remedy = "Save it as UTF-8."
    except tomli.TOMLDecodeError as fault:
        message = f"The file is not valid TOML: {fault}"
        remedy = "Correct the syntax at that place (https://toml.io)."
    except RecursionError:
        message = "The file is nested too deeply"
        remedy = "Write it flat: a register needs three levels at most."
    problems.append(Problem(file=file, message=message, remedy=remedy))
    return {}


def read_record(
    kind: type[T], table: object, *, file: str, place: str, problems: list[Problem]
) -> T | None:
    """Decode one table into the dataclass `kind`; None if anything was at fault."""
    if not isinstance(table, Mapping):
        remedy = "Write a table: `{ key = value }`, or its keys under a `[heading]`."
        problems.append(_fault(file, place, "A table is expected here", remedy))
        return None
    rows = cast("Table", table)
    found: dict[str, Any] = {}
    before = len(problems)
    known = _shape(cast("Any", kind))
    if not rows.keys() <= known.keys():
        problems.extend(_unknown_keys(rows, known, file=file, place=place))
    for name, want in known.items():
        if name in rows:
            value = rows[name]
            if type(value) is not want.exact:
                where = f"{place}.{name}" if place else name
                value = _read(want, value, file=file, place=where, out=problems)
            found[name] = value
        elif want.required:
            where = f"{place}.{name}" if place else name
            remedy = f"Add `{name} = ...`."
            problems.append(_fault(file, where, "This key is missing", remedy))
    return kind(**found) if len(problems) == before else None


def read_records(
    kind: type[T], tables: object, *, file: str, place: str, problems: list[Problem]
) -> tuple[T, ...]:
    """Decode an array of tables; those at fault are left out and reported."""
    if not isinstance(tables, list):
        remedy = f"Head each entry with `[[{place}]]`, in double brackets."
        message = "An array of tables is expected here"
        problems.append(_fault(file, place, message, remedy))
        return ()
    read: list[T] = []
    for index, table in enumerate(cast("list[object]", tables)):
        where = f"{place}[{index}]"
        one = read_record(kind, table, file=file, place=where, problems=problems)
        if one is not None:
            read.append(one)
    return tuple(read)


@dataclass(frozen=True, slots=True)
class _Want:
    """What a key may hold, worked out once for a dataclass."""

    hint: Any
    required: bool
    exact: type | None
    """Values of just this type are taken as they are."""
    record: type[Any] | None
    """The dataclass of a table."""
    item: type[Any] | None
    """The dataclass of each table of an array."""


_AS_THEY_ARE: Final = (str, int, bool, date)


@cache
def _shape(kind: type[object]) -> dict[str, _Want]:
    """What the fields of a dataclass may hold, by name."""
    hints = get_type_hints(kind)
    return {
        f.name: _want(hints[f.name], f) for f in fields(cast("Any", kind)) if f.init
    }


def _want(hint: Any, field: "Field[Any]") -> _Want:
    many = get_origin(hint) is tuple
    return _Want(
        hint=hint,
        required=field.default is MISSING and field.default_factory is MISSING,
        exact=hint if hint in _AS_THEY_ARE else None,
        record=_record_in(hint),
        item=_record_in(get_args(hint)[0]) if many else None,
    )


def _fault(file: str, place: str, message: str, remedy: str = "") -> Problem:
    return Problem(file=file, place=place, message=message, remedy=remedy)


def _unknown_keys(
    rows: Table, known: Mapping[str, object], *, file: str, place: str
) -> list[Problem]:
    faults: list[Problem] = []
    for key in rows:
        if key in known:
            continue
        close = near(key, known)
        hint = f"Did you mean `{close[0]}`? " if close else ""
        remedy = f"{hint}Known keys: {', '.join(sorted(known))}."
        where = f"{place}.{key}" if place else key
        faults.append(_fault(file, where, "This key is not known", remedy))
    return faults


def _read(want: _Want, value: Any, *, file: str, place: str, out: list[Problem]) -> Any:
    """Decode one value: tables and arrays of tables by us, the rest by msgspec."""
    hint = want.hint
    if want.record is not None:
        return read_record(want.record, value, file=file, place=place, problems=out)
    if want.item is not None:
        return read_records(want.item, value, file=file, place=place, problems=out)
    try:
        return msgspec.convert(value, hint, strict=True)
    except msgspec.ValidationError as fault:
        message = str(fault).replace("`", "'").replace(" - at '$'", "")
        out.append(_fault(file, place, message, _remedy(hint, value)))
        return None


def _remedy(hint: Any, value: object) -> str:
    """How to write what is expected, given what was written instead."""
    choices = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    ways = [_way(one, value) for one in choices if one is not NoneType]
    first, *others = ways
    told = ", or ".join((first, *(way[:1].lower() + way[1:] for way in others)))
    return f"{told}."


def _way(hint: Any, value: object) -> str:
    origin = get_origin(hint)
    if origin is Literal:
        return _choice([str(one) for one in get_args(hint) if one], value)
    if hint is date:
        return _day(value)
    if origin is tuple:
        return _list(get_args(hint)[0], value)
    return _WAYS.get(origin or hint, "Correct its type")


_WAYS: Final[dict[Any, str]] = {
    str: 'Write a text in quotes, "like this"',
    int: "Write a whole number, without quotes",
    float: "Write a number, without quotes",
    bool: "Write true or false, without quotes",
    dict: "Write a table, { key = value }",
}


def _choice(words: list[str], value: object) -> str:
    close = near(value, words) if isinstance(value, str) else ()
    hint = f'Did you mean "{close[0]}"? ' if close else ""
    return f"{hint}Write one of: {', '.join(words)}"


def _day(value: object) -> str:
    """A day; where one can be read from what was written, that one."""
    if isinstance(value, datetime):
        return f"Write the day alone: {value.date()}"
    try:
        return f"Write the day without quotes: {date.fromisoformat(str(value))}"
    except ValueError:
        return "Write a day without quotes, year first: 2026-11-24"


def _list(item: Any, value: object) -> str:
    if not isinstance(value, list):
        return "Write a list in brackets, even of one"
    odd = [one for one in cast("list[object]", value) if not _fits(item, one)]
    return f"In the list: {_way(item, next(iter(odd), None))}"


def _fits(hint: Any, value: object) -> bool:
    try:
        msgspec.convert(value, hint, strict=True)
    except msgspec.ValidationError:
        return False
    return True


def _record_in(hint: Any) -> type[Any] | None:
    """The dataclass in `X` or `X | None`, if the hint holds one."""
    choices = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    for choice in choices:
        if isinstance(choice, type) and is_dataclass(choice):
            return choice
    return None
