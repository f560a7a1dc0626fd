"""From a list to the entries that a register should hold, and what that changes.

The list says what is in scope on its day. What it names and the register does not hold
joins on that day, or on the day that the list gives; what the register holds and the
list does not name leaves with the day before. What had left before stays history.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from assay.register.basis import Extent
from assay.register.extent import members
from assay.register.listing.values import Entry, Listed
from assay.register.values import Register
from assay.register.wording import day, listed

__all__ = ["Changed", "change", "normalised"]

Span = tuple[date | None, date | None]
Cells = dict[tuple[str, str], Span]
"""Days by service and region."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The entries a list leads to, and the change told in sentences."""

    entries: tuple[Entry, ...]
    says: tuple[str, ...]
    joined: int
    """Cells of a service and a region that join."""
    left: int


def change(
    register: Register,
    held: Iterable[Entry],
    rows: Iterable[Listed],
    *,
    dated: date,
    regions: Extent,
    what: str,
    start: date | None = None,
) -> Changed:
    """What a list makes of the entries that a register holds.

    Args:
        register: Whose services and regions they are.
        held: The entries now.
        rows: The list.
        dated: The list's own day.
        regions: The regions of rows that name none.
        what: What it is a list of, for the sentences.
        start: The statement's own day: nothing is in its scope before, whatever a list
            says of the service.
    """
    before, listed_ = tuple(held), tuple(rows)
    now, gone = _cells(register, before, dated)
    wanted = _wanted(register, listed_, regions)
    whole = _everywhere(before, listed_, regions)
    following: Cells = {}
    for cell, (since, until) in wanted.items():
        known = now.get(cell)
        begins = since or (known[0] if known else dated)
        early = begins is not None and start is not None and begins <= start
        following[cell] = (None if early else begins, until)
    ended: Cells = {
        cell: (span[0], dated - timedelta(days=1))
        for cell, span in now.items()
        if cell not in wanted
    }
    entries = (
        *_grouped(register, gone, whole),
        *_grouped(register, ended, whole),
        *_grouped(register, following, whole),
    )
    says = tuple(_sentences(register, now, following, ended, what))
    return Changed(
        entries=entries,
        says=says,
        joined=len(following.keys() - now.keys()),
        left=len(ended),
    )


def normalised(
    register: Register, entries: Iterable[Entry], on: date
) -> tuple[Entry, ...]:
    """The entries that hold on a day, each service in as few entries as can be."""
    held = tuple(entries)
    now, _ = _cells(register, held, on)
    return tuple(_grouped(register, now, _everywhere(held, (), ())))


def _everywhere(
    held: Iterable[Entry], rows: Iterable[Listed], regions: Extent
) -> frozenset[str]:
    """Services said to be in all regions, which are more than those there are today."""
    said = {one.service for one in held if one.regions == "all"}
    for row in rows:
        extent = row.regions if row.regions is not None else regions
        (said.add if extent == "all" else said.discard)(row.service)
    return frozenset(said)


def _cells(
    register: Register, entries: Iterable[Entry], on: date
) -> tuple[Cells, Cells]:
    """The cells that hold on a day or later, and those that ended before it."""
    now: Cells = {}
    gone: Cells = {}
    for entry in entries:
        over = entry.until is not None and entry.until < on
        for region in members(entry.regions, register.regions):
            target = gone if over else now
            target[entry.service, region] = (entry.since, entry.until)
    return now, {cell: span for cell, span in gone.items() if cell not in now}


def _wanted(
    register: Register, rows: Iterable[Listed], regions: Extent
) -> dict[tuple[str, str], Span]:
    found: Cells = {}
    for row in rows:
        extent = row.regions if row.regions is not None else regions
        for region in members(extent, register.regions):
            found[row.service, region] = (row.since, row.until)
    return found


def _grouped(
    register: Register,
    cells: Mapping[tuple[str, str], Span],
    whole: frozenset[str] = frozenset(),
) -> Iterator[Entry]:
    """Cells as entries, in the register's order: a service and its days in one."""
    order = {region: index for index, region in enumerate(register.regions)}
    rows: dict[tuple[str, Span], list[str]] = {}
    for (service, region), span in cells.items():
        rows.setdefault((service, span), []).append(region)
    places = {service: index for index, service in enumerate(register.services)}
    for (service, span), regions in sorted(
        rows.items(), key=lambda one: (places.get(one[0][0], 0), str(one[0][1]))
    ):
        named = tuple(sorted(regions, key=lambda region: order.get(region, 0)))
        every = service in whole and len(named) == len(order)
        extent: Extent = "all" if every else named
        yield Entry(service=service, regions=extent, since=span[0], until=span[1])


def _sentences(
    register: Register, now: Cells, following: Cells, ended: Cells, what: str
) -> Iterator[str]:
    joined = {cell: span for cell, span in following.items() if cell not in now}
    moved = {
        cell: span
        for cell, span in following.items()
        if cell in now and now[cell] != span
    }
    for verb, cells in (
        ("joins", joined),
        ("leaves", ended),
        ("changes its days in", moved),
    ):
        for entry in _grouped(register, cells):
            title = register.services[entry.service].title
            yield f"{title} {verb} {what}{_where(register, entry)}{_when(entry, verb)}."


def _where(register: Register, entry: Entry) -> str:
    if len(entry.regions) == len(register.regions):
        return f" in all {len(register.regions)} regions"
    return f" in {listed(list(members(entry.regions, register.regions)))}"


def _when(entry: Entry, verb: str) -> str:
    if verb == "leaves":
        return f" after {day(entry.until)}" if entry.until else ""
    start = f" from {day(entry.since)}" if entry.since else ""
    return start + (f" until {day(entry.until)}" if entry.until else "")
