"""A requirement mapping set of a CISO Assistant library, row by row.

The relation is the source's to the target, in the words of NIST IR 8477. Ends are urns;
those of a framework in the same library are checked, those of others are read by the
end of their urn. A row that cannot hold (an end that is no requirement, a relation
nobody knows) is reported and left out; so is a row's repetition.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from assay.catalog.imports.ciso.framework import Framework, tail
from assay.catalog.imports.loose import (
    Faults,
    as_text,
    first_line,
    identifier,
    provenance_of,
    tables,
)
from assay.catalog.imports.values import Origin
from assay.catalog.values import Crosswalk, Relation, Row

__all__ = ["read_mapping_set"]

_RELATIONS: Final[dict[str, Relation]] = {
    "equal": "equal",
    "subset": "subset",
    "superset": "superset",
    "intersect": "intersects",
    "not_related": "disjoint",
}
_RATIONALES: Final = ("syntactic", "semantic", "functional")
_STRONGEST: Final = 10
_WEAKEST_SCALE: Final = 3
_READ: Final = frozenset(
    {"urn", "ref_id", "name", "source_framework_urn", "target_framework_urn"}
    | {"requirement_mappings"}
)
_READ_OF_ROW: Final = frozenset(
    {"source_requirement_urn", "target_requirement_urn", "relationship"}
    | {"rationale", "strength_of_relationship", "annotation"}
)
_NODE_PARTS: Final = 6
"""Parts of a node's urn: `urn:intuitem:risk:req_node:iso27001-2022:a.5.1`."""


@dataclass(slots=True, kw_only=True)
class _Set:
    """One mapping set while it is read."""

    place: str
    faults: Faults
    ends: dict[str, str]
    """The framework that each end is to be of, by `source` and `target`, as a urn."""
    frameworks: Mapping[str, Framework]
    scaled: bool
    """Whether the strengths can be read as so much out of ten."""
    said: dict[tuple[str, str], list[tuple[Relation, int]]] = field(
        default_factory=dict[tuple[str, str], list[tuple[Relation, int]]]
    )


def read_mapping_set(
    table: dict[str, Any],
    place: str,
    origin: Origin,
    frameworks: Mapping[str, Framework],
    faults: Faults,
) -> Crosswalk | None:
    """The crosswalk of a mapping set; None, and a fault, where it has no rows.

    `frameworks` are those of the same library, by urn in small letters.
    """
    faults.leave("mapping set", table, _READ)
    ends = {
        end: as_text(table.get(f"{end}_framework_urn")).lower()
        for end in ("source", "target")
    }
    for end, urn in ends.items():
        if not urn:
            message = f"The mapping set does not name its {end} framework"
            faults.add(f"{place}.{end}_framework_urn", message, "Name it by its urn.")
    listed = table.get("requirement_mappings")
    state = _Set(
        place=f"{place}.requirement_mappings",
        faults=faults,
        ends=ends,
        frameworks=frameworks,
        scaled=_scaled(listed, place, faults),
    )
    rows = tuple(_rows(listed, state))
    if not rows or not all(ends.values()):
        message = "The mapping set has no row that can be read"
        if all(ends.values()):
            faults.add(f"{place}.requirement_mappings", message)
        return None
    source, target = (identifier(tail(ends[end]))[0] for end in ("source", "target"))
    title = as_text(table.get("name")) or as_text(table.get("ref_id"))
    return Crosswalk(
        id=f"{source}--{target}",
        title=first_line(title) or f"{source} to {target}",
        source=source,
        target=target,
        provenance=provenance_of(
            origin,
            f"CISO Assistant library {origin.file}",
            f"Its urn is {as_text(table.get('urn'))}.",
        ),
        rows=rows,
    )


def _rows(listed: object, state: _Set) -> Iterator[Row]:
    for index, one in state.faults.tables(listed, state.place, "row"):
        state.faults.leave("row", one, _READ_OF_ROW)
        row = _row(one, f"{state.place}[{index}]", index, state)
        if row is not None:
            yield row


def _row(table: dict[str, Any], here: str, index: int, state: _Set) -> Row | None:
    word = as_text(table.get("relationship"))
    relation = _RELATIONS.get(word)
    if relation is None:
        message = f"The relationship {word!r} is none" if word else "No relationship"
        remedy = f"Write one of {', '.join(_RELATIONS)}."
        state.faults.add(f"{here}.relationship", message, remedy)
    source = _end(table, "source", here, state)
    target = _end(table, "target", here, state)
    note = _note(table, here, state.faults)
    strength = as_text(table.get("strength_of_relationship"))
    if relation is None or not source or not target:
        return None
    before = state.said.setdefault((source, target), [])
    for other, first in before:
        same = other == relation
        message = (
            f"The row repeats row {first}, and is left out"
            if same
            else f"{source} to {target} is {other} in row {first}, and {relation} here"
        )
        remedy = "Keep one of them." if same else "Decide for one; both are read."
        state.faults.add(here, message, remedy)
        if same:
            return None
    before.append((relation, index))
    return Row(
        source=source,
        targets=(target,),
        relation=relation,
        confidence=int(strength) / _STRONGEST if strength and state.scaled else None,
        note=note,
    )


def _end(table: dict[str, Any], end: str, here: str, state: _Set) -> str:
    """The id of one end of a row; empty, and a fault, where it is no requirement."""
    place = f"{here}.{end}_requirement_urn"
    urn = as_text(table.get(f"{end}_requirement_urn")).lower()
    named = tail(state.ends[end])
    if not urn:
        state.faults.add(place, f"The row has no {end}", "Name it by its urn.")
        return ""
    framework = state.frameworks.get(state.ends[end])
    if framework is not None:
        if urn in framework.ids:
            return framework.ids[urn]
        why = "is not assessable" if urn in framework.nodes else "does not exist"
        message = f"The {end} {urn!r} {why} in {named}; the row is left out"
        state.faults.add(place, message, "Name an assessable node of the framework.")
        return ""
    parts = urn.split(":")
    if named and len(parts) >= _NODE_PARTS and parts[4] != named:
        message = f"The {end} {urn!r} is not a node of {named}; the row is left out"
        state.faults.add(place, message, "Name a node of the set's own framework.")
        return ""
    return identifier(tail(urn))[0]


def _note(table: dict[str, Any], here: str, faults: Faults) -> str:
    """What the row says beyond its relation, in words."""
    said: list[str] = []
    rationale = as_text(table.get("rationale"))
    if rationale and rationale not in _RATIONALES:
        message = f"The rationale is a text of its own: {first_line(rationale)!r}"
        remedy = f"Write one of {', '.join(_RATIONALES)}; say the rest in annotation."
        faults.add(f"{here}.rationale", message, remedy)
    if rationale:
        said.append(f"rationale: {rationale}")
    strength = as_text(table.get("strength_of_relationship"))
    if strength:
        if not _in_scale(strength):
            message = (
                f"The strength {strength!r} is not on the scale of 0 to {_STRONGEST}"
            )
            place = f"{here}.strength_of_relationship"
            faults.add(place, message, "Use one scale throughout.")
        said.append(f"strength: {strength}")
    annotation = as_text(table.get("annotation"))
    if annotation:
        said.append(annotation)
    return "; ".join(said)


def _scaled(listed: object, place: str, faults: Faults) -> bool:
    """Whether all strengths of a set are on the scale of 0 to 10 that the form has.

    Some sets count from 1 to 3, and others in percent: 3 of 3 is not 3 of 10.
    """
    said = {as_text(one.get("strength_of_relationship")) for _, one in tables(listed)}
    said -= {""}
    if not said or not all(map(_in_scale, said)):
        return False
    if max(map(int, said)) > _WEAKEST_SCALE:
        return True
    message = (
        f"No strength is above {_WEAKEST_SCALE}: whether they count to "
        f"{_WEAKEST_SCALE} or to {_STRONGEST} cannot be told, and none is taken"
    )
    remedy = f"Write strengths from 0 to {_STRONGEST}."
    faults.add(f"{place}.requirement_mappings", message, remedy)
    return False


def _in_scale(strength: str) -> bool:
    digits = strength.isascii() and strength.isdigit() and len(strength) <= len("10")
    return digits and int(strength) <= _STRONGEST
