"""A CloudFormation template, in JSON or YAML, as far as it can be known beforehand.

Parameters stand for their defaults, conditions decide where what they ask is known, and
whatever depends on the running stack is unknown. Transforms are listed like resources:
the maps say which of them make nothing that is not in the template.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from assay.errors import Problem
from assay.workload.inputs.arn import zone_region
from assay.workload.inputs.found import UNKNOWN, Found, text_at
from assay.workload.inputs.intrinsics import Template
from assay.workload.inputs.loops import LOOP, written_out
from assay.workload.inputs.shape import is_list, is_table, items, table
from assay.yamltext import Tagged

__all__ = ["is_cloudformation", "read_cloudformation", "untagged"]

_MOST_DEPTH: Final = 100
_INCLUDED: Final = "Fn::Transform"
_SERVERLESS: Final = "AWS::Serverless::"


def is_cloudformation(tree: Mapping[str, Any]) -> bool:
    """Whether it looks like a template."""
    if "AWSTemplateFormatVersion" in tree or "Transform" in tree:
        return True
    resources = table(tree.get("Resources"))
    return any(
        "Type" in table(one) or str(name).startswith(LOOP)
        for name, one in resources.items()
    )


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
    found = list(_transforms(tree))
    for name, one in written_out(table(tree["Resources"]), template):
        place, resource = f"/Resources/{name}", table(one)
        if isinstance(resource.get("Type"), str):
            found.extend(_resource(name, resource, place, template, tree))
        elif name.startswith(LOOP) or name == _INCLUDED:
            found.append(Found(id=name, type=name, place=place))
        else:
            message = "A resource needs a Type"
            problems.append(Problem(file=file, place=place, message=message))
    return tuple(found)


def _transforms(tree: Mapping[str, Any]) -> Iterator[Found]:
    """What rewrites the template before it is carried out."""
    stated = tree.get("Transform")
    for one in items(stated) or [stated]:
        name = one if isinstance(one, str) else text_at(one, "Name")
        if name:
            yield Found(id=f"Transform {name}", type=name, place="/Transform")


def _resource(
    name: str,
    resource: Mapping[str, Any],
    place: str,
    template: Template,
    tree: Mapping[str, Any],
) -> Iterator[Found]:
    condition = resource.get("Condition")
    if isinstance(condition, str) and template.condition(condition) is False:
        return
    kind = str(resource["Type"])
    common = table(tree.get("Globals")).get(kind.removeprefix(_SERVERLESS))
    own = resource.get("Properties")
    if kind.startswith(_SERVERLESS) and is_table(common):
        own = {**table(common), **table(own)}
    worked = template.value(own)
    values = table(worked)
    tags = {
        text_at(one, "Key"): text_at(one, "Value") for one in items(values.get("Tags"))
    }
    zone = zone_region(text_at(values, "AvailabilityZone"))
    yield Found(
        id=name,
        type=kind,
        place=place,
        attributes={} if worked is UNKNOWN else {**values, "tags": tags},
        region=zone or template.region,
        account=template.account,
    )
