"""What a request asks: the day, what was recorded by when, and the page's filters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest

from assay.portal.board import Board

__all__ = ["Asked", "BadQuestion", "read_asked", "read_day"]


class BadQuestion(Exception):  # noqa: N818 - reads as what it is
    """The address holds something that cannot be read; says what, and what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The day a page speaks of, and by when that had been recorded."""

    day: date
    on: date | None = None
    """As it stands in the address; absent where the day is the register's own."""
    as_of: date | None = None

    @property
    def carried(self) -> dict[str, str]:
        """What every link of the page takes along, so that a view can be cited."""
        told = {"on": self.on, "as_of": self.as_of}
        return {name: day.isoformat() for name, day in told.items() if day is not None}

    def link(self, path: str, more: Mapping[str, str] | None = None) -> str:
        """A path with the day taken along."""
        query = urlencode(
            {**{k: v for k, v in (more or {}).items() if v}, **self.carried}
        )
        return f"{path}?{query}" if query else path


def read_asked(request: HttpRequest, shown: Board) -> Asked:
    """The day asked about; raises `BadQuestion` where it is none."""
    on = read_day(request, "on")
    return Asked(day=shown.workspace.day(on), on=on, as_of=read_day(request, "as_of"))


def read_day(request: HttpRequest, name: str) -> date | None:
    """A calendar day of the address, or None where there is none."""
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise BadQuestion(
            f"“{text[:40]}” is not a day",
            f"Write the day as year, month and day, for example {name}=2026-11-24.",
        ) from fault
