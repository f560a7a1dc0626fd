"""Every fault of a document's structure: keys, shapes, numbers of things, patterns.

It finds what the official JSON Schema would and goes by the Metaschema where the two
differ (`merge.combine`). Each fault carries the JSON Pointer of the value.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from assay.oscal.datatypes import DATATYPES, Judge
from assay.oscal.definitions import Child, Definition, definition, root_definition
from assay.oscal.document import Document
from assay.oscal.fault import Fault
from assay.oscal.tree import Tree, as_list, as_object

__all__ = ["structure_faults"]


def structure_faults(document: Document) -> Iterator[Fault]:
    """Every fault of structure, in the order of the document."""
    for key in document.tree:
        if key not in (document.root, "$schema"):
            message = f"{key!r} stands beside the model's root"
            yield Fault(path=f"/{_escaped(key)}", rule="unknown-key", message=message)
    form = _form(root_definition(document.root).id)
    if not _sound(document.content, form):
        yield from _object(document.content, form, f"/{document.root}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """A definition as one looks things up in it."""

    plain: Mapping[str, tuple[str, Judge]]
    """Data type and judge of the keys that hold plain values."""
    children: Mapping[str, Child]
    required: tuple[str, ...]
    needed: frozenset[str]
    """The same as a set."""
    choices: tuple[tuple[str, ...], ...]
    """Keys of which at most one may be there."""
    demanded: tuple[tuple[str, ...], ...]
    """Keys of which one must be there."""


@cache
def _form(identifier: str) -> _Form:
    one = definition(identifier)
    plain = {flag.name: flag.type for flag in one.flags}
    required = [flag.name for flag in one.flags if flag.required]
    if one.value:
        plain[one.value] = one.type
        required.append(one.value)
    required += [c.key for c in one.children if c.least and not c.choice]
    choices = {
        number: tuple(c for c in one.children if c.choice == number)
        for number in sorted({c.choice for c in one.children} - {0})
    }
    return _Form(
        plain={key: (kind, DATATYPES[kind]) for key, kind in plain.items()},
        children={child.key: child for child in one.children},
        required=tuple(required),
        needed=frozenset(required),
        choices=tuple(tuple(c.key for c in those) for those in choices.values()),
        demanded=tuple(
            tuple(c.key for c in those)
            for those in choices.values()
            if all(c.least for c in those)
        ),
    )


def _sound(value: object, form: _Form) -> bool:
    """Whether an object is without fault: most are, and so need no words or places."""
    table = as_object(value)
    if table is None:
        return False
    if (form.choices or not form.needed <= table.keys()) and any(
        True for _ in _keys(table, form, "")
    ):
        return False
    for key, inside in table.items():
        plain = form.plain.get(key)
        if plain is None:
            child = form.children.get(key)
            if child is None or not _sound_child(inside, child):
                return False
        elif not plain[1](inside):
            return False
    return True


def _sound_child(value: object, child: Child) -> bool:
    one = definition(child.of)
    items = as_list(value) if child.many else [value]
    if not items or (child.most is not None and len(items) > child.most):
        return False
    if one.kind == "field" and not one.value:
        return all(map(DATATYPES[one.type], items))
    form = _form(one.id)
    return all(_sound(item, form) for item in items)


def _object(value: object, form: _Form, path: str) -> Iterator[Fault]:
    table = as_object(value)
    if table is None:
        yield Fault(path=path, rule="shape", message="An object is expected here")
        return
    if form.choices or not form.needed <= table.keys():
        yield from _keys(table, form, path)
    for key, inside in table.items():
        plain = form.plain.get(key)
        if plain is not None:
            if not plain[1](inside):
                yield _mismatch(f"{path}/{key}", plain[0], inside)
            continue
        child = form.children.get(key)
        if child is not None:
            yield from _child(inside, child, f"{path}/{key}")
        else:
            message = f"The key {key!r} is not known here"
            place = f"{path}/{_escaped(key)}"
            yield Fault(path=place, rule="unknown-key", message=message)


def _keys(table: Tree, form: _Form, path: str) -> Iterator[Fault]:
    """Keys that are missing, or that exclude each other."""
    for key in form.required:
        if key not in table:
            message = f"The key {key!r} is missing"
            yield Fault(path=path, rule="missing-key", message=message)
    for keys in form.choices:
        there = [key for key in keys if key in table]
        if len(there) > 1:
            message = f"Only one of {' and '.join(there)} can stand here"
            yield Fault(path=path, rule="choice", message=message)
    for keys in form.demanded:
        if not any(key in table for key in keys):
            message = f"One of {' or '.join(keys)} is missing"
            yield Fault(path=path, rule="missing-key", message=message)


def _child(value: object, child: Child, path: str) -> Iterator[Fault]:
    one = definition(child.of)
    if not child.many:
        yield from _value(value, one, path)
        return
    items = as_list(value)
    if items is None:
        yield Fault(path=path, rule="shape", message="An array is expected here")
        return
    if not items:
        message = "An array without items is left out instead"
        yield Fault(path=path, rule="empty-array", message=message)
    if child.most is not None and len(items) > child.most:
        message = f"At most {child.most} can stand here, and there are {len(items)}"
        yield Fault(path=path, rule="count", message=message)
    for index, item in enumerate(items):
        yield from _value(item, one, f"{path}/{index}")


def _value(value: object, one: Definition, path: str) -> Iterator[Fault]:
    if one.kind == "field" and not one.value:
        if not DATATYPES[one.type](value):
            yield _mismatch(path, one.type, value)
        return
    yield from _object(value, _form(one.id), path)


def _mismatch(path: str, kind: str, value: object) -> Fault:
    shown = repr(value) if isinstance(value, str | int | float) else "the value"
    if len(shown) > _SHOWN:
        shown = f"{shown[:_SHOWN]}..."
    message = f"{shown} is no {kind}"
    return Fault(path=path, rule=f"pattern:{kind}", message=message)


_SHOWN = 60


def _escaped(key: str) -> str:
    """A key as JSON Pointer writes it (RFC 6901, section 3)."""
    return key.replace("~", "~0").replace("/", "~1")
