"""A calendar file for people's own calendars (RFC 5545).

Its bytes follow from the obligations alone: an event keeps its UID for as long as it is
the same deadline of the same thing, so that reading the file again updates it.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from typing import Final

from assay.register.agenda.values import Obligation

__all__ = ["icalendar"]

_LINE: Final = 75
"""Octets in a line, its end not counted (RFC 5545, 3.1)."""


def icalendar(obligations: Iterable[Obligation], *, provider: str, on: date) -> bytes:
    """The obligations as events of one day, for which no end is told (3.6.1).

    `provider` is the id of whose register it is, the domain part of each UID. `on` is
    the day on which it is written, and stands in every DTSTAMP.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Assay//{_text(provider)}//EN",
    ]
    for one in obligations:
        lines.extend(_event(one, provider, on))
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(one: Obligation, provider: str, on: date) -> Iterator[str]:
    key = f"{one.kind}\n{one.about}\n{one.subject}\n{one.due}"
    notes = [one.says, f"Whose: {one.party}.", f"Record: {one.done_by}."]
    if one.if_missed is not None:
        notes.append(f"If missed: {one.if_missed.says}")
    yield "BEGIN:VEVENT"
    yield f"UID:{sha256(key.encode()).hexdigest()[:32]}@{_text(provider)}"
    yield f"DTSTAMP:{_day(on)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_day(one.due)}"
    yield f"SUMMARY:{_text(('Overdue: ' if one.overdue else '') + one.says)}"
    yield f"DESCRIPTION:{_text(chr(10).join(notes))}"
    yield f"CATEGORIES:{_text(one.program or one.about)},{_text(one.kind)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _day(on: date) -> str:
    return on.isoformat().replace("-", "")


def _text(value: str) -> str:
    """A value of type TEXT, with what has a meaning of its own escaped (3.3.11)."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        value = value.replace(plain, escaped)
    return "\\n".join(value.splitlines())


def _folded(line: str) -> bytes:
    """One line, continued on the next where it is too long, never within a letter."""
    parts, size = [b""], 0
    for letter in line:
        octets = letter.encode()
        if size + len(octets) > _LINE:
            parts.append(b" ")
            size = 1
        parts[-1] += octets
        size += len(octets)
    return b"\r\n".join(parts) + b"\r\n"
