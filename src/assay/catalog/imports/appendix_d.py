"""The map from SP 800-171 Revision 2 to SP 800-53 Revision 4, as a table of controls.

Appendix D exists as a table of a PDF. Its machine form by tbusillo/nist-800-171-oscal
has known gaps; the rows corrected here say so and are reviewed, all others are as they
stand and proposed. Each requirement lies within the controls it was derived from: all
of them together meet it, and not the reverse.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from assay.catalog.imports.loose import (
    Faults,
    as_list,
    as_table,
    as_text,
    digest,
    identifier,
    read_json,
)
from assay.catalog.imports.values import Imported, Origin
from assay.catalog.values import Crosswalk, Provenance, Row

__all__ = ["looks_like_appendix_d", "read_appendix_d"]

_SOURCE: Final = "nist-800-171-r2"
_TARGET: Final = "nist-800-53-r4"
_BY: Final = "assay-library"
_ON: Final = date(2026, 11, 24)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Correction:
    """What a row of the machine form lacks."""

    add: tuple[str, ...] = ()
    either: bool = False
    note: str


_CORRECTED: Final[Mapping[str, _Correction]] = {
    "3.3.1": _Correction(add=("au-11",), note="AU-11 was missing in the machine form."),
    "3.3.2": _Correction(add=("au-11",), note="AU-11 was missing in the machine form."),
    "3.4.8": _Correction(
        either=True,
        note="Denying by exception or permitting by exception: either satisfies.",
    ),
    "3.5.1": _Correction(add=("ia-3",), note="IA-3 was missing in the machine form."),
    "3.5.2": _Correction(add=("ia-3",), note="IA-3 was missing in the machine form."),
    "3.10.1": _Correction(add=("pe-4",), note="PE-4 was missing in the machine form."),
    "3.10.2": _Correction(add=("pe-4",), note="PE-4 was missing in the machine form."),
    "3.12.4": _Correction(
        add=("ca-2", "ca-5", "ca-7", "pl-2"),
        note="The machine form maps it to nothing.",
    ),
    "3.14.3": _Correction(note="The machine form spells it Si-2."),
}


def looks_like_appendix_d(head: bytes) -> bool:
    """Whether a file begins as that map does."""
    return (
        head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
        and b'"mapped_controls"' in head
    )


def read_appendix_d(data: bytes, *, file: str) -> Imported:
    """The map as a crosswalk, its known gaps filled.

    Raises:
        BadInput: It is not JSON, or holds no row of the map.
    """
    faults = Faults(file=file)
    tree = as_table(read_json(data, faults))
    rows = tuple(_rows(tree, faults))
    if not rows:
        raise faults.refused("It has no row of `controls` with `mapped_controls`")
    corrected = sum(row.status == "reviewed" for row in rows)
    return Imported(
        origin=Origin(
            file=file, sha256=digest(data), form="appendix-d", edition="2", unit="row"
        ),
        crosswalks=(
            Crosswalk(
                id=f"{_SOURCE}--{_TARGET}",
                title="SP 800-171 requirements within SP 800-53 controls",
                source=_SOURCE,
                target=_TARGET,
                provenance=Provenance(
                    source="NIST SP 800-171 Revision 2, appendix D; its machine form "
                    "by tbusillo/nist-800-171-oscal (MIT), corrected row by row",
                    rights="Facts of a work of the United States Government, public "
                    "domain.",
                    licence="MIT",
                ),
                rows=rows,
            ),
        ),
        notes=(f"{corrected} rows are corrected where the machine form has gaps.",),
        problems=tuple(faults.found),
    )


def _rows(tree: dict[str, Any], faults: Faults) -> Iterator[Row]:
    seen: set[str] = set()
    for index, one in enumerate(as_list(tree.get("controls"))):
        table, place = as_table(one), f"controls[{index}]"
        source = identifier(as_text(table.get("control_id")))[0]
        correction = _CORRECTED.get(source)
        targets = tuple(
            dict.fromkeys(
                (
                    *_mapped(as_text(table.get("mapped_controls"))),
                    *(correction.add if correction else ()),
                )
            )
        )
        if "control_id" not in table or source in seen or not targets:
            message = f"{source} has no row, or a second one; left out"
            faults.add(place, message, "Give each requirement one row of controls.")
            continue
        seen.add(source)
        if correction is None:
            yield Row(source=source, targets=targets)
            continue
        yield Row(
            source=source,
            targets=targets,
            either=correction.either,
            status="reviewed",
            by=_BY,
            on=_ON,
            citation="NIST SP 800-171 Revision 2, appendix D",
            note=correction.note,
        )


def _mapped(text: str) -> Iterator[str]:
    for name in text.split(","):
        if name.strip():
            yield identifier(name)[0]
