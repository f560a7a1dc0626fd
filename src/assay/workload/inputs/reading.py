"""A workload from whatever is handed in, known by its content."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from assay.errors import BadInput, Problem
from assay.ids import slug
from assay.register import Register
from assay.workload.inputs.cloudformation import (
    is_cloudformation,
    read_cloudformation,
    untagged,
)
from assay.workload.inputs.config_items import is_config, read_config
from assay.workload.inputs.found import Found
from assay.workload.inputs.inventory import read_inventory
from assay.workload.inputs.mapping import resources
from assay.workload.inputs.maps import Maps
from assay.workload.inputs.naming import Known
from assay.workload.inputs.recognizing import kind_of, looks_like, plain_text, refused
from assay.workload.inputs.shape import is_table, table
from assay.workload.inputs.terraform import is_terraform, read_terraform
from assay.workload.toml_form import read_toml
from assay.workload.values import Resource, Workload
from assay.yamltext import parse_yaml

__all__ = ["read_workload"]


def read_workload(
    data: bytes,
    *,
    file: str,
    register: Register,
    maps: Maps,
    facts: Sequence[str] = (),
    region: str = "",
    account: str = "",
) -> Workload:
    """The workload in a file.

    Args:
        data: The file's content, which tells what it is.
        file: Its name, for messages and to call the workload.
        register: Whose services and regions the resources are of.
        maps: From types of resources to services and facts.
        facts: Names of facts that an inventory's columns may state.
        region: Where resources run that name no region.
        account: The account of resources that name none.

    Raises:
        BadInput: It is nothing that is read, or at fault, with every fault found.
    """
    data = plain_text(data, file)
    kind = kind_of(data, file)
    if kind == "toml":
        return _filled(read_toml(data, file=file), region, account)
    problems: list[Problem] = []
    if kind == "sheet":
        listed = read_inventory(
            data, facts, file=file, register=register, maps=maps, problems=problems
        )
    else:
        stack = _Stack(file=file, region=region, account=account)
        read = _from_json if kind == "json" else _from_yaml
        listed = resources(read(data, stack, problems), maps, Known(register))
    if problems:
        raise BadInput(sorted(set(problems)))
    name = file.replace("\\", "/").rsplit("/", 1)[-1]
    workload = Workload(
        id=slug(name.partition(".")[0]) or "workload",
        resources=_distinct(listed),
        file=file,
    )
    return _filled(workload, region, account)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stack:
    """Where a template would be carried out, and the file it is in."""

    file: str
    region: str
    account: str


def _filled(workload: Workload, region: str, account: str) -> Workload:
    """With the region and account for what names none."""
    return replace(
        workload,
        account=workload.account or account,
        resources=tuple(
            replace(one, region=one.region or region) for one in workload.resources
        ),
    )


def _from_json(
    data: bytes, stack: _Stack, problems: list[Problem]
) -> tuple[Found, ...]:
    """What a JSON file holds; only the parts that are read are built."""
    keys = _keys(data, stack.file)
    if is_terraform(keys):
        return read_terraform(data, file=stack.file)
    if is_config(keys):
        return read_config(keys, file=stack.file, problems=problems)
    if "Resources" in keys or "AWSTemplateFormatVersion" in keys:
        return _template(_once(data, stack.file), stack, problems)
    if "TemplateBody" in keys:  # what `aws cloudformation get-template` writes
        body = _once(data, stack.file)["TemplateBody"]
        if isinstance(body, str):
            return _from_yaml(body.encode("utf-8", "replace"), stack, problems)
        return _template(body, stack, problems)
    raise looks_like(keys, stack.file)


def _from_yaml(
    data: bytes, stack: _Stack, problems: list[Problem]
) -> tuple[Found, ...]:
    try:
        tree = parse_yaml(data, file=stack.file)
    except BadInput as fault:
        if stack.file.lower().endswith((".yaml", ".yml", ".template")):
            raise
        [problem] = fault.problems
        message = f"This is no JSON, TOML or CSV, nor YAML: {problem.message}"
        raise refused(stack.file, message) from None
    return _template(untagged(tree), stack, problems)


def _template(tree: Any, stack: _Stack, problems: list[Problem]) -> tuple[Found, ...]:
    if not is_table(tree):
        raise refused(stack.file, "The file holds no object at its top")
    if not is_cloudformation(table(tree)):
        raise looks_like(map(str, table(tree)), stack.file)
    return read_cloudformation(
        table(tree),
        file=stack.file,
        region=stack.region,
        account=stack.account,
        problems=problems,
    )


def _keys(data: bytes, file: str) -> Mapping[str, msgspec.Raw]:
    """The keys of the object that a file is, with what they hold still unread."""
    try:
        return msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError:
        raise refused(file, "The file holds no object at its top") from None
    except (msgspec.DecodeError, UnicodeError, RecursionError) as fault:
        first = data.lstrip().partition(b"\n")[0]
        if first != data.strip() and first.startswith(b'{"@level"'):
            raise looks_like(["@level", "@message"], file) from None
        message = f"The file is not JSON: {fault}"
        raise refused(file, message, "Write it again, whole.") from None


def _once(data: bytes, file: str) -> Any:
    """JSON in which no key stands twice: one of the two would go unseen."""

    def pairs(listed: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(listed)
        if len(found) != len(listed):
            names = [name for name, _ in listed]
            twice = next(name for name in names if names.count(name) > 1)
            raise refused(
                file, f"The key {twice!r} stands twice", "Rename one of them."
            )
        return found

    try:
        return json.loads(data, object_pairs_hook=pairs)
    except (ValueError, RecursionError) as fault:
        message = f"The file is not JSON: {fault}"
        raise refused(file, message, "Write it again, whole.") from None


def _distinct(listed: Sequence[Resource]) -> tuple[Resource, ...]:
    """Each resource under a name of its own; a second one is numbered."""
    taken = {one.id for one in listed}
    seen: dict[str, int] = {}
    found: list[Resource] = []
    for one in listed:
        seen[one.id] = again = seen.get(one.id, 0) + 1
        name = one.id if again == 1 else f"{one.id} ({again})"
        while again > 1 and name in taken:
            again += 1
            name = f"{one.id} ({again})"
        seen[one.id] = again
        taken.add(name)
        found.append(replace(one, id=name) if name != one.id else one)
    return tuple(found)
