"""Parameters of OSCAL controls, and what a profile sets of them."""

from collections.abc import Iterable, Iterator
from typing import Final, Literal, cast

from assay.catalog.imports.nodes import Node, as_object, objects, text_of
from assay.catalog.parameters import narrowed
from assay.catalog.values import Constraint, Parameter, Requirement

__all__ = ["params_in", "params_said", "params_set"]

_HOW_MANY: Final[dict[str, Literal["one", "one-or-more"]]] = {
    "one": "one",
    "one-or-more": "one-or-more",
}


def params_in(control: Node) -> tuple[Parameter, ...]:
    """The parameters of a control, in order, each id once; without an id it is none."""
    return _once(_parameter(one, "id") for one in objects(control.get("params")))


def params_set(profile: Node) -> tuple[Parameter, ...]:
    """What the `set-parameters` of a profile say, each parameter's in sequence joined.

    See "Modify" in the specification of profile resolution: what selects replaces, and
    constraints and guidelines are added.
    """
    modify = as_object(profile.get("modify"))
    said = (
        _parameter(one, "param-id") for one in objects(modify.get("set-parameters"))
    )
    joined: dict[str, Parameter] = {}
    for one in said:
        earlier = joined.get(one.id)
        joined[one.id] = one if earlier is None else narrowed(earlier, one)
    return tuple(one for one in joined.values() if one.id)


def params_said(found: Iterable[Requirement]) -> tuple[Parameter, ...]:
    """Of a resolved profile: the parameters that are set, or asked something of."""
    every = (one for control in found for one in control.parameters)
    return tuple(one for one in every if one.values or one.constraints)


def _once(found: Iterable[Parameter]) -> tuple[Parameter, ...]:
    by_id: dict[str, Parameter] = {}
    for one in found:
        by_id.setdefault(one.id, one)
    return tuple(one for one in by_id.values() if one.id)


def _parameter(node: Node, key: str) -> Parameter:
    select = as_object(node.get("select"))
    return Parameter(
        id=text_of(node.get(key)),
        label=_line(node.get("label")),
        also=tuple(_props(node, "alt-identifier")),
        aggregates=tuple(_props(node, "aggregates")),
        choices=tuple(_texts(select.get("choice"))),
        how_many=_HOW_MANY.get(text_of(select.get("how-many")), ""),
        values=tuple(_texts(node.get("values"))),
        constraints=tuple(_constraints(node)),
        guidelines=tuple(
            _line(one.get("prose")) for one in objects(node.get("guidelines"))
        ),
    )


def _constraints(node: Node) -> Iterator[Constraint]:
    for one in objects(node.get("constraints")):
        tests = (text_of(test.get("expression")) for test in objects(one.get("tests")))
        yield Constraint(
            description=_line(one.get("description")),
            tests=tuple(test for test in tests if test),
        )


def _props(node: Node, name: str) -> Iterator[str]:
    for one in objects(node.get("props")):
        if one.get("name") == name and text_of(one.get("value")):
            yield text_of(one.get("value"))


def _texts(value: object) -> Iterator[str]:
    for one in cast("list[object]", value) if isinstance(value, list) else ():
        if _line(one):
            yield _line(one)


def _line(value: object) -> str:
    return " ".join(text_of(value).split())
