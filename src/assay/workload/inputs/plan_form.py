"""The parts of a Terraform plan or state in JSON that are read, and their shapes.

Format version 1.x (developer.hashicorp.com/terraform/internals/json-format), and 0.x of
Terraform before 1.1, which says the same in these parts. Whatever else a file holds,
often most of it, is passed over without being built.
"""

from typing import Any

import msgspec

__all__ = [
    "Call",
    "Change",
    "Changed",
    "Configuration",
    "Configured",
    "Deferred",
    "Instance",
    "Module",
    "Plan",
    "Provider",
    "Source",
    "Values",
    "Variable",
]


class Instance(msgspec.Struct):
    """A resource that will be, or is."""

    address: str = ""
    mode: str = "managed"
    type: str = ""
    name: str = ""
    provider_name: str = ""
    values: dict[str, Any] | None = None


class Module(msgspec.Struct):
    """The resources of a module and of those inside it."""

    resources: list[Instance] | None = None
    child_modules: "list[Module] | None" = None


class Values(msgspec.Struct):
    """What will be, or is."""

    root_module: Module | None = None


class Change(msgspec.Struct):
    """What happens to a resource."""

    actions: list[str] | None = None
    after_unknown: Any = None


class Changed(msgspec.Struct):
    """A resource to which something happens."""

    address: str = ""
    mode: str = "managed"
    type: str = ""
    provider_name: str = ""
    deposed: str = ""
    change: Change = msgspec.field(default_factory=Change)


class Deferred(msgspec.Struct):
    """A change that is left for a later plan."""

    resource_change: Changed | None = None


class Variable(msgspec.Struct):
    """A variable's value, in a plan; its default, in the configuration."""

    value: Any = None
    default: Any = None


class Provider(msgspec.Struct):
    """How a provider is configured."""

    name: str = ""
    full_name: str = ""
    module_address: str = ""
    expressions: dict[str, Any] | None = None


class Configured(msgspec.Struct):
    """A resource as it is written."""

    address: str = ""
    provider_config_key: str = ""
    expressions: dict[str, Any] | None = None
    for_each_expression: Any = None


class Output(msgspec.Struct):
    """What a module gives to its caller."""

    expression: Any = None


class Source(msgspec.Struct):
    """A module as it is written."""

    resources: list[Configured] | None = None
    module_calls: "dict[str, Call] | None" = None
    outputs: dict[str, Output] | None = None
    variables: dict[str, Variable] | None = None


class Call(msgspec.Struct):
    """A module that is made use of, with what it is given."""

    expressions: dict[str, Any] | None = None
    module: Source | None = None


class Configuration(msgspec.Struct):
    """What is written: providers and modules."""

    provider_config: dict[str, Provider] | None = None
    root_module: Source | None = None


class Plan(msgspec.Struct):
    """A plan, or a state."""

    format_version: str = ""
    terraform_version: str = ""
    errored: bool = False
    complete: bool | None = None
    planned_values: Values | None = None
    values: Values | None = None
    resource_changes: list[Changed] | None = None
    deferred_changes: list[Deferred] | None = None
    variables: dict[str, Variable] | None = None
    configuration: Configuration | None = None
