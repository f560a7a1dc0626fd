"""Which service a type of resource is, and which facts its attributes state: as data.

```toml
provider = "Amazon Web Services"

[[map]]
type = ["aws_s3_*", "AWS::S3::*"]
service = "s3"

[[map]]
type = "null_resource"
nothing = true

[[fact]]
type = "aws_db_instance"
attribute = "storage_encrypted"
fact = "encrypted_at_rest"
value = { true = true, false = false }

[[fact]]
type = "aws_s3_bucket_server_side_encryption_configuration"
of = "bucket"
fact = "encrypted_at_rest"
present = true
```

The longest pattern that fits decides; a workspace's own maps come before the library's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any, TypeAlias, TypeVar

from assay.errors import BadInput, Problem
from assay.reading import parse_toml, read_records
from assay.workload.inputs.shape import is_list, items, table

__all__ = ["FactRule", "Mapped", "Maps", "read_maps"]

_KEYS = ("map", "fact")
T = TypeVar("T")
Table: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """One line of a map: a pattern of types, and the service they are."""

    type: tuple[str, ...]
    service: str = ""
    nothing: bool = False
    """Whether such a resource is no service at all: a random name, a wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRule:
    """How an attribute of a resource states a fact."""

    type: tuple[str, ...]
    fact: str
    attribute: str = ""
    """Where it stands: `encryption_info.enabled`; `*` for any item of a list."""
    of: str = ""
    """The attribute that names the resource which the fact is of, if not this one."""
    value: dict[str, str | bool] = field(default_factory=dict[str, str | bool])
    """The fact's value by the attribute's text; what is not listed states nothing."""
    present: str | bool = ""
    """The fact's value where the attribute (or the resource) is there at all."""
    absent: str | bool = ""
    """The fact's value where the attribute is known not to be there."""


@dataclass(frozen=True, kw_only=True)
class Maps:
    """All maps that apply, the nearest first."""

    maps: tuple[Mapped, ...]
    facts: tuple[FactRule, ...]

    @cached_property
    def _exact(self) -> Mapping[str, Mapped]:
        found: dict[str, Mapped] = {}
        for one in self.maps:
            for pattern in one.type:
                if "*" not in pattern:
                    found.setdefault(pattern, one)
        return found

    @cached_property
    def _patterns(self) -> tuple[tuple[str, Mapped], ...]:
        """Patterns with a star, the longest first; of equals the nearest."""
        listed = [(p, one) for one in self.maps for p in one.type if "*" in p]
        return tuple(sorted(listed, key=lambda pair: -len(pair[0])))

    def of(self, type_: str) -> Mapped | None:
        """What a type of resource is; None where no map says."""
        exact = self._exact.get(type_)
        if exact is not None:
            return exact
        for pattern, one in self._patterns:
            if fnmatchcase(type_, pattern):
                return one
        return None

    def facts_of(self, type_: str) -> tuple[FactRule, ...]:
        """The rules that may state facts from a resource of a type."""
        return tuple(
            rule
            for rule in self.facts
            if any(fnmatchcase(type_, pattern) for pattern in rule.type)
        )


def read_maps(*shelves: Mapping[str, bytes]) -> Maps:
    """The maps in TOML files, those of earlier shelves before those of later ones.

    Raises:
        BadInput: With every fault found.
    """
    problems: list[Problem] = []
    maps: list[Mapped] = []
    facts: list[FactRule] = []
    for files in shelves:
        for file in sorted(files):
            found = parse_toml(files[file], file=file, problems=problems)
            for key in found.keys() - {*_KEYS, "provider"}:
                message = "This key is not known"
                remedy = "A map holds [[map]] and [[fact]]."
                problems.append(
                    Problem(file=file, place=key, message=message, remedy=remedy)
                )
            maps += _rows(Mapped, found, "map", file, problems)
            facts += _rows(FactRule, found, "fact", file, problems)
    if problems:
        raise BadInput(problems)
    return Maps(maps=tuple(maps), facts=tuple(facts))


def _rows(
    kind: type[T], found: Table, key: str, file: str, problems: list[Problem]
) -> tuple[T, ...]:
    rows: Any = found.get(key, [])
    if is_list(rows):
        rows = [_with_list(row) for row in items(rows)]
    return read_records(kind, rows, file=file, place=key, problems=problems)


def _with_list(row: Any) -> Any:
    """One pattern may be written without the brackets of a list."""
    pattern = table(row).get("type")
    return {**table(row), "type": [pattern]} if isinstance(pattern, str) else row
