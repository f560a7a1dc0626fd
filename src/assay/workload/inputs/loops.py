"""CloudFormation's loops: `Fn::ForEach`, written out for each of its values."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from assay.workload.inputs.intrinsics import Template
from assay.workload.inputs.shape import is_list, is_table, items, table

__all__ = ["LOOP", "written_out"]

LOOP: Final = "Fn::ForEach::"
_PARTS: Final = 3
_MOST_DEPTH: Final = 5
"""As CloudFormation allows loops to nest."""
_MOST: Final = 10_000


def written_out(
    resources: Mapping[str, Any], template: Template, depth: int = 0
) -> Iterator[tuple[str, Any]]:
    """Resources by name; a loop that cannot be written out stays under its own."""
    for name, one in resources.items():
        rounds = _rounds(name, one, template) if depth < _MOST_DEPTH else None
        if rounds is None:
            yield name, one
            continue
        for inner in rounds:
            yield from written_out(inner, template, depth + 1)


def _rounds(name: str, one: Any, template: Template) -> list[Mapping[str, Any]] | None:
    """The body of a loop, once for each value; None if it is no loop, or not known."""
    parts = items(one)
    if not name.startswith(LOOP) or len(parts) != _PARTS:
        return None
    identifier, collection, body = parts
    values = template.value(collection)
    texts = [str(value) for value in items(values) if isinstance(value, str | int)]
    size = len(texts) * len(table(body))
    if not is_list(values) or len(texts) != len(items(values)) or size > _MOST:
        return None
    return [table(_with(body, str(identifier), text, 0)) for text in texts]


def _with(value: Any, name: str, text: str, depth: int) -> Any:
    """The value with a loop's variable filled in, in keys as well."""
    if depth > _MOST_NESTING:
        return value
    if isinstance(value, str):
        return value.replace(f"${{{name}}}", text).replace(f"&{{{name}}}", text)
    if is_list(value):
        return [_with(one, name, text, depth + 1) for one in items(value)]
    if not is_table(value):
        return value
    if table(value) == {"Ref": name}:
        return text
    return {
        _with(key, name, text, depth): _with(one, name, text, depth + 1)
        for key, one in table(value).items()
    }


_MOST_NESTING: Final = 60
