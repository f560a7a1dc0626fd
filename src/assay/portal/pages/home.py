"""`/`: what this is, the question box, and where every program stands."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse

from assay.portal.asked import read_asked
from assay.portal.board import Board, board
from assay.portal.overview import Shelf, shelve, tiles
from assay.portal.page import Page, guarded, show
from assay.portal.published import Published, published

__all__ = ["Home", "view"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The state of everything in one view."""

    provider: str
    fictional: bool
    on: date
    services: int
    regions: int
    programs: Shelf
    latest: Published | None
    """The newest published dossier."""


@guarded
def view(request: HttpRequest) -> HttpResponse:
    """Show the home page."""
    shown = board()
    asked = read_asked(request, shown)
    provider = shown.register.provider
    found = published(shown)
    value = Home(
        provider=provider.name,
        fictional=provider.fictional,
        on=asked.day,
        services=len(shown.register.services),
        regions=len(shown.register.regions),
        programs=shelve(tiles(shown, asked)),
        latest=found[0] if found else None,
    )
    count = value.programs.states.get("in_force", 0)
    total = sum(value.programs.states.values())
    title = f"{count} of {total} programs in force on {asked.day}"
    return show(
        request,
        Page(
            template="home.html",
            title=title,
            value=value,
            section="home",
            extra={"example": _example(shown)},
        ),
    )


def _example(shown: Board) -> str:
    """A question that this provider's register can answer."""
    register = shown.register
    service = next(iter(register.services.values()), None)
    region = next(iter(register.regions.values()), None)
    place = service.title if service else region.id if region else ""
    return f"SOC 2 {place}".strip()
