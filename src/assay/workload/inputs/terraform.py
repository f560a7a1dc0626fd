"""A Terraform plan or state as `terraform show -json` writes it.

Format version 1.x (developer.hashicorp.com/terraform/internals/json-format): what will
be lies in `planned_values`, what is in `values`; which values are only known later is
in `resource_changes[].change.after_unknown`; where a provider runs is in
`configuration.provider_config`. Data sources are read, not made, and do not count.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from assay.errors import Problem
from assay.workload.inputs.arn import account_of, region_of, zone_region
from assay.workload.inputs.found import UNKNOWN, Found, text_at
from assay.workload.inputs.shape import is_list, is_table, items, table

__all__ = ["is_terraform", "read_terraform"]

_ARNS = ("arn", "role_arn", "execution_role_arn", "kms_key_arn")
_ZONES = ("availability_zone", "availability_zones.0")
_MOST_DEPTH = 100


def is_terraform(tree: Mapping[str, Any]) -> bool:
    """Whether it looks like a plan or a state in JSON."""
    told = "terraform_version" in tree or "format_version" in tree
    return told and ("planned_values" in tree or "values" in tree)


def read_terraform(
    tree: Mapping[str, Any], *, file: str, problems: list[Problem]
) -> tuple[Found, ...]:
    """The resources that will be there, or are."""
    key = "planned_values" if "planned_values" in tree else "values"
    root = table(table(tree.get(key)).get("root_module"))
    if "root_module" not in table(tree.get(key)):
        message = f"There is no root module in {key}"
        remedy = "Write it with `terraform show -json PLAN > plan.json`."
        place = f"/{key}/root_module"
        problems.append(Problem(file=file, place=place, message=message, remedy=remedy))
        return ()
    unknown = _unknown(tree)
    homes = _Homes(tree)
    return tuple(
        _found(resource, place, unknown, homes)
        for resource, place in _resources(root, f"/{key}/root_module", 0)
    )


def _resources(
    module: Mapping[str, Any], place: str, depth: int
) -> Iterator[tuple[Mapping[str, Any], str]]:
    for index, one in enumerate(items(module.get("resources"))):
        resource = table(one)
        if resource.get("mode", "managed") == "managed" and resource.get("type"):
            yield resource, f"{place}/resources/{index}"
    for index, one in enumerate(items(module.get("child_modules"))):
        if depth < _MOST_DEPTH:
            inner = f"{place}/child_modules/{index}"
            yield from _resources(table(one), inner, depth + 1)


def _found(
    resource: Mapping[str, Any],
    place: str,
    unknown: Mapping[str, Any],
    homes: "_Homes",
) -> Found:
    address = str(resource.get("address") or resource.get("name", ""))
    values = _marked(table(resource.get("values")), table(unknown.get(address, {})), 0)
    type_ = str(resource.get("type", ""))
    return Found(
        id=address,
        type=type_,
        place=place,
        attributes=values,
        region=_region(values) or homes.region(resource, address),
        account=_account(values) or homes.account(resource, address),
        names=tuple(
            name
            for name in (
                address,
                *(text_at(values, key) for key in ("id", "name", "bucket", "arn")),
            )
            if name
        ),
    )


def _region(values: Mapping[str, Any]) -> str:
    stated = text_at(values, "region")
    zones = (zone_region(text_at(values, path)) for path in _ZONES)
    arns = (region_of(text_at(values, key)) for key in _ARNS[:1])
    return stated or next((one for one in (*zones, *arns) if one), "")


def _account(values: Mapping[str, Any]) -> str:
    stated = text_at(values, "owner_id") or text_at(values, "account_id")
    return stated or next(
        (one for one in (account_of(text_at(values, key)) for key in _ARNS) if one), ""
    )


def _unknown(tree: Mapping[str, Any]) -> dict[str, Any]:
    """What is only known when the plan is carried out, by the resource's address."""
    found: dict[str, Any] = {}
    for one in items(tree.get("resource_changes")):
        listed = table(one)
        change = table(listed.get("change"))
        found[str(listed.get("address", ""))] = change.get("after_unknown", {})
    return found


def _marked(value: Any, unknown: Any, depth: int) -> Any:
    """The values with those that are not known yet marked as such."""
    if unknown is True:
        return UNKNOWN
    if depth > _MOST_DEPTH:
        return value
    if is_table(unknown) and (value is None or is_table(value)):
        known = dict(table(value))
        for key, inner in table(unknown).items():
            if inner not in (False, {}, []):
                known[key] = _marked(known.get(key), inner, depth + 1)
        return known
    if is_list(unknown) and is_list(value):
        later = items(unknown)
        pairs = [
            (one, later[index] if index < len(later) else False)
            for index, one in enumerate(items(value))
        ]
        return [_marked(one, inner, depth + 1) for one, inner in pairs]
    return value


class _Homes:
    """Where each provider configuration runs, and under which account."""

    def __init__(self, tree: Mapping[str, Any]) -> None:
        configuration = table(tree.get("configuration"))
        self._configs = table(configuration.get("provider_config"))
        self._variables = table(tree.get("variables"))
        self._keys: dict[str, str] = {}
        self._learn(table(configuration.get("root_module")), "", 0)

    def _learn(self, module: Mapping[str, Any], prefix: str, depth: int) -> None:
        """Which provider configuration each resource is made with."""
        for one in items(module.get("resources")):
            made = table(one)
            address = f"{prefix}{made.get('address', '')}"
            self._keys[address] = str(made.get("provider_config_key", ""))
        calls = table(module.get("module_calls"))
        for name, call in calls.items() if depth < _MOST_DEPTH else ():
            inner = table(table(call).get("module"))
            self._learn(inner, f"{prefix}module.{name}.", depth + 1)

    def region(self, resource: Mapping[str, Any], address: str) -> str:
        """The region that the provider of a resource is configured with."""
        return self._constant(self._config(resource, address), "region")

    def account(self, resource: Mapping[str, Any], address: str) -> str:
        """The account whose role the provider takes, or that it is limited to."""
        config = self._config(resource, address)
        roles = items(table(config.get("expressions")).get("assume_role"))
        for role in roles:
            arn = self._value(table(table(role).get("role_arn")))
            if account_of(arn):
                return account_of(arn)
        allowed = table(config.get("expressions")).get("allowed_account_ids")
        listed = items(table(allowed).get("constant_value"))
        return str(listed[0]) if len(listed) == 1 else ""

    def _config(self, resource: Mapping[str, Any], address: str) -> Mapping[str, Any]:
        plain = _without_indexes(address)
        key = self._keys.get(plain, "")
        if key in self._configs:
            return table(self._configs[key])
        # A module without a provider of its own takes its caller's, by the same name.
        short = key.rsplit(":", 1)[-1]
        if short in self._configs:
            return table(self._configs[short])
        name = str(resource.get("provider_name", "")).rsplit("/", 1)[-1]
        return table(self._configs.get(name))

    def _constant(self, config: Mapping[str, Any], key: str) -> str:
        return self._value(table(table(config.get("expressions")).get(key)))

    def _value(self, expression: Mapping[str, Any]) -> str:
        """A constant, or a variable that the plan was made with."""
        constant = expression.get("constant_value")
        if isinstance(constant, str):
            return constant
        for reference in items(expression.get("references")):
            name = str(reference).removeprefix("var.")
            value = table(self._variables.get(name)).get("value")
            if str(reference).startswith("var.") and isinstance(value, str):
                return value
        return ""


def _without_indexes(address: str) -> str:
    """`module.a[0].aws_s3_bucket.b["x"]` as the configuration calls it."""
    plain: list[str] = []
    depth = 0
    for letter in address:
        depth += letter == "["
        if not depth:
            plain.append(letter)
        depth -= letter == "]"
    return "".join(plain)
