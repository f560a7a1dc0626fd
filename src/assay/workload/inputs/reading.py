"""A workload from whatever is handed in, known by its content."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec

from assay.errors import BadInput, Problem
from assay.ids import slug
from assay.register import Register
from assay.sheets import read_sheets
from assay.workload.inputs.cloudformation import (
    is_cloudformation,
    read_cloudformation,
    untagged,
)
from assay.workload.inputs.config_items import is_config, read_config
from assay.workload.inputs.found import Found
from assay.workload.inputs.inventory import read_inventory
from assay.workload.inputs.mapping import resources, service_id
from assay.workload.inputs.maps import Maps
from assay.workload.inputs.shape import is_table, table
from assay.workload.inputs.terraform import is_terraform, read_terraform
from assay.workload.toml_form import read_toml
from assay.workload.values import Resource, Workload
from assay.yamltext import parse_yaml

__all__ = ["read_workload"]

_READ: Final = (
    "Read are: Assay's own TOML, a Terraform plan or state from `terraform show "
    "-json`, a CloudFormation template, an AWS Config snapshot, and an inventory in "
    "CSV or XLSX with a column `type` or `service`."
)
_HCL: Final = (
    "Make a plan of it: `terraform plan -out=plan && terraform show -json plan > "
    "plan.json`, and check that."
)
_ARCHIVE: Final = b"PK\x03\x04"


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
    name = file.rsplit("/", 1)[-1]
    if name.endswith(".toml"):
        return _filled(read_toml(data, file=file), region, account)
    if name.endswith((".tf", ".hcl")):
        raise _refused(file, "Terraform's source does not say what will be", _HCL)
    problems: list[Problem] = []
    if data.startswith(_ARCHIVE) or name.endswith((".csv", ".tsv")):
        shelf = _Shelf(file=file, register=register, maps=maps, problems=problems)
        listed = _inventory(data, shelf, facts)
    else:
        found = _documents(_tree(data, file), file, region, account, problems)
        listed = resources(found, maps, register)
    if problems:
        raise BadInput(sorted(set(problems)))
    stem = slug(name.rsplit(".", 1)[0]) or "workload"
    workload = Workload(id=stem, resources=_distinct(listed), file=file)
    return _filled(workload, region, account)


def _filled(workload: Workload, region: str, account: str) -> Workload:
    """With the region and account for what names none."""
    return replace(
        workload,
        account=workload.account or account,
        resources=tuple(
            replace(one, region=one.region or region) for one in workload.resources
        ),
    )


def _tree(data: bytes, file: str) -> Mapping[str, Any]:
    """The object in a JSON or YAML file."""
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start in (b"{", b"["):
        tree = _json(data, file)
    else:
        tree = untagged(parse_yaml(data, file=file))
    if not is_table(tree):
        raise _refused(file, "The file holds no object at its top", _READ)
    return table(tree)


def _json(data: bytes, file: str) -> Any:
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise _refused(file, f"The file is not JSON: {fault}", "") from None


def _documents(
    tree: Mapping[str, Any],
    file: str,
    region: str,
    account: str,
    problems: list[Problem],
) -> tuple[Found, ...]:
    if is_terraform(tree):
        return read_terraform(tree, file=file, problems=problems)
    if is_config(tree):
        return read_config(tree, file=file, problems=problems)
    if is_cloudformation(tree):
        return read_cloudformation(
            tree, file=file, region=region, account=account, problems=problems
        )
    if "serial" in tree and "lineage" in tree:
        message = "This is Terraform's state file, whose form is Terraform's own"
        raise _refused(file, message, "Check `terraform show -json > state.json`.")
    keys = ", ".join(map(json.dumps, list(tree)[:5]))
    message = f"It is no workload that is read here; it holds {keys or 'nothing'}"
    raise _refused(file, message, _READ)


def _refused(file: str, message: str, remedy: str) -> BadInput:
    return BadInput([Problem(file=file, message=message, remedy=remedy)])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shelf:
    """What reading a file goes by."""

    file: str
    register: Register
    maps: Maps
    problems: list[Problem]


def _inventory(
    data: bytes, shelf: _Shelf, facts: Sequence[str]
) -> tuple[Resource, ...]:
    sheets = read_sheets(data, file=shelf.file, problems=shelf.problems)
    if not sheets:
        return ()
    rows = read_inventory(sheets[0], facts, file=shelf.file, problems=shelf.problems)
    named: list[Resource] = []
    for found, service, stated in rows:
        mapped = shelf.maps.of(found.type) if found.type else None
        if mapped is not None and mapped.nothing and not service:
            continue
        only_maps = Maps(maps=_without_nothing(shelf.maps), facts=())
        [resource] = resources([found], only_maps, shelf.register)
        if service:
            own = service_id(service, shelf.register)
            resource = replace(resource, service=own)
        told = {key: _plain(cell) for key, cell in stated.items()}
        named.append(replace(resource, facts=told))
    return tuple(named)


def _without_nothing(maps: Maps) -> tuple[Any, ...]:
    return tuple(one for one in maps.maps if not one.nothing)


def _plain(cell: str) -> str | bool:
    return {"true": True, "yes": True, "false": False, "no": False}.get(
        cell.lower(), cell
    )


def _distinct(listed: Sequence[Resource]) -> tuple[Resource, ...]:
    """Each resource under a name of its own; a second one is numbered."""
    seen: dict[str, int] = {}
    found: list[Resource] = []
    for one in listed:
        seen[one.id] = seen.get(one.id, 0) + 1
        again = seen[one.id]
        found.append(replace(one, id=f"{one.id} ({again})") if again > 1 else one)
    return tuple(found)
