"""The rules and indicators of FedRAMP's files, each as one item.

They stand in tables keyed by id, or, in older files, in lists of tables that carry
their ids; some levels down, keyed by how they apply (`all`, `both`, `20x`, `rev5`) and
by subset. Whatever has a statement, or statements by class or level, is an item.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from assay.catalog.imports.loose import (
    Faults,
    as_list,
    as_table,
    as_text,
    entries,
    first_line,
    identifier,
    is_list,
    is_table,
)
from assay.ids import slug

__all__ = ["Item", "class_a", "controls_of", "indicators", "levels_known", "rules"]

_Found: TypeAlias = tuple[str, tuple[str, ...], dict[str, Any], str]
"""Id, keys above it, table and place."""

_DEEPEST: Final = 8
_EMPTY: Final = ("placeholder", "empty")
_LAYOUT: Final = ("", "data")
_APPLIES: Final = ("all", "both", "20x", "rev5")
_CLASSES: Final = ("class-a", "class-b", "class-c", "class-d")
_MUST: Final = frozenset({"MUST"})
_FORCES: Final = ("force", "primary_key_word", "primary_verb")
_READ: Final = frozenset(
    {"id", "name", "title", "statement", "varies_by_class", "varies_by_level"}
    | {"following_information", "following_information_bullets", "controls", "affects"}
    | {"timeframe_num", "timeframe_type", "impact", "fka", "terms", "related", "schema"}
    | {"rev5_controls_list", *_FORCES}
)
_LISTED: Final = {"fka": "formerly", "terms": "term", "related": "related"}
_OPTIONAL: Final = re.compile(r"\W*optional\b", re.IGNORECASE)
_ID: Final = re.compile(r"\b[A-Z]{3}-[A-Z0-9]{3}-[A-Z0-9]{2,3}\b")
_CONTROL: Final = re.compile(r"[a-z]{2}-\d{1,2}(?:\.\d{1,2})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One rule or indicator."""

    id: str
    apart: str
    """A second spelling, for where the first is taken: the id and how it applies."""
    place: str
    title: str
    text: str
    group: str
    group_title: str
    levels: tuple[str, ...]
    """`class-b`, or `moderate`: where the file says that it applies."""
    by_level: dict[str, dict[str, Any]]
    """What it says for one class or level, by that."""
    affects: frozenset[str]
    controls: tuple[Any, ...]
    forces: frozenset[str]
    named: frozenset[str]
    """Ids of further items that it lists."""
    statements: int
    """How many sentences it states: one, or one for each class or level."""
    attributes: tuple[str, ...]

    def asked_at(self, level: str, first: frozenset[str]) -> bool:
        """Whether it is asked at a class or level; `first` are named for class A."""
        if level == _CLASSES[0] and self.id in first:
            return True
        if self.levels and level not in self.levels:
            return False
        if not self.levels:
            # A rule without classes is none of a class; an FRMR item is of all levels.
            return level not in _CLASSES
        said = self.by_level.get(level)
        said = said or (self.by_level.get("class-c") if level == "class-d" else None)
        return not (said and _OPTIONAL.match(as_text(said.get("statement"))))


def rules(value: object, faults: Faults) -> Iterator[Item]:
    """The rules of `FRR`, ruleset by ruleset, in the file's order."""
    for key, ruleset in _parts(value, "FRR", faults):
        info = as_table(ruleset.get("info"))
        group = (key, as_text(info.get("name")) or key)
        faults.leave("ruleset", info, ("name", "subsets", "status", *_APPLIES))
        found = list(_items(ruleset, (), f"FRR.{key}", faults))
        _missed(found, info, f"FRR.{key}", faults)
        yield from (_rule(one, group, info) for one in found if one[0])


def indicators(value: object, faults: Faults) -> Iterator[Item]:
    """The indicators of `KSI`, theme by theme, in the file's order."""
    for key, theme in _parts(value, "KSI", faults):
        name = as_text(theme.get("name"))
        group = (as_text(theme.get("id")) or f"KSI-{key}", name or key)
        faults.leave("theme", theme, ("id", "name", "status", "indicators"))
        place = f"KSI.{key}.indicators"
        found = list(_items(theme.get("indicators"), (), place, faults))
        _missed(found, theme, f"KSI.{key}", faults)
        yield from (_indicator(one, group) for one in found if one[0])


def _parts(
    value: object, section: str, faults: Faults
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rulesets or themes: by key, or in a list of tables that carry their ids."""
    if is_list(value):
        for index, one in faults.tables(value, section, "part"):
            yield as_text(one.get("id")) or str(index), one
        return
    if value is not None and not is_table(value):
        faults.add(section, "Here must stand a table of rulesets or themes")
    for key, one in as_table(value).items():
        if is_table(one):
            yield as_text(key), one
        else:
            faults.add(f"{section}.{as_text(key)}", "Here must stand a table; left out")


def _missed(
    found: list[_Found], about: dict[str, Any], place: str, faults: Faults
) -> None:
    """Tells a part that is empty and does not say so, and items without an id."""
    if not found and as_text(about.get("status")) not in _EMPTY:
        faults.add(place, "Nothing in it states anything that can be read")
    for name, _, _, here in found:
        if not name:
            message = "What stands here has no id, and is left out"
            faults.add(here, message, "Give it one.")


def _items(
    value: object, path: tuple[str, ...], place: str, faults: Faults
) -> Iterator[_Found]:
    """Id, keys above it, table and place of each item at or beneath a value."""
    if len(path) > _DEEPEST:
        faults.add(place, f"What stands deeper than {_DEEPEST} levels is not read")
        return
    for here, key, one in entries(value, place):
        name = as_text(as_table(one).get("id")) or key
        if _is_item(one):
            _leave(as_table(one), faults)
            yield name, path, as_table(one), here
        elif _ID.fullmatch(name):
            faults.add(here, f"{name} states nothing, and is left out")
        elif not (is_table(one) or is_list(one)):
            faults.leave("ruleset or theme", [name])
        elif key != "info":
            yield from _items(one, (*path, key), here, faults)


def _leave(item: dict[str, Any], faults: Faults) -> None:
    faults.leave("rule or indicator", item, _READ)
    for one in _varying(item).values():
        faults.leave("rule or indicator", one, _READ)


def _is_item(value: object) -> bool:
    table = as_table(value)
    stated = isinstance(table.get("statement"), str)
    return stated or bool(_varying(table))


def _varying(table: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What varies, by class (`class-b`) or level (`moderate`)."""
    found: dict[str, dict[str, Any]] = {}
    for key in ("varies_by_class", "varies_by_level"):
        for name, value in as_table(table.get(key)).items():
            level = slug(name)
            if level and is_table(value):
                prefix = "class-" if key == "varies_by_class" else ""
                found[f"{prefix}{level}"] = as_table(value)
    return found


def _rule(found: _Found, group: tuple[str, str], info: dict[str, Any]) -> Item:
    name, path, one, place = found
    applies = next((key for key in path if key in _APPLIES), "")
    subset = next(
        (key for key in reversed(path) if key not in (*_LAYOUT, *_APPLIES)), ""
    )
    varies = _varying(one)
    listed = as_list(one.get("following_information"))
    forces = {_force(table) for table in (one, *varies.values())} - {""}
    return Item(
        id=name,
        apart=f"{name}-{applies}",
        place=place,
        title=as_text(one.get("name")),
        text=_text(one, varies),
        group=group[0],
        group_title=group[1],
        levels=tuple(varies) or _applicable(info, applies, subset) or _impact(one),
        by_level=varies,
        affects=_affects(one),
        controls=tuple(as_list(one.get("controls"))),
        forces=frozenset(forces),
        named=frozenset(_named(map(as_text, listed))),
        statements=_statements(one, varies),
        attributes=tuple(_facts(one, varies, applies, subset)),
    )


def _indicator(found: _Found, group: tuple[str, str]) -> Item:
    name, path, one, place = found
    varies = _varying(one)
    by_class = any(level in _CLASSES for level in varies)
    # The schema asks for b and c at least, and d then is as c.
    also = ("class-d",) if by_class and "class-d" not in varies else ()
    return Item(
        id=name,
        apart="-".join((name, *filter(None, path))),
        place=place,
        title=as_text(one.get("name")) or as_text(one.get("title")),
        text=_text(one, varies),
        group=group[0],
        group_title=group[1] or group[0],
        levels=(*varies, *also) or _impact(one) or _all_classes(one),
        by_level=varies,
        affects=frozenset(),
        controls=tuple(as_list(one.get("controls"))),
        forces=frozenset(),
        named=frozenset(),
        statements=_statements(one, varies),
        attributes=tuple(_facts(one, varies, "", "")),
    )


def _all_classes(one: dict[str, Any]) -> tuple[str, ...]:
    """Classes B to D for an indicator of the Consolidated Rules, which are since 2026.

    FRMR gives each indicator the name it was formerly known by (`fka`).
    """
    return () if "fka" in one or "impact" in one else _CLASSES[1:]


def _applicable(info: dict[str, Any], applies: str, subset: str) -> tuple[str, ...]:
    """The classes that the ruleset says its subset is for."""
    for where in (info, as_table(info.get(applies))):
        known = as_table(as_table(where.get("subsets")).get(subset))
        said = as_list(as_table(known.get("applicability")).get("classes"))
        if said:
            return tuple(f"class-{slug(as_text(one))}" for one in said if as_text(one))
    return ()


def _impact(one: dict[str, Any]) -> tuple[str, ...]:
    """Levels of the oldest form: `impact: {low: true, moderate: true}`."""
    said = as_table(one.get("impact")).items()
    return tuple(slug(key) for key, value in said if value is True and slug(key))


def _affects(one: dict[str, Any]) -> frozenset[str]:
    said = (as_text(party).lower() for party in as_list(one.get("affects")))
    return frozenset(filter(None, said))


def _force(table: dict[str, Any]) -> str:
    return next((said for key in _FORCES if (said := as_text(table.get(key)))), "")


def _named(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from _ID.findall(text)


def _text(one: dict[str, Any], varies: dict[str, dict[str, Any]]) -> str:
    """The statement with its list; where it varies, one for each class or level."""
    parts = [_statement(one)]
    for level, table in varies.items():
        said = _statement(table)
        parts.append(f"{level}: {said}" if said else "")
    return "\n\n".join(filter(None, parts))


def _statements(one: dict[str, Any], varies: dict[str, dict[str, Any]]) -> int:
    return sum(bool(as_text(t.get("statement"))) for t in (one, *varies.values()))


def _statement(table: dict[str, Any]) -> str:
    lines = [as_text(table.get("statement"))]
    listed = as_list(table.get("following_information"))
    bullets = as_list(table.get("following_information_bullets"))
    lines.extend(f"- {one}" for one in map(as_text, (*listed, *bullets)) if one)
    return "\n".join(filter(None, lines))


def _facts(
    one: dict[str, Any],
    varies: dict[str, dict[str, Any]],
    applies: str,
    subset: str,
) -> Iterator[str]:
    for level, table in (("", one), *varies.items()):
        prefix = f"{level} " if level else ""
        if _force(table):
            yield f"{prefix}force: {_force(table)}"
        if _OPTIONAL.match(as_text(table.get("statement"))):
            yield f"{prefix}optional"
        number, unit = (as_text(table.get(f"timeframe_{k}")) for k in ("num", "type"))
        if number and unit:
            yield f"{prefix}timeframe: {number} {unit}"
    parties = filter(None, map(as_text, as_list(one.get("affects"))))
    yield from (f"affects: {party}" for party in parties)
    if applies:
        yield f"applies: {applies}"
    if subset:
        yield f"subset: {subset}"
    yield from _also(one)


def _also(one: dict[str, Any]) -> Iterator[str]:
    for key, word in _LISTED.items():
        said = one.get(key)
        for text in as_list(said) or [said]:
            if as_text(text):
                yield f"{word}: {first_line(as_text(text))}"
    schema = as_table(one.get("schema"))
    where = as_text(schema.get("url")) or as_text(schema.get("name"))
    if where:
        yield f"schema: {where}"


def levels_known(items: Iterable[Item]) -> tuple[str, ...]:
    """All classes or levels that any item speaks of, in their order."""
    found = {level: None for item in items for level in item.levels}
    order = (*_CLASSES, "low", "moderate", "high")
    known = [level for level in order if level in found]
    return (*known, *(level for level in found if level not in order))


def class_a(items: Iterable[Item]) -> frozenset[str]:
    """Ids that a rule for class A alone lists, and says must be followed."""
    return frozenset(
        one
        for item in items
        if item.levels == _CLASSES[:1] and item.forces == _MUST
        for one in item.named
    )


def controls_of(listed: Iterable[Any], place: str, faults: Faults) -> Iterator[str]:
    """The ids of controls of SP 800-53, each once; what is none goes to `faults`.

    A control is a text, or a table that carries its id (`control_id` of FRMR).
    """
    seen: set[str] = set()
    for index, one in enumerate(listed):
        table = as_table(one)
        spelling = as_text(table.get("control_id") or table.get("id") or one)
        found = identifier(spelling)[0]
        here = f"{place}.controls[{index}]"
        if not _CONTROL.fullmatch(found):
            message = f"{spelling!r} is no control of SP 800-53"
            faults.add(here, message, "Write it as ac-2 or ac-2.1.")
        elif found in seen:
            faults.add(here, f"{spelling!r} is listed twice", "Keep one of them.")
        else:
            seen.add(found)
            yield found
