"""Times as people write them, read as instants or not at all."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

__all__ = ["Misfit", "check_form", "parse_time", "zone_named"]


class Misfit(ValueError):  # noqa: N818 - a reason, caught and reported as a Problem
    """Why a value cannot be what its column holds, and what to do about it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def zone_named(name: str) -> ZoneInfo:
    """The IANA time zone of that name; raises `Misfit`."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        message = f"There is no time zone {name!r}"
        raise Misfit(message, "Write an IANA name, such as Europe/Berlin.") from None


def check_form(form: str) -> None:
    """Whether times can be read with `form`; raises `Misfit`."""
    sample = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
    try:
        datetime.strptime(sample.strftime(form), form)  # noqa: DTZ007 - only tried
    except (ValueError, re.error) as fault:
        message = f"{form!r} is not a form of time: {fault}"
        raise Misfit(message, "Write it as for strptime: %d.%m.%Y %H:%M.") from None


def parse_time(text: str, *, zone: ZoneInfo | None, form: str) -> datetime:
    """The instant that `text` names, in UTC; raises `Misfit`.

    Without `form` the text is ISO 8601. A time without an offset is one of `zone`; one
    that the zone's clocks showed twice, or skipped, names no instant.
    """
    try:
        found = _parse(text, form)
    except (ValueError, re.error):
        wanted = form or "ISO 8601"
        raise Misfit(f"{text[:40]!r} is not a time ({wanted})", _FORM) from None
    if found.tzinfo is None:
        found = _in_zone(found, zone)
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise Misfit(f"{text[:40]!r} is outside the years 1 to 9999") from None


_FORM = "Correct it, or name its form as `time_format`."


def _parse(text: str, form: str) -> datetime:
    if form:
        return datetime.strptime(text, form)  # noqa: DTZ007 - the zone comes after
    return datetime.fromisoformat(text)


def _in_zone(time: datetime, zone: ZoneInfo | None) -> datetime:
    if zone is None:
        remedy = "Export times with their offset, or name their zone as `timezone`."
        raise Misfit(f"{time} has no time zone", remedy)
    first, second = (time.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():  # PEP 495: a fold or a gap
        message = f"{time} came twice or not at all in {zone.key}"
        raise Misfit(message, "Export times with their offset.")
    return first
