"""The profiles of an XCCDF benchmark, resolved to the rules they select.

A profile says what it changes: it starts from the profile it extends, or from each
item's own default, and its selectors apply in order (NIST IR 7275 r4, 6.5.3). A rule is
chosen where it and every group above it are selected (7.2.3.3).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from assay.catalog.imports.loose import Faults, as_text
from assay.catalog.imports.xccdf.rules import Rule, label

__all__ = ["Choice", "read_profiles"]

_TRUE = ("true", "1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One profile, and the ids in the file of the rules that it selects, in order."""

    id: str
    title: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Items:
    """What a selector may name."""

    defaults: dict[str, bool]
    clusters: dict[str, list[str]]


def read_profiles(benchmark: Any, rules: list[Rule], faults: Faults) -> list[Choice]:
    """The profiles that are not abstract, in the file's order."""
    items = _items(benchmark)
    profiles: dict[str, Any] = {}
    for element in benchmark.iterfind("{*}Profile"):
        name = as_text(element.get("id"))
        place = f"line {element.sourceline}"
        if not name:
            faults.add(place, "The profile has no id, and is left out", "Give it one.")
        elif name in profiles:
            message = f"The profile {name!r} stands twice; the first is read"
            faults.add(place, message, "Keep one of them.")
        else:
            profiles[name] = element
    _check_bases(profiles, faults)
    chosen: list[Choice] = []
    known: dict[str, dict[str, bool]] = {}
    for name, element in profiles.items():
        parts = (etree.QName(one).localname for one in element.iterchildren("*"))
        faults.leave("profile", parts, ("title", "select"))
        _check(element, items, faults)
        selected = _selected(name, profiles, items, known)
        if as_text(element.get("abstract")) not in _TRUE:
            taken = (r.full for r in rules if _chosen(r, items.defaults, selected))
            title = label(element, "title")
            chosen.append(Choice(id=name, title=title, rules=tuple(taken)))
    return chosen


def _items(benchmark: Any) -> _Items:
    defaults: dict[str, bool] = {}
    clusters: dict[str, list[str]] = {}
    for kind in ("Group", "Rule"):
        for one in benchmark.iter("{*}" + kind):
            name = as_text(one.get("id"))
            defaults.setdefault(name, as_text(one.get("selected", "true")) in _TRUE)
            cluster = as_text(one.get("cluster-id"))
            if cluster:
                clusters.setdefault(cluster, []).append(name)
    return _Items(defaults=defaults, clusters=clusters)


def _check_bases(profiles: dict[str, Any], faults: Faults) -> None:
    """Tells each profile that extends none of these, or itself by way of others."""
    sound: set[str] = set()
    for name in profiles:
        path: set[str] = set()
        here = name
        while here in profiles and here not in sound:
            path.add(here)
            base = as_text(profiles[here].get("extends"))
            place = f"line {profiles[here].sourceline}"
            if base in path:
                message = f"The profile extends {base!r}, which extends it"
                faults.add(place, message, "Break the circle.")
            elif base and base not in profiles:
                message = f"The profile extends {base!r}, which is not there"
                faults.add(place, message, "Name a profile of this benchmark.")
            here = "" if base in path else base
        sound |= path


def _selected(
    name: str,
    profiles: dict[str, Any],
    items: _Items,
    known: dict[str, dict[str, bool]],
) -> dict[str, bool]:
    """What a profile and those that it extends select, in order; kept in `known`."""
    chain: list[str] = []
    here = name
    while here in profiles and here not in known and here not in chain:
        chain.append(here)
        here = as_text(profiles[here].get("extends"))
    for one in reversed(chain):
        base = as_text(profiles[one].get("extends"))
        before = known.get(base, {})
        known[one] = {**before, **dict(_selectors(profiles[one], items))}
    return known[name]


def _selectors(profile: Any, items: _Items) -> Iterator[tuple[str, bool]]:
    for one in profile.iterfind("{*}select"):
        name = as_text(one.get("idref"))
        value = as_text(one.get("selected")) in _TRUE
        for key in items.clusters.get(name, [name]):
            yield key, value


def _check(profile: Any, items: _Items, faults: Faults) -> None:
    for one in profile.iterfind("{*}select"):
        name = as_text(one.get("idref"))
        if name not in items.defaults and name not in items.clusters:
            message = f"The profile selects {name!r}, which is not there"
            place = f"line {one.sourceline}"
            faults.add(place, message, "Name a rule, group or cluster.")


def _chosen(rule: Rule, defaults: dict[str, bool], selected: dict[str, bool]) -> bool:
    return all(
        selected.get(name, defaults.get(name, True))
        for name in (*rule.above, rule.full)
    )
