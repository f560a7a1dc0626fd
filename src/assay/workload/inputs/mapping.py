"""From what an input holds to resources of the provider's services, by the maps."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from assay.canonical import Json
from assay.ids import resolve_name
from assay.register import Register
from assay.workload.inputs.found import UNKNOWN, Found, at
from assay.workload.inputs.maps import FactRule, Maps
from assay.workload.inputs.shape import table
from assay.workload.values import Resource

__all__ = ["resources", "service_id"]

_NONE: Final = ("", None)


def resources(
    found: Iterable[Found], maps: Maps, register: Register
) -> tuple[Resource, ...]:
    """The resources that count, each with its service and the facts stated of it.

    What a map calls nothing is left out; what no map knows is kept without a service,
    and so will be unknown.
    """
    listed = [one for one in found if not _is_nothing(one, maps)]
    stated = _facts(listed, maps)
    return tuple(
        Resource(
            id=one.id,
            service=service_id(_mapped(one, maps), register),
            region=_region_id(one.region, register),
            account=one.account,
            type=one.type,
            facts=stated.get(one.id, {}),
            place=one.place,
        )
        for one in listed
    )


def _is_nothing(one: Found, maps: Maps) -> bool:
    mapped = maps.of(one.type)
    return mapped is not None and mapped.nothing


def _mapped(one: Found, maps: Maps) -> str:
    mapped = maps.of(one.type)
    return mapped.service if mapped is not None else ""


def service_id(name: str, register: Register) -> str:
    """The register's id of a service by id, title, alias or API prefix.

    A name that the register does not hold stays as it is: the answer will say that the
    register has no such service, which is not the same as having no name.
    """
    if not name or name in register.services:
        return name
    spellings = [
        (spelling, one.id)
        for one in register.services.values()
        for spelling in (one.title, *one.aliases)
    ]
    return resolve_name(name, spellings) or name


def _region_id(name: str, register: Register) -> str:
    if not name or name in register.regions:
        return name
    spellings = [
        (spelling, one.id)
        for one in register.regions.values()
        for spelling in (one.title, *one.aliases)
    ]
    return resolve_name(name, spellings) or name


def _facts(found: list[Found], maps: Maps) -> dict[str, dict[str, Json]]:
    """What the inputs state of each resource, its own words before a companion's."""
    by_name: dict[str, str] = {}
    for one in found:
        for name in one.names:
            by_name.setdefault(name, one.id)
    stated: dict[str, dict[str, Json]] = {}
    for one in found:
        for rule in maps.facts_of(one.type):
            value = _value(rule, one)
            target = one.id if not rule.of else _target(rule, one, by_name)
            if value is not None and target:
                stated.setdefault(target, {}).setdefault(rule.fact, value)
    return stated


def _target(rule: FactRule, one: Found, by_name: Mapping[str, str]) -> str:
    """The resource that a companion speaks of, by name or address."""
    for value in at(one.attributes, rule.of):
        name = value
        if len(table(value)) == 1:
            [name] = table(value).values()  # {"Ref": "Bucket"} that nothing resolved
        if isinstance(name, str) and name in by_name:
            return by_name[name]
    return ""


def _value(rule: FactRule, one: Found) -> Json | None:
    """The fact that a rule finds stated; None where nothing is."""
    if not rule.attribute:
        return rule.present if rule.present not in _NONE else None
    values = at(one.attributes, rule.attribute)
    if any(value is UNKNOWN for value in values):
        return None
    if not values or values == [None]:
        return rule.absent if rule.absent not in _NONE and _known(one) else None
    told = {_told(rule, value) for value in values} - {None}
    return told.pop() if len(told) == 1 else None


def _known(one: Found) -> bool:
    return bool(one.attributes)


def _told(rule: FactRule, value: Any) -> str | bool | None:
    if rule.value:
        spelled = str(value).lower() if isinstance(value, bool) else str(value)
        return rule.value.get(spelled)
    if rule.present not in _NONE and value not in (False, [], {}, ""):
        return rule.present
    return None
