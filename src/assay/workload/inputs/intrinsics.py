"""CloudFormation's intrinsic functions, worked out as far as they can be beforehand."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

from assay.workload.inputs.found import UNKNOWN, Later
from assay.workload.inputs.shape import is_list, is_table, items, table

__all__ = ["ABSENT", "Template"]


class _Absent:
    """`AWS::NoValue`: the property is as if it were not written."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()
_MOST_DEPTH: Final = 60
_PLACE: Final = re.compile(r"\$\{([^!}][^}]*)\}")
_LISTS: Final = ("List<", "CommaDelimited")
_LOOKED_UP: Final = ("AWS::", "List<AWS::")
"""Types of parameters whose value is looked up, and so is there."""


class Template:
    """A template's parameters, mappings and conditions, for one stack."""

    def __init__(self, tree: Mapping[str, Any], *, region: str, account: str) -> None:
        self.region = region
        self.account = account
        self._parameters = table(tree.get("Parameters"))
        self._mappings = table(tree.get("Mappings"))
        self._conditions = table(tree.get("Conditions"))
        self._resources = table(tree.get("Resources"))
        self._asked: set[str] = set()
        self._answered: dict[str, bool | None] = {}

    def condition(self, name: str) -> bool | None:
        """Whether a condition holds; None where that is not known beforehand."""
        if name in self._answered:
            return self._answered[name]
        circular = name in self._asked or len(self._asked) > _MOST_DEPTH
        if name not in self._conditions or circular:
            return None
        self._asked.add(name)
        self._answered[name] = self._truth(self._conditions[name], 0)
        self._asked.discard(name)
        return self._answered[name]

    def value(self, value: Any, depth: int = 0) -> Any:
        """A value with its functions worked out.

        `UNKNOWN` where that cannot be; `Later` where it cannot, and is surely there.
        """
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
        """What `Ref` gives: a parameter's default, a pseudo parameter, a resource."""
        known: dict[str, Any] = {
            "AWS::Region": self.region or Later(),
            "AWS::AccountId": self.account or Later(),
            "AWS::NoValue": ABSENT,
        }
        if name in known:
            return known[name]
        parameter = self._parameters.get(name) if isinstance(name, str) else None
        if parameter is not None:
            return _default(table(parameter))
        return self.made(name)

    def made(self, name: Any) -> Any:
        """What a resource of the template, or the stack, gives once it is there."""
        if not isinstance(name, str):
            return UNKNOWN
        resource = name.partition(".")[0]
        if resource in self._resources:
            return Later(resource)
        return Later() if resource.startswith("AWS::") else UNKNOWN

    def _truth(self, value: Any, depth: int) -> bool | None:
        whole = table(value)
        if depth > _MOST_DEPTH or len(whole) != 1:
            return value if isinstance(value, bool) else None
        [(name, inside)] = whole.items()
        if name == "Condition":
            return self.condition(str(inside))
        if name == "Fn::Equals":
            return _equal([self.value(one, depth + 1) for one in items(inside)])
        parts = [self._truth(one, depth + 1) for one in items(inside)]
        if name == "Fn::And":
            return _all(parts)
        turned = _not(_all([_not(part) for part in parts]))
        if name == "Fn::Or":
            return turned
        return _not(turned) if name == "Fn::Not" and len(parts) == 1 else None


_PAIR: Final = 2


def _default(parameter: Mapping[str, Any]) -> Any:
    kind = str(parameter.get("Type", ""))
    if kind.startswith("AWS::SSM::Parameter::Value"):
        return Later()  # its default is the name under which the value is looked up
    if "Default" not in parameter:
        return Later() if kind.startswith(_LOOKED_UP) else UNKNOWN
    default = parameter["Default"]
    if kind.startswith(_LISTS) and isinstance(default, str):
        return [one.strip() for one in default.split(",")]
    return default


def _equal(sides: list[Any]) -> bool | None:
    plain = [one for one in sides if isinstance(one, str | int | float)]
    if len(sides) != _PAIR or len(plain) != _PAIR:
        return None
    one, other = (str(x).lower() if isinstance(x, bool) else str(x) for x in plain)
    return one == other


def _all(parts: list[bool | None]) -> bool | None:
    if False in parts:
        return False
    return None if None in parts else True


def _not(part: bool | None) -> bool | None:  # noqa: FBT001 - a truth value is all it is
    return None if part is None else not part


def _ref(template: Template, inside: Any, _: int) -> Any:
    return template.ref(inside)


def _attribute(template: Template, inside: Any, _: int) -> Any:
    parts = items(inside)
    return template.made(parts[0] if parts else inside)


def _there(_: Template, __: Any, ___: int) -> Any:
    return Later()


def _if(template: Template, inside: Any, depth: int) -> Any:
    parts = items(inside)
    if len(parts) != _IF:
        return UNKNOWN
    holds = template.condition(str(parts[0]))
    if holds is not None:
        return template.value(parts[1 if holds else 2], depth)
    one, other = (template.value(part, depth) for part in parts[1:])
    if one == other:
        return one
    return Later() if _is_there(one) and _is_there(other) else UNKNOWN


_IF: Final = 3


def _is_there(value: Any) -> bool:
    return isinstance(value, Later) or (value != "" and isinstance(value, str))


def _join(template: Template, inside: Any, depth: int) -> Any:
    if len(items(inside)) != _PAIR:
        return UNKNOWN
    by, listed = items(inside)
    parts = template.value(listed, depth)
    if not is_list(parts):
        return UNKNOWN
    times = [1] * len(items(parts))
    return _text(items(parts), times, str(by).join, len(str(by)) * len(times))


def _text(
    parts: list[Any], times: list[int], put: Callable[[list[str]], str], more: int
) -> Any:
    """Texts put together, where all are known; or what is there, where all are.

    `times` is how often each part stands in it, and `more` how much else does: a text
    that would grow without measure is not written out.
    """
    if all(isinstance(part, str | int) for part in parts):
        texts = [str(part) for part in parts]
        sizes = (len(one) * often for one, often in zip(texts, times, strict=True))
        return put(texts) if sum(sizes) + more <= _LONGEST else Later()
    there = all(isinstance(part, str | int | Later) for part in parts)
    return Later() if there else UNKNOWN


_LONGEST: Final = 1 << 16


def _sub(template: Template, inside: Any, depth: int) -> Any:
    text, given = inside, table(None)
    if len(items(inside)) == _PAIR:
        text, given = items(inside)[0], table(items(inside)[1])
    if not isinstance(text, str):
        return UNKNOWN
    often = Counter(_PLACE.findall(text))
    names = list(often)
    found = [
        template.value(given[name], depth) if name in given else template.ref(name)
        for name in names
    ]

    def put(parts: list[str]) -> str:
        known = dict(zip(names, parts, strict=True))
        filled = _PLACE.sub(lambda place: known[place[1]], text)
        return filled.replace("${!", "${")

    return _text(found, list(often.values()), put, len(text))


def _find(template: Template, inside: Any, depth: int) -> Any:
    parts = items(inside)
    keys = [template.value(one, depth) for one in parts[:_IF]]
    if len(keys) < _IF or any(not isinstance(key, str) for key in keys):
        return UNKNOWN
    name, key, inner = keys
    row = template.row(name, key)
    if inner in row:
        return row[inner]
    default = table(parts[_IF]).get("DefaultValue") if len(parts) > _IF else None
    return UNKNOWN if default is None else template.value(default, depth)


def _select(template: Template, inside: Any, depth: int) -> Any:
    if len(items(inside)) != _PAIR:
        return UNKNOWN
    index, listed = (template.value(one, depth) for one in items(inside))
    if not isinstance(index, int | str) or not str(index).isdecimal():
        return UNKNOWN
    chosen = items(listed)[int(index) : int(index) + 1]
    return chosen[0] if chosen else UNKNOWN


def _split(template: Template, inside: Any, depth: int) -> Any:
    if len(items(inside)) != _PAIR:
        return UNKNOWN
    by, text = (template.value(one, depth) for one in items(inside))
    if not isinstance(text, str) or not isinstance(by, str) or not by:
        return UNKNOWN
    return text.split(by)


_FUNCTIONS: Final[dict[str, Callable[[Template, Any, int], Any]]] = {
    "Fn::Base64": _there,
    "Fn::FindInMap": _find,
    "Fn::GetAtt": _attribute,
    "Fn::If": _if,
    "Fn::ImportValue": _there,
    "Fn::Join": _join,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::Sub": _sub,
    "Ref": _ref,
}
