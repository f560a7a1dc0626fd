"""What AWS Config recorded: a snapshot, a history, or what a query of it gave.

Each item names the type, region and account of a resource; the last one recorded of a
resource counts, and where that says it was deleted, it is gone. In files an account is
`awsAccountId` and a configuration an object; in answers of the API it is `accountId`,
and a text with JSON in it. Properties begin with a small letter here and with a capital
in CloudFormation: they are read as CloudFormation's, so that one map fits both.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from assay.errors import Problem
from assay.workload.inputs.arn import account_of, region_of, zone_region
from assay.workload.inputs.found import Found, text_at
from assay.workload.inputs.shape import is_list, is_table, items, table

__all__ = ["is_config", "read_config"]

_KEYS: Final = ("configurationItems", "baseConfigurationItems", "Results")
_MOST_DEPTH: Final = 60


class _Item(msgspec.Struct):
    """The parts of a configuration item that are read."""

    resourceType: str  # noqa: N815 - as AWS Config spells it
    resourceId: str | None = None  # noqa: N815
    resourceName: str | None = None  # noqa: N815
    ARN: str | None = None
    arn: str | None = None
    awsRegion: str | None = None  # noqa: N815
    awsAccountId: str | None = None  # noqa: N815
    accountId: str | None = None  # noqa: N815
    availabilityZone: str | None = None  # noqa: N815
    configurationItemStatus: str | None = None  # noqa: N815
    configurationItemCaptureTime: str | float | None = None  # noqa: N815
    configuration: Any = None
    supplementaryConfiguration: Any = None  # noqa: N815
    tags: Any = None


def is_config(keys: Mapping[str, Any]) -> bool:
    """Whether it looks like something of AWS Config, by the keys at its top."""
    return any(key in keys for key in _KEYS)


def read_config(
    keys: Mapping[str, msgspec.Raw], *, file: str, problems: list[Problem]
) -> tuple[Found, ...]:
    """The resources that were there when they were last recorded."""
    key = next(key for key in _KEYS if key in keys)
    last: dict[tuple[str, ...], tuple[_Item, str]] = {}
    for index, raw in enumerate(_listed(keys[key], f"/{key}", file, problems)):
        place = f"/{key}/{index}"
        item = _item(raw, place, file, problems)
        if item is None:
            continue
        before = last.get(_identity(item))
        if before is None or _is_later(item, before[0]):
            last[_identity(item)] = (item, place)
    return tuple(
        _found(item, place)
        for item, place in last.values()
        if not (item.configurationItemStatus or "").startswith("ResourceDeleted")
    )


def _listed(
    raw: msgspec.Raw, place: str, file: str, problems: list[Problem]
) -> list[msgspec.Raw]:
    try:
        return msgspec.json.decode(raw, type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError):
        message = "A list of configuration items is expected here"
        problems.append(Problem(file=file, place=place, message=message))
        return []


def _item(
    raw: msgspec.Raw, place: str, file: str, problems: list[Problem]
) -> _Item | None:
    data = bytes(raw)
    try:
        if data[:1] == b'"':  # a query's results are texts with JSON in them
            data = msgspec.json.decode(data, type=str).encode()
        return msgspec.json.decode(data, type=_Item)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as fault:
        message, _, path = str(fault).partition(" - at `$")
        where = f"{place}{path.rstrip('`').replace('.', '/')}"
        problems.append(Problem(file=file, place=where, message=message))
        return None


def _identity(item: _Item) -> tuple[str, ...]:
    arn = item.ARN or item.arn or ""
    name = item.resourceId or item.resourceName or arn
    account = item.awsAccountId or item.accountId or ""
    return account, item.awsRegion or "", item.resourceType, name


def _is_later(one: _Item, other: _Item) -> bool:
    """Whether it was recorded later; in a file in doubt, whether it comes later."""
    times = one.configurationItemCaptureTime, other.configurationItemCaptureTime
    match times:
        case (str() as mine, str() as its):
            return mine >= its
        case (float() as mine, float() as its):
            return mine >= its
        case _:
            return True


def _found(item: _Item, place: str) -> Found:
    arn = item.ARN or item.arn or ""
    name = item.resourceName or item.resourceId or arn or place
    values: dict[str, Any] = {
        **table(_properties(item.supplementaryConfiguration)),
        **table(_properties(item.configuration)),
    }
    zones = (item.availabilityZone or "", text_at(values, "AvailabilityZone"))
    told = (item.awsRegion or "", region_of(arn), *map(zone_region, zones))
    region = next((one for one in told if one), "")
    return Found(
        id=arn or f"{item.resourceType}/{name}",
        type=item.resourceType,
        place=place,
        attributes={**values, "ResourceName": name, "tags": table(item.tags)},
        region="" if region == "global" else region,
        account=item.awsAccountId or item.accountId or account_of(arn),
        entire=True,
    )


def _properties(value: Any, depth: int = 0) -> Any:
    """Properties by CloudFormation's names, out of objects or of JSON in a text."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            value = msgspec.json.decode(value)
        except (msgspec.DecodeError, RecursionError, UnicodeError):
            return value
    if depth > _MOST_DEPTH:
        return None
    if is_list(value):
        return [_properties(one, depth + 1) for one in items(value)]
    if not is_table(value):
        return value
    return {
        str(key)[:1].upper() + str(key)[1:]: _properties(one, depth + 1)
        for key, one in table(value).items()
    }
