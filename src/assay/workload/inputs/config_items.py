"""An AWS Config snapshot: what is there, as it was last recorded."""

from collections.abc import Mapping
from typing import Any

from assay.errors import Problem
from assay.workload.inputs.arn import account_of, region_of
from assay.workload.inputs.found import Found
from assay.workload.inputs.shape import is_table, items, table

__all__ = ["is_config", "read_config"]


def is_config(tree: Mapping[str, Any]) -> bool:
    """Whether it looks like a snapshot or history file of AWS Config."""
    return isinstance(tree.get("configurationItems"), list)


def read_config(
    tree: Mapping[str, Any], *, file: str, problems: list[Problem]
) -> tuple[Found, ...]:
    """The resources of an AWS Config snapshot or history file that are still there.

    Its `configurationItems` name the type, region and account of each; one whose status
    is `ResourceDeleted` is gone.
    """
    found: dict[str, Found] = {}
    for index, listed in enumerate(items(tree["configurationItems"])):
        place, one = f"/configurationItems/{index}", table(listed)
        if not isinstance(one.get("resourceType"), str):
            message = "An item needs a resourceType"
            problems.append(Problem(file=file, place=place, message=message))
            continue
        item = _item(one, place)
        if str(one.get("configurationItemStatus", "")).startswith("ResourceDeleted"):
            found.pop(item.id, None)
        else:
            found[item.id] = item
    return tuple(found.values())


def _item(item: Mapping[str, Any], place: str) -> Found:
    arn = str(item.get("ARN") or item.get("arn") or "")
    name = str(item.get("resourceName") or item.get("resourceId") or arn or place)
    region = str(item.get("awsRegion") or region_of(arn))
    values = dict(table(item.get("configuration")))
    if is_table(item.get("supplementaryConfiguration")):
        values["supplementaryConfiguration"] = item["supplementaryConfiguration"]
    return Found(
        id=arn or f"{item['resourceType']}/{name}",
        type=str(item["resourceType"]),
        place=place,
        attributes=values,
        region="" if region == "global" else region,
        account=str(item.get("awsAccountId") or account_of(arn)),
        names=tuple(one for one in (name, arn) if one),
    )
