"""CloudFormation's loops: `Fn::ForEach`, written out for each of its values."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from assay.workload.inputs.intrinsics import Template
from assay.workload.inputs.shape import is_list, is_table, items, table

__all__ = ["LOOP", "written_out"]

LOOP: Final = "Fn::ForEach::"
_PARTS: Final = 3
_MOST: Final = 10_000


def written_out(
    resources: Mapping[str, Any], template: Template, most: int = _MOST
) -> Iterator[tuple[str, Any]]:
    """Resources by name; a loop that cannot be written out stays under its own.

    Nor is one that would come to more than `most` resources, with those inside it.
    """
    for name, one in resources.items():
        rounds = _rounds(name, one, template, most)
        if rounds is None:
            yield name, one
            continue
        for inner in rounds:
            share = most // max(1, len(rounds) * len(inner))
            yield from written_out(inner, template, share)


def _rounds(
    name: str, one: Any, template: Template, most: int
) -> list[Mapping[str, Any]] | None:
    """The body of a loop, once for each value; None if it is no loop, or not known."""
    parts = items(one)
    if not name.startswith(LOOP) or len(parts) != _PARTS:
        return None
    identifier, collection, body = parts
    values = template.value(collection)
    texts = [str(value) for value in items(values) if isinstance(value, str | int)]
    size = len(texts) * len(table(body))
    if not is_list(values) or len(texts) != len(items(values)) or size > most:
        return None
    return [table(_with(body, str(identifier), text, 0)) for text in texts]


def _with(value: Any, name: str, text: str, depth: int) -> Any:
    """The value with a loop's variable filled in, in keys as well."""
    if isinstance(value, str):
        return _filled(value, name, text)
    if is_list(value) and depth < _MOST_NESTING:
        return [_with(one, name, text, depth + 1) for one in items(value)]
    if not is_table(value) or depth >= _MOST_NESTING:
        return value
    if table(value) == {"Ref": name}:
        return text
    return {
        _filled(str(key), name, text): _with(one, name, text, depth + 1)
        for key, one in table(value).items()
    }


def _filled(value: str, name: str, text: str) -> str:
    if len(value) + value.count(f"{{{name}}}") * len(text) > _LONGEST:
        return value
    return value.replace(f"${{{name}}}", text).replace(f"&{{{name}}}", text)


_MOST_NESTING: Final = 60
_LONGEST: Final = 1 << 16
