"""CloudFormation's intrinsic functions, worked out as far as they can be beforehand."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from assay.workload.inputs.found import UNKNOWN
from assay.workload.inputs.shape import is_list, is_table, items, table

__all__ = ["ABSENT", "Template"]


class _Absent:
    """`AWS::NoValue`: the property is as if it were not written."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()
_MOST_DEPTH: Final = 60
_PLACE: Final = re.compile(r"\$\{([^!}][^}]*)\}")


class Template:
    """A template's parameters, mappings and conditions, for one stack."""

    def __init__(self, tree: Mapping[str, Any], *, region: str, account: str) -> None:
        self.region = region
        self.account = account
        self._parameters = table(tree.get("Parameters"))
        self._mappings = table(tree.get("Mappings"))
        self._conditions = table(tree.get("Conditions"))
        self._asked: set[str] = set()

    def condition(self, name: str) -> bool | None:
        """Whether a condition holds; None where that is not known beforehand."""
        if name not in self._conditions or name in self._asked:
            return None
        self._asked.add(name)
        try:
            return self._truth(self._conditions[name], 0)
        finally:
            self._asked.discard(name)

    def value(self, value: Any, depth: int = 0) -> Any:
        """A value with its functions worked out; `UNKNOWN` where that cannot be."""
        if depth > _MOST_DEPTH:
            return UNKNOWN
        if is_list(value):
            parts = [self.value(one, depth + 1) for one in items(value)]
            return [one for one in parts if one is not ABSENT]
        if not is_table(value):
            return value
        whole = table(value)
        if len(whole) == 1:
            [(name, inside)] = whole.items()
            function = _FUNCTIONS.get(str(name))
            if function is not None:
                return function(self, inside, depth + 1)
            if str(name).startswith("Fn::") or name == "Condition":
                return UNKNOWN
        pairs = {key: self.value(one, depth + 1) for key, one in whole.items()}
        return {key: one for key, one in pairs.items() if one is not ABSENT}

    def row(self, name: str, key: str) -> Mapping[str, Any]:
        """A row of a mapping; one that holds nothing where there is none."""
        return table(table(self._mappings.get(name)).get(key))

    def ref(self, name: Any) -> Any:
        """What `Ref` gives: a parameter's default, or a pseudo parameter."""
        known: dict[str, Any] = {
            "AWS::Region": self.region or UNKNOWN,
            "AWS::AccountId": self.account or UNKNOWN,
            "AWS::NoValue": ABSENT,
        }
        if name in known:
            return known[name]
        parameter = table(self._parameters.get(name))
        if "Default" not in parameter:
            return UNKNOWN
        default = parameter["Default"]
        listed = str(parameter.get("Type", "")).startswith(("List<", "CommaDelimited"))
        if listed and isinstance(default, str):
            return [one.strip() for one in default.split(",")]
        return default

    def _truth(self, value: Any, depth: int) -> bool | None:
        whole = table(value)
        if depth > _MOST_DEPTH or len(whole) != 1:
            return value if isinstance(value, bool) else None
        [(name, inside)] = whole.items()
        if name == "Condition":
            return self.condition(str(inside))
        if name == "Fn::Equals":
            return self._equal([self.value(one, depth + 1) for one in items(inside)])
        parts = [self._truth(one, depth + 1) for one in items(inside)]
        if name == "Fn::And":
            return _all(parts)
        turned = _not(_all([_not(part) for part in parts]))
        if name == "Fn::Or":
            return turned
        return _not(turned) if name == "Fn::Not" and len(parts) == 1 else None

    def _equal(self, sides: list[Any]) -> bool | None:
        if len(sides) != _PAIR or UNKNOWN in sides:
            return None
        return str(sides[0]) == str(sides[1])


_PAIR = 2


def _all(parts: list[bool | None]) -> bool | None:
    if False in parts:
        return False
    return None if None in parts else True


def _not(part: bool | None) -> bool | None:  # noqa: FBT001 - a truth value is all it is
    return None if part is None else not part


def _ref(template: Template, inside: Any, _: int) -> Any:
    return template.ref(inside)


def _if(template: Template, inside: Any, depth: int) -> Any:
    parts = items(inside)
    if len(parts) != _IF:
        return UNKNOWN
    holds = template.condition(str(parts[0]))
    if holds is None:
        one, other = (template.value(part, depth) for part in parts[1:])
        return one if one == other else UNKNOWN
    return template.value(parts[1 if holds else 2], depth)


_IF = 3


def _join(template: Template, inside: Any, depth: int) -> Any:
    if len(items(inside)) != _PAIR:
        return UNKNOWN
    by, listed = items(inside)
    parts = template.value(listed, depth)
    if not is_list(parts):
        return UNKNOWN
    if any(not isinstance(part, str | int) for part in items(parts)):
        return UNKNOWN
    return str(by).join(map(str, items(parts)))


def _sub(template: Template, inside: Any, depth: int) -> Any:
    text, given = inside, table(None)
    if len(items(inside)) == _PAIR:
        text, given = items(inside)[0], table(items(inside)[1])
    if not isinstance(text, str):
        return UNKNOWN
    known: dict[str, str] = {}
    for name in set(_PLACE.findall(text)):
        found = (
            template.value(given[name], depth) if name in given else template.ref(name)
        )
        if not isinstance(found, str | int):
            return UNKNOWN
        known[name] = str(found)
    filled = _PLACE.sub(lambda found: known[found[1]], text)
    return filled.replace("${!", "${")


def _find(template: Template, inside: Any, depth: int) -> Any:
    keys = [template.value(one, depth) for one in items(inside)[:_IF]]
    if len(keys) < _IF or any(not isinstance(key, str) for key in keys):
        return UNKNOWN
    name, key, inner = keys
    return template.row(name, key).get(inner, UNKNOWN)


def _select(template: Template, inside: Any, depth: int) -> Any:
    if len(items(inside)) != _PAIR:
        return UNKNOWN
    index, listed = (template.value(one, depth) for one in items(inside))
    try:
        return items(listed)[int(index)]
    except (ValueError, TypeError, IndexError):
        return UNKNOWN


def _split(template: Template, inside: Any, depth: int) -> Any:
    if len(items(inside)) != _PAIR:
        return UNKNOWN
    by, text = (template.value(one, depth) for one in items(inside))
    if not isinstance(text, str) or not isinstance(by, str) or not by:
        return UNKNOWN
    return text.split(by)


_FUNCTIONS: Final[dict[str, Callable[[Template, Any, int], Any]]] = {
    "Fn::FindInMap": _find,
    "Fn::If": _if,
    "Fn::Join": _join,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::Sub": _sub,
    "Ref": _ref,
}
