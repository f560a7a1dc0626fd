"""The models as `msgspec` types, made from the tables when first asked for.

Decoding into them is the quickest judge of a document's structure there is: it refuses
unknown keys, missing ones and values of the wrong shape, with the path of the first. It
runs no pattern; `assay.oscal.structure` finds every fault and judges the patterns.
"""

from functools import cache
from keyword import iskeyword
from typing import Any, ForwardRef

import msgspec

from assay.oscal.definitions import Definition, definition, root_definition, roots

__all__ = ["content_type", "part_type", "typed"]

_PLAIN: dict[str, Any] = {
    "boolean": bool,
    "decimal": int | float,
    "integer": int,
    "non-negative-integer": int,
    "positive-integer": int,
}
"""Types that JSON does not write as a string; every other one stays text, so that no
timestamp, uuid or piece of markup changes by being read."""


@cache
def typed(root: str) -> type[msgspec.Struct]:
    """The type of whole documents of one model: `{"catalog": {...}}`.

    Raises:
        KeyError: There is no such model.
    """
    if root not in roots():
        raise KeyError(root)
    content = content_type(root)
    fields: list[Any] = [
        ("root", content, msgspec.field(name=root)),
        ("schema", str | msgspec.UnsetType, msgspec.field(default=msgspec.UNSET)),
    ]
    return msgspec.defstruct(
        "Document",
        fields,
        rename={"schema": "$schema"},
        forbid_unknown_fields=True,
        omit_defaults=True,
        gc=False,
    )


def content_type(root: str) -> type[msgspec.Struct]:
    """The type of what stands under the root of one model."""
    return part_type(root, root_definition(root).id)


def part_type(root: str, identifier: str) -> type[msgspec.Struct]:
    """The type of one definition's value in documents of one model.

    Raises:
        KeyError: The model has no such part, or it is written as a plain value.
    """
    kind: type[msgspec.Struct] = _types(root_definition(root).id)[identifier]
    return kind


@cache
def _types(identifier: str) -> dict[str, Any]:
    """The types of a definition and of all that it reaches, by their ids.

    Types refer to each other by name, since a group holds groups; each name is made an
    attribute of the types that use it, where `msgspec` looks names up.
    """
    made = {one.id: _declared(one) for one in _reach(identifier)}
    for found, kind in made.items():
        for child in definition(found).children:
            if child.of in made:
                setattr(kind, _name(child.of), made[child.of])
    return made


def _reach(identifier: str) -> list[Definition]:
    """Every definition written as an object that the first one leads to."""
    found: dict[str, Definition] = {}
    ahead = [identifier]
    while ahead:
        one = definition(ahead.pop())
        if one.id in found or _is_plain(one):
            continue
        found[one.id] = one
        ahead.extend(child.of for child in one.children)
    return list(found.values())


def _is_plain(one: Definition) -> bool:
    return one.kind == "field" and not one.value


def _declared(one: Definition) -> type[msgspec.Struct]:
    fields: list[Any] = []
    names: dict[str, str] = {}
    if one.value:
        fields.append((_field(one.value, names), _scalar(one.type)))
    for flag in one.flags:
        name = _field(flag.name, names)
        fields.append(_optional(name, _scalar(flag.type), least=int(flag.required)))
    for child in one.children:
        kind: Any = _inner(child.of)
        shape: Any = list[kind] if child.many else kind
        least = 0 if child.choice else child.least
        fields.append(_optional(_field(child.key, names), shape, least=least))
    return msgspec.defstruct(
        _name(one.id),
        fields,
        kw_only=True,
        rename=names,
        forbid_unknown_fields=True,
        omit_defaults=True,
        gc=False,
    )


def _optional(name: str, kind: Any, *, least: int) -> tuple[Any, ...]:
    if least:
        return name, kind
    return name, kind | msgspec.UnsetType, msgspec.UNSET


def _inner(identifier: str) -> Any:
    one = definition(identifier)
    return _scalar(one.type) if _is_plain(one) else ForwardRef(_name(identifier))


def _scalar(kind: str) -> Any:
    return _PLAIN.get(kind, str)


def _field(key: str, names: dict[str, str]) -> str:
    """The attribute for a JSON key: `by-components` is `by_components`."""
    plain = key.replace("-", "_")
    attribute = f"{plain}_" if iskeyword(plain) else plain
    names[attribute] = key
    return attribute


def _name(identifier: str) -> str:
    """The type's name: `back-matter/resource` is `BackMatter_Resource`."""
    parts = identifier.replace(":", "/").split("/")
    return "_".join(part.title().replace("-", "") for part in parts)
