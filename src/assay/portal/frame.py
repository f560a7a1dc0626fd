"""What surrounds every page: whose it is, the day it speaks of, its twin."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from assay.errors import Error
from assay.portal.asked import Asked, BadQuestion, read_asked
from assay.portal.board import board
from assay.portal.twin import twin_path

__all__ = ["frame"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Site:
    """Whose portal this is."""

    name: str
    fictional: bool = False
    historical: bool = False
    """The register records what one source said, on the source's own day."""
    note: str = ""


_NAMELESS = _Site(name="This provider")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Names and links that the outer template needs."""
    site, asked = _seen(request)
    path = request.path_info
    return {
        "site": site,
        "asked": asked,
        "twin": twin_path(request),
        "path": path,
        "kept_query": [
            (name, value)
            for name, values in request.GET.lists()
            for value in values
            if name != "on"
        ],
    }


def _seen(request: HttpRequest) -> tuple[_Site, Asked | None]:
    try:
        shown = board()
        provider = shown.register.provider
    except Error:
        return _NAMELESS, None
    site = _Site(
        name=provider.name,
        fictional=provider.fictional,
        historical=provider.speaks_on is not None,
        note=provider.note,
    )
    try:
        return site, read_asked(request, shown)
    except BadQuestion:
        return site, Asked(day=shown.workspace.day(None))
