"""FedRAMP's machine-readable rules: Consolidated Rules 2026, and FRMR before them.

One JSON file holds rules by ruleset (`FRR`) and key security indicators by theme
(`KSI`), each indicator with the controls of SP 800-53 that it touches. Consolidated
Rules speak of classes A to D, FRMR of levels; both say for some items what varies by
them. Read are: a catalog of rules, one of indicators, one of the terms defined
(`FRD`), a baseline of the first two for every class or level, and the indicators'
controls as proposed rows that say no more than `intersects`. Guidance for controls
(`CTL`) is left aside.

Forms: github.com/FedRAMP/rules `schemas/fedramp-consolidated-rules.schema.json`, and
github.com/FedRAMP/docs `FRMR.md`.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from assay.catalog.imports.fedramp.items import (
    Item,
    class_a,
    controls_of,
    indicators,
    levels_known,
    rules,
)
from assay.catalog.imports.fedramp.terms import definitions
from assay.catalog.imports.loose import (
    Faults,
    Names,
    as_list,
    as_table,
    as_text,
    baseline_of,
    first_line,
    identifier,
    origin_of,
    provenance_of,
    read_json,
)
from assay.catalog.imports.values import Imported, Origin
from assay.catalog.values import (
    Baseline,
    Catalog,
    Count,
    Crosswalk,
    Group,
    Requirement,
    Row,
)

__all__ = ["looks_like_fedramp_rules", "read_fedramp_rules"]

_HEAD: Final = 65_536
_SECTION: Final = re.compile(rb'"(?:FRD|FRR|KSI)"\s*:\s*[{\[]')
_CONTROLS: Final = "nist-800-53-r5"
_RIGHTS: Final = "Work of the United States Government"
_OWNER: Final = "US General Services Administration, FedRAMP"
_PROVIDERS: Final = frozenset({"providers", "everyone"})
_ABOUT: Final = {
    "rule": (
        "Rules for providers, of whatever force: their attributes tell must from may."
    ),
    "indicator": (
        "Without those marked optional. Class A has those that the rules for class A "
        "name; class D asks what class C does where the file says nothing of its own."
    ),
}


def looks_like_fedramp_rules(data: bytes) -> bool:
    """Whether a file begins as FedRAMP's rules do."""
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    named = b"FedRAMP" in head or b"Key Security Indicators" in head
    return head.startswith(b"{") and named and _SECTION.search(head) is not None


def read_fedramp_rules(data: bytes, *, file: str) -> Imported:
    """The rules and indicators of a file, its baselines, and the indicators' controls.

    Raises:
        BadInput: It is not JSON, or holds neither a rule nor an indicator.
    """
    faults = Faults(file=file)
    whole = as_table(read_json(data, faults))
    faults.leave("file", whole, ("info", "FRD", "FRR", "KSI", "CTL"))
    asked = list(rules(whole.get("FRR"), faults))
    shown = list(indicators(whole.get("KSI"), faults))
    info = as_table(whole.get("info"))
    origin = _origin(info, data, file)
    names = Names()
    defined = definitions(whole.get("FRD"), _about(info), names, origin, faults)
    if not asked and not shown and not defined:
        remedy = "Read fedramp-consolidated-rules.json, or FRMR.documentation.json."
        raise faults.refused("The file holds no rules and no indicators", remedy)
    levels = levels_known([*asked, *shown])
    first = class_a(asked)
    sets = [
        (_catalog(kind, named, names, _about(info), origin), named)
        for kind, items in (("rule", asked), ("indicator", shown))
        if (named := list(_named(items, faults)))
    ]
    baselines = [
        one
        for catalog, items in sets
        for level in levels
        if (one := _baseline(catalog, items, level, first, origin)) is not None
    ]
    crosswalks = [
        walk
        for catalog, items in sets
        if (walk := _crosswalk(catalog, items, origin, faults)) is not None
    ]
    return Imported(
        origin=origin,
        catalogs=(*(catalog for catalog, _ in sets), *defined),
        baselines=(*baselines, *_control_baselines(asked, origin, faults)),
        crosswalks=tuple(crosswalks),
        notes=(*_notes(whole, sets), *faults.left()),
        problems=tuple(faults.found),
    )


def _origin(info: dict[str, Any], data: bytes, file: str) -> Origin:
    edition = as_text(info.get("version")) or as_text(info.get("last_updated"))
    return origin_of(
        data,
        file,
        "fedramp-rules",
        publisher=_OWNER,
        licence=_RIGHTS,
        edition=edition,
        unit="rule or indicator",
    )


def _about(info: dict[str, Any]) -> str:
    title = as_text(info.get("title")) or as_text(info.get("name"))
    return first_line(title) or "FedRAMP rules"


def _catalog(
    kind: str,
    named: list[tuple[Item, str]],
    names: Names,
    title: str,
    origin: Origin,
) -> Catalog:
    """The catalog of rules or of indicators, each item with its id there."""
    items = [item for item, _ in named]
    groups = {item.group: item.group_title for item in items}
    held = {group: identifier(group)[0] for group in groups}
    varied = sum(len(item.by_level) for item in items)
    stated = sum(item.statements for item in items)
    return Catalog(
        id=names.take(f"fedramp-{kind}s-{origin.edition}"),
        title=f"{title}: {kind}s",
        standard=title,
        edition=origin.edition,
        owner=_OWNER,
        programs=(),
        unit=kind,
        count=len(named),
        provenance=provenance_of(origin, f"{title}, {origin.edition}"),
        groups=tuple(
            Group(id=held[group], title=first_line(text) or group)
            for group, text in groups.items()
        ),
        requirements=tuple(
            _requirement(item, found, kind, held[item.group]) for item, found in named
        ),
        other_counts=(
            Count(
                unit=f"{kind}, and again for each class or level that it varies by",
                count=len(named) + varied,
            ),
            Count(unit="statement", count=stated),
        ),
    )


def _named(items: Iterable[Item], faults: Faults) -> Iterator[tuple[Item, str]]:
    """Each item with an id of its own."""
    ids = Names()
    for item in items:
        twice = identifier(item.id)[0] in ids.taken
        found = ids.take(item.id, item.apart)
        if twice:
            message = f"{item.id} stands there twice; this one is called {found}"
            faults.add(item.place, message, "Give each its own id, or drop one.")
        yield item, found


def _requirement(item: Item, found: str, kind: str, group: str) -> Requirement:
    return Requirement(
        id=found,
        title=first_line(item.title or item.text) or found,
        group=group,
        kind=kind,
        levels=item.levels,
        attributes=item.attributes,
        text=item.text,
    )


def _baseline(
    catalog: Catalog,
    items: Iterable[tuple[Item, str]],
    level: str,
    first: frozenset[str],
    origin: Origin,
) -> Baseline | None:
    """What a class or level asks of a provider; None where it asks nothing."""
    chosen = tuple(
        found
        for item, found in items
        if (not item.affects or item.affects & _PROVIDERS)
        and item.asked_at(level, first)
    )
    if not chosen:
        return None
    return baseline_of(
        catalog,
        level,
        chosen,
        named=f"{catalog.id}-{level}",
        title=f"{catalog.title}, {level.replace('-', ' ')}",
        provenance=provenance_of(
            origin, catalog.provenance.source, _ABOUT[catalog.unit]
        ),
    )


def _crosswalk(
    catalog: Catalog,
    items: Iterable[tuple[Item, str]],
    origin: Origin,
    faults: Faults,
) -> Crosswalk | None:
    rows = tuple(
        Row(source=found, targets=(control,), relation="intersects")
        for item, found in items
        for control in controls_of(item.controls, item.place, faults)
    )
    if not rows:
        return None
    return Crosswalk(
        id=f"{catalog.id}--{_CONTROLS}",
        title=f"{catalog.title}, to NIST SP 800-53 revision 5",
        source=catalog.id,
        target=_CONTROLS,
        provenance=provenance_of(
            origin,
            catalog.provenance.source,
            "The file lists controls without saying how they relate.",
        ),
        rows=rows,
    )


def _control_baselines(
    asked: Iterable[Item], origin: Origin, faults: Faults
) -> Iterator[Baseline]:
    """The controls of SP 800-53 that a rule lists for a class, as baselines."""
    names = Names()
    for item in asked:
        for level, table in item.by_level.items():
            listed = as_table(table.get("rev5_controls_list"))
            spelled = [one for family in listed.values() for one in as_list(family)]
            chosen = tuple(controls_of(spelled, f"{item.place}.{level}", faults))
            if chosen:
                yield Baseline(
                    id=names.take(f"{item.id}-{level}-{origin.edition}"),
                    title=f"{first_line(item.title)}, {level.replace('-', ' ')}",
                    catalog=_CONTROLS,
                    program="fedramp",
                    level=level,
                    edition=origin.edition,
                    count=len(chosen),
                    provenance=provenance_of(origin, f"Rule {item.id}"),
                    requirements=chosen,
                )


def _notes(
    whole: dict[str, Any], sets: list[tuple[Catalog, list[tuple[Item, str]]]]
) -> Iterator[str]:
    guided = sum(len(as_table(one)) for one in as_table(whole.get("CTL")).values())
    if guided:
        yield f"Controls with parameters and guidance, left aside: {guided}"
    for catalog, named in sets:
        bare = sum(not item.controls for item, _ in named)
        if catalog.unit == "indicator" and bare:
            yield f"Indicators that name no control: {bare}"
