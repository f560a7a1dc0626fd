"""From what an input holds to resources of the provider's services, by the maps."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final

from assay.canonical import Json
from assay.workload.inputs.arn import account_of, region_of
from assay.workload.inputs.found import UNKNOWN, Found, Later, at, text_at
from assay.workload.inputs.maps import FactRule, Maps, Said, fits
from assay.workload.inputs.naming import Known
from assay.workload.values import Resource

__all__ = ["resources"]

_OWN_NAMES: Final = ("arn", "bucket", "Arn", "BucketName", "ResourceName")
_NOT_KNOWN_YET: Final = "known after apply"
_NOT_TOLD: Final = "not told"
"""The region of a copy that the input does not tell: no register holds it."""


def resources(found: Iterable[Found], maps: Maps, known: Known) -> tuple[Resource, ...]:
    """The resources that count, each with its service and the facts stated of it.

    What a map calls nothing is left out. What no map knows, and what makes things that
    nobody has seen, is kept without a service, and so will be unknown. What a resource
    is known to make, and where else it is, follows it as resources of their own.
    """
    listed = list(found)
    names = frozenset(
        text_at(one.attributes, key) for one in listed for key in _OWN_NAMES
    ) - {""}
    stated = _facts(listed, maps)
    counted: list[Resource] = []
    for one, facts in zip(listed, stated, strict=True):
        said = maps.of(one.type)
        if said.mapped is not None and said.mapped.nothing:
            continue
        unseen = said.mapped is not None and said.mapped.unseen and not one.entire
        service = "" if unseen else known.service(said.service)
        own = Resource(
            id=one.id,
            service=service,
            region=known.region(one.region),
            account=one.account,
            type=one.type,
            facts=facts,
            place=one.place,
        )
        counted.append(own)
        counted.extend(_made(one, maps, known))
        counted.extend(_copies(one, own, said, names, known))
    return tuple(counted)


def _made(one: Found, maps: Maps, known: Known) -> Iterator[Resource]:
    """What the resource makes, each type once."""
    types: dict[str, None] = {}
    for rule in maps.of(one.type).made:
        if rule.unless and at(one.attributes, rule.unless) != [None]:
            continue
        for value in at(one.attributes, rule.attribute) if rule.attribute else ():
            types[rule.value.get(str(value), "")] = None
        types[rule.makes] = None
    for made in (one for one in types if one):
        yield Resource(
            id=f"{one.id}: {made}",
            service=known.service(maps.of(made).service),
            region=known.region(one.region),
            account=one.account,
            type=made,
            place=one.place,
        )


def _copies(
    one: Found, own: Resource, said: Said, names: frozenset[str], known: Known
) -> Iterator[Resource]:
    """The same resource in each further region that it names."""
    seen = {own.region}
    for rule in said.copies:
        for value in at(one.attributes, rule.region):
            if _is_listed(value, one, rule.region, names):
                continue
            region, account = _place(value)
            region = known.region(region)
            if region and region not in seen:
                seen.add(region)
                yield replace(
                    own,
                    id=f"{own.id}: {region}",
                    region=region,
                    account=account or own.account,
                )


def _is_listed(value: Any, one: Found, path: str, names: frozenset[str]) -> bool:
    """Whether the place is another resource's, which is judged by itself."""
    if isinstance(value, Later):
        return bool(value.of)
    if isinstance(value, str) and value.startswith("arn:"):
        return not names.isdisjoint((value, value.rsplit(":", 1)[-1]))
    return value is UNKNOWN and bool(one.refers(path))


def _place(value: Any) -> tuple[str, str]:
    """The region and account that a value names: by itself, or as an ARN."""
    if value is UNKNOWN or isinstance(value, Later):
        return _NOT_KNOWN_YET, ""
    text = value if isinstance(value, str) else ""
    if text.startswith("arn:"):
        return region_of(text) or _NOT_TOLD, account_of(text)
    return text, ""


def _facts(found: Sequence[Found], maps: Maps) -> list[dict[str, Json]]:
    """What the input states of each resource; the first rule that states it decides."""
    targets = _Targets(found)
    told: dict[tuple[int, str], dict[int, set[str | bool]]] = {}
    for index, one in enumerate(found):
        for rank, rule in maps.of(one.type).facts:
            value = _value(rule, one)
            target = targets.of(rule, one) if rule.of else index
            if value is None or target is None:
                continue
            for fact in rule.fact:
                told.setdefault((target, fact), {}).setdefault(rank, set()).add(value)
    facts: list[dict[str, Json]] = [{} for _ in found]
    for (index, fact), by_rule in told.items():
        values = by_rule[min(by_rule)]
        if len(values) == 1:
            [facts[index][fact]] = values
    return facts


class _Targets:
    """Finds the resource that a companion speaks of, by its id or by a name it has."""

    def __init__(self, found: Sequence[Found]) -> None:
        self._found = found
        self._ids = {one.id: index for index, one in enumerate(found)}
        self._named = cache(self._names)

    def of(self, rule: FactRule, one: Found) -> int | None:
        """Its index, where exactly one resource is meant."""
        meant: set[int] = set()
        for value in at(one.attributes, rule.of):
            if isinstance(value, str):
                meant.update(self._named(rule.of).get(value, ()))
            elif isinstance(value, Later):
                meant.update(self._by_id(value.of))
        if not meant:
            for identifier in one.refers(rule.of):
                meant.update(self._by_id(identifier))
        fitting = [
            index
            for index in meant
            if self._found[index] is not one
            and (not rule.to or fits(self._found[index].type, rule.to))
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _by_id(self, identifier: str) -> tuple[int, ...]:
        return (self._ids[identifier],) if identifier in self._ids else ()

    def _names(self, attribute: str) -> Mapping[str, set[int]]:
        """Resources by the names they have, one that they call like the attribute."""
        named: dict[str, set[int]] = {}
        for index, one in enumerate(self._found):
            texts = (text_at(one.attributes, key) for key in (*_NAMES, attribute))
            for name in (one.id, *texts):
                if name:
                    named.setdefault(name, set()).add(index)
        return named


_NAMES: Final = ("id", "arn", "name", "Id", "Arn", "Name", "ResourceName")


def _value(rule: FactRule, one: Found) -> str | bool | None:
    """The fact that a rule finds stated; None where nothing is."""
    if not all(
        _is(at(one.attributes, key), wanted) for key, wanted in rule.where.items()
    ):
        return None
    if not rule.attribute:
        return rule.present
    values = at(one.attributes, rule.attribute)
    if all(value is None for value in values):
        return None if one.entire or not one.attributes else rule.absent
    values += [
        value
        for path in rule.also
        for value in at(one.attributes, path)
        if value is not None or "*" in path
    ]
    told = {_told(rule, value) for value in values}
    return told.pop() if len(told) == 1 else None


def _is(values: list[Any], wanted: str | bool) -> bool:  # noqa: FBT001 - as written
    return bool(values) and all(_spelled(value) == _spelled(wanted) for value in values)


def _told(rule: FactRule, value: Any) -> str | bool | None:
    if rule.value:
        return rule.value.get(_spelled(value))
    empty = value is UNKNOWN or value in (None, False, [], {}, "")
    return None if empty else rule.present


def _spelled(value: Any) -> str:
    """A value as the maps write it: true and false are small, in text as well."""
    text = str(value)
    return text.lower() if text in ("True", "False", "TRUE", "FALSE") else text
