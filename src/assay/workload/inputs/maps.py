"""Which service a type of resource is, and which facts its attributes state: as data.

```toml
provider = "Amazon Web Services"

[[map]]
type = ["aws_s3_*", "AWS::S3::*"]
service = ["s3", "Amazon S3"]    # what a register may call it, in this order

[[map]]
type = "null_resource"
nothing = true                          # no service at all

[[map]]
type = "aws_cloudformation_stack"
unseen = true                           # it makes things that the input does not list

[[made]]                                # ... and here it is known what it makes
type = "AWS::Serverless::Function"
unless = "Role"
makes = "AWS::IAM::Role"

[[copy]]                                # a resource that is in further regions as well
type = "aws_dynamodb_table"
region = "replica.*.region_name"

[[fact]]
type = "aws_db_instance"
attribute = "storage_encrypted"
fact = "encrypted_at_rest"
value = { true = true, false = false }

[[fact]]                                # a companion states it of another resource
type = "aws_s3_bucket_public_access_block"
of = "bucket"
to = "aws_s3_bucket"
where = { ignore_public_acls = true, restrict_public_buckets = true }
fact = "public"
present = false

[[fact]]                                # it has nothing to encrypt
type = "aws_iam_*"
fact = ["encrypted_at_rest", "encrypted_in_transit"]
present = "not_applicable"
```

The longest pattern that fits decides, and of equals the nearest: a workspace's own maps
come before the library's. Of facts, the first rule that states something decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any, Final, TypeAlias, TypeVar

from assay.errors import BadInput, Problem
from assay.reading import parse_toml, read_records
from assay.workload.inputs.shape import is_list, items, table

__all__ = ["FactRule", "Maps", "Said", "fits", "read_maps"]

T = TypeVar("T")
Table: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """One line of a map: patterns of types, and the service they are."""

    type: tuple[str, ...]
    service: tuple[str, ...] = ()
    """Names by which a register may hold it; the first that it does hold counts."""
    nothing: bool = False
    """Whether such a resource is no service at all: a random name, a wait."""
    unseen: bool = False
    """Whether it makes resources that the input does not list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a resource makes that the input does not list, as far as it can be known."""

    type: tuple[str, ...]
    makes: str = ""
    """The type of what is made."""
    unless: str = ""
    """The attribute that names one which is there already."""
    attribute: str = ""
    """Where it says what is made."""
    value: dict[str, str] = field(default_factory=dict[str, str])
    """What is made by that attribute's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Where a resource says in which further regions it is."""

    type: tuple[str, ...]
    region: str
    """The attribute with the regions, or with ARNs that lie in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRule:
    """How an attribute of a resource states a fact."""

    type: tuple[str, ...]
    fact: tuple[str, ...]
    """Mostly one; several where the same is to be said of each."""
    attribute: str = ""
    """Where it stands: `encryption_info.enabled`; `*` for any item of a list."""
    also: tuple[str, ...] = ()
    """Further attributes: what stands there must state the same."""
    of: str = ""
    """The attribute that names the resource which the fact is of, if not this one."""
    to: tuple[str, ...] = ()
    """The types which that other resource may have."""
    where: dict[str, str | bool] = field(default_factory=dict[str, str | bool])
    """Attributes that must have these values for the rule to speak at all."""
    value: dict[str, str | bool] = field(default_factory=dict[str, str | bool])
    """The fact's value by the attribute's text; what is not listed states nothing."""
    present: str | bool | None = None
    """The fact's value where the attribute (or the resource) is there at all."""
    absent: str | bool | None = None
    """The fact's value where a plan or template is known not to state the attribute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the maps say of one type."""

    mapped: Mapped | None
    """What it is; None where no map says."""
    made: tuple[Made, ...]
    copies: tuple[Copy, ...]
    facts: tuple[tuple[int, FactRule], ...]
    """Rules with their rank: what the first states, decides."""

    @property
    def service(self) -> tuple[str, ...]:
        """The names of the service it is; none where no map says."""
        return self.mapped.service if self.mapped is not None else ()


@dataclass(frozen=True, kw_only=True)
class Maps:
    """All maps that apply, the nearest first."""

    maps: tuple[Mapped, ...] = ()
    made: tuple[Made, ...] = ()
    copies: tuple[Copy, ...] = ()
    facts: tuple[FactRule, ...] = ()

    @cached_property
    def _exact(self) -> Mapping[str, Mapped]:
        found: dict[str, Mapped] = {}
        for one in self.maps:
            for pattern in one.type:
                found.setdefault(pattern, one)
        return found

    @cached_property
    def _patterns(self) -> tuple[tuple[str, Mapped], ...]:
        """Patterns, the longest first; of equals the nearest."""
        listed = [(pattern, one) for one in self.maps for pattern in one.type]
        return tuple(sorted(listed, key=lambda pair: -len(pair[0])))

    @cached_property
    def _said(self) -> dict[str, Said]:
        return {}

    def of(self, type_: str) -> Said:
        """All that the maps say of a type of resource, looked up once."""
        if type_ not in self._said:
            self._said[type_] = Said(
                mapped=self._mapped(type_),
                made=tuple(one for one in self.made if fits(type_, one.type)),
                copies=tuple(one for one in self.copies if fits(type_, one.type)),
                facts=tuple(
                    (rank, one)
                    for rank, one in enumerate(self.facts)
                    if fits(type_, one.type)
                ),
            )
        return self._said[type_]

    def _mapped(self, type_: str) -> Mapped | None:
        exact = self._exact.get(type_)
        if exact is not None:
            return exact
        found = (one for pattern, one in self._patterns if fnmatchcase(type_, pattern))
        return next(found, None)


def fits(type_: str, patterns: Sequence[str]) -> bool:
    """Whether a type is one of those that the patterns name."""
    return any(fnmatchcase(type_, pattern) for pattern in patterns)


def read_maps(*shelves: Mapping[str, bytes]) -> Maps:
    """The maps in TOML files, those of earlier shelves before those of later ones.

    Raises:
        BadInput: With every fault found.
    """
    problems: list[Problem] = []
    found: list[_File] = []
    for shelf in shelves:
        listed = [_read(shelf[file], file, problems) for file in sorted(shelf)]
        problems.extend(_twice(listed))
        found.extend(listed)
    if problems:
        raise BadInput(problems)
    return Maps(
        maps=tuple(row for one in found for row in one.maps),
        made=tuple(row for one in found for row in one.made),
        copies=tuple(row for one in found for row in one.copies),
        facts=tuple(row for one in found for row in one.facts),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    name: str
    maps: tuple[Mapped, ...]
    made: tuple[Made, ...]
    copies: tuple[Copy, ...]
    facts: tuple[FactRule, ...]


_KEYS: Final = ("provider", "map", "made", "copy", "fact")
_LISTS: Final = ("type", "service", "fact", "to", "also")
"""Keys whose one value may be written without the brackets of a list."""


def _read(data: bytes, file: str, problems: list[Problem]) -> _File:
    tree = parse_toml(data, file=file, problems=problems)
    for key in sorted(tree.keys() - set(_KEYS)):
        message = "This key is not known"
        remedy = f"A map holds: {', '.join(_KEYS)}."
        problems.append(Problem(file=file, place=key, message=message, remedy=remedy))

    def rows(kind: type[T], key: str) -> tuple[T, ...]:
        listed: Any = tree.get(key, [])
        if is_list(listed):
            listed = [_with_lists(row) for row in items(listed)]
        return read_records(kind, listed, file=file, place=key, problems=problems)

    read = _File(
        name=file,
        maps=rows(Mapped, "map"),
        made=rows(Made, "made"),
        copies=rows(Copy, "copy"),
        facts=rows(FactRule, "fact"),
    )
    problems.extend(_faults(read))
    return read


def _with_lists(row: Any) -> Any:
    lone = {
        key: [value]
        for key, value in table(row).items()
        if key in _LISTS and isinstance(value, str)
    }
    return {**table(row), **lone} if lone else row


def _faults(read: _File) -> Iterator[Problem]:
    """Rows that say nothing, or two things at once."""
    for row in read.maps:
        if bool(row.service) + row.nothing + (row.unseen and not row.service) != 1:
            message = "A map says what a type is: service, unseen, or nothing = true"
            yield _fault(read, row.type, message)
    for made in read.made:
        if bool(made.makes) == bool(made.attribute and made.value):
            message = "It says what is made by `makes`, or by `attribute` and `value`"
            yield _fault(read, made.type, message)
    for rule in read.facts:
        message = _at_fault(rule)
        if message:
            yield _fault(read, rule.type, message)


def _at_fault(rule: FactRule) -> str:
    looks = rule.value or rule.also or rule.absent is not None
    if looks and not rule.attribute:
        return "It needs an `attribute` to look at"
    if not rule.value and rule.present is None and rule.absent is None:
        return "It states nothing: give `value`, `present` or `absent`"
    return "`to` is of use with `of` alone" if rule.to and not rule.of else ""


def _fault(read: _File, patterns: Sequence[str], message: str) -> Problem:
    return Problem(file=read.name, place=", ".join(patterns), message=message)


def _twice(found: Sequence[_File]) -> Iterator[Problem]:
    """Patterns of which the maps of one shelf say two things."""
    said: dict[str, str] = {}
    for one in found:
        for pattern in (p for row in one.maps for p in row.type):
            if pattern in said:
                message = f"The pattern stands in {said[pattern]} already"
                yield _fault(one, [pattern], message)
            said[pattern] = one.name
