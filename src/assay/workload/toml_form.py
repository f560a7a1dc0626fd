"""A workload in Assay's own form: TOML that reads aloud.

```toml
[workload]
id = "patient-records"
data = ["phi"]
account = "4100-2207"

[[resource]]
id = "records"
service = "object-storage"
region = "us-east-1"
encrypted_at_rest = true
```

Every further key of a resource, or of the workload, is a fact stated of it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar, cast

from assay.errors import BadInput, Problem
from assay.ids import slug
from assay.reading import parse_toml, read_record
from assay.workload.values import Resource, Workload

__all__ = ["read_toml"]

_TABLES = ("workload", "resource")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Workload:
    id: str = ""
    title: str = ""
    account: str = ""
    data: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    levels: dict[str, str] = field(default_factory=dict[str, str])
    facts: dict[str, str | bool] = field(default_factory=dict[str, str | bool])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Resource:
    id: str
    service: str = ""
    region: str = ""
    account: str = ""
    type: str = ""
    facts: dict[str, str | bool] = field(default_factory=dict[str, str | bool])


T = TypeVar("T", _Workload, _Resource)


def read_toml(data: bytes, *, file: str) -> Workload:
    """The workload in a TOML document; without an id it is called as its file.

    Raises:
        BadInput: With every fault found: of form, of types, and of ids given twice.
    """
    problems: list[Problem] = []
    document = parse_toml(data, file=file, problems=problems)
    for key in document.keys() - set(_TABLES):
        remedy = "It holds [workload] and [[resource]] only."
        problems.append(
            Problem(
                file=file, place=key, message="This key is not known", remedy=remedy
            )
        )
    head = _read(_Workload, document.get("workload", {}), file, "workload", problems)
    resources = _resources(document.get("resource", []), file, problems)
    if head is None or problems:
        raise BadInput(sorted(set(problems)))
    named = head.id or slug(file.rsplit("/", 1)[-1].removesuffix(".toml"))
    return Workload(
        id=named or "workload",
        title=head.title,
        data=head.data,
        programs=head.programs,
        resources=resources,
        account=head.account,
        facts=head.facts,
        levels=head.levels,
        file=file,
    )


def _resources(
    tables: object, file: str, problems: list[Problem]
) -> tuple[Resource, ...]:
    if not isinstance(tables, list):
        message = "An array of tables is expected here"
        remedy = "Write [[resource]], with two brackets."
        problems.append(
            Problem(file=file, place="resource", message=message, remedy=remedy)
        )
        return ()
    found: list[Resource] = []
    for index, table in enumerate(cast("list[object]", tables)):
        place = f"resource[{index}]"
        one = _read(_Resource, table, file, place, problems)
        if one is not None:
            found.append(
                Resource(
                    id=one.id,
                    service=one.service,
                    region=one.region,
                    account=one.account,
                    type=one.type,
                    facts=one.facts,
                    place=place,
                )
            )
    for name, count in Counter(one.id for one in found).items():
        if count > 1 or not name:
            message = (
                f"{count} resources are called {name!r}"
                if name
                else "A resource has an empty id"
            )
            remedy = "Give each its own id."
            problems.append(
                Problem(file=file, place="resource", message=message, remedy=remedy)
            )
    return tuple(found)


def _read(
    kind: type[T], table: object, file: str, place: str, problems: list[Problem]
) -> T | None:
    """A table whose further keys are facts."""
    if isinstance(table, Mapping):
        rows = cast("Mapping[str, Any]", table)
        own = {one.name for one in fields(kind)}
        further = {key: value for key, value in rows.items() if key not in own}
        table = {key: value for key, value in rows.items() if key in own}
        stated = table.get("facts", {})
        if further and isinstance(stated, Mapping):
            table["facts"] = {**cast("Mapping[str, Any]", stated), **further}
    return read_record(kind, table, file=file, place=place, problems=problems)
