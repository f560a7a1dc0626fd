"""`/search`: programs, services, regions and requirements by any of their names."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from assay.portal.asked import read_asked
from assay.portal.board import board
from assay.portal.finding import find
from assay.portal.page import Page, guarded, show
from assay.portal.pages.cell import address
from assay.workspace import answer_json

__all__ = ["view"]

_LONGEST = 200


@guarded
def view(request: HttpRequest) -> HttpResponse:
    """Show what was found, or say plainly that nothing was."""
    shown = board()
    asked = read_asked(request, shown)
    words = " ".join(request.GET.get("q", "")[:_LONGEST].split())
    found = find(shown, words)
    answer: dict[str, Any] | None = None
    if found.question is not None:
        cell = shown.cell(found.question, asked.day, asked.as_of)
        answer = {
            **answer_json(cell, asked.day),
            "address": asked.link(address(found.question)),
        }
    if not words:
        title = "Search"
    elif found.nothing:
        title = f"Nothing here is called “{words}”"
    else:
        title = f"Found for “{words}”"
    page = Page(
        template="search.html",
        title=title,
        value={"words": words, "answer": answer, "found": found},
    )
    return show(request, page)
