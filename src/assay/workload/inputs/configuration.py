"""What a Terraform plan's configuration tells that its values do not.

Where a provider runs, under which account, and which resource an expression is taken
from: a bucket's name is often known only when it is made, but that its encryption is
configured for that bucket stands in the configuration. Expressions are not computed;
what they refer to is followed through variables and outputs as far as it is plain.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from assay.workload.inputs.arn import account_of
from assay.workload.inputs.found import at
from assay.workload.inputs.plan_form import Configured, Instance, Plan, Provider, Source
from assay.workload.inputs.shape import items, table

__all__ = ["Written", "plain"]

Path: TypeAlias = tuple[str, ...]
"""The names of the modules from the root down."""
_MOST_DEPTH: Final = 50


class Written:
    """A plan's configuration, to be asked by resource."""

    def __init__(self, plan: Plan, addresses: Iterable[str]) -> None:
        """`addresses` are those of all resources."""
        configuration = plan.configuration
        self._providers = (configuration and configuration.provider_config) or {}
        self._variables = plan.variables or {}
        self._instances = _Instances(addresses)
        self._modules: dict[Path, Source] = {}
        self._given: dict[Path, Mapping[str, Any]] = {}
        self._resources: dict[str, tuple[Path, Configured]] = {}
        if configuration is not None and configuration.root_module is not None:
            self._learn(configuration.root_module, ())

    def _learn(self, module: Source, path: Path) -> None:
        self._modules[path] = module
        prefix = "".join(f"module.{name}." for name in path)
        for one in module.resources or ():
            self._resources[f"{prefix}{one.address}"] = (path, one)
        for name, call in (module.module_calls or {}).items():
            if call.module is not None and len(path) < _MOST_DEPTH:
                self._given[*path, name] = call.expressions or {}
                self._learn(call.module, (*path, name))

    def region(self, one: Instance) -> str:
        """The region that the provider of a resource is configured with."""
        regions = {self._text(made, "region") for made in self._configs(one)}
        return regions.pop() if len(regions) == 1 else ""

    def account(self, one: Instance) -> str:
        """The account whose role the provider takes, or that it is limited to."""
        accounts = {self._account(made) for made in self._configs(one)}
        return accounts.pop() if len(accounts) == 1 else ""

    def _account(self, provider: Provider) -> str:
        path = _module(provider.module_address)
        for role in items((provider.expressions or {}).get("assume_role")):
            account = account_of(self._constant(path, table(role).get("role_arn"), 0))
            if account:
                return account
        allowed = (provider.expressions or {}).get("allowed_account_ids")
        listed = items(table(allowed).get("constant_value"))
        return listed[0] if len(listed) == 1 and isinstance(listed[0], str) else ""

    def _text(self, provider: Provider, key: str) -> str:
        path = _module(provider.module_address)
        return self._constant(path, (provider.expressions or {}).get(key), 0)

    def _configs(self, one: Instance) -> list[Provider]:
        """The configuration it is made with; every one it may be, if none is named."""
        _, written = self._resources.get(plain(one.address), ((), Configured()))
        if written.provider_config_key in self._providers:
            return [self._providers[written.provider_config_key]]
        name = one.provider_name
        return [
            made
            for made in self._providers.values()
            if name and name in (made.full_name, made.name)
        ] or [
            made
            for made in self._providers.values()
            if name.rsplit("/", 1)[-1] == made.name and not made.full_name
        ]

    def _constant(self, path: Path, expression: Any, depth: int) -> str:
        """A text that is written out, or handed down as a variable."""
        constant = table(expression).get("constant_value")
        if isinstance(constant, str):
            return constant
        references = [str(one) for one in items(table(expression).get("references"))]
        if len(references) != 1 or depth > _MOST_DEPTH:
            return ""  # more than one: it is put together, and nobody says how
        kind, _, name = references[0].partition(".")
        return self._variable(path, name, depth) if kind == "var" else ""

    def _variable(self, path: Path, name: str, depth: int) -> str:
        given = self._given.get(path, {})
        if path and name in given:
            return self._constant(path[:-1], given[name], depth + 1)
        value = self._value(path, name)
        return value if isinstance(value, str) else ""

    def _value(self, path: Path, name: str) -> Any:
        if not path and name in self._variables:
            return self._variables[name].value
        module = self._modules.get(path, Source())
        variable = (module.variables or {}).get(name)
        return variable.default if variable is not None else None

    def refers(self, address: str, attribute: str) -> tuple[str, ...]:
        """The resources, by address, from which an attribute of one is taken."""
        path, written = self._resources.get(plain(address), ((), Configured()))
        return tuple(
            dict.fromkeys(
                one
                for expression in at(written.expressions or {}, attribute)
                for name, inside in self._resources_in(path, written, expression, 0)
                for one in self._instances.meant(name, inside, address)
            )
        )

    def _resources_in(
        self, path: Path, written: Configured, expression: Any, depth: int
    ) -> Iterator[tuple[str, str]]:
        """Resources that an expression refers to, without indexes and as written."""
        if depth > _MOST_DEPTH:
            return
        for reference in items(table(expression).get("references")):
            text = str(reference)
            kind, *rest = plain(text).split(".")
            if kind == "each" and rest[:1] == ["value"]:
                again = written.for_each_expression
                other = Configured()
                yield from self._resources_in(path, other, again, depth + 1)
            elif kind == "var" and path and rest:
                given = self._given[path].get(rest[0])
                yield from self._resources_in(path[:-1], written, given, depth + 1)
            elif kind == "module" and len(rest) > 1:
                yield from self._output((*path, rest[0]), rest[1], depth)
            elif rest:
                prefix = "".join(f"module.{name}." for name in path)
                yield f"{prefix}{kind}.{rest[0]}", text

    def _output(self, path: Path, name: str, depth: int) -> Iterator[tuple[str, str]]:
        module = self._modules.get(path, Source())
        output = (module.outputs or {}).get(name)
        if output is not None:
            inner = output.expression
            yield from self._resources_in(path, Configured(), inner, depth + 1)


class _Instances:
    """The instances of resources: by what they are called, their module and index."""

    def __init__(self, addresses: Iterable[str]) -> None:
        self._by: dict[tuple[str, ...], list[str]] = {}
        for one in addresses:
            name, modules, index = plain(one), _modules_of(one), _index(one)
            for key in ((name,), (name, modules), (name, "", index)):
                self._by.setdefault(key, []).append(one)
            self._by.setdefault((name, modules, index, ""), []).append(one)

    def meant(self, name: str, written: str, address: str) -> list[str]:
        """Which instances one at an address refers to: one, where that is plain."""
        modules = _modules_of(address)
        index = _index(".".join(written.split(".")[:2])) or _index(address)
        beside = (name, modules) in self._by
        narrower = (name, modules, index, "") if beside else (name, "", index)
        wider = (name, modules) if beside else (name,)
        return self._by.get(narrower) or self._by.get(wider, [])


def _module(address: str) -> Path:
    return tuple(
        part for part in plain(address).split(".") if part and part != "module"
    )


def plain(address: str) -> str:
    """`module.a[0].aws_s3_bucket.b["x"]` as the configuration calls it."""
    letters: list[str] = []
    inside = quoted = escaped = False
    for letter in address:
        if not inside:
            inside = letter == "["
            if not inside:
                letters.append(letter)
        elif quoted:
            quoted = escaped or letter != '"'
            escaped = letter == "\\" and not escaped
        else:
            quoted = letter == '"'
            inside = letter != "]"
    return "".join(letters)


def _index(address: str) -> str:
    """The index at the end of an address: `[0]`, or nothing."""
    return address[len(_head(address)) :]


def _head(address: str) -> str:
    """An address without the index at its end."""
    whole = plain(address)
    starts = (end for end, letter in enumerate(address) if letter == "[")
    heads = (address[:end] for end in starts if address.endswith("]"))
    return next((head for head in heads if plain(head) == whole), address)


def _modules_of(address: str) -> str:
    """The part of an address that names module instances."""
    modules, *named = _head(address).rsplit(".", 2)
    return modules if len(named) == 2 else ""  # noqa: PLR2004 - a type and a name
