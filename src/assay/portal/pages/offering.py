"""`/services/<id>`: one service, under every program, in every region."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from assay.portal import wording
from assay.portal.asked import Asked, read_asked
from assay.portal.board import Board, board
from assay.portal.grid import Filters, Square, squares
from assay.portal.page import Page, guarded, show
from assay.portal.twin import wants_json
from assay.register import members
from assay.register.values import Service

__all__ = ["ServicePage", "view"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramLine:
    """The service under one program."""

    program: str
    title: str
    kind: str
    whole: Square
    """Over all regions in which it is offered."""
    regions: tuple[Square, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePage:
    """Where one service stands on a day."""

    on: date
    service: Service
    regions: tuple[str, ...]
    programs: tuple[ProgramLine, ...]


@guarded
def view(request: HttpRequest, service: str) -> HttpResponse:
    """Show one service; another name of it leads to its own address."""
    shown = board()
    asked = read_asked(request, shown)
    named = shown.ask(next(iter(shown.register.programs)), service).service
    if named != service:
        suffix = ".json" if wants_json(request) else ""
        return HttpResponseRedirect(asked.link(f"/services/{named}{suffix}"))
    if named not in shown.register.services:
        return HttpResponseRedirect(asked.link("/scope"))
    value = shown.keep(("service", named, asked), lambda: _service(shown, asked, named))
    held = sum(line.whole.state == "in_force" for line in value.programs)
    page = Page(
        template="service.html",
        title=f"{value.service.title}: in force under {held} programs on {asked.day}",
        value=value,
        section="scope",
        extra={"titles": {r.id: r.title for r in shown.register.regions.values()}},
    )
    return show(request, page)


def _service(shown: Board, asked: Asked, service: str) -> ServicePage:
    register = shown.register
    sold = register.services[service]
    places = members(sold.regions, register.regions)
    whole = _row(shown, asked, service, "")
    by_region = [_row(shown, asked, service, region) for region in places]
    lines = [
        ProgramLine(
            program=square.program,
            title=register.programs[square.program].title,
            kind=register.programs[square.program].kind,
            whole=square,
            regions=tuple(row[index] for row in by_region),
        )
        for index, square in enumerate(whole)
    ]
    order = wording.KIND_ORDER
    return ServicePage(
        on=asked.day,
        service=sold,
        regions=places,
        programs=tuple(sorted(lines, key=lambda line: order.index(line.kind))),
    )


def _row(shown: Board, asked: Asked, service: str, region: str) -> tuple[Square, ...]:
    found = shown.matrix(asked.day, asked.as_of, region=region)
    row = next(row for row in found.rows if row.service == service)
    return squares(shown, asked.day, asked, row, Filters(region=region))
