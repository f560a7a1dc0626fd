"""A Terraform plan or state as `terraform show -json` writes it.

What will be lies in `planned_values`, what is in `values`; which values are only known
later is in `resource_changes[].change.after_unknown`. What is deleted is in neither,
data sources are read and not made, and what a plan leaves for a later one is unknown.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

import msgspec

from assay.errors import BadInput, Problem
from assay.workload.inputs.arn import account_of, region_of, zone_region
from assay.workload.inputs.configuration import Written
from assay.workload.inputs.found import UNKNOWN, Found, text_at
from assay.workload.inputs.plan_form import Change, Instance, Module, Plan
from assay.workload.inputs.shape import is_list, is_table, items, table

__all__ = ["is_terraform", "read_terraform"]

_MOST_DEPTH: Final = 100
_REST: Final = "part of a plan that Terraform left out"
_MAJORS: Final = ("", "0", "1")
_AGAIN: Final = "Write it with `terraform show -json PLAN > plan.json`."


def is_terraform(keys: Mapping[str, Any]) -> bool:
    """Whether it looks like a plan or a state in JSON, by the keys at its top."""
    told = "terraform_version" in keys or "format_version" in keys
    return told and ("planned_values" in keys or "values" in keys or len(keys) <= _FEW)


_FEW: Final = 2
"""What an empty state holds: its format version, and perhaps Terraform's."""


def read_terraform(data: bytes, *, file: str) -> tuple[Found, ...]:
    """The resources that will be there, or are.

    Raises:
        BadInput: It is not in the form that Terraform writes, or Terraform itself says
            that it is not whole.
    """
    try:
        plan = msgspec.json.decode(data, type=Plan)
    except (msgspec.DecodeError, RecursionError) as fault:
        message, _, path = str(fault).partition(" - at `$")
        place = path.rstrip("`")
        problem = Problem(file=file, place=place, message=message, remedy=_AGAIN)
        raise BadInput([problem]) from None
    _refuse_what_is_not_whole(plan, file)
    key = "planned_values" if plan.planned_values is not None else "values"
    values = plan.planned_values or plan.values
    root = values.root_module if values is not None else None
    if root is None:
        message = "It holds no resources: there is no root module in it"
        place = f"/{key}/root_module"
        raise BadInput(
            [Problem(file=file, place=place, message=message, remedy=_AGAIN)]
        )
    listed = list(_instances(root, f"/{key}/root_module"))
    return tuple(_all(plan, listed))


def _refuse_what_is_not_whole(plan: Plan, file: str) -> None:
    if plan.errored:
        message = "Terraform met an error while it planned, so the plan is not whole"
        remedy = "Correct what `terraform plan` reports, and plan again."
        problem = Problem(file=file, place="/errored", message=message, remedy=remedy)
        raise BadInput([problem])
    if plan.format_version.partition(".")[0] not in _MAJORS:
        message = f"Format version {plan.format_version} is not read here"
        remedy = "Write it with Terraform 1.x."
        place = "/format_version"
        raise BadInput(
            [Problem(file=file, place=place, message=message, remedy=remedy)]
        )


def _instances(
    module: Module, place: str, depth: int = 0
) -> Iterator[tuple[Instance, str]]:
    for index, one in enumerate(module.resources or ()):
        if one.mode == "managed" and one.type:
            yield one, f"{place}/resources/{index}"
    for index, inner in enumerate(module.child_modules or ()):
        if depth < _MOST_DEPTH:
            yield from _instances(inner, f"{place}/child_modules/{index}", depth + 1)


def _all(plan: Plan, listed: list[tuple[Instance, str]]) -> Iterator[Found]:
    written = Written(plan, [one.address for one, _ in listed])
    changes = {
        one.address: one.change
        for one in plan.resource_changes or ()
        if not one.deposed
    }
    for one, place in listed:
        yield _found(one, place, changes.get(one.address, Change()), written)
    yield from _left_out(plan, written)


def _left_out(plan: Plan, written: Written) -> Iterator[Found]:
    """What is known to come, and is not in this plan."""
    deferred = plan.deferred_changes or ()
    for index, one in enumerate(deferred):
        later = one.resource_change
        if later is None or later.mode != "managed" or not later.type:
            continue
        if later.change.actions == ["delete"]:
            continue
        made = Instance(
            address=later.address, type=later.type, provider_name=later.provider_name
        )
        unknown = Change(after_unknown=True)
        yield _found(made, f"/deferred_changes/{index}", unknown, written)
    if plan.complete is False and not deferred:
        yield Found(id="plan", type=_REST, place="/complete")


def _found(one: Instance, place: str, change: Change, written: Written) -> Found:
    known = _marked(one.values or {}, change.after_unknown, 0)
    values = table(known)
    return Found(
        id=one.address or f"{one.type}.{one.name}",
        type=one.type,
        place=place,
        attributes=values,
        region=_region(values) or written.region(one),
        account=account_of(text_at(values, "arn"))
        or written.account(one)
        or text_at(values, "owner_id"),
        refers=partial(written.refers, one.address),
    )


def _region(values: Mapping[str, Any]) -> str:
    """What the resource itself tells of the region it is in."""
    zones = (zone_region(text_at(values, path)) for path in _ZONES)
    told = (text_at(values, "region"), region_of(text_at(values, "arn")), *zones)
    return next((one for one in told if one), "")


_ZONES: Final = ("availability_zone", "availability_zones.0")


def _marked(value: Any, unknown: Any, depth: int) -> Any:
    """The values with those that are not known yet marked as such."""
    if unknown is True or depth > _MOST_DEPTH:
        return UNKNOWN
    if is_table(unknown) and is_table(value):
        known = dict(table(value))
        for key, inner in table(unknown).items():
            if _any_unknown(inner):
                known[key] = _marked(known.get(key), inner, depth + 1)
        return known
    if is_list(unknown) and is_list(value) and len(items(unknown)) == len(items(value)):
        pairs = zip(items(value), items(unknown), strict=True)
        return [_marked(one, inner, depth + 1) for one, inner in pairs]
    return UNKNOWN if _any_unknown(unknown) else value


def _any_unknown(unknown: Any, depth: int = 0) -> bool:
    if depth > _MOST_DEPTH:
        return True
    if is_table(unknown):
        inner = table(unknown).values()
        return any(_any_unknown(one, depth + 1) for one in inner)
    return unknown is True or any(_any_unknown(o, depth + 1) for o in items(unknown))
