"""OSCAL in YAML: every plain scalar is first the text that it is.

YAML would make a date of `2024-02-01`, false of `NO` and a number of `1.10`. Here a
scalar stays text until the tables say that its place holds a number or a truth value,
so a version `1.10` keeps its zero and a timestamp its spelling. Only what YAML calls
null is no text; OSCAL has no null, and the judge of structure says so.
"""

from typing import Any

import yaml

from assay.oscal.definitions import Definition, definition, roots
from assay.oscal.scalars import from_text
from assay.oscal.tree import Tree, as_list, as_object
from assay.yamltext import parse_yaml, text

__all__ = ["from_yaml", "to_yaml"]

_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def from_yaml(data: bytes, *, file: str) -> Any:
    """The tree of a document in YAML.

    Raises:
        BadInput: It is not YAML, holds a key twice, or is too deep or too large.
    """
    tree = parse_yaml(data, file=file, scalar=text)
    whole = as_object(tree)
    for key in whole or {}:
        if whole is not None and key in roots():
            whole[key] = _settle(whole[key], definition(roots()[key]))
    return tree


def to_yaml(tree: Tree) -> bytes:
    """The document in YAML; text that reads as something else is quoted."""
    written: str = yaml.dump(
        tree, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=2**30
    )
    return written.encode()


def _settle(value: Any, kind: Definition) -> Any:
    """Numbers and truth values where the tables have them; text elsewhere."""
    if kind.kind == "field" and not kind.value:
        return _plain(value, kind.type)
    table = as_object(value)
    if table is None:
        return value
    plain = [(flag.name, flag.type) for flag in kind.flags]
    for key, type_ in [*plain, (kind.value, kind.type)]:
        if key in table:
            table[key] = _plain(table[key], type_)
    for child in kind.children:
        if child.key in table:
            inner = definition(child.of)
            items = as_list(table[child.key]) if child.many else None
            if items is None:
                table[child.key] = _settle(table[child.key], inner)
            else:
                items[:] = [_settle(one, inner) for one in items]
    return table


def _plain(value: Any, kind: str) -> Any:
    if not isinstance(value, str) or kind in ("string", "markup-line"):
        return value
    settled = from_text(value, kind)
    return value if isinstance(settled, str) else settled


class _Writer(_Dumper):  # type: ignore[misc]  # the class is chosen when it is loaded
    """Writes text of several lines in a block where YAML can."""

    def ignore_aliases(self, data: Any) -> bool:
        """Everything is written out."""
        del data
        return True


def _text(dumper: Any, value: str) -> Any:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Writer.add_representer(str, _text)
