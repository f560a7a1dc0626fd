"""A CloudFormation template, in JSON or YAML, as far as it can be known beforehand.

Parameters stand for their defaults, conditions decide where what they ask is known, and
whatever depends on the running stack is unknown. What a macro or a nested stack will
make is not in the template: such a resource is kept as one that nobody has seen into.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from assay.errors import Problem
from assay.workload.inputs.arn import zone_region
from assay.workload.inputs.found import UNKNOWN, Found, text_at
from assay.workload.inputs.intrinsics import ABSENT, Template
from assay.workload.inputs.shape import is_list, is_table, items, table
from assay.yamltext import Tagged

__all__ = ["is_cloudformation", "read_cloudformation", "untagged"]

_LOOP: Final = "Fn::ForEach::"
_MOST_DEPTH: Final = 100


def is_cloudformation(tree: Mapping[str, Any]) -> bool:
    """Whether it looks like a template."""
    if "AWSTemplateFormatVersion" in tree or "Transform" in tree:
        return True
    return any("Type" in table(one) for one in table(tree.get("Resources")).values())


def untagged(value: Any, depth: int = 0) -> Any:
    """Short forms as long ones: `!GetAtt a.b` is `{"Fn::GetAtt": ["a", "b"]}`."""
    if depth > _MOST_DEPTH:
        return UNKNOWN
    if isinstance(value, Tagged):
        name, inner = value.tag.removeprefix("!"), untagged(value.value, depth + 1)
        if name == "GetAtt" and isinstance(inner, str):
            inner = inner.split(".", 1)
        return {name if name in ("Ref", "Condition") else f"Fn::{name}": inner}
    if is_table(value):
        return {key: untagged(one, depth + 1) for key, one in table(value).items()}
    if is_list(value):
        return [untagged(one, depth + 1) for one in items(value)]
    return value


def read_cloudformation(
    tree: Mapping[str, Any],
    *,
    file: str,
    region: str,
    account: str,
    problems: list[Problem],
) -> tuple[Found, ...]:
    """The resources of a template, for a stack in a region of an account."""
    if not is_table(tree.get("Resources")):
        message = "The template has no Resources"
        problems.append(Problem(file=file, place="/Resources", message=message))
        return ()
    template = Template(tree, region=region, account=account)
    found: list[Found] = []
    for name, one in table(tree["Resources"]).items():
        place, resource = f"/Resources/{name}", table(one)
        if isinstance(resource.get("Type"), str):
            found.extend(_resource(str(name), resource, place, template))
        elif str(name).startswith(_LOOP):
            found.append(Found(id=str(name), type=_LOOP, place=place))
        else:
            message = "A resource needs a Type"
            problems.append(Problem(file=file, place=place, message=message))
    return tuple(found)


def _resource(
    name: str, resource: Mapping[str, Any], place: str, template: Template
) -> Iterator[Found]:
    condition = resource.get("Condition")
    if isinstance(condition, str) and template.condition(condition) is False:
        return
    values = table(template.value(resource.get("Properties", {})))
    zone = zone_region(text_at(values, "AvailabilityZone"))
    called = (text_at(values, key) for key in ("BucketName", "Name", "Id"))
    yield Found(
        id=name,
        type=str(resource["Type"]),
        place=place,
        attributes={k: v for k, v in values.items() if v is not ABSENT},
        region=zone or template.region,
        account=template.account,
        names=(name, *(one for one in called if one)),
    )
