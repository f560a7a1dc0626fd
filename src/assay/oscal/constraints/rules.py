"""A constraint as a value, its expressions compiled; those the Metaschema states."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from assay.oscal.constraints.closures import Atom, Expression, Value
from assay.oscal.constraints.items import Item
from assay.oscal.constraints.metapath import NotMetapath, compiled
from assay.oscal.constraints.words import BROKEN
from assay.oscal.definitions import rules
from assay.oscal.fault import Level

__all__ = ["LEVELS", "Key", "KeyField", "Rule", "model_rules"]

LEVELS: Final[Mapping[str, Level]] = MappingProxyType(
    {
        "CRITICAL": "error",
        "ERROR": "error",
        "WARNING": "warning",
        "INFORMATIONAL": "informational",
        "DEBUG": "informational",
    }
)
"""How bad a breach of each level is."""
Key = tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyField:
    """A part of a key: where it is, and what of its text counts."""

    values: Callable[[Item], list[Atom]]
    pattern: re.Pattern[str] | None = None

    def of(self, item: Item) -> str | None:
        """The text of this part; None where there is none or it does not fit."""
        found = self.values(item)
        if not found:
            return None
        text = str(found[0])
        if self.pattern is None:
            return text
        fits = self.pattern.fullmatch(text)
        if fits is None:
            return None
        return fits[1] if self.pattern.groups else fits[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A constraint."""

    name: str
    """What it is called in a fault."""
    kind: str
    """`allowed-values`, `expect`, `index`..."""
    level: Level = "error"
    target: str = "."
    """Its target as written."""
    targets: Callable[[Item], Sequence[Value]]
    flag: str = ""
    """The name of the flag that each target is, where they all are of one."""
    holders: Callable[[Item], Sequence[Value]] | None = None
    """What has those flags."""
    test: str = ""
    holds: Callable[[Item], bool] | None = None
    keys: tuple[KeyField, ...] = ()
    values: frozenset[str] = frozenset()
    """Of allowed-values."""
    other: bool = False
    """Whether allowed-values lets other values be."""
    exclusive: bool = False
    """Whether allowed-values lets no other constraint allow more."""
    index: str = ""
    """The name of an index."""
    least: int = 0
    most: int | None = None
    regex: re.Pattern[str] | None = None
    datatype: str = ""
    message: Callable[[Item], str] | None = None
    """What its author says of a breach."""


@cache
def model_rules(identifier: str) -> tuple[Rule, ...]:
    """The constraints that the Metaschema states on one definition."""
    found: list[Rule] = []
    for number, facts in enumerate(rules().get(identifier, ())):
        try:
            found.append(_compiled(identifier, number, facts))
        except NotMetapath:
            # Constraints that Metapath beyond ours states are reported by the tests,
            # which hold the list of them empty.
            continue
    return tuple(found)


def _compiled(identifier: str, number: int, facts: dict[str, Any]) -> Rule:
    kind = str(facts["rule"])
    name = str(facts.get("id") or f"{identifier}:{kind}:{number}")
    test = str(facts.get("test", ""))
    regex = facts.get("regex")
    target = _made(facts["target"])
    return Rule(
        name=name,
        kind=kind,
        level="warning" if name in _DEPRECATED else LEVELS[_stated(facts)],
        target=str(facts["target"]),
        targets=target.values,
        flag=target.last_flag,
        holders=target.holders,
        test=test,
        holds=_made(test).holds if test else None,
        keys=tuple(_key_field(key) for key in facts.get("keys", ())),
        values=frozenset(facts.get("values", ())),
        other=bool(facts.get("other")),
        index=str(facts.get("name", name if kind == "index" else "")),
        least=int(facts.get("min-occurs", 0)),
        most=int(facts.get("max-occurs", 0)) or None,
        regex=re.compile(regex) if regex else None,
        datatype=str(facts.get("datatype", "")),
        message=_worded(name),
    )


_DEPRECATED: Final = frozenset({"oscal-parameter-depends-on-deprecated"})
"""What may still stand, though the Metaschema states no level and so means an error:
OSCAL deprecated the flag in 1.0.1, and its own catalog of SP 800-53 rev 4 has it."""


def _stated(facts: dict[str, Any]) -> str:
    return str(facts.get("level", "ERROR")).upper()


def _worded(name: str) -> Callable[[Item], str] | None:
    said = BROKEN.get(name)
    return None if said is None else lambda _: said


def _made(text: object) -> Expression:
    return compiled(str(text), alone=True)


def _key_field(key: dict[str, str]) -> KeyField:
    pattern = re.compile(key["pattern"]) if "pattern" in key else None
    return KeyField(values=_made(key["target"]).atoms, pattern=pattern)
