"""The terms that FedRAMP's rules define: a part of each rule that uses them.

They stand beneath `FRD`, by id, some levels down (`all`, `both`), or in lists. A
definition asks for nothing by itself, so none is in a baseline.
"""

from collections.abc import Iterator
from typing import Any, Final

from assay.catalog.imports.loose import (
    Faults,
    Names,
    as_list,
    as_table,
    as_text,
    entries,
    first_line,
    identifier,
    provenance_of,
)
from assay.catalog.imports.values import Origin
from assay.catalog.values import Catalog, Requirement

__all__ = ["definitions"]

_DEEPEST: Final = 6
_READ: Final = frozenset({"id", "term", "definition", "alts", "tag", "note", "notes"})


def definitions(
    value: object, about: str, names: Names, origin: Origin, faults: Faults
) -> tuple[Catalog, ...]:
    """A catalog of the terms of `FRD`; none where it defines none.

    Args:
        value: The section.
        about: The title of the file and its edition.
        names: Ids of catalogs that are taken.
        origin: Where the file comes from.
        faults: What is wrong with it.
    """
    found = list(_terms(value, 0, "FRD", faults))
    if not found:
        return ()
    ids = Names()
    requirements = tuple(_term(*one, ids, faults) for one in found)
    catalog = Catalog(
        id=names.take(f"fedramp-definitions-{origin.edition}"),
        title=f"{about}: definitions",
        standard=about,
        edition=origin.edition,
        owner=origin.publisher,
        programs=(),
        unit="definition",
        count=len(requirements),
        provenance=provenance_of(
            origin, about, "A definition asks for nothing by itself."
        ),
        requirements=requirements,
    )
    return (catalog,)


def _terms(
    value: object, depth: int, place: str, faults: Faults
) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Id, table and place of each definition at or beneath a value."""
    if depth > _DEEPEST:
        faults.add(place, f"What stands deeper than {_DEEPEST} levels is not read")
        return
    for here, key, one in entries(value, place):
        table = as_table(one)
        name = as_text(table.get("id")) or key
        if "term" in table or "definition" in table:
            yield name, table, here
        elif key != "info":
            yield from _terms(one, depth + 1, here, faults)


def _term(
    name: str, table: dict[str, Any], place: str, ids: Names, faults: Faults
) -> Requirement:
    term = as_text(table.get("term"))
    text = as_text(table.get("definition"))
    faults.leave("definition", table, _READ)
    for what, said in (("id", name), ("term", term), ("definition", text)):
        if not said:
            faults.add(place, f"The definition has no {what}", "Give it one.")
    if name and identifier(name)[0] in ids.taken:
        message = f"{name} is defined twice; both are read"
        faults.add(place, message, "Keep one of them.")
    notes = [as_text(table.get("note")), *map(as_text, as_list(table.get("notes")))]
    alts = filter(None, map(as_text, as_list(table.get("alts"))))
    tag = as_text(table.get("tag"))
    found = ids.take(name, term)
    return Requirement(
        id=found,
        title=first_line(term or text) or found,
        kind="definition",
        attributes=(
            *(f"also: {first_line(one)}" for one in alts),
            *((f"tag: {first_line(tag)}",) if tag else ()),
        ),
        text="\n\n".join(filter(None, (text, *notes))),
    )
